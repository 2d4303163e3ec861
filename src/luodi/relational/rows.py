"""Lists that are rows of a child table: filters, loops and functions over them as totals.

Null semantics are the interpreter's: a filter keeps what is true, a null among what is summed makes the sum
null, a list without rows has no sum and counts nought.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from luodi.relational import lists, moment_texts, moments, numbers
from luodi.relational.comparison import condition, equal, passes, scalar
from luodi.relational.hoisting import Hoist
from luodi.relational.nodes import (
    FALSE,
    NULL_BOOLEAN,
    TRUE,
    Case,
    Compare,
    FromDigits,
    IntegerSum,
    IsNull,
    Literal,
    Node,
    Ranked,
    Struct,
    Total,
    both,
    either,
    may_be_null,
    opposite,
    surely,
    type_of,
)
from luodi.relational.refusal import Refused
from luodi.relational.types import (
    BOOLEAN,
    DATE,
    EXACT,
    EXACT_DIGITS,
    INTEGER,
    NULL,
    STRING,
    ColumnType,
    ListType,
    NumberType,
    StructType,
)
from luodi.relational.values import (
    Clock,
    Entries,
    Items,
    Moment,
    Ratio,
    Rows,
    Span,
    Value,
    fitting,
    is_missing,
    words_of,
)


def total(hoist: Hoist, rows: Rows, operation: str, value: Node, kind: ColumnType) -> Node:
    """A total of the rows, null where the list is."""
    made = hoist.keep(Total(operation, rows.of, hoist.keep(value), hoist.keep(rows.held), kind))  # type: ignore[arg-type]
    return _guarded(rows, made)


def _guarded(rows: Rows, node: Node) -> Node:
    if rows.absent is None:
        return node
    kind = type_of(node)
    return Case(((rows.absent, Literal(None, kind)),), node, kind)


def any_is(hoist: Hoist, rows: Rows, asked: Node) -> Node:
    """Whether a condition is true for one of the rows; never null but where the list is."""
    return total(hoist, rows, "any", surely(asked), BOOLEAN)


# --- forms ---------------------------------------------------------------------------------------------


def filtered(hoist: Hoist, rows: Rows, asked: Value) -> Value:
    """``rows[asked]``: the rows for which it is true, or the one at a constant position."""
    if isinstance(asked, Literal) and isinstance(asked.value, Decimal):
        return at_position(hoist, rows, int(asked.value))
    held = both([rows.held, surely(condition(asked))])
    return replace(rows, held=hoist.keep(held))


def at_position(hoist: Hoist, rows: Rows, place: int) -> Value:
    """The row at a place from 1, or from the end; null where there is none."""
    held = hoist.keep(rows.held)
    if place == 0:
        one = replace(rows, held=FALSE)
    else:
        rank = hoist.keep(Ranked(rows.of, held, (), place < 0))
        at = Compare("=", rank, Literal(abs(place), INTEGER))
        one = replace(rows, held=hoist.keep(both([held, at])))
    return _only(hoist, one, rows.element)


def _only(hoist: Hoist, one: Rows, element: Value) -> Value:
    """The value of the one row that is held."""
    if isinstance(element, Entries):
        found = opposite(any_is(hoist, replace(one, absent=None), TRUE))
        absent = found if one.absent is None else either([one.absent, found])
        entries = {name: _only(hoist, one, each) for name, each in element.entries.items()}
        return Entries(entries, hoist.keep(absent))
    node = scalar(element)
    return total(hoist, one, "min", node, type_of(node))


def mapped(rows: Rows, element: Value) -> Rows:
    """A list of another value for each row."""
    return replace(rows, element=element, conforms=None)


def quantified(hoist: Hoist, rows: Rows, asked: Node, *, some: bool) -> Node:
    """Kleene's or, or and, over the rows."""
    decisive = asked if some else opposite(asked)
    decided = any_is(hoist, replace(rows, absent=None), decisive)
    unknown = any_is(hoist, replace(rows, absent=None), IsNull(asked))
    found = Case(
        ((decided, Literal(some, BOOLEAN)), (unknown, NULL_BOOLEAN)), Literal(not some, BOOLEAN), BOOLEAN
    )
    return _guarded(rows, found)


# --- functions -----------------------------------------------------------------------------------------


def count(hoist: Hoist, rows: Rows) -> Node:
    found = total(hoist, rows, "count", Literal(1, INTEGER), INTEGER)
    return FromDigits(found, 0, NumberType(Decimal(0), Decimal(max(rows.most, 1)), 0))


def summed(hoist: Hoist, rows: Rows) -> Node:
    node = numbers.number_node(rows.element)
    kind = numbers.number_type(node)
    most = Decimal(max(rows.most, 1))
    low, high = (EXACT.multiply(each, most) for each in (kind.low, kind.high))
    wide = NumberType(min(kind.low, low), max(kind.high, high), kind.scale)
    return total(hoist, rows, "sum", node, fitting(wide, EXACT_DIGITS))


def mean(hoist: Hoist, rows: Rows) -> Value:
    return numbers.divided(summed(hoist, rows), count(hoist, rows))


