"""Parts of queries over populations and results: built as trees, never as text."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from sqlglot import exp

from luodi.sql import trees as sql_trees

# A whole number of up to 38 digits, for sums and shares that are counted in the smallest unit.
WHOLE: Final = exp.DataType.build("INT128")
DIGITS: Final = 38


def name(text: str) -> exp.Identifier:
    return exp.to_identifier(text, quoted=True)


# The number of a row: what tables of results are joined by.
ROW: Final = "#row"


def column(label: str, table: str | None = None) -> exp.Column:
    return exp.Column(this=name(label), table=None if table is None else name(table))


def table(label: str, alias: str | None = None) -> exp.Table:
    made = exp.Table(this=name(label))
    if alias is not None:
        made.set("alias", exp.TableAlias(this=name(alias)))
    return made


def as_decimal(node: exp.Expression, scale: int) -> exp.Expression:
    return exp.Cast(this=node, to=sql_trees.decimal(DIGITS, scale))


def as_whole(node: exp.Expression) -> exp.Expression:
    return exp.Cast(this=node, to=WHOLE.copy())


def number(value: Decimal | int) -> exp.Expression:
    """The digits as they are."""
    return sql_trees.number(Decimal(value))


def whole(value: int) -> exp.Expression:
    return as_whole(number(value))


def decimal(value: Decimal, scale: int) -> exp.Expression:
    return as_decimal(number(value), scale)


def literal(value: Any) -> exp.Expression:
    """A value of a column; the type of a number is what its digits say."""
    if value is None:
        return exp.Null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, (Decimal, int)):
        return number(value)
    if isinstance(value, datetime.date):
        return exp.Cast(this=exp.Literal.string(value.isoformat()), to=exp.DataType.build("DATE"))
    return exp.Literal.string(str(value))


def is_null(node: exp.Expression) -> exp.Expression:
    return exp.Is(this=node, expression=exp.Null())


def negated(node: exp.Expression) -> exp.Expression:
    return exp.Not(this=exp.Paren(this=node))


def known(node: exp.Expression) -> exp.Expression:
    return exp.Not(this=is_null(node))


def both(*asked: exp.Expression) -> exp.Expression:
    made = exp.and_(*(each.copy() for each in asked))
    assert isinstance(made, exp.Expression)
    return made


def either(*asked: exp.Expression) -> exp.Expression:
    made = exp.or_(*(each.copy() for each in asked))
    assert isinstance(made, exp.Expression)
    return made


def choice(asked: exp.Expression, one: exp.Expression, other: exp.Expression | None = None) -> exp.Expression:
    return exp.Case(ifs=[exp.If(this=asked, true=one)], default=other)


def total(node: exp.Expression, scale: int, asked: exp.Expression | None = None) -> exp.Expression:
    """The sum of a DECIMAL over the rows where a condition holds, nought where there is none; exact."""
    given = node if asked is None else choice(asked, node)
    return as_decimal(exp.Coalesce(this=exp.Sum(this=given), expressions=[number(0)]), scale)


def count(asked: exp.Expression | None = None) -> exp.Expression:
    """How many rows there are, or those where a condition is true."""
    return exp.Count(this=exp.Star() if asked is None else choice(asked, number(1)))


def matching(labels: Sequence[str], one: str, other: str) -> exp.Expression:
    """Whether two rows have the same values, which are never null, in these columns."""
    return both(*(exp.EQ(this=column(each, one), expression=column(each, other)) for each in labels))
