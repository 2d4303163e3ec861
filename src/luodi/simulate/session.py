"""A population that stays loaded, for one question after another."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol

import duckdb
import pyarrow
from sqlglot import exp

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn.model import Definitions
from luodi.engines.children import ChildFile, open_children
from luodi.engines.duckdb import connect
from luodi.engines.heads import Heads
from luodi.engines.moments import written_in_duckdb
from luodi.engines.population import open_population
from luodi.engines.session import run_failed
from luodi.relational import Program, SourceColumn, lower_model, wanted_columns
from luodi.simulate.child_rows import ChildRows, kept_lists, lists_of
from luodi.simulate.results import SimulationError
from luodi.simulate.trees import ROW, column, table
from luodi.sql.capabilities import Engine
from luodi.sql.emit import POPULATION, to_text
from luodi.sql.fit import fitted
from luodi.sql.trees import alias

# Models whose results are kept at a time: each is a table as long as the population.
_KEPT: Final = 8


@dataclass(frozen=True, slots=True)
class Data:
    """A table with the columns of a population. rows: the columns that tell its rows apart, never null, the
    first of them alone where there are children, its lists."""

    table: str
    rows: tuple[str, ...]
    columns: Mapping[str, SourceColumn]
    children: Mapping[str, ChildRows] = field(default_factory=dict)


class Result(Protocol):
    """What is kept of a model: a table."""

    @property
    def table(self) -> str: ...


@dataclass
class Session:
    """A population in an engine, with the results of models over it.

    path: of the file. keys: the key columns, the first where none is named. columns: what simulations group
    and rank by, beside the models' inputs. children: the files of inputs that are lists, by input. May be
    used by several threads; they wait for each other.
    """

    path: Path
    keys: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    as_of: datetime.date = field(default_factory=datetime.date.today)
    memory: str | None = None
    spill: Path | None = None
    children: Mapping[str, ChildFile] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self.data: Data = Data("", (), {})
        self.labels: tuple[str, ...] = ()
        self.results: dict[tuple[Definitions, str], Result] = {}
        self._wanted: dict[str, str] = {}
        self._lists: dict[str, dict[str, str]] = {}
        self._number = 0
        try:
            self._connection = connect(self.memory, self.spill)
        except duckdb.Error as error:
            raise run_failed(error) from error

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the engine and all that it holds."""
        self._connection.close()

    # --- the population ---

    def load(self, models: Sequence[Definitions], columns: Sequence[str] = ()) -> None:
        """Have the columns that models read, and these. What is loaded already is not read again.

        Raises SimulationError for columns of another type, keys that occur twice and all else that is wrong
        with the population, SIM003 for a column that is not there.
        """
        wanted: dict[str, str] = {}
        for model in models:
            for label, kind in wanted_columns(model).items():
                before = wanted.setdefault(label, kind)
                if before == "Any":
                    wanted[label] = kind
                elif kind not in ("Any", before):
                    raise error("SIM004", str(self.path), name=label, one=before, other=kind)
        grouping = tuple(dict.fromkeys((*self.columns, *columns)))
        needed = {**dict.fromkeys(grouping, "Any"), **wanted}
        known = all(
            label in self._wanted and kind in ("Any", self._wanted[label]) for label, kind in needed.items()
        )
        lists = lists_of(models, str(self.path))
        if self.data.table and known and all(self._lists.get(each) == lists[each] for each in lists):
            return
        merged = {**self._wanted, **{each: kind for each, kind in needed.items() if kind != "Any"}}
        heads = Heads(tuple(wanted), may_lack=bool(self.children))
        self._read({**needed, **merged}, {**self._lists, **lists}, grouping, heads)
        self.columns = grouping

    def _read(
        self,
        wanted: dict[str, str],
        lists: dict[str, dict[str, str]],
        grouping: Sequence[str],
        heads: Heads,
    ) -> None:
        made = (*self.results.values(), *self.data.children.values())
        for each in (*(entry.table for entry in made), self.data.table):
            self.drop(each)
        self.results.clear()
        # Nothing is loaded until all is well.
        self.data, self._wanted, self._lists = Data("", (), {}), {}, {}
        population = open_population(self._connection, self.path, wanted, self.keys, heads=heads)
        if not any(each.severity is Severity.ERROR for each in population.diagnostics):
            open_children(
                population, {each: self.children[each] for each in lists if each in self.children}, lists
            )
        found = [
            each
            for each in population.diagnostics
            # Columns that are no inputs are what groups and ranks are made of.
            if each.code != "POP050" and (each.code != "POP001" or each.values["name"] not in grouping)
        ]
        near = "、".join(population.labels[:12])
        found += [
            Diagnostic("SIM003", Severity.ERROR, None, {"name": each, "near": near}, str(self.path))
            for each in grouping
            if each not in population.labels
        ]
        faults = [each for each in found if each.severity is Severity.ERROR]
        if faults:
            raise SimulationError(faults)
        self.keys, self.labels = population.keys, population.labels
        self.diagnostics = tuple(found)
        numbered = exp.Select().select(exp.Star(), alias(exp.Window(this=exp.RowNumber()), ROW))
        kept = self.new_name("rows")
        self.create(kept, numbered.from_(table(POPULATION)))
        self.data = Data(kept, (ROW,), population.columns, kept_lists(self, population, kept))
        self._wanted, self._lists = wanted, lists

    def program(self, data: Data, model: Definitions, decisions: Sequence[str] | None = None) -> Program:
        """A model's decisions, or these, compiled for the data and the engine."""
        children = {label: each.source for label, each in data.children.items()}
        lowered = lower_model(
            model, data.columns, children=children, keys=data.rows, decisions=decisions, as_of=self.as_of
        )
        return fitted(lowered, self.engine)

    def keep(self, key: tuple[Definitions, str], result: Result) -> None:
        """Have a result again later; the one that has not been asked for longest goes."""
        self.results[key] = result
        while len(self.results) > _KEPT:
            self.drop(self.results.pop(next(iter(self.results))).table)

    def kept(self, key: tuple[Definitions, str]) -> Result | None:
        """A result that is still there; it is now the one asked for last."""
        found = self.results.pop(key, None)
        if found is not None:
            self.results[key] = found
        return found

    def shown(self, label: str) -> exp.Expression:
        """A column of the population, called p, as groups are told: a date and time as FEEL writes it."""
        known = self.data.columns.get(label)
        return written_in_duckdb(column(label, "p")) if known and known.is_moment else column(label, "p")

    # --- the engine ---

    @property
    def engine(self) -> Engine:
        return Engine.DUCKDB

    def new_name(self, what: str) -> str:
        self._number += 1
        return f"{what}_{self._number}"

    def fetch(self, query: exp.Expression) -> list[tuple[Any, ...]]:
        """All rows of a query: numbers as Decimal or int, days as date."""
        return self._run(query).fetchall()

    def batches(self, query: exp.Expression, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a query, so many at a time."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(to_text(query, self.engine))
            while rows := cursor.fetchmany(size):
                yield rows
        except duckdb.Error as error:
            raise run_failed(error) from error
        finally:
            cursor.close()

    def create(self, label: str, query: exp.Expression, kind: str = "TABLE") -> None:
        """The rows of a query as a table, or a view of them."""
        self._run(exp.Create(this=table(label), kind=kind, expression=query))

    def insert(self, label: str, rows: Sequence[Sequence[Any]]) -> None:
        """Rows added to a table, by place."""
        if rows:
            columns = [pyarrow.array(each) for each in zip(*rows, strict=True)]
            arrow = pyarrow.table(columns, names=[f"c{at}" for at in range(len(columns))])
            self._connection.from_arrow(arrow).insert_into(label)

    def drop(self, label: str, kind: str = "TABLE") -> None:
        if label:
            self._run(exp.Drop(tables=[table(label)], kind=kind, exists=True))

    def _run(self, query: exp.Expression) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(to_text(query, self.engine))
        except duckdb.Error as error:
            raise run_failed(error) from error


def error(code: str, file: str = "", where: str = "", **values: object) -> SimulationError:
    """An error of one reason."""
    return SimulationError([Diagnostic(code, Severity.ERROR, None, values, file, where)])


def columns_of(labels: Sequence[str], owner: str | None = None) -> list[exp.Column]:
    return [column(each, owner) for each in labels]
