"""Details of snapshots: a Parquet file each, written from what is kept, looked at, frozen, opened again."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pyarrow.parquet
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from sqlglot import exp

from luodi.engines.children import ChildFile
from luodi_web.common.domain.files import is_whole, making_path, store_path, stored_as
from luodi_web.enterprises.domain.details import newest_rows
from luodi_web.enterprises.domain.scope import within
from luodi_web.enterprises.domain.snapshot_files import arrow_type, check_heads, decimals, kind_of
from luodi_web.enterprises.domain.values import plain_value
from luodi_web.enterprises.models import DetailRow, Snapshot, SnapshotList
from luodi_web.enterprises.rules import CODE_FIELD, LOOK_MEMORY, SNAPSHOT_BATCH
from luodi_web.fields.domain.column_names import names_of_columns, stand_ins
from luodi_web.fields.domain.lists import names_of_lists
from luodi_web.fields.models import DetailColumn, DetailList
from luodi_web.people.models import Region


@dataclass(frozen=True)
class DescribedList:
    """What is in a detail's file. columns: [name, FEEL type, nulls] without the key's."""

    rows: int
    enterprises: int
    key: str
    columns: list[list[Any]] = field(default_factory=list)


@contextmanager
def written_details(region: Region, as_of: date) -> Iterator[dict[str, Path]]:
    """A file for each detail of which rows count on the day for the region's enterprises, by its name.

    The paths are gone afterwards.
    """
    with ExitStack() as stack:
        found = {}
        for detail in DetailList.objects.prefetch_related("columns"):
            path = making_path(".parquet")
            stack.callback(path.unlink, missing_ok=True)
            if _write(path, detail, region, as_of):
                found[detail.name] = path
        yield found


def _write(path: Path, detail: DetailList, region: Region, as_of: date) -> int:
    """The rows that count, by the enterprise's code, the oldest first; how many. No file without any."""
    rows = newest_rows(as_of).filter(within([region], "enterprise__region"), detail=detail)
    columns = list(detail.columns.all())
    scales = dict.fromkeys((each.kept_name for each in columns), 0)
    count = 0
    for values in rows.values_list("values", flat=True).order_by().iterator(chunk_size=10_000):
        count += 1
        for name, text in values.items():
            scales[name] = max(scales.get(name, 0), decimals(text))
    if not count:
        return 0
    schema = pyarrow.schema(
        [
            (CODE_FIELD, pyarrow.string()),
            *((each.name, arrow_type(each.type, scales[each.kept_name])) for each in columns),
        ]
    )
    ordered = rows.select_related("enterprise").order_by("enterprise__code", "as_of", "pk")
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        batch: list[dict[str, Any]] = []
        for row in ordered.iterator(chunk_size=SNAPSHOT_BATCH):
            batch.append(_plain(row, columns))
            if len(batch) == SNAPSHOT_BATCH:
                writer.write_table(pyarrow.Table.from_pylist(batch, schema=schema))
                batch = []
        if batch:
            writer.write_table(pyarrow.Table.from_pylist(batch, schema=schema))
    return count


def _plain(row: DetailRow, columns: list[DetailColumn]) -> dict[str, Any]:
    known = {
        each.name: plain_value(each.type, row.values[each.kept_name])
        for each in columns
        if each.kept_name in row.values
    }
    return {CODE_FIELD: row.enterprise.code, **known}


