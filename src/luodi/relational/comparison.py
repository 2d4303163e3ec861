"""Equality and order as FEEL has them, three-valued."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from luodi.feel.ast import ComparisonOp
from luodi.relational.nodes import (
    NULL_BOOLEAN,
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
    Entries,
    Items,
    Ratio,
    Rows,
    Value,
    any_missing,
    is_missing,
    unified,
    words_of,
)

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
    (one, other), kind = unified([scalar(left), scalar(right)])
    if not isinstance(kind, (NumberType, ScalarType)):
        raise Refused("SQL002", left=words_of(left), right=words_of(right))
    return Same(one, other) if may_be_null(one) or may_be_null(other) else Compare("=", one, other)


def _no_divisor(ratio: Ratio) -> Node:
    sides, _ = unified([ratio.denominator, number(Decimal(0))])
    return surely(Compare("=", sides[0], sides[1]))


def scalar(value: Value) -> Node:
    """The value as a node. Refused for contexts, lists, ranges and open quotients."""
    if isinstance(value, Ratio):
        raise Refused("SQL004")
    if isinstance(value, (Entries, Items, Rows, Between)):
        raise Refused("SQL001", what=words_of(value))
    return value


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
    if len(ends) < 2 or not any(map(may_be_null, ends)):
        return inside
    inner = scalar(value)
    return Case(((any_missing([inner, *ends]), NULL_BOOLEAN),), inside, BOOLEAN)


def passes(value: Value, wanted: Value) -> Node:
    """Whether a value passes a test that came out as wanted: equal, in its range, or among its items."""
    if isinstance(wanted, Between):
        return within(value, wanted)
    if isinstance(wanted, Items):
        # An item that cannot be compared is passed over.
        return either([surely(passes(value, _no_list(each))) for each in wanted.items])
    return equal(value, wanted)


def _no_list(value: Value) -> Value:
    if isinstance(value, Items):
        raise Refused("SQL001", what="list")
    return value


__all__ = ["compared", "condition", "equal", "passes", "scalar", "within"]
