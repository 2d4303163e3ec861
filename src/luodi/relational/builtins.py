"""Built-in functions as nodes: for each either how it is written with them, or why it is not.

A test holds the keys against FEEL's signatures and the interpreter's bodies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

from luodi.relational import dates, lists, numbers, ranges, texts
from luodi.relational.comparison import certain, condition, scalar
from luodi.relational.hoisting import Hoist
from luodi.relational.nodes import (
    NOTHING,
    Case,
    Extreme,
    FromDigits,
    ListLength,
    Literal,
    Node,
    Rounding,
    Text,
    TextOperation,
    either,
    may_be_null,
    opposite,
    type_of,
)
from luodi.relational.refusal import Refused
from luodi.relational.types import BOOLEAN, DATE, INTEGER, STRING, ListType, NumberType
from luodi.relational.values import Items, Span, Value, any_missing, unified, words_of

Lowering = Callable[[Hoist, Sequence[Value]], Value]
# The longest text or list that is counted with.
_COUNT = NumberType(Decimal(0), Decimal(2**31 - 1), 0)


def _text(value: Value) -> Node:
    node = scalar(value)
    if type_of(node) != STRING:
        raise Refused("SQL005", wanted="string", was=words_of(value))
    return node


def _texts(operation: TextOperation) -> Lowering:
    def lower(_hoist: Hoist, arguments: Sequence[Value]) -> Value:
        return Text(operation, tuple(map(_text, arguments)), BOOLEAN)

    return lower


def _whole(value: Value, name: str) -> int:
    """A whole number that is written down."""
    if isinstance(value, Literal) and isinstance(value.value, Decimal) and value.value == int(value.value):
        return int(value.value)
    raise Refused("SQL006", name=name)


def _rounding(mode: Rounding) -> Lowering:
    def lower(hoist: Hoist, arguments: Sequence[Value]) -> Value:
        places = _whole(arguments[1], "scale") if len(arguments) > 1 else 0
        return numbers.rounded(hoist, arguments[0], places, mode)

    return lower


def _items(arguments: Sequence[Value]) -> list[Value]:
    if len(arguments) == 1:
        if isinstance(arguments[0], Items):
            return list(certain(arguments[0]))
        if isinstance(arguments[0], Span):
            return list(arguments)
        if isinstance(type_of(scalar(arguments[0])), ListType):
            raise Refused("SQL001", what="list")
    return list(arguments)


def _extreme(*, greatest: bool) -> Lowering:
    def lower(hoist: Hoist, arguments: Sequence[Value]) -> Value:
        items = _items(arguments)
        if not items:
            return NOTHING
        if isinstance(items[0], Span):
            return _extreme_span(hoist, items, greatest=greatest)
        nodes, kind = unified([hoist.keep(scalar(each)) for each in items])
        if kind not in (STRING, DATE) and not isinstance(kind, NumberType):
            raise Refused("SQL005", wanted="number", was=words_of(items[0]))
        if isinstance(kind, NumberType):
            kind = _bounds(nodes, kind, items, greatest=greatest)
        chosen = Extreme(greatest, tuple(nodes), kind)
        # The extreme of what is known would pass over a null.
        unknown = [node for node in nodes if may_be_null(node)]
        if not unknown:
            return chosen
        return Case(((any_missing(unknown), Literal(None, kind)),), chosen, kind)

    return lower


def _extreme_span(hoist: Hoist, items: Sequence[Value], *, greatest: bool) -> Value:
    first = items[0]
    spans = [each for each in items if isinstance(each, Span)]
    if (
        not isinstance(first, Span)
        or len(spans) < len(items)
        or any(each.unit != first.unit for each in spans)
    ):
        raise Refused("SQL005", wanted="number", was=words_of(items[0]))
    amount = _extreme(greatest=greatest)(hoist, [each.amount for each in spans])
    return Span(first.unit, numbers.number_node(amount))


def _bounds(nodes: Sequence[Node], kind: NumberType, items: Sequence[Value], *, greatest: bool) -> NumberType:
    kinds = [each for item in items if isinstance(each := type_of(scalar(item)), NumberType)]
    pick = max if greatest else min
    return NumberType(pick(each.low for each in kinds), pick(each.high for each in kinds), kind.scale)


def _sum(_hoist: Hoist, arguments: Sequence[Value]) -> Value:
    items = _items(arguments)
    if not items:
        return NOTHING
    spans = lists.summed_spans(items)
    if spans is not None:
        return spans
    total: Value = items[0]
    numbers.number_type(total)
    for each in items[1:]:
        total = numbers.arithmetic("+", total, each)
    return total


def _mean(hoist: Hoist, arguments: Sequence[Value]) -> Value:
    items = _items(arguments)
    if not items:
        return NOTHING
    return numbers.divided(_sum(hoist, arguments), numbers.number(Decimal(len(items))))


def _product(_hoist: Hoist, arguments: Sequence[Value]) -> Value:
    items = _items(arguments)
    if not items:
        return NOTHING
    total: Value = items[0]
    numbers.number_type(total)
    for each in items[1:]:
        total = numbers.arithmetic("*", total, each)
    return total


def _not(_hoist: Hoist, arguments: Sequence[Value]) -> Value:
    return opposite(condition(arguments[0]))


def _count(_hoist: Hoist, arguments: Sequence[Value]) -> Value:
    if isinstance(arguments[0], Items):
        return lists.count(arguments[0])
    node = scalar(arguments[0])
    if not isinstance(type_of(node), ListType):
        raise Refused("SQL005", wanted="list", was=words_of(arguments[0]))
    return FromDigits(ListLength(node), 0, _COUNT)


def _list_contains(_hoist: Hoist, arguments: Sequence[Value]) -> Value:
    if not isinstance(arguments[0], Items):
        raise Refused("SQL001", what="list")
    return either([lists.same(each, arguments[1]) for each in certain(arguments[0])])


def _length(_hoist: Hoist, arguments: Sequence[Value]) -> Value:
    return FromDigits(Text("length", (_text(arguments[0]),), INTEGER), 0, _COUNT)


def _parity(*, odd: bool) -> Lowering:
    return lambda hoist, arguments: numbers.leaves_of_two(hoist, arguments[0], 1 if odd else 0)


# Of more items the ways to choose half of them are too many to be written out.
_MEDIAN: Final = 7


def _median(hoist: Hoist, arguments: Sequence[Value]) -> Value:
    """Of constants the value; else the middle by the least of the greatest of every half of the items."""
    items = _items(arguments)
    if not items or all(isinstance(each, Literal) for each in items):
        return lists.median(hoist, arguments)
    if len(items) > _MEDIAN:
        raise Refused("SQL007", what=f"median(…{len(items)})")
    kept = [hoist.keep(numbers.number_node(each)) for each in items]
    half = len(kept) // 2
    places = [half + 1] if len(kept) % 2 else [half, half + 1]
    middle = [hoist.keep(_smallest(hoist, kept, place)) for place in places]
    return middle[0] if len(middle) == 1 else numbers.halved(middle[0], middle[1])


def _smallest(hoist: Hoist, items: Sequence[Node], place: int) -> Node:
    """The item at a place from 1, counted from the least; null where one is null."""
    most = [hoist.keep(scalar(_extreme(greatest=True)(hoist, part))) for part in combinations(items, place)]
    return scalar(_extreme(greatest=False)(hoist, most))


def _abs(hoist: Hoist, arguments: Sequence[Value]) -> Value:
    return numbers.absolute(hoist, arguments[0])


def _modulo(hoist: Hoist, arguments: Sequence[Value]) -> Value:
    return numbers.remainder(hoist, arguments[0], arguments[1])


# How each function that is compiled is written with nodes.
LOWERINGS: Final[Mapping[str, Lowering]] = {
    "not": _not,
    "min": _extreme(greatest=False),
    "max": _extreme(greatest=True),
    "sum": _sum,
    "mean": _mean,
    "product": _product,
    "count": _count,
    "list contains": _list_contains,
    "decimal": _rounding("half even"),
    "floor": _rounding("floor"),
    "ceiling": _rounding("ceiling"),
    "round up": _rounding("up"),
    "round down": _rounding("down"),
    "round half up": _rounding("half up"),
    "round half down": _rounding("half down"),
    "abs": _abs,
    "modulo": _modulo,
    "odd": _parity(odd=True),
    "even": _parity(odd=False),
    "string length": _length,
    "substring": texts.substring,
    "substring before": texts.before,
    "substring after": texts.after,
    "upper case": texts.cased(upper=True),
    "lower case": texts.cased(upper=False),
    "matches": texts.matches,
    "replace": texts.replace,
    "string join": lists.string_join,
    "string": texts.string,
    "number": texts.number,
    "append": lists.append,
    "concatenate": lists.concatenate,
    "insert before": lists.insert_before,
    "remove": lists.remove,
    "reverse": lists.reverse,
    "sublist": lists.sublist,
    "index of": lists.index_of,
    "distinct values": lists.distinct,
    "union": lists.union,
    "flatten": lists.flatten,
    "list replace": lists.list_replace,
    "sort": lists.sort,
    "median": _median,
    "mode": lists.mode,
    "all": lists.kleene(some=False),
    "any": lists.kleene(some=True),
    "get value": lists.get_value,
    "get entries": lists.get_entries,
    "context": lists.context,
    "context put": lists.context_put,
    "context merge": lists.context_merge,
    "date": dates.date,
    "date and time": dates.date_and_time,
    "time": dates.time,
    "duration": dates.duration,
    "years and months duration": dates.years_and_months,
    "day of year": dates.day_of_year,
    "day of week": dates.day_of_week,
    "month of year": dates.month_of_year,
    "week of year": dates.week_of_year,
    "is": dates.identical,
    **ranges.LOWERINGS,
    "contains": _texts("contains"),
    "starts with": _texts("starts with"),
    "ends with": _texts("ends with"),
}
