"""DuckDB as an engine: files are read where they are queried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import duckdb
import pyarrow
from sqlglot import exp

from luodi.engines.duckdb import run_to_file
from luodi.engines.session import Kinds, Session, run_failed
from luodi.relational.types import ColumnType
from luodi.sql.capability import Engine
from luodi.sql.emit import to_text
from luodi.sql.trees import table

_BATCH: Final = 20_000
_ROWS: Final = "rows_in_batches"


class DuckDbSession(Session):
    engine = Engine.DUCKDB

    def load(self, views: Sequence[str], keys: Sequence[str]) -> None:
        """They are there already."""

    def batches(self, query: exp.Select, kinds: Kinds) -> Iterator[pyarrow.Table]:
        # A table, for a query that is half read does not outlive the next one on its connection.
        try:
            self.staging.sql(to_text(query, self.engine)).create(_ROWS)
            for at in range(0, max(len(self.staging.table(_ROWS)), 1), _BATCH):
                yield self.staging.table(_ROWS).limit(_BATCH, at).to_arrow_table()
            self.staging.execute(exp.Drop(tables=[table(_ROWS)], kind="TABLE").sql("duckdb"))
        except duckdb.Error as error:
            raise run_failed(error) from error

    def store(self, name: str, kinds: Mapping[str, ColumnType], rows: Iterable[pyarrow.Table]) -> None:
        made = False
        for each in rows:
            try:
                relation = self.staging.from_arrow(each)
                if made:
                    relation.insert_into(name)
                else:
                    relation.create(name)
            except duckdb.Error as error:
                raise run_failed(error) from error
            made = True

    def write(self, query: exp.Select, kinds: Kinds, out: str) -> None:
        run_to_file(self.staging, to_text(query, self.engine), Path(out), self.progress)

    def close(self) -> None:
        self.staging.close()
