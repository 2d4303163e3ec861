"""Closing: done, asked, checked by a second person, signed by a third, looked back at."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import AuditEntry, Notification
from luodi_web.supervision.domain.boards_measures import closings_to_look_back_at, closings_to_sign
from luodi_web.supervision.domain.boards_today import reports_owed
from luodi_web.supervision.domain.closings import (
    ask_closing,
    check_closing,
    look_back,
    refuse_closing,
    sign_closing,
    take_closing_back,
)
from luodi_web.supervision.domain.reports import accept_report, report_no_change, submit_report
from luodi_web.supervision.enums import (
    AssignmentState,
    ClosingState,
    Light,
    LookBack,
    ReportState,
    SupervisionVerb,
)
from luodi_web.supervision.models import Assignment, Closing, Report
from luodi_web.supervision.rules import period_of
from tests.web.at_once import at_once, told
from tests.web.factories import actor, make_assignment, make_report, make_task

pytestmark = pytest.mark.django_db


def this_month():
    return period_of(timezone.localdate())


@pytest.fixture
def done(people):
    """Reported as 100 % by the county and accepted by the office; 70 % stood before."""
    row = make_assignment(
        make_task(owner=people.department),
        people.hanyang,
        state=AssignmentState.ACKNOWLEDGED,
        deadline=timezone.localdate() + timedelta(days=90),
    )
    make_report(row, "2020-01", 70, ReportState.ACCEPTED, by=people.county)
    report = submit_report(row, period=this_month(), percent=100, text="全部建成。", by=actor(people.county))
    accept_report(report, "", by=actor(people.office))
    row.refresh_from_db()
    return row


def closed(people, done, second):
    closing = ask_closing(done, "已建成", by=actor(people.county))
    check_closing(closing, "现场看过", by=actor(second))
    return sign_closing(closing, "同意", by=actor(people.leader))


def test_accepted_report_of_all_awaits_closing(done):
    assert (done.state, done.get_state_display(), done.light) == ("done", "已完成待销号", Light.GREEN)


def test_three_people_close(people, done, second, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        closing = closed(people, done, second)

    done.refresh_from_db()
    assert (done.state, done.light, done.light_reason) == (AssignmentState.CLOSED, Light.GREEN, "已销号")
    assert (closing.state, closing.checked_by, closing.decided_by) == (
        ClosingState.CLOSED,
        second,
        people.leader,
    )
    told = {(notice.user.username, notice.text) for notice in Notification.objects.all()}
    assert told == {
        ("office", "销号待核查：建设实验室（汉阳区科学技术局）"),
        ("second", "销号待核查：建设实验室（汉阳区科学技术局）"),
        ("leader", "销号待签批：建设实验室（汉阳区科学技术局）"),
        ("hanyang", "任务已销号：建设实验室"),
    }


def test_closed_task_owes_no_report_and_is_not_withdrawn(people, done, second):
    closed(people, done, second)

    assert list(reports_owed(Rights.of(people.county), timezone.localdate())) == []
    with pytest.raises(ValidationError, match="任务已经销号"):
        submit_report(done, period=this_month(), percent=100, text="x", by=actor())


def test_who_reported_or_asked_does_not_check(people, done, second):
    closing = ask_closing(done, "已建成", by=actor(second))

    for person in (people.county, second):
        with pytest.raises(ValidationError, match="报送完成或申请销号的人不能核查"):
            check_closing(closing, "看过", by=actor(person))
    assert check_closing(closing, "看过", by=actor(people.office)).checked_by == people.office


def test_who_checked_does_not_sign(people, done, second):
    closing = ask_closing(done, "已建成", by=actor(people.county))
    check_closing(closing, "看过", by=actor(second))

    for person in (people.county, second):
        with pytest.raises(ValidationError, match="不能签批"):
            sign_closing(closing, by=actor(person))


def test_office_signs_where_the_plan_says_so(people, done, second, django_capture_on_commit_callbacks):
    def signers():
        rights = {user.username: Rights.of(user) for user in (people.office, people.leader)}
        return [name for name, held in rights.items() if closings_to_sign(held).exists()]

    closing = ask_closing(done, "已建成", by=actor(people.county))
    check_closing(closing, "看过", by=actor(second))
    before = signers()
    plan = done.task.workstream.plan
    plan.office_closes = True
    plan.save()

    assert (before, signers()) == (["leader"], ["office"])


def test_refused_closing_goes_back_to_work(people, done, second):
    closing = ask_closing(done, "已建成", by=actor(people.county))

    refuse_closing(closing, "设备没有到位", by=actor(second))

    done.refresh_from_db()
    report = Report.objects.get(period=this_month())
    assert (done.state, done.percent, done.done_at) == (AssignmentState.ACKNOWLEDGED, 70, None)
    assert (report.state, report.decision_note, report.decided_by) == ("returned", "设备没有到位", second)
    again = submit_report(done, period=this_month(), percent=100, text="到位了", by=actor(people.county))
    accept_report(again, "", by=actor(people.office))
    assert ask_closing(done, "到位了", by=actor(people.county)).state == ClosingState.ASKED


def test_leader_may_refuse_what_was_checked(people, done, second):
    closing = ask_closing(done, "已建成", by=actor(people.county))
    check_closing(closing, "看过", by=actor(second))

    refused = refuse_closing(closing, "再核一次", by=actor(people.leader))

    done.refresh_from_db()
    assert (refused.state, refused.decided_by, done.state) == ("refused", people.leader, "acknowledged")


def test_closing_taken_back_leaves_the_task_done(people, done):
    take_closing_back(ask_closing(done, "已建成", by=actor(people.county)), by=actor(people.county))

    done.refresh_from_db()
    assert done.state == AssignmentState.DONE
    assert ask_closing(done, "已建成", by=actor(people.county)).state == ClosingState.ASKED


@pytest.mark.parametrize("state", ["sent", "acknowledged", "returned", "withdrawn", "closed"])
def test_closing_of_what_is_not_done_is_refused(done, state):
    Assignment.objects.update(state=state)

    with pytest.raises(ValidationError):
        ask_closing(done, "已建成", by=actor())

    assert not Closing.objects.exists()


def test_database_holds_one_undecided_closing(done):
    ask_closing(done, "已建成", by=actor())

    with pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.create(assignment=done, text="x", asked_at=timezone.now())


@pytest.mark.parametrize(("months", "day"), [(6, date(2027, 2, 28)), (1, date(2026, 9, 30)), (None, None)])
def test_look_back_is_set_by_the_plan(people, done, second, months, day):
    plan = done.task.workstream.plan
    plan.lookback_months = months
    plan.save()

    with patch.object(timezone, "now", return_value=datetime(2026, 8, 31, 2, 0, tzinfo=UTC)):
        assert closed(people, done, second).look_back_on == day


def test_look_back_shows_on_its_day_and_is_recorded_once(people, done, second):
    closing = closed(people, done, second)
    rights = Rights.of(people.office)
    due = closing.look_back_on
    before = closings_to_look_back_at(rights, due - timedelta(days=1)).exists()
    with pytest.raises(ValidationError, match="还没有到"):
        look_back(closing, LookBack.HOLDS, "好", by=actor(people.office))
    Closing.objects.update(look_back_on=timezone.localdate())

    assert (before, list(closings_to_look_back_at(rights, due))) == (False, [closing])
    look_back(closing, LookBack.HOLDS, "运行正常", by=actor(people.office))
    with pytest.raises(ValidationError, match="已经回头看过了"):
        look_back(closing, LookBack.HOLDS, "再看", by=actor(people.office))
    done.refresh_from_db()
    assert (done.state, closings_to_look_back_at(rights, due).exists()) == (AssignmentState.CLOSED, False)


def test_relapse_takes_the_task_up_again(people, done, second, django_capture_on_commit_callbacks):
    closing = closed(people, done, second)
    Closing.objects.update(look_back_on=timezone.localdate())
    old, new = done.deadline, timezone.localdate() + timedelta(days=120)

    with django_capture_on_commit_callbacks(execute=True):
        look_back(closing, LookBack.RELAPSED, "设备闲置", deadline=new, percent=60, by=actor(people.office))

    done.refresh_from_db()
    assert (done.state, done.percent, done.deadline, done.done_at) == ("acknowledged", 60, new, None)
    assert done.light == Light.GREEN and "个工作日" in done.light_reason
    assert list(done.deadline_changes.values_list("old", "new")) == [(old, new)]
    entry = AuditEntry.objects.get(verb=SupervisionVerb.REOPENED)
    assert (entry.before["state"], entry.after["state"]) == ("已销号", "办理中")
    assert Notification.objects.get(user=people.county).text == (
        f"回头看发现反弹，任务重新办理，时限 {new}：建设实验室"
    )


def test_reports_before_a_relapse_no_longer_count(people, done, second):
    closing = closed(people, done, second)
    Closing.objects.update(look_back_on=timezone.localdate())
    new = timezone.localdate() + timedelta(days=120)
    look_back(closing, LookBack.RELAPSED, "设备闲置", deadline=new, percent=60, by=actor(people.office))
    later = timezone.now() + timedelta(days=40)
    done.refresh_from_db()

    with patch.object(timezone, "now", return_value=later):
        with pytest.raises(ValidationError, match="还没有往期进展"):
            report_no_change(done, by=actor(people.county))
        report = submit_report(
            done, period=period_of(timezone.localdate()), percent=80, text="恢复", by=actor(people.county)
        )
        done.refresh_from_db()
        assert done.percent == 80
        again = submit_report(
            done, period=report.period, percent=100, text="全部恢复", by=actor(people.county)
        )
        accept_report(again, "", by=actor(people.office))
        second_closing = ask_closing(done, "全部恢复", by=actor(people.county))

    assert (second_closing.state, Closing.objects.count()) == (ClosingState.ASKED, 2)


@pytest.mark.parametrize(
    ("days", "percent", "field"),
    [(0, 50, "deadline"), (None, 50, "deadline"), (9, None, "percent"), (9, 100, "percent")],
)
def test_relapse_needs_a_new_deadline_and_rate(people, done, second, days, percent, field):
    closing = closed(people, done, second)
    Closing.objects.update(look_back_on=timezone.localdate())
    deadline = None if days is None else timezone.localdate() + timedelta(days=days)

    with pytest.raises(ValidationError) as error:
        look_back(closing, LookBack.RELAPSED, "x", deadline=deadline, percent=percent, by=actor())

    assert list(error.value.message_dict) == [field]
    done.refresh_from_db()
    assert done.state == AssignmentState.CLOSED


@pytest.mark.django_db(transaction=True)
def test_signed_and_refused_at_once_is_one_of_both(people, done, second):
    closing = ask_closing(done, "已建成", by=actor(people.county))
    check_closing(closing, "看过", by=actor(second))
    acts = [
        partial(sign_closing, closing, by=actor(people.leader)),
        partial(refuse_closing, closing, "否", by=actor(people.leader)),
    ]

    results = told(at_once(*acts))

    done.refresh_from_db()
    assert results.count("done") == 1
    assert (Closing.objects.get().state, done.state) in (("closed", "closed"), ("refused", "acknowledged"))


@pytest.mark.django_db(transaction=True)
def test_closing_asked_twice_at_once_is_one(people, done):
    acts = [partial(ask_closing, done, "已建成", by=actor(people.county)) for _number in range(2)]

    assert told(at_once(*acts)) == ["done", "销号申请正在办理。"]
    assert Closing.objects.count() == 1
