"""Days and their parts as Spark writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from luodi.relational import nodes
from luodi.relational.types import INTEGER, STRING

if TYPE_CHECKING:
    from luodi.sql.forms import Forms

_PARTS: Final[Mapping[str, str]] = {
    "year": "YEAR",
    "month": "MONTH",
    "day": "DAY",
    "weekday": "WEEKDAY",
    "day of year": "DAYOFYEAR",
    "week": "WEEKOFYEAR",
}


def day_number(forms: Forms, node: nodes.DayNumber) -> exp.Expression:
    days = exp.Anonymous(this="UNIX_DATE", expressions=[forms.emit(node.operand)])
    return forms.cast(days, INTEGER)


def day_of(forms: Forms, node: nodes.DayOf) -> exp.Expression:
    days = exp.Cast(this=forms.emit(node.operand), to=exp.DataType.build("INT"))
    return exp.Anonymous(this="DATE_FROM_UNIX_DATE", expressions=[days])


def date_part(forms: Forms, node: nodes.DatePart) -> exp.Expression:
    part: exp.Expression = exp.Anonymous(this=_PARTS[node.part], expressions=[forms.emit(node.operand)])
    if node.part == "weekday":
        # It counts from 0 for Monday.
        part = exp.Paren(this=exp.Add(this=part, expression=exp.Literal.number(1)))
    return forms.cast(part, INTEGER)


def plus_months(forms: Forms, node: nodes.PlusMonths) -> exp.Expression:
    months = exp.Cast(this=forms.emit(node.months), to=exp.DataType.build("INT"))
    return exp.Anonymous(this="ADD_MONTHS", expressions=[forms.emit(node.operand), months])


def written(forms: Forms, node: nodes.Written) -> exp.Expression:
    return forms.cast(forms.emit(node.operand), STRING)
