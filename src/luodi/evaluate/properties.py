"""``value.name``: entries of contexts, properties of temporal values and ranges (DMN 1.5, table 65)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from luodi.evaluate.failures import Failure
from luodi.evaluate.temporal import NANOS, Date, DateTime, DayTimeDuration, Time, YearMonthDuration
from luodi.evaluate.values import NUMBERS, Range, Value, type_name
from luodi.feel.type_words import TypeName

_number = NUMBERS.create_decimal


def _offset(seconds: int | None) -> DayTimeDuration | None:
    return None if seconds is None else DayTimeDuration(seconds * NANOS)


def _part(at: int) -> Callable[[Any], Value]:
    return lambda duration: _number(duration.parts[at])


def _beside(read: Callable[[Any], Value], name: str) -> Callable[[Any], Value]:
    return lambda moment: read(getattr(moment, name))


_DATE: Final[Mapping[str, Callable[[Any], Value]]] = {
    "year": lambda date: _number(date.year),
    "month": lambda date: _number(date.month),
    "day": lambda date: _number(date.day),
    "weekday": lambda date: _number(date.weekday),
}
_TIME: Final[Mapping[str, Callable[[Any], Value]]] = {
    "hour": lambda time: _number(time.hour),
    "minute": lambda time: _number(time.minute),
    "second": lambda time: _number(time.second),
    "time offset": lambda time: _offset(time.offset),
    "timezone": lambda time: time.zone,
}
_PROPERTIES: Final[Mapping[type, Mapping[str, Callable[[Any], Value]]]] = {
    # A date alone has the clock of its midnight UTC (10.3.2.3.4).
    Date: {
        **_DATE,
        **dict.fromkeys(("hour", "minute", "second"), lambda _: Decimal(0)),
        "time offset": lambda _: DayTimeDuration(0),
        "timezone": lambda _: None,
    },
    Time: _TIME,
    DateTime: {
        **{name: _beside(read, "date") for name, read in _DATE.items()},
        **{name: _beside(read, "time") for name, read in _TIME.items()},
        "time offset": lambda moment: _offset(moment.offset),
    },
    DayTimeDuration: {name: _part(at) for at, name in enumerate(("days", "hours", "minutes", "seconds"))},
    YearMonthDuration: {name: _part(at) for at, name in enumerate(("years", "months"))},
    Range: {
        "start": lambda each: each.start,
        "end": lambda each: each.end,
        "start included": lambda each: each.start_included,
        "end included": lambda each: each.end_included,
    },
}


def property_of(value: Value, name: str) -> Value:
    """The entry or property; of a list the list of its items' entries. A Failure where there is none."""
    kind = type(value)
    if kind is dict:
        if name in value:
            return value[name]
        raise Failure("EVAL013", name=name, type=TypeName("context"))
    if kind is list:
        return [item.get(name) if type(item) is dict else _or_null(item, name) for item in value]
    read = _PROPERTIES.get(kind, {}).get(name)
    if read is None:
        raise Failure("EVAL013", name=name, type=type_name(value))
    return read(value)


def _or_null(value: Value, name: str) -> Value:
    try:
        return property_of(value, name)
    except Failure:
        return None
