"""What an expression comes to while it is compiled: a node, or something that no column holds as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal as OneOf
from typing import TypeAlias

from luodi.relational.nodes import FALSE, TRUE, IsNull, Literal, Node, Widened, either, may_be_null, type_of
from luodi.relational.refusal import Refused
from luodi.relational.types import (
    NULL,
    ColumnType,
    NumberType,
    RatioType,
    digits_at,
    joined,
    type_words,
)

# Digits that a database's decimal holds.
COLUMN_DIGITS = 38


@dataclass(frozen=True, slots=True)
class Ratio:
    """``numerator / denominator``, null where either is null or the denominator is nought."""

    numerator: Node
    denominator: Node


@dataclass(frozen=True, slots=True)
class Entries:
    """A context by its entries. absent: whether the whole is null; None where it never is."""

    entries: Mapping[str, Value]
    absent: Node | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """A list that is written down. held: of each item whether it is in it; None where all are."""

    items: tuple[Value, ...]
    held: tuple[Node, ...] | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A list that is rows of a child table. of: whose; element: what each is, by columns of the child;
    held: of which rows; absent: whether the whole is null, None where it never is; most: rows at most;
    conforms: a declared type that all rows are known to be of."""

    of: str
    element: Value
    held: Node
    absent: Node | None
    most: int
    conforms: object = None


@dataclass(frozen=True, slots=True)
class Between:
    """A range; an end of None is open, as in ``(< 10)``."""

    low: Value | None
    high: Value | None
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A duration: so many months, or so many seconds with up to nine digits behind the point."""

    unit: OneOf["months", "seconds"]
    amount: Node


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day: seconds since midnight. offset: seconds east of UTC, None for a local one."""

    seconds: Node
    offset: int | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and time; both parts are null or none is. seconds: on its own clock from 1970 on, where they
    are known at once: of a column and of what is written down."""

    day: Node
    clock: Clock
    seconds: Node | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """A function of the model: parameters by name, and what its body comes to for arguments in that order."""

    parameters: tuple[str, ...]
    call: Callable[[Sequence[Value]], Value]


Value: TypeAlias = Node | Ratio | Entries | Items | Rows | Between | Span | Clock | Moment | Closure
# Values that are no node.
NO_NODE = (Ratio, Entries, Items, Rows, Between, Span, Clock, Moment, Closure)


def words_of(value: Value) -> str:
    """The type of a value in FEEL's words, for messages."""
    match value:
        case Ratio():
            return type_words(RatioType())
        case Entries():
            return "context"
        case Items() | Rows():
            return "list"
        case Between():
            return "range"
        case Span(unit):
            return f"{'years and months' if unit == 'months' else 'days and time'} duration"
        case Clock():
            return "time"
        case Moment():
            return "date and time"
        case Closure():
            return "function"
        case _:
            return type_words(type_of(value))


def widened(node: Node, kind: ColumnType) -> Node:
    """The node as one of a type that holds it."""
    if type_of(node) == kind:
        return node
    return Literal(node.value, kind) if isinstance(node, Literal) else Widened(node, kind)


def unified(nodes: list[Node]) -> tuple[list[Node], ColumnType]:
    """Nodes brought to one type. Refused where they have none, or it has more digits than a column."""
    kind: ColumnType = NULL
    for node in nodes:
        both = joined(kind, type_of(node))
        if both is None:
            raise Refused("SQL002", left=type_words(kind), right=words_of(node))
        kind = both
    if isinstance(kind, NumberType):
        fitting(kind, COLUMN_DIGITS)
    return [widened(node, kind) for node in nodes], kind


def fitting(kind: NumberType, limit: int) -> NumberType:
    """The type. Refused where it has more digits than a limit."""
    if kind.digits > limit:
        raise Refused("SQL003", digits=kind.digits, limit=limit)
    return kind


def digits_fit(kind: NumberType, scale: int, limit: int) -> None:
    if digits_at(kind, scale) > limit:
        raise Refused("SQL003", digits=digits_at(kind, scale), limit=limit)


def is_missing(value: Value) -> Node:
    """Whether a value is null."""
    match value:
        case Entries(absent=absent) | Rows(absent=absent):
            return FALSE if absent is None else absent
        case Span(amount=node) | Clock(seconds=node) | Moment(clock=Clock(seconds=node)):
            return is_missing(node)
        case Items() | Between() | Closure():
            return FALSE
        case Ratio():
            raise Refused("SQL001", what=words_of(value))
        case Literal():
            return TRUE if value.value is None else FALSE
        case _:
            return IsNull(value) if may_be_null(value) else FALSE


def any_missing(nodes: list[Node]) -> Node:
    return either([is_missing(node) for node in nodes])


def scalar(value: Value) -> Node:
    """The value as a node. Refused for contexts, lists, ranges, times, durations and open quotients."""
    if isinstance(value, Ratio):
        raise Refused("SQL004")
    if isinstance(value, NO_NODE):
        raise Refused("SQL001", what=words_of(value))
    return value
