"""Child tables of a population that is a table of PostgreSQL: tables beside it, read through views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg
from sqlglot import exp

from luodi.diagnostics import Severity
from luodi.engines.children import AT, KEY, VALUE, ChildFile, can_open, labels_of, most_rows, tell
from luodi.engines.names import is_file
from luodi.engines.population import Population, column, is_number
from luodi.engines.postgres import PostgresSession
from luodi.engines.postgres_table import (
    RAW,
    TableReader,
    as_it_is,
    kinds_in,
    temporary_view,
    unreadable_table,
)
from luodi.engines.type_names import ColumnTypeName
from luodi.relational import SourceChild
from luodi.relational.types import STRING
from luodi.sql.emit import child_of
from luodi.sql.trees import alias, table

_WHOLE: Final = ("SMALLINT", "INTEGER", "BIGINT")
_FLOATS: Final = ("FLOAT", "DOUBLE")
# What texts are taken for where the parent's key is that.
_READ: Final = {"BOOLEAN": "boolean", "DATE": "date"}
_TEXT: Final = "key as a text"
_NUMBER: Final = "key as a number"


def open_child_tables(
    session: PostgresSession,
    population: Population,
    tables: Mapping[str, ChildFile],
    wanted: Mapping[str, Mapping[str, str]],
) -> None:
    """As ``open_children``, of tables: the path is a table's name.

    A table has no order of its own: rows stand by the column that is named, and where that is none or does
    not tell them apart, by their components from left to right. Raises LuodiError POP008 for a table that
    cannot be read, POP030 where the server is lost.
    """
    for name, child in tables.items():
        if is_file(str(child.path)):
            tell(population, child, "POP033", name=name)
        elif can_open(population, name, child, wanted):
            try:
                _ChildTable(session, population, name, child).open(wanted[name])
            except psycopg.Error as error:
                raise unreadable_table(str(child.path), error) from error


@dataclass(frozen=True, slots=True)
class _Key:
    """The key of child rows. value: as one of the parent's column; lost: whether it is none of its type."""

    value: exp.Expression
    lost: exp.Expression = field(default_factory=exp.false)


