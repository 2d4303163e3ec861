"""The reminder ladder: who is reminded on which day, once each, and when it goes out."""

from datetime import date, datetime, time
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi.workdays import HolidayTable
from luodi_web.common.models import Holiday
from luodi_web.common.schedule import SCHEDULES
from luodi_web.people.enums import Duty, NoticeMode, Role, UnitKind
from luodi_web.people.models import Delegation, NoticePreference, Notification
from luodi_web.supervision.domain.ladders import change_alerts
from luodi_web.supervision.domain.reminders import note_reminders
from luodi_web.supervision.domain.reminders_sending import send_noted
from luodi_web.supervision.enums import AssignmentState, ReminderEvent, ReminderStep
from luodi_web.supervision.jobs import send_reminders
from luodi_web.supervision.models import Plan, Reminder
from luodi_web.supervision.rules_reminders import Rung, round_on
from tests.web.factories import (
    actor,
    make_assignment,
    make_post,
    make_report,
    make_task,
    make_unit,
    make_user,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEFORE_5 = Rung(ReminderEvent.BEFORE, 5, ReminderStep.LIAISON)
AFTER_1 = Rung(ReminderEvent.AFTER, 1, ReminderStep.RESPONSIBLE)


def at(day, hour=10, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _holidays(db):
    """2026 is covered: Thursday the 26th of November is a day off, Saturday the 28th is worked."""
    Holiday.objects.create(day=date(2026, 1, 1), name="元旦")
    Holiday.objects.create(day=date(2026, 11, 26), name="假日")
    Holiday.objects.create(day=date(2026, 11, 28), name="调休", is_workday=True)


@pytest.fixture
def task():
    return make_task()


@pytest.fixture
def unit():
    return make_unit("武汉市科技创新局", UnitKind.CITY)


def ladder(*rungs):
    for plan in Plan.objects.all():
        change_alerts(
            plan,
            acknowledge_days=3,
            behind_points=None,
            yellow_when_owed=False,
            ladder=rungs,
            by=actor(),
        )


def under_way(task, unit, deadline=date(2026, 12, 4), **fields):
    values = {"state": AssignmentState.ACKNOWLEDGED, "sent_at": at(1), "acknowledged_at": at(2)}
    return make_assignment(task, unit, deadline=deadline, **{**values, **fields})


def run(now):
    """What the job does at a moment."""
    with patch.object(timezone, "now", return_value=now):
        note_reminders(now)
        return send_noted(now)


def notices(user=None):
    rows = Notification.objects.order_by("pk")
    return [row.text for row in (rows.filter(user=user) if user else rows)]


TABLE = HolidayTable(
    rest=frozenset({date(2026, 11, 26)}),
    work=frozenset({date(2026, 11, 28)}),
    covers=(date(2026, 1, 1), date(2026, 12, 31)),
)


@pytest.mark.parametrize(
    ("rung", "base", "day", "expected"),
    [
        # Five working days before 4 December: 3, 2, 1, 30, 28 (worked Saturday).
        (BEFORE_5, date(2026, 12, 4), date(2026, 11, 27), None),
        (BEFORE_5, date(2026, 12, 4), date(2026, 11, 28), 1),
        (BEFORE_5, date(2026, 12, 4), date(2026, 12, 4), 1),
        (BEFORE_5, date(2026, 12, 4), date(2026, 12, 5), None),
        (BEFORE_5._replace(days=0), date(2026, 12, 4), date(2026, 12, 3), None),
        (BEFORE_5._replace(days=0), date(2026, 12, 4), date(2026, 12, 4), 1),
        (AFTER_1, date(2026, 11, 25), date(2026, 11, 26), None),
        (AFTER_1, date(2026, 11, 25), date(2026, 11, 27), 1),
        # Long passed: not made up for.
        (AFTER_1, date(2026, 11, 2), date(2026, 11, 10), 1),
        (AFTER_1, date(2026, 11, 2), date(2026, 11, 11), None),
        # Again every two working days: on 3, 5, 9 November.
        (AFTER_1._replace(every_days=2), date(2026, 11, 2), date(2026, 11, 4), 1),
        (AFTER_1._replace(every_days=2), date(2026, 11, 2), date(2026, 11, 5), 2),
        (AFTER_1._replace(every_days=2), date(2026, 11, 2), date(2026, 11, 30), 10),
    ],
)
def test_rung_is_reached_on_working_days(rung, base, day, expected):
    assert round_on(rung, base, day, TABLE) == expected


def test_rungs_go_on_past_the_holiday_table():
    rung = Rung(ReminderEvent.AFTER, 2, ReminderStep.LEADER)

    assert round_on(rung, date(2026, 12, 31), date(2027, 1, 4), TABLE) == 1
    assert round_on(rung, date.max, date(2027, 1, 4), TABLE) is None


def test_liaison_is_reminded_once_however_often_the_job_runs(task, unit):
    liaison = make_user("liaison", Role.CITY, unit)
    make_post(unit, holder=liaison)
    under_way(task, unit)
    ladder(BEFORE_5)

    sent = [run(moment) for moment in (at(27), at(28), at(28, 10, 15), at(30), at(1, month=12))]

    assert sent == [0, 1, 0, 0, 0]
    assert notices() == ["即将到期：建设实验室"]
    [row] = Reminder.objects.all()
    assert (row.user, row.post_name, row.sent_at) == (liaison, "联络员", at(28))


def test_clock_set_back_sends_nothing_twice(task, unit):
    make_post(unit, holder=make_user("liaison", Role.CITY, unit))
    under_way(task, unit, deadline=date(2026, 11, 23))
    ladder(AFTER_1._replace(step=ReminderStep.LIAISON, every_days=1))

    sent = [run(moment) for moment in (at(24), at(25), at(24), at(23), at(24, 18), at(25, 9))]

    assert sent == [1, 1, 0, 0, 0, 0]
    assert Reminder.objects.count() == 2


def test_reminder_of_a_kind_is_unique_in_the_database(task, unit):
    person = make_user("liaison", Role.CITY, unit)
    values = {
        "assignment": under_way(task, unit),
        "user": person,
        "event": "before",
        "days": 5,
        "step": "liaison",
        "about": "2026-12-04",
        "due_at": at(28),
    }
    Reminder.objects.create(**values)

    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(**values)


def test_stopped_between_noting_and_sending_loses_and_repeats_nothing(task, unit):
    make_post(unit, holder=make_user("liaison", Role.CITY, unit))
    under_way(task, unit)
    ladder(BEFORE_5)
    note_reminders(at(28))
    with (
        patch(
            "luodi_web.supervision.domain.reminders_sending.notify_people", side_effect=RuntimeError("stop")
        ),
        pytest.raises(RuntimeError),
    ):
        send_noted(at(28))
    assert notices() == []

    assert [run(at(28, 11)), run(at(28, 12))] == [1, 0]
    assert len(notices()) == 1


@pytest.mark.parametrize(
    ("posts", "expected"),
    [
        ((Duty.LIAISON, Duty.RESPONSIBLE, Duty.LEADER), "liaison"),
        ((Duty.RESPONSIBLE, Duty.LEADER), "responsible"),
        ((Duty.SECTION,), "section"),
        ((Duty.LEADER,), "leader"),
        ((), "reporting"),
    ],
)
def test_empty_posts_are_passed_over_upwards(task, unit, posts, expected):
    make_user("reporting", Role.CITY, unit)
    for duty in posts:
        make_post(unit, duty.label, duty, make_user(duty.value, None))
    under_way(task, unit)
    ladder(BEFORE_5)

    run(at(28))

    assert [row.user.username for row in Reminder.objects.all()] == [expected]


def test_nobody_to_remind_is_noted_once(task, unit):
    under_way(task, unit)
    ladder(BEFORE_5)

    run(at(28))
    run(at(30))

    assert list(Reminder.objects.values_list("user", "sent_at")) == [(None, None)]


def test_who_stands_in_is_reminded_too(task, unit):
    away, other = make_user("away", Role.CITY, unit), make_user("other", None)
    make_post(unit, holder=away)
    under_way(task, unit)
    ladder(BEFORE_5)
    Delegation.objects.create(
        from_user=away, to_user=other, starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 31), reason="出差"
    )

    with patch.object(timezone, "localdate", return_value=date(2026, 11, 28)):
        note_reminders(at(28))
    send_noted(at(28))

    assert notices(away) == notices(other) == ["即将到期：建设实验室"]


def test_another_deadline_begins_the_ladder_again(task, unit):
    make_post(unit, holder=make_user("liaison", Role.CITY, unit))
    assignment = under_way(task, unit)
    ladder(BEFORE_5)
    run(at(28))

    assignment.deadline = date(2026, 12, 18)
    assignment.save()

    assert [run(at(10, month=12)), run(at(11, month=12)), run(at(14, month=12))] == [0, 1, 0]


def test_sent_out_within_the_last_days_is_not_reminded_of_at_once(task, unit):
    make_post(unit, holder=make_user("liaison", Role.CITY, unit))
    under_way(task, unit, sent_at=at(30))
    ladder(BEFORE_5)

    assert run(at(30, 12)) == 0
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": AssignmentState.DONE},
        {"state": AssignmentState.RETURNED},
        {"state": AssignmentState.WITHDRAWN},
        {"percent": 100},
        {"deadline": None},
    ],
)
def test_what_is_not_open_reminds_nobody(task, unit, fields):
    make_post(unit, holder=make_user("liaison", Role.CITY, unit))
    under_way(task, unit, **fields)
    ladder(BEFORE_5)

    assert run(at(28)) == 0


