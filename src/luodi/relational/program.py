"""A model as relational stages: what comes in, one stage or a few per decision, what goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from luodi.diagnostics import Diagnostic
from luodi.relational.hoisting import Stage
from luodi.relational.nodes import Column, Node
from luodi.relational.types import ColumnType


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column of the population. type: with the bounds its values have."""

    type: ColumnType
    may_be_null: bool = True


@dataclass(frozen=True, slots=True)
class Input:
    """An input of the model. label: the column's name in the population; column: what stages read."""

    label: str
    column: Column


@dataclass(frozen=True, slots=True)
class Output:
    """A column of the result. label: the decision's name, with ``#rule`` for the number of its rule."""

    label: str
    node: Node


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled model.

    keys: columns of the population that are handed on as they are. absent: inputs without a column, null in
    every row. checked: of each input the column that
    is null where the value does not meet the input's conditions. refusals: by decision; such a decision
    has no output.
    """

    keys: tuple[str, ...]
    inputs: tuple[Input, ...]
    absent: tuple[str, ...]
    checked: Mapping[str, Column]
    stages: tuple[Stage, ...]
    outputs: tuple[Output, ...]
    refusals: tuple[Diagnostic, ...]
