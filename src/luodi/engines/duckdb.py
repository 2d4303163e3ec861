"""DuckDB in this process: a population in, a query over it, a file out."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow
import pyarrow.ipc

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.engines.aside import written_aside
from luodi.engines.memory import memory_limit
from luodi.engines.session import run_failed
from luodi.engines.watched import Progress, watched_in_duckdb

# It takes megabytes at a time.
_LEAST_MEMORY = 32_000_000
_BATCH_ROWS = 50_000
# Version 2 writes numbers as differences: a quarter smaller, and an eighth quicker to write.
_TO_PARQUET = "COPY ({query}) TO $out (FORMAT parquet, PARQUET_VERSION v2)"


def connect(memory: str | None = None, spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A database of its own, in memory.

    memory: what it may take, such as ``400MB``, before it uses the disk in the folder spill. Raises
    LuodiError POP067 for too little.
    """
    config: dict[str, str | bool | int | float | list[str]] = {}
    if memory is not None:
        config["memory_limit"] = f"{memory_limit(memory, _LEAST_MEMORY)}B"
    if spill is not None:
        config["temp_directory"] = str(spill)
    return duckdb.connect(config=config)


def check_suffix(out: Path) -> None:
    """Raises LuodiError POP007 for files of kinds that are not written."""
    if out.suffix.lower() not in (".parquet", ".csv", ".arrow"):
        values = {"suffix": out.suffix.lower() or out.name}
        raise LuodiError(Diagnostic("POP007", Severity.ERROR, None, values, str(out)))


def run_to_file(
    connection: duckdb.DuckDBPyConnection, query: str, out: Path, progress: Progress | None = None
) -> None:
    """The query's rows in a Parquet, CSV or Arrow file, batch by batch.

    The file appears when it is whole; Ctrl-C ends the query and leaves nothing. Raises LuodiError POP007 for
    other kinds of files, POP009 where memory or disk do not suffice, POP084 where the run fails otherwise.
    """
    check_suffix(out)

    def run() -> None:
        try:
            if out.suffix.lower() == ".parquet":
                write_parquet(connection, query, out)
                return
            relation = connection.sql(query)
        except (duckdb.Error, OSError) as error:
            raise run_failed(error, str(out)) from error
        write_relation(relation, out)

    watched_in_duckdb(connection, run, progress)


def write_parquet(connection: duckdb.DuckDBPyConnection, query: str, out: Path) -> None:
    """The query's rows in a Parquet file, which appears when it is whole. Raises duckdb.Error or OSError."""
    with written_aside(out) as part:
        # As one statement: a relation would be planned once when it is made and again when it is written.
        connection.execute(_TO_PARQUET.format(query=query), {"out": str(part)})


def write_relation(relation: duckdb.DuckDBPyRelation, out: Path) -> None:
    """The rows in a file, which appears when it is whole. Raises LuodiError where that fails, see
    ``run_failed``."""
    suffix = out.suffix.lower()
    try:
        with written_aside(out) as part:
            if suffix == ".parquet":
                relation.write_parquet(str(part))
            elif suffix == ".csv":
                relation.write_csv(str(part), header=True)
            else:
                _write_arrow(relation, part)
    except (duckdb.Error, OSError, pyarrow.ArrowException) as error:
        raise run_failed(error, str(out)) from error


def _write_arrow(relation: duckdb.DuckDBPyRelation, part: Path) -> None:
    reader = relation.to_arrow_reader(_BATCH_ROWS)
    with pyarrow.OSFile(str(part), "wb") as sink, pyarrow.ipc.new_file(sink, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
