"""Which period a report is for, until when, and what becomes of one that was skipped."""

from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import Role
from luodi_web.supervision.domain.boards_today import reports_owed, reports_skipped
from luodi_web.supervision.domain.reports import report_no_change, return_report, submit_report
from luodi_web.supervision.domain.reports_periods import Missed, missed_periods
from luodi_web.supervision.enums import AssignmentState, ReportState
from luodi_web.supervision.models import Plan, Report
from luodi_web.supervision.rules import is_late, may_begin, owed_periods
from tests.web.factories import actor, make_assignment, make_report, make_task, make_unit, make_user

UNDER_WAY = AssignmentState.ACKNOWLEDGED


def shanghai(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=timezone.get_fixed_timezone(480))


def at(*moment: int):
    return patch.object(timezone, "now", return_value=shanghai(*moment))


def assignment_of(kind="month", sent=(2026, 9, 1), **plan):
    """Under way since ``sent``, of a plan with these rules."""
    task = make_task()
    Plan.objects.filter(pk=task.workstream.plan_id).update(period_kind=kind, **plan)
    task.workstream.plan.refresh_from_db()
    return make_assignment(task, state=UNDER_WAY, sent_at=shanghai(*sent, 9))


def submit(assignment, period, **fields):
    values = {"percent": 30, "text": "已启动。", "by": actor(), **fields}
    return submit_report(assignment, period=period, **values)


@pytest.mark.parametrize(
    ("period", "makeup", "allowed"),
    [
        ("2026-11", 0, True),
        ("2026-10", 0, False),
        ("2026-10", 1, True),
        ("2026-09", 1, False),
        ("2026-09", 2, True),
        ("2026-12", 2, False),
        ("2026Q4", 2, False),
    ],
)
def test_a_period_is_begun_in_its_time_or_made_up_for(period, makeup, allowed):
    assert may_begin(period, "month", makeup, date(2026, 11, 25)).allowed == allowed


@pytest.mark.parametrize(
    ("sent_on", "today", "late"),
    [
        (date(2026, 9, 1), date(2026, 11, 25), False),
        (date(2026, 9, 1), date(2026, 11, 26), True),
        # It came after the reporting day: there was nothing to be late for.
        (date(2026, 11, 26), date(2026, 11, 30), False),
    ],
)
def test_late_is_after_the_reporting_day(sent_on, today, late):
    assert is_late("2026-11", 25, today, sent_on) == late


def test_nothing_is_owed_before_the_task_came_nor_for_the_present_period():
    assert owed_periods("month", 25, date(2026, 8, 25), date(2026, 11, 30)) == [
        "2026-08",
        "2026-09",
        "2026-10",
    ]
    assert owed_periods("month", 25, date(2026, 8, 26), date(2026, 11, 30)) == ["2026-09", "2026-10"]
    assert owed_periods("quarter", 25, date(2026, 8, 26), date(2027, 1, 1)) == ["2026Q3", "2026Q4"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "period", "next_period", "last_second"),
    [
        ("month", "2026-11", "2026-12", (2026, 11, 30)),
        ("quarter", "2026Q3", "2026Q4", (2026, 9, 30)),
        ("half_year", "2026H2", "2027H1", (2026, 12, 31)),
    ],
)
def test_the_last_second_counts_for_the_period_and_the_next_for_the_next(
    kind, period, next_period, last_second
):
    assignment = assignment_of(kind, sent=(2026, 6, 1), report_day=31, makeup_periods=0)
    midnight = shanghai(*last_second) + timedelta(days=1)

    with at(*last_second, 23, 59, 59):
        sent = submit(assignment, period)
    with patch.object(timezone, "now", return_value=midnight), pytest.raises(ValidationError):
        submit(assignment_of(kind, sent=(2026, 6, 1), makeup_periods=0), period)
    with patch.object(timezone, "now", return_value=midnight):
        following = submit(assignment, next_period)

    assert [(report.period, report.is_late) for report in (sent, following)] == [
        (period, False),
        (next_period, False),
    ]


@pytest.mark.django_db
def test_a_report_on_its_day_is_in_time_until_the_last_second():
    first, second = assignment_of(), assignment_of()

    with at(2026, 11, 25, 23, 59, 59):
        in_time = submit(first, "2026-11")
    with at(2026, 11, 26):
        late = submit(second, "2026-11")

    assert (in_time.is_late, late.is_late) == (False, True)


