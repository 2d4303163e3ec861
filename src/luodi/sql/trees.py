"""Small trees of SQL that every engine's forms are made of."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from sqlglot import exp

# DECIMAL of up to 18 digits is kept in 64 bits.
NARROW: Final = 18
WIDE: Final = 38


def column(name: str) -> exp.Column:
    return exp.Column(this=exp.to_identifier(name, quoted=True))


def alias(node: exp.Expression, name: str) -> exp.Alias:
    return exp.Alias(this=node, alias=exp.to_identifier(name, quoted=True))


def table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def decimal(width: int, scale: int) -> exp.DataType:
    return exp.DataType(
        this=exp.DataType.Type.DECIMAL,
        expressions=[exp.DataTypeParam(this=_digits(str(each))) for each in (width, scale)],
    )


def _digits(written: str) -> exp.Literal:
    # Literal.number reads the number first, which in a big table is half of the time.
    return exp.Literal(this=written, is_string=False)


def number(value: Decimal) -> exp.Expression:
    """Plain digits: an exponent would make it a floating number."""
    made = _digits(format(abs(value), "f"))
    return exp.Neg(this=made) if value < 0 else made


def connector(kind: Any, left: exp.Expression, right: exp.Expression) -> exp.Expression:
    made = kind(this=left, expression=right)
    assert isinstance(made, exp.Expression)
    return made


def bracketed(node: exp.Expression, kind: type[exp.Connector]) -> exp.Expression:
    return exp.Paren(this=node) if isinstance(node, exp.Connector) and not isinstance(node, kind) else node
