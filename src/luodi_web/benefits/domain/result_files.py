"""Files of results: made of a run's output and the snapshot, summed up, and read a page at a time.

A file holds a row an enterprise, ordered by key: the key, name and places where the snapshot has them, and
for each decision its value, ``<decision>#missing`` and, of a table, ``<decision>#rule``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from luodi_web.benefits.rules import CHOICES_SHOWN, MISSING_SHOWN
from luodi_web.enterprises.domain.snapshot_places import place_of_row

# A column's name.
Place = str
# [name, kind, is_result]
DecisionColumn = Sequence[Any]
_FILE = "results"


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which the file is the table ``results``."""
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.read_parquet(str(path)).create_view(_FILE, replace=True)
        yield connection


def fetch(connection: duckdb.DuckDBPyConnection, query: exp.Expression) -> list[tuple[Any, ...]]:
    return connection.execute(query.sql(dialect="duckdb")).fetchall()


def column(name: str, table: str | None = None) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=table)


def source() -> exp.Table:
    return exp.to_table(_FILE)


def label(node: exp.Expression, name: str) -> exp.Expression:
    return exp.alias_(node, exp.to_identifier(name, quoted=True))


def number(value: int) -> exp.Expression:
    return exp.Literal.number(value)


def with_places(raw: Path, population: Path, out: Path, key: str, names: Sequence[str]) -> None:
    """A run's output with the names and places of the population beside it, ordered by key."""
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.read_parquet(str(raw)).create_view("raw")
        connection.read_parquet(str(population)).create_view("population")
        columns = [each for each in connection.view("raw").columns if each != key and each not in names]
        query = (
            exp.select(column(key, "r"))
            .select(*(column(each, "p") for each in names))
            .select(*(column(each, "r") for each in columns))
            .from_(exp.to_table("raw").as_("r"))
            .join(
                exp.to_table("population").as_("p"),
                on=exp.EQ(this=column(key, "r"), expression=column(key, "p")),
            )
            .order_by(column(key, "r"))
        )
        connection.sql(query.sql(dialect="duckdb")).write_parquet(str(out), compression="zstd")


def decisions_of(path: Path, results: set[str]) -> list[list[Any]]:
    """[name, kind, is_result] of each decision in a file.

    kind is number, boolean, string, date, list or context.
    """
    with opened(path) as connection:
        view = connection.view(_FILE)
        kinds = dict(zip(view.columns, (str(each) for each in view.types), strict=True))
    return [
        [name, _kind(kind), name in results] for name, kind in kinds.items() if f"{name}#missing" in kinds
    ]


def _kind(type_: str) -> str:
    if type_.endswith("[]"):
        return "list"
    if type_.startswith("STRUCT"):
        return "context"
    plain = {"BOOLEAN": "boolean", "VARCHAR": "string", "DATE": "date"}
    return plain.get(type_, "number")


def is_open(decision: str) -> exp.Expression:
    """The condition that a decision cannot be told yet: something that it depends on is missing."""
    return exp.GT(this=exp.ArraySize(this=column(f"{decision}#missing")), expression=number(0))


def is_settled(decision: str) -> exp.Expression:
    return exp.EQ(this=exp.ArraySize(this=column(f"{decision}#missing")), expression=number(0))


def is_won(decision: str, kind: str) -> exp.Expression:
    """The condition that a settled decision gives something: an amount, a yes, a class."""
    value = column(decision)
    if kind == "number":
        gives: exp.Expression = exp.GT(this=value, expression=number(0))
    elif kind == "boolean":
        gives = value
    elif kind == "list":
        gives = exp.GT(this=exp.ArraySize(this=value), expression=number(0))
    else:
        gives = exp.Not(this=exp.Is(this=value, expression=exp.Null()))
    return exp.and_(is_settled(decision), gives)


