"""What PostgreSQL writes in its own way: numbers without a limit of digits, contexts as jsonb, texts in "C".

A context has no column type that needs no CREATE TYPE: it is a jsonb object, and a list of contexts jsonb[].
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from sqlglot import exp

from luodi.relational import nodes
from luodi.relational.nodes import Constant, type_of
from luodi.relational.types import (
    BOOLEAN,
    DATE,
    INTEGER,
    LONG,
    NULL,
    RULE,
    STRING,
    ColumnType,
    ListType,
    NumberType,
    ScalarType,
    StructType,
)
from luodi.sql import forms_dates_postgres
from luodi.sql.capabilities import Engine
from luodi.sql.forms import ARITHMETIC, COMPARISONS, SHARED, Forms, number_type
from luodi.sql.forms_rows import ranked, total
from luodi.sql.trees import number

_SCALARS: Final[Mapping[ScalarType, Any]] = {
    STRING: exp.DataType.Type.TEXT,
    BOOLEAN: exp.DataType.Type.BOOLEAN,
    DATE: exp.DataType.Type.DATE,
    # numeric without a width: no whole number is too long for it.
    INTEGER: exp.DataType.Type.DECIMAL,
    LONG: exp.DataType.Type.BIGINT,
    RULE: exp.DataType.Type.INT,
    NULL: exp.DataType.Type.TEXT,
}
# The server cuts longer names off, with no more than a notice (NAMEDATALEN - 1).
_NAME_BYTES: Final = 63
# A function takes 100 arguments, two for each entry (FUNC_MAX_ARGS).
_ENTRIES: Final = 50
_DEFAULTS: Final[Mapping[ScalarType, Constant]] = {
    STRING: "",
    NULL: "",
    BOOLEAN: False,
    DATE: datetime.date(2000, 1, 1),
    INTEGER: 0,
    LONG: 0,
    RULE: 0,
}


class PostgresForms(Forms):
    engine = Engine.POSTGRES
    scalars = _SCALARS
    # Without it the planner pulls the stages into one and writes a column out wherever it is read.
    fence = True

    def kind(self, kind: ColumnType) -> exp.DataType:
        if isinstance(kind, StructType):
            return exp.DataType(this=exp.DataType.Type.JSONB)
        return super().kind(kind)

    def stored_name(self, label: str) -> str:
        """A longer name than the server keeps is cut, and a digest of the whole put behind it."""
        if len(label.encode()) <= _NAME_BYTES:
            return label
        digest = "~" + hashlib.sha256(label.encode()).hexdigest()[:8]
        head = label.encode()[: _NAME_BYTES - len(digest)].decode(errors="ignore")
        return head + digest

    def source(self, node: exp.Expression, kind: ColumnType) -> exp.Expression:
        made = self.cast(node, kind)
        return _by_code_point(made) if kind == STRING else made

    def matches(self, one: exp.Expression, other: exp.Expression, kind: ColumnType) -> exp.Expression:
        # IS NOT DISTINCT FROM can be neither hashed nor sorted: every row would meet every group.
        default = self.default(kind)

        def filled(side: exp.Expression) -> exp.Expression:
            return exp.Coalesce(this=side.copy(), expressions=[default.copy()])

        def absent(side: exp.Expression) -> exp.Expression:
            return exp.Paren(this=exp.Is(this=side.copy(), expression=exp.Null()))

        return exp.And(
            this=exp.EQ(this=filled(one), expression=filled(other)),
            expression=exp.EQ(this=absent(one), expression=absent(other)),
        )

    def default(self, kind: ColumnType) -> exp.Expression:
        """A value of the type, whichever."""
        match kind:
            case NumberType():
                return self.emit(nodes.Literal(Decimal(0), kind))
            case ListType():
                return self.cast(exp.Array(expressions=[]), kind)
            case StructType():
                return self.cast(exp.Literal.string("{}"), kind)
            case ScalarType():
                return self.emit(nodes.Literal(_DEFAULTS[kind], kind))

    # --- nodes ---

    def compare(self, node: nodes.Compare) -> exp.Expression:
        if node.op in ("=", "<>"):
            return super().compare(node)
        left = self.in_order(self.inner(node.left), type_of(node.left))
        return COMPARISONS[node.op](this=left, expression=self.inner(node.right))

    def arithmetic(self, node: nodes.Arithmetic) -> exp.Expression:
        made = ARITHMETIC[node.op](this=self.inner(node.left), expression=self.inner(node.right))
        return self.cast(made, node.type)

    def digits(self, node: nodes.Digits) -> exp.Expression:
        kind = number_type(node.operand)
        made = self.emit(node.operand)
        if kind.scale:
            made = exp.Mul(this=exp.Paren(this=made), expression=number(Decimal(10) ** kind.scale))
        # What is behind the point is noughts: without them it is the same number as any other whole one.
        whole = exp.Anonymous(this="TRUNC", expressions=[made])
        return self.cast(whole, LONG) if node.type == LONG else whole

    def whole_quotient(self, node: nodes.WholeQuotient) -> exp.Expression:
        left, right = self.inner(node.left), self.inner(node.right)
        if not isinstance(node.right, nodes.Literal):
            right = exp.Nullif(this=right, expression=self.emit(nodes.Literal(0, node.type)))
        if node.type == LONG:
            # Of two BIGINT it is a BIGINT, the fraction cut off.
            return exp.Div(this=left, expression=right, typed=True, safe=False)
        return exp.Anonymous(this="DIV", expressions=[left, right])

    def rounded(self, node: nodes.Rounded) -> exp.Expression:
        """ROUND takes a half away from nought; to the even digit it is written out."""
        made = self.inner(node.operand)
        places = exp.Literal.number(node.places)
        away = exp.Anonymous(this="ROUND", expressions=[made, places])
        if node.mode == "half up":
            return self.cast(away, node.type)
        cut = exp.Anonymous(this="TRUNC", expressions=[made.copy(), places.copy()])
        rest = exp.Abs(this=exp.Sub(this=made.copy(), expression=cut.copy()))
        is_half = exp.EQ(this=rest, expression=number(Decimal(5).scaleb(-node.places - 1)))
        units = exp.Mul(this=cut.copy(), expression=number(Decimal(10) ** node.places))
        rest_of_two = exp.Anonymous(this="MOD", expressions=[units, exp.Literal.number(2)])
        is_even = exp.EQ(this=rest_of_two, expression=exp.Literal.number(0))
        both = exp.And(this=is_half, expression=is_even)
        return self.cast(exp.Case(ifs=[exp.If(this=both, true=cut)], default=away), node.type)

    def in_order(self, node: exp.Expression, kind: ColumnType) -> exp.Expression:
        return _by_code_point(node) if kind == STRING else node

    def over_rows(self, operation: str, value: exp.Expression, kind: ColumnType) -> exp.Expression:
        if kind == BOOLEAN:
            # It has no min and max of truth values.
            return exp.LogicalAnd(this=value) if operation == "min" else exp.LogicalOr(this=value)
        return super().over_rows(operation, self.in_order(value, kind), kind)

    def text(self, node: nodes.Text) -> exp.Expression:
        made = [self.emit(each) for each in node.arguments]
        match node.operation:
            case "length":
                return self.cast(exp.Length(this=made[0]), INTEGER)
            case "substring":
                start, *length = [exp.Cast(this=each, to=exp.DataType.build("INT")) for each in made[1:]]
                return exp.Substring(this=made[0], start=start, length=length[0] if length else None)
            case "contains":
                return exp.GT(this=_position(made), expression=exp.Literal.number(0))
            case "starts with":
                return exp.Anonymous(this="STARTS_WITH", expressions=made)
            case "ends with":
                end = exp.Anonymous(this="RIGHT", expressions=[made[0], exp.Length(this=made[1].copy())])
                return exp.EQ(this=end, expression=exp.Paren(this=made[1]))
            case "join":
                return exp.DPipe(this=made[0], expression=made[1], safe=True)
            case "position":
                return self.cast(_position(made), INTEGER)
            case "replace":
                return exp.Anonymous(this="REPLACE", expressions=made)
            case "without zeros at the end":
                zeros = exp.Literal.string("0")
                return exp.Trim(this=made[0], expression=zeros, position="TRAILING")

    def gathered(self, node: nodes.Gathered) -> exp.Expression:
        """ARRAY of a query over the values, in their order; a null that is kept stays."""
        if not node.items:
            return self.cast(exp.Array(expressions=[]), node.type)
        rows = [
            exp.Tuple(
                expressions=[
                    exp.Literal.number(at),
                    self.emit(condition),
                    self.branch(value, node.type.element),
                ]
            )
            for at, (condition, value) in enumerate(node.items)
        ]
        names = [exp.to_identifier(name) for name in ("place", "held", "value")]
        values = exp.Values(
            expressions=rows, alias=exp.TableAlias(this=exp.to_identifier("items"), columns=names)
        )
        query = (
            exp.Select()
            .select(exp.column("value", "items"))
            .from_(values)
            .where(exp.column("held", "items"))
            .order_by(exp.column("place", "items"))
        )
        return self.cast(exp.Anonymous(this="ARRAY", expressions=[query]), node.type)

    def list_length(self, node: nodes.ListLength) -> exp.Expression:
        # ARRAY_LENGTH of an empty one is null.
        return self.cast(exp.Anonymous(this="CARDINALITY", expressions=[self.emit(node.operand)]), INTEGER)

    def struct(self, node: nodes.Struct) -> exp.Expression:
        assert isinstance(node.type, StructType)
        kinds = dict(node.type.entries)
        parts = []
        for at in range(0, len(node.entries), _ENTRIES):
            arguments: list[exp.Expression] = []
            for name, value in node.entries[at : at + _ENTRIES]:
                arguments += [exp.Literal.string(name), self.branch(value, kinds[name])]
            parts.append(exp.Anonymous(this="JSONB_BUILD_OBJECT", expressions=arguments))
        made: exp.Expression = parts[0]
        for each in parts[1:]:
            made = exp.DPipe(this=made, expression=each, safe=True)
        return made


def _by_code_point(node: exp.Expression) -> exp.Expression:
    return exp.Collate(this=exp.Paren(this=node), expression=exp.to_identifier("C", quoted=True))


def _position(made: list[exp.Expression]) -> exp.Expression:
    return exp.Anonymous(this="STRPOS", expressions=made[:2])


PostgresForms.forms = {
    **SHARED,
    nodes.Compare: PostgresForms.compare,
    nodes.Arithmetic: PostgresForms.arithmetic,
    nodes.Digits: PostgresForms.digits,
    nodes.WholeQuotient: PostgresForms.whole_quotient,
    nodes.Rounded: PostgresForms.rounded,
    nodes.Text: PostgresForms.text,
    nodes.Gathered: PostgresForms.gathered,
    nodes.ListLength: PostgresForms.list_length,
    nodes.Struct: PostgresForms.struct,
    nodes.Total: total,
    nodes.Ranked: ranked,
    nodes.DayNumber: forms_dates_postgres.day_number,
    nodes.DayOf: forms_dates_postgres.day_of,
    nodes.DatePart: forms_dates_postgres.date_part,
    nodes.PlusMonths: forms_dates_postgres.plus_months,
    nodes.Written: forms_dates_postgres.written,
}
