"""The values of FEEL in Python.

number ``Decimal`` · string ``str`` · boolean ``bool`` · null ``None`` · list ``list`` · context ``dict``
(neither is ever changed once made) · date, time, date and time, durations from ``temporal`` · range
``Range`` · function ``Function``. Nothing else is a FEEL value: ``int`` and ``float`` are brought in by
``from_python``.
"""

from __future__ import annotations

import datetime as python_time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from typing import Any, Final, TypeAlias

from luodi.evaluate.failures import Failure
from luodi.evaluate.temporal import (
    Date,
    DateTime,
    DayTimeDuration,
    Time,
    YearMonthDuration,
)
from luodi.evaluate.temporal_text import (
    format_date,
    format_date_time,
    format_day_time,
    format_time,
    format_year_month,
)
from luodi.evaluate.zones import find_zone
from luodi.feel.type_words import TypeName

# A FEEL value; its static type is a matter of luodi.feel.types.
Value: TypeAlias = Any

# IEEE 754-2008 decimal128, rounding half to even (DMN 1.5, 10.3.2.3.1).
DIGITS: Final = 34
NUMBERS: Final = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)
ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Range:
    """The values between two ends; an end of None is open.

    operator: the comparison it was written as, ``< 10``, or "" for one with two ends. ``(< 10)`` and
    ``(null..10)`` are different values; only the first holds 5 (DMN 1.5, 10.3.2.7).
    """

    start: Value
    end: Value
    start_included: bool
    end_included: bool
    operator: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Something that can be called.

    parameters: their names in order; call: takes exactly that many values in that order, unless ``bind`` is
    given. bind: for built-ins, which have overloads and optional parameters: the order of arguments
    given by name, None where no overload has these names.
    frame: the values a function literal sees where it was made.
    """

    name: str
    parameters: tuple[str, ...]
    call: Callable[..., Value]
    bind: Callable[[tuple[str, ...]], Sequence[str] | None] | None = None
    frame: list[Any] | None = None


TEMPORAL: Final = (Date, Time, DateTime, DayTimeDuration, YearMonthDuration)
_TYPE_NAMES: Final[Mapping[type, str]] = {
    Decimal: TypeName("number"),
    str: TypeName("string"),
    bool: TypeName("boolean"),
    type(None): TypeName("Null"),
    list: TypeName("list"),
    dict: TypeName("context"),
    Date: TypeName("date"),
    Time: TypeName("time"),
    DateTime: TypeName("date and time"),
    DayTimeDuration: TypeName("days and time duration"),
    YearMonthDuration: TypeName("years and months duration"),
    Range: TypeName("range"),
    Function: TypeName("function"),
}


# Items of a value, those inside its items counted each time they are reached.
VALUE_LIMIT: Final = 1_000_000


def is_within(value: Value, limit: int = VALUE_LIMIT) -> bool:
    """Whether a value has no more than that many items at any depth.

    A list may hold one list many times, and that one another: ``for i in 1..100 return partial`` takes no
    memory and has 2 to the 100th items. Whatever walks through a value asks this first.
    """
    if type(value) is not list and type(value) is not dict:
        return True
    waiting: list[Any] = [value]
    while waiting:
        items = waiting.pop()
        limit -= len(items) + 1
        if limit < 0:
            return False
        waiting.extend(
            item for item in (items if type(items) is list else items.values()) if type(item) in (list, dict)
        )
    return True


def type_name(value: Value) -> str:
    """FEEL's name of the value's type."""
    return _TYPE_NAMES[type(value)]


def number_of(text: str) -> Decimal:
    """A numeral as a number, rounded to 34 digits; a Failure where it is none or too large.

    NaN and infinity are words that Python's Decimal reads; FEEL has no such number.
    """
    try:
        number = NUMBERS.create_decimal(text)
    except DecimalException:
        number = None
    if number is None or not number.is_finite():
        raise Failure("EVAL009", type=TypeName("number"), text=text[:60])
    return number


def from_python(value: object) -> Value:
    """A Python value as a FEEL value.

    int, float (by its shortest decimal), datetime's date, time, datetime and timedelta, tuples and mappings
    are
    brought in, at any depth. Raises TypeError for what FEEL has no form of, and for NaN and infinity; Failure
    EVAL004 for a number beyond what FEEL has.
    """
    if type(value) in _TYPE_NAMES:
        if isinstance(value, list):
            return [from_python(item) for item in value]
        if isinstance(value, dict):
            return {str(key): from_python(item) for key, item in value.items()}
        if isinstance(value, Decimal):
            return _finite(value)
        return value
    if isinstance(value, int):
        return _finite(Decimal(value))
    if isinstance(value, float):
        return _finite(Decimal(repr(value)))
    if isinstance(value, Mapping):
        return {str(key): from_python(item) for key, item in value.items()}
    if isinstance(value, (tuple, set, frozenset)):
        return [from_python(item) for item in value]
    if isinstance(value, python_time.datetime):
        # The offset is the moment's: a zone has none at a time of day alone.
        return DateTime(
            Date(value.year, value.month, value.day),
            _time_from_python(value.time(), value.utcoffset(), getattr(value.tzinfo, "key", None)),
        )
    if isinstance(value, python_time.date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, python_time.time):
        return _time_from_python(value, value.utcoffset(), getattr(value.tzinfo, "key", None))
    if isinstance(value, python_time.timedelta):
        return DayTimeDuration((value.days * 86_400 + value.seconds) * 10**9 + value.microseconds * 1000)
    raise TypeError(f"no FEEL value for {type(value).__name__}")


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise TypeError("FEEL has no NaN and no infinity")
    try:
        return NUMBERS.create_decimal(value)
    except Overflow:
        raise Failure("EVAL004") from None


def _time_from_python(
    value: python_time.time, offset: python_time.timedelta | None, zone: str | None
) -> Time:
    clock = (value.hour, value.minute, value.second, value.microsecond * 1000)
    if zone is not None and find_zone(zone) is not None:
        return Time(*clock, None, zone)
    return Time(*clock, None if offset is None else round(offset.total_seconds()))


def format_number(number: Decimal) -> str:
    """Plain digits without an exponent and without zeros that say nothing: ``1E+3`` is ``1000``."""
    if number == 0:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_value(value: Value, *, quoted: bool = False) -> str:
    """The text of a value as ``string()`` gives it; inside lists and contexts strings are quoted."""
    kind = type(value)
    if kind is str:
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if quoted else str(value)
    if kind is Decimal:
        return format_number(value)
    if kind is bool:
        return "true" if value else "false"
    if value is None:
        return "null"
    if kind is list:
        return "[" + ", ".join(format_value(item, quoted=True) for item in value) + "]"
    if kind is dict:
        entries = (f"{_key(key)}: {format_value(item, quoted=True)}" for key, item in value.items())
        return "{" + ", ".join(entries) + "}"
    if kind is Range:
        return _format_range(value)
    if kind is Function:
        return f"function({', '.join(value.parameters)})"
    text = _FORMATS[kind](value)
    return f'@"{text}"' if quoted else text


def shown_value(value: Value) -> str:
    """The beginning of a value's text, for a message."""
    return format_value(value, quoted=True)[:60] if is_within(value, 1000) else type_name(value)


_FORMATS: Final[Mapping[type, Callable[[Any], str]]] = {
    Date: format_date,
    Time: format_time,
    DateTime: format_date_time,
    DayTimeDuration: format_day_time,
    YearMonthDuration: format_year_month,
}


def _key(key: str) -> str:
    return (
        key if key and all(char.isalnum() or char in "_ " for char in key) else format_value(key, quoted=True)
    )


def _format_range(value: Range) -> str:
    if value.operator:
        end = value.end if value.operator[0] == "<" else value.start
        return f"({value.operator} {format_value(end, quoted=True)})"
    start = format_value(value.start, quoted=True)
    end = format_value(value.end, quoted=True)
    return f"{'[' if value.start_included else '('}{start}..{end}{']' if value.end_included else ')'}"
