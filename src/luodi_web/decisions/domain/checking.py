"""What is wrong in a cell while it is typed: the saved model, with cell and column as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn.model import Decision, DecisionTable, Definitions
from luodi.feel.names import normalise_name
from luodi.review.check_cell import check_cell as check_in_column
from luodi.review.check_cell import check_formula, check_head
from luodi.source import Span
from luodi_web.decisions.domain.cell_fixes import as_written_cell
from luodi_web.decisions.domain.columns import input_label, output_label
from luodi_web.decisions.domain.content import Content
from luodi_web.decisions.domain.dictionary import units_by_name
from luodi_web.decisions.domain.editor_columns import Asked, asked_of
from luodi_web.decisions.domain.names import names_in
from luodi_web.decisions.domain.tables import PlacedFault

# What is said of a cell in words that FEEL has no reading for; other faults say more about where.
_UNREADABLE = frozenset(("FEEL008", "FEEL015", "FEEL031"))


def check_cell(content: Content, asked: Mapping[str, Any]) -> list[PlacedFault]:
    """Faults of a text in its place: of the text, its names, its type, its values.

    asked: text; table, rule, column: ids, or the decision's name and numbers from 1 (conditions, then
    results); kind: input, output, head or literal. What is newer in the editor than in the saved model: type,
    label, expression, name and values of the column; names: [{"name", "type"}] that the text may use.
    """
    definitions = content.definitions
    found = _find(definitions, asked)
    kind = str(asked.get("kind") or ("input" if found.is_input and found.rule else "output"))
    question = asked_of(definitions, asked, found, kind)
    if not question.text.strip():
        return []  # An empty cell says nothing yet; in a condition it means any value.
    units = units_by_name()
    said = _said(definitions, question, kind, units)
    known = {normalise_name(each) for each in (*(one.name for one in definitions.elements), *question.names)}
    # In a text with other faults, too, what is no name is a word.
    words = names_in(question.text, known, tests=kind == "input")
    if kind in ("input", "output") and any(each.code in _UNREADABLE for each in (*said, *words)):
        fix = as_written_cell(definitions, question.decision, question.column, question.text, known, units)
        if fix is not None:
            span = Span(0, len(question.text.rstrip()))
            values = {"was": question.text.strip(), "fix": fix}
            said = [Diagnostic("FEEL014", Severity.ERROR, span, values)]
    return [replace(found, found=replace(each, where=found.found.where), text=question.text) for each in said]


def _said(definitions: Definitions, question: Asked, kind: str, units: Mapping[str, str]) -> list[Diagnostic]:
    decision, names = question.decision, question.names
    if kind == "head":
        return check_head(definitions, decision, question.column, names=names, units=units)
    if question.column:
        return check_in_column(
            definitions, decision, question.column, question.text, names=names, units=units
        )
    return check_formula(definitions, decision, names=names, units=units)


def _find(definitions: Definitions, asked: Mapping[str, Any]) -> PlacedFault:
    """The place that is asked about, as far as the saved model has it."""
    # Filled in with what is found.
    blank = Diagnostic("FEEL001", Severity.ERROR)
    table, rule, column = (asked.get(name) for name in ("table", "rule", "column"))
    for decision in definitions.decisions:
        if table in (decision.id, decision.name):
            return _within(decision, rule, column, blank)
    return PlacedFault(blank, str(table or ""), table_id=str(table or ""))


def _within(decision: Decision, rule: Any, column: Any, blank: Diagnostic) -> PlacedFault:
    place = PlacedFault(blank, decision.name, table_id=decision.id or "")
    expression = decision.expression
    if not isinstance(expression, DecisionTable):
        return place
    number, rule_id = _numbered([each.id for each in expression.rules], rule)
    clauses = [*expression.inputs, *expression.outputs]
    column_number, column_id = _numbered([each.id for each in clauses], column)
    label, is_input = "", False
    if 0 < column_number <= len(clauses):
        is_input = column_number <= len(expression.inputs)
        label = (
            input_label(expression.inputs[column_number - 1], column_number)
            if is_input
            else output_label(expression.outputs[column_number - len(expression.inputs) - 1], decision.name)
        )
    words = [decision.name]
    if number:
        words.append(f"规则 {number}")
    if column_number:
        own = column_number if is_input else column_number - len(expression.inputs)
        words.append(f"{'输入' if is_input else '输出'} {own}")
    return replace(
        place,
        found=replace(blank, where=" › ".join(words)),
        rule=number,
        column=column_number,
        column_label=label,
        rule_id=rule_id,
        column_id=column_id,
        is_input=is_input,
    )


def _numbered(ids: list[str | None], asked: Any) -> tuple[int, str]:
    """The number from 1 of a part given by id or number, with its id; 0 for none."""
    if isinstance(asked, str) and asked in ids:
        return ids.index(asked) + 1, asked
    if isinstance(asked, int) and not isinstance(asked, bool) and 0 < asked <= len(ids):
        return asked, ids[asked - 1] or ""
    return 0, asked if isinstance(asked, str) else ""
