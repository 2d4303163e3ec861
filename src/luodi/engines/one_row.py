"""One row of a population that is open already: it takes the population's place, and its values are read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Final

import duckdb
from sqlglot import exp

from luodi.engines.children import AT, KEY, VALUE, child_type
from luodi.engines.moments import moment_of
from luodi.engines.population import Population
from luodi.engines.row_keys import is_key
from luodi.engines.session import run_failed
from luodi.relational import SourceColumn
from luodi.relational.types import STRING
from luodi.sql.emit import POPULATION, child_of
from luodi.sql.forms import Forms
from luodi.sql.forms_duckdb import DuckDbForms
from luodi.sql.trees import column, table

_ROW: Final = "one row"


def keep_row(population: Population, key: Sequence[str], place: RowPlace) -> bool:
    """Have the row of a key, and its child rows, as the whole population; whether there is such a row.

    key: the values of the key columns in their order, as texts, see ``is_key``. What is staged is to be
    loaded into an engine afterwards. Raises LuodiError POP087 for a text that is no value of its column.
    """
    asked: Any = key_condition(population, key, place)
    place.narrow(POPULATION, _ROW, asked)
    parents = exp.Select().select(column(population.keys[0])).from_(table(POPULATION)).subquery()
    for label in population.children:
        name = place.forms.stored_name(child_of(label))
        kept = place.forms.stored_name(f"{_ROW} of {child_of(label)}")
        place.narrow(name, kept, exp.In(this=column(KEY), query=parents.copy()))
    ((rows,),) = place.fetch(exp.Select().select(exp.Count(this=exp.Star())).from_(table(POPULATION)))
    return bool(rows)


def key_condition(population: Population, key: Sequence[str], place: RowPlace) -> exp.Expression:
    """Whether a row of the population is the one of a key."""
    asked: Any = exp.and_(
        *(is_key(name, place.kind(name), each) for name, each in zip(population.keys, key, strict=True))
    )
    return exp.Paren(this=asked)


def values_of(population: Population, place: RowPlace) -> dict[str, Any]:
    """The values of the one row by column; of each list input its rows in order."""
    (found,) = place.values(population.columns, POPULATION)
    for label, child in population.children.items():
        columns = {name or VALUE: each for name, each in child.columns.items()}
        rows = place.values(columns, place.forms.stored_name(child_of(label)), AT)
        found[label] = [each[VALUE] for each in rows] if "" in child.columns else rows
    return found


class RowPlace(ABC):
    """Where a population's tables are."""

    forms: Forms

    @abstractmethod
    def narrow(self, view: str, kept: str, condition: exp.Expression) -> None:
        """Leave some rows of a view. kept: the name of a table for them."""

    @abstractmethod
    def kind(self, label: str) -> str:
        """The type of a column of the population, NUMERIC where a text stands for a number of any width."""

    @abstractmethod
    def fetch(self, select: exp.Select) -> list[tuple[Any, ...]]:
        """The rows of a query."""

    def values(
        self, columns: Mapping[str, SourceColumn], view: str, order: str | None = None
    ) -> list[dict[str, Any]]:
        # One more column, for there may be rows without any.
        select = exp.Select().select(exp.Literal.number(1)).from_(table(view))
        for label, each in columns.items():
            node: exp.Expression = column(self.forms.stored_name(label))
            if each.type == STRING:
                # A text of fixed width has no blanks behind it as what the query reads.
                node = self.forms.source(node, each.type)
            select.select(node, copy=False)
        rows = self.fetch(select.order_by(column(order)) if order else select)
        return [
            {
                label: moment_of(value) if each.is_moment and value is not None else value
                for (label, each), value in zip(columns.items(), row[1:], strict=True)
            }
            for row in rows
        ]


class StagedRow(RowPlace):
    """A file's population: views of the connection that read it."""

    def __init__(self, population: Population) -> None:
        self.connection = population.connection
        self.forms = DuckDbForms()

    def narrow(self, view: str, kept: str, condition: exp.Expression) -> None:
        try:
            self.connection.sql(all_of(view).where(condition).sql("duckdb")).create(kept)
            self.connection.sql(all_of(kept).sql("duckdb")).create_view(view, replace=True)
        except duckdb.Error as error:
            raise run_failed(error) from error

    def kind(self, label: str) -> str:
        return child_type(self.connection, POPULATION, label)

    def fetch(self, select: exp.Select) -> list[tuple[Any, ...]]:
        try:
            return self.connection.execute(select.sql("duckdb")).fetchall()
        except duckdb.Error as error:
            raise run_failed(error) from error


def all_of(view: str) -> exp.Select:
    return exp.Select().select(exp.Star()).from_(table(view))
