"""Equality and order of FEEL values, three-valued (DMN 1.5, 10.3.2.13 and table 53, 54).

``equal`` and ``less`` raise a ``Failure`` where the answer is null: values of different types are not
comparable.
Null is equal to null and to nothing else; no order holds with it.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from luodi.evaluate.failures import Failure
from luodi.evaluate.temporal import (
    MIDNIGHT_UTC,
    NANOS,
    Date,
    DateTime,
    DayTimeDuration,
    Time,
    YearMonthDuration,
)
from luodi.evaluate.values import VALUE_LIMIT, Function, Range, Value, is_within, type_name

_PLAIN: Final = frozenset({Decimal, str, bool, Date, DayTimeDuration, YearMonthDuration})
_ORDERED: Final = frozenset({Decimal, str})


def equal(left: Value, right: Value) -> bool:
    """``left = right``. Lists and contexts are equal item by item; times and date and times to the second."""
    kind = type(left)
    if kind is type(right):
        if kind in _PLAIN:
            return bool(left == right)
        if left is right:
            return True
        if kind is list or kind is dict:
            if not (is_within(left) and is_within(right)):
                raise Failure("EVAL017", limit=VALUE_LIMIT)
            return _equal_inside(left, right)
        return _EQUAL[kind](left, right)
    if left is None or right is None:
        return False
    if {kind, type(right)} == {Date, DateTime}:
        return _equal_moments(_as_moment(left), _as_moment(right))
    raise Failure("EVAL010", left=type_name(left), right=type_name(right))


def same(left: Value, right: Value) -> bool:
    """Whether two values are equal; values of different types are just not. For searching in lists."""
    try:
        return equal(left, right)
    except Failure:
        return False


def _equal_inside(left: Value, right: Value) -> bool:
    """``equal`` of what is known to be of bearable size."""
    kind = type(left)
    if kind is not type(right):
        return equal(left, right)
    if kind is list:
        return len(left) == len(right) and all(map(_equal_inside, left, right))
    if kind is dict:
        return left.keys() == right.keys() and all(
            _equal_inside(item, right[key]) for key, item in left.items()
        )
    return equal(left, right)


def _equal_times(left: Time, right: Time) -> bool:
    # The conformance kit holds 10:30:00.0001 = 10:30:00.0002: the second is a whole number there.
    if left.is_local != right.is_local:
        raise Failure("EVAL029")
    return left.utc_nanos // NANOS == right.utc_nanos // NANOS


def _equal_moments(left: DateTime, right: DateTime) -> bool:
    if left.is_local != right.is_local:
        raise Failure("EVAL029")
    return left.utc_nanos // NANOS == right.utc_nanos // NANOS


def _equal_ranges(left: Range, right: Range) -> bool:
    return (
        (left.operator, left.start_included, left.end_included)
        == (right.operator, right.start_included, right.end_included)
        and equal(left.start, right.start)
        and equal(left.end, right.end)
    )


def _equal_functions(_left: Value, _right: Value) -> bool:
    # Two functions that are not one and the same: whether they do the same cannot be known.
    raise Failure("EVAL010", left="function", right="function")


_EQUAL: Final[dict[type, Callable[[Any, Any], bool]]] = {
    type(None): lambda _left, _right: True,
    Time: _equal_times,
    DateTime: _equal_moments,
    Range: _equal_ranges,
    Function: _equal_functions,
}


def _as_moment(value: Date | DateTime) -> DateTime:
    """A date beside a date and time counts as its midnight UTC (DMN 1.5, 10.3.2.3.6)."""
    return DateTime(value, MIDNIGHT_UTC) if isinstance(value, Date) else value


def less(left: Value, right: Value) -> bool:
    """``left < right``."""
    kind = type(left)
    if kind is type(right) and kind in _ORDERED:
        return bool(left < right)
    first, second = order_keys(left, right)
    return bool(first < second)


def less_or_equal(left: Value, right: Value) -> bool:
    """``left <= right``: less, or equal as ``=`` sees it."""
    kind = type(left)
    if kind is type(right) and kind in _ORDERED:
        return bool(left <= right)
    first, second = order_keys(left, right)
    return bool(first < second) or equal(left, right)


def order_keys(left: Value, right: Value) -> tuple[Any, Any]:
    """Two values of one ordered type as Python values with the same order; a Failure for others."""
    kind = type(left)
    if left is None or right is None:
        raise Failure("EVAL001", op="<")
    if kind is type(right):
        if kind in _ORDERED:
            return left, right
        if kind is Date:
            return left.days, right.days
        if kind is DayTimeDuration:
            return left.nanos, right.nanos
        if kind is YearMonthDuration:
            return left.months, right.months
        if kind in (Time, DateTime):
            if left.is_local != right.is_local:
                raise Failure("EVAL029")
            return left.utc_nanos, right.utc_nanos
    elif {kind, type(right)} == {Date, DateTime}:
        first, second = _as_moment(left), _as_moment(right)
        if first.is_local != second.is_local:
            raise Failure("EVAL029")
        return first.utc_nanos, second.utc_nanos
    raise Failure("EVAL010", left=type_name(left), right=type_name(right))


def within(value: Value, low: Value, high: Value, low_included: bool, high_included: bool) -> bool:
    """Whether a value lies between two ends, neither of which may be null."""
    above = less_or_equal(low, value) if low_included else less(low, value)
    below = less_or_equal(value, high) if high_included else less(value, high)
    return above and below


def in_range(value: Value, container: Range) -> bool:
    """Whether a range holds a value.

    A range with two ends holds nothing where one of them is null: the answer is unknown
    (DMN 1.5, resolution of DMN15-78). One that was written as a comparison has only one.
    """
    operator = container.operator
    if not operator:
        return within(value, container.start, container.end, container.start_included, container.end_included)
    return compare(operator, value, container.end if operator[0] == "<" else container.start)


def compare(operator: str, left: Value, right: Value) -> bool:
    """One of ``= != < <= > >=``."""
    return COMPARISONS[operator](left, right)


COMPARISONS: Final[dict[str, Callable[[Value, Value], bool]]] = {
    "=": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": less,
    "<=": less_or_equal,
    ">": lambda left, right: less(right, left),
    ">=": lambda left, right: less_or_equal(right, left),
}
