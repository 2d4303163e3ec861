"""A clue from its draft to its end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from luodi_web.people.domain.units import OPEN_WORK
from luodi_web.people.models import AuditEntry, Notification
from luodi_web.supervision.domain.adding_tasks import NewTask
from luodi_web.supervision.domain.clues import rate_clue, save_draft, send_clue
from luodi_web.supervision.domain.clues_handling import (
    accept_clue,
    answer_clue,
    close_unrated,
    hand_back_clue,
    refer_clue,
    refuse_clue,
    reply_clue,
    set_terms,
)
from luodi_web.supervision.domain.clues_similar import similar_clues
from luodi_web.supervision.domain.clues_tasks import make_task_of
from luodi_web.supervision.domain.editing import undo_edit
from luodi_web.supervision.domain.editing_units import Pick
from luodi_web.supervision.domain.reports import accept_report
from luodi_web.supervision.enums import AssignmentState, ClueState, PlanState
from luodi_web.supervision.jobs import close_clues
from luodi_web.supervision.models import Assignment, Clue, Plan
from tests.web.at_once import at_once, refused
from tests.web.clues.making import draft, sent
from tests.web.factories import actor, make_plan, make_report, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen(monkeypatch):
    """Wednesday, 2026-11-25."""
    now = datetime(2026, 11, 25, 10, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now


def told(user):
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("text", flat=True))


def test_sending_numbers_the_clue_and_begins_the_term(people, frozen, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = sent(people.county, people.hanyang)
        second = sent(people.county, people.hanyang, "另一件")

    assert [first.no, second.no] == ["线索〔2026〕1号", "线索〔2026〕2号"]
    assert (first.state, first.office, first.accept_due) == ("sent", people.department, date(2026, 12, 2))
    assert told(people.office) == [f"收到新的问题线索：{first}", f"收到新的问题线索：{second}"]
    assert told(people.staff) == []


def test_sending_twice_is_refused_and_numbers_once(people):
    clue = draft(people.county, people.hanyang)
    send_clue(clue, by=actor(people.county))

    with pytest.raises(ValidationError, match="已经发出"):
        send_clue(clue, by=actor(people.county))
    with pytest.raises(ValidationError, match="已经发出"):
        save_draft(clue, {"text": "改"}, by=actor(people.county))

    assert Clue.objects.get().no.endswith("1号")


@pytest.mark.django_db(transaction=True)
def test_accepting_and_refusing_at_the_same_moment(people):
    clue = sent(people.county, people.hanyang)
    outcomes = at_once(
        lambda: accept_clue(clue, by=actor(people.office)),
        lambda: refuse_clue(clue, "重复", "省信访局", by=actor(people.office)),
    )

    assert len(refused(outcomes)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_clues_sent_at_the_same_moment_have_two_numbers(people):
    drafts = [draft(people.county, people.hanyang, name) for name in ("甲", "乙")]

    at_once(*(partial(send_clue, clue, by=actor(people.county)) for clue in drafts))

    numbers = sorted(Clue.objects.values_list("no", flat=True))
    assert [number[-2:] for number in numbers] == ["1号", "2号"]


def test_without_an_office_the_draft_stays(people):
    people.office.grants.all().delete()
    clue = draft(people.county, people.hanyang)

    with pytest.raises(ValidationError, match="草稿已保存"):
        send_clue(clue, by=actor(people.county))

    clue.refresh_from_db()
    assert (clue.state, clue.no) == (ClueState.DRAFT, "")


def test_office_terms_hold_from_then_on(people, frozen):
    office = actor(people.office)
    before = sent(people.county, people.hanyang)
    set_terms(people.department, accept_days=1, answer_days=2, by=office)
    after = accept_clue(sent(people.county, people.hanyang, "别的事情"), by=office)

    assert (before.accept_due, after.accept_due) == (date(2026, 12, 2), date(2026, 11, 26))
    assert after.answer_due == date(2026, 11, 27)


def test_referred_replied_answered_satisfied(people, django_capture_on_commit_callbacks):
    office = actor(people.office)
    with django_capture_on_commit_callbacks(execute=True):
        clue = accept_clue(sent(people.county, people.hanyang), people.huangshi, by=office)
        reply_clue(clue, "已修复。", by=actor(people.other_city))
        answer_clue(clue, "系统已修复，请重新提交。", by=office)
        clue = rate_clue(clue, "satisfied", by=actor(people.county))

    assert (clue.state, clue.reply, clue.answer) == ("closed", "已修复。", "系统已修复，请重新提交。")
    assert [text.split("：")[0] for text in told(people.other_city)] == [
        f"转来一件问题线索，请在{clue.answer_due}前反馈办理情况"
    ]
    assert told(people.county)[-1] == f"您反映的线索已答复，请评价：{clue}"


def test_unit_hands_back_and_may_act_no_more(people):
    office = actor(people.office)
    clue = accept_clue(sent(people.county, people.hanyang), people.huangshi, by=office)
    hand_back_clue(clue, "不归我市。", by=actor(people.other_city))

    with pytest.raises(ValidationError, match="不在本单位"):
        reply_clue(clue, "晚了", by=actor(people.other_city))

    clue.refresh_from_db()
    assert (clue.referred_to, clue.state) == (None, ClueState.ACCEPTED)


@pytest.mark.parametrize("wrong", ["sender", "same"])
def test_referring_where_it_makes_no_sense_is_refused(people, wrong):
    clue = accept_clue(sent(people.county, people.hanyang), people.huangshi, by=actor(people.office))
    unit = {"sender": people.hanyang, "same": people.huangshi}[wrong]

    with pytest.raises(ValidationError) as refused:
        refer_clue(clue, unit, by=actor(people.office))

    assert list(refused.value.message_dict) == ["referred_to"]


def test_refused_says_where_to_turn_and_is_over(people):
    clue = refuse_clue(
        sent(people.county, people.hanyang), "属于信访事项", "省信访局", by=actor(people.office)
    )

    with pytest.raises(ValidationError, match="不予受理"):
        accept_clue(clue, by=actor(people.office))
    assert (clue.state, clue.reason, clue.turn_to) == ("refused", "属于信访事项", "省信访局")


def test_dissatisfied_reopens_once(people):
    office, county = actor(people.office), actor(people.county)
    clue = answer_clue(accept_clue(sent(people.county, people.hanyang), by=office), "已转告。", by=office)

    with pytest.raises(ValidationError) as empty:
        rate_clue(clue, "dissatisfied", "", by=county)
    again = rate_clue(clue, "dissatisfied", "还是打不开", by=county)
    answer_clue(again, "已更换服务器。", by=office)
    last = rate_clue(again, "dissatisfied", "仍然很慢", by=county)

    assert list(empty.value.message_dict) == ["rating_note"]
    assert (again.state, again.reopened, last.state) == ("accepted", True, "closed")
    with pytest.raises(ValidationError, match="已经评价"):
        rate_clue(last, "dissatisfied", "再来", by=county)


def test_silence_closes_an_answer_after_ten_working_days(people):
    office = actor(people.office)
    old, new = (
        answer_clue(accept_clue(sent(people.county, people.hanyang, name), by=office), "答复", by=office)
        for name in ("旧的一件", "新的一件")
    )
    Clue.objects.filter(pk=old.pk).update(answered_at=timezone.now() - timedelta(days=40))

    closed = close_unrated()

    assert closed == 1
    assert dict(Clue.objects.values_list("pk", "state")) == {old.pk: "closed", new.pk: "answered"}


def test_task_in_a_dispatched_plan_closes_the_clue_when_done(people, django_capture_on_commit_callbacks):
    office = actor(people.office)
    plan = make_plan(owner=people.department)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.PUBLISHED)
    clue = accept_clue(sent(people.county, people.hanyang), by=office)
    item = NewTask("修复申报系统", [Pick(unit_id=people.wuhan.pk)], [Pick(unit_id=people.huangshi.pk)])

    with django_capture_on_commit_callbacks(execute=True):
        task = make_task_of(clue, plan, "线索办理", item, by=office)
    shares = list(Assignment.objects.filter(task=task).order_by("pk"))
    states = []
    for share, user in zip(shares, (people.city, people.other_city), strict=True):
        Assignment.objects.filter(pk=share.pk).update(state=AssignmentState.ACKNOWLEDGED)
        report = make_report(share, percent=100, by=user)
        with django_capture_on_commit_callbacks(execute=True):
            accept_report(report, "", by=office)
        states.append(Clue.objects.get(pk=clue.pk).state)

    assert [(s.unit, s.role) for s in shares] == [(people.wuhan, "lead"), (people.huangshi, "joint")]
    assert states == ["tasked", "closed"]
    assert told(people.city)[0].startswith("收到1项新任务")
    assert told(people.county)[-1] == f"您反映的线索转成的任务已完成，请评价：{clue}"


def test_task_needs_a_known_lead_in_a_dispatched_plan(people):
    plan = make_plan(owner=people.department)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.PUBLISHED)
    clue = accept_clue(sent(people.county, people.hanyang), by=actor(people.office))

    with pytest.raises(ValidationError, match="牵头单位"):
        make_task_of(clue, plan, "线索", NewTask("修复", [Pick(written="某某局")]), by=actor(people.office))

    clue.refresh_from_db()
    assert (clue.state, clue.task) == ("accepted", None)


def test_task_in_a_draft_can_be_undone_and_made_again(people):
    office = actor(people.office)
    plan = make_plan(owner=people.department)
    clue = accept_clue(sent(people.county, people.hanyang), by=office)
    make_task_of(clue, plan, "线索", NewTask("修复申报系统"), by=office)
    plan.refresh_from_db()
    undo_edit(plan, revision=plan.revision, by=office)
    clue.refresh_from_db()
    gone = clue.task

    again = make_task_of(clue, plan, "线索", NewTask("修复申报系统"), by=office)

    clue.refresh_from_db()
    assert (gone, clue.task, clue.state) == (None, again, "tasked")


def test_daily_job_closes_what_was_missed(people):
    office = actor(people.office)
    plan = make_plan(owner=people.department)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.PUBLISHED)
    clue = accept_clue(sent(people.county, people.hanyang), by=office)
    task = make_task_of(clue, plan, "线索", NewTask("修复", [Pick(unit_id=people.wuhan.pk)]), by=office)
    withdrawn_only = Assignment.objects.filter(task=task)
    withdrawn_only.update(state=AssignmentState.WITHDRAWN)
    nothing_done = close_clues.call()
    withdrawn_only.update(state=AssignmentState.DONE)

    assert (nothing_done, close_clues.call()) == (0, 1)


def test_similar_clues_are_those_near_in_words_and_open(people):
    near = sent(people.county, people.hanyang, "中试平台补助申报系统一直打不开")
    sent(people.county, people.hanyang, "人才公寓分配名额", text="人才公寓名额太少，外地人才排不上队。")
    over = sent(people.county, people.hanyang, "中试平台补助申报系统打不开了")
    Clue.objects.filter(pk=over.pk).update(state=ClueState.CLOSED)

    found = similar_clues(draft(people.other_city, people.huangshi), people.department)

    assert found == [near]


def test_a_unit_with_a_clue_to_handle_is_not_closed(people):
    office = actor(people.office)
    clue = accept_clue(sent(people.county, people.hanyang), people.huangshi, by=office)
    open_then = {str(w.label): w.count(people.huangshi) for w in OPEN_WORK}
    answer_clue(clue, "好", by=office)

    assert open_then["转办的线索"] == 1
    assert {str(w.label): w.count(people.huangshi) for w in OPEN_WORK}["转办的线索"] == 0


def test_every_step_is_in_the_trail(people):
    office = actor(people.office)
    clue = accept_clue(sent(people.county, people.hanyang), people.huangshi, by=office)
    answer_clue(clue, "好", by=office)

    verbs = AuditEntry.objects.filter(object_id=str(clue.pk)).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [
        "supervision.clue_sent",
        "supervision.clue_accepted",
        "supervision.clue_referred",
        "supervision.clue_answered",
    ]


def test_department_outside_the_offices_tree_reaches_it(people):
    finance = make_user("finance2", "province")
    unit = finance.grants.get().unit

    assert sent(finance, unit).office == people.department
