"""What a model declares a value to be, and the conditions that it sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from luodi.dmn.model import Definitions, ItemDefinition
from luodi.feel import ast
from luodi.feel.names import Scope as Names
from luodi.feel.names import normalise_name
from luodi.feel.parser import parse_unary_tests
from luodi.feel.types import Simple, type_named
from luodi.relational.comparison import scalar
from luodi.relational.feel import Lowering
from luodi.relational.moments import moment, moment_of_seconds
from luodi.relational.nodes import (
    FALSE,
    TRUE,
    Case,
    Column,
    Literal,
    Node,
    both,
    either,
    opposite,
    surely,
    type_of,
    where_true,
)
from luodi.relational.numbers import number
from luodi.relational.refusal import Refused
from luodi.relational.rows import any_is
from luodi.relational.types import BOOLEAN, DATE, NULL, STRING, ColumnType, ListType, NumberType
from luodi.relational.values import (
    NO_NODE,
    Between,
    Clock,
    Closure,
    Entries,
    Items,
    Moment,
    Ratio,
    Rows,
    Span,
    Value,
    is_missing,
    words_of,
)

_KINDS: Final[Mapping[str, ColumnType]] = {"string": STRING, "boolean": BOOLEAN, "date": DATE}


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared type. base: FEEL's name of it, "Any" where nothing is said, "context" with components.

    tests: conditions on each value; on_list: those on a list as a whole.
    """

    base: str
    tests: tuple[str, ...] = ()
    components: Mapping[str, Declared] = field(default_factory=dict)
    is_list: bool = False


ANY: Final = Declared("Any")


class ItemTypes:
    """The declared types of one model by reference."""

    def __init__(self, definitions: Definitions) -> None:
        self._items = {normalise_name(each.name): each for each in definitions.item_definitions}

    def find(self, type_ref: str | None, seen: frozenset[str] = frozenset()) -> Declared:
        """The type of a reference. Refused where it is none that is known here."""
        name = normalise_name((type_ref or "").rpartition(":")[2].strip())
        if not name or name == "Any":
            return ANY
        item = self._items.get(name)
        if item is not None and name not in seen:
            return self._of(item, seen | {name})
        kind = type_named(name)
        if isinstance(kind, Simple):
            return Declared(kind.name)
        raise Refused("SQL011", type=name)

    def _of(self, item: ItemDefinition, seen: frozenset[str]) -> Declared:
        if item.function is not None:
            return Declared("function")
        if item.type_constraint is not None:
            raise Refused("SQL011", type=item.name)
        if item.components:
            inner = {normalise_name(each.name): self._of(each, seen) for each in item.components}
            found = Declared("context", (), inner)
        else:
            found = self.find(item.type_ref, seen)
        if item.allowed_values is not None and item.allowed_values.text.strip() not in ("", "-"):
            if found.is_list:
                raise Refused("SQL011", type=item.name)
            found = replace(found, tests=(*found.tests, item.allowed_values.text))
        if item.is_collection:
            if found.is_list:
                raise Refused("SQL011", type=item.name)
            found = replace(found, is_list=True)
        return found

    def names_of(self, type_ref: str | None) -> Names | None:
        """The entries of values of a type, for the parser."""
        try:
            return _names(self.find(type_ref))
        except Refused:
            return None


def _names(declared: Declared) -> Names | None:
    if not declared.components:
        return None
    return Names({name: _names(each) for name, each in declared.components.items()})


