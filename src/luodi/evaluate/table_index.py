"""Which rules of a column hold for a value, found by looking up and not by trying each.

A column whose cells hold only constants divides the values into regions between those constants: within a
region every cell answers alike. The regions are found and the answers are got by the very tests that the
interpreter runs, one per cell and region of its own constants; so the index cannot mean something else.
Of each region the rules that hold are kept as the bits of a number.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias

from luodi.evaluate.temporal import Date
from luodi.evaluate.values import Value
from luodi.feel import ast

# A cell without its scope: the value in, whether it holds out.
Cell = Callable[[Value], bool]
# Bits of all regions of a column together; beyond that the column is tried cell by cell.
_BITS: Final = 400_000_000
_CONSTANTS: Final = (ast.Number, ast.String, ast.AtLiteral, ast.Boolean)
_INNER: Final = (ast.UnaryTests, ast.UnaryComparison, ast.RangeLiteral, ast.Negate, ast.ListLiteral, ast.Null)


def is_constant(tests: ast.UnaryTests) -> bool:
    """Whether a cell holds nothing but constants, so that only the value at hand decides."""
    return all(isinstance(each, (*_CONSTANTS, *_INNER)) for each in ast.walk(tests))


def constants_of(tests: ast.UnaryTests, value_of: Callable[[ast.Expression], Value]) -> Iterator[Value]:
    """The constants a cell compares with; value_of: evaluates a constant node."""
    waiting: list[ast.Node] = [tests]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Negate, *_CONSTANTS)):
            yield value_of(node)
        else:
            waiting.extend(ast.child_nodes(node))


Find: TypeAlias = Callable[[Value], "int | None"]


class ColumnIndex:
    """The rules that hold by region. Made by ``build``.

    find: bits of the rules that hold for a value; None where the index does not know values of its type.
    """

    __slots__ = ("_found", "find")

    def __init__(
        self,
        kind: type | None,
        points: Sequence[Any],
        masks: Sequence[int],
        exact: dict[Any, int] | None,
        null: int,
    ) -> None:
        self._found = (*masks, *(exact or {}).values(), null)
        if kind is None:
            only = masks[0]
            self.find: Find = lambda value: null if value is None else only
        elif kind is bool:
            self.find = _by_value(kind, exact or {}, lambda _value: null, null)
        elif kind is str:
            self.find = _by_value(kind, exact or {}, _by_region(points, masks), null)
        else:
            self.find = _by_order(kind, points, masks, null)

    def masks(self) -> list[int]:
        """All that can be found, each once: of every region, of every constant, of null."""
        return list(set(self._found))


def _by_value(kind: type, exact: Mapping[Any, int], other: Callable[[Any], int], null: int) -> Find:
    def find(value: Value) -> int | None:
        if type(value) is kind:
            found = exact.get(value)
            return other(value) if found is None else found
        return null if value is None else None

    return find


def _by_region(points: Sequence[Any], masks: Sequence[int]) -> Callable[[Any], int]:
    size = len(points)

    def find(key: Any) -> int:
        at = bisect_left(points, key)
        return masks[2 * at + 1] if at < size and points[at] == key else masks[2 * at]

    return find


def _by_order(kind: type, points: Sequence[Any], masks: Sequence[int], null: int) -> Find:
    size = len(points)
    by_region = _by_region(points, masks)

    def find(value: Value) -> int | None:
        if type(value) is kind:
            at = bisect_left(points, value)
            return masks[2 * at + 1] if at < size and points[at] == value else masks[2 * at]
        return null if value is None else None

    def find_date(value: Value) -> int | None:
        if type(value) is Date:
            return by_region(value.days)
        return null if value is None else None

    return find_date if kind is Date else find


def build(constants: Sequence[Sequence[Value]], cells: Sequence[Cell | None]) -> ColumnIndex | None:
    """The index of a column. constants: of each cell; cells: None for one that always holds.

    None where the constants are of several types, or of one without an order that is known here.
    """
    kinds = {type(each) for some in constants for each in some}
    null = sum(1 << rule for rule, cell in enumerate(cells) if cell is None or cell(None))
    if not kinds:
        # Nothing but - and null: all values that are not null are alike.
        other = sum(1 << rule for rule, cell in enumerate(cells) if cell is None or cell(Decimal(0)))
        return ColumnIndex(None, (), (other,), None, null)
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    if kind not in (Decimal, str, bool, Date):
        return None
    always = sum(1 << rule for rule, cell in enumerate(cells) if cell is None)
    if kind is bool:
        answers: dict[Any, int] = {
            answer: sum(1 << rule for rule, cell in enumerate(cells) if cell is None or cell(answer))
            for answer in (False, True)
        }
        return ColumnIndex(kind, (), (0,), answers, null)
    points = sorted({_key(each) for some in constants for each in some})
    regions = 2 * len(points) + 1
    if regions * len(cells) > _BITS:
        return None
    starting = [0] * (regions + 1)
    ending = [0] * (regions + 1)
    place = {point: at for at, point in enumerate(points)}
    for rule, (some, cell) in enumerate(zip(constants, cells, strict=True)):
        if cell is None:
            continue
        for first, last in _stretches(sorted({_key(each) for each in some}), place, regions, kind, cell):
            starting[first] |= 1 << rule
            ending[last + 1] |= 1 << rule
    masks: list[int] = []
    now = always
    for region in range(regions):
        now = (now & ~ending[region]) | starting[region]
        masks.append(now)
    exact = {point: masks[2 * at + 1] for point, at in place.items()} if kind is str else None
    return ColumnIndex(kind, points, masks, exact, null)


def _key(value: Value) -> Any:
    return value.days if type(value) is Date else value


def _stretches(
    own: Sequence[Any], place: dict[Any, int], regions: int, kind: type, cell: Cell
) -> Iterable[tuple[int, int]]:
    """First and last region of each stretch where a cell holds. own: its constants' keys, ascending."""
    bounds = [2 * place[point] + 1 for point in own]
    for at in range(len(own) + 1):
        first = bounds[at - 1] + 1 if at else 0
        last = bounds[at] - 1 if at < len(own) else regions - 1
        between = _between(own[at - 1] if at else None, own[at] if at < len(own) else None, kind)
        if between is not None and first <= last and cell(between[0]):
            yield first, last
        if at < len(own) and cell(Date.from_days(own[at]) if kind is Date else own[at]):
            yield bounds[at], bounds[at]


def _between(low: Any, high: Any, kind: type) -> tuple[Value] | None:
    """A value between two constants of a cell, in a tuple; None where there is none.

    Beside low a value just above it will do, and so for high: the cell answers alike on the whole stretch.
    """
    if low is None and high is None:
        return (Decimal(0) if kind is Decimal else Date(1970, 1, 1) if kind is Date else "",)
    if kind is Decimal:
        if low is None:
            return (high - 1 if high < 10**30 else high / 2,)
        if high is None:
            return (low + 1 if low > -(10**30) else low / 2,)
        return ((low + high) / 2,)
    if kind is Date:
        day = (high - 1) if low is None else low + 1
        return None if high is not None and day >= high else (Date.from_days(day),)
    text = "" if low is None else low + "\0"
    return None if high is not None and text >= high else (text,)
