"""Bodies of the list functions (DMN 1.5, 10.3.4.4, table 75). Lists come in and are never changed.

Of an empty list sum, min, max, product, mean, median and stddev are null; a null among the items makes them
null too (table 75; nothing is skipped, so that an amount that is not known is not taken for nought).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cmp_to_key
from typing import Any, Final

from luodi.evaluate import arithmetic
from luodi.evaluate.builtins.arguments import (
    ABSENT,
    boolean_of,
    function_of,
    list_of,
    listed,
    whole_of,
    wrong,
)
from luodi.evaluate.comparison import less, same
from luodi.evaluate.failures import Failure
from luodi.evaluate.temporal import DayTimeDuration, YearMonthDuration
from luodi.evaluate.values import NUMBERS, ONE, ZERO, Function, Value

# Longer lists are refused where a function could make them longer again and again.
LIST_LIMIT: Final = 1_000_000


def _numbers(arguments: tuple[Value, ...], function: str) -> list[Decimal]:
    items = listed(arguments, function)
    for item in items:
        if type(item) is not Decimal:
            raise wrong(function, "list", "list<number>", item)
    if not items:
        raise Failure("EVAL030", function=function)
    return items


def list_contains(items: Value, element: Value) -> bool:
    return any(same(item, element) for item in list_of(items, "list contains"))


def count(items: Value) -> Decimal:
    return NUMBERS.create_decimal(len(list_of(items, "count")))


def _extreme(name: str, better: Callable[[Value, Value], bool]) -> Callable[..., Value]:
    def body(*arguments: Value) -> Value:
        items = listed(arguments, name)
        if not items:
            raise Failure("EVAL030", function=name)
        best = items[0]
        if len(items) == 1:
            less(best, best)  # a single item must be comparable too
        for item in items[1:]:
            if better(item, best):
                best = item
        return best

    return body


def total(*arguments: Value) -> Value:
    """The sum of numbers, or of durations of one kind."""
    items = listed(arguments, "sum")
    if not items:
        raise Failure("EVAL030", function="sum")
    if type(items[0]) not in (Decimal, DayTimeDuration, YearMonthDuration):
        raise wrong("sum", "list", "list<number>", items[0])
    value = items[0]
    for item in items[1:]:
        if type(item) is not type(value):
            raise wrong("sum", "list", "list<number>", item)
        value = arithmetic.add(value, item)
    return value


def product(*arguments: Value) -> Value:
    value = ONE
    for item in _numbers(arguments, "product"):
        value = arithmetic.multiply(value, item)
    return value


def mean(*arguments: Value) -> Value:
    items = listed(arguments, "mean")
    if not items:
        raise Failure("EVAL030", function="mean")
    return arithmetic.divide(total(items), NUMBERS.create_decimal(len(items)))


def median(*arguments: Value) -> Value:
    items = sorted(_numbers(arguments, "median"))
    middle = len(items) // 2
    if len(items) % 2:
        return items[middle]
    return NUMBERS.divide(NUMBERS.add(items[middle - 1], items[middle]), Decimal(2))


def stddev(*arguments: Value) -> Value:
    """The deviation of a sample: divided by one less than the number of items."""
    items = _numbers(arguments, "stddev")
    if len(items) < 2:
        raise Failure("EVAL008", function="stddev", name="list", value=str(len(items)))
    average = arithmetic.divide(total(items), NUMBERS.create_decimal(len(items)))
    squares = ZERO
    for item in items:
        distance = arithmetic.subtract(item, average)
        squares = arithmetic.add(squares, arithmetic.multiply(distance, distance))
    return NUMBERS.sqrt(arithmetic.divide(squares, NUMBERS.create_decimal(len(items) - 1)))


def mode(*arguments: Value) -> list[Value]:
    """The numbers that occur most often, ascending; of an empty list an empty list."""
    items = listed(arguments, "mode")
    if not items:
        return []
    counts: dict[Decimal, int] = {}
    for item in _numbers(arguments, "mode"):
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values())
    return sorted(item for item, times in counts.items() if times == most)


def every_true(*arguments: Value) -> bool:
    """``all``: Kleene's and over the items; of an empty list true."""
    return _kleene("all", listed(arguments, "all"), False)


def any_true(*arguments: Value) -> bool:
    """``any``: Kleene's or over the items; of an empty list false."""
    return _kleene("any", listed(arguments, "any"), True)


def _kleene(function: str, items: list[Value], decisive: bool) -> bool:
    if any(item is decisive for item in items):
        return decisive
    for item in items:
        if type(item) is not bool:
            raise wrong(function, "list", "list<boolean>", item)
    return not decisive


def _bounded(items: list[Value]) -> list[Value]:
    if len(items) > LIST_LIMIT:
        raise Failure("EVAL017", limit=LIST_LIMIT)
    return items


def sublist(items: Value, start: Value, length: Value = ABSENT) -> list[Value]:
    values = list_of(items, "sublist")
    position = whole_of(start, "sublist", "start position")
    begin = _index(position, len(values), "sublist", "start position")
    if length is ABSENT:
        return values[begin:]
    number = whole_of(length, "sublist", "length")
    if number < 0 or begin + number > len(values):
        raise Failure("EVAL008", function="sublist", name="length", value=str(number))
    return values[begin : begin + number]


