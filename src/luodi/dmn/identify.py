"""Ids for the parts of tables, which editors of DMN need to tell them apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from luodi.dmn.model import Decision, DecisionTable, Definitions, Element

_Part = TypeVar("_Part", bound=Element)


def with_table_ids(definitions: Definitions) -> Definitions:
    """The model with an id on every part of the tables that stand directly in decisions; those there stay.

    No new id is one of an element of the model.
    """
    numbering = _Numbering({each.id for each in definitions.elements if each.id})
    return replace(
        definitions,
        elements=tuple(
            replace(each, expression=numbering.table(each.expression, each.id))
            if isinstance(each, Decision) and isinstance(each.expression, DecisionTable) and each.id
            else each
            for each in definitions.elements
        ),
    )


class _Numbering:
    def __init__(self, taken: set[str]) -> None:
        self._taken = taken

    def table(self, table: DecisionTable, base: str) -> DecisionTable:
        inputs = []
        for number, clause in enumerate(table.inputs, 1):
            name = f"{base}_input_{number}"
            expression = self._given(clause.expression, f"{name}_expression")
            inputs.append(replace(self._given(clause, name), expression=expression))
        rules = []
        for number, rule in enumerate(table.rules, 1):
            name = f"{base}_rule_{number}"
            cells = tuple(self._given(cell, f"{name}_input_{n}") for n, cell in enumerate(rule.inputs, 1))
            results = tuple(self._given(cell, f"{name}_output_{n}") for n, cell in enumerate(rule.outputs, 1))
            rules.append(replace(self._given(rule, name), inputs=cells, outputs=results))
        return replace(
            self._given(table, f"{base}_table"),
            inputs=tuple(inputs),
            outputs=tuple(self._given(each, f"{base}_output_{n}") for n, each in enumerate(table.outputs, 1)),
            rules=tuple(rules),
        )

    def _given(self, part: _Part, name: str) -> _Part:
        if part.id:
            return part
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return replace(part, id=name)
