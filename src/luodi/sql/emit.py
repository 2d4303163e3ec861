"""From stages to a query: one SELECT a stage, built as a sqlglot tree and never as text."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from sqlglot import exp

from luodi.relational import nodes
from luodi.relational.hoisting import Stage
from luodi.relational.nodes import Node, type_of
from luodi.relational.program import Program
from luodi.relational.types import (
    BOOLEAN,
    DATE,
    INTEGER,
    NULL,
    RULE,
    STRING,
    ColumnType,
    ListType,
    NumberType,
    ScalarType,
    StructType,
    digits_at,
)
from luodi.sql.capabilities import OPERATIONS, Engine, How

# DECIMAL of up to 18 digits is kept in 64 bits.
NARROW: Final = 18
WIDE: Final = 38
# What the population is called in the query.
POPULATION: Final = "population"
_COMPARISONS: Final[Mapping[str, type[exp.Expression]]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
_ARITHMETIC: Final[Mapping[str, type[exp.Expression]]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}


def emit_query(program: Program, engine: Engine) -> exp.Select:
    """The query of a program over the table ``population``: keys, then each decision's columns."""
    emitter = _Emitter(engine)
    inputs = exp.Select()
    for key in range(len(program.keys)):
        inputs = inputs.select(_alias(_column(program.keys[key]), f"k{key + 1}"))
    for each in program.inputs:
        inputs = inputs.select(_alias(emitter.cast(_column(each.label), each.column.type), each.column.name))
    if not inputs.expressions:
        inputs = inputs.select(_alias(exp.Literal.number(1), "k0"))
    inputs = inputs.from_(exp.Table(this=exp.to_identifier(POPULATION, quoted=True)))
    ctes = [_cte("s0", inputs, "inputs")]
    for number, stage in enumerate(program.stages, 1):
        ctes.append(_cte(f"s{number}", emitter.stage(stage, f"s{number - 1}"), stage.title))
    last = exp.Select()
    for key, label in enumerate(program.keys, 1):
        last = last.select(_alias(_column(f"k{key}"), label))
    for output in program.outputs:
        last = last.select(_alias(emitter.emit(output.node), output.label))
    last = last.from_(exp.Table(this=exp.to_identifier(f"s{len(program.stages)}", quoted=True)))
    last.set("with_", exp.With(expressions=ctes))
    return last


def to_text(query: exp.Expression, engine: Engine) -> str:
    """The query as the engine reads it, laid out for people."""
    return query.sql(dialect=engine.value, pretty=True, comments=True)


def _cte(name: str, select: exp.Select, comment: str) -> exp.CTE:
    cte = exp.CTE(this=select, alias=exp.TableAlias(this=exp.to_identifier(name, quoted=True)))
    # What ends a comment may not stand in it.
    select.add_comments([" " + comment.replace("*/", "* /").replace("/*", "/ *") + " "])
    return cte


def _column(name: str) -> exp.Column:
    return exp.Column(this=exp.to_identifier(name, quoted=True))


def _alias(node: exp.Expression, name: str) -> exp.Alias:
    return exp.Alias(this=node, alias=exp.to_identifier(name, quoted=True))


