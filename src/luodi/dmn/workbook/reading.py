"""Decision tables from an Excel workbook, in the layout of ``layout``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

from luodi.diagnostics import Severity
from luodi.dmn.hit_policy import Aggregation, HitPolicy
from luodi.dmn.model import (
    Decision,
    DecisionTable,
    Definitions,
    InformationItem,
    InputClause,
    InputData,
    ItemDefinition,
    LiteralExpression,
    Orientation,
    OutputClause,
    Place,
    Rule,
    UnaryTests,
)
from luodi.dmn.workbook.cells import Grid
from luodi.dmn.workbook.layout import (
    ORIENTATIONS,
    YES,
    ColumnKind,
    Fact,
    Head,
    ListColumn,
    SheetKind,
    policy_of,
    word,
)

# Types one inside the other.
_MAX_LEVEL: Final = 20
_YES: Final = frozenset((YES, "yes", "true"))
_NO: Final = frozenset(("", "否", "no", "false"))
# An id must be a name of XML without a colon (XML 1.0, rules 4 and 4a).
_FIRST: Final = (
    r"A-Za-z_\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    r"\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_ID: Final = re.compile(rf"[{_FIRST}][{_FIRST}\-.0-9\xb7\u0300-\u036f\u203f-\u2040]*")
# Rows of the head that say nothing about a column of a kind.
_NOT_FOR: Final[dict[ColumnKind, frozenset[Head]]] = {
    ColumnKind.INPUT: frozenset((Head.DEFAULT,)),
    ColumnKind.OUTPUT: frozenset(),
    ColumnKind.ANNOTATION: frozenset((Head.TYPE, Head.VALUES, Head.DEFAULT)),
    ColumnKind.NOTE: frozenset((Head.TYPE, Head.VALUES, Head.DEFAULT)),
}


@dataclass(frozen=True, slots=True)
class _ListRow:
    """A row of a list. columns: where each stands; one that is not there has no text."""

    grid: Grid
    row: int
    columns: dict[ListColumn, int]

    def text(self, column: ListColumn) -> str | None:
        return self.grid.text(self.row, self.columns[column]) if column in self.columns else None

    def place(self, column: ListColumn) -> Place:
        return self.grid.place(self.row, self.columns.get(column, 0))

    def tests(self, column: ListColumn) -> UnaryTests | None:
        text = self.text(column)
        return UnaryTests(text=text, place=self.place(column)) if text is not None else None

    def add(self, code: str, column: ListColumn, **values: object) -> None:
        self.grid.add(code, self.row, self.columns.get(column, 0), Severity.ERROR, **values)


def definitions_from(grids: list[Grid], name: str) -> Definitions:
    """The model that the sheets describe, not linked yet; what is wrong is in the grids' ``found``.

    name: for a workbook without a sheet for the model.
    """
    definitions = Definitions(name=name, namespace=f"urn:luodi:{quote(name, safe='')}")
    inputs: list[InputData] = []
    types: list[ItemDefinition] = []
    decisions: list[Decision] = []
    for grid in grids:
        if grid.found and not grid.cells:
            continue
        kind = word(grid.words(0, 0) or "", SheetKind)
        if kind is None:
            grid.add("XLS003", 0, 0, Severity.WARNING)
        elif kind is SheetKind.MODEL:
            definitions = _model(grid, name)
        elif kind is SheetKind.TABLE:
            decisions.append(_decision(grid))
        elif kind is SheetKind.INPUTS:
            inputs += [_input(row) for row in _rows(grid)]
        elif kind is SheetKind.TYPES:
            types += _types(grid)
        else:
            decisions += [_expression(row) for row in _rows(grid)]
    return Definitions(
        name=definitions.name,
        namespace=definitions.namespace,
        id=definitions.id,
        description=definitions.description,
        item_definitions=tuple(types),
        elements=(*inputs, *decisions),
    )


def _model(grid: Grid, name: str) -> Definitions:
    facts = _facts(grid, range(len(grid.cells)))
    own = grid.words(0, 1) or name
    return Definitions(
        name=own,
        namespace=facts.get(Fact.NAMESPACE) or f"urn:luodi:{quote(own, safe='')}",
        id=facts.get(Fact.ID),
        description=facts.get(Fact.DESCRIPTION),
    )


def _facts(grid: Grid, rows: range) -> dict[Fact, str]:
    """What stands beside the labels in column A; a label that is not known is reported."""
    facts: dict[Fact, str] = {}
    for row in rows[1:]:
        label = grid.words(row, 0)
        if label is None:
            continue
        fact = word(label, Fact)
        text = grid.text(row, 1)
        for column in range(2, len(grid.cells[row])):
            _unused(grid, row, column)
        if fact is None:
            grid.add("XLS007", row, 0, Severity.WARNING, label=label)
        elif text is not None:
            if fact is Fact.ID:
                _check_id(grid, row, 1, text)
            facts[fact] = text
    return facts


def _decision(grid: Grid) -> Decision:
    heads = _heads(grid)
    first = min(heads.values(), default=len(grid.cells))
    facts = _facts(grid, range(first))
    name = _name(grid, 0, 1)
    return Decision(
        name=name,
        place=grid.place(0, 1),
        id=facts.get(Fact.ID),
        description=facts.get(Fact.DESCRIPTION),
        question=facts.get(Fact.QUESTION),
        allowed_answers=facts.get(Fact.ANSWERS),
        variable=InformationItem(name=name, type_ref=facts.get(Fact.RESULT_TYPE)),
        expression=_table(grid, heads, facts),
    )


def _heads(grid: Grid) -> dict[Head, int]:
    """The rows of the table's head; nothing below the row of rules is one."""
    heads: dict[Head, int] = {}
    for row in range(1, len(grid.cells)):
        head = word(grid.words(row, 0) or "", Head)
        if head is None:
            if heads and grid.words(row, 0):
                grid.add("XLS007", row, 0, Severity.WARNING, label=grid.words(row, 0))
            continue
        if head in heads:
            grid.add("XLS022", row, 0, label=head)
        heads.setdefault(head, row)
        if head is Head.RULES:
            break
    for head in (Head.KIND, Head.EXPRESSION, Head.RULES):
        if head not in heads:
            grid.add("XLS010", 0, 0, label=head)
    return heads