@pytest.mark.django_db
def test_a_form_opened_before_midnight_reports_for_its_period():
    assignment = assignment_of(makeup_periods=0)

    with at(2026, 12, 1, 0, 3):
        report = submit(assignment, "2026-11", opened_at=shanghai(2026, 11, 30, 23, 58))

    assert (report.period, report.is_late) == ("2026-11", True)


@pytest.mark.django_db
@pytest.mark.parametrize("opened", [(2026, 11, 29, 23, 0), (2026, 12, 1, 0, 1), (2026, 12, 3, 0, 0)])
def test_a_form_opened_days_ago_or_after_midnight_does_not(opened):
    assignment = assignment_of(makeup_periods=0)

    with at(2026, 12, 1, 0, 3), pytest.raises(ValidationError, match="2026年11月已过，不能再补报"):
        submit(assignment, "2026-11", opened_at=shanghai(*opened))


@pytest.mark.django_db
def test_a_skipped_period_is_shown_and_made_up_for_as_late():
    assignment = assignment_of(makeup_periods=1)
    make_report(assignment, "2026-09")
    today = date(2026, 11, 10)

    before = missed_periods(assignment, today)
    with at(2026, 11, 10, 9):
        report = submit(assignment, "2026-10")

    assert before == [Missed("2026-10", True)]
    assert (report.is_late, missed_periods(assignment, today)) == (True, [])


@pytest.mark.django_db
def test_gaps_stop_where_the_task_was_reported_as_finished():
    assignment = assignment_of(sent=(2026, 6, 1), makeup_periods=1)
    make_report(assignment, "2026-08", 100)

    gaps = missed_periods(assignment, date(2026, 11, 10))

    assert gaps == [Missed("2026-07", False), Missed("2026-06", False)]


@pytest.mark.django_db
def test_a_returned_report_sent_again_keeps_whether_it_was_late():
    assignment = assignment_of()
    with at(2026, 11, 20):
        report = submit(assignment, "2026-11")
    return_report(report, "请补充", by=actor(make_user()))

    with at(2026, 12, 20):
        again = submit(assignment, "2026-11")

    assert (again.pk, again.is_late, again.state) == (report.pk, False, ReportState.SUBMITTED)


@pytest.mark.django_db
def test_a_clock_set_back_leaves_both_reports_right():
    assignment = assignment_of(makeup_periods=0)

    with at(2026, 12, 1, 0, 0, 1):
        submit(assignment, "2026-12", percent=60)
    with at(2026, 11, 30, 23, 59):
        submit(assignment, "2026-11", percent=50)

    assignment.refresh_from_db()
    assert sorted(Report.objects.values_list("period", "percent")) == [("2026-11", 50), ("2026-12", 60)]
    assert assignment.percent == 60


@pytest.mark.django_db
def test_the_day_is_shanghais_whatever_zone_the_machine_has(monkeypatch):
    assignment = assignment_of(makeup_periods=0)
    monkeypatch.setenv("TZ", "America/New_York")

    with patch.object(timezone, "now", return_value=datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)):
        report = submit(assignment, "2026-11")

    assert report.period == "2026-11"


@pytest.mark.django_db
def test_no_change_is_for_the_period_of_its_page():
    assignment = assignment_of(makeup_periods=1)
    make_report(assignment, "2026-10", 35)

    with at(2026, 12, 1, 0, 2):
        report = report_no_change(assignment, period="2026-11", by=actor())

    assert (report.period, report.percent, report.no_change) == ("2026-11", 35, True)


@pytest.mark.django_db
def test_today_asks_for_the_present_period_of_each_plan_and_offers_the_last_one():
    unit = make_unit()
    rights = Rights.of(make_user(role=Role.CITY, unit=unit))
    rows = {}
    for kind, period, last in (("month", "2026-11", "2026-10"), ("quarter", "2026Q4", "2026Q3")):
        for sent in ("none", "now", "last", "both"):
            row = assignment_of(kind, sent=(2026, 6, 1))
            row.unit = unit
            row.save()
            for key in {"none": [], "now": [period], "last": [last], "both": [period, last]}[sent]:
                make_report(row, key)
            rows[kind, sent] = row
    closed = assignment_of(sent=(2026, 6, 1), makeup_periods=0)
    closed.unit = unit
    closed.save()
    today = date(2026, 11, 25)

    owed, skipped = set(reports_owed(rights, today)), set(reports_skipped(rights, today))

    assert owed == {closed, *(rows[kind, sent] for kind in ("month", "quarter") for sent in ("none", "last"))}
    assert skipped == {rows[kind, sent] for kind in ("month", "quarter") for sent in ("none", "now")}
