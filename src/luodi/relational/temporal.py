"""Dates, times and durations that are written down, read as values (DMN 1.5, 10.3.4.1).

The calendar here is Python's, years 1 to 9999; a text that is none of FEEL's forms is null, as the
interpreter has it, and one that only a wider calendar or a named zone can hold is refused.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Final

from luodi.relational import numbers
from luodi.relational.nodes import NOTHING, Literal, Node
from luodi.relational.refusal import Refused
from luodi.relational.types import DATE
from luodi.relational.values import Clock, Moment, Span, Value

_LONGEST: Final = 200
_DAY: Final = r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})"
_CLOCK: Final = r"([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@.+)?"
_MONTHS: Final = re.compile(r"(-?)P(?:([0-9]{1,12})Y)?(?:([0-9]{1,12})M)?", re.ASCII)
_SECONDS: Final = re.compile(
    r"(-?)P(?:([0-9]{1,18})D)?"
    r"(?:T(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18}(?:\.[0-9]*)?)S)?)?",
    re.ASCII,
)
_MOMENT: Final = re.compile(f"{_DAY}T{_CLOCK}", re.ASCII)
DAY_S: Final = 86_400
_FIRST: Final = datetime.date(1970, 1, 1)
# An offset east or west is at most that many seconds.
_OFFSET_S: Final = 14 * 3600


def day_of_text(text: str) -> Node:
    """A date; null where the text is none."""
    match = re.fullmatch(_DAY, text, re.ASCII) if len(text) <= _LONGEST else None
    found = None if match is None else _day(match)
    return Literal(found, DATE)


def _day(match: re.Match[str]) -> datetime.date | None:
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        raise Refused("SQL007", what=match[0][:40])
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _clock(match: re.Match[str], first: int) -> tuple[Clock, int] | None:
    """A time, and the days it lies ahead: 1 for 24:00:00."""
    hour, minute, second = (int(match[first + at]) for at in range(3))
    fraction = Decimal("0" + (match[first + 3] or "")[:10])
    total = Decimal(hour * 3600 + minute * 60 + second) + fraction
    offset = _offset(match[first + 4])
    if minute > 59 or second > 59 or total > DAY_S or offset is False:
        return None
    ahead = int(total == DAY_S)
    return Clock(numbers.number(Decimal(0) if ahead else total), offset), ahead


def _offset(text: str | None) -> int | bool | None:
    """Seconds east of UTC, None where nothing is written, False where it is no offset."""
    if text is None:
        return None
    if text in "Zz":
        return 0
    if text[0] == "@":
        raise Refused("SQL007", what=text[:40])
    hours, minutes, *seconds = (int(each) for each in text[1:].split(":"))
    offset = hours * 3600 + minutes * 60 + (seconds[0] if seconds else 0)
    if minutes > 59 or offset > _OFFSET_S:
        raise Refused("SQL007", what=text[:40])
    return -offset if text[0] == "-" else offset


def clock_of_text(text: str) -> Value:
    """A time; null where the text is none."""
    match = re.fullmatch(_CLOCK, text, re.ASCII) if len(text) <= _LONGEST else None
    found = None if match is None else _clock(match, 1)
    return NOTHING if found is None else found[0]


def moment_of_text(text: str) -> Value:
    """A date and time, of a date its midnight; null where the text is neither."""
    match = _MOMENT.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        day = day_of_text(text)
        midnight = Clock(numbers.number(Decimal(0)), None)
        return NOTHING if isinstance(day, Literal) and day.value is None else Moment(day, midnight)
    date, found = _day(match), _clock(match, 4)
    if date is None or found is None:
        return NOTHING
    clock, ahead = found
    try:
        date += datetime.timedelta(ahead)
    except OverflowError:
        raise Refused("SQL007", what=text[:40]) from None
    assert isinstance(clock.seconds, Literal)
    passed = (date - _FIRST).days * DAY_S + Decimal(str(clock.seconds.value))
    return Moment(Literal(date, DATE), clock, numbers.number(passed))


def span_of_text(text: str) -> Value:
    """A duration; null where the text is none."""
    if len(text) > _LONGEST or text[-1:] in ("P", "T", ""):
        return NOTHING
    match = _MONTHS.fullmatch(text)
    if match is not None:
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return Span("months", numbers.number(Decimal(-months if match[1] else months)))
    match = _SECONDS.fullmatch(text)
    if match is None:
        return NOTHING
    whole = int(match[2] or 0) * DAY_S + int(match[3] or 0) * 3600 + int(match[4] or 0) * 60
    written, _, fraction = (match[5] or "0").partition(".")
    seconds = Decimal(whole + int(written)) + Decimal(f"0.{fraction[:9] or 0}")
    return Span("seconds", numbers.number(-seconds if match[1] and seconds else seconds))


def of_text(text: str) -> Value:
    """What ``@"…"`` stands for, whichever of the five forms it has (DMN 1.5, 10.3.1.2, rule 70)."""
    if "P" in text[:2]:
        return span_of_text(text)
    if "T" in text.partition("@")[0]:
        return moment_of_text(text)
    return clock_of_text(text) if ":" in text else day_of_text(text)