def _table(grid: Grid, heads: dict[Head, int], facts: dict[Fact, str]) -> DecisionTable:
    policy, aggregation = _policy(grid, facts)
    kinds = _columns(grid, heads)
    inputs, outputs, annotations, notes = (
        [column for column, kind in kinds.items() if kind is wanted] for wanted in ColumnKind
    )
    if not outputs and Head.KIND in heads:
        grid.add("XLS012", heads[Head.KIND], 0)

    for column, kind in kinds.items():
        for which in _NOT_FOR[kind] & heads.keys():
            _unused(grid, heads[which], column)
    head = _HeadCells(grid, heads)
    for column in inputs:
        if head.text(Head.EXPRESSION, column) is None and Head.EXPRESSION in heads:
            grid.add("XLS013", heads[Head.EXPRESSION], column)
    rules = range(heads[Head.RULES] + 1 if Head.RULES in heads else len(grid.cells), len(grid.cells))
    return DecisionTable(
        place=grid.place(0, 0),
        hit_policy=policy,
        aggregation=aggregation,
        orientation=_orientation(grid, facts),
        output_label=facts.get(Fact.OUTPUT_LABEL),
        inputs=tuple(_input_clause(head, column) for column in inputs),
        outputs=tuple(_output_clause(head, column) for column in outputs),
        annotations=tuple(_annotation_name(head, column) for column in annotations),
        rules=tuple(
            Rule(
                place=grid.place(row, 0),
                inputs=tuple(
                    UnaryTests(text=grid.text(row, column) or "", place=grid.place(row, column))
                    for column in inputs
                ),
                outputs=tuple(
                    LiteralExpression(text=grid.text(row, column) or "", place=grid.place(row, column))
                    for column in outputs
                ),
                annotations=tuple(grid.text(row, column) for column in annotations),
                description=next(filter(None, (grid.text(row, column) for column in notes)), None),
            )
            for row in rules
            if any(cell is not None for cell in grid.cells[row])
        ),
    )


@dataclass(frozen=True, slots=True)
class _HeadCells:
    """The head of a table: what stands in a row of it; nothing where the row is left out."""

    grid: Grid
    rows: dict[Head, int]

    def text(self, head: Head, column: int) -> str | None:
        return self.grid.text(self.rows[head], column) if head in self.rows else None

    def type_ref(self, column: int) -> str | None:
        return _trimmed(self.text(Head.TYPE, column))

    def place(self, head: Head, column: int) -> Place:
        return self.grid.place(self.rows.get(head, 0), column)

    def tests(self, head: Head, column: int) -> UnaryTests | None:
        text = self.text(head, column)
        return UnaryTests(text=text, place=self.place(head, column)) if text is not None else None

    def literal(self, head: Head, column: int) -> LiteralExpression | None:
        text = self.text(head, column)
        return LiteralExpression(text=text, place=self.place(head, column)) if text is not None else None


