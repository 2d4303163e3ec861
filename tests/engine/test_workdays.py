"""Working days around a real make-up arrangement: National Day and Mid-Autumn 2025."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.workdays import (
    HolidayTable,
    Workday,
    Workdays,
    add_workdays,
    calendar_term_end,
    publicity_end,
    term_end,
    workdays_between,
)

# 2025: rest 1–8 October, work on Sunday 28 September and Saturday 11 October.
TABLE = HolidayTable(
    rest=frozenset(date(2025, 10, day) for day in range(1, 9)),
    work=frozenset((date(2025, 9, 28), date(2025, 10, 11))),
    covers=(date(2025, 1, 1), date(2025, 12, 31)),
)


def test_workday_follows_the_table_before_the_weekday() -> None:
    days = [date(2025, 9, 27), date(2025, 9, 28), date(2025, 10, 1), date(2025, 10, 9), date(2025, 10, 11)]

    assert [TABLE.is_workday(day) for day in days] == [False, True, False, True, True]


def test_between_leaves_out_the_first_day_and_counts_the_last() -> None:
    assert workdays_between(date(2025, 9, 26), date(2025, 10, 9), TABLE) == Workdays(4, False)
    assert workdays_between(date(2025, 10, 9), date(2025, 10, 9), TABLE) == Workdays(0, False)
    assert workdays_between(date(2025, 10, 9), date(2025, 9, 1), TABLE) == Workdays(0, False)


def test_publicity_counts_its_first_day() -> None:
    # Friday 26, Sunday 28 (make-up), 29, 30 September, then 9 October.
    assert publicity_end(date(2025, 9, 26), 5, TABLE) == Workday(date(2025, 10, 9), False)


def test_publicity_that_starts_on_a_rest_day_counts_from_the_next_working_day() -> None:
    assert publicity_end(date(2025, 10, 4), 1, TABLE) == Workday(date(2025, 10, 9), False)


def test_term_begins_the_day_after() -> None:
    assert term_end(date(2025, 9, 26), 5, TABLE) == Workday(date(2025, 10, 10), False)


def test_calendar_term_that_ends_on_a_rest_day_moves_to_the_next_working_day() -> None:
    assert calendar_term_end(date(2025, 9, 26), 5, TABLE) == Workday(date(2025, 10, 9), False)
    assert calendar_term_end(date(2025, 9, 26), 4, TABLE) == Workday(date(2025, 9, 30), False)


def test_past_the_table_weekdays_count_and_the_answer_says_so() -> None:
    assert add_workdays(date(2025, 12, 31), 1, TABLE) == Workday(date(2026, 1, 1), True)
    assert workdays_between(date(2025, 12, 30), date(2026, 1, 2), TABLE) == Workdays(3, True)
    assert add_workdays(date(2025, 3, 3), 1, HolidayTable()) == Workday(date(2025, 3, 4), True)


def test_count_past_the_end_of_all_dates_ends_there() -> None:
    assert add_workdays(date.max - timedelta(days=1), 10, TABLE) == Workday(date.max, True)


@pytest.mark.parametrize("days", [0, -1])
def test_term_without_days_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        term_end(date(2025, 9, 26), days, TABLE)


@given(
    start=st.dates(date(2025, 1, 10), date(2025, 12, 1)),
    days=st.integers(1, 15),
)
def test_adding_and_counting_agree(start: date, days: int) -> None:
    reached = add_workdays(start, days, TABLE)

    assert TABLE.is_workday(reached.day)
    assert workdays_between(start, reached.day, TABLE) == Workdays(days, False)
    assert add_workdays(reached.day + timedelta(days=1), -1, TABLE).day == reached.day
