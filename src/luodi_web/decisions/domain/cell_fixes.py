"""What a cell in words, ``不限`` or ``信息技术``, would be read as in a workbook: the fix of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from luodi.dmn.model import (
    Decision,
    DecisionTable,
    Definitions,
    InputData,
    LiteralExpression,
    Rule,
    UnaryTests,
)
from luodi.dmn.plain import plain_cells
from luodi_web.decisions.domain.dictionary import units_by_name
from luodi_web.decisions.domain.tables import PlacedFault


def as_written_cell(
    definitions: Definitions, place: PlacedFault, text: str, names: Iterable[str], kind: str = ""
) -> str | None:
    """The FEEL of the text in its column, None where it stays as it is or its column is not known.

    place: as the saved model has it. names: that the text may use. kind: the column's type, where newer.
    """
    decision = next((each for each in definitions.decisions if place.table_id in (each.id, each.name)), None)
    table = decision.expression if decision is not None else None
    if decision is None or not isinstance(table, DecisionTable) or not place.column:
        return None
    at = place.column - 1
    alone = _alone(table, at, text, kind)
    listed = [each for each in definitions.elements if isinstance(each, InputData)]
    named = {each.name for each in listed}
    more = [InputData(name=each) for each in names if each not in named and each != decision.name]
    small = replace(definitions, elements=(*listed, *more, replace(decision, expression=alone)))
    read = plain_cells(small, units_by_name())[0].elements[-1]
    if not isinstance(read, Decision) or not isinstance(read.expression, DecisionTable):
        return None
    rule = read.expression.rules[0]
    made = rule.inputs[0].text if rule.inputs else (rule.outputs[0].text or "")
    return made if made != text else None


def _alone(table: DecisionTable, at: int, text: str, kind: str) -> DecisionTable:
    """The table with nothing but one column and one rule, whose only cell is the text."""
    if at < len(table.inputs):
        clause = table.inputs[at]
        if kind:
            clause = replace(clause, expression=replace(clause.expression, type_ref=kind))
        rule = Rule(inputs=(UnaryTests(text=text),), outputs=())
        return replace(table, inputs=(clause,), outputs=(), rules=(rule,))
    output = table.outputs[at - len(table.inputs)]
    if kind:
        output = replace(output, type_ref=kind)
    rule = Rule(inputs=(), outputs=(LiteralExpression(text=text),))
    return replace(table, inputs=(), outputs=(output,), rules=(rule,))
