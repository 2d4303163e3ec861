"""Decision tables with their texts read: what the checks of tables work on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from luodi.dmn import model as dmn
from luodi.feel import ast
from luodi.feel.types import (
    ANY,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    NULL,
    NUMBER,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
    ContextOf,
    FeelType,
    ListOf,
    joined,
    may_convert,
)
from luodi.review.check_scopes import Visible

_SUMMED: Final = (NUMBER, DAYS_AND_TIME, YEARS_AND_MONTHS)
_ORDERED: Final = (*_SUMMED, STRING, DATE, TIME, DATE_AND_TIME)


@dataclass(slots=True)
class Column:
    """An input clause read. node: None where it could not be. limits: what allowed values say of it.

    sure: False where something that limits its values could not be read.
    """

    label: str
    node: ast.Expression | None
    kind: FeelType
    limits: list[ast.UnaryTests] = field(default_factory=list)
    limits_text: str = ""
    sure: bool = True
    unit: str | None = None


@dataclass(slots=True)
class Output:
    """An output clause read. values: its allowed values, in their order; None where it has none."""

    name: str
    kind: FeelType
    values: ast.UnaryTests | None = None
    default: ast.Expression | None = None
    default_kind: FeelType = NULL
    unit: str | None = None


@dataclass(slots=True)
class ReadTable:
    """A decision table with its texts as trees; a cell or output that could not be read is None.

    kinds: the types of the results, rule by rule.
    """

    where: str
    table: dmn.DecisionTable
    element: dmn.DrgElement
    visible: Visible
    columns: list[Column]
    outputs: list[Output]
    cells: list[list[ast.UnaryTests | None]]
    results: list[list[ast.Expression | None]]
    kinds: list[list[FeelType]]


def sums_up(kind: FeelType, aggregation: dmn.Aggregation) -> bool:
    """Whether results of a type can be made one value."""
    if aggregation is dmn.Aggregation.COUNT:
        return True
    kinds = _SUMMED if aggregation is dmn.Aggregation.SUM else _ORDERED
    return any(may_convert(kind, each) for each in kinds)


def result_type(table: dmn.DecisionTable, outputs: Sequence[Output], found: Sequence[FeelType]) -> FeelType:
    """The type of a table's result: of one output or a context of several, in a list where many come out."""
    kinds = [
        output.kind if output.kind != ANY else joined(kind, output.default_kind)
        for output, kind in zip(outputs, found, strict=True)
    ]
    if len(outputs) == 1:
        single = kinds[0]
    else:
        single = ContextOf(tuple((output.name, kind) for output, kind in zip(outputs, kinds, strict=True)))
    if not table.hit_policy.is_multiple:
        return single
    if table.aggregation is not None and table.hit_policy is dmn.HitPolicy.COLLECT:
        return ANY
    return ListOf(single)
