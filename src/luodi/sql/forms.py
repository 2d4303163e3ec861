"""How nodes are written as SQL: what all engines share. Each engine's own forms stand in its own file."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Final, TypeAlias

from sqlglot import exp

from luodi.relational import nodes
from luodi.relational.nodes import Node, type_of
from luodi.relational.types import (
    BOOLEAN,
    DATE,
    INTEGER,
    LONG,
    ColumnType,
    ListType,
    NumberType,
    ScalarType,
    StructType,
    digits_at,
)
from luodi.sql.capabilities import OPERATIONS, Engine, How
from luodi.sql.constants import values_rows
from luodi.sql.trees import NARROW, WIDE, bracketed, column, connector, decimal, number

Form: TypeAlias = Callable[[Any, Any], exp.Expression]
COMPARISONS: Final[Mapping[str, type[exp.Expression]]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
AGGREGATES: Final[Mapping[str, type[exp.Expression]]] = {"sum": exp.Sum, "min": exp.Min, "max": exp.Max}
ARITHMETIC: Final[Mapping[str, type[exp.Expression]]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}


class Forms:
    """The expressions of one engine.

    forms: by the node they write. An engine's class adds its own to those here; a node that stands in no
    form, or not in the engine's table of capabilities, is a KeyError: nothing passes by.
    """

    engine: ClassVar[Engine]
    forms: ClassVar[Mapping[type, Form]]
    # Whether each stage has to be kept from being merged with the next.
    fence: ClassVar[bool] = False
    # Whether stages that do not read each other become one, for an engine that is slow with many.
    merges: ClassVar[bool] = False

    # What the engine calls the types of single values that are no numbers with digits.
    scalars: ClassVar[Mapping[ScalarType, Any]]

    def kind(self, kind: ColumnType) -> exp.DataType:
        """The engine's type for a column's."""
        match kind:
            case NumberType():
                return decimal(self.width(kind.digits), kind.scale)
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
                return exp.DataType(this=self.scalars[kind])

    def width(self, digits: int) -> int:
        """Digits of the DECIMAL that holds so many."""
        return NARROW if digits <= NARROW else WIDE

    def stored_name(self, label: str) -> str:
        """What a column is called in the engine: its label, unless that is too long for it."""
        return label

    def source(self, node: exp.Expression, kind: ColumnType) -> exp.Expression:
        """A column of the population as one of its type."""
        return self.cast(node, kind)

    def remember(self, name: str, node: Node) -> None:
        """Told of each column of a stage before it is read; few engines need to know."""

    def matches(self, one: exp.Expression, other: exp.Expression, kind: ColumnType) -> exp.Expression:
        """Whether two columns are the same, null being the same as null, as tables are joined quickly."""
        return exp.NullSafeEQ(this=one, expression=other)

    def rows(self, columns: Sequence[tuple[str, ColumnType, list[Any]]]) -> exp.Select:
        """Constants as a table: names, types and values of its columns."""
        return values_rows(self.cast, columns)

    def picked(self, node: nodes.Picked) -> exp.Expression:
        ifs = [
            exp.If(
                this=exp.EQ(this=self.inner(node.place), expression=number(Decimal(at))), true=self.emit(each)
            )
            for at, each in enumerate(node.items)
        ]
        return exp.Case(ifs=ifs, default=self.cast(exp.Null(), node.type))

    def emit(self, node: Node) -> exp.Expression:
        """The expression of a node."""
        if OPERATIONS[self.engine][type(node)].how is How.REFUSED:
            raise ValueError(f"{type(node).__name__} is refused on {self.engine}")
        return self.forms[type(node)](self, node)

    def cast(self, node: exp.Expression, kind: ColumnType) -> exp.Expression:
        wanted = self.kind(kind)
        return node if isinstance(node, exp.Cast) and node.to == wanted else exp.Cast(this=node, to=wanted)

    def as_kind(self, node: Node, kind: ColumnType) -> exp.Expression:
        """A node as a value of a type; what is of the engine's same type already is not cast again."""
        made = self.emit(node)
        return made if self.kind(type_of(node)) == self.kind(kind) else self.cast(made, kind)

    def read(self, node: nodes.Column) -> exp.Expression:
        return column(node.name)

    def literal(self, node: nodes.Literal) -> exp.Expression:
        value = node.value
        if value is None:
            return self.cast(exp.Null(), node.type)
        if isinstance(value, bool):
            return exp.Boolean(this=value)
        if isinstance(value, Decimal):
            return self.cast(number(value), node.type)
        if isinstance(value, int):
            return self.cast(number(Decimal(value)), node.type)
        if isinstance(value, datetime.date):
            return self.cast(exp.Literal.string(value.isoformat()), DATE)
        return exp.Literal.string(value)

    def compare(self, node: nodes.Compare) -> exp.Expression:
        if node.op == "=" and isinstance(node.right, nodes.Literal) and isinstance(node.right.value, bool):
            return self.emit(node.left) if node.right.value else exp.Not(this=self.inner(node.left))
        return COMPARISONS[node.op](this=self.inner(node.left), expression=self.inner(node.right))

    def same(self, node: nodes.Same) -> exp.Expression:
        return exp.NullSafeEQ(this=self.inner(node.left), expression=self.inner(node.right))

    def inner(self, node: Node) -> exp.Expression:
        """An operand, in brackets where it is an operation itself."""
        made = self.emit(node)
        return exp.Paren(this=made) if isinstance(made, (exp.Binary, exp.Not, exp.Connector)) else made

    def both(self, node: nodes.And) -> exp.Expression:
        return self.joined(exp.And, node.items)

    def either(self, node: nodes.Or) -> exp.Expression:
        among = _among(node.items)
        if among is None:
            return self.joined(exp.Or, node.items)
        constants = [each.right for each in node.items if isinstance(each, nodes.Compare)]
        return exp.In(this=self.inner(among), expressions=[self.emit(each) for each in constants])

    def joined(self, kind: type[exp.Connector], items: tuple[Node, ...]) -> exp.Expression:
        # Halves, so that a thousand conditions are ten levels and not a thousand.
        if len(items) == 1:
            return self.inner(items[0])
        middle = len(items) // 2
        left, right = self.joined(kind, items[:middle]), self.joined(kind, items[middle:])
        return connector(kind, bracketed(left, kind), bracketed(right, kind))

    def opposite(self, node: nodes.Not) -> exp.Expression:
        return exp.Not(this=self.inner(node.operand))

    def is_null(self, node: nodes.IsNull) -> exp.Expression:
        return exp.Is(this=self.inner(node.operand), expression=exp.Null())

    def case(self, node: nodes.Case) -> exp.Expression:
        ifs = [
            exp.If(this=self.emit(condition), true=self.branch(value, node.type))
            for condition, value in node.whens
        ]
        return exp.Case(ifs=ifs, default=self.branch(node.otherwise, node.type))

    def branch(self, node: Node, kind: ColumnType) -> exp.Expression:
        """A branch as the one type: engines find one of their own where branches differ."""
        return self.emit(node) if kind == BOOLEAN else self.as_kind(node, kind)

    def arithmetic(self, node: nodes.Arithmetic) -> exp.Expression:
        kind = node.type
        one, other = number_type(node.left), number_type(node.right)
        if node.op == "*":
            wide = kind.digits > NARROW
            left = self.sized(node.left, one.scale, wide=wide)
            right = self.sized(node.right, other.scale, wide=False)
        else:
            wide = max(kind.digits, digits_at(one, kind.scale), digits_at(other, kind.scale)) > NARROW
            left = self.sized(node.left, kind.scale, wide=wide)
            right = self.sized(node.right, kind.scale, wide=wide)
        return self.cast(ARITHMETIC[node.op](this=left, expression=right), kind)

    def sized(self, node: Node, scale: int, *, wide: bool) -> exp.Expression:
        kind = number_type(node)
        wanted = decimal(WIDE if wide or digits_at(kind, scale) > NARROW else NARROW, scale)
        made = self.emit(node)
        if wanted == self.kind(kind):
            return made
        return exp.Cast(this=made, to=wanted)

    def widened(self, node: nodes.Widened) -> exp.Expression:
        return self.as_kind(node.operand, node.type)

    def integer_sum(self, node: nodes.IntegerSum) -> exp.Expression:
        return ARITHMETIC[node.op](this=self.inner(node.left), expression=self.inner(node.right))

    def from_digits(self, node: nodes.FromDigits) -> exp.Expression:
        narrow = type_of(node.operand) == LONG and node.type.digits <= NARROW
        made = exp.Cast(this=self.emit(node.operand), to=decimal(NARROW if narrow else WIDE, 0))
        unit = Decimal(1).scaleb(-node.places)
        wide = node.places > NARROW or (node.places < 0 and not narrow)
        power = exp.Cast(this=number(unit), to=decimal(WIDE if wide else NARROW, max(node.places, 0)))
        return self.cast(exp.Mul(this=made, expression=power) if node.places else made, node.type)

    def extreme(self, node: nodes.Extreme) -> exp.Expression:
        common = self.extreme_type(node)
        made = [self.in_order(self.as_kind(each, common), common) for each in node.items]
        kind = exp.Greatest if node.greatest else exp.Least
        # One of one is itself: some engines take no fewer than two.
        both = kind(this=made[0], expressions=made[1:], ignore_nulls=True) if len(made) > 1 else made[0]
        return both if self.kind(common) == self.kind(node.type) else self.cast(both, node.type)

    def in_order(self, node: exp.Expression, kind: ColumnType) -> exp.Expression:
        """A value that is compared by its order, texts by code point."""
        return node

    def over_rows(self, operation: str, value: exp.Expression, kind: ColumnType) -> exp.Expression:
        """The sum, the min or the max of the rows that have a value."""
        return AGGREGATES[operation](this=value)

    def extreme_type(self, node: nodes.Extreme) -> ColumnType:
        """The type of the items, which may be wider than that of the result."""
        kind = node.type
        for each in node.items:
            own = type_of(each)
            if isinstance(own, NumberType) and isinstance(kind, NumberType):
                kind = NumberType(
                    min(own.low, kind.low), max(own.high, kind.high), max(own.scale, kind.scale)
                )
        return kind

    def list_length(self, node: nodes.ListLength) -> exp.Expression:
        return self.cast(exp.ArraySize(this=self.emit(node.operand)), INTEGER)


def number_type(node: Node) -> NumberType:
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


# The nodes that all engines write alike.
SHARED: Final[Mapping[type, Form]] = {
    nodes.Column: Forms.read,
    nodes.Literal: Forms.literal,
    nodes.Compare: Forms.compare,
    nodes.Same: Forms.same,
    nodes.And: Forms.both,
    nodes.Or: Forms.either,
    nodes.Not: Forms.opposite,
    nodes.IsNull: Forms.is_null,
    nodes.Case: Forms.case,
    nodes.Arithmetic: Forms.arithmetic,
    nodes.Widened: Forms.widened,
    nodes.IntegerSum: Forms.integer_sum,
    nodes.FromDigits: Forms.from_digits,
    nodes.Extreme: Forms.extreme,
    nodes.Picked: Forms.picked,
    nodes.ListLength: Forms.list_length,
}
