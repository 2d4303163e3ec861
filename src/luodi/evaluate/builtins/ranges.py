"""Bodies of the range functions, Allen's relations between points and ranges (DMN 1.5, 10.3.4.6, table 77).

An open end lies beyond every point; a range written as a comparison, ``(< 10)``, has one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from luodi.evaluate.builtins.arguments import single, wrong
from luodi.evaluate.comparison import equal, in_range, less, less_or_equal
from luodi.evaluate.failures import Failure
from luodi.evaluate.values import Range, Value


def _point(value: Value, function: str, name: str) -> Value:
    value = single(value)
    if value is None or type(value) is Range:
        raise wrong(function, name, "point", value)
    return value


def _range(value: Value, function: str, name: str) -> Range:
    value = single(value)
    if type(value) is not Range or value.operator == "!=":
        raise wrong(function, name, "range", value)
    if not value.operator and (value.start is None or value.end is None):
        raise Failure("EVAL005", function=function, name=name)
    return value


def _is_range(value: Value) -> bool:
    return type(single(value)) is Range


def _ends_before_start(first: Range, second: Range) -> bool:
    """Whether the first lies wholly before the second."""
    if first.end is None or second.start is None:
        return False
    if first.end_included and second.start_included:
        return less(first.end, second.start)
    return less_or_equal(first.end, second.start)


def _point_before(point: Value, other: Range) -> bool:
    if other.start is None:
        return False
    return less(point, other.start) if other.start_included else less_or_equal(point, other.start)


def _point_after(point: Value, other: Range) -> bool:
    if other.end is None:
        return False
    return less(other.end, point) if other.end_included else less_or_equal(other.end, point)


def before(first: Value, second: Value) -> bool:
    if _is_range(first):
        one = _range(first, "before", "range")
        if _is_range(second):
            return _ends_before_start(one, _range(second, "before", "range2"))
        return _point_after(_point(second, "before", "point"), one)
    point = _point(first, "before", "point")
    if _is_range(second):
        return _point_before(point, _range(second, "before", "range"))
    return less(point, _point(second, "before", "point2"))


def after(first: Value, second: Value) -> bool:
    if _is_range(first):
        one = _range(first, "after", "range")
        if _is_range(second):
            return _ends_before_start(_range(second, "after", "range2"), one)
        return _point_before(_point(second, "after", "point"), one)
    point = _point(first, "after", "point")
    if _is_range(second):
        return _point_after(point, _range(second, "after", "range"))
    return less(_point(second, "after", "point2"), point)


def meets(first: Value, second: Value) -> bool:
    one, other = _range(first, "meets", "range1"), _range(second, "meets", "range2")
    return one.end_included and other.start_included and _same_end(one.end, other.start)


def met_by(first: Value, second: Value) -> bool:
    one, other = _range(first, "met by", "range1"), _range(second, "met by", "range2")
    return one.start_included and other.end_included and _same_end(one.start, other.end)


def _same_end(left: Value, right: Value) -> bool:
    """Whether two ends are one point; two open ends are not."""
    return left is not None and right is not None and equal(left, right)


def overlaps(first: Value, second: Value) -> bool:
    one, other = _range(first, "overlaps", "range1"), _range(second, "overlaps", "range2")
    return _touch(one, other)


def _starts_earlier(one: Range, other: Range) -> bool:
    if one.start is None or other.start is None:
        return one.start is None and other.start is not None
    if less(one.start, other.start):
        return True
    return equal(one.start, other.start) and one.start_included and not other.start_included


def _ends_earlier(one: Range, other: Range) -> bool:
    if one.end is None or other.end is None:
        return one.end is not None and other.end is None
    if less(one.end, other.end):
        return True
    return equal(one.end, other.end) and other.end_included and not one.end_included


def _touch(one: Range, other: Range) -> bool:
    """Whether there can be a point in both."""
    return not _ends_before_start(one, other) and not _ends_before_start(other, one)


def overlaps_before(first: Value, second: Value) -> bool:
    one, other = _range(first, "overlaps before", "range1"), _range(second, "overlaps before", "range2")
    return _starts_earlier(one, other) and _touch(one, other) and not _ends_earlier(other, one)


def overlaps_after(first: Value, second: Value) -> bool:
    one, other = _range(first, "overlaps after", "range1"), _range(second, "overlaps after", "range2")
    return _starts_earlier(other, one) and _touch(one, other) and not _ends_earlier(one, other)


def finishes(first: Value, second: Value) -> bool:
    other = _range(second, "finishes", "range")
    if not _is_range(first):
        return other.end_included and _same_end(_point(first, "finishes", "point"), other.end)
    one = _range(first, "finishes", "range1")
    same_end = one.end_included == other.end_included and _same_end(one.end, other.end)
    return same_end and not _starts_earlier(one, other)


def finished_by(first: Value, second: Value) -> bool:
    one = _range(first, "finished by", "range")
    if not _is_range(second):
        return one.end_included and _same_end(_point(second, "finished by", "point"), one.end)
    return finishes(second, one)


def includes(first: Value, second: Value) -> bool:
    one = _range(first, "includes", "range")
    if not _is_range(second):
        return in_range(_point(second, "includes", "point"), one)
    other = _range(second, "includes", "range2")
    return not _starts_earlier(other, one) and not _ends_earlier(one, other)


def during(first: Value, second: Value) -> bool:
    return includes(_range(second, "during", "range"), first)


def starts(first: Value, second: Value) -> bool:
    other = _range(second, "starts", "range")
    if not _is_range(first):
        return other.start_included and _same_end(_point(first, "starts", "point"), other.start)
    one = _range(first, "starts", "range1")
    same_start = one.start_included == other.start_included and _same_end(one.start, other.start)
    return same_start and not _ends_earlier(other, one)


def started_by(first: Value, second: Value) -> bool:
    one = _range(first, "started by", "range")
    if not _is_range(second):
        return one.start_included and _same_end(_point(second, "started by", "point"), one.start)
    return starts(second, one)


def coincides(first: Value, second: Value) -> bool:
    if not _is_range(first) and not _is_range(second):
        return equal(_point(first, "coincides", "point1"), _point(second, "coincides", "point2"))
    one, other = _range(first, "coincides", "range1"), _range(second, "coincides", "range2")
    return (
        (one.start_included, one.end_included) == (other.start_included, other.end_included)
        and equal(one.start, other.start)
        and equal(one.end, other.end)
    )


BODIES: Final[dict[str, Callable[..., Any]]] = {
    "before": before,
    "after": after,
    "meets": meets,
    "met by": met_by,
    "overlaps": overlaps,
    "overlaps before": overlaps_before,
    "overlaps after": overlaps_after,
    "finishes": finishes,
    "finished by": finished_by,
    "includes": includes,
    "during": during,
    "starts": starts,
    "started by": started_by,
    "coincides": coincides,
}
