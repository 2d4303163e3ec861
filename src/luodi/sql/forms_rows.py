"""Totals of a child table's rows, and their places, as aggregates and windows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from luodi.relational import nodes
from luodi.relational.nodes import TRUE, type_of
from luodi.sql.trees import column

if TYPE_CHECKING:
    from luodi.sql.forms import Forms


def key_of(child: str) -> str:
    """The column of a child's rows that holds their parent's key."""
    return f"{child}_key"


def place_in(child: str) -> str:
    """The column of a child's rows that orders them."""
    return f"{child}_at"


def total(forms: Forms, node: nodes.Total) -> exp.Expression:
    """The aggregate over one parent's rows; null where a row that is held has no value."""
    if node.operation == "count":
        return forms.cast(held(forms, exp.Count(this=exp.Star()), node), node.type)
    if node.operation == "any":
        return held(forms, exp.LogicalOr(this=forms.emit(node.value)), node)
    value = forms.emit(node.value)
    if node.operation == "list":
        place = exp.Ordered(this=column(place_in(node.of)), nulls_first=False)
        made = exp.ArrayAgg(this=exp.Order(this=value, expressions=[place]))
        return held(forms, made, node)
    found = forms.cast(
        held(forms, forms.over_rows(node.operation, value, type_of(node.value)), node), node.type
    )
    if not nodes.may_be_null(node.value):
        return found
    rows = held(forms, exp.Count(this=exp.Star()), node)
    known = held(forms, exp.Count(this=value.copy()), node)
    whole = exp.EQ(this=rows, expression=known)
    return exp.Case(ifs=[exp.If(this=whole, true=found)], default=forms.cast(exp.Null(), node.type))


def held(forms: Forms, aggregate: exp.Expression, node: nodes.Total) -> exp.Expression:
    """The aggregate over the rows that are held alone."""
    if node.held == TRUE:
        return aggregate
    return exp.Filter(this=aggregate, expression=exp.Where(this=forms.emit(node.held)))


def without_rows(forms: Forms, node: nodes.Total, found: exp.Expression) -> exp.Expression:
    """What a total is for a parent: of no rows at all nought, false, an empty list or null."""
    empty: exp.Expression
    match node.operation:
        case "count":
            empty = forms.emit(nodes.Literal(0, type_of(node)))
        case "any":
            empty = exp.false()
        case "list":
            empty = forms.cast(exp.Array(expressions=[]), node.type)
        case _:
            return found
    return exp.Coalesce(this=found, expressions=[empty])


def ranked(forms: Forms, node: nodes.Ranked) -> exp.Expression:
    """ROW_NUMBER among the rows that are held, and those that are not, apart."""
    parts: list[Any] = [column(key_of(node.of))]
    if node.held != TRUE:
        parts.append(forms.emit(node.held))
    parts += [forms.emit(each) for each in node.among]
    order: list[exp.Expression] = [column(place_in(node.of))]
    if node.by is not None:
        order.insert(0, forms.emit(node.by))
    ordered = [exp.Ordered(this=each, desc=node.from_end, nulls_first=node.from_end) for each in order]
    window = exp.Window(
        this=exp.RowNumber(), partition_by=parts, order=exp.Order(expressions=ordered), over="OVER"
    )
    return forms.cast(window, type_of(node))
