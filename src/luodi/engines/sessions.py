"""A session of the engine that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.engines.children import ChildFile
from luodi.engines.duckdb import connect
from luodi.engines.duckdb_session import DuckDbSession
from luodi.engines.one_row import RowPlace, StagedRow
from luodi.engines.population import Population
from luodi.engines.session import Session, run_failed
from luodi.sql.capability import Engine


def open_session(engine: Engine, spill: Path, url: str | None = None, memory: str | None = None) -> Session:
    """A session over a folder for what memory does not hold.

    url: of PostgreSQL, or of Spark's master, ``local[*]`` where there is none. memory: what DuckDB, or
    Spark's driver, may take. Raises LuodiError POP030 where nobody answers at url, POP031 where a part is
    not installed, POP067 for too little memory, POP088 for a url where none is used.
    """
    check_url(engine, url)
    try:
        staging = connect(memory if engine is Engine.DUCKDB else None, spill)
    except duckdb.Error as error:
        raise run_failed(error) from error
    try:
        match engine:
            case Engine.DUCKDB:
                return DuckDbSession(staging, spill)
            case Engine.POSTGRES:
                return _postgres(staging, spill, url)
            case Engine.SPARK:
                from luodi.engines.spark import SparkEngineSession

                return SparkEngineSession(staging, spill, url or "local[*]", memory)
    except LuodiError:
        staging.close()
        raise


def check_url(engine: Engine, url: str | None) -> None:
    """Raises LuodiError POP088 for a url where none is used: whoever gives one expects another engine."""
    if url and engine is Engine.DUCKDB:
        raise LuodiError(Diagnostic("POP088", Severity.ERROR, None, {}))


def check_server_place(session: Session, out: str, read: Iterable[str]) -> None:
    """A table of PostgreSQL that a result goes to; see ``check_table_place``."""
    from luodi.engines.postgres import PostgresSession
    from luodi.engines.postgres_place import check_table_place

    assert isinstance(session, PostgresSession)
    check_table_place(session, out, read)


def open_server_table(
    session: Session,
    name: str,
    wanted: Mapping[str, str],
    keys: Sequence[str],
    children: Mapping[str, ChildFile],
    lists: Mapping[str, Mapping[str, str]],
) -> Population:
    """The population of a table that is in PostgreSQL already, and its lists of other tables there; see
    ``open_population`` and ``open_children``."""
    from luodi.engines.postgres import PostgresSession
    from luodi.engines.postgres_children import open_child_tables
    from luodi.engines.postgres_table import open_table

    assert isinstance(session, PostgresSession)
    population = open_table(session, name, wanted, keys)
    if not any(each.severity is Severity.ERROR for each in population.diagnostics):
        open_child_tables(session, population, children, lists)
    return population


def row_place(session: Session, population: Population, *, on_server: bool) -> RowPlace:
    """Where the one row of ``luodi explain`` is looked for. on_server: of a table in PostgreSQL."""
    if not on_server:
        return StagedRow(population)
    from luodi.engines.postgres import PostgresSession
    from luodi.engines.postgres_row import ServerRow

    assert isinstance(session, PostgresSession)
    return ServerRow(session)


def _postgres(staging: duckdb.DuckDBPyConnection, spill: Path, url: str | None) -> Session:
    if not url:
        raise LuodiError(Diagnostic("POP032", Severity.ERROR, None, {}))
    try:
        from luodi.engines.postgres import PostgresSession
    except ImportError as error:
        raise LuodiError(Diagnostic("POP031", Severity.ERROR, None, {"name": "psycopg"})) from error
    return PostgresSession(staging, spill, url)
