"""Working-day arithmetic over a holiday table that is handed in.

Two ways of counting are law here: a publicity period (公示) includes its first day, a term (N日内)
begins the day after (民法典 art. 201). Past the table's end Monday to Friday count as working days and
the answer says that it had to guess: a warning to show, never a crash.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class HolidayTable:
    """Days that differ from their weekday: ``rest`` on a weekday, ``work`` (调休) on a weekend.

    covers: first and last day the table speaks about; None for an empty table. Outside it Monday to
    Friday are taken as working days, and every answer that needed such a day says so.
    """

    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    covers: tuple[date, date] | None = None

    def knows(self, day: date) -> bool:
        return self.covers is not None and self.covers[0] <= day <= self.covers[1]

    def is_workday(self, day: date) -> bool:
        if day in self.work:
            return True
        return day not in self.rest and day.weekday() < 5


@dataclass(frozen=True, slots=True)
class Workdays:
    """A number of working days; past_table when a day outside the table was counted by its weekday."""

    count: int
    past_table: bool


@dataclass(frozen=True, slots=True)
class Workday:
    """A day that was counted to; past_table when a day outside the table was counted by its weekday."""

    day: date
    past_table: bool


def workdays_between(start: date, end: date, table: HolidayTable) -> Workdays:
    """Working days after ``start`` up to and including ``end``; 0 when end is not after start."""
    count, day = 0, start
    while day < end:
        day += _DAY
        count += table.is_workday(day)
    return Workdays(count, end > start and not (table.knows(start + _DAY) and table.knows(end)))


def add_workdays(start: date, days: int, table: HolidayTable) -> Workday:
    """The working day ``days`` working days after ``start``, or before it where days is negative.

    ``start`` itself is not counted; 0 gives it back, whatever day it is. Where the calendar of dates
    ends before the count does, the last day it has is the answer and past_table is true.
    """
    step = _DAY if days > 0 else -_DAY
    left, day, past = abs(days), start, False
    while left:
        try:
            day += step
        except OverflowError:
            return Workday(day, True)
        past = past or not table.knows(day)
        left -= table.is_workday(day)
    return Workday(day, past)


def term_end(start: date, days: int, table: HolidayTable) -> Workday:
    """The last day of a term of ``days`` working days (N个工作日内) that begins the day after ``start``.

    Raises ValueError unless days is positive.
    """
    _require_positive(days)
    return add_workdays(start, days, table)


def calendar_term_end(start: date, days: int, table: HolidayTable) -> Workday:
    """The last day of a term of ``days`` calendar days (N日内) that begins the day after ``start``.

    A last day that is no working day moves to the next one (民法典 art. 203). Raises ValueError unless
    days is positive.
    """
    _require_positive(days)
    last = start + days * _DAY
    return Workday(last, not table.knows(last)) if table.is_workday(last) else _next_workday(last, table)


def publicity_end(first: date, days: int, table: HolidayTable) -> Workday:
    """The last day of a publicity period (公示) of ``days`` working days, ``first`` counted where it is one.

    Raises ValueError unless days is positive.
    """
    _require_positive(days)
    return add_workdays(first - _DAY, days, table)


def _next_workday(day: date, table: HolidayTable) -> Workday:
    following = add_workdays(day, 1, table)
    return Workday(following.day, following.past_table or not table.knows(day))


def _require_positive(days: int) -> None:
    if days < 1:
        raise ValueError(f"a term has at least one day, not {days}")
