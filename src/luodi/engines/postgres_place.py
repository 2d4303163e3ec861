"""Where a result goes in a database: tried before anything runs, and taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg
from sqlglot import exp

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.engines.names import is_file, named_table
from luodi.engines.postgres import PostgresSession, errors_of, table_beside


def check_table_place(session: PostgresSession, out: str, read: Iterable[str]) -> None:
    """Raises LuodiError POP059 for a table that is read, POP085 for a schema that is not there, POP078 where
    the database does not allow it, POP080 for a view, POP081 for a table that others are made of."""
    with errors_of(out):
        for each in read:
            same = exp.EQ(this=_number(out), expression=_number(each))
            if not is_file(each) and session.execute(exp.Select().select(same)).fetchone() == (True,):
                raise LuodiError(Diagnostic("POP059", Severity.ERROR, None, {}, out))
        with session.connection.transaction():
            one = exp.ColumnDef(this=exp.to_identifier("one"), kind=exp.DataType.build("INT"))
            made = exp.Schema(this=table_beside(out), expressions=[one])
            session.execute(exp.Create(this=made, kind="TABLE"))
            session.execute(exp.Drop(tables=[named_table(out)], kind="TABLE", exists=True))
            raise psycopg.Rollback


def _number(name: str) -> exp.Expression:
    """What the database knows a table by; null where there is none."""
    asked: Any = exp.Literal.string(named_table(name).sql("postgres"))
    return exp.Anonymous(this="TO_REGCLASS", expressions=[asked])
