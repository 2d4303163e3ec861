"""What a cell in words, ``不限`` or ``信息技术``, would be read as in a workbook: the fix of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def as_written_cell(
    definitions: Definitions,
    decision: Decision,
    column: int,
    text: str,
    names: Iterable[str],
    units: Mapping[str, str],
) -> str | None:
    """The FEEL of the text in a column of the decision's table, from 1; None where it stays as it is.

    decision: with the heads of its table as they are now. names: that the text may use.
    """
    table = decision.expression
    if not isinstance(table, DecisionTable) or not column:
        return None
    alone = _alone(table, column - 1, text)
    listed = [each for each in definitions.elements if isinstance(each, InputData)]
    named = {each.name for each in listed}
    more = [InputData(name=each) for each in names if each not in named and each != decision.name]
    small = replace(definitions, elements=(*listed, *more, replace(decision, expression=alone)))
    read = plain_cells(small, units)[0].elements[-1]
    if not isinstance(read, Decision) or not isinstance(read.expression, DecisionTable):
        return None
    rule = read.expression.rules[0]
    made = rule.inputs[0].text if rule.inputs else (rule.outputs[0].text or "")
    return made if made != text else None


def _alone(table: DecisionTable, at: int, text: str) -> DecisionTable:
    """The table with nothing but one column and one rule, whose only cell is the text."""
    if at < len(table.inputs):
        rule = Rule(inputs=(UnaryTests(text=text),), outputs=())
        return replace(table, inputs=(table.inputs[at],), outputs=(), rules=(rule,))
    rule = Rule(inputs=(), outputs=(LiteralExpression(text=text),))
    return replace(table, inputs=(), outputs=(table.outputs[at - len(table.inputs)],), rules=(rule,))
