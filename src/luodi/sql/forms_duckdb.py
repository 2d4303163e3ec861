"""What DuckDB writes in its own way: whole numbers as BIGINT or HUGEINT, lists, structs, texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlglot import exp

from luodi.relational import nodes
from luodi.relational.nodes import Node
from luodi.relational.types import (
    BOOLEAN,
    DATE,
    INTEGER,
    LONG,
    NULL,
    RULE,
    STRING,
    ColumnType,
    ScalarType,
    StructType,
)
from luodi.sql import forms_dates
from luodi.sql.capabilities import Engine
from luodi.sql.constants import listed
from luodi.sql.forms import SHARED, Forms, number_type
from luodi.sql.forms_rows import ranked, total
from luodi.sql.trees import NARROW, WIDE, alias, decimal, number

# DECIMAL of up to 9 digits is kept in 32 bits, here and in Parquet.
SHORT: Final = 9
_SCALARS: Final[Mapping[ScalarType, Any]] = {
    STRING: exp.DataType.Type.VARCHAR,
    BOOLEAN: exp.DataType.Type.BOOLEAN,
    DATE: exp.DataType.Type.DATE,
    INTEGER: exp.DataType.Type.INT128,
    LONG: exp.DataType.Type.BIGINT,
    RULE: exp.DataType.Type.INT,
    NULL: exp.DataType.Type.VARCHAR,
}


class DuckDbForms(Forms):
    engine = Engine.DUCKDB
    scalars = _SCALARS

    def width(self, digits: int) -> int:
        return SHORT if digits <= SHORT else super().width(digits)

    def rows(self, columns: Sequence[tuple[str, ColumnType, list[Any]]]) -> exp.Select:
        select = exp.Select()
        for label, kind, values in columns:
            lists = exp.Anonymous(this="UNNEST", expressions=[listed(self.kind(kind), values)])
            select.select(alias(lists, label), copy=False)
        return select

    def picked(self, node: nodes.Picked) -> exp.Expression:
        items = listed(self.kind(node.type), [each.value for each in node.items])
        place = exp.Add(this=self.inner(node.place), expression=number(Decimal(1)))
        return self.cast(exp.Anonymous(this="LIST_EXTRACT", expressions=[items, place]), node.type)

    def sized(self, node: Node, scale: int, *, wide: bool) -> exp.Expression:
        kind = number_type(node)
        if not wide and kind.scale == scale and kind.digits <= NARROW:
            # Of two short ones the sum has 10 digits, the product 18.
            return self.emit(node)
        return super().sized(node, scale, wide=wide)

    def digits(self, node: nodes.Digits) -> exp.Expression:
        kind = number_type(node.operand)
        made = self.emit(node.operand)
        if kind.scale:
            # The product of two that fit 64 bits is kept in 64, and overflows only beyond 18 digits.
            width = NARROW if node.type == LONG else WIDE
            ten = exp.Cast(this=number(Decimal(10) ** kind.scale), to=decimal(width, 0))
            made = exp.Mul(this=exp.Cast(this=made, to=decimal(width, kind.scale)), expression=ten)
        return self.cast(made, node.type)

    def whole_quotient(self, node: nodes.WholeQuotient) -> exp.Expression:
        right = self.inner(node.right)
        if not isinstance(node.right, nodes.Literal):
            right = exp.Nullif(this=right, expression=self.emit(nodes.Literal(0, node.type)))
        return exp.IntDiv(this=self.inner(node.left), expression=right)

    def rounded(self, node: nodes.Rounded) -> exp.Expression:
        made = self.emit(node.operand)
        places = exp.Literal.number(node.places)
        if node.mode == "half up":
            return self.cast(exp.Round(this=made, decimals=places), node.type)
        return self.cast(exp.Anonymous(this="ROUND_EVEN", expressions=[made, places]), node.type)

    def text(self, node: nodes.Text) -> exp.Expression:
        made = [self.emit(each) for each in node.arguments]
        match node.operation:
            case "length":
                return self.cast(exp.Length(this=made[0]), INTEGER)
            case "substring":
                start, *length = [exp.Cast(this=each, to=exp.DataType.build("BIGINT")) for each in made[1:]]
                return exp.Substring(this=made[0], start=start, length=length[0] if length else None)
            case "contains":
                return exp.Contains(this=made[0], expression=made[1])
            case "starts with":
                return exp.StartsWith(this=made[0], expression=made[1])
            case "ends with":
                return exp.EndsWith(this=made[0], expression=made[1])
            case "join":
                return exp.DPipe(this=made[0], expression=made[1], safe=True)
            case "position":
                return self.cast(exp.StrPosition(this=made[0], substr=made[1]), INTEGER)
            case "replace":
                return exp.Anonymous(this="REPLACE", expressions=made)
            case "without zeros at the end":
                return exp.Anonymous(this="RTRIM", expressions=[made[0], exp.Literal.string("0")])

    def gathered(self, node: nodes.Gathered) -> exp.Expression:
        """The values that are kept: each with whether it is, so that a null that is kept stays."""
        pairs = [
            exp.Struct(
                expressions=[
                    exp.PropertyEQ(this=exp.to_identifier("held"), expression=self.emit(condition)),
                    exp.PropertyEQ(
                        this=exp.to_identifier("value"), expression=self.branch(value, node.type.element)
                    ),
                ]
            )
            for condition, value in node.items
        ]
        if not pairs:
            return self.cast(exp.Array(expressions=[]), node.type)
        item = exp.to_identifier("item")
        held = exp.Dot(this=item.copy(), expression=exp.to_identifier("held"))
        value = exp.Dot(this=item.copy(), expression=exp.to_identifier("value"))
        kept = exp.Anonymous(
            this="LIST_FILTER",
            expressions=[
                exp.Array(expressions=pairs),
                exp.Lambda(this=held, expressions=[item.copy()], colon=True),
            ],
        )
        return exp.Anonymous(
            this="LIST_TRANSFORM",
            expressions=[kept, exp.Lambda(this=value, expressions=[item.copy()], colon=True)],
        )

    def struct(self, node: nodes.Struct) -> exp.Expression:
        assert isinstance(node.type, StructType)
        kinds = dict(node.type.entries)
        return exp.Struct(
            expressions=[
                exp.PropertyEQ(
                    this=exp.to_identifier(name, quoted=True), expression=self.branch(value, kinds[name])
                )
                for name, value in node.entries
            ]
        )


DuckDbForms.forms = {
    **SHARED,
    nodes.Picked: DuckDbForms.picked,
    nodes.Digits: DuckDbForms.digits,
    nodes.WholeQuotient: DuckDbForms.whole_quotient,
    nodes.Rounded: DuckDbForms.rounded,
    nodes.Text: DuckDbForms.text,
    nodes.Gathered: DuckDbForms.gathered,
    nodes.Struct: DuckDbForms.struct,
    nodes.DayNumber: forms_dates.day_number,
    nodes.DayOf: forms_dates.day_of,
    nodes.DatePart: forms_dates.date_part,
    nodes.PlusMonths: forms_dates.plus_months,
    nodes.Written: forms_dates.written,
    nodes.Total: total,
    nodes.Ranked: ranked,
}