def _input_clause(head: _HeadCells, column: int) -> InputClause:
    place = head.place(Head.EXPRESSION, column)
    text = head.text(Head.EXPRESSION, column) or ""
    return InputClause(
        place=place,
        label=head.text(Head.LABEL, column),
        expression=LiteralExpression(text=text, type_ref=head.type_ref(column), place=place),
        values=head.tests(Head.VALUES, column),
    )


def _output_clause(head: _HeadCells, column: int) -> OutputClause:
    return OutputClause(
        place=head.place(Head.KIND, column),
        label=head.text(Head.LABEL, column),
        name=head.text(Head.EXPRESSION, column),
        type_ref=head.type_ref(column),
        values=head.tests(Head.VALUES, column),
        default=head.literal(Head.DEFAULT, column),
    )


def _annotation_name(head: _HeadCells, column: int) -> str | None:
    """The name of a column of annotations; people may write it as its title instead."""
    name, label = head.text(Head.EXPRESSION, column), head.text(Head.LABEL, column)
    if name is not None and label not in (None, name):
        _unused(head.grid, head.rows[Head.LABEL], column)
    return name or label


def _columns(grid: Grid, heads: dict[Head, int]) -> dict[int, ColumnKind]:
    """What each column holds. One without a kind is reported where there is anything in it."""
    kinds: dict[int, ColumnKind] = {}
    if Head.KIND not in heads:
        return kinds
    row = heads[Head.KIND]
    width = max((len(line) for line in grid.cells[row:]), default=0)
    for column in range(1, width):
        text = grid.words(row, column)
        kind = word(text or "", ColumnKind)
        if kind is not None:
            kinds[column] = kind
        elif text is not None or any(grid.text(below, column) for below in range(row, len(grid.cells))):
            grid.add("XLS008", row, column, allowed="、".join(ColumnKind))
    return kinds


def _policy(grid: Grid, facts: dict[Fact, str]) -> tuple[HitPolicy, Aggregation | None]:
    text = facts.get(Fact.POLICY)
    found = policy_of(text) if text is not None else (HitPolicy.UNIQUE, None)
    if found is None:
        grid.add("XLS009", _row_of(grid, Fact.POLICY), 1, was=text)
        return HitPolicy.UNIQUE, None
    return found


def _orientation(grid: Grid, facts: dict[Fact, str]) -> Orientation:
    text = facts.get(Fact.ORIENTATION)
    if text is None:
        return Orientation.RULES_AS_ROWS
    for orientation, words in ORIENTATIONS.items():
        if text.strip() in (words, orientation.value):
            return orientation
    grid.add("XLS018", _row_of(grid, Fact.ORIENTATION), 1, was=text, allowed="、".join(ORIENTATIONS.values()))
    return Orientation.RULES_AS_ROWS


def _row_of(grid: Grid, fact: Fact) -> int:
    rows = range(len(grid.cells))
    return next(row for row in rows if word(grid.words(row, 0) or "", Fact) is fact)


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
            _check_id(grid, number, columns[ListColumn.ID], written)
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
    return InformationItem(name=row.text(ListColumn.NAME) or "", type_ref=_trimmed(row.text(ListColumn.TYPE)))


def _types(grid: Grid) -> list[ItemDefinition]:
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
            type_ref=_trimmed(row.text(ListColumn.TYPE)),
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


def _unused(grid: Grid, row: int, column: int) -> None:
    """A text where none is read is said to be lost."""
    if grid.text(row, column) is not None:
        grid.add("XLS023", row, column, Severity.WARNING, text=(grid.text(row, column) or "")[:40])


def _name(grid: Grid, row: int, column: int) -> str:
    text = grid.text(row, column)
    if text is None:
        grid.add("XLS013", row, column)
    return text or ""


def _check_id(grid: Grid, row: int, column: int, text: str) -> None:
    if not _ID.fullmatch(text):
        grid.add("XLS020", row, column, was=text)


def _trimmed(text: str | None) -> str | None:
    return (text.strip() or None) if text is not None else None
