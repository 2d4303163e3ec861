"""Days and their parts as DuckDB writes them; no interval is ever a value."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from luodi.relational import nodes
from luodi.relational.types import DATE, INTEGER, STRING

if TYPE_CHECKING:
    from luodi.sql.forms import Forms

FIRST: Final = nodes.Literal(datetime.date(1970, 1, 1), DATE)
_PARTS: Final[Mapping[str, str]] = {
    "year": "YEAR",
    "month": "MONTH",
    "day": "DAY",
    "weekday": "ISODOW",
    "day of year": "DAYOFYEAR",
    "week": "WEEK",
}


def day_number(forms: Forms, node: nodes.DayNumber) -> exp.Expression:
    days = exp.Sub(this=forms.inner(node.operand), expression=forms.emit(FIRST))
    return forms.cast(exp.Paren(this=days), INTEGER)


def day_of(forms: Forms, node: nodes.DayOf) -> exp.Expression:
    days = exp.Cast(this=forms.emit(node.operand), to=exp.DataType.build("INT"))
    return forms.cast(exp.Paren(this=exp.Add(this=forms.emit(FIRST), expression=days)), DATE)


def date_part(forms: Forms, node: nodes.DatePart) -> exp.Expression:
    part = exp.Anonymous(this=_PARTS[node.part], expressions=[forms.emit(node.operand)])
    return forms.cast(part, INTEGER)


def plus_months(forms: Forms, node: nodes.PlusMonths) -> exp.Expression:
    months = exp.Cast(this=forms.emit(node.months), to=exp.DataType.build("INT"))
    step = exp.Anonymous(this="TO_MONTHS", expressions=[months])
    return forms.cast(exp.Paren(this=exp.Add(this=forms.inner(node.operand), expression=step)), DATE)


def written(forms: Forms, node: nodes.Written) -> exp.Expression:
    return forms.cast(forms.emit(node.operand), STRING)
