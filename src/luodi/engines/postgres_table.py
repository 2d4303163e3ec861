"""A table of PostgreSQL as a population: looked at where it is, as a file is, and read through a view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import psycopg
import pyarrow
from sqlglot import exp

from luodi.diagnostics import LuodiError
from luodi.engines.digits import NUMBER
from luodi.engines.moments import seconds_in_postgres
from luodi.engines.names import named_table
from luodi.engines.population import DAY, TRUTH, Population, Reader, column
from luodi.engines.postgres import PostgresSession
from luodi.engines.session import run_failed
from luodi.sql.trees import alias, table

# Types by the number PostgreSQL gives them: what the reader of files calls it, and Arrow. All numeric are
# NUMERIC, for one of fixed width may hold NaN too.
_KINDS: Final[Mapping[str, tuple[str, pyarrow.DataType]]] = {
    "int2": ("SMALLINT", pyarrow.int16()),
    "int4": ("INTEGER", pyarrow.int32()),
    "int8": ("BIGINT", pyarrow.int64()),
    "numeric": ("NUMERIC", pyarrow.string()),
    "float4": ("FLOAT", pyarrow.float32()),
    "float8": ("DOUBLE", pyarrow.float64()),
    "text": ("VARCHAR", pyarrow.string()),
    "varchar": ("VARCHAR", pyarrow.string()),
    "bpchar": ("VARCHAR", pyarrow.string()),
    "name": ("VARCHAR", pyarrow.string()),
    "bool": ("BOOLEAN", pyarrow.bool_()),
    "date": ("DATE", pyarrow.date32()),
    "timestamp": ("TIMESTAMP", pyarrow.timestamp("us")),
}
# What the table is called in its session, before it is looked at.
RAW: Final = "population as it is"
_PATTERNS: Final = {"number": NUMBER, "date": DAY, "boolean": TRUTH}


def open_table(
    session: PostgresSession,
    name: str,
    wanted: Mapping[str, str],
    keys: Sequence[str] = (),
) -> Population:
    """The population of a table or a view of the session's database; see ``open_population``.

    Raises LuodiError POP086 where there is no such table, POP078 where it is not for us to read, POP030 where
    the server is lost.
    """
    reader = TableReader.of(session, name, keys)
    try:
        reader.read(wanted)
    except psycopg.Error as error:
        raise unreadable_table(name, error) from error
    return reader.population


def unreadable_table(name: str, error: psycopg.Error) -> LuodiError:
    codes = (
        (psycopg.OperationalError, "POP030"),
        (psycopg.errors.UndefinedTable, "POP086"),
        (psycopg.errors.InvalidSchemaName, "POP086"),
        (psycopg.errors.InsufficientPrivilege, "POP078"),
    )
    return run_failed(error, name, next((code for kind, code in codes if isinstance(error, kind)), "POP008"))


class TableReader(Reader):
    # A server's columns have types of their own.
    reads_forms = False

    def __init__(
        self, session: PostgresSession, population: Population, name: str, kinds: Mapping[str, str]
    ) -> None:
        super().__init__(population, Path(name), kinds)
        self.session = session

    @classmethod
    def of(cls, session: PostgresSession, name: str, keys: Sequence[str]) -> TableReader:
        """A reader of the table, with the types of its columns."""
        kinds = as_it_is(session, name, RAW)
        arrow = {each: arrow_of(kind) for each, kind in kinds.items()}
        labels = tuple(kinds)
        population = Population(session.staging, labels, tuple(keys) or labels[:1], raw=RAW)
        session.key_types |= {key: arrow[key] for key in population.keys if key in arrow}
        reader = cls(session, population, name, kinds)
        for key in population.keys:
            if arrow.get(key) == pyarrow.string():
                # As a file of the result has it; of a table the type that a text has.
                reader.views[key] = exp.Cast(this=column(key), to=exp.DataType.build("TEXT"))
        return reader

    def make_view(self, select: exp.Select) -> None:
        for label, kind in self.kinds.items():
            known = self.population.columns.get(label)
            if kind == "NUMERIC" and known is not None and label not in self.population.keys:
                # Without the way through a text, by which its digits were looked at.
                made = exp.Cast(this=column(label), to=self.session.forms.kind(known.type))
                self.views[label] = made
        select.set("expressions", [alias(node, label) for label, node in self.views.items()])
        self.session.execute(temporary_view(self.population.view, select))

    def fetch(self, select: exp.Select) -> list[tuple[Any, ...]]:
        return self.session.execute(select).fetchall()

    def seconds(self, node: exp.Expression) -> exp.Expression:
        return seconds_in_postgres(node)

    def matches(self, node: exp.Expression, pattern: str) -> exp.Expression:
        whole = exp.Literal.string(f"^({pattern})$")
        return exp.Paren(this=exp.RegexpLike(this=node.copy(), expression=whole))

    def is_bad(self, base: str, node: exp.Expression) -> exp.Expression:
        whens = [
            exp.If(this=exp.Is(this=node.copy(), expression=exp.Null()), true=exp.false()),
            exp.If(
                this=exp.Not(this=self.matches(node, _PATTERNS[base])),
                true=exp.true(),
            ),
        ]
        is_day = exp.Not(this=_is_day(node)) if base == "date" else exp.false()
        return exp.Case(ifs=whens, default=is_day)


def as_it_is(session: PostgresSession, name: str, view: str) -> dict[str, str]:
    """A table or view as a temporary view of ours; of each column the type as the reader of files calls it.

    Raises LuodiError POP086 where there is no such table.
    """
    try:
        session.execute(temporary_view(view, exp.Select().select(exp.Star()).from_(named_table(name))))
        return kinds_in(session, view)
    except psycopg.Error as error:
        raise unreadable_table(name, error) from error


def kinds_in(session: PostgresSession, view: str) -> dict[str, str]:
    """Of each column of a view the type as the reader of files calls it, PostgreSQL's name for all others."""
    empty = exp.Select().select(exp.Star()).from_(table(view)).limit(0)
    types = session.connection.adapters.types
    kinds: dict[str, str] = {}
    for each in session.execute(empty).description or []:
        info = types.get(each.type_code)
        own = info.name if info is not None else str(each.type_code)
        kinds[each.name] = _KINDS[own][0] if own in _KINDS else own
    return kinds


