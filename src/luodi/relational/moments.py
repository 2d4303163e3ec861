"""Arithmetic, order and parts of dates, times and durations (DMN 1.5, 10.3.2.3, tables 57, 58 and 65).

A duration is a number of months or of seconds, a time the seconds since midnight: all of it is arithmetic
with numbers and days, and no engine's own intervals or zones have a say.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Final, TypeAlias
from typing import Literal as OneOf

from luodi.feel.ast import ArithmeticOp
from luodi.relational import numbers
from luodi.relational.hoisting import Hoist
from luodi.relational.nodes import (
    FALSE,
    NOTHING,
    Case,
    Compare,
    DatePart,
    DayNumber,
    DayOf,
    Digits,
    FromDigits,
    Literal,
    Node,
    PlusMonths,
    both,
    opposite,
    type_of,
    where_true,
)
from luodi.relational.refusal import Refused
from luodi.relational.temporal import DAY_S
from luodi.relational.types import DATE, INTEGER, NULL, STRING, NumberType
from luodi.relational.values import Clock, Moment, Ratio, Span, Value, is_missing, scalar, widened, words_of

Temporal: TypeAlias = Span | Clock | Moment
# Days about 1970 that a date may be away, whatever it was worked out from; an engine's own limit is wider.
_DAYS: Final = NumberType(Decimal(-(10**9)), Decimal(10**9), 0)
# Years that every engine's dates can have.
_FIRST_YEAR: Final = -4_000
_LAST_YEAR: Final = 200_000
_STEP_DAYS: Final = Decimal(2 * 10**8)
_STEP_MONTHS: Final = Decimal(10**6)
_LONGEST: Final = {"months": 12 * 10**9, "seconds": 10**9 * 366 * DAY_S}
_NANO_PLACES: Final = 9
_MIDNIGHT: Final = numbers.number(Decimal(0))


def _span(hoist: Hoist, unit: OneOf["months", "seconds"], amount: Node) -> Span:
    """A duration that was worked out. Refused where it may be longer than years can hold: it is null then."""
    kind = numbers.number_type(amount)
    if kind.size > _LONGEST[unit]:
        raise Refused("SQL003", digits=kind.digits, limit=len(str(_LONGEST[unit])))
    return Span(unit, hoist.keep(amount))


def is_temporal(value: Value) -> bool:
    return isinstance(value, (Span, Clock, Moment)) or is_day(value)


def is_day(value: Value) -> bool:
    return not isinstance(value, (Span, Clock, Moment, Ratio)) and _type(value) == DATE


def _type(value: Value) -> object:
    try:
        return type_of(scalar(value))
    except Refused:
        return None


def _whole(node: Node, kind: NumberType) -> Node:
    return FromDigits(node, 0, kind)


def days(day: Node) -> Node:
    """The number of a day, as a number."""
    return _whole(DayNumber(day), _DAYS)


def _by_days(hoist: Hoist, number: Node) -> Node:
    kind = numbers.number_type(number)
    if kind.size > _DAYS.size + _STEP_DAYS:
        raise Refused("SQL003", digits=kind.digits, limit=9)
    return hoist.keep(DayOf(Digits(number)))


def _floored(hoist: Hoist, seconds: Node) -> Node:
    return hoist.keep(numbers.rounded(hoist, _in_days(seconds), 0, "floor"))


def _in_days(seconds: Node) -> Value:
    return numbers.divided(seconds, numbers.number(Decimal(DAY_S)))


def _plus(one: Node, other: Node) -> Node:
    return numbers.arithmetic("+", one, other)


def _minus(one: Node, other: Node) -> Node:
    return numbers.arithmetic("-", one, other)


def _times(one: Node, factor: int) -> Node:
    return numbers.arithmetic("*", one, numbers.number(Decimal(factor)))


# --- arithmetic ----------------------------------------------------------------------------------------


def arithmetic(hoist: Hoist, op: ArithmeticOp, left: Value, right: Value) -> Value:
    """``left op right`` where a side is temporal."""
    if _type(left) == NULL or _type(right) == NULL:
        return NOTHING
    if op == "+" and isinstance(left, Span) and not isinstance(right, Span):
        left, right = right, left
    if op in ("+", "-") and isinstance(right, Span):
        amount = right.amount if op == "+" else numbers.negated(right.amount)
        return plus(hoist, left, Span(right.unit, amount))
    if op == "-":
        return _between(hoist, left, right)
    if op == "*" and isinstance(right, Span):
        left, right = right, left
    if op in ("*", "/") and isinstance(left, Span):
        return _scaled(hoist, op, left, right)
    raise Refused("SQL002", left=words_of(left), right=words_of(right))


def plus(hoist: Hoist, value: Value, span: Span) -> Value:
    if isinstance(value, Span) and value.unit == span.unit:
        return _span(hoist, span.unit, _plus(value.amount, span.amount))
    if isinstance(value, Clock) and span.unit == "seconds":
        total = hoist.keep(_plus(value.seconds, span.amount))
        return Clock(hoist.keep(_minus(total, _times(_floored(hoist, total), DAY_S))), value.offset)
    if isinstance(value, Moment):
        if span.unit == "months":
            return Moment(_months_on(hoist, value.day, span.amount), value.clock)
        total = hoist.keep(_plus(value.clock.seconds, span.amount))
        passed = _floored(hoist, total)
        clock = Clock(_bounded_clock(hoist, _minus(total, _times(passed, DAY_S))), value.clock.offset)
        return Moment(_by_days(hoist, _plus(days(value.day), passed)), clock)
    if is_day(value):
        day = scalar(value)
        if span.unit == "months":
            return _months_on(hoist, day, span.amount)
        return _by_days(hoist, _plus(days(day), _floored(hoist, span.amount)))
    raise Refused("SQL002", left=words_of(value), right=words_of(span))


def _bounded_clock(hoist: Hoist, seconds: Node) -> Node:
    """Seconds that are known to be those of one day, as a number of such bounds."""
    kind = numbers.number_type(seconds)
    day = NumberType(Decimal(0), Decimal(DAY_S), kind.scale)
    return hoist.keep(FromDigits(Digits(hoist.keep(seconds)), kind.scale, day))


def _months_on(hoist: Hoist, day: Node, months: Node) -> Node:
    kind = numbers.number_type(months)
    if kind.size > _STEP_MONTHS:
        raise Refused("SQL003", digits=kind.digits, limit=6)
    return hoist.keep(PlusMonths(day, Digits(months)))


def _between(hoist: Hoist, left: Value, right: Value) -> Value:
    if isinstance(left, Clock) and isinstance(right, Clock):
        if (left.offset is None) != (right.offset is None):
            return NOTHING
        return Span("seconds", hoist.keep(_minus(_key(left), _key(right))))
    if is_day(left) and is_day(right):
        return Span("seconds", hoist.keep(_times(_minus(days(scalar(left)), days(scalar(right))), DAY_S)))
    one, other = _as_moment(left), _as_moment(right)
    if one is None or other is None:
        raise Refused("SQL002", left=words_of(left), right=words_of(right))
    if (one.clock.offset is None) != (other.clock.offset is None):
        return NOTHING
    return Span("seconds", hoist.keep(_minus(_key(one), _key(other))))


def moment(day: Node, clock: Clock) -> Moment:
    """A date and time of its parts: where one is null both are."""
    absent = is_missing(day), is_missing(clock.seconds)
    if absent[0] != FALSE:
        kind = type_of(clock.seconds)
        clock = Clock(Case(((absent[0], Literal(None, kind)),), clock.seconds, kind), clock.offset)
    if absent[1] != FALSE:
        day = Case(((absent[1], Literal(None, DATE)),), day, DATE)
    return Moment(day, clock)


def moment_of_seconds(hoist: Hoist, seconds: Node) -> Moment:
    """A local date and time of its seconds from 1970 on."""
    passed = _floored(hoist, seconds)
    clock = Clock(_bounded_clock(hoist, _minus(seconds, _times(passed, DAY_S))), None)
    return Moment(_by_days(hoist, passed), clock, seconds)


def no_moment(offset: int | None = None) -> Moment:
    """A date and time that is null in every row."""
    return Moment(Literal(None, DATE), Clock(Literal(None, _MIDNIGHT.type), offset))


def _as_moment(value: Value) -> Moment | None:
    """A date beside a date and time is its midnight UTC (DMN 1.5, 10.3.2.3.6)."""
    if isinstance(value, Moment):
        return value
    return Moment(scalar(value), Clock(_MIDNIGHT, 0)) if is_day(value) else None


def _key(value: Clock | Moment) -> Node:
    """Seconds on the clock of UTC, from midnight or from 1970."""
    clock = value if isinstance(value, Clock) else value.clock
    if isinstance(value, Moment) and value.seconds is not None:
        offset = clock.offset or 0
        return _minus(value.seconds, numbers.number(Decimal(offset))) if offset else value.seconds
    seconds = _minus(clock.seconds, numbers.number(Decimal(clock.offset or 0)))
    return seconds if isinstance(value, Clock) else _plus(_times(days(value.day), DAY_S), seconds)


def _scaled(hoist: Hoist, op: str, span: Span, by: Value) -> Value:
    """A duration times or by a number; what is less than a month or a nanosecond falls away."""
    if isinstance(by, Span):
        if op == "/" and by.unit == span.unit:
            return numbers.divided(span.amount, by.amount)
        raise Refused("SQL002", left=words_of(span), right=words_of(by))
    number = numbers.number_node(by)
    scaled = (
        numbers.arithmetic("*", span.amount, number) if op == "*" else numbers.divided(span.amount, number)
    )
    places = 0 if span.unit == "months" else _NANO_PLACES
    return _span(hoist, span.unit, numbers.rounded(hoist, scaled, places, "down"))


def negated(value: Span) -> Span:
    return Span(value.unit, numbers.negated(value.amount))


# --- order ---------------------------------------------------------------------------------------------


def keys(left: Value, right: Value) -> tuple[Node, Node, bool] | None:
    """Numbers in the same order as two temporal values, and whether their equality is to the second.

    None where a local time stands beside one with an offset: they have no order. Refused where the types
    are different.
    """
    if isinstance(left, Span) and isinstance(right, Span) and left.unit == right.unit:
        return left.amount, right.amount, False
    one: Clock | Moment | None
    other: Clock | Moment | None
    if isinstance(left, Clock) and isinstance(right, Clock):
        one, other = left, right
        offsets = left.offset, right.offset
    else:
        one, other = _as_moment(left), _as_moment(right)
        if one is None or other is None:
            raise Refused("SQL002", left=words_of(left), right=words_of(right))
        offsets = one.clock.offset, other.clock.offset
    if (offsets[0] is None) != (offsets[1] is None):
        return None
    return _key(one), _key(other), True


class _Inline(Hoist):
    """Keeps nothing apart: for small parts of conditions."""

    def keep(self, node: Node) -> Node:  # type: ignore[override]
        return node


INLINE: Final = _Inline("")


def to_the_second(node: Node) -> Node:
    """A key for equality, which looks at whole seconds only."""
    if not numbers.number_type(node).scale:
        return node
    return numbers.rounded(INLINE, node, 0, "floor")


# --- parts ---------------------------------------------------------------------------------------------

_DATE_PARTS: Final = {"year": _LAST_YEAR, "month": 12, "day": 31, "weekday": 7}


def part(day: Node, name: str, most: int) -> Node:
    least = _FIRST_YEAR if name == "year" else 0
    kind = NumberType(Decimal(least), Decimal(most), 0)
    return _whole(DatePart(name, day), kind)  # type: ignore[arg-type]


def property_of(hoist: Hoist, value: Value, name: str) -> Value:
    """``value.name`` of a temporal value. Refused where it has no such property: it is null in every row."""
    if isinstance(value, Span):
        return part_of_span(hoist, value, name)
    day = value.day if isinstance(value, Moment) else scalar(value) if is_day(value) else None
    if day is not None and name in _DATE_PARTS:
        return part(day, name, _DATE_PARTS[name])
    clock = value.clock if isinstance(value, Moment) else value if isinstance(value, Clock) else None
    if clock is None:
        # A date alone has the clock of its midnight UTC (10.3.2.3.4).
        assert day is not None
        clock = Clock(
            Case(((opposite(is_missing(day)), _MIDNIGHT),), Literal(None, _MIDNIGHT.type), _MIDNIGHT.type), 0
        )
    if name in ("hour", "minute", "second"):
        return units(hoist, clock.seconds)[name]
    if name == "timezone":
        return Literal(None, STRING)
    if name == "time offset":
        if clock.offset is None:
            return NOTHING
        kind = numbers.number(Decimal(clock.offset))
        known = opposite(is_missing(clock.seconds))
        return Span("seconds", Case(((known, kind),), Literal(None, kind.type), kind.type))
    raise Refused("SQL007", what=f".{name}")


def units(hoist: Hoist, seconds: Node) -> dict[str, Node]:
    """Hours, minutes and seconds, each with the sign of the whole."""
    in_hours, in_minutes = (
        hoist.keep(numbers.rounded(hoist, numbers.divided(seconds, numbers.number(Decimal(unit))), 0, "down"))
        for unit in (3600, 60)
    )
    whole = hoist.keep(numbers.rounded(hoist, seconds, 0, "down"))
    return {
        "hour": in_hours,
        "minute": _minus(in_minutes, _times(in_hours, 60)),
        "second": _minus(whole, _times(in_minutes, 60)),
    }


def part_of_span(hoist: Hoist, span: Span, name: str) -> Value:
    if span.unit == "months" and name in ("years", "months"):
        years = hoist.keep(
            numbers.rounded(hoist, numbers.divided(span.amount, numbers.number(Decimal(12))), 0, "down")
        )
        return years if name == "years" else _minus(span.amount, _times(years, 12))
    if span.unit == "seconds" and name in ("days", "hours", "minutes", "seconds"):
        passed = hoist.keep(numbers.rounded(hoist, _in_days(span.amount), 0, "down"))
        if name == "days":
            return passed
        found = units(hoist, span.amount)
        return _minus(found["hour"], _times(passed, 24)) if name == "hours" else found[name[:-1]]
    raise Refused("SQL007", what=f".{name}")


# --- made from parts -----------------------------------------------------------------------------------


def made_day(hoist: Hoist, year: Value, month: Value, day: Value) -> Node:
    """``date(year, month, day)``: null where there is no such day. Refused for years that an engine's dates
    may not have, and for parts with a fraction."""
    parts = [hoist.keep(numbers.number_node(each)) for each in (year, month, day)]
    kinds = [numbers.number_type(each) for each in parts]
    if any(kind.scale for kind in kinds) or any(kind.digits > 9 for kind in kinds):
        raise Refused("SQL022", low=_FIRST_YEAR, high=_LAST_YEAR)
    if kinds[0].low < _FIRST_YEAR or kinds[0].high > _LAST_YEAR:
        raise Refused("SQL022", low=_FIRST_YEAR, high=_LAST_YEAR)
    months = _plus(_times(parts[0], 12), parts[1])
    inside = both(
        [_at_least(parts[1], 1), _at_most(parts[1], 12), _at_least(parts[2], 1), _at_most(parts[2], 31)]
    )
    origin = Literal(datetime.date(1970, 1, 1), DATE)
    step = Case(
        ((inside, _minus(months, numbers.number(Decimal(1970 * 12 + 1)))),), Literal(None, _DAYS), _DAYS
    )
    first = hoist.keep(PlusMonths(origin, Digits(hoist.keep(step))))
    number = _minus(_plus(days(first), parts[2]), numbers.number(Decimal(1)))
    safe = Case(((inside, widened(number, _DAYS)),), Literal(None, _DAYS), _DAYS)
    found = hoist.keep(DayOf(Digits(hoist.keep(safe))))
    same = Compare("=", DatePart("month", found), Digits(parts[1]))
    return Case(((where_true(same), found),), Literal(None, DATE), DATE)


def _at_least(node: Node, bound: int) -> Node:
    return Compare(">=", Digits(node), Literal(bound, INTEGER))


def _at_most(node: Node, bound: int) -> Node:
    return Compare("<=", Digits(node), Literal(bound, INTEGER))


def months_between(hoist: Hoist, start: Value, end: Value) -> Value:
    """``years and months duration(from, to)``: whole months; times of day do not count."""
    first, second = (day_part(each) for each in (start, end))
    counted = [
        _plus(_times(part(each, "year", _LAST_YEAR), 12), part(each, "month", 12)) for each in (first, second)
    ]
    months = hoist.keep(_minus(counted[1], counted[0]))
    one, other = DatePart("day", first), DatePart("day", second)
    nought = Literal(0, INTEGER)
    shorter = both([Compare(">", Digits(months), nought), Compare("<", other, one)])
    longer = both([Compare("<", Digits(months), nought), Compare(">", other, one)])
    kind = numbers.number_type(months)
    unit = numbers.number(Decimal(1))
    adjusted = Case(
        ((shorter, _minus(months, unit)), (longer, _plus(months, unit))),
        months,
        NumberType(kind.low - 1, kind.high + 1, 0),
    )
    return Span("months", hoist.keep(adjusted))


def day_part(value: Value) -> Node:
    if isinstance(value, Moment):
        return value.day
    if is_day(value):
        return scalar(value)
    raise Refused("SQL005", wanted="date", was=words_of(value))
