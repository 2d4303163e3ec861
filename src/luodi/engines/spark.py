"""Spark as an engine: in this process (``local[*]``), or on a cluster whose workers see the folder of the
result, for what is handed over and what comes back are files in it."""

from __future__ import annotations

import glob
import re
import shutil
import signal
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import duckdb
import pyarrow
import pyarrow.dataset
import pyarrow.parquet
from sqlglot import exp

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.engines.arrow_types import arrow_type
from luodi.engines.duckdb import check_suffix, write_relation
from luodi.engines.memory import memory_limit
from luodi.engines.session import Kinds, Session, run_failed
from luodi.engines.watched import Progress, interrupts, watched
from luodi.relational.types import ColumnType
from luodi.sql.capability import Engine
from luodi.sql.emit import to_text
from luodi.sql.trees import alias, column, table

if TYPE_CHECKING:
    from pyspark import StatusTracker
    from pyspark.sql import DataFrame, SparkSession

_BATCH: Final = 20_000
# As Spark's manual has them (Submitting Applications, Master URLs).
_MASTER: Final = re.compile(r"local(-cluster)?(\[.*\])?|yarn|(spark|k8s)://.+")
# It refuses to start with less than 450 MiB, of which Java keeps some for itself.
_LEAST_MEMORY: Final = 512 << 20
# Rows of a task: so few that tasks tell how far a run is, so many that each is worth its start.
_TASK_ROWS: Final = 200_000
# What the forms are made for, and what keeps names and days as they are.
_SETTINGS: Final[Mapping[str, str]] = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.caseSensitive": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    # Of how many pieces a file is read is by its rows, not by its bytes.
    "spark.sql.files.openCostInBytes": "65536",
    # Plans have many columns; written out for a page that nobody sees they take longer than the run.
    "spark.sql.debug.maxToStringFields": "4",
    "spark.sql.ui.explainMode": "simple",
    "spark.sql.maxPlanStringLength": "1000",
}
# Types that Parquet and Spark have as DuckDB has them; a key of another is handed on as a text.
_KEPT: Final = frozenset(
    (
        *("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "VARCHAR"),
        *("BOOLEAN", "DATE", "DOUBLE", "FLOAT", "TIMESTAMP"),
    )
)


def start_spark(
    url: str, memory: str | None = None, further: Mapping[str, str] | None = None
) -> SparkSession:
    """A Spark for a master: the one of this process where it has that master. It ends with the process.

    memory: of the driver, such as ``2GB``. further: settings of Spark's own. Raises LuodiError POP067 for too
    little memory, POP082 for a url that is no master's, POP031 where pyspark or Java is not installed, POP030
    where the master does not answer.
    """
    limit = None if memory is None else memory_limit(memory, _LEAST_MEMORY)
    if _MASTER.fullmatch(url) is None:
        raise LuodiError(Diagnostic("POP082", Severity.ERROR, None, {"engine": "Spark"}))
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise LuodiError(Diagnostic("POP031", Severity.ERROR, None, {"name": "pyspark"})) from error
    if shutil.which("java") is None:
        raise LuodiError(Diagnostic("POP031", Severity.ERROR, None, {"name": "Java"}))
    builder = SparkSession.builder.master(url).appName("luodi")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        # Expressions of tables with many rules are deep trees.
        "spark.driver.extraJavaOptions": "-Xss16m",
        "spark.executor.extraJavaOptions": "-Xss16m",
        **_SETTINGS,
    }
    if url.startswith("local") or "://127.0.0.1" in url or "://localhost" in url:
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    if url.startswith("local"):
        settings |= {"spark.sql.shuffle.partitions": "8", "spark.sql.adaptive.enabled": "false"}
    if limit is not None:
        settings["spark.driver.memory"] = f"{limit // 1024}k"
    for name, value in {**settings, **(further or {})}.items():
        builder = builder.config(name, value)
    with _errors(code="POP030"), _own_interrupts():
        running = SparkSession.getActiveSession()
        if running is not None and running.sparkContext.master != url:
            running.stop()
        made: SparkSession = builder.getOrCreate()
        return made