def test_not_signed_in_time_is_said_and_settled_by_signing(task, unit):
    liaison = make_user("liaison", Role.CITY, unit)
    make_post(unit, holder=liaison)
    # Sent on Thursday 19 November, three working days: until Tuesday the 24th.
    waiting = under_way(task, unit, state=AssignmentState.SENT, sent_at=at(19), acknowledged_at=None)
    ladder(
        Rung(ReminderEvent.UNSIGNED, 1, ReminderStep.LIAISON),
        Rung(ReminderEvent.UNSIGNED, 2, ReminderStep.LEADER),
    )

    assert [run(at(24)), run(at(25)), run(at(25, 12))] == [0, 1, 0]
    waiting.state = AssignmentState.ACKNOWLEDGED
    waiting.save()
    assert run(at(27)) == 0
    assert notices(liaison) == ["超过签收期限：建设实验室"]


def test_owed_report_is_said_after_the_reporting_day(task, unit):
    make_post(unit, holder=make_user("liaison", Role.CITY, unit))
    owing = under_way(task, unit, deadline=None)
    ladder(Rung(ReminderEvent.OWED, 1, ReminderStep.LIAISON))

    # The 26th is a day off.
    assert [run(at(25)), run(at(26)), run(at(27)), run(at(28))] == [0, 0, 1, 0]
    assert notices() == ["进展未报送：建设实验室"]
    make_report(owing, "2026-12")
    assert run(at(28, month=12)) == 0


