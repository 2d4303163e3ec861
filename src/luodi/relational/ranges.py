"""Allen's relations between points and ranges (DMN 1.5, 10.3.4.6, table 77).

An open end lies beyond every point. Whether ends belong to a range is known before the run; their values may
be columns, and where a point or an end is null the answer is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from luodi.relational.comparison import compared, equal, within
from luodi.relational.hoisting import Hoist
from luodi.relational.nodes import FALSE, NULL_BOOLEAN, TRUE, Case, Node, both, either, opposite
from luodi.relational.refusal import Refused
from luodi.relational.types import BOOLEAN
from luodi.relational.values import Between, Value, is_missing, words_of

Relation = Callable[[Value, Value], Node]


def _guarded(relation: Relation) -> Callable[[Hoist, Sequence[Value]], Value]:
    """The relation, null where one of the points and ends is."""

    def lower(_hoist: Hoist, given: Sequence[Value]) -> Value:
        first, second = given
        absent = either([is_missing(point) for each in given for point in _points(each)])
        if absent == TRUE:
            return NULL_BOOLEAN
        answer = relation(first, second)
        return answer if absent == FALSE else Case(((absent, NULL_BOOLEAN),), answer, BOOLEAN)

    return lower


def _points(value: Value) -> list[Value]:
    if not isinstance(value, Between):
        return [value]
    return [end for end in (value.low, value.high) if end is not None]


def _range(value: Value) -> Between:
    if not isinstance(value, Between):
        raise Refused("SQL005", wanted="range", was=words_of(value))
    return value


def _truth(known: bool) -> Node:
    return TRUE if known else FALSE


def _less(one: Value, other: Value, *, or_equal: bool) -> Node:
    return compared("<=" if or_equal else "<", one, other)


def _same(one: Value | None, other: Value | None) -> Node:
    """Whether two ends are one point; two open ends are not."""
    return FALSE if one is None or other is None else equal(one, other)


def _ends_before_start(one: Between, other: Between) -> Node:
    if one.high is None or other.low is None:
        return FALSE
    return _less(one.high, other.low, or_equal=not (one.high_included and other.low_included))


def _before(first: Value, second: Value) -> Node:
    if isinstance(first, Between):
        if isinstance(second, Between):
            return _ends_before_start(first, second)
        if first.high is None:
            return FALSE
        return _less(first.high, second, or_equal=not first.high_included)
    if isinstance(second, Between):
        return FALSE if second.low is None else _less(first, second.low, or_equal=not second.low_included)
    return _less(first, second, or_equal=False)


def _meets(first: Value, second: Value) -> Node:
    one, other = _range(first), _range(second)
    return both([_truth(one.high_included and other.low_included), _same(one.high, other.low)])


def _starts_earlier(one: Between, other: Between) -> Node:
    if one.low is None or other.low is None:
        return _truth(one.low is None and other.low is not None)
    even = both([_truth(one.low_included and not other.low_included), equal(one.low, other.low)])
    return either([_less(one.low, other.low, or_equal=False), even])


def _ends_earlier(one: Between, other: Between) -> Node:
    if one.high is None or other.high is None:
        return _truth(one.high is not None and other.high is None)
    even = both([_truth(other.high_included and not one.high_included), equal(one.high, other.high)])
    return either([_less(one.high, other.high, or_equal=False), even])


def _overlaps(first: Value, second: Value) -> Node:
    one, other = _range(first), _range(second)
    return both([opposite(_ends_before_start(one, other)), opposite(_ends_before_start(other, one))])


def _overlaps_before(first: Value, second: Value) -> Node:
    one, other = _range(first), _range(second)
    return both([_starts_earlier(one, other), _overlaps(one, other), opposite(_ends_earlier(other, one))])


def _overlaps_after(first: Value, second: Value) -> Node:
    one, other = _range(first), _range(second)
    return both([_starts_earlier(other, one), _overlaps(one, other), opposite(_ends_earlier(one, other))])


def _finishes(first: Value, second: Value) -> Node:
    other = _range(second)
    if not isinstance(first, Between):
        return both([_truth(other.high_included), _same(first, other.high)])
    alike = both([_truth(first.high_included == other.high_included), _same(first.high, other.high)])
    return both([alike, opposite(_starts_earlier(first, other))])


def _starts(first: Value, second: Value) -> Node:
    other = _range(second)
    if not isinstance(first, Between):
        return both([_truth(other.low_included), _same(first, other.low)])
    alike = both([_truth(first.low_included == other.low_included), _same(first.low, other.low)])
    return both([alike, opposite(_ends_earlier(other, first))])


def _includes(first: Value, second: Value) -> Node:
    one = _range(first)
    if not isinstance(second, Between):
        return within(second, one)
    return both([opposite(_starts_earlier(second, one)), opposite(_ends_earlier(one, second))])


def _coincides(first: Value, second: Value) -> Node:
    if not isinstance(first, Between) and not isinstance(second, Between):
        return equal(first, second)
    return equal(_range(first), _range(second))


def _turned(relation: Relation) -> Relation:
    return lambda first, second: relation(second, first)


LOWERINGS: Final = {
    name: _guarded(relation)
    for name, relation in {
        "before": _before,
        "after": _turned(_before),
        "meets": _meets,
        "met by": _turned(_meets),
        "overlaps": _overlaps,
        "overlaps before": _overlaps_before,
        "overlaps after": _overlaps_after,
        "finishes": _finishes,
        "finished by": _turned(_finishes),
        "includes": _includes,
        "during": _turned(_includes),
        "starts": _starts,
        "started by": _turned(_starts),
        "coincides": _coincides,
    }.items()
}
