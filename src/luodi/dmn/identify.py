"""Ids for the parts of tables, which editors of DMN need to tell them apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from luodi.dmn.model import Decision, DecisionTable, Definitions, Element

_Part = TypeVar("_Part", bound=Element)


def with_table_ids(definitions: Definitions) -> Definitions:
    """The model with an id on every part of the tables that stand directly in decisions; those there stay."""
    return replace(
        definitions,
        elements=tuple(
            replace(each, expression=_table(each.expression, each.id))
            if isinstance(each, Decision) and isinstance(each.expression, DecisionTable) and each.id
            else each
            for each in definitions.elements
        ),
    )


def _table(table: DecisionTable, base: str) -> DecisionTable:
    inputs = []
    for number, clause in enumerate(table.inputs, 1):
        name = f"{base}_input_{number}"
        inputs.append(
            replace(_given(clause, name), expression=_given(clause.expression, f"{name}_expression"))
        )
    rules = []
    for number, rule in enumerate(table.rules, 1):
        name = f"{base}_rule_{number}"
        cells = tuple(_given(cell, f"{name}_input_{place}") for place, cell in enumerate(rule.inputs, 1))
        results = tuple(_given(cell, f"{name}_output_{place}") for place, cell in enumerate(rule.outputs, 1))
        rules.append(replace(_given(rule, name), inputs=cells, outputs=results))
    return replace(
        _given(table, f"{base}_table"),
        inputs=tuple(inputs),
        outputs=tuple(_given(each, f"{base}_output_{n}") for n, each in enumerate(table.outputs, 1)),
        rules=tuple(rules),
    )


def _given(part: _Part, name: str) -> _Part:
    return part if part.id else replace(part, id=name)