@pytest.mark.parametrize(
    ("noted", "quiet", "sent"),
    [
        # 20:00 is quiet, 7:59 too, 8:00 no more.
        (at(27, 19, 59), [], at(27, 19, 59)),
        (at(27, 20, 0), [at(27, 20, 0), at(28, 7, 59)], at(28, 8, 0)),
        # The next day is off: nothing until the working day after it.
        (at(25, 21, 0), [at(25, 21, 0), at(26, 10, 0), at(27, 7, 45)], at(27, 8, 0)),
    ],
)
def test_quiet_hours_and_days_off_wait_for_a_working_morning(task, unit, noted, quiet, sent):
    make_post(unit, holder=make_user("liaison", Role.CITY, unit))
    under_way(task, unit, deadline=noted.date())
    ladder(BEFORE_5._replace(days=0), AFTER_1._replace(step=ReminderStep.LIAISON))
    note_reminders(noted)
    Reminder.objects.update(event="after")  # still apt on the days after

    assert [send_noted(moment) for moment in quiet] == [0] * len(quiet)
    assert send_noted(sent) == 1


def test_settled_while_it_waited_is_dropped(task, unit):
    make_post(unit, holder=make_user("liaison", Role.CITY, unit))
    waiting = under_way(task, unit)
    ladder(BEFORE_5)
    note_reminders(at(28, 21))

    waiting.state = AssignmentState.DONE
    waiting.save()

    assert send_noted(at(30)) == 0
    assert notices() == []
    assert Reminder.objects.get().dropped_at == at(30)


