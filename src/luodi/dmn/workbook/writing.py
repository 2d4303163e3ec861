"""A model's decision tables as an Excel workbook, in the layout of ``layout``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.dmn.hit_policy import POLICY_WORDS
from luodi.dmn.model import (
    Decision,
    DecisionTable,
    Definitions,
    ItemDefinition,
    LiteralExpression,
    Orientation,
    UnaryTests,
)
from luodi.dmn.workbook.layout import (
    LIST_COLUMNS,
    ORIENTATIONS,
    YES,
    ColumnKind,
    Fact,
    Head,
    ListColumn,
    SheetKind,
    policy_text,
)

# Excel's own limits.
_CELL_LIMIT: Final = 32_767
_NAME_LIMIT: Final = 31
_FORBIDDEN_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_COLOURS: Final = {
    ColumnKind.INPUT: "#DDEBF7",
    ColumnKind.OUTPUT: "#E2EFDA",
    ColumnKind.ANNOTATION: "#F2F2F2",
    ColumnKind.NOTE: "#F2F2F2",
}
_WIDTHS: Final = {ColumnKind.INPUT: 18, ColumnKind.OUTPUT: 18, ColumnKind.ANNOTATION: 24, ColumnKind.NOTE: 24}


def write_workbook(definitions: Definitions) -> bytes:
    """The workbook: a sheet for the model, its inputs, types and literal expressions, and one a table.

    What has no place in it is left out: compare with ``to_workbook``, which says what.
    Raises LuodiError XLS006 for a text that is longer than a cell of Excel can be.
    """
    buffer = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        _Writer(book).model(definitions)
    return buffer.getvalue()


class _Writer:
    def __init__(self, book: Any) -> None:
        self._book = book
        self._names: set[str] = set()
        plain = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
        self._label = book.add_format({**plain, "bold": True, "bg_color": "#EDEDED"})
        self._cell = book.add_format(plain)
        self._heads = {
            kind: book.add_format({**plain, "bold": True, "bg_color": colour})
            for kind, colour in _COLOURS.items()
        }

    def model(self, definitions: Definitions) -> None:
        sheet = self._sheet(SheetKind.MODEL)
        facts = {
            SheetKind.MODEL: definitions.name,
            Fact.NAMESPACE: definitions.namespace,
            Fact.ID: definitions.id,
            Fact.DESCRIPTION: definitions.description,
        }
        self._facts(sheet, facts)
        sheet.set_column(1, 1, 60)
        self._list(SheetKind.INPUTS, [_input_row(each) for each in definitions.inputs])
        self._list(SheetKind.TYPES, list(_type_rows(definitions.item_definitions, 1)))
        literals = [each for each in definitions.decisions if isinstance(each.expression, LiteralExpression)]
        self._list(SheetKind.EXPRESSIONS, [_expression_row(each) for each in literals])
        for decision in definitions.decisions:
            if isinstance(decision.expression, DecisionTable):
                self._table(decision, decision.expression)

    def _table(self, decision: Decision, table: DecisionTable) -> None:
        sheet = self._sheet(decision.name)
        rows = table.orientation is Orientation.RULES_AS_ROWS
        facts = {
            SheetKind.TABLE: decision.name,
            Fact.POLICY: policy_text(table.hit_policy, table.aggregation),
            Fact.RESULT_TYPE: decision.type_ref,
            Fact.QUESTION: decision.question,
            Fact.ANSWERS: decision.allowed_answers,
            Fact.DESCRIPTION: decision.description,
            Fact.OUTPUT_LABEL: table.output_label,
            Fact.ORIENTATION: None if rows else ORIENTATIONS[table.orientation],
            Fact.ID: decision.id,
        }
        top = self._facts(sheet, facts)
        policies = [policy_text(*policy) for policy in POLICY_WORDS]
        sheet.data_validation(1, 1, 1, 1, {"validate": "list", "source": policies, "error_type": "warning"})
        columns = _columns(table)
        for place, column in enumerate(columns, 1):
            kind = ColumnKind(column[Head.KIND] or "")
            sheet.set_column(place, place, _WIDTHS[kind])
            for offset, head in enumerate(Head):
                self._write(sheet, top + offset, place, column.get(head), self._heads[kind])
        for offset, head in enumerate(Head):
            self._write(sheet, top + offset, 0, head, self._label)
        first = top + len(Head)
        for number, rule in enumerate(table.rules):
            sheet.write_number(first + number, 0, number + 1, self._label)
            cells = _filled([each.text for each in rule.inputs], len(table.inputs))
            cells += _filled([each.text for each in rule.outputs], len(table.outputs))
            cells += _filled(rule.annotations, _annotation_count(table))
            if any(each.description for each in table.rules):
                cells.append(rule.description)
            for place, text in enumerate(cells, 1):
                self._write(sheet, first + number, place, text, self._cell)
        sheet.freeze_panes(first, 1)

    def _facts(self, sheet: Any, facts: Mapping[Any, str | None]) -> int:
        """Rows of a label and a value; those without a value are left out. Gives the row after them."""
        row = 0
        for label, value in facts.items():
            if value or row == 0:
                self._write(sheet, row, 0, label, self._label)
                self._write(sheet, row, 1, value, self._cell)
                row += 1
        sheet.set_column(0, 0, 14)
        return row

    def _list(self, kind: SheetKind, rows: list[dict[ListColumn, str | None]]) -> None:
        if not rows:
            return
        sheet = self._sheet(kind)
        self._write(sheet, 0, 0, kind, self._label)
        for place, column in enumerate(LIST_COLUMNS[kind]):
            self._write(sheet, 1, place, column, self._label)
            sheet.set_column(place, place, 20)
            for number, row in enumerate(rows, 2):
                self._write(sheet, number, place, row.get(column), self._cell)
        sheet.freeze_panes(2, 0)

    def _sheet(self, wanted: str) -> Any:
        """A sheet of a name that Excel takes: without its forbidden characters, short, not there already."""
        base = _FORBIDDEN_IN_NAMES.sub("_", wanted).strip("'")[:_NAME_LIMIT] or "_"
        name, number = base, 1
        while name.lower() in self._names or name.lower() == "history":  # which Excel keeps for itself
            number += 1
            name = f"{base[: _NAME_LIMIT - len(str(number)) - 1]}_{number}"
        self._names.add(name.lower())
        return self._book.add_worksheet(name)

    def _write(self, sheet: Any, row: int, column: int, text: str | None, style: Any) -> None:
        if not text:
            sheet.write_blank(row, column, None, style)
            return
        # Excel counts UTF-16 units.
        if len(text.encode("utf-16-le")) // 2 > _CELL_LIMIT:
            where = f"{sheet.get_name()}!{xlsxwriter.utility.xl_rowcol_to_cell(row, column)}"
            values = {"limit": _CELL_LIMIT}
            raise LuodiError(Diagnostic("XLS006", Severity.ERROR, None, values, where=where))
        sheet.write_string(row, column, text, style)


def _columns(table: DecisionTable) -> list[dict[Head, str | None]]:
    columns: list[dict[Head, str | None]] = []
    for clause in table.inputs:
        columns.append(
            {
                Head.KIND: ColumnKind.INPUT,
                Head.LABEL: clause.label,
                Head.EXPRESSION: clause.expression.text,
                Head.TYPE: clause.expression.type_ref,
                Head.VALUES: _text(clause.values),
            }
        )
    for output in table.outputs:
        columns.append(
            {
                Head.KIND: ColumnKind.OUTPUT,
                Head.LABEL: output.label,
                Head.EXPRESSION: output.name,
                Head.TYPE: output.type_ref,
                Head.VALUES: _text(output.values),
                Head.DEFAULT: output.default.text if output.default else None,
            }
        )
    names = _filled(table.annotations, _annotation_count(table))
    columns += [{Head.KIND: ColumnKind.ANNOTATION, Head.EXPRESSION: name} for name in names]
    if any(rule.description for rule in table.rules):
        columns.append({Head.KIND: ColumnKind.NOTE})
    return columns


def _annotation_count(table: DecisionTable) -> int:
    return max([len(table.annotations), *(len(rule.annotations) for rule in table.rules)])


def _filled(texts: Sequence[str | None], count: int) -> list[str | None]:
    """As many as there are columns: a rule may have fewer cells."""
    return [*texts, *[None] * (count - len(texts))]


def _text(tests: UnaryTests | None) -> str | None:
    return tests.text if tests else None


def _input_row(source: Any) -> dict[ListColumn, str | None]:
    return {
        ListColumn.NAME: source.name,
        ListColumn.TYPE: source.type_ref,
        ListColumn.LABEL: source.label,
        ListColumn.DESCRIPTION: source.description,
        ListColumn.ID: source.id,
    }


def _expression_row(decision: Decision) -> dict[ListColumn, str | None]:
    text = decision.expression.text if isinstance(decision.expression, LiteralExpression) else None
    return {**_input_row(decision), ListColumn.TEXT: text}


def _type_rows(types: tuple[ItemDefinition, ...], level: int) -> Iterable[dict[ListColumn, str | None]]:
    for each in types:
        yield {
            ListColumn.LEVEL: str(level),
            ListColumn.NAME: each.name,
            ListColumn.TYPE: each.type_ref,
            ListColumn.COLLECTION: YES if each.is_collection else None,
            ListColumn.VALUES: _text(each.allowed_values),
            ListColumn.CONSTRAINT: _text(each.type_constraint),
            ListColumn.LABEL: each.label,
            ListColumn.DESCRIPTION: each.description,
            ListColumn.ID: each.id,
        }
        yield from _type_rows(each.components, level + 1)
