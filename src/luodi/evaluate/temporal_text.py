"""Dates, times and durations from and to the texts FEEL writes them with.

Lexical forms: XML Schema part 2 for ``xsd:date``, ``xsd:time``, ``xsd:dateTime`` and the two durations, with
up to nine digits of year and fraction, and ``@Zone/Name`` after a time instead of an offset (DMN 1.5,
10.3.4.1).
"""

from __future__ import annotations

import re
from typing import Final

from luodi.evaluate.failures import Failure
from luodi.evaluate.temporal import (
    MIDNIGHT,
    NANOS,
    Date,
    DateTime,
    DayTimeDuration,
    Time,
    YearMonthDuration,
)
from luodi.evaluate.zones import OFFSET_LIMIT_S, find_zone
from luodi.feel.type_words import TypeName

# Longer texts are no date; a pattern is never run over megabytes.
_LONGEST: Final = 200
_DATE: Final = r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})"
_TIME: Final = (
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?([Zz]|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@.+)?"
)
_DATE_ONLY: Final = re.compile(_DATE, re.ASCII)
_TIME_ONLY: Final = re.compile(_TIME, re.ASCII)
_DATE_TIME: Final = re.compile(f"{_DATE}T{_TIME}", re.ASCII)
_YEAR_MONTH: Final = re.compile(r"(-?)P(?:([0-9]{1,12})Y)?(?:([0-9]{1,12})M)?", re.ASCII)
_DAY_TIME: Final = re.compile(
    r"(-?)P(?:([0-9]{1,18})D)?(?:(T)(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(?:\.([0-9]*))?S)?)?",
    re.ASCII,
)


def _not_a(kind: str, text: str) -> Failure:
    return Failure("EVAL009", type=TypeName(kind), text=text[:60])


def parse_date(text: str) -> Date:
    """The date a text writes: ``2026-03-01``; a Failure otherwise."""
    match = _DATE_ONLY.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise _not_a("date", text)
    return Date.of(int(match[1]), int(match[2]), int(match[3]))


def _zone_of(text: str | None) -> tuple[int | None, str | None] | None:
    """Offset and zone of a time's tail; None where it names none that exists."""
    if text is None:
        return None, None
    # The standard's own example of ``is`` has a small z.
    if text in "Zz":
        return 0, None
    if text[0] == "@":
        return (None, text[1:]) if find_zone(text[1:]) else None
    parts = [int(part) for part in text[1:].split(":")]
    offset = parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) == 3 else 0)
    if parts[1] > 59 or offset > OFFSET_LIMIT_S:
        return None
    return (-offset if text[0] == "-" else offset), None


def _time_of(match: re.Match[str], first: int, kind: str) -> tuple[Time, int]:
    """A time from groups of a match, and the days it lies ahead: 1 for 24:00:00."""
    hour, minute, second = int(match[first]), int(match[first + 1]), int(match[first + 2])
    nano = int((match[first + 3] or "")[:9].ljust(9, "0"))
    zone = _zone_of(match[first + 4])
    if zone is None or minute > 59 or second > 59 or hour > 24:
        raise _not_a(kind, match[0])
    if hour == 24:
        if minute or second or nano:
            raise _not_a(kind, match[0])
        return Time(0, 0, 0, 0, *zone), 1
    return Time(hour, minute, second, nano, *zone), 0


def parse_time(text: str) -> Time:
    """The time a text writes: ``10:30:00``, ``10:30:00.5+08:00``, ``10:30:00@Asia/Shanghai``."""
    match = _TIME_ONLY.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise _not_a("time", text)
    return _time_of(match, 1, "time")[0]


def parse_date_time(text: str) -> DateTime:
    """The date and time a text writes; a date alone is its midnight."""
    match = _DATE_TIME.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        try:
            return DateTime(parse_date(text), MIDNIGHT)
        except Failure:
            raise _not_a("date and time", text) from None
    date = Date.of(int(match[1]), int(match[2]), int(match[3]))
    time, days = _time_of(match, 4, "date and time")
    return DateTime(date.plus_days(days) if days else date, time)


def parse_duration(text: str) -> DayTimeDuration | YearMonthDuration:
    """The duration a text writes: ``P1Y2M`` or ``P1DT2H``; one that mixes both is a Failure."""
    if len(text) <= _LONGEST and text[-1:] != "P":
        if (match := _YEAR_MONTH.fullmatch(text)) is not None:
            months = int(match[2] or 0) * 12 + int(match[3] or 0)
            return YearMonthDuration(-months if match[1] else months)
        match = _DAY_TIME.fullmatch(text)
        if match is not None and text[-1] != "T":
            seconds = int(match[2] or 0) * 86_400 + int(match[4] or 0) * 3600
            seconds += int(match[5] or 0) * 60 + int(match[6] or 0)
            nanos = seconds * NANOS + int((match[7] or "")[:9].ljust(9, "0"))
            return DayTimeDuration(-nanos if match[1] else nanos)
    raise _not_a("duration", text)


def parse_at_literal(text: str) -> Date | Time | DateTime | DayTimeDuration | YearMonthDuration:
    """What ``@"…"`` stands for, whichever of the five forms it has (DMN 1.5, 10.3.1.2, rule 70)."""
    if "P" in text[:2]:
        return parse_duration(text)
    if "T" in text.partition("@")[0]:
        return parse_date_time(text)
    if ":" in text:
        return parse_time(text)
    return parse_date(text)


def format_date(date: Date) -> str:
    return f"{'-' if date.year < 0 else ''}{abs(date.year):04}-{date.month:02}-{date.day:02}"


def _fraction(nano: int) -> str:
    return f".{nano:09}".rstrip("0") if nano else ""


def format_offset(offset: int) -> str:
    """``Z``, ``+08:00`` or, with seconds, ``+08:05:43``."""
    if offset == 0:
        return "Z"
    hours, rest = divmod(abs(offset), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def format_time(time: Time) -> str:
    clock = f"{time.hour:02}:{time.minute:02}:{time.second:02}{_fraction(time.nano)}"
    if time.zone is not None:
        return f"{clock}@{time.zone}"
    return clock if time.offset is None else clock + format_offset(time.offset)


def format_date_time(moment: DateTime) -> str:
    return f"{format_date(moment.date)}T{format_time(moment.time)}"


def format_day_time(duration: DayTimeDuration) -> str:
    """Normalised: ``PT36H`` is ``P1DT12H``, nothing is ``PT0S``."""
    days, hours, minutes, seconds, nano = (abs(part) for part in duration.parts)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or nano:
        clock += f"{seconds}{_fraction(nano)}S"
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return f"{'-' if duration.nanos < 0 else ''}P{text or 'T0S'}"


def format_year_month(duration: YearMonthDuration) -> str:
    """Normalised: ``P26M`` is ``P2Y2M``, nothing is ``P0M``."""
    years, months = (abs(part) for part in duration.parts)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return f"{'-' if duration.months < 0 else ''}P{text or '0M'}"