class _ChildTable:
    def __init__(self, session: PostgresSession, population: Population, name: str, child: ChildFile) -> None:
        self.session = session
        self.population = population
        self.name = name
        self.child = child
        self.view, self.raw, self.typed = (
            session.forms.stored_name(f"{what}{child_of(name)}") for what in ("", "as it is: ", "typed: ")
        )

    def open(self, wanted: Mapping[str, str]) -> None:
        population, child = self.population, self.child
        kinds = as_it_is(self.session, str(child.path), self.raw)
        labels = labels_of(population, self.name, child, kinds, wanted)
        if labels is None:
            return
        rows = Population(population.connection, tuple(kinds), (), raw=self.raw, view=self.typed)
        reader = TableReader(self.session, rows, str(child.path), kinds)
        reader.reads_moments = False
        if not reader.has_like_names():
            reader.views = {
                each: column(each)
                for each in dict.fromkeys((child.key, *((child.order,) if child.order else ())))
            }
            reader.read_columns({label: wanted.get(own, "Any") for own, label in labels.items()})
        ordered = None
        if child.order is not None and not any(each.severity is Severity.ERROR for each in rows.diagnostics):
            ordered = reader.ordering(child.order)
        population.diagnostics += rows.diagnostics
        if any(each.severity is Severity.ERROR for each in rows.diagnostics):
            return
        parent = kinds_in(self.session, RAW)[population.keys[0]]
        typed = kinds_in(self.session, self.typed)
        key = self._key(reader, parent, typed[child.key])
        if key is None or self._is_lost(key):
            tell(
                population,
                child,
                "POP002",
                name=child.key,
                wanted=ColumnTypeName(parent),
                was=ColumnTypeName(kinds[child.key]),
            )
            return
        self._make_view(labels, rows, typed, key.value, parent, ordered)
        columns = {own: rows.columns[label] for own, label in labels.items() if label in rows.columns}
        most = most_rows(population, self.name, child, self.view, self._fetch)
        population.children[self.name] = SourceChild(columns, most)

    def _key(self, reader: TableReader, parent: str, was: str) -> _Key | None:
        """The key as the parent's column has it; None where its type is of another sort."""
        own: exp.Expression = column(self.child.key)
        known = exp.Not(this=exp.Is(this=own.copy(), expression=exp.Null()))
        if is_number(parent):
            if was == "VARCHAR":
                bad = reader.is_bad("number", own)
                own = exp.Case(
                    ifs=[exp.If(this=exp.Not(this=exp.Paren(this=bad)), true=_cast(own, "DECIMAL"))]
                )
                return self._number(own, parent, exp.And(this=known, expression=exp.Paren(this=bad.copy())))
            if was in _FLOATS:
                # The digits that stand for it; of the number itself fifteen would be left.
                own = _cast(_cast(own, "TEXT"), "DECIMAL")
            return self._number(own, parent, exp.false()) if is_number(was) else None
        if parent in ("DATE", "TIMESTAMP") and was in ("DATE", "TIMESTAMP"):
            # Compared as they are, a day being its first moment.
            return _Key(own)
        if parent in _READ:
            if was == "VARCHAR":
                bad = reader.is_bad(_READ[parent], own)
                lost = exp.And(this=known, expression=exp.Paren(this=bad))
                return _Key(_unless(bad, _cast(own, parent)), lost)
            return _Key(own) if was == parent else None
        if parent == "TIMESTAMP":
            return None
        # What else there is stands in the population's view as a text.
        return _Key(_cast(own, "TEXT"))

    def _number(self, own: exp.Expression, parent: str, lost: exp.Expression) -> _Key:
        """A key that is a number, of a parent's that is one."""
        changed: exp.Expression
        if parent in _WHOLE:
            changed = exp.NEQ(
                this=own.copy(), expression=exp.Anonymous(this="TRUNC", expressions=[own.copy()])
            )
        elif parent in _FLOATS:
            kind = "REAL" if parent == "FLOAT" else "DOUBLE PRECISION"
            back = _cast(_cast(_cast(own, kind), "TEXT"), "DECIMAL")
            changed = exp.NEQ(this=back, expression=own.copy())
            return _Key(_cast(own, kind), _either(lost, changed))
        else:
            changed = exp.false()
        return _Key(own, _either(lost, changed))

    def _is_lost(self, key: _Key) -> bool:
        counted = exp.Select().select(exp.CountIf(this=key.lost.copy())).from_(table(self.typed))
        ((bad,),) = self._fetch(counted)
        return bool(bad)

    def _make_view(
        self,
        labels: Mapping[str, str],
        rows: Population,
        typed: Mapping[str, str],
        key: exp.Expression,
        parent: str,
        ordered: exp.Expression | None,
    ) -> None:
        of_row = exp.Select().from_(table(self.typed))
        if parent == "NUMERIC":
            # The population's view has it as a text, with as many digits as are kept of each.
            whose = column(self.population.keys[0])
            parents = exp.Select().select(alias(_cast(whose, "TEXT"), _TEXT), alias(whose.copy(), _NUMBER))
            of_row = of_row.join(
                parents.from_(table(RAW)).subquery(alias=exp.to_identifier("parents", quoted=True)),
                on=exp.EQ(this=column(_NUMBER), expression=key),
                join_type="left",
            )
            key = column(_TEXT)
        components = {label: self._ordering(label, typed[label]) for label in typed if label in rows.columns}
        if self.child.order is not None and ordered is not None:
            by = self.child.order
            first = self._ordering(by, typed[by]) if isinstance(ordered, exp.Column) else ordered
            components = {by: first, **{each: node for each, node in components.items() if each != by}}
        window = exp.Window(
            this=exp.RowNumber(),
            order=exp.Order(
                expressions=[exp.Ordered(this=each, nulls_first=False) for each in components.values()]
            ),
            over="OVER",
        )
        of_row.select(alias(key, KEY), alias(window, AT), copy=False)
        for own, label in labels.items():
            if label in rows.columns:
                stored = self.session.forms.stored_name(own or VALUE)
                of_row.select(alias(column(label), stored), copy=False)
        self.session.execute(temporary_view(self.view, of_row))

    def _ordering(self, label: str, kind: str) -> exp.Expression:
        """What orders rows: texts by code point, whatever the database's own order is."""
        return self.session.forms.source(column(label), STRING) if kind == "VARCHAR" else column(label)

    def _fetch(self, select: exp.Select) -> list[tuple[Any, ...]]:
        return self.session.execute(select).fetchall()


def _cast(node: exp.Expression, kind: str) -> exp.Expression:
    return exp.Cast(this=node.copy(), to=exp.DataType.build(kind, dialect="postgres"))


def _unless(bad: exp.Expression, made: exp.Expression) -> exp.Expression:
    """Null where a text is no value, which its cast would be an error of."""
    return exp.Case(ifs=[exp.If(this=exp.Not(this=exp.Paren(this=bad.copy())), true=made)])


def _either(one: exp.Expression, other: exp.Expression) -> exp.Expression:
    return other if one == exp.false() else exp.Or(this=exp.Paren(this=one), expression=exp.Paren(this=other))
