"""Lists that are written down: filters, loops and functions over them, item by item, before the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cmp_to_key

from luodi.relational import numbers
from luodi.relational.comparison import certain, compared, condition, equal
from luodi.relational.folding import folded
from luodi.relational.hoisting import Hoist
from luodi.relational.nodes import (
    FALSE,
    NOTHING,
    TRUE,
    Case,
    FromDigits,
    Gathered,
    IntegerSum,
    Literal,
    Node,
    Text,
    both,
    either,
    opposite,
    surely,
    text,
    type_of,
)
from luodi.relational.refusal import Refused
from luodi.relational.types import NULL, RULE, STRING, ListType, NumberType
from luodi.relational.values import (
    NO_NODE,
    Between,
    Closure,
    Entries,
    Items,
    Rows,
    Span,
    Value,
    is_missing,
    scalar,
    unified,
    words_of,
)

# Items that a list written in a model is gone through with; a longer one is refused.
LIMIT = 1_000


def as_items(value: Value) -> Items:
    """A list; what is none is a list of it alone. Refused where it may be null, or is a column."""
    if isinstance(value, Items):
        return value
    if _is_column_of_lists(value):
        raise Refused("SQL001", what="list")
    if is_missing(value) != FALSE:
        raise Refused("SQL001", what=words_of(value))
    return Items((value,))


def _is_column_of_lists(value: Value) -> bool:
    """Whether a value is a list that is not written down: a child table's, or a result of R, O and C."""
    return isinstance(value, Rows) or (
        not isinstance(value, NO_NODE) and isinstance(type_of(value), ListType)
    )


# --- forms ---------------------------------------------------------------------------------------------


def filtered(hoist: Hoist, source: Items, asked: Callable[[Value], Value]) -> Value:
    """``list[condition]`` or ``list[position]``."""
    first = asked(source.items[0] if source.items else NOTHING)
    if isinstance(first, Literal) and isinstance(first.value, Decimal):
        return at_position(source, int(first.value))
    if isinstance(type_of(scalar(first)), NumberType):
        raise Refused("SQL006", name="position")
    kept: list[tuple[Value, Node]] = []
    for at, item in enumerate(source.items):
        answer = folded(surely(condition(first if at == 0 else asked(item))))
        held = both([answer, *(() if source.held is None else (source.held[at],))])
        if held != FALSE:
            kept.append((item, hoist.keep(held)))
    if all(held == TRUE for _, held in kept):
        return Items(tuple(item for item, _ in kept))
    return Items(tuple(item for item, _ in kept), tuple(held for _, held in kept))


def at_position(source: Items, place: int) -> Value:
    """The item at a place from 1, or from the end; null where there is none."""
    items = certain(source)
    if place == 0 or abs(place) > len(items):
        return NOTHING
    return items[place - 1 if place > 0 else place]


def values_of(source: Value) -> tuple[Value, ...]:
    """What a loop goes through: items, or the whole numbers of a range with constant ends."""
    if isinstance(source, Between):
        return _between(source)
    return certain(as_items(source))


def _between(source: Between) -> tuple[Value, ...]:
    if source.low is None or source.high is None:
        raise Refused("SQL007", what="range")
    low, high = _whole(source.low), _whole(source.high)
    if low > high:
        raise Refused("SQL007", what="range")
    found = counted(low, high)
    return found[0 if source.low_included else 1 : None if source.high_included else -1]


def counted(low: int, high: int) -> tuple[Value, ...]:
    """Whole numbers from one to another, upwards or downwards."""
    if abs(high - low) >= LIMIT:
        raise Refused("SQL007", what=f"{low}..{high}")
    step = 1 if low <= high else -1
    return tuple(numbers.number(Decimal(each)) for each in range(low, high + step, step))


def _whole(value: Value, name: str = "range") -> int:
    if isinstance(value, Literal) and isinstance(value.value, Decimal) and value.value == int(value.value):
        return int(value.value)
    raise Refused("SQL006", name=name)


def whole_of(value: Value, name: str) -> int:
    """A constant number without its fraction."""
    if isinstance(value, Literal) and isinstance(value.value, Decimal):
        return int(value.value)
    raise Refused("SQL006", name=name)


def quantified(answers: Sequence[Node], *, some: bool) -> Node:
    return either(list(answers)) if some else both(list(answers))


# --- functions -----------------------------------------------------------------------------------------


def count(source: Items) -> Node:
    if source.held is None:
        return numbers.number(Decimal(len(source.items)))
    total: Node = Literal(0, RULE)
    for held in source.held:
        total = IntegerSum("+", total, Case(((held, Literal(1, RULE)),), Literal(0, RULE), RULE))
    return FromDigits(total, 0, NumberType(Decimal(0), Decimal(max(len(source.items), 1)), 0))


