"""A decision table as boxes over axes: what the checks of gaps, overlaps and coverage look at.

Columns that test the same expression share an axis. A cell that cannot be reduced to regions may hold
anywhere: its rule is then in ``opaque``, its box is the largest it can be, and nothing is concluded from it
that a smaller one would not bear out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from luodi.dmn.regions import Box, Mask
from luodi.feel import ast
from luodi.review.check_axes import Axis, axis_of
from luodi.review.check_read_tables import ReadTable
from luodi.review.check_sources import Leaf, Sources, hang_together, is_plain, is_whole
from luodi.review.check_words import RegionWords


@dataclass(slots=True)
class Side:
    """One axis of a grid, with the columns that stand on it.

    known: False where the values cannot be told apart; then all is one region. limited: whether the allowed
    values are known, so that every region can occur. leaves: the inputs it depends on.
    """

    axis: Axis
    columns: list[int]
    label: str
    known: bool = True
    limited: bool = True
    leaves: frozenset[Leaf] = frozenset()


@dataclass
class Grid:
    """boxes: of the rules, null included; a 0 where no cell holds. opaque: columns from 0, by rule."""

    read: ReadTable
    sides: list[Side]
    boxes: list[Box]
    opaque: dict[int, list[int]] = field(default_factory=dict)

    @property
    def considered(self) -> Box:
        return tuple(side.axis.considered for side in self.sides)

    @property
    def everything(self) -> Box:
        return tuple(side.axis.everything for side in self.sides)

    def words(self, box: Box) -> RegionWords:
        return RegionWords(
            tuple(side.label for side in self.sides), tuple(side.axis for side in self.sides), box
        )

    @cached_property
    def _linked(self) -> list[tuple[int, int]]:
        """Pairs of axes that hang together."""
        return [
            (one, other)
            for one in range(len(self.sides))
            for other in range(one)
            if hang_together(self.sides[one].leaves, self.sides[other].leaves)
        ]

    def may_not_occur(self, box: Box) -> bool:
        """Whether it is open that any case lies in a box: columns hang together, or lack such values."""
        narrow = [mask & side.axis.considered != side.axis.considered
                  for mask, side in zip(box, self.sides, strict=True)]  # fmt: skip
        if any(narrow[at] and not side.limited for at, side in enumerate(self.sides)):
            return True
        return any(narrow[one] and narrow[other] for one, other in self._linked)

    def only_unnamed_texts(self, box: Box) -> bool:
        """Whether a box lies in texts that no cell names, of a column whose allowed values nobody listed."""
        return any(
            side.axis.open_text and mask & side.axis.domain == 1 << len(side.axis.points)
            for mask, side in zip(box, self.sides, strict=True)
        )


def grid_of(read: ReadTable, sources: Sources) -> Grid:
    """The grid of a table."""
    sides: list[Side] = []
    by_node: dict[ast.Expression, int] = {}
    for number, clause in enumerate(read.columns):
        if clause.node is not None and clause.node in by_node:
            sides[by_node[clause.node]].columns.append(number)
            continue
        if clause.node is not None:
            by_node[clause.node] = len(sides)
        sides.append(_side(read, number, sources))
    grid = Grid(read, sides, [])
    for side in sides[:]:
        _settle(read, side, sources)
    for rule, cells in enumerate(read.cells):
        box: list[Mask] = []
        for side in sides:
            mask = side.axis.everything
            for column in side.columns:
                found = _mask(cells, column, side)
                if found is None:
                    grid.opaque.setdefault(rule, []).append(column)
                else:
                    mask &= found
            box.append(mask)
        grid.boxes.append(tuple(box))
    return grid


def _side(read: ReadTable, number: int, sources: Sources) -> Side:
    column = read.columns[number]
    leaves = sources.leaves(column.node, read.visible) if column.node is not None else frozenset()
    return Side(Axis(None, (), False), [number], column.label, leaves=leaves)


def _settle(read: ReadTable, side: Side, sources: Sources) -> None:
    """Give a side its axis, once all its columns are known."""
    columns = [read.columns[number] for number in side.columns]
    node = columns[0].node
    cells = [
        cell
        for row in read.cells
        for number in side.columns
        if number < len(row) and (cell := row[number]) is not None
    ]
    limits = [each for column in columns for each in column.limits]
    limits += sources.limits(node, read.visible)
    axis = axis_of(columns[0].kind, cells, limits, whole=is_whole(node)) if node is not None else None
    if axis is None:
        side.known = False
        return
    side.axis = axis
    side.limited = axis.sure and all(column.sure for column in columns) and is_plain(node)


def _mask(cells: Sequence[ast.UnaryTests | None], column: int, side: Side) -> Mask | None:
    cell = cells[column] if column < len(cells) else None
    if cell is None:
        return None
    if cell.any:
        return side.axis.everything
    return side.axis.cell(cell) if side.known else None
