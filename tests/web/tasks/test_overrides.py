"""Lights set by hand: shown while they last, the rule's kept beside them, one at a time."""

from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from luodi_web.people.models import AuditEntry
from luodi_web.supervision.domain.assignments import withdraw_assignment
from luodi_web.supervision.domain.assignments_history import history_of
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.domain.overrides import lift_override, override_light, override_of, rule_reading
from luodi_web.supervision.enums import AssignmentState, Light
from luodi_web.supervision.models import Assignment, LightOverride
from tests.web.factories import actor, make_assignment, make_task, signed_in

TODAY = date(2026, 11, 23)
WORDS = "人工调整：省里统一延后（至2026年12月1日）"


@pytest.fixture(autouse=True)
def _today():
    with patch.object(timezone, "localdate", side_effect=_localdate):
        yield


_real = timezone.localdate


def _localdate(value=None, timezone=None):
    return TODAY if value is None else _real(value, timezone)


def late(**fields):
    return make_assignment(
        fields.pop("task", None),
        fields.pop("unit", None),
        deadline=date(2026, 11, 20),
        state=AssignmentState.ACKNOWLEDGED,
        **fields,
    )


def override(assignment, light=Light.GREEN, until=date(2026, 12, 1), by=None):
    return override_light(assignment, light=light, reason="省里统一延后", until=until, by=by or actor())


def shown(assignment):
    row = Assignment.objects.get(pk=assignment.pk)
    return row.light, row.light_reason


@pytest.mark.django_db
def test_light_by_hand_is_shown_with_reason_and_day_and_the_rules_kept():
    assignment = late()
    refresh_lights([assignment])

    made = override(assignment)

    assert shown(assignment) == (Light.GREEN, WORDS)
    kept = rule_reading(made)
    assert (kept.light, kept.reason) == (Light.RED, "已逾期 3 天")


@pytest.mark.django_db
def test_rule_goes_on_beside_the_light_by_hand_and_history_shows_both():
    assignment = make_assignment(deadline=date(2026, 11, 24), state=AssignmentState.ACKNOWLEDGED, percent=90)
    refresh_lights([assignment])
    made = override(assignment)

    refresh_lights([assignment], date(2026, 11, 25))
    refresh_lights([assignment], date(2026, 11, 26))

    assert shown(assignment) == (Light.GREEN, WORDS)
    assert [(row.light, row.reason) for row in made.readings.order_by("pk")] == [
        (Light.YELLOW, "约剩 1 个工作日（放假安排未录全）"),
        (Light.RED, "已逾期 2 天"),
    ]
    told = {(event.what, event.text) for event in history_of(assignment)}
    assert {
        ("规则灯号：红灯", "已逾期 2 天"),
        ("人工调整灯号", "绿灯；省里统一延后；至 2026-12-01"),
        ("绿灯", WORDS),
    } <= told


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "light"), [(date(2026, 12, 1), Light.GREEN), (date(2026, 12, 2), Light.RED)])
def test_light_by_hand_ends_after_its_last_day(day, light):
    assignment = late()
    made = override(assignment)

    refresh_lights([assignment], day)

    made.refresh_from_db()
    assert shown(assignment)[0] == light
    assert (made.lifted_at is None) == (light == Light.GREEN)
    assert made.lifted_by is None


@pytest.mark.django_db
def test_light_by_hand_ends_with_the_work():
    assignment = late()
    made = override(assignment)

    withdraw_assignment(assignment, "不再需要", by=actor())

    made.refresh_from_db()
    assert shown(assignment) == (Light.GREY, "已撤回")
    assert made.lifted_at is not None
    last = AuditEntry.objects.filter(verb="supervision.light_lifted").get()
    assert (last.user, last.after) == (None, {"reason": "已撤回"})


@pytest.mark.django_db
def test_lifting_gives_the_rules_light_back_once():
    assignment = late()
    override(assignment)

    lift_override(assignment, by=actor())

    assert shown(assignment) == (Light.RED, "已逾期 3 天")
    with pytest.raises(ValidationError, match="灯号已经恢复"):
        lift_override(assignment, by=actor())


@pytest.mark.django_db
def test_second_override_is_refused_by_rule_and_by_the_database():
    assignment = late()
    override(assignment)

    with pytest.raises(ValidationError, match="已经人工调整"):
        override(assignment, Light.BLUE)
    with pytest.raises(IntegrityError), transaction.atomic():
        LightOverride.objects.create(
            assignment=assignment, light="blue", reason="再调", until=TODAY, at=timezone.now()
        )

    lift_override(assignment, by=actor())
    override(assignment, Light.BLUE)
    assert override_of(assignment).light == Light.BLUE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("light", "until", "words"),
    [
        (Light.GREY, date(2026, 12, 1), "请选择红、黄、蓝、绿中的一种"),
        (Light.GREEN, date(2026, 11, 22), "有效期不能早于今天"),
        (Light.GREEN, TODAY + timedelta(days=367), "有效期不能超过一年"),
    ],
)
def test_override_with_impossible_values_is_refused(light, until, words):
    assignment = late()

    with pytest.raises(ValidationError, match=words):
        override(assignment, light, until)
    assert not LightOverride.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("state", [AssignmentState.DONE, AssignmentState.RETURNED, AssignmentState.WITHDRAWN])
def test_light_of_what_is_not_under_way_cannot_be_set(state):
    with pytest.raises(ValidationError, match="任务不在办理中"):
        override(make_assignment(state=state))


def test_office_sets_and_lifts_on_the_task_page(client, people):
    assignment = late(task=make_task(owner=people.department), unit=people.wuhan)
    office = signed_in(client, people.office)
    values = {"override-light": "green", "override-reason": "省里统一延后", "override-until": "2026-12-01"}

    sent = office.post(f"/assignments/{assignment.pk}/light/", values)
    page = office.get(sent["Location"]).content.decode()

    assert sent.status_code == 302
    assert WORDS in page
    assert "规则灯号" in page
    assert "人员office" in page
    office.post(f"/assignments/{assignment.pk}/light/lift/")
    assert shown(assignment)[0] == Light.RED


def test_wrong_values_stay_in_the_form(client, people):
    assignment = late(task=make_task(owner=people.department), unit=people.wuhan)
    values = {"override-light": "green", "override-reason": "省里统一延后", "override-until": "2026-02-30"}

    answer = signed_in(client, people.office).post(f"/assignments/{assignment.pk}/light/", values)

    assert answer.status_code == 422
    assert "日期不存在" in answer.content.decode()
    assert "省里统一延后" in answer.content.decode()
    assert not LightOverride.objects.exists()


def test_unit_and_strangers_set_no_light(client, people):
    assignment = late(task=make_task(owner=people.department), unit=people.wuhan)
    values = {"override-light": "green", "override-reason": "好", "override-until": "2026-12-01"}

    answer = signed_in(client, people.city).post(f"/assignments/{assignment.pk}/light/", values)

    assert answer.status_code == 403
    assert not LightOverride.objects.exists()
