"""Columns on their way from DuckDB to PostgreSQL: what each is there, and what comes back as."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import duckdb
import pyarrow
from sqlglot import exp

from luodi.sql.trees import alias, column, table

_SAME: Final[Mapping[str, tuple[str, pyarrow.DataType]]] = {
    "TINYINT": ("SMALLINT", pyarrow.int16()),
    "SMALLINT": ("SMALLINT", pyarrow.int16()),
    "INTEGER": ("INT", pyarrow.int32()),
    "BIGINT": ("BIGINT", pyarrow.int64()),
    "UTINYINT": ("SMALLINT", pyarrow.int16()),
    "USMALLINT": ("INT", pyarrow.int32()),
    "UINTEGER": ("BIGINT", pyarrow.int64()),
    "UBIGINT": ("DECIMAL(20, 0)", pyarrow.decimal128(20, 0)),
    "HUGEINT": ("DECIMAL(39, 0)", pyarrow.decimal256(39, 0)),
    "BOOLEAN": ("BOOLEAN", pyarrow.bool_()),
    "DATE": ("DATE", pyarrow.date32()),
    "DOUBLE": ("DOUBLE PRECISION", pyarrow.float64()),
    "FLOAT": ("REAL", pyarrow.float32()),
    "TIMESTAMP": ("TIMESTAMP", pyarrow.timestamp("us")),
}
_DECIMAL: Final = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")


def copied(
    connection: duckdb.DuckDBPyConnection, view: str
) -> tuple[exp.Select, dict[str, tuple[exp.DataType, pyarrow.DataType]]]:
    """What to read of a view, and its columns: type there, type of Arrow. What has no like is a text."""
    relation = connection.view(view)
    select = exp.Select().from_(table(view))
    columns: dict[str, tuple[exp.DataType, pyarrow.DataType]] = {}
    for label, kind in zip(relation.columns, map(str, relation.types), strict=True):
        node: exp.Expression = column(label)
        found = column_type(kind)
        if found is None:
            node = exp.Cast(this=node, to=exp.DataType.build("TEXT"))
            found = "TEXT", pyarrow.string()
        columns[label] = exp.DataType.build(found[0], dialect="postgres"), found[1]
        select.select(alias(node, label), copy=False)
    return select, columns


def column_type(kind: str) -> tuple[str, pyarrow.DataType] | None:
    """PostgreSQL's and Arrow's type for one of DuckDB's; None where there is none."""
    number = _DECIMAL.fullmatch(kind)
    if number is not None:
        width, scale = int(number[1]), int(number[2])
        return f"DECIMAL({width}, {scale})", pyarrow.decimal128(width, scale)
    return _SAME.get(kind)
