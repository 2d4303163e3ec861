"""What is wrong in one cell while it is typed: the saved model, with that cell's text as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn.model import Decision, DecisionTable, Definitions
from luodi.feel.names import Scope, normalise_name
from luodi.feel.parser import parse_expression, parse_unary_tests
from luodi.feel.written import unit_of_label
from luodi.source import Span
from luodi_web.decisions.domain.cell_fixes import as_written_cell
from luodi_web.decisions.domain.columns import input_label, output_label
from luodi_web.decisions.domain.content import Content
from luodi_web.decisions.domain.dictionary import units_by_name
from luodi_web.decisions.domain.names import names_in
from luodi_web.decisions.domain.tables import PlacedFault

# Longest text of a cell that is checked while it is typed.
_TEXT_CHARS = 20_000
_NAMES = 2_000
# What is said of a cell in words that FEEL has no reading for; other faults say more about where.
_UNREADABLE = frozenset(("FEEL008", "FEEL015", "FEEL031"))


def check_cell(content: Content, asked: Mapping[str, Any]) -> list[PlacedFault]:
    """Faults of a text in its place.

    asked: text; table, rule, column: ids, or the decision's name and numbers from 1 (conditions, then
    results); type: of the column, where it is newer than the saved one; kind: input, output, head or literal;
    names: [{"name", "type"}] that the text may use where the model in the editor is newer than the saved one.
    """
    text = str(asked.get("text") or "")[:_TEXT_CHARS]
    found = _find(content.definitions, asked)
    kind = str(asked.get("kind") or ("input" if found.is_input and found.rule else "output"))
    tests = kind == "input"
    known = {normalise_name(each.name) for each in content.definitions.elements}
    listed = asked.get("names")
    for each in (listed if isinstance(listed, list) else [])[:_NAMES]:
        name = each.get("name") if isinstance(each, dict) else each
        if isinstance(name, str):
            known.add(normalise_name(name))
    scope = Scope(known)
    unit = _unit_of(content.definitions, found)
    parsed = parse_unary_tests(text, scope, unit) if tests else parse_expression(text, scope, unit)
    said: list[Diagnostic] = list(parsed.diagnostics)
    if not text.strip():
        return []  # An empty cell says nothing yet; in a condition it means any value.
    unknown = list(names_in(text, known, tests=tests))
    said = said or unknown
    if any(each.code in _UNREADABLE for each in (*said, *unknown)) and kind in ("input", "output"):
        fix = as_written_cell(content.definitions, found, text, known, str(asked.get("type") or ""))
        if fix is not None:
            span = Span(0, len(text.rstrip()))
            said = [Diagnostic("FEEL014", Severity.ERROR, span, {"was": text.strip(), "fix": fix})]
    return [replace(found, found=replace(each, where=found.found.where), text=text) for each in said]


def _unit_of(definitions: Definitions, place: PlacedFault) -> str | None:
    """The unit of a column as an uploaded workbook would have it read: its label's, else the dictionary's."""
    decision = next((each for each in definitions.decisions if place.table_id in (each.id, each.name)), None)
    table = decision.expression if decision is not None else None
    if decision is None or not isinstance(table, DecisionTable) or not place.column:
        return None
    if place.is_input:
        clause = table.inputs[place.column - 1]
        label, name = clause.label, (clause.expression.text or "").strip()
    else:
        output = table.outputs[place.column - len(table.inputs) - 1]
        label, name = output.label, output.name or decision.name
    unit = unit_of_label(label)
    return units_by_name().get(name) if unit is None else unit


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
