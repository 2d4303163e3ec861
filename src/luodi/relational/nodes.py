"""Expressions over the columns of one row: a small closed set, typed, every operation total.

None of them fails at run time: divisors are guarded, and the digits of every number are known. Operands of
one operation have one type; ``widened`` brings a number to another. Three-valued as SQL is: a comparison
with null is null.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias
from typing import Literal as OneOf

from luodi.relational.types import (
    BOOLEAN,
    DATE,
    INTEGER,
    NULL,
    STRING,
    ColumnType,
    ListType,
    NumberType,
    ScalarType,
)

Constant: TypeAlias = Decimal | str | bool | datetime.date | int | None
Rounding = OneOf["down", "up", "floor", "ceiling", "half up", "half down", "half even"]
TextOperation = OneOf[
    "length",
    "substring",
    "position",
    "contains",
    "starts with",
    "ends with",
    "join",
    "replace",
    "without zeros at the end",
]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the stages before. name: unique in the program; may_be_null: whether it ever is; of: the
    child table whose rows it belongs to, "" for the population's."""

    name: str
    type: ColumnType
    may_be_null: bool = True
    of: str = ""


@dataclass(frozen=True, slots=True)
class Literal:
    value: Constant
    type: ColumnType


@dataclass(frozen=True, slots=True)
class Compare:
    """``= <> < <= > >=`` as SQL has them: null where a side is null."""

    op: OneOf["=", "<>", "<", "<=", ">", ">="]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Same:
    """Whether two values are the same, null being the same as null; never null."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class And:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    operand: Node


@dataclass(frozen=True, slots=True)
class IsNull:
    operand: Node


@dataclass(frozen=True, slots=True)
class Case:
    """The value of the first condition that is true, else otherwise."""

    whens: tuple[tuple[Node, Node], ...]
    otherwise: Node
    type: ColumnType


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``+ - *`` of numbers; the type holds every result."""

    op: OneOf["+", "-", "*"]
    left: Node
    right: Node
    type: NumberType


@dataclass(frozen=True, slots=True)
class Widened:
    """A value as one of a type that holds it: a number with more digits, null as any type."""

    operand: Node
    type: ColumnType


@dataclass(frozen=True, slots=True)
class Digits:
    """A number without its point, as an integer: 1.25 of scale 2 is 125.

    A LONG where its digits and those behind the point together are no more than 18.
    """

    operand: Node
    type: ScalarType = INTEGER


@dataclass(frozen=True, slots=True)
class WholeQuotient:
    """Integers divided, the fraction cut off; null where the divisor is nought or null."""

    left: Node
    right: Node
    type: ScalarType = INTEGER


@dataclass(frozen=True, slots=True)
class IntegerSum:
    """``left + right``, ``left - right`` or ``left * right`` of integers whose result fits the type."""

    op: OneOf["+", "-", "*"]
    left: Node
    right: Node
    type: ScalarType = INTEGER


@dataclass(frozen=True, slots=True)
class FromDigits:
    """An integer with its point put back: 125 with 2 places is 1.25, with -2 places 12500."""

    operand: Node
    places: int
    type: NumberType


@dataclass(frozen=True, slots=True)
class Rounded:
    """A number rounded to so many places, nought or more and fewer than it has; halves as mode says."""

    operand: Node
    places: int
    mode: OneOf["half up", "half even"]
    type: NumberType


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or the greatest of the values that are not null."""

    greatest: bool
    items: tuple[Node, ...]
    type: ColumnType


@dataclass(frozen=True, slots=True)
class RuleColumn:
    """A column of rules as rows. kind: whether a rule asks for one value or for a span, both ends included;
    may_be_any: whether some rule does not ask."""

    kind: OneOf["equal", "between"]
    type: ColumnType
    may_be_any: bool


@dataclass(frozen=True, slots=True, eq=False)
class RuleTable:
    """The rules of a big table as rows: number, bin, and of each column a value, a span or None for any.

    binned: the column whose bins, beginning at cuts, tell rows apart; null is in bin -1, what is below the
    first cut in bin 0. Two tables are the same only where they are one.
    """

    columns: tuple[RuleColumn, ...]
    rows: tuple[tuple[int, int | None, tuple[Any, ...]], ...]
    binned: int | None
    cuts: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RuleJoin:
    """The least number of the rules that match a row, or the greatest; null where none does.

    It stands alone as a column of a stage: it is a join with the rules, grouped by the keys.
    """

    subjects: tuple[Column, ...]
    table: RuleTable
    last: bool
    type: ScalarType


@dataclass(frozen=True, slots=True)
class Picked:
    """The constant at a place, from 0; null where the place is null."""

    place: Node
    items: tuple[Literal, ...]
    type: ColumnType


@dataclass(frozen=True, slots=True)
class Text:
    """An operation on texts, by code points; null where an argument is null."""

    operation: TextOperation
    arguments: tuple[Node, ...]
    type: ColumnType


@dataclass(frozen=True, slots=True)
class DayNumber:
    """The days from 1970-01-01 to a date, as an integer."""

    operand: Node


@dataclass(frozen=True, slots=True)
class DayOf:
    """The date so many days after 1970-01-01."""

    operand: Node


@dataclass(frozen=True, slots=True)
class DatePart:
    """A part of a date as an integer; weekdays from 1 for Monday, weeks by ISO 8601."""

    part: OneOf["year", "month", "day", "weekday", "day of year", "week"]
    operand: Node


@dataclass(frozen=True, slots=True)
class PlusMonths:
    """The same day so many months on, the month's last where it has no such day."""

    operand: Node
    months: Node


