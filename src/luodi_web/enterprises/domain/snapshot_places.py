"""How many rows of a file lie in each place: counted once, when it is frozen."""

from __future__ import annotations

from pathlib import Path

import duckdb
from sqlglot import exp

from luodi_web.enterprises.rules import LOOK_MEMORY, PLACE_CHARS


def place_of_row(city: str, county: str) -> list[exp.Expression]:
    """City and county of a row of a file as texts, "" where the file does not say them.

    city, county: the columns that do, "" for none.
    """
    return [
        exp.Substring(
            this=exp.Coalesce(
                this=exp.cast(exp.column(name, quoted=True), "TEXT"), expressions=[exp.Literal.string("")]
            ),
            start=exp.Literal.number(1),
            length=exp.Literal.number(PLACE_CHARS),
        )
        if name
        else exp.Literal.string("")
        for name in (city, county)
    ]


def count_places(path: Path, city: str, county: str) -> list[tuple[str, str, int]]:
    """Of each city and county of a Parquet file its rows."""
    places = place_of_row(city, county)
    query = (
        exp.select(*places, exp.Count(this=exp.Star()))
        .from_("population")
        .group_by(exp.Literal.number(1), exp.Literal.number(2))
        .order_by(exp.Literal.number(1), exp.Literal.number(2))
    )
    with duckdb.connect(config={"threads": 2, "memory_limit": LOOK_MEMORY}) as connection:
        connection.read_parquet(str(path)).create_view("population")
        return connection.execute(query.sql("duckdb")).fetchall()
