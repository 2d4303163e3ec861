"""A blank decision table from what a person picks: conditions, results, and which rules count."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from io import BytesIO

from luodi.dmn.hit_policy import Aggregation, HitPolicy
from luodi.dmn.identify import with_table_ids
from luodi.dmn.layout import with_layout
from luodi.dmn.links import linked
from luodi.dmn.model import (
    Decision,
    DecisionTable,
    Definitions,
    InformationItem,
    InputClause,
    InputData,
    ItemDefinition,
    LiteralExpression,
    OutputClause,
    UnaryTests,
)
from luodi.dmn.workbook import to_workbook
from luodi.feel.names import normalise_name
from luodi_web.decisions.domain.content import written
from luodi_web.decisions.domain.uploads import Incoming
from luodi_web.decisions.enums import SaveSource

POLICIES: dict[str, tuple[HitPolicy, Aggregation | None]] = {
    "unique": (HitPolicy.UNIQUE, None),
    "first": (HitPolicy.FIRST, None),
    "highest": (HitPolicy.COLLECT, Aggregation.MAX),
    "sum": (HitPolicy.COLLECT, Aggregation.SUM),
    "list": (HitPolicy.RULE_ORDER, None),
}


@dataclass(frozen=True)
class ColumnChoice:
    """A column. type: of FEEL, or ``list<…>`` of one; allowed: unary tests, "" for all values."""

    name: str
    type: str
    unit: str = ""
    allowed: str = ""

    @property
    def label(self) -> str:
        """With the unit in brackets, so that people and the reading of cells know it."""
        return f"{self.name}（{self.unit}）" if self.unit else self.name


def blank_table(
    name: str, inputs: list[ColumnChoice], outputs: list[ColumnChoice], policy: str
) -> Definitions:
    """A model of one decision with a table without rules.

    policy: a key of POLICIES. Several results make the decision a context of them.
    """
    hit, aggregation = POLICIES[policy]
    types = [_type(each) for each in (*inputs, *outputs)]
    items = {item.name: item for item in types if isinstance(item, ItemDefinition)}
    clauses = tuple(
        InputClause(
            label=each.label,
            expression=LiteralExpression(text=each.name, type_ref=_reference(each)),
        )
        for each in inputs
    )
    single = len(outputs) == 1
    results = tuple(
        OutputClause(
            name=None if single else each.name,
            label=each.label,
            type_ref=_reference(each),
            values=UnaryTests(text=each.allowed) if each.allowed else None,
        )
        for each in outputs
    )
    table = DecisionTable(inputs=clauses, outputs=results, hit_policy=hit, aggregation=aggregation)
    decision_type = None
    listed = hit.is_multiple and aggregation is None
    if single and not listed:
        decision_type = _reference(outputs[0])
    decision = Decision(
        name=name, variable=InformationItem(name=name, type_ref=decision_type), expression=table
    )
    sources = tuple(
        InputData(name=each.name, variable=InformationItem(name=each.name, type_ref=_reference(each)))
        for each in inputs
    )
    definitions = Definitions(
        id="model",
        name=name,
        namespace=f"urn:luodi:{hashlib.sha256(normalise_name(name).encode()).hexdigest()[:16]}",
        item_definitions=tuple(items.values()),
        elements=(*sources, decision),
    )
    return with_table_ids(linked(definitions))


def _reference(column: ColumnChoice) -> str:
    return column.name if column.allowed or column.type.startswith("list<") else column.type


def _type(column: ColumnChoice) -> ItemDefinition | str:
    if _reference(column) == column.type:
        return column.type
    is_list = column.type.startswith("list<")
    base = column.type.removeprefix("list<").removesuffix(">") if is_list else column.type
    return ItemDefinition(
        name=column.name,
        type_ref=base,
        is_collection=is_list,
        allowed_values=UnaryTests(text=column.allowed) if column.allowed else None,
    )


def incoming_table(definitions: Definitions) -> Incoming:
    return Incoming(written(with_layout(definitions)), SaveSource.TABLE)


def empty_incoming(name: str) -> Incoming:
    """A model in which nothing stands yet, for who uploads its content later."""
    return incoming_table(replace(blank_table(name, [], [], "unique"), elements=(), item_definitions=()))


def template_workbook(definitions: Definitions) -> bytes:
    """The blank table as a workbook to fill in."""
    return BytesIO(to_workbook(definitions).data).getvalue()
