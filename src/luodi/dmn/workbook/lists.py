"""The sheets of a workbook that list things: input data, types, decisions of one expression."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from luodi.diagnostics import Severity
from luodi.dmn.model import (
    Decision,
    InformationItem,
    InputData,
    ItemDefinition,
    LiteralExpression,
    Place,
    UnaryTests,
)
from luodi.dmn.workbook.cells import Grid
from luodi.dmn.workbook.layout import YES, ListColumn, word

# Levels of types inside each other.
_MAX_LEVEL: Final = 20
_YES: Final = frozenset((YES, "yes", "true"))
_NO: Final = frozenset(("", "否", "no", "false"))


@dataclass(frozen=True, slots=True)
class _ListRow:
    """A row of a list. columns: where each stands; one that is not there has no text."""

    grid: Grid
    row: int
    columns: dict[ListColumn, int]

    def text(self, column: ListColumn) -> str | None:
        return self.grid.text(self.row, self.columns[column]) if column in self.columns else None

    @property
    def type_ref(self) -> str | None:
        return (
            self.grid.words(self.row, self.columns[ListColumn.TYPE])
            if ListColumn.TYPE in self.columns
            else None
        )

    def place(self, column: ListColumn) -> Place:
        return self.grid.place(self.row, self.columns.get(column, 0))

    def tests(self, column: ListColumn) -> UnaryTests | None:
        text = self.text(column)
        return UnaryTests(text=text, place=self.place(column)) if text is not None else None

    def add(self, code: str, column: ListColumn, **values: object) -> None:
        self.grid.add(code, self.row, self.columns.get(column, 0), Severity.ERROR, **values)


def read_inputs(grid: Grid) -> list[InputData]:
    return [_input(row) for row in _rows(grid)]


def read_expressions(grid: Grid) -> list[Decision]:
    return [_expression(row) for row in _rows(grid)]


def _rows(grid: Grid) -> Iterator[_ListRow]:
    """The filled rows of a list."""
    columns: dict[ListColumn, int] = {}
    for column in range(max((len(line) for line in grid.cells), default=0)):
        heading = grid.words(1, column)
        found = word(heading or "", ListColumn)
        if found is not None:
            columns[found] = column
        elif heading is not None:
            grid.add("XLS007", 1, column, Severity.WARNING, label=heading)
    if ListColumn.NAME not in columns:
        grid.add("XLS010", 1, 0, label=ListColumn.NAME)
        return
    for number in range(2, len(grid.cells)):
        if not any(grid.cells[number]):
            continue
        row = _ListRow(grid, number, columns)
        if row.text(ListColumn.NAME) is None:
            row.add("XLS013", ListColumn.NAME)
        if (written := row.text(ListColumn.ID)) is not None:
            grid.check_id(number, columns[ListColumn.ID], written)
        yield row


def _input(row: _ListRow) -> InputData:
    return InputData(**_fields(row), variable=_variable(row))


def _expression(row: _ListRow) -> Decision:
    literal = LiteralExpression(text=row.text(ListColumn.TEXT) or "", place=row.place(ListColumn.TEXT))
    return Decision(**_fields(row), variable=_variable(row), expression=literal)


def _fields(row: _ListRow) -> dict[str, Any]:
    return {
        "name": row.text(ListColumn.NAME) or "",
        "label": row.text(ListColumn.LABEL),
        "description": row.text(ListColumn.DESCRIPTION),
        "id": row.text(ListColumn.ID),
        "place": row.place(ListColumn.NAME),
    }


def _variable(row: _ListRow) -> InformationItem:
    return InformationItem(name=row.text(ListColumn.NAME) or "", type_ref=row.type_ref)


def read_types(grid: Grid) -> list[ItemDefinition]:
    """Types, with those of a deeper level below them as their components."""
    listed: list[tuple[int, ItemDefinition]] = []
    for row in _rows(grid):
        level = (row.text(ListColumn.LEVEL) or "1").strip()
        deepest = min(listed[-1][0] + 1, _MAX_LEVEL) if listed else 1
        if not (level.isascii() and level.isdigit() and 1 <= int(level) <= deepest):
            row.add("XLS015", ListColumn.LEVEL, was=level, deepest=deepest)
            level = "1"
        many = (row.text(ListColumn.COLLECTION) or "").strip().lower()
        if many not in _YES and many not in _NO:
            row.add("XLS014", ListColumn.COLLECTION, was=many)
        definition = ItemDefinition(
            **_fields(row),
            type_ref=row.type_ref,
            is_collection=many in _YES,
            allowed_values=row.tests(ListColumn.VALUES),
            type_constraint=row.tests(ListColumn.CONSTRAINT),
        )
        listed.append((int(level), definition))
    return list(_nested(listed))


def _nested(listed: list[tuple[int, ItemDefinition]]) -> Iterator[ItemDefinition]:
    position = 0
    while position < len(listed):
        level, definition = listed[position]
        end = position + 1
        while end < len(listed) and listed[end][0] > level:
            end += 1
        components = tuple(_nested(listed[position + 1 : end]))
        yield replace(definition, components=components) if components else definition
        position = end