def median(hoist: Hoist, rows: Rows) -> Value:
    """The middle of the row or the two rows that have as many before them as behind; null where one is null.

    Counted from both ends a row's places differ by one at most where it is in the middle.
    """
    node, held = hoist.keep(numbers.number_node(rows.element)), hoist.keep(rows.held)
    first, last = (hoist.keep(Ranked(rows.of, held, (), from_end, node)) for from_end in (False, True))
    apart = hoist.keep(IntegerSum("-", first, last, INTEGER))
    near = [Compare(">=", apart, Literal(-1, INTEGER)), Compare("<=", apart, Literal(1, INTEGER))]
    middle = replace(rows, held=hoist.keep(both([held, *near])))
    kind = type_of(node)
    low, high = (total(hoist, middle, end, node, kind) for end in ("min", "max"))
    found = scalar(numbers.halved(low, high))
    if not may_be_null(node):
        return found
    unknown = any_is(hoist, replace(rows, absent=None), IsNull(node))
    return Case(((unknown, Literal(None, type_of(found))),), found, type_of(found))


def extreme(hoist: Hoist, rows: Rows, *, greatest: bool) -> Node:
    node = scalar(rows.element)
    kind = type_of(node)
    if kind not in (STRING, DATE) and not isinstance(kind, NumberType):
        raise Refused("SQL005", wanted="number", was=words_of(node))
    return total(hoist, rows, "max" if greatest else "min", node, kind)


def contains(hoist: Hoist, rows: Rows, wanted: Value) -> Node:
    if isinstance(rows.element, Entries):
        raise Refused("SQL001", what="context")
    return any_is(hoist, rows, equal(rows.element, wanted))


def holds(hoist: Hoist, rows: Rows, value: Value) -> Node:
    """Whether a value passes a test that came out as the rows: it is one of them."""
    found = any_is(hoist, replace(rows, absent=None), passes(value, rows.element))
    return found if rows.absent is None else Case(((rows.absent, FALSE),), found, BOOLEAN)


def distinct(hoist: Hoist, rows: Rows) -> Rows:
    """The rows whose value stands in none before them."""
    if isinstance(rows.element, (Entries, Items, Rows)):
        raise Refused("SQL001", what=words_of(rows.element))
    node, held = hoist.keep(scalar(rows.element)), hoist.keep(rows.held)
    rank = hoist.keep(Ranked(rows.of, held, (node,), from_end=False))
    first = Compare("=", rank, Literal(1, INTEGER))
    return replace(rows, held=hoist.keep(both([held, first])))


ONE_LIST: dict[str, Callable[[Hoist, Rows], Value]] = {
    "count": count,
    "sum": summed,
    "mean": mean,
    "median": median,
    "min": lambda hoist, rows: extreme(hoist, rows, greatest=False),
    "max": lambda hoist, rows: extreme(hoist, rows, greatest=True),
    "distinct values": distinct,
    "all": lambda hoist, rows: quantified(hoist, rows, condition(rows.element), some=False),
    "any": lambda hoist, rows: quantified(hoist, rows, condition(rows.element), some=True),
}


# --- as one column -------------------------------------------------------------------------------------


def packed(value: Value) -> Node:
    """A value in one column: a context as a struct, a duration as its months or seconds, a time and a date
    and time as the text that FEEL writes of it."""
    if isinstance(value, Span):
        return value.amount
    if isinstance(value, (Clock, Moment)):
        return moment_texts.text_of(moments.INLINE, value)
    if isinstance(value, Items):
        return lists.packed(value, packed)
    if not isinstance(value, Entries):
        return scalar(value)
    struct_names(list(value.entries))
    made = {name: packed(each) for name, each in value.entries.items()}
    kind = StructType(tuple((name, type_of(each)) for name, each in made.items()))
    struct = Struct(tuple(made.items()), kind)
    if value.absent is None:
        return struct
    return Case(((opposite(value.absent), struct),), Literal(None, kind), kind)


def struct_names(names: Sequence[str]) -> None:
    """Refused where names are no fields of a struct: engines take no empty ones, and no two alike but for
    upper and lower case."""
    lower = [name.lower() for name in names]
    if not names or "" in lower or len(set(lower)) < len(lower):
        raise Refused("SQL001", what="context")


def listed(hoist: Hoist, rows: Rows) -> Node:
    """The rows as one column of the population: a list of what each is."""
    node = packed(rows.element)
    if isinstance(node, Literal) and type_of(node) == NULL:
        raise Refused("SQL001", what="list")
    return total(hoist, rows, "list", node, ListType(type_of(node)))


def has_null(hoist: Hoist, rows: Rows) -> Node:
    """Whether a null is in the list, at any depth."""
    return any_is(hoist, replace(rows, absent=None), either(list(_nulls(rows.element))))


def _nulls(value: Value) -> list[Node]:
    if isinstance(value, Entries):
        return [null for each in value.entries.values() for null in _nulls(each)]
    if isinstance(value, Ratio):
        raise Refused("SQL004")
    return [is_missing(value)]
