"""Yellow for other reasons than the deadline: behind the time gone, and owing the period's report."""

from datetime import UTC, date, datetime

import pytest

from luodi.workdays import HolidayTable
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.enums import AssignmentState, Light
from luodi_web.supervision.models import Assignment, Plan
from luodi_web.supervision.rules import LightReading
from luodi_web.supervision.rules_lights import Standing, Thresholds, reading_for, time_share_percent
from tests.web.factories import make_assignment, make_report, make_task

TABLE = HolidayTable(covers=(date(2026, 1, 1), date(2026, 12, 31)))
START, DEADLINE = date(2026, 3, 1), date(2026, 6, 9)  # a hundred days


def reading(percent, day, points=30, state=AssignmentState.ACKNOWLEDGED, owed=None, deadline=DEADLINE):
    standing = Standing(deadline, state, percent, START, owed)
    return reading_for(standing, day, TABLE, Thresholds(10, 3, points))


@pytest.mark.parametrize(
    ("day", "share"), [(START, 0), (date(2026, 3, 2), 1), (DEADLINE, 100), (date(2026, 7, 1), 100)]
)
def test_share_of_time(day, share):
    assert time_share_percent(START, DEADLINE, day) == share


def test_no_time_has_no_share():
    assert time_share_percent(START, START, START) is None


# On 20 April fifty of the hundred days have gone.
@pytest.mark.parametrize(
    ("percent", "light"), [(19, Light.YELLOW), (20, Light.GREEN), (21, Light.GREEN), (100, Light.GREEN)]
)
def test_yellow_when_more_than_the_points_behind(percent, light):
    assert reading(percent, date(2026, 4, 20)).light == light


def test_reason_says_how_far_behind_and_what_is_left():
    assert reading(19, date(2026, 4, 20)) == LightReading(
        Light.YELLOW, "进度滞后：时间已过 50%，完成率 19%；剩 36 个工作日"
    )


def test_delay_is_not_looked_at_where_the_plan_does_not():
    assert reading(0, date(2026, 4, 20), points=None).light == Light.GREEN


def test_overdue_stays_red_however_far_behind():
    assert reading(0, date(2026, 6, 10)) == LightReading(Light.RED, "已逾期 1 天")


@pytest.mark.parametrize("state", [AssignmentState.RETURNED, AssignmentState.WITHDRAWN])
def test_what_is_not_under_way_is_not_behind(state):
    assert reading(0, date(2026, 4, 20), state=state).light == Light.GREY


def test_owed_report_turns_even_a_task_without_deadline_yellow():
    assert reading(0, date(2026, 4, 27), owed=date(2026, 4, 25), deadline=None) == LightReading(
        Light.YELLOW, "本期进展应于4月25日前报送，尚未报送；未定完成时限"
    )


def owing_assignment(switch=True, **fields):
    task = make_task()
    Plan.objects.update(yellow_when_owed=switch)
    values = {"acknowledged_at": datetime(2026, 4, 1, tzinfo=UTC), "deadline": date(2026, 12, 31)}
    return make_assignment(
        task,
        state=AssignmentState.ACKNOWLEDGED,
        sent_at=datetime(2026, 4, 1, tzinfo=UTC),
        **{**values, **fields},
    )


def light_on(assignment, day):
    refresh_lights([assignment], day)
    return Assignment.objects.get(pk=assignment.pk).light


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "light"), [(25, Light.GREEN), (26, Light.YELLOW)])
def test_yellow_from_the_day_after_the_reporting_day(day, light):
    assert light_on(owing_assignment(), date(2026, 4, day)) == light


@pytest.mark.django_db
def test_owing_turns_no_light_where_the_plan_has_it_off():
    assert light_on(owing_assignment(switch=False), date(2026, 4, 26)) == Light.GREEN


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "light"),
    [("submitted", Light.GREEN), ("accepted", Light.GREEN), ("returned", Light.YELLOW)],
)
def test_report_sent_owes_nothing_and_a_returned_one_is_owed_again(state, light):
    assignment = owing_assignment()
    make_report(assignment, "2026-04", state=state)

    assert light_on(assignment, date(2026, 4, 26)) == light


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "light"),
    [
        # 25 April ends at 16:00 UTC.
        (datetime(2026, 4, 25, 15, 59, tzinfo=UTC), Light.YELLOW),
        (datetime(2026, 4, 25, 16, 0, tzinfo=UTC), Light.GREEN),
    ],
)
def test_signed_for_after_the_reporting_day_owes_nothing(moment, light):
    assert light_on(owing_assignment(acknowledged_at=moment), date(2026, 4, 27)) == light
