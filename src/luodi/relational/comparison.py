"""Equality and order as FEEL has them, three-valued."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from luodi.feel.ast import ComparisonOp
from luodi.relational import moments
from luodi.relational.nodes import (
    FALSE,
    NULL_BOOLEAN,
    TRUE,
    Case,
    Compare,
    Literal,
    Node,
    Same,
    both,
    either,
    may_be_null,
    opposite,
    surely,
    type_of,
)
from luodi.relational.numbers import Order, compare_ratio, number, same_ratio
from luodi.relational.refusal import Refused
from luodi.relational.types import BOOLEAN, DATE, NULL, STRING, NumberType, ScalarType
from luodi.relational.values import (
    Between,
    Clock,
    Entries,
    Items,
    Moment,
    Ratio,
    Span,
    Value,
    any_missing,
    is_missing,
    scalar,
    unified,
    words_of,
)

TIMES: Final = (Span, Clock, Moment)
_ORDERED: Final = (STRING, DATE, NULL)
_SQL: Final[dict[str, Order]] = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}
_TURNED: Final[dict[str, Order]] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def compared(op: ComparisonOp, left: Value, right: Value) -> Node:
    """``left op right``."""
    if op == "=":
        return equal(left, right)
    if op == "!=":
        return opposite(equal(left, right))
    if isinstance(left, Ratio):
        return compare_ratio(_SQL[op], left, right)
    if isinstance(right, Ratio):
        return compare_ratio(_TURNED[op], right, left)
    if isinstance(left, TIMES) or isinstance(right, TIMES):
        return _times_in_order(op, left, right)
    one, other = scalar(left), scalar(right)
    (one, other), kind = unified([one, other])
    if not (isinstance(kind, NumberType) or kind in _ORDERED):
        raise Refused("SQL002", left=words_of(left), right=words_of(right))
    if kind == NULL:
        return NULL_BOOLEAN
    return Compare(_SQL[op], one, other)


def equal(left: Value, right: Value) -> Node:
    """``left = right``: null equals null alone, so it is never null itself."""
    if isinstance(left, Ratio) or isinstance(right, Ratio):
        ratio, other = (left, right) if isinstance(left, Ratio) else (right, left)
        assert isinstance(ratio, Ratio)
        if isinstance(other, Literal) and other.value is None:
            return either([any_missing([ratio.numerator, ratio.denominator]), _no_divisor(ratio)])
        return same_ratio(ratio, other)
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Literal) and one.value is None:
            return is_missing(other)
    if isinstance(left, TIMES) or isinstance(right, TIMES):
        return _same_times(left, right)
    if isinstance(left, (Items, Entries)) and type(left) is type(right):
        return _same_inside(left, right)
    if isinstance(left, Between) and isinstance(right, Between):
        return _same_ranges(left, right)
    (one, other), kind = unified([scalar(left), scalar(right)])
    if not isinstance(kind, (NumberType, ScalarType)):
        raise Refused("SQL002", left=words_of(left), right=words_of(right))
    return Same(one, other) if may_be_null(one) or may_be_null(other) else Compare("=", one, other)


def _is_null(value: Value) -> bool:
    return isinstance(value, Literal) and value.value is None


def _times_in_order(op: ComparisonOp, left: Value, right: Value) -> Node:
    if _is_null(left) or _is_null(right):
        return NULL_BOOLEAN
    found = moments.keys(left, right)
    if found is None:
        return NULL_BOOLEAN
    one, other, by_seconds = found
    order = compared(op[0], one, other)  # type: ignore[arg-type]
    if len(op) == 1:
        return order
    return either([order, _even(one, other, by_seconds=by_seconds)])


def _even(one: Node, other: Node, *, by_seconds: bool) -> Node:
    if by_seconds:
        one, other = moments.to_the_second(one), moments.to_the_second(other)
    sides, _ = unified([one, other])
    return Compare("=", sides[0], sides[1])


def _same_times(left: Value, right: Value) -> Node:
    found = moments.keys(left, right)
    # Of a local one and one with an offset it cannot be said.
    even: Node = NULL_BOOLEAN
    if found is not None:
        even = _even(found[0], found[1], by_seconds=found[2])
    absent = is_missing(left), is_missing(right)
    if absent == (FALSE, FALSE):
        return even
    return Case(((both(list(absent)), TRUE), (either(list(absent)), FALSE)), even, BOOLEAN)


def may_be_null_value(value: Value) -> bool:
    return is_missing(value) != FALSE


def _same_inside(left: Value, right: Value) -> Node:
    """Lists and contexts are equal item by item."""
    if isinstance(left, Items) and isinstance(right, Items):
        pairs = list(zip(certain(left), certain(right), strict=False))
        alike = len(left.items) == len(right.items)
    else:
        assert isinstance(left, Entries)
        assert isinstance(right, Entries)
        if left.absent is not None or right.absent is not None:
            raise Refused("SQL001", what="context")
        alike = left.entries.keys() == right.entries.keys()
        pairs = [(value, right.entries[name]) for name, value in left.entries.items()] if alike else []
    return both([equal(one, other) for one, other in pairs]) if alike else FALSE


def certain(value: Items) -> tuple[Value, ...]:
    """The items of a list all of which are surely in it."""
    if value.held is not None:
        raise Refused("SQL001", what="list")
    return value.items


def _same_ranges(left: Between, right: Between) -> Node:
    form = (left.low is None, left.high is None, left.low_included, left.high_included)
    if form != (right.low is None, right.high is None, right.low_included, right.high_included):
        return FALSE
    ends = [(left.low, right.low), (left.high, right.high)]
    return both([equal(one, other) for one, other in ends if one is not None and other is not None])


def _no_divisor(ratio: Ratio) -> Node:
    sides, _ = unified([ratio.denominator, number(Decimal(0))])
    return surely(Compare("=", sides[0], sides[1]))


def condition(value: Value) -> Node:
    """A value that is true, false or null. Refused where it is of another type."""
    node = scalar(value)
    if type_of(node) == NULL:
        return NULL_BOOLEAN
    if type_of(node) != BOOLEAN:
        raise Refused("SQL005", wanted="boolean", was=words_of(value))
    return node


def within(value: Value, bounds: Between) -> Node:
    """Whether a range holds a value: null where the value or an end is null, whatever the other end says."""
    parts: list[Node] = []
    if bounds.low is not None:
        parts.append(compared(">=" if bounds.low_included else ">", value, bounds.low))
    if bounds.high is not None:
        parts.append(compared("<=" if bounds.high_included else "<", value, bounds.high))
    inside = both(parts)
    ends = [each for each in (bounds.low, bounds.high) if each is not None]
    if len(ends) < 2 or not any(map(may_be_null_value, ends)):
        return inside
    absent = either([is_missing(each) for each in (value, *ends)])
    return Case(((absent, NULL_BOOLEAN),), inside, BOOLEAN)


def passes(value: Value, wanted: Value) -> Node:
    """Whether a value passes a test that came out as wanted: equal, in its range, or among its items."""
    if isinstance(wanted, Between):
        return within(value, wanted)
    if isinstance(wanted, Items):
        # An item that cannot be compared is passed over. A list is equal to it, or is one of its items.
        among = either([surely(_passes_item(value, each)) for each in certain(wanted)])
        whole = isinstance(value, Items) and _alike(value, wanted)
        return either([surely(equal(value, wanted)), among]) if whole else among
    return equal(value, wanted)


def _alike(one: Value, other: Value) -> bool:
    """Whether two values are both lists of as many items, and these alike, or neither is a list."""
    if isinstance(one, Items) and isinstance(other, Items):
        return len(one.items) == len(other.items) and all(map(_alike, one.items, other.items))
    return not isinstance(one, Items) and not isinstance(other, Items)


def _passes_item(value: Value, item: Value) -> Node:
    if isinstance(item, Items):
        return equal(value, item) if isinstance(value, Items) and _alike(value, item) else FALSE
    if isinstance(value, Items) and not isinstance(item, Between):
        return FALSE
    return passes(value, item)


__all__ = ["compared", "condition", "equal", "passes", "scalar", "within"]
