"""Bodies of the conversion, boolean and miscellaneous functions (DMN 1.5, 10.3.4.1, 10.3.4.2, 10.3.4.9)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from luodi.evaluate import values
from luodi.evaluate.builtins.arguments import ABSENT, number_of, single, string_of, whole_of, wrong
from luodi.evaluate.comparison import equal
from luodi.evaluate.failures import Failure
from luodi.evaluate.temporal import (
    MIDNIGHT,
    MIDNIGHT_UTC,
    NANOS,
    Date,
    DateTime,
    DayTimeDuration,
    Time,
    YearMonthDuration,
)
from luodi.evaluate.temporal_text import parse_date, parse_date_time, parse_duration, parse_time
from luodi.evaluate.values import Value, format_value
from luodi.evaluate.zones import OFFSET_LIMIT_S
from luodi.feel.type_words import TypeName

# XML Schema's decimal with an exponent, as a FEEL literal may have one.
_NUMERAL: Final = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?", re.ASCII)
_LONGEST_NUMERAL: Final = 10_000


def date(*arguments: Value) -> Date:
    """``date(from)`` of a text, a date or a date and time, or ``date(year, month, day)``."""
    if len(arguments) == 3:
        year, month, day = (
            whole_of(value, "date", name)
            for value, name in zip(arguments, ("year", "month", "day"), strict=True)
        )
        return Date.of(year, month, day)
    value = single(arguments[0])
    if isinstance(value, str):
        return parse_date(value)
    if isinstance(value, DateTime):
        return value.date
    if isinstance(value, Date):
        return value
    raise wrong("date", "from", "string", value)


def date_and_time(*arguments: Value) -> DateTime:
    """Of a text, or of a date (or the date of a date and time) and a time."""
    if len(arguments) == 2:
        day, time = single(arguments[0]), single(arguments[1])
        if not isinstance(time, Time):
            raise wrong("date and time", "time", "time", time)
        if isinstance(day, DateTime):
            return DateTime(day.date, time)
        if isinstance(day, Date):
            return DateTime(day, time)
        raise wrong("date and time", "date", "date", day)
    value = single(arguments[0])
    if isinstance(value, str):
        return parse_date_time(value)
    if isinstance(value, DateTime):
        return value
    if isinstance(value, Date):
        return DateTime(value, MIDNIGHT)
    raise wrong("date and time", "from", "string", value)


def time(*arguments: Value) -> Time:
    """Of a text, a date and time, a date (its midnight UTC), or of hour, minute, second and offset."""
    if len(arguments) >= 3:
        return _time_of_parts(*arguments)
    value = single(arguments[0])
    if isinstance(value, str):
        return parse_time(value)
    if isinstance(value, DateTime):
        return value.time
    if isinstance(value, Date):
        return MIDNIGHT_UTC
    if isinstance(value, Time):
        return value
    raise wrong("time", "from", "string", value)


def _time_of_parts(hour: Value, minute: Value, second: Value, offset: Value = None) -> Time:
    hours = whole_of(hour, "time", "hour")
    minutes = whole_of(minute, "time", "minute")
    seconds = number_of(second, "time", "second")
    if not (0 <= hours <= 23 and 0 <= minutes <= 59 and 0 <= seconds < 60):
        raise Failure("EVAL009", type=TypeName("time"), text=f"{hours}:{minutes}:{seconds}")
    zone = single(offset)
    shift: int | None = None
    if zone is not None:
        if not isinstance(zone, DayTimeDuration):
            raise wrong("time", "offset", "days and time duration", zone)
        shift = zone.nanos // NANOS
        if abs(shift) > OFFSET_LIMIT_S:
            raise Failure("EVAL008", function="time", name="offset", value=format_value(zone))
    whole = int(seconds)
    return Time(hours, minutes, whole, int((seconds - whole) * NANOS), shift)


def number(text: Value, grouping: Value = ABSENT, decimal: Value = ABSENT) -> Decimal:
    """The number a text writes, with its grouping separator taken out and its decimal one read as a point."""
    numeral = string_of(text, "number", "from")
    if grouping is not ABSENT:
        group = _separator(grouping, "grouping separator", (" ", ",", "."))
        point = _separator(None if decimal is ABSENT else decimal, "decimal separator", (",", "."))
        if group is not None and group == point:
            raise Failure("EVAL008", function="number", name="decimal separator", value=str(point))
        if group is not None:
            numeral = numeral.replace(group, "")
        if point == ",":
            if "." in numeral:
                raise Failure("EVAL009", type=TypeName("number"), text=numeral[:60])
            numeral = numeral.replace(",", ".")
    if len(numeral) > _LONGEST_NUMERAL or not _NUMERAL.fullmatch(numeral):
        raise Failure("EVAL009", type=TypeName("number"), text=numeral[:60])
    return values.number_of(numeral)


def _separator(value: Value, name: str, allowed: tuple[str, ...]) -> str | None:
    if value is None:
        return None
    text = string_of(value, "number", name)
    if text not in allowed:
        raise Failure("EVAL008", function="number", name=name, value=text)
    return text


def string(value: Value) -> str | None:
    """The text of a value; null stays null."""
    if not values.is_within(value):
        raise Failure("EVAL017", limit=values.VALUE_LIMIT)
    return None if value is None else format_value(value)


def duration(text: Value) -> DayTimeDuration | YearMonthDuration:
    value = single(text)
    if isinstance(value, (DayTimeDuration, YearMonthDuration)):
        return value
    return parse_duration(string_of(value, "duration", "from"))


def years_and_months(start: Value, end: Value) -> YearMonthDuration:
    """The whole months from one date to another; times of day do not count."""
    first, second = (_day(value, name) for value, name in ((start, "from"), (end, "to")))
    months = (second.year - first.year) * 12 + second.month - first.month
    if months > 0 and second.day < first.day:
        months -= 1
    elif months < 0 and second.day > first.day:
        months += 1
    return YearMonthDuration(months)


def _day(value: Value, name: str) -> Date:
    value = single(value)
    if isinstance(value, DateTime):
        return value.date
    if isinstance(value, Date):
        return value
    raise wrong("years and months duration", name, "date", value)


def negation(value: Value) -> bool | None:
    """``not``: of anything but a boolean null."""
    item = single(value)
    if isinstance(item, bool):
        return not item
    raise wrong("not", "negand", "boolean", item)


def identical(left: Value, right: Value) -> bool:
    """``is``: the same value of the same type, times with the same offset or zone and to the nanosecond."""
    if type(left) is not type(right):
        return False
    if isinstance(left, (Time, DateTime)):
        return bool(left == right)
    if not (values.is_within(left) and values.is_within(right)):
        raise Failure("EVAL017", limit=values.VALUE_LIMIT)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(identical, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(identical(item, right[key]) for key, item in left.items())
    return equal(left, right)


BODIES: Final[dict[str, Callable[..., Any]]] = {
    "date": date,
    "date and time": date_and_time,
    "time": time,
    "number": number,
    "string": string,
    "duration": duration,
    "years and months duration": years_and_months,
    "not": negation,
    "is": identical,
}
