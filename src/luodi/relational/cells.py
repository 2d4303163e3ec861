"""What a cell lets through, read back from its condition: values of one column, or spans between two ends."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias

from luodi.relational.nodes import And, Column, Compare, Literal, Node, Or, Widened, type_of
from luodi.relational.types import BOOLEAN, DATE, EXACT, STRING, NumberType

End: TypeAlias = Decimal | datetime.date
# From and to, both included; None is without an end.
Span: TypeAlias = tuple[End | None, End | None]
_DAY: Final = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cell:
    """The values of a column that pass a test; null never does.

    points: of texts and truth values; spans: of numbers and days, each apart from the others, in order.
    """

    subject: Column
    points: frozenset[str | bool] | None = None
    spans: tuple[Span, ...] | None = None


def read_cell(condition: Node) -> Cell | None:
    """The cell of a condition as ``where_true`` leaves it; None where it is no comparison of one column
    with constants."""
    match condition:
        case Compare(op, left, Literal(value=value)) if value is not None:
            subject = left.operand if isinstance(left, Widened) else left
            return _compared(op, subject, value) if isinstance(subject, Column) else None
        case Or(items):
            return _combined(items, _united)
        case And(items):
            return _combined(items, _common)
        case _:
            return None


def step_of(column: Column) -> Callable[[End, int], End]:
    """The neighbour of a value among those that the column can hold."""
    kind = type_of(column)
    if isinstance(kind, NumberType):
        unit = Decimal(1).scaleb(-kind.scale)
        return lambda end, count: EXACT.add(_decimal(end), unit * count)
    return lambda end, count: _date(end) + _DAY * count


def _decimal(end: End) -> Decimal:
    assert isinstance(end, Decimal)
    return end


def _date(end: End) -> datetime.date:
    assert isinstance(end, datetime.date)
    return end


def _compared(op: str, subject: Column, value: object) -> Cell | None:
    kind = subject.type
    if kind in (STRING, BOOLEAN):
        return Cell(subject, frozenset([value])) if op == "=" and isinstance(value, (str, bool)) else None
    if isinstance(kind, NumberType) and isinstance(value, Decimal):
        # Columns hold so many places and no more: what lies between two values is the same as their ends.
        unit = Decimal(1).scaleb(-kind.scale)
        floor: End = value.quantize(unit, "ROUND_FLOOR", EXACT)
        ceiling: End = value.quantize(unit, "ROUND_CEILING", EXACT)
    elif kind == DATE and isinstance(value, datetime.date):
        if not datetime.date.min < value < datetime.date.max:
            return None
        floor = ceiling = value
    else:
        return None
    step = step_of(subject)
    spans: dict[str, Span] = {
        "=": (ceiling, floor),
        "<": (None, step(ceiling, -1)),
        "<=": (None, floor),
        ">": (step(floor, 1), None),
        ">=": (ceiling, None),
    }
    if op not in spans:
        return None
    return Cell(subject, None, tuple(each for each in (spans[op],) if not _is_empty(each)))


def _is_empty(span: Span) -> bool:
    low, high = span
    return low is not None and high is not None and high < low  # type: ignore[operator]


def _combined(items: tuple[Node, ...], combine: Callable[[Cell, Cell], Cell]) -> Cell | None:
    cells = [read_cell(each) for each in items]
    found = cells[0]
    for each in cells[1:]:
        if found is None or each is None or each.subject != found.subject:
            return None
        found = combine(found, each)
    return found


def _united(one: Cell, other: Cell) -> Cell:
    if one.points is not None and other.points is not None:
        return Cell(one.subject, one.points | other.points)
    step = step_of(one.subject)
    joined: list[Span] = []
    for span in sorted([*(one.spans or ()), *(other.spans or ())], key=_by_start):
        if joined and _touches(joined[-1][1], span[0], step):
            joined[-1] = (joined[-1][0], _later(joined[-1][1], span[1]))
        else:
            joined.append(span)
    return Cell(one.subject, None, tuple(joined))


def _by_start(span: Span) -> tuple[bool, Any]:
    # Among spans without a start the order is no matter.
    return (False, None) if span[0] is None else (True, span[0])


def _touches(high: End | None, low: End | None, step: Callable[[End, int], End]) -> bool:
    return high is None or low is None or low <= step(high, 1)  # type: ignore[operator]


def _later(one: End | None, other: End | None) -> End | None:
    return None if one is None or other is None else max(one, other)


def _common(one: Cell, other: Cell) -> Cell:
    if one.points is not None and other.points is not None:
        return Cell(one.subject, one.points & other.points)
    spans = [(_latest(a[0], b[0]), _earliest(a[1], b[1])) for a in one.spans or () for b in other.spans or ()]
    return Cell(one.subject, None, tuple(each for each in spans if not _is_empty(each)))


def _latest(one: End | None, other: End | None) -> End | None:
    if one is None or other is None:
        return one if other is None else other
    return max(one, other)


def _earliest(one: End | None, other: End | None) -> End | None:
    if one is None or other is None:
        return one if other is None else other
    return min(one, other)
