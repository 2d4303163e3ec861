"""Periods: keys, days, words and order."""

from datetime import date

import pytest

from luodi_web.common.periods import (
    PeriodKind,
    due_day,
    is_period,
    next_period,
    period_days,
    period_of,
    period_order,
    period_words,
    periods_between,
    previous_period,
    sort_key,
)
from luodi_web.supervision.models import Report
from tests.web.factories import make_assignment, make_report


@pytest.mark.parametrize(
    ("day", "kind", "key"),
    [
        (date(2026, 11, 30), PeriodKind.MONTH, "2026-11"),
        (date(2026, 9, 30), PeriodKind.QUARTER, "2026Q3"),
        (date(2026, 10, 1), PeriodKind.QUARTER, "2026Q4"),
        (date(2026, 6, 30), PeriodKind.HALF_YEAR, "2026H1"),
        (date(2026, 7, 1), PeriodKind.HALF_YEAR, "2026H2"),
    ],
)
def test_period_of_a_day(day, kind, key):
    assert period_of(day, kind) == key


@pytest.mark.parametrize(
    ("key", "first", "last", "words"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30), "2026年11月"),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29), "2028年2月"),
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31), "2026年一季度"),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31), "2026年四季度"),
        ("2026H1", date(2026, 1, 1), date(2026, 6, 30), "2026年上半年"),
        ("2026H2", date(2026, 7, 1), date(2026, 12, 31), "2026年下半年"),
    ],
)
def test_days_and_words(key, first, last, words):
    assert (period_days(key), period_words(key)) == ((first, last), words)


@pytest.mark.parametrize(
    ("key", "day", "due"),
    [
        ("2026-11", 25, date(2026, 11, 25)),
        ("2026-02", 31, date(2026, 2, 28)),
        ("2026Q4", 20, date(2026, 12, 20)),
        ("2026H1", 31, date(2026, 6, 30)),
    ],
)
def test_due_day_lies_in_the_last_month_and_never_past_it(key, day, due):
    assert due_day(key, day) == due


@pytest.mark.parametrize(
    ("before", "after"),
    [("2026-12", "2027-01"), ("2026Q4", "2027Q1"), ("2026H2", "2027H1"), ("2026Q2", "2026Q3")],
)
def test_neighbours_cross_the_year(before, after):
    assert (next_period(before), previous_period(after)) == (after, before)


def test_between_counts_both_ends_and_is_empty_backwards():
    assert periods_between("2026Q3", "2027Q1") == ["2026Q3", "2026Q4", "2027Q1"]
    assert periods_between("2026-11", "2026-10") == []


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-1", "2026Q5", "2026H0", "2026H3", "１026-01", "2026q1", ""]
)
def test_what_is_no_key(text):
    assert (is_period(text), period_words(text)) == (False, text)


KEYS = ["2026-10", "2026-11", "2026-12", "2026H1", "2026H2", "2026Q1", "2026Q4", "2027-01", "2026-06"]
IN_ORDER = ["2026Q1", "2026-06", "2026H1", "2026-10", "2026-11", "2026-12", "2026Q4", "2026H2", "2027-01"]


def test_keys_of_all_kinds_sort_by_their_end():
    assert sorted(KEYS, key=sort_key) == IN_ORDER


@pytest.mark.django_db
def test_database_sorts_like_sort_key():
    assignment = make_assignment()
    for key in KEYS:
        make_report(assignment, key)

    rows = Report.objects.annotate(order=period_order()).order_by("order")

    assert list(rows.values_list("period", "order")) == [(key, sort_key(key)) for key in IN_ORDER]