def _index(value: Value, size: int, name: str) -> int | None:
    place = whole_of(value, name)
    if place == 0 or abs(place) > size:
        return None
    return place - 1 if place > 0 else size + place


def append(_hoist: Hoist, given: Sequence[Value]) -> Value:
    return Items((*certain(as_items(given[0])), *given[1:]))


def concatenate(_hoist: Hoist, given: Sequence[Value]) -> Value:
    return Items(tuple(item for each in given for item in certain(as_items(each))))


def insert_before(_hoist: Hoist, given: Sequence[Value]) -> Value:
    items = certain(as_items(given[0]))
    at = _index(given[1], len(items), "position")
    return NOTHING if at is None else Items((*items[:at], given[2], *items[at:]))


def remove(_hoist: Hoist, given: Sequence[Value]) -> Value:
    items = certain(as_items(given[0]))
    at = _index(given[1], len(items), "position")
    return NOTHING if at is None else Items(items[:at] + items[at + 1 :])


def reverse(_hoist: Hoist, given: Sequence[Value]) -> Value:
    return Items(certain(as_items(given[0]))[::-1])


def sublist(_hoist: Hoist, given: Sequence[Value]) -> Value:
    items = certain(as_items(given[0]))
    at = _index(given[1], len(items), "start position")
    if at is None:
        return NOTHING
    if len(given) < 3:
        return Items(items[at:])
    length = whole_of(given[2], "length")
    return NOTHING if length < 0 or at + length > len(items) else Items(items[at : at + length])


def same(one: Value, other: Value) -> Node:
    """Whether two values are equal; what cannot be compared is not. Constants are compared here."""
    return folded(surely(equal(one, other)))


def _known(node: Node) -> bool:
    if node not in (TRUE, FALSE):
        raise Refused("SQL007", what="list of columns")
    return node == TRUE


def index_of(_hoist: Hoist, given: Sequence[Value]) -> Value:
    items = certain(as_items(given[0]))
    held = tuple(same(item, given[1]) for item in items)
    places = [numbers.number(Decimal(at)) for at in range(1, len(items) + 1)]
    kept = [(place, each) for place, each in zip(places, held, strict=True) if each != FALSE]
    if all(each == TRUE for _, each in kept):
        return Items(tuple(place for place, _ in kept))
    return Items(tuple(place for place, _ in kept), tuple(each for _, each in kept))


def distinct(_hoist: Hoist, given: Sequence[Value]) -> Value:
    kept: list[Value] = []
    for item in certain(as_items(given[0])):
        if not any(_known(same(item, other)) for other in kept):
            kept.append(item)
    return Items(tuple(kept))


def union(hoist: Hoist, given: Sequence[Value]) -> Value:
    return distinct(hoist, [concatenate(hoist, given)])


def flatten(_hoist: Hoist, given: Sequence[Value]) -> Value:
    flat: list[Value] = []
    waiting = list(certain(as_items(given[0]))[::-1])
    while waiting:
        item = waiting.pop()
        if isinstance(item, Items):
            waiting.extend(certain(item)[::-1])
        elif _is_column_of_lists(item):
            raise Refused("SQL001", what="list")
        else:
            flat.append(item)
    return Items(tuple(flat))


def list_replace(_hoist: Hoist, given: Sequence[Value]) -> Value:
    items = certain(as_items(given[0]))
    if isinstance(given[1], Closure):
        if len(given[1].parameters) != 2:
            return NOTHING
        picked = [folded(surely(condition(given[1].call([each, given[2]])))) for each in items]
        return Items(
            tuple(given[2] if _known(one) else each for one, each in zip(picked, items, strict=True))
        )
    at = _index(given[1], len(items), "position")
    return NOTHING if at is None else Items((*items[:at], given[2], *items[at + 1 :]))


def string_join(hoist: Hoist, given: Sequence[Value]) -> Value:
    """Texts one after another; nulls are left out."""
    items = [scalar(each) for each in certain(as_items(given[0]))]
    between = scalar(given[1]) if len(given) > 1 else text("")
    if type_of(between) == NULL:
        between = text("")
    if not isinstance(between, Literal):
        raise Refused("SQL006", name="delimiter")
    made: Node = text("")
    some: Node = FALSE
    for item in items:
        if type_of(item) == NULL:
            continue
        if type_of(item) != STRING:
            raise Refused("SQL005", wanted="string", was=words_of(item))
        absent = is_missing(item)
        more: Node = Text("join", (_between_texts(some, between), item), STRING)
        made = hoist.keep(Text("join", (made, _unless(absent, more, text(""))), STRING))
        some = either([some, opposite(absent)])
    return made


def _between_texts(some: Node, between: Literal) -> Node:
    if some == TRUE:
        return between
    return text("") if some == FALSE else Case(((some, between),), text(""), STRING)


def _unless(absent: Node, node: Node, instead: Node) -> Node:
    return node if absent == FALSE else Case(((absent, instead),), node, STRING)


