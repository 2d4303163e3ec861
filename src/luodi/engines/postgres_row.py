"""One row of a population that is a table of PostgreSQL, in temporary tables beside it."""

from __future__ import annotations

from typing import Any

import psycopg
from sqlglot import exp

from luodi.engines.one_row import RowPlace, all_of
from luodi.engines.postgres import PostgresSession
from luodi.engines.postgres_table import RAW, kinds_in
from luodi.engines.session import run_failed
from luodi.sql.emit import POPULATION
from luodi.sql.trees import table


class ServerRow(RowPlace):
    def __init__(self, session: PostgresSession) -> None:
        self.session = session
        self.forms = session.forms

    def narrow(self, view: str, kept: str, condition: exp.Expression) -> None:
        self._temporary("TABLE", kept, all_of(view).where(condition))
        self._temporary("VIEW", view, all_of(kept))

    def _temporary(self, kind: str, name: str, select: exp.Select) -> None:
        own = exp.Properties(expressions=[exp.TemporaryProperty()])
        self._execute(
            exp.Create(this=table(name), kind=kind, expression=select, properties=own, replace=kind == "VIEW")
        )

    def kind(self, label: str) -> str:
        was, made = kinds_in(self.session, RAW)[label], kinds_in(self.session, POPULATION)[label]
        return was if was == "NUMERIC" else made

    def fetch(self, select: exp.Select) -> list[tuple[Any, ...]]:
        return self._execute(select).fetchall()

    def _execute(self, statement: exp.Expression) -> psycopg.Cursor[Any]:
        try:
            return self.session.execute(statement)
        except psycopg.Error as error:
            lost = isinstance(error, psycopg.OperationalError)
            raise run_failed(error, code="POP030" if lost else "POP084") from error
