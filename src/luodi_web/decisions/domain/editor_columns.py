"""What the editor asks about: a decision of the saved model, with the column as it stands in the editor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from luodi.dmn.model import (
    Decision,
    DecisionTable,
    Definitions,
    InformationItem,
    InputClause,
    LiteralExpression,
    OutputClause,
    UnaryTests,
)
from luodi_web.decisions.domain.tables import PlacedFault

# Longest text that is checked while it is typed, and most names beside it.
_TEXT_CHARS = 20_000
_NAMES = 2_000


@dataclass(frozen=True)
class Asked:
    """decision: of which the text is a part; column: of its table, from 1, 0 for a formula.

    names: that the text may use, with their types as written.
    """

    text: str
    decision: Decision
    column: int
    names: Mapping[str, str]


def asked_of(definitions: Definitions, asked: Mapping[str, Any], place: PlacedFault, kind: str) -> Asked:
    """The question of the editor, whose table and column may be newer than the saved model.

    place: where the saved model has it. kind: input, output, head or literal.
    """
    text = _text(asked, "text")[:_TEXT_CHARS]
    saved = next((each for each in definitions.decisions if place.table_id in (each.id, each.name)), None)
    decision = saved or Decision(name=place.table_id)
    names = _names(asked.get("names"))
    names.pop(decision.name, None)
    if kind == "literal" or (kind == "output" and not place.column and not asked.get("column")):
        variable = decision.variable or InformationItem(name=decision.name)
        if (type_ref := _text(asked, "type")) != "":
            variable = replace(variable, type_ref=type_ref)
        literal = LiteralExpression(text=text)
        return Asked(text, replace(decision, variable=variable, expression=literal), 0, names)
    table = decision.expression
    if not isinstance(table, DecisionTable):
        table = DecisionTable()
    if kind == "head":
        asked = {**asked, "expression": text}
    is_input = place.is_input if place.column else kind in ("input", "head")
    if is_input:
        table, column = _with_input(table, asked, place.column)
    else:
        table, column = _with_output(table, asked, place.column)
    return Asked(text, replace(decision, expression=table), column, names)


def _with_input(table: DecisionTable, asked: Mapping[str, Any], column: int) -> tuple[DecisionTable, int]:
    old = table.inputs[column - 1] if column else InputClause(expression=LiteralExpression(text=""))
    expression = replace(
        old.expression,
        type_ref=_text(asked, "type") or old.expression.type_ref,
        text=_text(asked, "expression", old.expression.text or ""),
    )
    label = _text(asked, "label", old.label or "") or None
    clause = replace(old, expression=expression, label=label, values=_values(asked, old.values))
    at = column or len(table.inputs) + 1
    return replace(table, inputs=(*table.inputs[: at - 1], clause, *table.inputs[at:])), at


def _with_output(table: DecisionTable, asked: Mapping[str, Any], column: int) -> tuple[DecisionTable, int]:
    at = column - len(table.inputs) if column else len(table.outputs) + 1
    old = table.outputs[at - 1] if column else OutputClause()
    clause = replace(
        old,
        type_ref=_text(asked, "type") or old.type_ref,
        label=_text(asked, "label", old.label or "") or None,
        name=_text(asked, "name", old.name or "") or None,
        values=_values(asked, old.values),
    )
    table = replace(table, outputs=(*table.outputs[: at - 1], clause, *table.outputs[at:]))
    return table, len(table.inputs) + at


def _values(asked: Mapping[str, Any], old: UnaryTests | None) -> UnaryTests | None:
    """The values that a column allows, as they are now."""
    if not isinstance(asked.get("values"), str):
        return old
    text = _text(asked, "values")[:_TEXT_CHARS]
    return UnaryTests(text=text) if text.strip() else None


def _text(asked: Mapping[str, Any], key: str, otherwise: str = "") -> str:
    value = asked.get(key)
    return value if isinstance(value, str) else otherwise


def _names(listed: object) -> dict[str, str]:
    names: dict[str, str] = {}
    for each in (listed if isinstance(listed, list) else [])[:_NAMES]:
        name, kind = (each.get("name"), each.get("type")) if isinstance(each, dict) else (each, "")
        if isinstance(name, str):
            names[name] = kind if isinstance(kind, str) else ""
    return names
