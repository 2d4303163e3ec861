"""How far a statement is that makes a table: the server says so in notices from its midst.

It keeps no count of its own for such statements, unlike for COPY (PostgreSQL's manual, Progress Reporting).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from sqlglot import exp

from luodi.sql.trees import alias, column

_EVERY: Final = 10_000
_TOLD: Final = "luodi_told "
_NUMBER: Final = "#told"
# The one function of ours on a server. It is the session's own, and goes with it.
_FUNCTION: Final = f"""
CREATE OR REPLACE FUNCTION pg_temp.luodi_told(rows bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RAISE NOTICE '{_TOLD}%', rows;
    RETURN true;
END
$$"""


@contextmanager
def telling(
    connection: psycopg.Connection[Any], query: exp.Select, tell: Callable[[int], None]
) -> Iterator[exp.Select]:
    """The query to run instead while the context lasts; tell hears how many rows are made.

    The query itself where the server does not let us have a function.
    """
    try:
        with connection.transaction():
            connection.execute("SET LOCAL client_min_messages = notice")
            connection.execute(_FUNCTION.encode())
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedObject):
        yield query
        return

    def hear(notice: psycopg.errors.Diagnostic) -> None:
        said = notice.message_primary or ""
        if said.startswith(_TOLD):
            tell(int(said.removeprefix(_TOLD)))

    connection.add_notice_handler(hear)
    try:
        yield _told(query)
    finally:
        connection.remove_notice_handler(hear)


def _told(query: exp.Select) -> exp.Select:
    """The query with its rows numbered as they come, of which every so many is told."""
    numbered = query.copy()
    labels = numbered.named_selects
    stages = numbered.args.get("with_")
    numbered.set("with_", None)
    numbered.select(alias(exp.Window(this=exp.RowNumber()), _NUMBER), copy=False)
    rest = exp.Mod(this=column(_NUMBER), expression=exp.Literal.number(_EVERY))
    told = exp.Dot(
        this=exp.to_identifier("pg_temp", quoted=True),
        expression=exp.Anonymous(this="luodi_told", expressions=[column(_NUMBER)]),
    )
    asked = exp.Case(
        ifs=[exp.If(this=exp.EQ(this=rest, expression=exp.Literal.number(0)), true=told)], default=exp.true()
    )
    made = exp.Select().select(*map(column, labels)).from_(numbered.subquery("numbered")).where(asked)
    made.set("with_", stages)
    return made