def describe_list(name: str, path: Path, population: Path, key: str) -> DescribedList:
    """What is in a detail's file. Raises ValidationError for one that is none of this population, in words.

    key: the column of both files that names the enterprise.
    """
    try:
        meta = pyarrow.parquet.read_metadata(path)
        schema = meta.schema.to_arrow_schema()
    except (pyarrow.ArrowException, OSError) as error:
        words = _("明细“%(name)s”不是可以读的 Parquet 文件。")
        raise ValidationError(words % {"name": name}) from error
    check_heads(list(schema.names), meta.num_rows)
    if key not in schema.names:
        words = _("明细“%(name)s”没有“%(key)s”这一列，不知道各行是哪家企业的。")
        raise ValidationError(words % {"name": name, "key": key})
    kinds = {each: kind_of(schema.field(each).type) for each in schema.names if each != key}
    wanted = [each for each, kind in kinds.items() if kind]
    if not wanted:
        raise ValidationError(_("明细“%(name)s”除了企业代码没有别的列。") % {"name": name})
    with duckdb.connect(config={"threads": 2, "memory_limit": LOOK_MEMORY}) as connection:
        connection.read_parquet(str(path)).create_view("rows")
        connection.read_parquet(str(population)).create_view("population")
        nulls = [exp.CountIf(this=exp.Is(this=_column(each), expression=exp.null())) for each in wanted]
        query = exp.select(
            exp.Count(this=exp.Star()), exp.Count(this=exp.Distinct(expressions=[_column(key)])), *nulls
        ).from_(exp.to_table("rows"))
        strays = (
            exp.select(exp.Count(this=exp.Star()))
            .from_(exp.to_table("rows"))
            .join(
                exp.to_table("population"),
                on=exp.EQ(this=_text(key, "rows"), expression=_text(key, "population")),
                join_type="left",
            )
            .where(exp.Is(this=_text(key, "population"), expression=exp.null()))
        )
        try:
            [[rows, enterprises, *counts]] = connection.execute(query.sql("duckdb")).fetchall()
            [[stray]] = connection.execute(strays.sql("duckdb")).fetchall()
        except duckdb.Error as error:
            words = _("明细“%(name)s”不是可以读的 Parquet 文件。")
            raise ValidationError(words % {"name": name}) from error
    if not rows:
        raise ValidationError(_("明细“%(name)s”里没有行。") % {"name": name})
    if stray:
        words = _("明细“%(name)s”有 %(count)d 行不属于快照里的任何企业。")
        raise ValidationError(words % {"name": name, "count": stray})
    columns = [[each, kinds[each], count] for each, count in zip(wanted, counts, strict=True)]
    return DescribedList(rows, enterprises, key, columns)


def freeze_lists(
    snapshot: Snapshot, described: Mapping[str, DescribedList], paths: Mapping[str, Path]
) -> list[SnapshotList]:
    """Keep the files of a snapshot that is being frozen; the paths are gone afterwards."""
    made = []
    for name, about in described.items():
        stored = store_path(paths[name])
        made.append(
            SnapshotList(
                snapshot=snapshot,
                name=name,
                file=stored,
                digest=stored.sha256,
                key=about.key,
                rows=about.rows,
                enterprises=about.enterprises,
                columns=about.columns,
            )
        )
    return SnapshotList.objects.bulk_create(made)


def lists_asked(snapshot: Snapshot, names: Collection[str]) -> dict[str, SnapshotList]:
    """The details of a snapshot by the names that a model asks for them by.

    Found is one of that name, else one of another name that the same detail has or had in the dictionary.
    """
    there = {each.name: each for each in snapshot.lists.select_related("file")}
    found = {}
    for name, own in names_of_lists(names).items():
        called = next((each for each in own if each in there), None)
        if called is not None:
            found[name] = there[called]
    return found


@contextmanager
def open_lists(snapshot: Snapshot, names: Collection[str]) -> Iterator[dict[str, ChildFile]]:
    """The files of the details that the snapshot has of these, by name, to be read.

    Columns are found by any name that they have or had in the dictionary, whichever the file has.
    Raises ValidationError for a file that is not what was frozen.
    """
    columns = names_of_columns(names)
    with ExitStack() as stack:
        found = {}
        for name, each in lists_asked(snapshot, names).items():
            check_list(each)
            path = stack.enter_context(stored_as(each.file, ".parquet"))
            others = stand_ins(columns[name], [column for column, _kind, _nulls in each.columns])
            found[name] = ChildFile(path, each.key, names=others)
        yield found


def check_list(each: SnapshotList) -> None:
    """Raises ValidationError where the file is not what was frozen."""
    if each.file.sha256 != each.digest or not is_whole(each.file):
        words = _("明细“%(name)s”的文件与固定时不一致，已停止使用，请联系系统管理员核对审计记录。")
        raise ValidationError(words % {"name": each.name})


def list_digests(snapshot: Snapshot, names: Collection[str]) -> dict[str, str]:
    """The digests of those details that the snapshot has, by name."""
    return {name: each.digest for name, each in sorted(lists_asked(snapshot, names).items())}


def digest_over_all(snapshot: Snapshot) -> str:
    """One digest that is another where any file of a snapshot is: SHA-256 over a line a file, its name and
    digest, the snapshot's own without a name first, the details by name. Of one without details its own.
    """
    lists = snapshot.lists.order_by("name").values_list("name", "digest")
    if not lists:
        return snapshot.digest
    lines = "".join(f"{name} {digest}\n" for name, digest in [("", snapshot.digest), *lists])
    return hashlib.sha256(lines.encode()).hexdigest()


def _column(name: str, table: str | None = None) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=table)


def _text(name: str, table: str) -> exp.Expression:
    return exp.cast(_column(name, table), "TEXT")
