"""Signing for tasks, handing them back, taking them back, sending them again."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry, Notification
from luodi_web.supervision.domain.assignments import (
    acknowledge,
    resend_assignment,
    return_assignment,
    withdraw_assignment,
)
from luodi_web.supervision.enums import AssignmentState, Light, SupervisionVerb
from luodi_web.supervision.models import Assignment
from tests.web.at_once import at_once
from tests.web.factories import actor, make_assignment, make_task, make_unit, make_user

pytestmark = pytest.mark.django_db


def test_acknowledge_many_at_once():
    unit = make_unit()
    person = make_user("wang", Role.CITY, unit)
    rows = [make_assignment(unit=unit) for _number in range(3)]

    result = acknowledge(rows, by=actor(person, unit))

    assert (result.signed, result.already) == (rows, [])
    assert set(Assignment.objects.values_list("state", "acknowledged_by")) == {("acknowledged", person.pk)}
    assert AuditEntry.objects.filter(verb=SupervisionVerb.ACKNOWLEDGED).count() == 3


def test_acknowledge_by_the_second_of_two_people_keeps_the_first():
    unit = make_unit()
    first, second = make_user("first", Role.CITY, unit), make_user("second", Role.CITY, unit)
    assignment = make_assignment(unit=unit)
    seen_by_both = Assignment.objects.get(pk=assignment.pk)

    acknowledge([assignment], by=actor(first, unit))
    result = acknowledge([seen_by_both], by=actor(second, unit))

    assignment.refresh_from_db()
    assert (result.signed, result.already) == ([], [assignment])
    assert assignment.acknowledged_by == first
    assert AuditEntry.objects.filter(verb=SupervisionVerb.ACKNOWLEDGED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_acknowledge_by_two_people_at_the_same_moment():
    unit = make_unit()
    people = [make_user(name, Role.CITY, unit) for name in ("first", "second")]
    assignment = make_assignment(unit=unit)

    outcomes = at_once(*(partial(acknowledge, [assignment], by=actor(person, unit)) for person in people))

    assert sorted(len(outcome.signed) for outcome in outcomes) == [0, 1]
    assert AuditEntry.objects.filter(verb=SupervisionVerb.ACKNOWLEDGED).count() == 1


def test_acknowledge_that_fails_leaves_no_audit_entry():
    assignment = make_assignment()

    with pytest.raises(RuntimeError), transaction.atomic():
        acknowledge([assignment], by=actor())
        raise RuntimeError

    assignment.refresh_from_db()
    assert assignment.state == AssignmentState.SENT
    assert not AuditEntry.objects.exists()


def test_return_gives_the_reason_to_the_office(django_capture_on_commit_callbacks):
    department = make_unit("省科学技术厅")
    office = make_user("office", Role.INNOVATION_OFFICE, department)
    assignment = make_assignment(make_task(owner=department), deadline=date(2026, 1, 1), light=Light.RED)

    with django_capture_on_commit_callbacks(execute=True):
        return_assignment(assignment, "不属于本单位职责。", by=actor())

    assignment.refresh_from_db()
    assert (assignment.state, assignment.reason) == ("returned", "不属于本单位职责。")
    assert (assignment.light, assignment.light_reason) == ("grey", "已退回，待重新下达")
    assert list(Notification.objects.values_list("user", "text", "url")) == [
        (office.pk, "有 1 项任务被退回，待处理", "/board/?state=returned")
    ]


@pytest.mark.parametrize("state", ["acknowledged", "returned", "withdrawn", "done"])
def test_return_is_refused_after_signing(state):
    assignment = make_assignment(state=state)

    with pytest.raises(ValidationError):
        return_assignment(assignment, "太忙", by=actor())

    assignment.refresh_from_db()
    assert (assignment.state, assignment.reason) == (state, "")


def test_resend_starts_anew_with_another_deadline(django_capture_on_commit_callbacks):
    unit = make_unit()
    person = make_user("wang", Role.CITY, unit)
    assignment = make_assignment(unit=unit, state=AssignmentState.RETURNED, reason="时间太紧")
    before = assignment.sent_at

    with django_capture_on_commit_callbacks(execute=True):
        resend_assignment(assignment, deadline=date(2099, 1, 1), by=actor())

    assignment.refresh_from_db()
    assert (assignment.state, assignment.reason, assignment.deadline) == ("sent", "", date(2099, 1, 1))
    assert assignment.sent_at > before
    assert assignment.light == Light.GREEN
    assert Notification.objects.get(user=person).text == "任务重新下达：建设实验室"


def test_withdraw_then_resend():
    assignment = make_assignment(state=AssignmentState.ACKNOWLEDGED, deadline=date(2099, 1, 1))

    withdraw_assignment(assignment, "任务调整", by=actor())
    withdrawn = Assignment.objects.get(pk=assignment.pk)
    resend_assignment(assignment, deadline=None, by=actor())

    assignment.refresh_from_db()
    assert (withdrawn.state, withdrawn.light, withdrawn.reason) == ("withdrawn", "grey", "任务调整")
    assert (assignment.state, assignment.acknowledged_at, assignment.light) == ("sent", None, "grey")


@pytest.mark.parametrize("state", ["sent", "acknowledged", "done"])
def test_resend_of_what_was_not_given_back_is_refused(state):
    assignment = make_assignment(state=state)

    with pytest.raises(ValidationError):
        resend_assignment(assignment, deadline=None, by=actor())
