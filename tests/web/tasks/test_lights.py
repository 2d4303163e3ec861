"""Lights: which one shines on which day, and what a change of it sets off."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from luodi.workdays import HolidayTable
from luodi_web.common.models import Holiday
from luodi_web.people.enums import Role
from luodi_web.people.models import NoticePreference, Notification
from luodi_web.supervision.domain.calendar_days import calendar_warning, holiday_table
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.domain.notices_lights import send_held_lights
from luodi_web.supervision.enums import AssignmentState, Light
from luodi_web.supervision.jobs import refresh_all_lights
from luodi_web.supervision.models import Assignment
from luodi_web.supervision.rules import LightReading, light_for
from tests.web.factories import make_assignment, make_task, make_unit, make_user

MONDAY = date(2026, 11, 23)
TABLE = HolidayTable(
    rest=frozenset({date(2026, 11, 26)}),
    work=frozenset({date(2026, 11, 28)}),
    covers=(date(2026, 1, 1), date(2026, 12, 31)),
)


@pytest.mark.parametrize(
    ("deadline", "state", "percent", "expected"),
    [
        (date(2026, 11, 22), "acknowledged", 60, LightReading(Light.RED, "已逾期 1 天")),
        (date(2026, 11, 23), "acknowledged", 60, LightReading(Light.YELLOW, "今天到期")),
        # 24, 25, 27 are working days; 26 is a holiday.
        (date(2026, 11, 27), "sent", 0, LightReading(Light.YELLOW, "剩 3 个工作日")),
        # 28 is a Saturday that is worked.
        (date(2026, 11, 28), "sent", 0, LightReading(Light.BLUE, "剩 4 个工作日")),
        (date(2026, 12, 7), "sent", 0, LightReading(Light.BLUE, "剩 10 个工作日")),
        (date(2026, 12, 8), "sent", 0, LightReading(Light.GREEN, "剩 11 个工作日")),
        (date(2026, 11, 22), "done", 100, LightReading(Light.GREEN, "已完成")),
        (date(2026, 11, 22), "acknowledged", 100, LightReading(Light.GREEN, "已报完成，待审核")),
        (date(2026, 11, 22), "returned", 0, LightReading(Light.GREY, "已退回，待重新下达")),
        (date(2026, 11, 22), "withdrawn", 0, LightReading(Light.GREY, "已撤回")),
        (None, "acknowledged", 60, LightReading(Light.GREY, "未定完成时限")),
        (
            date(2027, 1, 4),
            "sent",
            0,
            LightReading(Light.GREEN, "约剩 30 个工作日（放假安排未录全）"),
        ),
    ],
)
def test_light_on_a_monday(deadline, state, percent, expected):
    assert light_for(deadline, state, percent, MONDAY, TABLE, 10, 3) == expected


def test_light_of_a_weekend_deadline_has_no_working_day_left():
    friday, sunday = date(2026, 12, 4), date(2026, 12, 6)

    reading = light_for(sunday, AssignmentState.SENT, 0, friday, TABLE, 10, 3)

    assert reading == LightReading(Light.YELLOW, "剩 0 个工作日")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        # Midnight in Asia/Shanghai is 16:00 UTC of the day before.
        (datetime(2026, 11, 25, 15, 59, 59, tzinfo=UTC), Light.YELLOW),
        (datetime(2026, 11, 25, 16, 0, 0, tzinfo=UTC), Light.RED),
    ],
)
def test_light_turns_red_at_midnight_in_shanghai(moment, expected):
    assignment = make_assignment(deadline=date(2026, 11, 25))

    with patch.object(timezone, "now", return_value=moment):
        refresh_lights([assignment])

    assignment.refresh_from_db()
    assert assignment.light == expected


@pytest.mark.django_db
def test_refresh_writes_light_reason_and_history():
    assignment = make_assignment(deadline=MONDAY, state=AssignmentState.ACKNOWLEDGED)

    first = refresh_lights([assignment], MONDAY)
    again = refresh_lights([assignment], MONDAY)
    later = refresh_lights([assignment], date(2026, 11, 25))

    stored = Assignment.objects.get(pk=assignment.pk)
    assert (first, again, later) == (1, 0, 1)
    assert (stored.light, stored.light_reason) == (Light.RED, "已逾期 2 天")
    assert (assignment.light, assignment.light_reason) == (Light.RED, "已逾期 2 天")
    assert list(stored.light_changes.order_by("pk").values_list("old", "new")) == [
        ("grey", "yellow"),
        ("yellow", "red"),
    ]
    assert stored.light_since == stored.light_changes.first().at


@pytest.mark.django_db
def test_refresh_of_another_reason_alone_is_no_change_of_light():
    assignment = make_assignment(deadline=date(2026, 11, 20), state=AssignmentState.ACKNOWLEDGED)
    refresh_lights([assignment], MONDAY)
    since = assignment.light_since

    changed = refresh_lights([assignment], date(2026, 11, 24))

    stored = Assignment.objects.get(pk=assignment.pk)
    assert changed == 0
    assert (stored.light_reason, stored.light_since) == ("已逾期 4 天", since)
    assert stored.light_changes.count() == 1


@pytest.mark.django_db
def test_turning_red_tells_the_unit_once_and_its_reviewers(django_capture_on_commit_callbacks):
    department = make_unit("省科学技术厅")
    office = make_user("office", Role.INNOVATION_OFFICE, department)
    unit = make_unit("武汉市科技创新局", parent=department)
    person = make_user("wuhan", Role.CITY, unit)
    make_user("outsider", Role.CITY, make_unit("黄石市科学技术局"))
    task = make_task(owner=department)
    rows = [
        make_assignment(
            task if n == 0 else make_task(task.workstream.plan),
            unit,
            deadline=MONDAY,
            state=AssignmentState.ACKNOWLEDGED,
            light=Light.YELLOW,
        )
        for n in range(2)
    ]

    with django_capture_on_commit_callbacks(execute=True):
        refresh_lights(rows, date(2026, 11, 24))

    assert list(Notification.objects.order_by("pk").values_list("user", "text", "url")) == [
        (person.pk, "2 项任务亮红灯", "/board/?light=red"),
        (office.pk, "共 2 项承办任务亮红灯", "/board/?light=red"),
    ]


@pytest.mark.django_db
def test_dispatch_tells_nobody_of_the_first_light(django_capture_on_commit_callbacks):
    unit = make_unit()
    make_user("wuhan", Role.CITY, unit)
    assignment = make_assignment(unit=unit, deadline=MONDAY)

    with django_capture_on_commit_callbacks(execute=True):
        refresh_lights([assignment], date(2026, 11, 24))

    assert assignment.light == Light.RED
    assert not Notification.objects.exists()


@pytest.mark.django_db
def test_daily_job_leaves_finished_assignments_alone(django_assert_max_num_queries):
    open_one = make_assignment(deadline=date(2000, 1, 1))
    done = make_assignment(deadline=date(2000, 1, 1), state=AssignmentState.DONE)

    changed = refresh_all_lights.call()

    open_one.refresh_from_db()
    done.refresh_from_db()
    assert (changed, open_one.light, done.light) == (1, Light.RED, Light.GREY)


@pytest.mark.django_db
def test_refresh_needs_as_many_queries_for_many_rows(django_assert_num_queries):
    task = make_task()
    rows = [make_assignment(task, deadline=MONDAY) for _number in range(12)]

    # holidays, savepoint and release, rows, overrides, one update, history
    with django_assert_num_queries(7):
        refresh_lights(rows, MONDAY)


@pytest.mark.django_db
def test_holiday_table_covers_whole_years_of_its_rows():
    Holiday.objects.create(day=date(2026, 10, 1), name="国庆节")
    Holiday.objects.create(day=date(2026, 10, 10), name="国庆节调休", is_workday=True)

    assert holiday_table() == HolidayTable(
        rest=frozenset({date(2026, 10, 1)}),
        work=frozenset({date(2026, 10, 10)}),
        covers=(date(2026, 1, 1), date(2026, 12, 31)),
    )


@pytest.mark.django_db
def test_calendar_warning_says_how_far_the_table_reaches():
    make_assignment(deadline=date(2026, 12, 31))
    assert calendar_warning() == "节假日表是空的，工作日按周一至周五计算，灯号可能有出入。"

    Holiday.objects.create(day=date(2026, 10, 1), name="国庆节")
    assert calendar_warning() == ""

    make_assignment(deadline=date(2027, 1, 1))
    assert calendar_warning() == (
        "节假日表只到 2026-12-31，有任务的时限在 2027-01-01：之后的工作日按周一至周五计算，灯号可能有出入。"
    )


NIGHT, MORNING = (datetime(2026, 11, 24, hour, 5, tzinfo=ZoneInfo("Asia/Shanghai")) for hour in (0, 8))


@pytest.fixture
def turning(db):
    """Two assignments of one unit that turn red at midnight; their person and the office."""
    department = make_unit("省科学技术厅")
    office = make_user("office", Role.INNOVATION_OFFICE, department)
    unit = make_unit("武汉市科技创新局", parent=department)
    person = make_user("wuhan", Role.CITY, unit)
    plan = make_task(owner=department).workstream.plan
    rows = [
        make_assignment(
            make_task(plan),
            unit,
            deadline=MONDAY,
            state=AssignmentState.ACKNOWLEDGED,
            light=Light.YELLOW,
        )
        for _number in range(2)
    ]
    return SimpleNamespace(office=office, person=person, rows=rows)


def told():
    return list(Notification.objects.order_by("pk").values_list("user", "text", "url"))


def test_lights_of_the_night_are_told_in_the_morning(turning):
    refresh_lights(turning.rows, date(2026, 11, 24), hold_notices=True)

    assert (send_held_lights(NIGHT), told()) == (0, [])
    assert send_held_lights(MORNING) == 2
    assert told() == [
        (turning.office.pk, "共 2 项承办任务亮红灯", "/board/?light=red"),
        (turning.person.pk, "2 项任务亮红灯", "/board/?light=red"),
    ]
    assert send_held_lights(MORNING) == 0


def test_each_person_has_quiet_hours_of_their_own(turning):
    NoticePreference.objects.create(user=turning.person, quiet_from=time(18), quiet_until=time(9))
    refresh_lights(turning.rows, date(2026, 11, 24), hold_notices=True)

    send_held_lights(MORNING)
    before = [user for user, _text, _url in told()]
    send_held_lights(MORNING + timedelta(hours=1))

    assert before == [turning.office.pk]
    assert [user for user, _text, _url in told()] == [turning.office.pk, turning.person.pk]


def test_light_that_turned_back_before_the_morning_is_not_told(turning):
    refresh_lights(turning.rows, date(2026, 11, 24), hold_notices=True)
    Assignment.objects.filter(pk=turning.rows[0].pk).update(light=Light.GREEN)

    send_held_lights(MORNING)

    assert (
        turning.person.pk,
        f"亮红灯：{turning.rows[1].task}",
        f"/tasks/{turning.rows[1].task_id}/",
    ) in told()


def test_holding_needs_as_many_queries_for_many_rows(turning, django_assert_max_num_queries):
    for _number in range(10):
        make_assignment(
            make_task(turning.rows[0].task.workstream.plan),
            turning.rows[0].unit,
            deadline=MONDAY,
            state=AssignmentState.ACKNOWLEDGED,
            light=Light.YELLOW,
        )
    with django_assert_max_num_queries(16):
        refresh_lights(Assignment.objects.all(), date(2026, 11, 24), hold_notices=True)