class SparkEngineSession(Session):
    engine = Engine.SPARK

    def __init__(
        self, staging: duckdb.DuckDBPyConnection, spill: Path, url: str, memory: str | None = None
    ) -> None:
        super().__init__(staging, spill)
        self.spark = start_spark(url, memory)
        self.views: list[str] = []
        self.steps = _Steps()

    # --- in ---

    def load(self, views: Sequence[str], keys: Sequence[str]) -> None:
        for view in views:
            folder = self._new_folder()
            with _errors():
                self.staging.sql(_plain(self.staging, view).sql("duckdb")).write_parquet(
                    str(folder / "0.parquet")
                )
            self._view(view, folder)

    def store(self, name: str, kinds: Mapping[str, ColumnType], rows: Iterable[pyarrow.Table]) -> None:
        schema = pyarrow.schema([(label, arrow_type(kind)) for label, kind in kinds.items()])
        folder = self._new_folder()
        with _errors(), pyarrow.parquet.ParquetWriter(folder / "0.parquet", schema) as writer:
            for batch in rows:
                writer.write_table(batch.cast(schema))
        self._view(name, folder)

    def _new_folder(self) -> Path:
        folder = self.spill / uuid4().hex
        folder.mkdir()
        return folder

    def _view(self, name: str, folder: Path) -> None:
        with _errors():
            self.spark.read.parquet(_to_read(folder)).createOrReplaceTempView(table(name).sql("spark"))
        self.views.append(name)

    # --- out ---

    def _rows(self, query: exp.Select) -> DataFrame:
        for name, value in _SETTINGS.items():
            if self.spark.conf.get(name) != value:
                self.spark.conf.set(name, value)
        tasks = max(self.spark.sparkContext.defaultParallelism, self.rows // _TASK_ROWS)
        self.spark.conf.set("spark.sql.files.minPartitionNum", str(tasks))
        # Stage by stage: what is looked at once is not looked at again for every stage that stands on it.
        stages = [each.alias for each in query.ctes]
        reads = Counter(each.name for each in query.find_all(exp.Table))
        # Spark works out again what is read twice; of stages in a row that would double each time.
        kept = [
            stage.alias
            for stage in query.ctes
            if reads[stage.alias] > 1 and any(each.name in stages for each in stage.find_all(exp.Table))
        ]
        self.steps.begin(1 + len(kept))
        for stage in query.ctes:
            rows = self.spark.sql(to_text(stage.this, self.engine))
            if stage.alias in kept:
                self._next_step()
                folder = self.spill / uuid4().hex
                rows.write.parquet(_to_write(folder))
                rows = self.spark.read.schema(rows.schema).parquet(_to_read(folder))
            rows.createOrReplaceTempView(f"`{stage.alias}`")
            self.views.append(stage.alias)
        last = query.copy()
        last.set("with_", None)
        made = self.spark.sql(to_text(last, self.engine))
        self._next_step()
        return made

    def _next_step(self) -> None:
        self.spark.sparkContext.setJobGroup(self.steps.next(), "luodi")

    def _written(self, query: exp.Select, folder: Path, progress: Progress | None = None) -> None:
        def run() -> None:
            self._rows(query).write.parquet(_to_write(folder))

        def share() -> float | None:
            return self.steps.share(self.spark.sparkContext.statusTracker())

        def cancel() -> None:
            if self.steps.group:
                # Of a Spark that is gone the jobs are too.
                with suppress(*_failures()):
                    self.spark.sparkContext.cancelJobGroup(self.steps.group)

        with _errors():
            watched(run, share=share, cancel=cancel, progress=progress)

    def batches(self, query: exp.Select, kinds: Kinds) -> Iterator[pyarrow.Table]:
        folder = self.spill / uuid4().hex
        self._written(query, folder)
        try:
            found = pyarrow.dataset.dataset(folder, format="parquet")
            for batch in found.to_batches(batch_size=_BATCH):
                yield pyarrow.Table.from_batches([batch])
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def write(self, query: exp.Select, kinds: Kinds, out: str) -> None:
        """One file where the name is a file's; where it has no ending, a folder of Parquet files."""
        path = Path(out)
        if not path.suffix:
            part = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
            try:
                self._written(query, part, self.progress)
                _replace_folder(part, path)
            except OSError as error:
                raise run_failed(error, out) from error
            finally:
                shutil.rmtree(part, ignore_errors=True)
            return
        check_suffix(path)
        folder = self.spill / uuid4().hex
        self._written(query, folder, self.progress)
        with _errors():
            write_relation(self.staging.read_parquet(f"{glob.escape(str(folder))}/*.parquet"), path)
        shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        self.staging.close()
        try:
            for view in dict.fromkeys(self.views):
                self.spark.catalog.dropTempView(view)
        except _failures():
            # It is gone already, as after a run that it ended.
            return


class _Steps:
    """How far a query is that is worked out in steps, each a group of Spark's jobs."""

    def __init__(self) -> None:
        self.all, self.done, self.group = 1, -1, ""

    def begin(self, steps: int) -> None:
        self.all, self.done, self.group = steps, -1, ""

    def next(self) -> str:
        """The name of the next step's group."""
        self.done += 1
        self.group = f"luodi-{uuid4().hex}"
        return self.group

    def share(self, tracker: StatusTracker) -> float | None:
        """By the tasks that are done; None before the first."""
        if not self.group:
            return None
        tasks = done = 0
        for job in map(tracker.getJobInfo, tracker.getJobIdsForGroup(self.group)):
            for stage in map(tracker.getStageInfo, job.stageIds if job else ()):
                if stage is not None:
                    tasks, done = tasks + stage.numTasks, done + stage.numCompletedTasks
        return (self.done + (done / tasks if tasks else 0.0)) / self.all


@contextmanager
def _own_interrupts() -> Iterator[None]:
    """What Ctrl-C does stays as it is: pyspark's own way would speak to Java in the midst of another word."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _plain(connection: duckdb.DuckDBPyConnection, view: str) -> exp.Select:
    relation = connection.view(view)
    select = exp.Select().from_(table(view))
    for label, kind in zip(relation.columns, map(str, relation.types), strict=True):
        node: exp.Expression = column(label)
        if kind not in _KEPT and not kind.startswith("DECIMAL"):
            node = exp.Cast(this=node, to=exp.DataType.build("TEXT"))
        select.select(alias(node, label), copy=False)
    return select


def _to_write(folder: Path) -> str:
    """A folder as Hadoop names it: it takes the signs of a path as they are, of a URI too."""
    return f"file://{folder.resolve()}"


def _to_read(folder: Path) -> str:
    """The same where several folders could be named by patterns."""
    return "file://" + re.sub(r"[\[\]{}*?\\]", r"\\\g<0>", str(folder.resolve()))


def _replace_folder(part: Path, path: Path) -> None:
    """The folder takes the place of one of its name; that one is there until it does."""
    before = path.with_name(f".{path.name}.{uuid4().hex[:8]}.before")
    if path.exists():
        path.rename(before)
    try:
        part.rename(path)
    except OSError:
        if before.exists():
            before.rename(path)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _failures() -> tuple[type[Exception], ...]:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    return (Py4JError, PySparkException, ConnectionError, EOFError)


@contextmanager
def _errors(where: str = "", code: str = "POP084") -> Iterator[None]:
    try:
        with interrupts():
            yield
    except (duckdb.Error, pyarrow.ArrowException) as error:
        raise run_failed(error, where) from error
    except _failures() as error:
        raise run_failed(_said(error), where, "POP030" if _is_lost(error) else code) from error
    except (OSError, RuntimeError) as error:
        raise run_failed(error, where, code) from error


def _is_lost(error: Exception) -> bool:
    """Whether Java is gone, or the master: nothing more will come from it."""
    from py4j.protocol import Py4JError, Py4JJavaError

    if isinstance(error, Py4JJavaError):
        words = str(error)
        return "masters are unresponsive" in words or "stopped SparkContext" in words
    # Of Java's own failures there is word; any other is one of the way to it.
    return isinstance(error, (Py4JError, ConnectionError, EOFError))


def _said(error: Exception) -> Exception:
    """Of a failure inside Java its own words, not where they were thrown."""
    java: Any = getattr(error, "java_exception", None)
    return error if java is None else RuntimeError(str(java))
