"""Working-day arithmetic over a holiday table that is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

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


class Workdays(NamedTuple):
    """A number of working days; past_table when a day outside the table was counted by its weekday."""

    count: int
    past_table: bool


def workdays_between(start: date, end: date, table: HolidayTable) -> Workdays:
    """Working days after ``start`` up to and including ``end``; 0 when end is not after start."""
    count, day = 0, start
    while day < end:
        day += _DAY
        count += table.is_workday(day)
    return Workdays(count, end > start and not (table.knows(start + _DAY) and table.knows(end)))
