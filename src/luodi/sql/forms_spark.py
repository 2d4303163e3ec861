"""What Spark writes in its own way: whole numbers as DECIMAL(38, 0), a whole quotient without ``div``.

Made for ``spark.sql.ansi.enabled`` and ``spark.sql.decimalOperations.allowPrecisionLoss=false``.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from sqlglot import exp

from luodi.relational import nodes
from luodi.relational.nodes import Node, type_of
from luodi.relational.types import (
    BOOLEAN,
    DATE,
    EXACT,
    INTEGER,
    LONG,
    NULL,
    RULE,
    STRING,
    ColumnType,
    ScalarType,
    StructType,
)
from luodi.sql import forms_dates_spark
from luodi.sql.capabilities import Engine
from luodi.sql.forms import SHARED, Forms, number_type
from luodi.sql.forms_rows import held, place_in, ranked, total
from luodi.sql.trees import WIDE, column, decimal, number

_SCALARS: Final[Mapping[ScalarType, Any]] = {
    STRING: exp.DataType.Type.TEXT,
    BOOLEAN: exp.DataType.Type.BOOLEAN,
    DATE: exp.DataType.Type.DATE,
    LONG: exp.DataType.Type.BIGINT,
    RULE: exp.DataType.Type.INT,
    NULL: exp.DataType.Type.TEXT,
}
_ANY_SIZE: Final = Decimal(10) ** 38
# DECIMAL(38, 0) / DECIMAL(38, 0) is DECIMAL(38, 18): twenty digits before the point.
_QUOTIENT: Final = Decimal(10) ** 20
# A dividend is divided in two parts, the lower of so many digits.
_LOWER: Final = 17


class SparkForms(Forms):
    engine = Engine.SPARK
    scalars = _SCALARS
    # Each SELECT is looked at again for each that stands on it.
    merges = True

    def __init__(self) -> None:
        self.sizes: dict[str, Decimal] = {}

    def kind(self, kind: ColumnType) -> exp.DataType:
        return decimal(WIDE, 0) if kind == INTEGER else super().kind(kind)

    def remember(self, name: str, node: Node) -> None:
        if type_of(node) == INTEGER:
            self.sizes[name] = self.size(node)

    def size(self, node: Node) -> Decimal:
        """What a whole number is never farther from nought than."""
        match node:
            case nodes.Literal(value=int() as value):
                return Decimal(abs(value))
            case nodes.Column(name=name):
                return self.sizes.get(name, _ANY_SIZE)
            case nodes.Digits(operand):
                kind = number_type(operand)
                return EXACT.scaleb(kind.size, kind.scale)
            case nodes.IntegerSum("*", left, right):
                return EXACT.multiply(self.size(left), self.size(right))
            case nodes.IntegerSum(_, left, right):
                return EXACT.add(self.size(left), self.size(right))
            case nodes.WholeQuotient(left, _):
                return self.size(left)
            case nodes.Case(whens=whens, otherwise=otherwise):
                return max(self.size(each) for each in (*(value for _, value in whens), otherwise))
            case _:
                return _ANY_SIZE

    # --- nodes ---

    def digits(self, node: nodes.Digits) -> exp.Expression:
        kind = number_type(node.operand)
        made = self.emit(node.operand)
        if kind.scale:
            ten = exp.Cast(this=number(Decimal(10) ** kind.scale), to=decimal(WIDE, 0))
            made = exp.Mul(this=exp.Cast(this=made, to=decimal(WIDE, kind.scale)), expression=ten)
        return self.cast(made, node.type)

    def whole_quotient(self, node: nodes.WholeQuotient) -> exp.Expression:
        """``div`` gives a BIGINT; what is longer is ``(a - a % b) / b``, so that no step loses a digit."""
        if node.type == LONG:
            return self.whole_of_long(node)
        left = self.inner(node.left)
        if isinstance(node.right, nodes.Literal) and isinstance(node.right.value, int):
            power = _power_of_ten(node.right.value)
            if power is not None:
                return self.cut(left, power)
            if node.right.value == 2:
                return self.times_inverse(left, 2, Decimal("0.5"))
        right: exp.Expression = self.inner(node.right)
        if not isinstance(node.right, nodes.Literal):
            right = exp.Nullif(this=right, expression=self.emit(nodes.Literal(0, INTEGER)))
        simple = self.divided(left, right)
        if self.size(node.left) < _QUOTIENT:
            return simple
        # Digits in two steps, as on paper; a divisor that is long leaves a short quotient anyway.
        lower = self.whole(10**_LOWER)
        high = self.cut(left, _LOWER)
        low = exp.Mod(this=left.copy(), expression=lower)
        rest = exp.Mod(this=exp.Paren(this=high.copy()), expression=right.copy())
        carried = exp.Add(
            this=exp.Mul(this=exp.Paren(this=rest), expression=lower.copy()), expression=exp.Paren(this=low)
        )
        both = exp.Add(
            this=exp.Mul(this=self.divided(high, right), expression=lower.copy()),
            expression=self.divided(exp.Paren(this=carried), right),
        )
        short = exp.LT(this=exp.Abs(this=right.copy()), expression=self.whole(10 ** (_LOWER - 1)))
        return exp.Case(ifs=[exp.If(this=short, true=self.cast(both, INTEGER))], default=simple)

    def whole_of_long(self, node: nodes.WholeQuotient) -> exp.Expression:
        right = self.inner(node.right)
        if not isinstance(node.right, nodes.Literal):
            right = exp.Nullif(this=right, expression=self.emit(nodes.Literal(0, LONG)))
        return exp.IntDiv(this=self.inner(node.left), expression=right)

    def rounded(self, node: nodes.Rounded) -> exp.Expression:
        name = "BROUND" if node.mode == "half even" else "ROUND"
        places = exp.Literal.number(node.places)
        return self.cast(exp.Anonymous(this=name, expressions=[self.emit(node.operand), places]), node.type)

    def whole(self, value: int) -> exp.Expression:
        return self.emit(nodes.Literal(value, INTEGER))

    def divided(self, left: exp.Expression, right: exp.Expression) -> exp.Expression:
        rest = exp.Mod(this=left.copy(), expression=right.copy())
        whole = exp.Paren(this=exp.Sub(this=left.copy(), expression=exp.Paren(this=rest)))
        return self.cast(exp.Div(this=whole, expression=right.copy(), typed=False, safe=False), INTEGER)

    def cut(self, left: exp.Expression, power: int) -> exp.Expression:
        return self.times_inverse(left, 10**power, Decimal(1).scaleb(-power)) if power else left.copy()

    def times_inverse(self, left: exp.Expression, divisor: int, inverse: Decimal) -> exp.Expression:
        """A product has no more digits than the dividend, where a quotient has 18 behind the point."""
        rest = exp.Mod(this=left.copy(), expression=self.whole(divisor))
        whole = exp.Paren(this=exp.Sub(this=left.copy(), expression=exp.Paren(this=rest)))
        exponent = inverse.as_tuple().exponent
        assert isinstance(exponent, int)
        unit = exp.Cast(this=number(inverse), to=decimal(WIDE, -exponent))
        return self.cast(exp.Mul(this=whole, expression=unit), INTEGER)

    def text(self, node: nodes.Text) -> exp.Expression:
        made = [self.emit(each) for each in node.arguments]
        match node.operation:
            case "length":
                return self.cast(exp.Anonymous(this="CHAR_LENGTH", expressions=made), INTEGER)
            case "substring":
                start, *length = [exp.Cast(this=each, to=exp.DataType.build("INT")) for each in made[1:]]
                return exp.Substring(this=made[0], start=start, length=length[0] if length else None)
            case "contains":
                return exp.Anonymous(this="CONTAINS", expressions=made)
            case "starts with":
                return exp.Anonymous(this="STARTSWITH", expressions=made)
            case "ends with":
                return exp.Anonymous(this="ENDSWITH", expressions=made)
            case "join":
                return exp.DPipe(this=made[0], expression=made[1], safe=True)
            case "position":
                return self.cast(exp.Anonymous(this="INSTR", expressions=made), INTEGER)
            case "replace":
                return exp.Anonymous(this="REPLACE", expressions=made)
            case "without zeros at the end":
                zeros = exp.Literal.string("0")
                return exp.Trim(this=made[0], expression=zeros, position="TRAILING")

    def gathered(self, node: nodes.Gathered) -> exp.Expression:
        """FILTER over an array of values, each with whether it is kept; a null that is kept stays."""
        if not node.items:
            return self.cast(exp.Array(expressions=[]), node.type)
        pairs = [
            _named_struct([("held", self.emit(condition)), ("value", self.branch(value, node.type.element))])
            for condition, value in node.items
        ]
        item = exp.to_identifier("item")

        def entry(name: str) -> exp.Expression:
            part = exp.Dot(this=item.copy(), expression=exp.to_identifier(name))
            return exp.Lambda(this=part, expressions=[item.copy()])

        kept = exp.Anonymous(this="FILTER", expressions=[exp.Array(expressions=pairs), entry("held")])
        return self.cast(exp.Anonymous(this="TRANSFORM", expressions=[kept, entry("value")]), node.type)

    def list_length(self, node: nodes.ListLength) -> exp.Expression:
        return self.cast(exp.Anonymous(this="SIZE", expressions=[self.emit(node.operand)]), INTEGER)

    def struct(self, node: nodes.Struct) -> exp.Expression:
        assert isinstance(node.type, StructType)
        kinds = dict(node.type.entries)
        return _named_struct([(name, self.branch(value, kinds[name])) for name, value in node.entries])

    def total(self, node: nodes.Total) -> exp.Expression:
        """As elsewhere, but for lists: what collects them keeps neither their order nor a null."""
        if node.operation != "list":
            return total(self, node)
        pair = _named_struct([("place", column(place_in(node.of))), ("value", self.emit(node.value))])
        collected = held(self, exp.Anonymous(this="COLLECT_LIST", expressions=[pair]), node)
        item = exp.to_identifier("item")
        value = exp.Lambda(
            this=exp.Dot(this=item.copy(), expression=exp.to_identifier("value")), expressions=[item]
        )
        ordered = exp.Anonymous(this="ARRAY_SORT", expressions=[collected])
        return self.cast(exp.Anonymous(this="TRANSFORM", expressions=[ordered, value]), node.type)


def _named_struct(entries: list[tuple[str, exp.Expression]]) -> exp.Expression:
    arguments: list[exp.Expression] = []
    for name, value in entries:
        arguments += [exp.Literal.string(name), value]
    return exp.Anonymous(this="NAMED_STRUCT", expressions=arguments)


def _power_of_ten(value: int) -> int | None:
    digits = str(value)
    return len(digits) - 1 if digits == "1" + "0" * (len(digits) - 1) else None


SparkForms.forms = {
    **SHARED,
    nodes.Digits: SparkForms.digits,
    nodes.WholeQuotient: SparkForms.whole_quotient,
    nodes.Rounded: SparkForms.rounded,
    nodes.Text: SparkForms.text,
    nodes.Gathered: SparkForms.gathered,
    nodes.ListLength: SparkForms.list_length,
    nodes.Struct: SparkForms.struct,
    nodes.Total: SparkForms.total,
    nodes.Ranked: ranked,
    nodes.DayNumber: forms_dates_spark.day_number,
    nodes.DayOf: forms_dates_spark.day_of,
    nodes.DatePart: forms_dates_spark.date_part,
    nodes.PlusMonths: forms_dates_spark.plus_months,
    nodes.Written: forms_dates_spark.written,
}
