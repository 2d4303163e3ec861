"""A model as relational stages: what comes in, one stage or a few per decision, what goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luodi.diagnostics import Diagnostic
from luodi.relational.hoisting import Stage
from luodi.relational.nodes import Column, Node
from luodi.relational.types import ColumnType


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column of the population. type: with the bounds its values have; is_moment: whether it holds local
    dates with times, as seconds from 1970 on."""

    type: ColumnType
    may_be_null: bool = True
    is_moment: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """An input of the model. label: the column's name in the population; column: what stages read."""

    label: str
    column: Column


@dataclass(frozen=True, slots=True)
class SourceChild:
    """A child table. columns: by component, "" where its rows are single values; most: rows that one row of
    the population has at most."""

    columns: Mapping[str, SourceColumn]
    most: int


@dataclass(frozen=True, slots=True)
class Child:
    """An input that is a list. label: its name; name: of its rows in stages (``Column.of``); columns: by
    component."""

    label: str
    name: str
    columns: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Output:
    """A column of the result. label: the decision's name, with ``#rule`` for the number of its rule."""

    label: str
    node: Node


@dataclass(frozen=True, slots=True)
class Whole:
    """A list input as one column of the population, null where it does not meet its conditions; unknown:
    whether a null is in it."""

    value: Node
    unknown: Node


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled model.

    keys: columns of the population that are handed on as they are. absent: inputs without a column, null in
    every row. checked: of each input the column that is null where the value does not meet the input's
    conditions; moments: the inputs of which that is the seconds of a date and time. refusals: by decision;
    such a decision has no output. children: the lists that are read; lists: of each what ``missing`` is asked
    with, and list_stages what makes it. clauses: what decisions come from, by name, for people who read the
    query.
    """

    keys: tuple[str, ...]
    inputs: tuple[Input, ...]
    absent: tuple[str, ...]
    checked: Mapping[str, Column]
    stages: tuple[Stage, ...]
    outputs: tuple[Output, ...]
    refusals: tuple[Diagnostic, ...]
    children: tuple[Child, ...] = ()
    lists: Mapping[str, Whole] = field(default_factory=dict)
    list_stages: tuple[Stage, ...] = ()
    clauses: Mapping[str, str] = field(default_factory=dict)
    moments: frozenset[str] = frozenset()