@dataclass(frozen=True, slots=True)
class Written:
    """The digits of an integer as a text, with a minus where it is below nought."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Gathered:
    """A list of the values whose condition is true, in this order."""

    items: tuple[tuple[Node, Node], ...]
    type: ListType


@dataclass(frozen=True, slots=True)
class ListLength:
    operand: Node


@dataclass(frozen=True, slots=True)
class Struct:
    """Named values as one."""

    entries: tuple[tuple[str, Node], ...]
    type: ColumnType


@dataclass(frozen=True, slots=True)
class Total:
    """What the rows of a child table that are held come to, for each row of the population.

    count: how many; any: whether the value is true for one, never null; sum, min and max: null where a value
    is, and of no rows; list: the values in the rows' order.
    """

    operation: OneOf["count", "any", "sum", "min", "max", "list"]
    of: str
    value: Node
    held: Node
    type: ColumnType


@dataclass(frozen=True, slots=True)
class Ranked:
    """The place from 1 of a child's row among those of its parent that are held, from the end or the start;
    of other rows it says nothing. among: counted only among rows with the same values. by: what the rows are
    ordered by before their own order, None where that is all."""

    of: str
    held: Node
    among: tuple[Node, ...]
    from_end: bool
    by: Node | None = None


Node: TypeAlias = (
    Column
    | Literal
    | Compare
    | Same
    | And
    | Or
    | Not
    | IsNull
    | Case
    | Arithmetic
    | Widened
    | Digits
    | WholeQuotient
    | IntegerSum
    | FromDigits
    | Rounded
    | Extreme
    | RuleJoin
    | Picked
    | Text
    | DayNumber
    | DayOf
    | DatePart
    | PlusMonths
    | Written
    | Gathered
    | ListLength
    | Struct
    | Total
    | Ranked
)
KINDS: tuple[type, ...] = Node.__args__

TRUE = Literal(True, BOOLEAN)
FALSE = Literal(False, BOOLEAN)
NULL_BOOLEAN = Literal(None, BOOLEAN)
NOTHING = Literal(None, NULL)


def type_of(node: Node) -> ColumnType:
    """The type of a node's values."""
    match node:
        case Compare() | Same() | And() | Or() | Not() | IsNull():
            return BOOLEAN
        case ListLength() | Ranked():
            return INTEGER
        case DayNumber() | DatePart():
            return INTEGER
        case DayOf() | PlusMonths():
            return DATE
        case Written():
            return STRING
        case _:
            return node.type


def may_be_null(node: Node) -> bool:
    """Whether a node can be null; True where that is not looked into."""
    match node:
        case Column():
            return node.may_be_null
        case Literal():
            return node.value is None
        case Same() | IsNull() | Gathered() | Struct() | Ranked():
            return False
        case Total():
            return node.operation not in ("count", "any", "list")
        case And() | Or():
            return any(map(may_be_null, node.items))
        case Not() | Widened() | Digits() | FromDigits() | Rounded():
            return may_be_null(node.operand)
        case DayNumber() | DayOf() | DatePart() | Written():
            return may_be_null(node.operand)
        case PlusMonths():
            return may_be_null(node.operand) or may_be_null(node.months)
        case Compare() | Arithmetic() | IntegerSum():
            return may_be_null(node.left) or may_be_null(node.right)
        case Case():
            return any(may_be_null(value) for _, value in node.whens) or may_be_null(node.otherwise)
        case Extreme():
            return all(map(may_be_null, node.items))
        case Text():
            return any(map(may_be_null, node.arguments))
        case WholeQuotient() | ListLength() | RuleJoin() | Picked():
            return True


def children(node: Node) -> Iterator[Node]:
    """The nodes right below."""
    kind: Any = type(node)
    for name in _field_names(kind):
        yield from _nodes(getattr(node, name))


@cache
def _field_names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, KINDS):
        yield value  # type: ignore[misc]
    elif isinstance(value, tuple):
        for each in value:
            yield from _nodes(each)


def columns_in(node: Node) -> Iterator[Column]:
    """The columns that a node reads."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Column):
            yield each
        else:
            waiting.extend(children(each))


def text(value: str) -> Literal:
    return Literal(value, STRING)


def either(items: list[Node]) -> Node:
    """Kleene's or."""
    if any(each == TRUE for each in items):
        return TRUE
    kept = tuple(each for each in items if each != FALSE)
    return FALSE if not kept else kept[0] if len(kept) == 1 else Or(kept)


def both(items: list[Node]) -> Node:
    """Kleene's and."""
    if any(each == FALSE for each in items):
        return FALSE
    kept = tuple(each for each in items if each != TRUE)
    return TRUE if not kept else kept[0] if len(kept) == 1 else And(kept)


def opposite(node: Node) -> Node:
    return FALSE if node == TRUE else TRUE if node == FALSE else Not(node)


def surely(node: Node) -> Node:
    """The condition with false in place of null."""
    return Case(((node, TRUE),), FALSE, BOOLEAN) if may_be_null(node) else node


def where_true(node: Node) -> Node:
    """A simpler condition that is true for the same rows; it may be null where the first is false."""
    match node:
        case Same(left, right) if not (may_be_null(left) and may_be_null(right)):
            return Compare("=", left, right)
        case And(items):
            return both([where_true(each) for each in items])
        case Or(items):
            return either([where_true(each) for each in items])
        case Case(whens=((condition, value),), otherwise=otherwise) if value == TRUE and otherwise == FALSE:
            return where_true(condition)
        case _:
            return node
