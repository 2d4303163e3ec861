"""Names of populations and results: of a file, or of a table of a server."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlglot import exp

_ENDINGS: Final = (".parquet", ".csv", ".arrow", ".feather", ".ipc")


def is_file(name: str) -> bool:
    """Whether a name is a file's rather than a table's: it ends like one, or stands in a folder."""
    return Path(name).suffix.lower() in _ENDINGS or "/" in name


def named_table(name: str) -> exp.Table:
    """A table by its name, upper and lower case as written; ``schema.table`` for one of a schema."""
    schema, _, own = name.rpartition(".")
    return exp.Table(
        this=exp.to_identifier(own, quoted=True),
        db=exp.to_identifier(schema, quoted=True) if schema else None,
    )