def summarise(
    path: Path, decisions: Sequence[DecisionColumn], place: Place, where: exp.Expression | None = None
) -> dict[str, Any]:
    """What came out, all in all and by place; numbers as texts, so that they stay exact in JSON.

    {"rows", "decisions": {name: {"won", "open", "lost", "sum", "values": [[text, count]], "missing":
    [[input, count]]}}, "places": [{"place", "rows", "decisions": {name: {"won", "open", "sum"}}}]}. won, lost
    and sum are of settled rows only. Of the decisions that are results.
    """
    shown = [(name, kind) for name, kind, is_result in decisions if is_result]
    with opened(path) as connection:
        (total,) = _measured(connection, shown, None, where)
        found: dict[str, Any] = {"rows": total["rows"], "decisions": total["decisions"], "places": []}
        for name, kind in shown:
            told = found["decisions"][name]
            told["lost"] = total["rows"] - told["won"] - told["open"]
            told["values"] = _values(connection, name, kind, where)
            told["missing"] = _missing(connection, name, where)
        if place:
            found["places"] = _measured(connection, shown, place, where)
    return found


def measure_places(
    path: Path, decisions: Sequence[DecisionColumn], city: Place, county: Place
) -> list[tuple[str, str, int, str]]:
    """Of the first result in each city and county how many rows it gives something, and its sum, "" for none.

    city, county: the columns that say where a row is, "" for none.
    """
    first = next(((name, kind) for name, kind, is_result in decisions if is_result), None)
    if first is None:
        return []
    name, kind = first
    amount = exp.case().when(is_settled(name), column(name)).else_(exp.null())
    query = (
        exp.select(*place_of_row(city, county), exp.CountIf(this=is_won(name, kind)))
        .select(exp.Sum(this=amount) if kind == "number" else exp.null())
        .from_(source())
        .group_by(number(1), number(2))
        .order_by(number(1), number(2))
    )
    with opened(path) as connection:
        rows = fetch(connection, query)
    return [(one, other, won, _text(total) or "") for one, other, won, total in rows]


def _measured(
    connection: duckdb.DuckDBPyConnection,
    shown: Sequence[tuple[str, str]],
    place: Place | None,
    where: exp.Expression | None,
) -> list[dict[str, Any]]:
    query = exp.select(exp.Count(this=exp.Star())).from_(source())
    for name, kind in shown:
        query = query.select(exp.CountIf(this=is_won(name, kind)), exp.CountIf(this=is_open(name)))
        if kind == "number":
            amount = exp.case().when(is_settled(name), column(name)).else_(exp.null())
            query = query.select(exp.Sum(this=amount))
        else:
            query = query.select(exp.null())
    if where is not None:
        query = query.where(where)
    if place:
        query = query.select(column(place)).group_by(column(place)).order_by(number(1).copy())
    rows = []
    for row in fetch(connection, query):
        told = {
            name: {"won": row[3 * at + 1], "open": row[3 * at + 2], "sum": _text(row[3 * at + 3])}
            for at, (name, _kind_) in enumerate(shown)
        }
        one: dict[str, Any] = {"rows": row[0], "decisions": told}
        if place:
            one["place"] = row[-1]
        rows.append(one)
    rows.sort(key=lambda one: -one["rows"])
    return rows


def _values(
    connection: duckdb.DuckDBPyConnection, name: str, kind: str, where: exp.Expression | None
) -> list[list[Any]]:
    """The most frequent settled values with their counts, of decisions that give words; else none."""
    if kind not in ("string", "boolean"):
        return []
    value = column(name)
    query = exp.select(value, exp.Count(this=exp.Star())).from_(source()).where(is_settled(name))
    if where is not None:
        query = query.where(where)
    query = query.group_by(value).order_by(exp.Ordered(this=exp.Count(this=exp.Star()), desc=True), value)
    return [[_text(said), count] for said, count in fetch(connection, query.limit(CHOICES_SHOWN))]


def _missing(
    connection: duckdb.DuckDBPyConnection, name: str, where: exp.Expression | None
) -> list[list[Any]]:
    """The inputs that are missing most often, with in how many rows."""
    one = exp.select(label(exp.Explode(this=column(f"{name}#missing")), "input")).from_(source())
    if where is not None:
        one = one.where(where)
    query = (
        exp.select(column("input"), exp.Count(this=exp.Star()))
        .from_(one.subquery("each"))
        .group_by(column("input"))
        .order_by(exp.Ordered(this=exp.Count(this=exp.Star()), desc=True), column("input"))
    )
    return [[said, count] for said, count in fetch(connection, query.limit(MISSING_SHOWN))]


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
