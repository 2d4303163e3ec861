"""Values that are not known yet: what ``missing`` is worked out with.

A null input may turn out to be anything. Put in as an ``Unknown`` it goes through the same expressions; what
comes out known in spite of it does not depend on it (Kleene's logic, carried over to all of FEEL).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, TypeAlias

from luodi.evaluate.failures import Failure
from luodi.evaluate.values import Function, Range, Value, is_within

# Values an unknown may have, and combinations of them, that are followed one by one.
KEPT: Final = 16
COMBINATIONS: Final = 256


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that depends on inputs that are null.

    names: of those inputs. possible: all values it may have, where they are few; None where not known.
    items: of a list of which only some items are sure to be part, all in their order, each with the inputs
    that decide whether it is (none: it is).
    """

    names: frozenset[str]
    possible: tuple[Value, ...] | None = None
    items: tuple[OpenItem, ...] | None = None


OpenItem: TypeAlias = tuple[frozenset[str], Value]


def names_in(value: Value) -> frozenset[str]:
    """The inputs that a value, or anything inside it, depends on; empty where it is known."""
    kind = type(value)
    if kind is Unknown:
        return value.names  # type: ignore[no-any-return]
    if kind is not list and kind is not dict and kind is not Range:
        return frozenset()
    found: frozenset[str] = frozenset()
    # By id, for a list may be reached in very many ways (see ``is_within``).
    seen: set[int] = set()
    waiting: list[Any] = [value]
    while waiting:
        each = waiting.pop()
        kind = type(each)
        if kind is Unknown:
            found |= each.names
        elif kind in (list, dict, Range) and id(each) not in seen:
            seen.add(id(each))
            if kind is Range:
                waiting += (each.start, each.end)
            else:
                waiting.extend(each if kind is list else each.values())
    return found


def frozen(value: Value) -> Any:
    """A key that two values have in common where they are the same."""
    return _frozen(value) if is_within(value) else ("long", id(value))


def _frozen(value: Value) -> Any:
    kind = type(value)
    if kind is list:
        return ("list", *map(_frozen, value))
    if kind is dict:
        return ("context", frozenset((key, _frozen(item)) for key, item in value.items()))
    if kind is Function or kind is Unknown:
        # Two unknowns may depend on the same input, each in its own way: x > 1 and x = 2.
        return (kind.__name__, id(value))
    if kind is Range:
        ends = (_frozen(value.start), _frozen(value.end))
        return ("range", *ends, value.start_included, value.end_included, value.operator)
    return (kind.__name__, value)


def distinct(values: Iterable[Value]) -> list[Value]:
    return list({frozen(value): value for value in values}.values())


def union(*values: Value) -> Unknown:
    """Unknown by all that the values depend on."""
    names: frozenset[str] = frozenset()
    for value in values:
        names |= names_in(value)
    return Unknown(names)


def lifted(values: Sequence[Value], compute: Callable[[Sequence[Value]], Value]) -> Value:
    """A strict operation on values some of which may be unknown.

    Where an unknown has few possible values all of them are tried: what comes out the same is known, and only
    those inputs count that make a difference.
    """
    unknown = [at for at, value in enumerate(values) if names_in(value)]
    if not unknown:
        return _value(compute, values)
    by_part = with_and_without(values, lambda given: lifted(given, compute))
    if by_part is not None:
        return by_part[0]
    choices: list[tuple[Value, ...]] = []
    combinations = 1
    for at in unknown:
        value = values[at]
        if type(value) is not Unknown or value.possible is None:
            return union(*values)
        choices.append(value.possible)
        combinations *= len(value.possible)
    if combinations > COMBINATIONS:
        return union(*values)

    def at_choice(choice: Sequence[Value]) -> Value:
        filled = list(values)
        for at, value in zip(unknown, choice, strict=True):
            filled[at] = value
        return _value(compute, filled)

    return explored(choices, [names_in(values[at]) for at in unknown], at_choice)


def list_of(items: Sequence[OpenItem]) -> Value:
    """The list of items, some of which may not be part of it."""
    names: frozenset[str] = frozenset()
    for deciding, _ in items:
        names |= deciding
    if not names:
        return [item for _, item in items]
    return Unknown(names | names_in([item for _, item in items]), items=tuple(items))


def with_and_without(
    values: Sequence[Value], outcome: Callable[[Sequence[Value]], Value]
) -> tuple[Value] | None:
    """What comes out whichever open items the lists among the values have; None where that is too much,
    or none has any."""
    open_lists = [at for at, value in enumerate(values) if type(value) is Unknown and value.items is not None]
    deciding = [names for at in open_lists for names, _ in values[at].items if names]
    if not deciding or 2 ** len(deciding) > COMBINATIONS:
        return None

    def at_choice(choice: Sequence[bool]) -> Value:
        is_part = iter(choice)
        filled = list(values)
        for at in open_lists:
            filled[at] = [item for names, item in values[at].items if not names or next(is_part)]
        return outcome(filled)

    return (explored([(False, True)] * len(deciding), deciding, at_choice),)


def _value(compute: Callable[[Sequence[Value]], Value], values: Sequence[Value]) -> Value:
    try:
        return compute(values)
    except Failure:
        return None


def explored(
    choices: Sequence[Sequence[Any]],
    names: Sequence[frozenset[str]],
    outcome: Callable[[Sequence[Any]], Value],
) -> Value:
    """What comes out over all combinations of choices: the value, or an Unknown by what makes a difference.

    names: the inputs behind each dimension of choices. A dimension matters where two combinations that
    differ in it alone come out differently.
    """
    outcomes: dict[tuple[int, ...], Value] = {}
    for at in product(*(range(len(each)) for each in choices)):
        outcomes[at] = outcome([each[place] for each, place in zip(choices, at, strict=True)])
    keys = {at: frozen(value) for at, value in outcomes.items()}
    needed: frozenset[str] = frozenset()
    for dimension, inputs in enumerate(names):
        first: dict[tuple[int, ...], Any] = {}
        for at, key in keys.items():
            rest = at[:dimension] + at[dimension + 1 :]
            if first.setdefault(rest, key) != key:
                needed |= inputs
                break
    values = distinct(outcomes.values())
    inner = [value for value in values if names_in(value)]
    for value in inner:
        needed |= names_in(value)
    if len(values) == 1:
        return values[0]
    return Unknown(needed, tuple(values) if len(values) <= KEPT and not inner else None)


def truth(value: Value) -> Value:
    """A value as and, or, not see it: what is no boolean is null."""
    if type(value) is Unknown:
        if value.possible is None:
            return Unknown(value.names, (True, False, None))
        return Unknown(value.names, tuple(distinct(map(truth, value.possible))))
    return value if type(value) is bool else union(value) if names_in(value) else None


def kleene(values: Any, decisive: bool) -> bool | None:
    """Kleene's or (decisive is True) or and (False) of known values."""
    if any(value is decisive for value in values):
        return decisive
    return None if any(value is not (not decisive) for value in values) else not decisive


def kleene_of_many(items: list[Value], *, decisive: bool) -> Value:
    """The same of values some of which are unknown."""
    if any(item is decisive for item in items):
        return decisive
    if any(type(item) is Unknown for item in items):
        return Unknown(union(*items).names, (True, False, None))
    return kleene(items, decisive)


def quiet(run: Callable[[], Value]) -> Value:
    """The value, null where there is none; the reason is the interpreter's to keep."""
    try:
        return run()
    except Failure:
        return None