def test_own_quiet_hours_count(task, unit):
    liaison = make_user("liaison", Role.CITY, unit)
    make_post(unit, holder=liaison)
    NoticePreference.objects.create(user=liaison, quiet_from=time(12), quiet_until=time(14))
    under_way(task, unit)
    ladder(BEFORE_5)

    assert [run(at(28, 12)), run(at(28, 13, 59)), run(at(28, 14))] == [0, 0, 1]


def test_digest_is_one_notice_a_day_with_counts(task, unit):
    liaison = make_user("liaison", Role.CITY, unit)
    make_post(unit, holder=liaison)
    NoticePreference.objects.create(user=liaison, mode=NoticeMode.DIGEST)
    under_way(task, unit)
    under_way(make_task(task.workstream.plan), unit)
    under_way(make_task(task.workstream.plan), unit, deadline=date(2026, 11, 27))
    ladder(BEFORE_5, AFTER_1._replace(step=ReminderStep.LIAISON))

    assert [run(at(28, 8, 15)), run(at(28, 8, 30))] == [0, 1]
    under_way(make_task(task.workstream.plan), unit, deadline=date(2026, 12, 3))

    assert [run(at(28, 9)), run(at(28, 19)), run(at(30, 8, 30))] == [0, 0, 1]
    assert notices(liaison) == ["今日汇总：即将到期 2 项、超过完成时限 1 项", "今日汇总：即将到期 1 项"]
    assert set(Notification.objects.values_list("url", flat=True)) == {"/reminders/"}


def test_several_at_once_are_one_notice(task, unit):
    liaison = make_user("liaison", Role.CITY, unit)
    make_post(unit, holder=liaison)
    under_way(task, unit)
    under_way(make_task(task.workstream.plan), unit)
    ladder(BEFORE_5)

    run(at(28))

    assert notices(liaison) == ["任务提醒：即将到期 2 项"]


def test_default_ladder_reminds_of_an_overdue_task_twice_in_a_month(task, unit):
    make_post(unit, holder=make_user("liaison", None))
    make_post(unit, "责任人", Duty.RESPONSIBLE, make_user("responsible", None))
    make_post(unit, "分管领导", Duty.LEADER, make_user("leader", None))
    under_way(task, unit, deadline=date(2026, 10, 30), percent=50)

    for day in range(1, 31):
        run(at(day, 10))

    overdue = Reminder.objects.filter(event="after").order_by("pk")
    assert list(overdue.values_list("user__username", "sent_at__date")) == [
        ("responsible", date(2026, 11, 2)),
        ("leader", date(2026, 11, 6)),
    ]


def test_queries_do_not_grow_with_assignments(unit):
    make_post(unit, holder=make_user("liaison", Role.CITY, unit))
    counts = []
    for number in (1, 12):
        Plan.objects.update(state="closed")
        task = make_task()
        for _again in range(number):
            under_way(make_task(task.workstream.plan), unit)
        ladder(BEFORE_5, Rung(ReminderEvent.OWED, 1, ReminderStep.LIAISON))
        with CaptureQueriesContext(connection) as queries:
            run(at(28))
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert Reminder.objects.filter(sent_at__isnull=False).count() == 26


def test_job_is_due_every_quarter_of_an_hour():
    schedule = SCHEDULES[send_reminders.module_path]

    assert schedule.last_due(at(28, 8, 44)) == at(28, 8, 30)


def test_job_runs_on_a_day_past_the_holiday_table(task, unit):
    make_post(unit, holder=make_user("liaison", Role.CITY, unit))
    under_way(task, unit, deadline=date(2027, 1, 8))
    ladder(BEFORE_5)
    now = datetime(2027, 1, 4, 10, tzinfo=SHANGHAI)

    with patch.object(timezone, "now", return_value=now):
        sent = send_reminders.call()

    assert sent == 1