def kleene(*, some: bool) -> Callable[[Hoist, Sequence[Value]], Value]:
    """``any`` and ``all``: null where an item is and none decides."""

    def lower(_hoist: Hoist, given: Sequence[Value]) -> Value:
        items = certain(as_items(given[0])) if len(given) == 1 else tuple(given)
        return quantified([condition(each) for each in items], some=some)

    return lower


def sort(_hoist: Hoist, given: Sequence[Value]) -> Value:
    """The items in the order of a function. Refused where it takes more than constants to know it."""
    items = certain(as_items(given[0]))
    precedes = given[1] if len(given) > 1 else NOTHING

    def before(one: Value, other: Value) -> bool:
        if isinstance(precedes, Closure):
            if len(precedes.parameters) != 2:
                raise Refused("SQL007", what="sort")
            return _known(folded(surely(condition(precedes.call([one, other])))))
        return _known(folded(surely(compared("<", one, other))))

    def order(one: Value, other: Value) -> int:
        return -1 if before(one, other) else 1 if before(other, one) else 0

    return Items(tuple(sorted(items, key=cmp_to_key(order))))


def _constants(given: Sequence[Value]) -> list[Decimal]:
    items = certain(as_items(given[0])) if len(given) == 1 else tuple(given)
    found = []
    for each in items:
        if not isinstance(each, Literal) or not isinstance(each.value, Decimal):
            raise Refused("SQL006", name="list")
        found.append(each.value)
    return found


def median(_hoist: Hoist, given: Sequence[Value]) -> Value:
    items = sorted(_constants(given))
    if not items:
        return NOTHING
    middle = len(items) // 2
    if len(items) % 2:
        return numbers.number(items[middle])
    return numbers.halved(numbers.number(items[middle - 1]), numbers.number(items[middle]))


def mode(_hoist: Hoist, given: Sequence[Value]) -> Value:
    items = _constants(given)
    most = max((items.count(each) for each in items), default=0)
    return Items(
        tuple(numbers.number(each) for each in sorted({each for each in items if items.count(each) == most}))
    )


def summed_spans(items: Sequence[Value]) -> Value | None:
    """The sum of durations of one kind; None where the items are none."""
    if not items or not isinstance(items[0], Span):
        return None
    total = items[0]
    for each in items[1:]:
        if not isinstance(each, Span) or each.unit != total.unit:
            raise Refused("SQL002", left=words_of(total), right=words_of(each))
        total = Span(total.unit, numbers.arithmetic("+", total.amount, each.amount))
    return total


# --- contexts ------------------------------------------------------------------------------------------


def _entries(value: Value) -> Entries:
    if not isinstance(value, Entries) or value.absent is not None:
        raise Refused("SQL005", wanted="context", was=words_of(value))
    return value


def _key(value: Value) -> str:
    if isinstance(value, Literal) and isinstance(value.value, str):
        return value.value
    raise Refused("SQL006", name="key")


def get_value(_hoist: Hoist, given: Sequence[Value]) -> Value:
    return _entries(given[0]).entries.get(_key(given[1]), NOTHING)


def get_entries(_hoist: Hoist, given: Sequence[Value]) -> Value:
    return Items(
        tuple(
            Entries({"key": text(name), "value": each}) for name, each in _entries(given[0]).entries.items()
        )
    )


def context(_hoist: Hoist, given: Sequence[Value]) -> Value:
    made: dict[str, Value] = {}
    for each in certain(as_items(given[0])):
        pair = _entries(each).entries
        if "key" not in pair or "value" not in pair or _key(pair["key"]) in made:
            return NOTHING
        made[_key(pair["key"])] = pair["value"]
    return Entries(made)


def context_put(hoist: Hoist, given: Sequence[Value]) -> Value:
    entries = _entries(given[0]).entries
    if not isinstance(given[1], Items):
        return Entries({**entries, _key(given[1]): given[2]})
    keys = certain(given[1])
    if not keys:
        return NOTHING
    name = _key(keys[0])
    if len(keys) == 1:
        return Entries({**entries, name: given[2]})
    if name not in entries:
        return NOTHING
    return Entries({**entries, name: context_put(hoist, [entries[name], Items(keys[1:]), given[2]])})


def context_merge(_hoist: Hoist, given: Sequence[Value]) -> Value:
    merged: dict[str, Value] = {}
    for each in certain(as_items(given[0])):
        merged.update(_entries(each).entries)
    return Entries(merged)


# --- as one column -------------------------------------------------------------------------------------


def packed(source: Items, pack: Callable[[Value], Node]) -> Node:
    """The list as one column."""
    nodes, kind = unified([pack(each) for each in source.items])
    held = source.held or (TRUE,) * len(nodes)
    return Gathered(tuple(zip(held, nodes, strict=True)), ListType(kind))
