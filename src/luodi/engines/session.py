"""What a run asks of an engine: a population in it, queries over that, and their rows in a file or a table.

Files are read and looked at by DuckDB in every case, so that a column, a wrong value and a key that occurs
twice are the same to all engines; what is read is then handed over.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import ClassVar, TypeAlias

import duckdb
import pyarrow
from sqlglot import exp

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.engines.shortage import shortage
from luodi.engines.watched import Progress
from luodi.relational.types import ColumnType
from luodi.sql.capability import Engine

# The columns of a result in their order; None for a key, which is handed on as it is.
Kinds: TypeAlias = Mapping[str, ColumnType | None]


class Session(ABC):
    """One engine for one run. staging: where files are read; spill: a folder for what memory does not hold,
    which all parts of the engine can see."""

    engine: ClassVar[Engine]
    # Hears how far ``write`` is, of so many rows.
    progress: Progress | None = None
    rows: int = 0

    def __init__(self, staging: duckdb.DuckDBPyConnection, spill: Path) -> None:
        self.staging = staging
        self.spill = spill

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @abstractmethod
    def load(self, views: Sequence[str], keys: Sequence[str]) -> None:
        """Have these views of staging as tables. keys: the columns whose type is not the model's."""

    @abstractmethod
    def batches(self, query: exp.Select, kinds: Kinds) -> Iterator[pyarrow.Table]:
        """The rows of a query, some thousands at a time."""

    @abstractmethod
    def store(self, name: str, kinds: Mapping[str, ColumnType], rows: Iterable[pyarrow.Table]) -> None:
        """A table of these rows, for this session. It may ask for more batches in between."""

    @abstractmethod
    def write(self, query: exp.Select, kinds: Kinds, out: str) -> None:
        """The rows of a query in a file, or a table: there whole, or not at all."""

    @abstractmethod
    def close(self) -> None:
        """End the session and all that it holds but what was written."""


def run_failed(error: BaseException, where: str = "", code: str = "POP084") -> LuodiError:
    """Why a run did not come to its end: POP009 where memory or disk did not suffice, else the engine's own
    first words by the code."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    found = shortage(error)
    values = {"reason": found or lines[0][:200], "name": where}
    return LuodiError(Diagnostic("POP009" if found else code, Severity.ERROR, None, values, where))