def conforming(value: Value, declared: Declared, lowering: Lowering) -> Value:
    """The value as one of a declared type: null where it does not meet its conditions.

    Refused where its own type is another: it would be null in every row.
    """
    if declared == ANY:
        return value
    if isinstance(value, Rows):
        return _conforming_rows(value, declared, lowering)
    if isinstance(value, Literal) and value.value is None:
        return value
    if isinstance(value, Items):
        return _conforming_items(value, declared, lowering)
    if declared.is_list and not _is_list_column(value):
        # What is no list is brought to a list of it alone.
        if is_missing(value) != FALSE:
            raise Refused("SQL012", wanted=f"list<{declared.base}>", was=words_of(value))
        return _conforming_items(Items((value,)), declared, lowering)
    if isinstance(value, (Span, Clock, Moment, Closure, Between)):
        if declared.tests:
            raise Refused("SQL011", type=declared.base)
        if words_of(value) not in _also(declared.base):
            raise Refused("SQL012", wanted=declared.base, was=words_of(value))
        return value
    if (
        declared.base == "date and time"
        and not isinstance(value, (Entries, Ratio))
        and type_of(value) == DATE
    ):
        # A date where a date and time is wanted is its midnight UTC.
        return moment(value, Clock(number(Decimal(0)), 0))
    if isinstance(value, Entries):
        _check_context(value, declared)
        return value
    if isinstance(value, Ratio):
        if declared.base != "number" or declared.tests or declared.is_list:
            raise Refused("SQL004")
        return value
    node = scalar(value)
    kind = type_of(node)
    if kind == NULL:
        return node
    if declared.is_list:
        if not isinstance(kind, ListType):
            raise Refused("SQL012", wanted=f"list<{declared.base}>", was=words_of(node))
        _check_kind(kind.element, replace(declared, is_list=False), node)
        if declared.tests:
            raise Refused("SQL011", type=declared.base)
        return node
    _check_kind(kind, declared, node)
    if not declared.tests:
        return node
    kept: Node = lowering.hoist.keep(node)
    for test in declared.tests:
        kept = _constrained(kept, test, lowering)
    return kept


def conforming_moment(column: Column, declared: Declared, lowering: Lowering) -> tuple[Column, Value]:
    """A column of seconds as a date and time of a declared type, and its seconds, null where that is.

    Refused where its type is another.
    """
    hoist = lowering.hoist
    for text in declared.tests:
        holds = _holds(moment_of_seconds(hoist, column), text, lowering)
        if holds != TRUE:
            kind = column.type
            kept = hoist.keep(Case(((holds, column),), Literal(None, kind), kind))
            assert isinstance(kept, Column)
            column = kept
    value = conforming(moment_of_seconds(hoist, column), replace(declared, tests=()), lowering)
    return column, value


def has_tests(declared: Declared) -> bool:
    """Whether a type sets conditions, at any depth."""
    return bool(declared.tests) or any(map(has_tests, declared.components.values()))


def _also(base: str) -> tuple[str, ...]:
    both = ("years and months duration", "days and time duration")
    return both if base == "duration" else (base, "") if base != "Any" else (*both, "time", "date and time")


def _is_list_column(value: Value) -> bool:
    return not isinstance(value, NO_NODE) and isinstance(type_of(value), ListType)


def _conforming_items(value: Items, declared: Declared, lowering: Lowering) -> Value:
    """A list that is written down. One of a single item is that item where no list is wanted."""
    if not declared.is_list and declared.base not in ("list", "Any"):
        if len(value.items) != 1 or value.held is not None or isinstance(value.items[0], Items):
            raise Refused("SQL012", wanted=declared.base, was="list")
        return conforming(value.items[0], declared, lowering)
    if declared.base in ("list", "Any"):
        return value
    for each in value.items:
        if violation(each, replace(declared, is_list=False), lowering) != FALSE:
            raise Refused("SQL011", type=declared.base)
    return value


def _conforming_rows(value: Rows, declared: Declared, lowering: Lowering) -> Value:
    if value.conforms == declared:
        return value
    if not declared.is_list:
        raise Refused("SQL012", wanted=declared.base, was="list")
    broken = violation(value.element, replace(declared, is_list=False), lowering)
    if broken == FALSE:
        return replace(value, conforms=declared)
    some = any_is(lowering.hoist, replace(value, absent=None), broken)
    absent = some if value.absent is None else either([value.absent, some])
    return replace(value, absent=lowering.hoist.keep(absent), conforms=declared)


def violation(value: Value, declared: Declared, lowering: Lowering) -> Node:
    """Whether a value that is not null fails the conditions of a type. Refused where it is of another one."""
    if declared == ANY:
        return FALSE
    if declared.is_list or (declared.components and declared.tests):
        raise Refused("SQL011", type=declared.base)
    if isinstance(value, (Span, Clock, Moment, Closure)):
        conforming(value, declared, lowering)
        return FALSE
    if declared.components:
        if not isinstance(value, Entries):
            raise Refused("SQL012", wanted=declared.base, was=words_of(value))
        parts = []
        for name, each in declared.components.items():
            if name not in value.entries:
                raise Refused("SQL012", wanted=f"context.{name}", was="context")
            parts.append(violation(value.entries[name], each, lowering))
        return either(parts)
    node = lowering.hoist.keep(scalar(value))
    _check_kind(type_of(node), declared, node)
    failing = []
    for test in declared.tests:
        holds = _holds(node, test, lowering)
        if holds != TRUE:
            failing.append(opposite(surely(holds)))
    return both([opposite(is_missing(node)), either(failing)]) if failing else FALSE