class _Emitter:
    forms: Mapping[type, Callable[[Any, Any], exp.Expression]] = {}

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.operations = OPERATIONS[engine]

    def stage(self, stage: Stage, before: str) -> exp.Select:
        select = exp.Select().select(exp.Star())
        for name, node in stage.columns:
            select = select.select(_alias(self.emit(node), name))
        return select.from_(exp.Table(this=exp.to_identifier(before, quoted=True)))

    def emit(self, node: Node) -> exp.Expression:
        """The expression. A node that the engine's table does not know is a KeyError: nothing passes by."""
        if self.operations[type(node)].how is How.REFUSED:
            raise ValueError(f"{type(node).__name__} is refused on {self.engine}")
        return self.forms[type(node)](self, node)

    # --- types ---

    def kind(self, kind: ColumnType) -> exp.DataType:
        match kind:
            case NumberType():
                return _decimal(NARROW if kind.digits <= NARROW else WIDE, kind.scale)
            case ListType(element):
                return exp.DataType(
                    this=exp.DataType.Type.ARRAY, expressions=[self.kind(element)], nested=True
                )
            case StructType(entries):
                fields = [
                    exp.ColumnDef(this=exp.to_identifier(name, quoted=True), kind=self.kind(each))
                    for name, each in entries
                ]
                return exp.DataType(this=exp.DataType.Type.STRUCT, expressions=fields, nested=True)
            case ScalarType():
                return exp.DataType(this=_SCALARS[kind])

    def cast(self, node: exp.Expression, kind: ColumnType) -> exp.Expression:
        return exp.Cast(this=node, to=self.kind(kind))

    # --- nodes ---

    def _read(self, node: nodes.Column) -> exp.Expression:
        return _column(node.name)

    def _literal(self, node: nodes.Literal) -> exp.Expression:
        value = node.value
        if value is None:
            return self.cast(exp.Null(), node.type)
        if isinstance(value, bool):
            return exp.Boolean(this=value)
        if isinstance(value, Decimal):
            return self.cast(_number(value), node.type)
        if isinstance(value, int):
            return self.cast(_number(Decimal(value)), node.type)
        if isinstance(value, datetime.date):
            return self.cast(exp.Literal.string(value.isoformat()), DATE)
        return exp.Literal.string(value)

    def _compare(self, node: nodes.Compare) -> exp.Expression:
        return _COMPARISONS[node.op](this=self._inner(node.left), expression=self._inner(node.right))

    def _same(self, node: nodes.Same) -> exp.Expression:
        return exp.NullSafeEQ(this=self._inner(node.left), expression=self._inner(node.right))

    def _inner(self, node: Node) -> exp.Expression:
        """An operand, in brackets where it is an operation itself."""
        made = self.emit(node)
        return exp.Paren(this=made) if isinstance(made, (exp.Binary, exp.Not, exp.Connector)) else made

    def _and(self, node: nodes.And) -> exp.Expression:
        return self._joined(exp.And, node.items)

    def _or(self, node: nodes.Or) -> exp.Expression:
        among = _among(node.items)
        if among is None:
            return self._joined(exp.Or, node.items)
        constants = [each.right for each in node.items if isinstance(each, nodes.Compare)]
        return exp.In(this=self._inner(among), expressions=[self.emit(each) for each in constants])

    def _joined(self, kind: type[exp.Connector], items: tuple[Node, ...]) -> exp.Expression:
        # Halves, so that a thousand conditions are ten levels and not a thousand.
        if len(items) == 1:
            return self._inner(items[0])
        middle = len(items) // 2
        left, right = self._joined(kind, items[:middle]), self._joined(kind, items[middle:])
        return _connector(kind, _bracketed(left, kind), _bracketed(right, kind))

    def _not(self, node: nodes.Not) -> exp.Expression:
        return exp.Not(this=self._inner(node.operand))

    def _is_null(self, node: nodes.IsNull) -> exp.Expression:
        return exp.Is(this=self._inner(node.operand), expression=exp.Null())

    def _case(self, node: nodes.Case) -> exp.Expression:
        ifs = [
            exp.If(this=self.emit(condition), true=self._branch(value, node.type))
            for condition, value in node.whens
        ]
        return exp.Case(ifs=ifs, default=self._branch(node.otherwise, node.type))

    def _branch(self, node: Node, kind: ColumnType) -> exp.Expression:
        """A branch as the one type: engines find one of their own where branches differ."""
        made = self.emit(node)
        if kind == BOOLEAN or (type_of(node) == kind and isinstance(node, nodes.Literal)):
            return made
        return self.cast(made, kind)

    def _arithmetic(self, node: nodes.Arithmetic) -> exp.Expression:
        kind = node.type
        one, other = _number_type(node.left), _number_type(node.right)
        if node.op == "*":
            wide = kind.digits > NARROW
            left = self._sized(node.left, one.scale, wide=wide)
            right = self._sized(node.right, other.scale, wide=False)
        else:
            wide = max(kind.digits, digits_at(one, kind.scale), digits_at(other, kind.scale)) > NARROW
            left = self._sized(node.left, kind.scale, wide=wide)
            right = self._sized(node.right, kind.scale, wide=wide)
        return self.cast(_ARITHMETIC[node.op](this=left, expression=right), kind)

    def _sized(self, node: Node, scale: int, *, wide: bool) -> exp.Expression:
        kind = _number_type(node)
        wanted = _decimal(WIDE if wide or digits_at(kind, scale) > NARROW else NARROW, scale)
        made = self.emit(node)
        if wanted == self.kind(kind):
            return made
        return exp.Cast(this=made, to=wanted)

    def _widened(self, node: nodes.Widened) -> exp.Expression:
        return self.cast(self.emit(node.operand), node.type)

    def _digits(self, node: nodes.Digits) -> exp.Expression:
        kind = _number_type(node.operand)
        made = self.emit(node.operand)
        if kind.scale:
            ten = exp.Cast(this=_number(Decimal(10) ** kind.scale), to=_decimal(WIDE, 0))
            made = exp.Mul(this=exp.Cast(this=made, to=_decimal(WIDE, kind.scale)), expression=ten)
        return self.cast(made, INTEGER)

    def _whole_quotient(self, node: nodes.WholeQuotient) -> exp.Expression:
        right = self._inner(node.right)
        if not isinstance(node.right, nodes.Literal):
            right = exp.Nullif(this=right, expression=self.emit(nodes.Literal(0, INTEGER)))
        return exp.IntDiv(this=self._inner(node.left), expression=right)

    def _integer_sum(self, node: nodes.IntegerSum) -> exp.Expression:
        return _ARITHMETIC[node.op](this=self._inner(node.left), expression=self._inner(node.right))

    def _from_digits(self, node: nodes.FromDigits) -> exp.Expression:
        made = exp.Cast(this=self.emit(node.operand), to=_decimal(WIDE, 0))
        unit = Decimal(1).scaleb(-node.places)
        power = exp.Cast(
            this=_number(unit), to=_decimal(WIDE if node.places < 0 else NARROW, max(node.places, 0))
        )
        if node.places > NARROW:
            power = exp.Cast(this=_number(unit), to=_decimal(WIDE, node.places))
        return self.cast(exp.Mul(this=made, expression=power) if node.places else made, node.type)

    def _extreme(self, node: nodes.Extreme) -> exp.Expression:
        made = [self.cast(self.emit(each), self._extreme_type(node)) for each in node.items]
        kind = exp.Greatest if node.greatest else exp.Least
        # One of one is itself: some engines take no fewer than two.
        both = kind(this=made[0], expressions=made[1:], ignore_nulls=True) if len(made) > 1 else made[0]
        return self.cast(both, node.type)

    def _extreme_type(self, node: nodes.Extreme) -> ColumnType:
        """The type of the items, which may be wider than that of the result."""
        kind = node.type
        for each in node.items:
            own = type_of(each)
            if isinstance(own, NumberType) and isinstance(kind, NumberType):
                kind = NumberType(
                    min(own.low, kind.low), max(own.high, kind.high), max(own.scale, kind.scale)
                )
        return kind

    def _text(self, node: nodes.Text) -> exp.Expression:
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

    def _gathered(self, node: nodes.Gathered) -> exp.Expression:
        """The values that are kept: each with whether it is, so that a null that is kept stays."""
        pairs = [
            exp.Struct(
                expressions=[
                    exp.PropertyEQ(this=exp.to_identifier("held"), expression=self.emit(condition)),
                    exp.PropertyEQ(
                        this=exp.to_identifier("value"), expression=self._branch(value, node.type.element)
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

    def _list_length(self, node: nodes.ListLength) -> exp.Expression:
        return self.cast(exp.ArraySize(this=self.emit(node.operand)), INTEGER)

    def _struct(self, node: nodes.Struct) -> exp.Expression:
        assert isinstance(node.type, StructType)
        kinds = dict(node.type.entries)
        return exp.Struct(
            expressions=[
                exp.PropertyEQ(
                    this=exp.to_identifier(name, quoted=True), expression=self._branch(value, kinds[name])
                )
                for name, value in node.entries
            ]
        )


def _decimal(width: int, scale: int) -> exp.DataType:
    return exp.DataType(
        this=exp.DataType.Type.DECIMAL,
        expressions=[exp.DataTypeParam(this=exp.Literal.number(each)) for each in (width, scale)],
    )


def _number(value: Decimal) -> exp.Expression:
    """Plain digits: an exponent would make it a floating number."""
    made = exp.Literal.number(format(abs(value), "f"))
    return exp.Neg(this=made) if value < 0 else made


def _number_type(node: Node) -> NumberType:
    kind = type_of(node)
    assert isinstance(kind, NumberType)
    return kind


def _among(items: tuple[Node, ...]) -> Node | None:
    """What several constants are compared with, where the conditions are nothing else."""
    first = items[0]
    if not isinstance(first, nodes.Compare):
        return None
    plain = all(
        isinstance(each, nodes.Compare)
        and each.op == "="
        and each.left == first.left
        and isinstance(each.right, nodes.Literal)
        and each.right.value is not None
        for each in items
    )
    return first.left if plain else None


def _connector(kind: Any, left: exp.Expression, right: exp.Expression) -> exp.Expression:
    made = kind(this=left, expression=right)
    assert isinstance(made, exp.Expression)
    return made


def _bracketed(node: exp.Expression, kind: type[exp.Connector]) -> exp.Expression:
    return exp.Paren(this=node) if isinstance(node, exp.Connector) and not isinstance(node, kind) else node


_SCALARS: Final[Mapping[ScalarType, Any]] = {
    STRING: exp.DataType.Type.VARCHAR,
    BOOLEAN: exp.DataType.Type.BOOLEAN,
    DATE: exp.DataType.Type.DATE,
    INTEGER: exp.DataType.Type.INT128,
    RULE: exp.DataType.Type.INT,
    NULL: exp.DataType.Type.VARCHAR,
}

_Emitter.forms = {
    nodes.Column: _Emitter._read,
    nodes.Literal: _Emitter._literal,
    nodes.Compare: _Emitter._compare,
    nodes.Same: _Emitter._same,
    nodes.And: _Emitter._and,
    nodes.Or: _Emitter._or,
    nodes.Not: _Emitter._not,
    nodes.IsNull: _Emitter._is_null,
    nodes.Case: _Emitter._case,
    nodes.Arithmetic: _Emitter._arithmetic,
    nodes.Widened: _Emitter._widened,
    nodes.Digits: _Emitter._digits,
    nodes.WholeQuotient: _Emitter._whole_quotient,
    nodes.IntegerSum: _Emitter._integer_sum,
    nodes.FromDigits: _Emitter._from_digits,
    nodes.Extreme: _Emitter._extreme,
    nodes.Text: _Emitter._text,
    nodes.Gathered: _Emitter._gathered,
    nodes.ListLength: _Emitter._list_length,
    nodes.Struct: _Emitter._struct,
}
