"""Days and their parts as PostgreSQL writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from luodi.relational import nodes
from luodi.relational.types import DATE, INTEGER, STRING
from luodi.sql.forms_dates import FIRST

if TYPE_CHECKING:
    from luodi.sql.forms import Forms

_PARTS: Final[Mapping[str, str]] = {
    "year": "YEAR",
    "month": "MONTH",
    "day": "DAY",
    "weekday": "ISODOW",
    "day of year": "DOY",
    "week": "WEEK",
}


def day_number(forms: Forms, node: nodes.DayNumber) -> exp.Expression:
    days = exp.Sub(this=forms.inner(node.operand), expression=forms.emit(FIRST))
    return forms.cast(exp.Paren(this=days), INTEGER)


def day_of(forms: Forms, node: nodes.DayOf) -> exp.Expression:
    days = exp.Cast(this=forms.emit(node.operand), to=exp.DataType.build("INT"))
    return forms.cast(exp.Paren(this=exp.Add(this=forms.emit(FIRST), expression=days)), DATE)


def date_part(forms: Forms, node: nodes.DatePart) -> exp.Expression:
    part = exp.Extract(this=exp.Var(this=_PARTS[node.part]), expression=forms.emit(node.operand))
    made = forms.cast(part, INTEGER)
    if node.part != "year":
        return made
    # The year before 1 is -1 there, and 0 in FEEL.
    before = exp.LT(this=made.copy(), expression=exp.Literal.number(0))
    shifted = exp.Add(this=made.copy(), expression=exp.Literal.number(1))
    return exp.Case(ifs=[exp.If(this=before, true=shifted)], default=made)


def plus_months(forms: Forms, node: nodes.PlusMonths) -> exp.Expression:
    months = exp.Cast(this=forms.emit(node.months), to=exp.DataType.build("INT"))
    step = exp.Anonymous(this="MAKE_INTERVAL", expressions=[exp.Literal.number(0), months])
    return forms.cast(exp.Paren(this=exp.Add(this=forms.inner(node.operand), expression=step)), DATE)


def written(forms: Forms, node: nodes.Written) -> exp.Expression:
    return forms.cast(forms.emit(node.operand), STRING)
