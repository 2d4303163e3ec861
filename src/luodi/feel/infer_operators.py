"""What operators and properties give, by the types they are applied to.

Source: DMN 1.5, clause 10.3.2.13 (tables of arithmetic) and 10.3.2.3 (properties).
"""

from __future__ import annotations

from collections.abc import Mapping

from luodi.feel.ast import ArithmeticOp
from luodi.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    DURATIONS,
    NULL,
    NUMBER,
    ORDERED,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
    ContextOf,
    FeelType,
    ListOf,
    RangeOf,
    conforms,
    joined,
    may_conform,
)


def _sums() -> dict[tuple[str, FeelType, FeelType], FeelType]:
    table: dict[tuple[str, FeelType, FeelType], FeelType] = {
        ("+", STRING, STRING): STRING,
        ("/", DAYS_AND_TIME, DAYS_AND_TIME): NUMBER,
        ("/", YEARS_AND_MONTHS, YEARS_AND_MONTHS): NUMBER,
        ("-", TIME, TIME): DAYS_AND_TIME,
        ("+", TIME, DAYS_AND_TIME): TIME,
        ("+", DAYS_AND_TIME, TIME): TIME,
        ("-", TIME, DAYS_AND_TIME): TIME,
    }
    for op in ("+", "-", "*", "/", "**"):
        table[op, NUMBER, NUMBER] = NUMBER
    for length in DURATIONS:
        table["+", length, length] = table["-", length, length] = length
        table["*", length, NUMBER] = table["*", NUMBER, length] = table["/", length, NUMBER] = length
        for day in (DATE, DATE_AND_TIME):
            table["+", day, length] = table["+", length, day] = table["-", day, length] = day
    for day in (DATE, DATE_AND_TIME):
        for other in (DATE, DATE_AND_TIME):
            table["-", day, other] = DAYS_AND_TIME
    return table


_SUMS = _sums()

_DAY_PARTS = dict.fromkeys(("year", "month", "day", "weekday"), NUMBER)
_TIME_PARTS = {
    **dict.fromkeys(("hour", "minute", "second"), NUMBER),
    "time offset": DAYS_AND_TIME,
    "timezone": STRING,
}
_PROPERTIES: Mapping[FeelType, Mapping[str, FeelType]] = {
    # A date alone has the clock of its midnight in UTC.
    DATE: {**_DAY_PARTS, **{name: kind for name, kind in _TIME_PARTS.items() if name != "timezone"}},
    TIME: _TIME_PARTS,
    DATE_AND_TIME: {**_DAY_PARTS, **_TIME_PARTS},
    YEARS_AND_MONTHS: dict.fromkeys(("years", "months"), NUMBER),
    DAYS_AND_TIME: dict.fromkeys(("days", "hours", "minutes", "seconds"), NUMBER),
}


def arithmetic_type(op: ArithmeticOp, left: FeelType, right: FeelType) -> FeelType | None:
    """The type of ``left op right``; None where it is always null by its types.

    Any stands for whatever fits; where several results are possible the type is Any.
    """
    if NULL in (left, right):
        return NULL
    if ANY not in (left, right):
        return _SUMS.get((op, left, right))
    possible: FeelType | None = None
    for (sign, one, other), result in _SUMS.items():
        if sign == op and left in (ANY, one) and right in (ANY, other):
            possible = result if possible is None else joined(possible, result)
    return possible


def can_be_ordered(*kinds: FeelType) -> bool:
    """Whether ``<`` can say something of values of these types: all of one type that has an order.

    A date beside a date and time is taken for its midnight in UTC.
    """
    known = {DATE_AND_TIME if each == DATE else each for each in kinds if each not in (ANY, NULL)}
    return len(known) <= 1 and known <= set(ORDERED)


def may_be_equal(one: FeelType, other: FeelType) -> bool:
    """Whether a value of the one type may equal one of the other; null is for the asker to think of.

    A date equals the date and time of its midnight in UTC.
    """
    if {one, other} == {DATE, DATE_AND_TIME}:
        return True
    if isinstance(one, ListOf) and isinstance(other, ListOf):
        return NULL in (one.element, other.element) or may_be_equal(one.element, other.element)
    return may_conform(one, other)


def can_be_negated(kind: FeelType) -> bool:
    return kind in (NUMBER, *DURATIONS, ANY, NULL)


def is_condition(kind: FeelType) -> bool:
    return kind == ANY or conforms(kind, BOOLEAN)


def properties_of(kind: FeelType) -> Mapping[str, FeelType]:
    """The parts of a value that a path can name, by name; those of a context are its entries."""
    if isinstance(kind, ContextOf):
        return dict(kind.entries)
    if isinstance(kind, RangeOf):
        return {
            "start": kind.element,
            "end": kind.element,
            "start included": BOOLEAN,
            "end included": BOOLEAN,
        }
    return _PROPERTIES.get(kind, {})


def items_type(kind: FeelType) -> FeelType:
    """What an iterator takes from a value: items of a list, points of a range, else the value itself."""
    return kind.element if isinstance(kind, ListOf | RangeOf) else kind