def _index(position: int, size: int, function: str, name: str) -> int:
    """A position from 1, or from the end when negative, as an index from 0."""
    if position == 0 or abs(position) > size:
        raise Failure("EVAL008", function=function, name=name, value=str(position))
    return position - 1 if position > 0 else size + position


def append(items: Value, *more: Value) -> list[Value]:
    if not more:
        raise Failure("EVAL007", function="append")
    return _bounded([*list_of(items, "append"), *more])


def concatenate(*lists: Value) -> list[Value]:
    return _bounded([item for each in lists for item in list_of(each, "concatenate")])


def insert_before(items: Value, position: Value, item: Value) -> list[Value]:
    values = list_of(items, "insert before")
    index = _index(whole_of(position, "insert before", "position"), len(values), "insert before", "position")
    return _bounded([*values[:index], item, *values[index:]])


def remove(items: Value, position: Value) -> list[Value]:
    values = list_of(items, "remove")
    index = _index(whole_of(position, "remove", "position"), len(values), "remove", "position")
    return values[:index] + values[index + 1 :]


def list_replace(items: Value, place: Value, item: Value) -> list[Value]:
    """The list with one position, or each item that a function of item and new item picks, replaced."""
    values = list_of(items, "list replace")
    if type(place) is Function:
        return [item if _picks(place, each, item) else each for each in values]
    index = _index(whole_of(place, "list replace", "position"), len(values), "list replace", "position")
    return [*values[:index], item, *values[index + 1 :]]


def _picks(match: Function, item: Value, new_item: Value) -> bool:
    if len(match.parameters) != 2:
        raise Failure(
            "EVAL006", function="list replace", name="match", wanted="function(item, newItem)", was="function"
        )
    return boolean_of(match.call(item, new_item), "list replace", "match")


def reverse(items: Value) -> list[Value]:
    return list_of(items, "reverse")[::-1]


def index_of(items: Value, match: Value) -> list[Decimal]:
    values = list_of(items, "index of")
    return [NUMBERS.create_decimal(place) for place, item in enumerate(values, 1) if same(item, match)]


def union(*lists: Value) -> list[Value]:
    return distinct_values(concatenate(*lists))


def distinct_values(items: Value) -> list[Value]:
    """The items without those that are equal to an earlier one."""
    seen: dict[type, Any] = {}
    kept: list[Value] = []
    for item in list_of(items, "distinct values"):
        kind = type(item)
        if kind in (Decimal, str, bool, DayTimeDuration, YearMonthDuration, type(None)):
            group = seen.setdefault(kind, set())
            if item in group:
                continue
            group.add(item)
        else:
            others = seen.setdefault(kind, [])
            if any(same(item, other) for other in others):
                continue
            others.append(item)
        kept.append(item)
    return kept


def flatten(items: Value) -> list[Value]:
    """All items that are no lists, at any depth; does not recurse."""
    flat: list[Value] = []
    steps = 0
    waiting: list[Iterable[Value]] = [iter(list_of(items, "flatten"))]
    while waiting:
        for item in waiting[-1]:
            if type(item) is list:
                waiting.append(iter(item))
                break
            flat.append(item)
        else:
            waiting.pop()
        # Lists within lists may be without end though they take no room.
        steps += 1
        if steps > LIST_LIMIT or len(flat) > LIST_LIMIT:
            raise Failure("EVAL017", limit=LIST_LIMIT)
    return flat


def sort(items: Value, precedes: Value = ABSENT) -> list[Value]:
    """The items in the order of a function that says whether one comes before another; stable."""
    values = list_of(items, "sort")
    if precedes is ABSENT or precedes is None:
        return sorted(values, key=cmp_to_key(lambda a, b: -1 if less(a, b) else 1 if less(b, a) else 0))
    order = function_of(precedes, "sort", "precedes")
    if len(order.parameters) != 2:
        raise Failure("EVAL006", function="sort", name="precedes", wanted="function(a, b)", was="function")

    def compare(left: Value, right: Value) -> int:
        if order.call(left, right) is True:
            return -1
        return 1 if order.call(right, left) is True else 0

    return sorted(values, key=cmp_to_key(compare))


BODIES: Final[dict[str, Callable[..., Any]]] = {
    "list contains": list_contains,
    "count": count,
    "min": _extreme("min", less),
    "max": _extreme("max", lambda item, best: less(best, item)),
    "sum": total,
    "product": product,
    "mean": mean,
    "median": median,
    "stddev": stddev,
    "mode": mode,
    "all": every_true,
    "any": any_true,
    "sublist": sublist,
    "append": append,
    "concatenate": concatenate,
    "insert before": insert_before,
    "remove": remove,
    "list replace": list_replace,
    "reverse": reverse,
    "index of": index_of,
    "union": union,
    "distinct values": distinct_values,
    "flatten": flatten,
    "sort": sort,
}
