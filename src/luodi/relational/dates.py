"""Functions that make dates, times and durations, and that look at them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from luodi.relational import moments, numbers, temporal
from luodi.relational.comparison import equal
from luodi.relational.hoisting import Hoist
from luodi.relational.nodes import (
    FALSE,
    NOTHING,
    Case,
    Compare,
    DatePart,
    Literal,
    Node,
    both,
    text,
    type_of,
)
from luodi.relational.refusal import Refused
from luodi.relational.types import DATE, INTEGER, STRING
from luodi.relational.values import Clock, Items, Moment, Span, Value, is_missing, scalar, words_of

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MIDNIGHT: Final = numbers.number(Decimal(0))


def _single(value: Value) -> Value:
    return value.items[0] if isinstance(value, Items) and len(value.items) == 1 and not value.held else value


def _written(value: Value) -> str | None:
    """A text that is written down; None where the value is no text."""
    if isinstance(value, (Clock, Moment, Span)) or type_of(scalar(value)) != STRING:
        return None
    if isinstance(value, Literal) and isinstance(value.value, str):
        return value.value
    raise Refused("SQL006", name="from")


def _is_nothing(value: Value) -> bool:
    return isinstance(value, Literal) and value.value is None


def date(hoist: Hoist, given: Sequence[Value]) -> Value:
    """``date(from)`` of a written text, a date or a date and time; ``date(year, month, day)``."""
    if len(given) == 3:
        if any(_is_nothing(each) for each in given):
            return Literal(None, DATE)
        return moments.made_day(hoist, *given)
    value = _single(given[0])
    if _is_nothing(value):
        return Literal(None, DATE)
    written = _written(value)
    if written is not None:
        return temporal.day_of_text(written)
    return moments.day_part(value)


def date_and_time(_hoist: Hoist, given: Sequence[Value]) -> Value:
    """Of a written text, of a date alone, or of a date and a time."""
    values = [_single(each) for each in given]
    if any(_is_nothing(each) for each in values):
        return NOTHING
    if len(values) == 2:
        day, clock = values
        if not isinstance(clock, Clock):
            raise Refused("SQL005", wanted="time", was=words_of(clock))
        return moments.moment(moments.day_part(day), clock)
    value = values[0]
    written = _written(value)
    if written is not None:
        return temporal.moment_of_text(written)
    if isinstance(value, Moment):
        return value
    return moments.moment(moments.day_part(value), Clock(_MIDNIGHT, None))


def time(_hoist: Hoist, given: Sequence[Value]) -> Value:
    """Of a written text, a time, a date and time, a date, or of constant parts."""
    values = [_single(each) for each in given]
    if len(values) >= 3:
        return _of_parts(values)
    value = values[0]
    if _is_nothing(value):
        return NOTHING
    if isinstance(value, Moment):
        return value.clock
    if isinstance(value, Clock):
        return value
    written = _written(value)
    if written is not None:
        return temporal.clock_of_text(written)
    if is_missing(moments.day_part(value)) != FALSE:
        raise Refused("SQL006", name="from")
    return Clock(_MIDNIGHT, 0)


def _of_parts(values: Sequence[Value]) -> Value:
    if any(_is_nothing(each) for each in values[:3]):
        return NOTHING
    parts = []
    for each in values[:3]:
        if not isinstance(each, Literal) or not isinstance(each.value, Decimal):
            raise Refused("SQL006", name="hour")
        parts.append(each.value)
    offset: int | None = None
    if len(values) > 3 and not _is_nothing(values[3]):
        shift = values[3]
        if not isinstance(shift, Span) or shift.unit != "seconds" or not isinstance(shift.amount, Literal):
            raise Refused("SQL006", name="offset")
        offset = int(Decimal(str(shift.amount.value)).to_integral_value("ROUND_FLOOR"))
        if abs(offset) > 14 * 3600:
            raise Refused("SQL006", name="offset")
    hour, minute = (int(each) for each in parts[:2])
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= parts[2] < 60):
        return NOTHING
    seconds = parts[2].quantize(Decimal("1e-9"), "ROUND_DOWN")
    return Clock(numbers.number(hour * 3600 + minute * 60 + seconds), offset)


def duration(_hoist: Hoist, given: Sequence[Value]) -> Value:
    value = _single(given[0])
    if isinstance(value, Span):
        return value
    if _is_nothing(value):
        return NOTHING
    written = _written(value)
    if written is None:
        raise Refused("SQL005", wanted="string", was=words_of(value))
    return temporal.span_of_text(written)


def years_and_months(hoist: Hoist, given: Sequence[Value]) -> Value:
    values = [_single(each) for each in given]
    return NOTHING if any(map(_is_nothing, values)) else moments.months_between(hoist, values[0], values[1])


def _day(given: Sequence[Value]) -> Node | None:
    value = _single(given[0])
    return None if _is_nothing(value) else moments.day_part(value)


def day_of_year(_hoist: Hoist, given: Sequence[Value]) -> Value:
    day = _day(given)
    return NOTHING if day is None else moments.part(day, "day of year", 366)


def week_of_year(_hoist: Hoist, given: Sequence[Value]) -> Value:
    day = _day(given)
    return NOTHING if day is None else moments.part(day, "week", 53)


def _named(hoist: Hoist, part: Node, names: Sequence[str]) -> Node:
    kept = hoist.keep(part)
    whens = tuple((Compare("=", kept, Literal(at, INTEGER)), text(name)) for at, name in enumerate(names, 1))
    return Case(whens, Literal(None, STRING), STRING)


def day_of_week(hoist: Hoist, given: Sequence[Value]) -> Value:
    day = _day(given)
    return NOTHING if day is None else _named(hoist, DatePart("weekday", day), _DAYS)


def month_of_year(hoist: Hoist, given: Sequence[Value]) -> Value:
    day = _day(given)
    return NOTHING if day is None else _named(hoist, DatePart("month", day), _MONTHS)


def identical(_hoist: Hoist, given: Sequence[Value]) -> Value:
    """``is``: the same value of the same type, times with the same offset and to the nanosecond."""
    left, right = given
    if words_of(left) != words_of(right) and not _is_nothing(left) and not _is_nothing(right):
        return both([is_missing(left), is_missing(right)])
    if isinstance(left, Moment) and isinstance(right, Moment):
        if left.clock.offset != right.clock.offset:
            return both([is_missing(left), is_missing(right)])
        return both([equal(left.day, right.day), equal(left.clock.seconds, right.clock.seconds)])
    if isinstance(left, Clock) and isinstance(right, Clock):
        if left.offset != right.offset:
            return both([is_missing(left), is_missing(right)])
        return equal(left.seconds, right.seconds)
    return equal(left, right)