def arrow_of(kind: str) -> pyarrow.DataType:
    """Arrow's type for a key of one of these types; a text for all that it has no like of."""
    return next((arrow for own, arrow in _KINDS.values() if own == kind), pyarrow.string())


def temporary_view(name: str, select: exp.Select) -> exp.Create:
    return exp.Create(
        this=table(name),
        kind="VIEW",
        expression=select,
        properties=exp.Properties(expressions=[exp.TemporaryProperty()]),
    )


def _is_day(node: exp.Expression) -> exp.Expression:
    """Whether a text of the form of a day is one of the calendar: a cast of another is an error."""

    def part(start: int, length: int) -> exp.Expression:
        digits = exp.Substring(
            this=node.copy(), start=exp.Literal.number(start), length=exp.Literal.number(length)
        )
        return exp.Cast(this=digits, to=exp.DataType.build("INT"))

    def by(divisor: int) -> exp.Expression:
        rest = exp.Mod(this=part(1, 4), expression=exp.Literal.number(divisor))
        return exp.EQ(this=rest, expression=exp.Literal.number(0))

    leap = exp.or_(exp.and_(by(4), exp.not_(by(100))), by(400))
    short = exp.In(this=part(6, 2), expressions=[exp.Literal.number(each) for each in (4, 6, 9, 11)])
    february = exp.EQ(this=part(6, 2), expression=exp.Literal.number(2))
    days = exp.Case(
        ifs=[
            exp.If(this=exp.and_(february, leap), true=exp.Literal.number(29)),
            exp.If(this=february.copy(), true=exp.Literal.number(28)),
            exp.If(this=short, true=exp.Literal.number(30)),
        ],
        default=exp.Literal.number(31),
    )
    one = exp.Literal.number(1)
    checks = exp.and_(
        exp.GTE(this=part(1, 4), expression=one.copy()),
        exp.Between(this=part(6, 2), low=one.copy(), high=exp.Literal.number(12)),
        exp.Between(this=part(9, 2), low=one.copy(), high=days),
    )
    return exp.Paren(this=checks)
