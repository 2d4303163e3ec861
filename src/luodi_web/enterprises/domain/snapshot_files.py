"""Parquet files of snapshots: written from profiles, and looked at before they are frozen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow
import pyarrow.parquet
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from sqlglot import exp

from luodi.diagnostics import LuodiError, Severity
from luodi.engines.duckdb import connect
from luodi.engines.population import Population, open_population
from luodi_web.enterprises.domain.profiles import newest_values, profile_fields
from luodi_web.enterprises.domain.scope import within
from luodi_web.enterprises.domain.values import plain_value
from luodi_web.enterprises.models import Enterprise, ProfileValue
from luodi_web.enterprises.rules import (
    CITY_FIELD,
    CODE_FIELD,
    COLUMN_CHARS,
    COUNTY_FIELD,
    LOOK_MEMORY,
    MAX_COLUMNS,
    MAX_SNAPSHOT_ROWS,
    NAME_FIELD,
    SNAPSHOT_BATCH,
)
from luodi_web.fields.domain.naming import feel_language
from luodi_web.fields.enums import FieldType
from luodi_web.fields.models import Field
from luodi_web.people.enums import RegionLevel
from luodi_web.people.models import Region

_DIGITS = 38
# The first and the last four bytes of every Parquet file.
_MARK = b"PAR1"
# Leaves 20 digits before the point; no value has more of either (values.py).
_SCALE = 18


@dataclass
class Described:
    """What is in a file. columns: [name, FEEL type, nulls]; key, name, city, county: columns, "" for none."""

    rows: int
    key: str
    columns: list[list[Any]] = field(default_factory=list)

    def _named(self, name: str) -> str:
        return name if any(column[0] == name for column in self.columns) else ""

    @property
    def name(self) -> str:
        return self._named(NAME_FIELD)

    @property
    def city(self) -> str:
        return self._named(CITY_FIELD)

    @property
    def county(self) -> str:
        return self._named(COUNTY_FIELD)


def write_profiles(path: Path, region: Region, as_of: date) -> int:
    """What counts on a day of all enterprises of a region, a row each; how many.

    A field without a value is null. Fields without any value are left out: absent columns read as null too.
    Raises ValidationError where there is no enterprise.
    """
    with one_moment():
        return _write(path, region, as_of)


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read is of one moment, whatever others keep meanwhile.

    Where the database can without holding them up, which is PostgreSQL.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _write(path: Path, region: Region, as_of: date) -> int:
    rows = Enterprise.objects.filter(within([region], "region")).order_by("code")
    keys = list(rows.values_list("pk", flat=True))
    if not keys:
        raise ValidationError(_("“%(region)s”还没有企业档案。") % {"region": region})
    fields = profile_fields()
    scales = _scales(region, fields)
    fields = [each for each in fields if each.pk in scales]
    schema = pyarrow.schema(
        [
            (CODE_FIELD, pyarrow.string()),
            (NAME_FIELD, pyarrow.string()),
            (CITY_FIELD, pyarrow.string()),
            (COUNTY_FIELD, pyarrow.string()),
            *((each.name, arrow_type(each.type, scales[each.pk])) for each in fields),
        ]
    )
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(keys, fields, as_of):
            writer.write_table(pyarrow.Table.from_pylist(batch, schema=schema))
    return len(keys)


def _scales(region: Region, fields: list[Field]) -> dict[int, int]:
    """The fields that have any value, each with the most decimals of one."""
    found: dict[int, int] = {}
    keys = [each.pk for each in fields]
    values = ProfileValue.objects.filter(within([region], "enterprise__region"), field__in=keys)
    for key, text in values.values_list("field", "text").iterator(chunk_size=10_000):
        found[key] = max(found.get(key, 0), decimals(text))
    return found


def decimals(text: str) -> int:
    """Digits behind the point of a number as it is kept."""
    return len(text.partition(".")[2]) if text[:1] in "+-0123456789" else 0


def arrow_type(type_: str, scale: int) -> pyarrow.DataType:
    match type_:
        case FieldType.NUMBER:
            return pyarrow.decimal128(_DIGITS, min(scale, _SCALE))
        case FieldType.BOOLEAN:
            return pyarrow.bool_()
        case FieldType.DATE:
            return pyarrow.date32()
    return pyarrow.string()


def _batches(keys: list[int], fields: list[Field], as_of: date) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(keys), SNAPSHOT_BATCH):
        part = keys[start : start + SNAPSHOT_BATCH]
        values = newest_values(part, as_of)
        rows = {
            row.pk: row for row in Enterprise.objects.filter(pk__in=part).select_related("region__parent")
        }
        batch = []
        for key in part:
            row, has = rows[key], values.get(key, {})
            county = row.region
            above = county.parent if county.level == RegionLevel.COUNTY else county
            known = {
                each.name: plain_value(each.type, has[each.pk].text) for each in fields if each.pk in has
            }
            batch.append(
                {
                    CODE_FIELD: row.code,
                    NAME_FIELD: row.name,
                    CITY_FIELD: above.name if above is not None else county.name,
                    COUNTY_FIELD: county.name,
                    **known,
                }
            )
        yield batch


def count_profiles(region: Region) -> int:
    return Enterprise.objects.filter(within([region], "region")).count()


def has_parquet_marks(path: Path) -> bool:
    """Whether a file begins and ends as Parquet does; what is between is not looked at."""
    with path.open("rb") as file:
        first = file.read(4)
        file.seek(max(0, path.stat().st_size - 4))
        return first == file.read(4) == _MARK


def count_rows(path: Path) -> int:
    """How many rows a Parquet file says that it has. Raises ValidationError for one that cannot be read."""
    return _metadata(path).num_rows


def _metadata(path: Path) -> Any:
    try:
        return pyarrow.parquet.read_metadata(path)
    except (pyarrow.ArrowException, OSError) as error:
        raise ValidationError(_("这不是可以读的 Parquet 文件。")) from error


def describe_file(path: Path) -> Described:
    """What is in a Parquet file. Raises ValidationError for one that is no population, in words."""
    meta = _metadata(path)
    try:
        schema = meta.schema.to_arrow_schema()
    except (pyarrow.ArrowException, OSError) as error:
        raise ValidationError(_("这不是可以读的 Parquet 文件。")) from error
    names = list(schema.names)
    check_heads(names, meta.num_rows)
    key = CODE_FIELD if CODE_FIELD in names else names[0]
    kinds = {name: kind_of(schema.field(name).type) for name in names}
    wanted = {name: kind for name, kind in kinds.items() if kind and name != key}
    with TemporaryDirectory(prefix="luodi-") as spill, connect(LOOK_MEMORY, Path(spill)) as connection:
        try:
            population = open_population(connection, path, wanted, [key])
        except LuodiError as error:
            # What the engine says of it is English, and names places on this machine.
            raise ValidationError(_("这不是可以读的 Parquet 文件。")) from error
        wrong = [each for each in population.diagnostics if each.severity is Severity.ERROR]
        if wrong:
            raise ValidationError([each.message(feel_language()) for each in wrong[:5]])
        if not population.rows:
            raise ValidationError(_("文件里没有行。"))
        described = Described(population.rows, key)
        nulls = _nulls(population, path)
        described.columns = [
            [name, kinds[name], nulls.get(name, 0)] for name in names if kinds[name] or name == key
        ]
    return described


def check_heads(names: list[str], rows: int) -> None:
    """Raises ValidationError for names that cannot be kept, and for more than a machine looks through."""
    if not names:
        raise ValidationError(_("文件里没有列。"))
    if len(names) > MAX_COLUMNS:
        raise ValidationError(
            _("文件有 %(count)d 列，最多 %(limit)d 列。") % _counted(len(names), MAX_COLUMNS)
        )
    if rows > MAX_SNAPSHOT_ROWS:
        words = _("文件有 %(count)d 行，最多 %(limit)d 行。")
        raise ValidationError(words % _counted(rows, MAX_SNAPSHOT_ROWS))
    seen: set[str] = set()
    for name in names:
        if not name.strip() or len(name) > COLUMN_CHARS or not name.isprintable():
            words = _("列名“%(name)s”不能用：不能是空的，不能有换行等符号，最多 %(limit)d 个字。")
            raise ValidationError(words % {"name": name[:COLUMN_CHARS], "limit": COLUMN_CHARS})
        if name in seen:
            raise ValidationError(_("有两列都叫“%(name)s”。") % {"name": name})
        seen.add(name)


def _counted(count: int, limit: int) -> dict[str, int]:
    return {"count": count, "limit": limit}


def kind_of(type_: pyarrow.DataType) -> str:
    """The FEEL type of a column; "" for one that no rule can ask for."""
    if pyarrow.types.is_boolean(type_):
        return "boolean"
    if pyarrow.types.is_date(type_):
        return "date"
    if pyarrow.types.is_decimal(type_) or pyarrow.types.is_integer(type_) or pyarrow.types.is_floating(type_):
        return "number"
    if pyarrow.types.is_string(type_) or pyarrow.types.is_large_string(type_):
        return "string"
    return ""


def _nulls(raw: Population, path: Path) -> dict[str, int]:
    """Nulls by column: as the file's own statistics say, and counted where it has none."""
    found: dict[str, int] = {}
    uncounted: set[str] = set()
    meta = pyarrow.parquet.read_metadata(path)
    for group in range(meta.num_row_groups):
        for at in range(meta.num_columns):
            column = meta.row_group(group).column(at)
            stats, name = column.statistics, column.path_in_schema
            if stats is not None and stats.has_null_count:
                found[name] = found.get(name, 0) + stats.null_count
            else:
                uncounted.add(name)
    if uncounted:
        names = sorted(uncounted & set(raw.labels))
        query = exp.select(
            *(
                exp.CountIf(this=exp.Is(this=exp.column(name, quoted=True), expression=exp.null()))
                for name in names
            )
        ).from_(exp.to_table(raw.raw))
        if names:
            [counts] = raw.connection.execute(query.sql("duckdb")).fetchall()
            found |= dict(zip(names, counts, strict=True))
    return found
