"""PostgreSQL as an engine: one transaction of one connection, so that nothing of a run that fails remains."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import duckdb
import psycopg
import psycopg.conninfo
import psycopg.sql
import pyarrow
from psycopg.types.json import set_json_loads
from sqlglot import exp

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.engines.arrow_types import arrow_type
from luodi.engines.duckdb import check_suffix, write_relation
from luodi.engines.names import is_file, named_table
from luodi.engines.postgres_days import DayLoader, day_number
from luodi.engines.postgres_told import telling
from luodi.engines.postgres_types import copied
from luodi.engines.session import Kinds, Session, run_failed
from luodi.engines.watched import watched
from luodi.relational.types import DATE, ColumnType, ListType, StructType
from luodi.sql.capability import Engine
from luodi.sql.emit import to_text
from luodi.sql.forms_postgres import PostgresForms
from luodi.sql.trees import column, table

_BATCH: Final = 10_000
_CHUNK_BYTES: Final = 1 << 20
_CANCEL_S: Final = 5
_CAUSES: Final = (
    (psycopg.errors.InsufficientPrivilege, "POP078"),
    (psycopg.errors.WrongObjectType, "POP080"),
    (psycopg.errors.DependentObjectsStillExist, "POP081"),
    (psycopg.errors.InvalidSchemaName, "POP085"),
)


class PostgresSession(Session):
    """key_types: of the keys' columns, as Arrow has them.

    Raises LuodiError POP082 for a url that is none, POP030 where there is no server, or where it is lost on
    the way, POP009 where memory or disk do not suffice, POP083 for texts that it cannot hold, POP084 for all
    else that goes wrong.
    """

    engine = Engine.POSTGRES

    def __init__(self, staging: duckdb.DuckDBPyConnection, spill: Path, url: str) -> None:
        super().__init__(staging, spill)
        self.key_types: dict[str, pyarrow.DataType] = {}
        self.forms = PostgresForms()
        # Rows of the result that are there already.
        self._made = 0
        try:
            psycopg.conninfo.conninfo_to_dict(url)
        except psycopg.ProgrammingError as error:
            # The driver repeats a part of it, which may be a password.
            raise LuodiError(Diagnostic("POP082", Severity.ERROR, None, {"engine": "PostgreSQL"})) from error
        with errors_of():
            self.connection = psycopg.connect(url, connect_timeout=15)
            self._prepare()

    def _prepare(self) -> None:
        encoding = self.connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            # Texts are counted and compared by code point.
            values = {"reason": f"server_encoding = {encoding}, not UTF8"}
            raise LuodiError(Diagnostic("POP084", Severity.ERROR, None, values))
        set_json_loads(_exact_json, self.connection)
        self.connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        # Compiling expressions takes longer than most runs; dates are read by their ISO form.
        self.execute("SET LOCAL jit = off")
        self.execute("SET LOCAL datestyle = 'ISO'")
        self.execute("SET LOCAL timezone = 'UTC'")

    def execute(self, query: str | exp.Expression) -> psycopg.Cursor[Any]:
        """Run a statement of ours."""
        text = query if isinstance(query, str) else to_text(query, self.engine)
        return self.connection.execute(text.encode())

    # --- in ---

    def load(self, views: Sequence[str], keys: Sequence[str]) -> None:
        with errors_of():
            for view in views:
                self._copy(view, keys if view == views[0] else ())

    def _copy(self, view: str, keys: Sequence[str]) -> None:
        """A view of staging as a temporary table, through a file of its rows."""
        select, columns = copied(self.staging, view)
        name = self.forms.stored_name(view)
        file = self.spill / f"{uuid4().hex}.csv"
        try:
            self.staging.sql(select.sql("duckdb")).write_csv(str(file), header=False)
            schema = exp.Schema(
                this=table(name),
                expressions=[
                    exp.ColumnDef(this=_name(self.forms.stored_name(label)), kind=kind)
                    for label, (kind, _) in columns.items()
                ],
            )
            self.execute(_temporary(schema))
            self.key_types |= {key: columns[key][1] for key in keys if key in columns}
            into = psycopg.sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(psycopg.sql.Identifier(name))
            with file.open("rb") as lines, self.connection.cursor().copy(into) as copy:
                while chunk := lines.read(_CHUNK_BYTES):
                    copy.write(chunk)
        except psycopg.errors.CharacterNotInRepertoire as error:
            raise self._with_nul(view, columns) or error from error
        finally:
            file.unlink(missing_ok=True)
        self._count(name)

    def _with_nul(self, view: str, columns: Iterable[str]) -> LuodiError | None:
        """The first column with a sign that no text of the server may have."""
        for label in columns:
            text = exp.Cast(this=column(label), to=exp.DataType.build("TEXT"))
            nul = exp.Anonymous(
                this="CONTAINS", expressions=[text, exp.Chr(expressions=[exp.Literal.number(0)])]
            )
            counted = exp.Select().select(exp.CountIf(this=nul)).from_(table(view))
            ((count,),) = self.staging.execute(counted.sql("duckdb")).fetchall()
            if count:
                values = {"name": label, "count": count}
                return LuodiError(Diagnostic("POP083", Severity.ERROR, None, values))
        return None

    def store(self, name: str, kinds: Mapping[str, ColumnType], rows: Iterable[pyarrow.Table]) -> None:
        schema = exp.Schema(
            this=table(name),
            expressions=[
                exp.ColumnDef(this=_name(label), kind=self.forms.kind(kind)) for label, kind in kinds.items()
            ],
        )
        with errors_of():
            self.execute(_temporary(schema))
            types = list(kinds.values())
            into = psycopg.sql.SQL("COPY {} FROM STDIN").format(psycopg.sql.Identifier(name))
            for batch in rows:
                with self.connection.cursor().copy(into) as copy:
                    for row in zip(*(each.to_pylist() for each in batch.columns), strict=True):
                        copy.write_row([_sent(each, kind) for each, kind in zip(row, types, strict=True)])
            self._count(name)

    def _count(self, name: str) -> None:
        """A temporary table has no statistics of its own accord, and joins are planned by them."""
        self.execute(exp.Analyze(tables=[table(name)]))

    # --- out ---

    def batches(self, query: exp.Select, kinds: Kinds) -> Iterator[pyarrow.Table]:
        names = list(kinds)
        schema = self._schema(kinds)
        with errors_of(), self.connection.cursor(name=f"rows_{uuid4().hex[:8]}") as cursor:
            cursor.itersize = _BATCH
            cursor.adapters.register_loader("date", DayLoader)
            cursor.execute(to_text(query, self.engine).encode())
            while rows := cursor.fetchmany(_BATCH):
                columns = []
                for place, name in enumerate(names):
                    kind = kinds[name]
                    values = [row[place] for row in rows]
                    if kind is not None and _is_converted(kind):
                        values = [_value(each, kind) for each in values]
                    columns.append(pyarrow.array(values, schema.field(place).type))
                yield pyarrow.Table.from_arrays(columns, schema=schema)

    def _schema(self, kinds: Kinds) -> pyarrow.Schema:
        return pyarrow.schema(
            [
                (name, self.key_types.get(name, pyarrow.string()) if kind is None else arrow_type(kind))
                for name, kind in kinds.items()
            ]
        )

    def write(self, query: exp.Select, kinds: Kinds, out: str) -> None:
        self._made = 0

        def run() -> None:
            if is_file(out):
                self._write_file(query, kinds, Path(out))
            else:
                self._write_table(query, out)

        watched(run, share=self._share, cancel=self._cancel, progress=self.progress)

    def _share(self) -> float | None:
        return min(self._made / self.rows, 1.0) if self.rows else None

    def _tell(self, rows: int) -> None:
        self._made = rows

    def _cancel(self) -> None:
        self.staging.interrupt()
        with suppress(psycopg.Error):
            self.connection.cancel_safe(timeout=_CANCEL_S)

    def _write_file(self, query: exp.Select, kinds: Kinds, out: Path) -> None:
        check_suffix(out)
        schema = self._schema(kinds)
        failed: list[LuodiError] = []

        def rows() -> Iterator[pyarrow.RecordBatch]:
            try:
                for batch in self.batches(query, kinds):
                    yield from batch.to_batches()
                    self._made += len(batch)
            except LuodiError as error:
                # The reader of these batches knows only that they ended.
                failed.append(error)
                raise

        reader = pyarrow.RecordBatchReader.from_batches(schema, rows())
        try:
            write_relation(self.staging.from_arrow(reader), out)
        except LuodiError as error:
            raise failed[0] if failed else error from error

    def _write_table(self, query: exp.Select, out: str) -> None:
        """A new table beside the one of that name, whose place it takes when the transaction is done."""
        target, aside = named_table(out), table_beside(out)
        with errors_of(out):
            heard = (
                nullcontext(query) if self.progress is None else telling(self.connection, query, self._tell)
            )
            with heard as told:
                self.execute(exp.Create(this=aside, kind="TABLE", expression=told))
            self.execute(exp.Drop(tables=[target], kind="TABLE", exists=True))
            rename = exp.AlterRename(this=exp.Table(this=target.this.copy()))
            self.execute(exp.Alter(this=aside, kind="TABLE", actions=[rename]))
            self.connection.commit()

    def close(self) -> None:
        self.connection.close()
        self.staging.close()


@contextmanager
def errors_of(where: str = "") -> Iterator[None]:
    """What the server refuses as a diagnostic of its cause. where: the table that it is about."""
    try:
        yield
    except psycopg.OperationalError as error:
        raise run_failed(error, where, "POP030") from error
    except psycopg.Error as error:
        code = next((code for kind, code in _CAUSES if isinstance(error, kind)), "POP084")
        raise run_failed(error, where, code) from error
    except (duckdb.Error, OSError, pyarrow.ArrowException) as error:
        raise run_failed(error, where) from error


def table_beside(out: str) -> exp.Table:
    """A name that no table has yet, where a result of that name goes."""
    made = named_table(out)
    made.set("this", _name(f"luodi_{uuid4().hex[:12]}"))
    return made


def _name(name: str) -> exp.Identifier:
    return exp.to_identifier(name, quoted=True)


def _temporary(schema: exp.Schema) -> exp.Create:
    return exp.Create(
        this=schema, kind="TABLE", properties=exp.Properties(expressions=[exp.TemporaryProperty()])
    )


def _exact_json(text: str | bytes) -> Any:
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def _is_converted(kind: ColumnType) -> bool:
    return isinstance(kind, StructType) or (isinstance(kind, ListType) and _is_converted(kind.element))


def _sent(value: Any, kind: ColumnType) -> Any:
    """A value on its way into a column: contexts as the text of jsonb."""
    if value is None or not _is_converted(kind):
        return value
    return [_json_text(each) for each in value] if isinstance(kind, ListType) else _json_text(value)


def _json_text(value: Any) -> str:
    """JSON with every digit of a number."""
    match value:
        case dict():
            return (
                "{" + ",".join(f"{json.dumps(name)}:{_json_text(each)}" for name, each in value.items()) + "}"
            )
        case list():
            return "[" + ",".join(map(_json_text, value)) + "]"
        case Decimal():
            return format(value, "f")
        case datetime.date():
            return json.dumps(value.isoformat())
        case _:
            return json.dumps(value, ensure_ascii=False)


def _value(value: Any, kind: ColumnType) -> Any:
    """A value out of jsonb as one of its type: days are texts there."""
    if value is None:
        return None
    if isinstance(kind, StructType):
        return {name: _value(value[name], each) for name, each in kind.entries}
    if isinstance(kind, ListType):
        return [_value(each, kind.element) for each in value]
    return day_number(value) if kind == DATE and isinstance(value, str) else value