def _check_kind(kind: ColumnType, declared: Declared, node: Node) -> None:
    fits = isinstance(kind, NumberType) if declared.base == "number" else kind == _KINDS.get(declared.base)
    if not fits and declared.base != "Any" and kind != NULL:
        raise Refused("SQL012", wanted=declared.base, was=words_of(node))


def _check_context(value: Entries, declared: Declared) -> None:
    """A context is null as a whole where an entry is not of its type: that is known before the run here."""
    if declared.base != "context" or declared.is_list:
        raise Refused("SQL012", wanted=declared.base, was="context")
    for name, each in declared.components.items():
        if name not in value.entries:
            raise Refused("SQL012", wanted=f"context.{name}", was="context")
        if each.tests or each.is_list:
            raise Refused("SQL011", type=name)
        own = value.entries[name]
        if isinstance(own, Entries):
            _check_context(own, each)
        elif isinstance(own, (Span, Clock, Moment)):
            if words_of(own) not in _also(each.base):
                raise Refused("SQL012", wanted=each.base, was=words_of(own))
        else:
            _check_kind(type_of(scalar(own)), each, scalar(own))


def _holds(value: Value, text: str, lowering: Lowering) -> Node:
    """Whether a value meets a condition, TRUE where its bounds tell that it does."""
    parsed = parse_unary_tests(text, Names(["?"]))
    if parsed.has_errors:
        raise Refused("SQL008")
    kind = None if isinstance(value, Moment) else type_of(scalar(value))
    limits = _limits(parsed.node) if isinstance(kind, NumberType) else None
    if limits is not None and isinstance(kind, NumberType) and limits.hold_all(kind):
        return TRUE
    return where_true(replace(lowering, names={}).tests(parsed.node, value))


def _constrained(node: Node, text: str, lowering: Lowering) -> Node:
    parsed = parse_unary_tests(text, Names(["?"]))
    if parsed.has_errors:
        raise Refused("SQL008")
    inner = replace(lowering, names={})
    condition = where_true(inner.tests(parsed.node, node))
    if condition == TRUE:
        return node
    kind = type_of(node)
    limits = _limits(parsed.node) if isinstance(kind, NumberType) else None
    if limits is not None and isinstance(kind, NumberType):
        if limits.hold_all(kind):
            return node
        kind = limits.narrowed(kind)
    return lowering.hoist.keep(Case(((condition, node),), Literal(None, kind), kind))


@dataclass(frozen=True, slots=True)
class _Limits:
    """What one comparison or range with constants lets through; None where an end is open."""

    low: Decimal | None
    high: Decimal | None
    low_included: bool
    high_included: bool

    def hold_all(self, kind: NumberType) -> bool:
        above = self.low is None or kind.low > self.low or (kind.low == self.low and self.low_included)
        below = self.high is None or kind.high < self.high or (kind.high == self.high and self.high_included)
        return above and below

    def narrowed(self, kind: NumberType) -> NumberType:
        low = kind.low if self.low is None else max(kind.low, self.low)
        high = kind.high if self.high is None else min(kind.high, self.high)
        # Where nothing gets through the column is all null, and any bounds will do.
        return replace(kind, low=min(low, high), high=max(low, high))


def _limits(tests: ast.UnaryTests) -> _Limits | None:
    if tests.negated or len(tests.tests) != 1:
        return None
    match tests.tests[0]:
        case ast.UnaryComparison(op, operand) if op in ("<", "<=", ">", ">="):
            end = _constant(operand)
            if end is None:
                return None
            return (
                _Limits(end, None, op == ">=", False)
                if op[0] == ">"
                else _Limits(None, end, False, op == "<=")
            )
        case ast.RangeLiteral(start, stop, low_included, high_included):
            low = None if start is None else _constant(start)
            high = None if stop is None else _constant(stop)
            if (low is None) != (start is None) or (high is None) != (stop is None):
                return None
            return _Limits(low, high, low_included, high_included)
    return None


def _constant(node: ast.Expression) -> Decimal | None:
    match node:
        case ast.Number(value):
            return value
        case ast.Negate(ast.Number(value)):
            return -value
    return None
