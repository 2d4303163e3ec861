"""Dates, times and durations as FEEL has them.

Python's own end at the year 9999, hold no zone name beside a time, and stop at microseconds; FEEL's
reach ±999,999,999 years, keep ``@Asia/Shanghai`` and count nanoseconds (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.8).
All classes are immutable. Python's ``==`` compares fields; FEEL's ``=`` is ``comparison.equal``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from luodi.evaluate.failures import Failure
from luodi.evaluate.zones import offset_at
from luodi.feel.type_words import TypeName

YEAR_LIMIT: Final = 999_999_999
NANOS: Final = 1_000_000_000
DAY_S: Final = 86_400
DAY_NANOS: Final = DAY_S * NANOS
_MONTH_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_of_month(year: int, month: int) -> int:
    return 29 if month == 2 and is_leap(year) else _MONTH_DAYS[month - 1]


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the proleptic Gregorian calendar; the year before 1 is 0, as in ISO 8601."""

    year: int
    month: int
    day: int

    @classmethod
    def of(cls, year: int, month: int, day: int) -> Date:
        """The date, or a Failure where there is no such day."""
        if not (-YEAR_LIMIT <= year <= YEAR_LIMIT and 1 <= month <= 12 and day >= 1):
            raise Failure("EVAL009", type=TypeName("date"), text=f"{year}-{month}-{day}")
        if day > days_of_month(year, month):
            raise Failure("EVAL009", type=TypeName("date"), text=f"{year}-{month}-{day}")
        return cls(year, month, day)

    @classmethod
    def from_days(cls, days: int) -> Date:
        """The date that many days after 1970-01-01."""
        # Years are counted from March, so that the leap day is a year's last.
        shifted = days + 719_468
        era, day_of_era = divmod(shifted, 146_097)
        year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
        day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
        march_month = (5 * day_of_year + 2) // 153
        day = day_of_year - (153 * march_month + 2) // 5 + 1
        month = march_month + 3 if march_month < 10 else march_month - 9
        year = year_of_era + era * 400 + (1 if month <= 2 else 0)
        if not -YEAR_LIMIT <= year <= YEAR_LIMIT:
            raise Failure("EVAL004")
        return cls(year, month, day)

    @property
    def days(self) -> int:
        """Days since 1970-01-01; negative before."""
        year = self.year - (1 if self.month <= 2 else 0)
        era, year_of_era = divmod(year, 400)
        march_month = self.month - 3 if self.month > 2 else self.month + 9
        day_of_year = (153 * march_month + 2) // 5 + self.day - 1
        return (
            era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468
        )

    @property
    def weekday(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return (self.days + 3) % 7 + 1

    @property
    def day_of_year(self) -> int:
        return self.days - Date(self.year, 1, 1).days + 1

    @property
    def week_of_year(self) -> int:
        """The week by ISO 8601: week 1 holds the year's first Thursday."""
        thursday = Date.from_days(self.days - self.weekday + 4)
        return (thursday.day_of_year - 1) // 7 + 1

    def plus_months(self, months: int) -> Date:
        """The same day that many months on; the month's last where it has no such day."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        if not -YEAR_LIMIT <= year <= YEAR_LIMIT:
            raise Failure("EVAL004")
        return Date(year, month + 1, min(self.day, days_of_month(year, month + 1)))

    def plus_days(self, days: int) -> Date:
        return Date.from_days(self.days + days)


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, alone or with an offset in seconds or the name of a zone (never both)."""

    hour: int
    minute: int
    second: int
    nano: int = 0
    offset: int | None = None
    zone: str | None = None

    @classmethod
    def from_nanos(cls, nanos: int, offset: int | None = None, zone: str | None = None) -> Time:
        """The time that many nanoseconds after midnight; whole days fall away."""
        seconds, nano = divmod(nanos % DAY_NANOS, NANOS)
        minutes, second = divmod(seconds, 60)
        hour, minute = divmod(minutes, 60)
        return cls(hour, minute, second, nano, offset, zone)

    @property
    def second_of_day(self) -> int:
        return self.hour * 3600 + self.minute * 60 + self.second

    @property
    def nanos(self) -> int:
        """Nanoseconds since midnight on its own clock."""
        return self.second_of_day * NANOS + self.nano

    @property
    def is_local(self) -> bool:
        return self.offset is None and self.zone is None

    @property
    def utc_nanos(self) -> int:
        """Nanoseconds since midnight UTC; a zone counts with its offset of 1 January 1970, without a date."""
        offset = self.offset
        if offset is None:
            offset = 0 if self.zone is None else offset_at(self.zone, 1970, 1, 1, self.second_of_day)
        return self.nanos - offset * NANOS


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date with a time of day."""

    date: Date
    time: Time

    @classmethod
    def from_nanos(cls, nanos: int, offset: int | None = None, zone: str | None = None) -> DateTime:
        """From nanoseconds since 1970-01-01T00:00 on the clock of the offset or zone."""
        days, rest = divmod(nanos, DAY_NANOS)
        return cls(Date.from_days(days), Time.from_nanos(rest, offset, zone))

    @property
    def local_nanos(self) -> int:
        """Nanoseconds since 1970-01-01T00:00 on its own clock."""
        return self.date.days * DAY_NANOS + self.time.nanos

    @property
    def is_local(self) -> bool:
        return self.time.is_local

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC; None for a local date and time."""
        time = self.time
        if time.zone is None:
            return time.offset
        date = self.date
        return offset_at(time.zone, date.year, date.month, date.day, time.second_of_day)

    @property
    def utc_nanos(self) -> int:
        """Nanoseconds since 1970-01-01T00:00Z; a local one counts as if it were UTC."""
        return self.local_nanos - (self.offset or 0) * NANOS

    def plus_nanos(self, nanos: int) -> DateTime:
        """That much later on the clock on the wall, in the same zone."""
        return DateTime.from_nanos(self.local_nanos + nanos, self.time.offset, self.time.zone)

    def plus_months(self, months: int) -> DateTime:
        return DateTime(self.date.plus_months(months), self.time)


@dataclass(frozen=True, slots=True)
class DayTimeDuration:
    """A days and time duration, in nanoseconds."""

    nanos: int

    @property
    def parts(self) -> tuple[int, int, int, int, int]:
        """Days, hours, minutes, seconds, nanoseconds; each carries the duration's sign."""
        sign = -1 if self.nanos < 0 else 1
        seconds, nano = divmod(abs(self.nanos), NANOS)
        minutes, second = divmod(seconds, 60)
        hours, minute = divmod(minutes, 60)
        days, hour = divmod(hours, 24)
        return sign * days, sign * hour, sign * minute, sign * second, sign * nano


@dataclass(frozen=True, slots=True)
class YearMonthDuration:
    """A years and months duration, in months."""

    months: int

    @property
    def parts(self) -> tuple[int, int]:
        """Years and months; each carries the duration's sign."""
        sign = -1 if self.months < 0 else 1
        years, months = divmod(abs(self.months), 12)
        return sign * years, sign * months


MIDNIGHT: Final = Time(0, 0, 0)
MIDNIGHT_UTC: Final = Time(0, 0, 0, 0, 0)
