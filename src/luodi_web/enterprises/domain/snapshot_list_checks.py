"""What is wrong with a detail's file that somebody brings, told by the dictionary's columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from luodi_web.fields.domain.column_names import former_names
from luodi_web.fields.enums import FieldType
from luodi_web.fields.models import DetailColumn, DetailList

_ROWS_TOLD = 3
_BATCH = 10_000
_BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())


def faults_of_list(path: Path, detail: DetailList, key: str) -> list[str]:
    """What is wrong with a readable Parquet file of a detail, a line a column; empty for one that fits.

    key: the file's column that names the enterprise. Rows are counted from 1. A column may have a name that
    it had, but not stand there twice. Columns that the dictionary does not have are no fault, and neither are
    absent ones but that which tells rows apart.
    """
    schema = pyarrow.parquet.read_schema(path)
    former = former_names(detail)
    places = {
        each: [
            name for name in (each.name, *former.get(each.name, ())) if name in schema.names and name != key
        ]
        for each in detail.columns.all()
    }
    own = key_column(detail)
    if own is not None and not places[own]:
        words = _("明细“%(detail)s”没有“%(column)s”这一列，分不清各条明细。")
        return [words % {"detail": detail.name, "column": own.name}]
    if not any(places.values()):
        return [_("明细“%(detail)s”的文件里没有字典里的任何一列。") % {"detail": detail.name}]
    faults: list[str] = []
    with duckdb.connect(config={"threads": 2, "memory_limit": LOOK_MEMORY}) as connection:
        rows = _numbered(connection, path, schema.names)
        for each, names in places.items():
            if not names:
                continue
            said = []
            if len(names) > 1:
                words = _("重复：“%(name)s”是它用过的名称，只能留一列。")
                said.append(words % {"name": "”“".join(names[1:])})
            said += _said_of(rows, each, names[0], key, schema.field(names[0]).type)
            about = _("明细“%(detail)s”的“%(column)s”列") % {"detail": detail.name, "column": names[0]}
            faults += [f"{about}{words}" for words in said if words]
    return faults


@dataclass(frozen=True)
class _Rows:
    """The view ``rows`` of a file. number: its column with the number of each row, from 1."""

    connection: duckdb.DuckDBPyConnection
    number: str


def _numbered(connection: duckdb.DuckDBPyConnection, path: Path, names: Sequence[str]) -> _Rows:
    """The rows of a file with its columns of these names."""
    taken, number = {name.casefold() for name in names}, "row"
    while number in taken:
        number += "_"
    connection.read_parquet(str(path)).create_view("unnumbered")
    place = exp.alias_(exp.Window(this=exp.RowNumber()), number, quoted=True)
    connection.sql(exp.select(exp.Star(), place).from_("unnumbered").sql("duckdb")).create_view("rows")
    return _Rows(connection, number)


def _said_of(rows: _Rows, each: DetailColumn, name: str, key: str, type_: pyarrow.DataType) -> list[str]:
    """What is wrong with a column that the file has by that name; empty words where nothing is."""
    said = []
    if each.is_key:
        said += [_without(rows, name), _twice(rows, name, key)]
    if not pyarrow.types.is_null(type_) and kind_of(type_) != each.type:
        said.append(_of_another_type(each, kind_of(type_)))
    elif each.allowed:
        said.append(_not_allowed(rows, each, name))
    return said


def _of_another_type(each: DetailColumn, kind: str) -> str:
    has = dict(FieldType.choices).get(kind) or _("别的内容")
    return _("应是%(wanted)s，文件里是%(has)s。") % {"wanted": each.get_type_display(), "has": has}


def _without(rows: _Rows, name: str) -> str:
    found = exp.select(_column(rows.number)).from_("rows").where(_is_empty(name))
    count, first = _counted(rows, found)
    words = _("用来区分各条，有 %(count)d 行是空的：%(rows)s")
    return words % {"count": count, "rows": _words(first)} if count else ""


def _is_empty(name: str) -> exp.Expression:
    """Whether nothing is said: no value, or a text of blanks."""
    text = exp.cast(_column(name), "TEXT")
    bare = exp.Trim(this=text, expression=exp.Literal.string(_BLANKS))
    return exp.or_(
        exp.Is(this=_column(name), expression=exp.null()),
        exp.EQ(this=bare, expression=exp.Literal.string("")),
    )


def _twice(rows: _Rows, name: str, key: str) -> str:
    """Rows whose content an earlier row of the same enterprise has."""
    place = exp.Window(
        this=exp.RowNumber(),
        partition_by=[_column(key), _column(name)],
        order=exp.Order(expressions=[_column(rows.number)]),
    )
    numbered = (
        exp.select(_column(rows.number), exp.alias_(place, "place of it", quoted=True))
        .from_("rows")
        .where(exp.not_(_is_empty(name)))
    )
    found = (
        exp.select(_column(rows.number))
        .from_(numbered.subquery("numbered"))
        .where(exp.GT(this=_column("place of it"), expression=exp.Literal.number(1)))
    )
    count, first = _counted(rows, found)
    words = _("在同一家企业里有 %(count)d 行重复：%(rows)s")
    return words % {"count": count, "rows": _words(first)} if count else ""


def _counted(rows: _Rows, found: exp.Select) -> tuple[int, list[int]]:
    """How many rows there are, and the first of their numbers."""
    count = exp.select(exp.Count(this=exp.Star())).from_(found.subquery("found"))
    [[total]] = rows.connection.execute(count.sql("duckdb")).fetchall()
    first = found.copy().order_by(_column(rows.number)).limit(_ROWS_TOLD)
    return total, [number for (number,) in rows.connection.execute(first.sql("duckdb")).fetchall()]


def _not_allowed(rows: _Rows, each: DetailColumn, name: str) -> str:
    """Values beside those that the dictionary allows; each is looked at once, however often it stands."""
    value = _column(name)
    values = (
        exp.select(value, exp.Count(this=exp.Star()), exp.Min(this=_column(rows.number)))
        .from_("rows")
        .where(exp.Not(this=exp.Is(this=value.copy(), expression=exp.null())))
        .group_by(value.copy())
    )
    cursor = rows.connection.execute(values.sql("duckdb"))
    total, first = 0, []
    while batch := cursor.fetchmany(_BATCH):
        for found, count, row in batch:
            if not is_allowed(each, _kept(found)):
                total += count
                first = sorted([*first, (row, _kept(found))])[:_ROWS_TOLD]
    if not total:
        return ""
    told = "；".join(_("第 %(row)d 行：%(value)s") % {"row": row, "value": text[:50]} for row, text in first)
    words = _("有 %(count)d 行不在取值范围内：%(allowed)s。%(rows)s")
    return words % {"count": total, "allowed": allowed_text(each.allowed), "rows": told}


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


def _words(numbers: Sequence[int]) -> str:
    return _("第 %(rows)s 行") % {"rows": "、".join(str(each) for each in numbers)}


def _column(name: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True))
