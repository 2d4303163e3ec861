"""What is wrong with a detail's file that somebody brings, told by the dictionary's columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pyarrow.parquet
from django.utils.translation import gettext as _
from sqlglot import exp

from luodi_web.enterprises.domain.details import key_column
from luodi_web.enterprises.domain.snapshot_files import kind_of
from luodi_web.enterprises.domain.values import is_allowed
from luodi_web.enterprises.rules import LOOK_MEMORY
from luodi_web.fields.domain.allowed import allowed_text
from luodi_web.fields.enums import FieldType
from luodi_web.fields.models import DetailColumn, DetailList

_ROWS_TOLD = 3
_BATCH = 10_000
_ROW = "file_row_number"


def faults_of_list(path: Path, detail: DetailList, key: str) -> list[str]:
    """What is wrong with a readable Parquet file of a detail, a line a column; empty for one that fits.

    key: the file's column that names the enterprise. Rows are counted from 1. Columns that the dictionary
    does not have are no fault, and neither are absent ones but that which tells rows apart.
    """
    schema = pyarrow.parquet.read_schema(path)
    own = key_column(detail)
    if own is not None and own.name not in schema.names:
        words = _("明细“%(detail)s”没有“%(column)s”这一列，分不清各条明细。")
        return [words % {"detail": detail.name, "column": own.name}]
    columns = [each for each in detail.columns.all() if each.name in schema.names]
    if not columns:
        return [_("明细“%(detail)s”的文件里没有字典里的任何一列。") % {"detail": detail.name}]
    faults: list[str] = []
    with duckdb.connect(config={"threads": 2, "memory_limit": LOOK_MEMORY}) as connection:
        connection.read_parquet(str(path), file_row_number=True).create_view("rows")
        for each in columns:
            type_ = schema.field(each.name).type
            said = []
            if each.is_key:
                said += [_without(connection, each), _twice(connection, each, key)]
            if not pyarrow.types.is_null(type_) and kind_of(type_) != each.type:
                said.append(_of_another_type(each, kind_of(type_)))
            elif each.allowed:
                said.append(_not_allowed(connection, each))
            about = _("明细“%(detail)s”的“%(column)s”列") % {"detail": detail.name, "column": each.name}
            faults += [f"{about}{words}" for words in said if words]
    return faults


def _of_another_type(each: DetailColumn, kind: str) -> str:
    has = dict(FieldType.choices).get(kind) or _("别的内容")
    return _("应是%(wanted)s，文件里是%(has)s。") % {"wanted": each.get_type_display(), "has": has}


def _without(connection: duckdb.DuckDBPyConnection, each: DetailColumn) -> str:
    rows = (
        exp.select(_column(_ROW)).from_("rows").where(exp.Is(this=_column(each.name), expression=exp.null()))
    )
    count, first = _counted(connection, rows)
    words = _("用来区分各条，有 %(count)d 行是空的：%(rows)s")
    return words % {"count": count, "rows": _rows(first)} if count else ""


def _twice(connection: duckdb.DuckDBPyConnection, each: DetailColumn, key: str) -> str:
    """Rows whose content an earlier row of the same enterprise has."""
    number = exp.Window(
        this=exp.RowNumber(),
        partition_by=[_column(key), _column(each.name)],
        order=exp.Order(expressions=[_column(_ROW)]),
    )
    known = exp.Not(this=exp.Is(this=_column(each.name), expression=exp.null()))
    numbered = exp.select(_column(_ROW), exp.alias_(number, "place")).from_("rows").where(known)
    rows = (
        exp.select(_column(_ROW))
        .from_(numbered.subquery("numbered"))
        .where(exp.GT(this=exp.column("place"), expression=exp.Literal.number(1)))
    )
    count, first = _counted(connection, rows)
    words = _("在同一家企业里有 %(count)d 行重复：%(rows)s")
    return words % {"count": count, "rows": _rows(first)} if count else ""


def _counted(connection: duckdb.DuckDBPyConnection, rows: exp.Select) -> tuple[int, list[int]]:
    """How many rows there are, and the first of their numbers."""
    count = exp.select(exp.Count(this=exp.Star())).from_(rows.subquery("found"))
    [[total]] = connection.execute(count.sql("duckdb")).fetchall()
    first = rows.copy().order_by(_column(_ROW)).limit(_ROWS_TOLD)
    return total, [number + 1 for (number,) in connection.execute(first.sql("duckdb")).fetchall()]


def _not_allowed(connection: duckdb.DuckDBPyConnection, each: DetailColumn) -> str:
    """Values beside those that the dictionary allows; each is looked at once, however often it stands."""
    value = _column(each.name)
    values = (
        exp.select(value, exp.Count(this=exp.Star()), exp.Min(this=_column(_ROW)))
        .from_("rows")
        .where(exp.Not(this=exp.Is(this=value.copy(), expression=exp.null())))
        .group_by(value.copy())
    )
    cursor = connection.execute(values.sql("duckdb"))
    total, first = 0, []
    while batch := cursor.fetchmany(_BATCH):
        for found, count, row in batch:
            if not is_allowed(each, _kept(found)):
                total += count
                first = sorted([*first, (row + 1, _kept(found))])[:_ROWS_TOLD]
    if not total:
        return ""
    rows = "；".join(_("第 %(row)d 行：%(value)s") % {"row": row, "value": text[:50]} for row, text in first)
    words = _("有 %(count)d 行不在取值范围内：%(allowed)s。%(rows)s")
    return words % {"count": total, "allowed": allowed_text(each.allowed), "rows": rows}


def _kept(value: Any) -> str:
    """A value of the file as values of profiles are kept; a floating one by its shortest digits."""
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case int() | float() | Decimal():
            number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
            text = f"{number:f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _rows(numbers: Sequence[int]) -> str:
    return _("第 %(rows)s 行") % {"rows": "、".join(str(each) for each in numbers)}


def _column(name: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True))
