"""More time: asked in time and once, decided by somebody else, the old day kept."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from luodi_web.people.models import AuditEntry, Notification
from luodi_web.supervision.domain.assignments import resend_assignment, withdraw_assignment
from luodi_web.supervision.domain.assignments_history import history_of
from luodi_web.supervision.domain.extensions import (
    agree_extension,
    ask_extension,
    refuse_extension,
    take_extension_back,
)
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.enums import AssignmentState, ExtensionState, Light, SupervisionVerb
from luodi_web.supervision.models import Assignment, Attachment, Extension
from tests.web.at_once import at_once, told
from tests.web.factories import actor, make_assignment, make_task

pytestmark = pytest.mark.django_db


def day(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def row(people):
    task = make_task(owner=people.department)
    made = make_assignment(task, people.hanyang, state=AssignmentState.ACKNOWLEDGED, deadline=day(2))
    refresh_lights([made])
    return made


def ask(row, by=None, **fields):
    values = {"wanted": day(60), "reason": "用地审批未完成。", **fields}
    return ask_extension(row, by=by or actor(), **values)


def test_agreed_wish_moves_the_deadline_and_turns_the_light(people, row, django_capture_on_commit_callbacks):
    old = row.deadline
    assert row.light == Light.YELLOW
    with django_capture_on_commit_callbacks(execute=True):
        wish = ask(row, by=actor(people.county))
        granted = agree_extension(wish, day(50), "同意，不再延", by=actor(people.office))

    row.refresh_from_db()
    assert (row.deadline, row.light) == (day(50), Light.GREEN)
    assert (granted.state, granted.old_deadline, granted.granted) == (ExtensionState.AGREED, old, day(50))
    assert [(kept.old, kept.new) for kept in row.deadline_changes.all()] == [(old, day(50))]
    assert list(Notification.objects.order_by("pk").values_list("user", "text", "url")) == [
        (people.office.pk, "汉阳区科学技术局申请延期：建设实验室", f"/extensions/{wish.pk}/"),
        (
            people.county.pk,
            f"同意延期到 {day(50)}：建设实验室",
            f"/tasks/{row.task_id}/?unit={row.pk}",
        ),
    ]
    entry = AuditEntry.objects.get(verb=SupervisionVerb.EXTENSION_AGREED)
    assert (entry.before, entry.after) == (
        {"deadline": old.isoformat()},
        {"deadline": day(50).isoformat(), "note": "同意，不再延"},
    )
    assert {"申请延期", "同意延期"} <= {event.what for event in history_of(row)}


def test_refused_wish_leaves_deadline_and_light(people, row):
    before = (row.deadline, row.light, row.light_reason)

    wish = refuse_extension(ask(row), "可以按时完成", by=actor(people.office))

    row.refresh_from_db()
    assert (row.deadline, row.light, row.light_reason) == before
    assert (wish.state, wish.note, wish.granted) == (ExtensionState.REFUSED, "可以按时完成", None)
    assert not row.deadline_changes.exists()


@pytest.mark.parametrize("decide", ["agree", "refuse"])
def test_second_wish_is_refused_after_the_first_was_decided(people, row, decide):
    wish = ask(row)
    if decide == "agree":
        agree_extension(wish, day(10), "", by=actor(people.office))
    else:
        refuse_extension(wish, "否", by=actor(people.office))

    with pytest.raises(ValidationError, match="申请过 1 次延期"):
        ask(row, wanted=day(90))


def test_plan_may_allow_two(people, row):
    plan = row.task.workstream.plan
    plan.extension_limit = 2
    plan.save()
    refuse_extension(ask(row), "否", by=actor(people.office))

    assert ask(row).state == ExtensionState.WAITING


def test_wish_taken_back_does_not_count(row):
    take_extension_back(ask(row), by=actor())

    assert ask(row).state == ExtensionState.WAITING


@pytest.mark.parametrize(("left", "allowed"), [(1, True), (0, True), (-1, False)])
def test_wish_comes_on_the_last_day_at_the_latest(row, left, allowed):
    Assignment.objects.update(deadline=day(left))

    if allowed:
        assert ask(row).old_deadline == day(left)
    else:
        with pytest.raises(ValidationError, match="已经超过时限"):
            ask(row)


@pytest.mark.parametrize("wanted", [2, 1])
def test_wish_is_for_a_later_day(row, wanted):
    with pytest.raises(ValidationError) as error:
        ask(row, wanted=day(wanted))

    assert error.value.message_dict == {"wanted": [f"要晚于现在的时限 {day(2)}。"]}


def test_day_granted_is_later_than_the_deadline_of_now(people, row):
    """The office may have moved it itself since the wish was made."""
    wish = ask(row, wanted=day(20))
    Assignment.objects.update(deadline=day(30))

    with pytest.raises(ValidationError) as error:
        agree_extension(wish, day(20), "", by=actor(people.office))

    assert error.value.message_dict == {"granted": [f"要晚于现在的时限 {day(30)}。"]}


def test_wish_of_a_task_no_longer_under_way_can_only_be_refused(people, row):
    wish = ask(row)
    withdraw_assignment(row, "重复", by=actor())

    with pytest.raises(ValidationError, match="已经不在办理中"):
        agree_extension(wish, day(60), "", by=actor(people.office))
    assert refuse_extension(wish, "任务已撤回", by=actor(people.office)).state == ExtensionState.REFUSED


def test_nobody_decides_on_their_own_wish(people, row):
    wish = ask(row, by=actor(people.office))

    with pytest.raises(ValidationError, match="不能审批自己提出"):
        agree_extension(wish, day(60), "", by=actor(people.office))
    with pytest.raises(ValidationError, match="不能审批自己提出"):
        refuse_extension(wish, "否", by=actor(people.office))


def test_refused_file_leaves_no_wish(row):
    with pytest.raises(ValidationError):
        ask(row, files=[SimpleUploadedFile("表.xlsx", b"")])

    assert (Extension.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_files_are_kept_with_the_wish(row):
    wish = ask(row, files=[SimpleUploadedFile("函.pdf", b"%PDF-1.7 x")])

    assert [(item.extension, item.name) for item in Attachment.objects.all()] == [(wish, "函.pdf")]


def test_database_holds_one_waiting_wish(row):
    ask(row)
    fields = {"old_deadline": day(1), "wanted": day(9), "reason": "x", "asked_at": timezone.now()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.create(assignment=row, **fields)


def test_deadline_of_a_task_sent_again_is_kept(row):
    old = row.deadline
    withdraw_assignment(row, "重复", by=actor())

    resend_assignment(row, deadline=day(90), by=actor())

    assert list(row.deadline_changes.values_list("old", "new", "reason")) == [(old, day(90), "重新下达")]


@pytest.mark.django_db(transaction=True)
def test_two_people_decide_at_once_and_one_is_told(people, row, second):
    wish = ask(row)
    acts = [
        partial(agree_extension, wish, day(50), "", by=actor(people.office)),
        partial(refuse_extension, wish, "否", by=actor(second)),
    ]

    assert told(at_once(*acts)) == ["done", "这份延期申请已经处理过了。"]
    moved = Assignment.objects.get().deadline == day(50)
    assert (Extension.objects.get().state == ExtensionState.AGREED) == moved


@pytest.mark.django_db(transaction=True)
def test_wish_sent_twice_is_one(row):
    assert told(at_once(*(partial(ask, row) for _number in range(2)))) == ["done", "延期申请正在审批。"]
    assert Extension.objects.count() == 1
