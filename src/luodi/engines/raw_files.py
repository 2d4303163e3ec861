"""Files of rows as they are, behind a view: what is in them is looked at elsewhere."""

from __future__ import annotations

import errno
import glob
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow
import pyarrow.dataset
import pyarrow.parquet
from sqlglot import exp

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.engines.csv_faults import csv_fault
from luodi.engines.encodings import as_utf8, encoding_of, header_of
from luodi.engines.heads import ANY_HEADS, Heads
from luodi.engines.shortage import shortage
from luodi.messages import SystemReason
from luodi.sql.trees import column

RAW: Final = "population_as_it_is"


# What reading a file may end with.
FAILURES: Final = (duckdb.Error, OSError, UnicodeError, pyarrow.ArrowException)
_KINDS: Final = {".parquet": "Parquet", ".arrow": "Arrow", ".feather": "Arrow", ".ipc": "Arrow"}


def unreadable(path: Path, error: Exception) -> LuodiError:
    """Why a file cannot be read, as far as it can be told: POP068 it is not there, POP069 the system refuses
    it, POP070 to POP075 faults of a CSV file, POP076 it is not of its kind, POP009 memory or disk do not
    suffice, POP008 all else."""
    found = shortage(error)
    if found is not None:
        return LuodiError(Diagnostic("POP009", Severity.ERROR, None, {"reason": found}, str(path)))
    suffix = path.suffix.lower()
    if isinstance(error, OSError) and error.errno is not None:
        if error.errno == errno.ENOENT:
            return LuodiError(Diagnostic("POP068", Severity.ERROR, None, {}, str(path)))
        refused = {"reason": SystemReason.of(error)}
        return LuodiError(Diagnostic("POP069", Severity.ERROR, None, refused, str(path)))
    if suffix in _KINDS:
        return LuodiError(Diagnostic("POP076", Severity.ERROR, None, {"kind": _KINDS[suffix]}, str(path)))
    fault = csv_fault(path) if suffix == ".csv" else None
    values = {"reason": str(error).splitlines()[0][:200]}
    return LuodiError(fault or Diagnostic("POP008", Severity.ERROR, None, values, str(path)))


def open_raw(
    connection: duckdb.DuckDBPyConnection, path: Path, name: str = RAW, heads: Heads = ANY_HEADS
) -> dict[str, str]:
    """The file as a view of that name; the database's type of each column.

    heads: the columns of which a CSV has one at least. Raises LuodiError where it has none, and for names
    that differ in case alone.
    """
    if not path.is_file():
        number = errno.EISDIR if path.is_dir() else errno.ENOENT
        raise OSError(number, path.name)
    match path.suffix.lower():
        case ".parquet":
            names = pyarrow.parquet.read_schema(path).names
            _check_names(path, names)
            _as_texts(connection.read_parquet(glob.escape(str(path)), hive_partitioning=False)).create_view(
                name, replace=True
            )
        case ".csv":
            encoding = encoding_of(path)
            if encoding is None:
                _raise_fault(path)
            elif encoding == "utf-8":
                _read_csv(connection, path, path, heads).create_view(name, replace=True)
            else:
                with as_utf8(path, encoding) as copy:
                    _read_csv(connection, copy, path, heads).create(f"{name}, {encoding}")
                connection.table(f'"{name}, {encoding}"').create_view(name, replace=True)
        case ".arrow" | ".feather" | ".ipc":
            rows = pyarrow.dataset.dataset(path, format="ipc")
            connection.register(name, rows)
        case other:
            values = {"suffix": other or path.name}
            raise LuodiError(Diagnostic("POP007", Severity.ERROR, None, values, str(path)))
    columns = connection.view(name)
    return {each: str(kind) for each, kind in zip(columns.columns, columns.types, strict=True)}


def _as_texts(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Columns that hold nothing but null, of Arrow's type for them, as texts: nulls of any type."""
    kinds = dict(zip(relation.columns, map(str, relation.types), strict=True))
    if '"NULL"' not in kinds.values():
        return relation
    made: list[str] = []
    for label, kind in kinds.items():
        node: Any = column(label)
        if kind == '"NULL"':
            node = exp.alias_(exp.Cast(this=node, to=exp.DataType.build("TEXT")), label, quoted=True)
        made.append(node.sql("duckdb"))
    return relation.project(", ".join(made))


def _read_csv(
    connection: duckdb.DuckDBPyConnection, path: Path, named: Path, heads: Heads
) -> duckdb.DuckDBPyRelation:
    """A file in UTF-8 with quotes as RFC 4180 has them. All is text: types are looked at here, where what
    does not fit can be told. A row with more or fewer columns than the first line is an error, but for empty
    ones at its end. named: the file that was asked for."""
    delimiter, names = header_of(path)
    if not names:
        raise LuodiError(Diagnostic("POP077", Severity.ERROR, None, {}, str(named)))
    if any(sign in name for name in names for sign in "\r\n"):
        # A quote of the first line may never be closed.
        _raise_fault(named)
    heads.check(names, named, path)
    _check_names(named, names)
    return connection.read_csv(
        # No more than this file, and nothing of it but what is in it.
        glob.escape(str(path)),
        hive_partitioning=False,
        header=True,
        auto_detect=False,
        columns=dict.fromkeys(names, "VARCHAR"),
        delimiter=delimiter,
        quotechar='"',
        escapechar='"',
        comment="",
        skiprows=0,
        strict_mode=True,
    )


def _raise_fault(path: Path) -> None:
    fault = csv_fault(path)
    if fault is not None:
        raise LuodiError(fault)


def _check_names(path: Path, names: Sequence[str]) -> None:
    """Raises LuodiError POP011 where names differ in upper and lower case at most: the database would give
    one of them another name."""
    lower = [name.lower() for name in names]
    for name in names:
        if lower.count(name.lower()) > 1:
            raise LuodiError(Diagnostic("POP011", Severity.ERROR, None, {"name": name}, str(path)))
