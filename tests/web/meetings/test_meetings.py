"""Keeping a meeting, its decisions as tasks, its minutes, and who may read what."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from luodi_web.common.domain.files import open_stored
from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import AuditEntry, Notification
from luodi_web.supervision.domain.editing_units import Pick
from luodi_web.supervision.domain.meetings import (
    DecisionValues,
    StaleMeeting,
    add_decisions,
    change_decision,
    change_meeting,
    delete_decision,
    finish_meeting,
    move_decision,
    participants_text,
    take_back_meeting,
)
from luodi_web.supervision.domain.meetings_minutes import issue_minutes, minutes_json
from luodi_web.supervision.domain.meetings_scope import decisions_visible_to, meetings_visible_to
from luodi_web.supervision.domain.meetings_tasks import follow_up, make_tasks
from luodi_web.supervision.enums import AssignmentState, PlanState
from luodi_web.supervision.models import Assignment, Meeting, Plan
from tests.web.factories import actor, make_package, make_plan, make_user
from tests.web.meetings.making import SECRET, facts, meeting

pytestmark = pytest.mark.django_db


def published(people):
    plan = make_plan(owner=people.department)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.PUBLISHED, published_at="2026-01-01T00:00Z")
    plan.refresh_from_db()
    return plan


def texts(found):
    return list(found.decisions.values_list("text", flat=True))


def test_participants_are_found_by_unit_and_name(people):
    found = meeting(people, present="武汉市科技创新局 人员wuhan\n特邀专家 何某\n\n武汉市科技创新局 人员wuhan")

    rows = [(p.written, p.unit, p.user, p.absent, p.reason) for p in found.participants.all()]

    assert rows == [
        ("武汉市科技创新局 人员wuhan", people.wuhan, people.city, False, ""),
        ("特邀专家 何某", None, None, False, ""),
        ("黄石市科学技术局 王某", people.huangshi, None, True, "出差"),
    ]
    assert participants_text(found) == (
        "武汉市科技创新局 人员wuhan\n特邀专家 何某",
        "黄石市科学技术局 王某：出差",
    )


def test_changing_a_meeting_that_another_changed_is_refused(people):
    found = meeting(people)
    office = actor(people.office)
    change_meeting(found, facts(place="三楼"), "", "", revision=0, by=office)

    with pytest.raises(StaleMeeting):
        change_meeting(found, facts(place="五楼"), "", "", revision=0, by=office)

    found.refresh_from_db()
    assert (found.place, found.revision) == ("三楼", 1)


def test_decisions_are_moved_changed_and_deleted(people):
    found = meeting(people)
    office = actor(people.office)
    first, _secret, last = found.decisions.all()

    move_decision(last, -1, by=office)
    moved = texts(found)
    change_decision(first, DecisionValues("改过的"), revision=0, by=office)
    with pytest.raises(StaleMeeting):
        change_decision(first, DecisionValues("别人的"), revision=0, by=office)
    delete_decision(last, by=office)
    delete_decision(last, by=office)

    assert moved == ["出台中试平台认定办法", "研究人才公寓分配", SECRET]
    assert list(found.decisions.values_list("order", "text")) == [(0, "改过的"), (1, SECRET)]


def test_two_leads_are_refused(people):
    found = meeting(people)
    both = [Pick(unit_id=people.wuhan.pk), Pick(unit_id=people.huangshi.pk)]

    with pytest.raises(ValidationError) as refused:
        add_decisions(found, [DecisionValues("两个牵头", both)], by=actor(people.office))

    assert (list(refused.value.message_dict), len(texts(found))) == (["lead"], 3)


def test_final_meeting_changes_no_more_until_taken_back(people):
    office = actor(people.office)
    found = meeting(people, final=True)

    with pytest.raises(ValidationError, match="已经定稿"):
        add_decisions(found, [DecisionValues("再加一项")], by=office)
    with pytest.raises(ValidationError, match="已经定稿"):
        finish_meeting(found, by=office)
    take_back_meeting(found, by=office)
    add_decisions(found, [DecisionValues("再加一项")], by=office)

    assert texts(found)[-1] == "再加一项"


def test_decisions_become_tasks_of_a_dispatched_plan(people, django_capture_on_commit_callbacks):
    found, plan = meeting(people, final=True), published(people)
    first = found.decisions.first()

    with django_capture_on_commit_callbacks(execute=True):
        _plan, [task] = make_tasks(found, [first], plan=plan, by=actor(people.office))

    first.refresh_from_db()
    shares = list(Assignment.objects.filter(task=task).values_list("unit", "role", "deadline"))
    assert first.task == task
    assert (task.text, task.workstream.name) == ("出台中试平台认定办法", f"{found.title}议定事项")
    assert sorted(shares) == sorted(
        [(people.wuhan.pk, "lead", first.deadline), (people.huangshi.pk, "joint", first.deadline)]
    )
    assert Notification.objects.get(user=people.city).text.startswith("收到1项新任务")
    with pytest.raises(ValidationError, match="已经转为任务"):
        make_tasks(found, [first], plan=plan, by=actor(people.office))


def test_what_became_a_task_is_reworded_no_more(people):
    office = actor(people.office)
    found = meeting(people, final=True)
    first = found.decisions.first()
    make_tasks(found, [first], plan=published(people), by=office)
    take_back_meeting(found, by=office)

    with pytest.raises(ValidationError, match="已经转为任务"):
        change_decision(first, DecisionValues("别的", confidential=True), revision=0, by=office)
    with pytest.raises(ValidationError, match="已经转为任务"):
        delete_decision(first, by=office)

    assert texts(found)[0] == "出台中试平台认定办法"


@pytest.mark.parametrize(("place", "why"), [(1, "不公开"), (2, "名册中没有：某某局")])
def test_one_decision_that_is_not_ready_holds_up_all(people, place, why):
    found, plan = meeting(people, final=True), published(people)
    rows = list(found.decisions.all())

    with pytest.raises(ValidationError, match=why):
        make_tasks(found, [rows[0], rows[place]], plan=plan, by=actor(people.office))

    assert not found.decisions.filter(task__isnull=False).exists()
    assert not Assignment.objects.exists()


def test_new_plan_is_a_draft_with_the_decisions(people):
    found = meeting(people, final=True)
    rows = list(found.decisions.filter(confidential=False))

    plan, tasks = make_tasks(
        found,
        rows,
        plan=None,
        new_plan=(make_package(people.department), "调度会任务"),
        by=actor(people.office),
    )

    assert (plan.state, plan.owner, plan.title) == ("draft", people.department, "调度会任务")
    assert [str(u) for u in tasks[1].task_units.all()] == ["某某局"]
    assert [s.name for s in plan.workstreams.all()] == [f"{found.title}议定事项"]


def test_what_came_of_the_last_meeting_is_filled_in(people):
    found, plan = meeting(people, final=True), published(people)
    make_tasks(found, [found.decisions.first()], plan=plan, by=actor(people.office))
    Assignment.objects.filter(unit=people.wuhan).update(percent=60, state=AssignmentState.ACKNOWLEDGED)

    rows = follow_up(found.decisions.all())

    assert [(row.lead, row.state, row.share and row.share.percent) for row in rows] == [
        ("武汉市科技创新局", "办理中", 60),
        ("武汉市科技创新局", "不公开", None),
        ("某某局", "未转为任务", None),
    ]


def test_following_queries_do_not_grow(people, django_assert_num_queries):
    found = meeting(people, final=True)
    make_tasks(found, [found.decisions.first()], plan=published(people), by=actor(people.office))
    take_back_meeting(found, by=actor(people.office))
    more = [DecisionValues(f"事项{n}", [Pick(unit_id=people.wuhan.pk)]) for n in range(20)]
    add_decisions(found, more, by=actor(people.office))

    with django_assert_num_queries(5):
        assert len(follow_up(found.decisions.all())) == 23


def test_minutes_are_numbered_frozen_and_without_what_is_confidential(
    people, django_capture_on_commit_callbacks
):
    office = actor(people.office)
    earlier = meeting(people, final=True)
    found = meeting(people, final=True, previous=earlier)
    preview = minutes_json(found)

    with django_capture_on_commit_callbacks(execute=True):
        issued = issue_minutes(found, by=office)
    Meeting.objects.filter(pk=found.pk).update(title="别的名称")
    issued.refresh_from_db()
    with zipfile.ZipFile(io.BytesIO(open_stored(issued.docx).read())) as word:
        text = word.read("word/document.xml").decode()

    assert (issued.no, issued.state) == ("〔2026〕1号", "issued")
    assert issued.digest == hashlib.sha256(issued.document.encode()).hexdigest()
    assert [SECRET in one for one in (preview, issued.document, text)] == [False, False, False]
    for words in (
        "会议纪要",
        "省科技创新工作第三次调度会",
        "出台中试平台认定办法",
        "（本项不印发。）",
        "出差",
    ):
        assert words in text
    assert "上次会议议定事项落实情况" in text
    assert Notification.objects.filter(user=people.city, text__startswith="会议纪要已印发").count() == 1
    with pytest.raises(ValidationError, match="已经印发"):
        issue_minutes(found, by=office)
    with pytest.raises(ValidationError, match="已经印发"):
        take_back_meeting(found, by=office)


def test_minutes_name_units_and_day_once(people):
    found = meeting(people)
    lead, day = [Pick(unit_id=people.wuhan.pk)], date(2026, 12, 31)
    items = [
        DecisionValues("武汉市科技创新局12月31日前完成选址。", lead, [], day),
        DecisionValues("完成装修", lead, [], day),
    ]
    add_decisions(found, items, by=actor(people.office))

    blocks = [block["text"] for block in json.loads(minutes_json(found))["blocks"]]

    assert "四、武汉市科技创新局12月31日前完成选址。" in blocks
    assert "五、完成装修。（牵头单位：武汉市科技创新局；完成时限：2026年12月31日）" in blocks


def test_strange_characters_do_not_break_the_minutes(people):
    found = meeting(people, title="调度\u202e会", summary="一\u200b二\x07\n\n三")

    assert issue_minutes(finish_meeting(found, by=actor(people.office)), by=actor(people.office)).docx


def test_participants_see_the_minutes_once_final(people):
    found = meeting(people)
    seen = lambda user: list(meetings_visible_to(Rights.of(user)))  # noqa: E731

    as_draft = [seen(user) for user in (people.office, people.city, people.county)]
    finish_meeting(found, by=actor(people.office))

    assert as_draft == [[found], [], []]
    assert [seen(user) for user in (people.city, people.other_city, people.county)] == [[found], [found], []]


def test_confidential_decisions_are_seen_by_participants_and_the_keeper_alone(people):
    meeting(people, final=True)
    colleague = make_user("colleague", "innovation_office", people.department)

    def secrets(user):
        return [row.text for row in decisions_visible_to(Rights.of(user)) if row.confidential]

    assert [secrets(user) for user in (people.office, people.city, people.other_city)] == [[SECRET]] * 3
    assert [secrets(user) for user in (colleague, people.staff, people.county, people.leader)] == [[]] * 4
    assert decisions_visible_to(Rights.of(colleague)).count() == 2


def test_the_trail_does_not_say_what_is_confidential(people):
    found = meeting(people, final=True)
    written = [(entry.before, entry.after) for entry in AuditEntry.objects.filter(object_id=str(found.pk))]

    assert len(written) > 3
    assert SECRET not in str(written)
