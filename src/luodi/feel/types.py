"""The types of FEEL: a closed set, when one conforms to another, and how they are named.

Source: DMN 1.5, clause 10.3.2.3 (types), 10.3.2.9.1 (equivalence) and 10.3.2.9.2 (conformance).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from luodi.feel.ast import ContextType, FunctionType, ListType, NamedType, RangeType, TypeNode


@dataclass(frozen=True, slots=True)
class Simple:
    """A type without parts. name: as FEEL writes it."""

    name: str


@dataclass(frozen=True, slots=True)
class ListOf:
    element: FeelType


@dataclass(frozen=True, slots=True)
class ContextOf:
    """A context with at least these entries; with none it is any context."""

    entries: tuple[tuple[str, FeelType], ...]

    def entry(self, name: str) -> FeelType | None:
        return next((kind for key, kind in self.entries if key == name), None)


@dataclass(frozen=True, slots=True)
class RangeOf:
    element: FeelType


@dataclass(frozen=True, slots=True)
class FunctionOf:
    """A function of these parameters; parameters None where they are not known."""

    parameters: tuple[FeelType, ...] | None
    result: FeelType


FeelType: TypeAlias = Simple | ListOf | ContextOf | RangeOf | FunctionOf

NUMBER = Simple("number")
STRING = Simple("string")
BOOLEAN = Simple("boolean")
DATE = Simple("date")
TIME = Simple("time")
DATE_AND_TIME = Simple("date and time")
YEARS_AND_MONTHS = Simple("years and months duration")
DAYS_AND_TIME = Simple("days and time duration")
# Holds every value; as the type of an expression it says that nothing more is known.
ANY = Simple("Any")
# Holds null alone.
NULL = Simple("Null")

ANY_LIST = ListOf(ANY)
ANY_CONTEXT = ContextOf(())
ANY_RANGE = RangeOf(ANY)
ANY_FUNCTION = FunctionOf(None, ANY)

SIMPLE_TYPES = (
    NUMBER,
    STRING,
    BOOLEAN,
    DATE,
    TIME,
    DATE_AND_TIME,
    YEARS_AND_MONTHS,
    DAYS_AND_TIME,
    ANY,
    NULL,
)
DURATIONS = (YEARS_AND_MONTHS, DAYS_AND_TIME)
# Types whose values have an order: what < and ranges take.
ORDERED = (NUMBER, STRING, DATE, TIME, DATE_AND_TIME, YEARS_AND_MONTHS, DAYS_AND_TIME)

# Names of built-in types, with those of earlier versions of DMN that files still hold.
_BY_NAME: Mapping[str, FeelType] = {
    **{each.name: each for each in SIMPLE_TYPES},
    "any": ANY,
    "dateTime": DATE_AND_TIME,
    "dayTimeDuration": DAYS_AND_TIME,
    "yearMonthDuration": YEARS_AND_MONTHS,
    "day time duration": DAYS_AND_TIME,
    "year month duration": YEARS_AND_MONTHS,
    "list": ANY_LIST,
    "context": ANY_CONTEXT,
    "range": ANY_RANGE,
    "function": ANY_FUNCTION,
}


def type_named(name: str, declared: Mapping[str, FeelType] | None = None) -> FeelType | None:
    """The type of a name: a declared one, else a built-in one; None where there is neither.

    A prefix such as ``feel:`` of DMN 1.1 is passed over for built-in types.
    """
    if declared is not None and name in declared:
        return declared[name]
    return _BY_NAME.get(name) or _BY_NAME.get(name.rpartition(":")[2])


def type_of_node(node: TypeNode, declared: Mapping[str, FeelType] | None = None) -> FeelType | None:
    """The type that is written; None where a name in it is unknown."""
    match node:
        case NamedType(name):
            return type_named(name, declared)
        case ListType(element):
            inner = type_of_node(element, declared)
            return ListOf(inner) if inner is not None else None
        case RangeType(element):
            inner = type_of_node(element, declared)
            return RangeOf(inner) if inner is not None else None
        case ContextType(entries):
            kinds = [(name, type_of_node(each, declared)) for name, each in entries]
            known = tuple((name, kind) for name, kind in kinds if kind is not None)
            return ContextOf(known) if len(known) == len(kinds) else None
        case FunctionType(parameters, result):
            wanted = [type_of_node(each, declared) for each in parameters]
            given = type_of_node(result, declared)
            sound = tuple(each for each in wanted if each is not None)
            if given is None or len(sound) < len(wanted):
                return None
            return FunctionOf(sound, given)
        case _:
            assert_never(node)


def type_text(kind: FeelType) -> str:
    """The type in FEEL's own writing."""
    match kind:
        case Simple(name):
            return name
        case ListOf(element):
            return f"list<{type_text(element)}>"
        case RangeOf(element):
            return f"range<{type_text(element)}>"
        case ContextOf(entries):
            inside = ", ".join(f"{name}: {type_text(each)}" for name, each in entries)
            return f"context<{inside}>" if entries else "context"
        case FunctionOf(parameters, result):
            if parameters is None:
                return "function"
            return f"function<{', '.join(map(type_text, parameters))}> -> {type_text(result)}"
        case _:
            assert_never(kind)


def conforms(given: FeelType, wanted: FeelType) -> bool:
    """Whether every value of ``given`` is a value of ``wanted``.

    Null conforms to every type and every type to Any; lists and ranges go with their elements, a context
    may have more entries than wanted, a function may ask less of its arguments.
    """
    if wanted == ANY or given in (NULL, wanted):
        return True
    match given, wanted:
        case (ListOf(inner), ListOf(outer)) | (RangeOf(inner), RangeOf(outer)):
            return conforms(inner, outer)
        case ContextOf(), ContextOf(entries):
            return all(
                (own := given.entry(name)) is not None and conforms(own, kind) for name, kind in entries
            )
        case FunctionOf(own_parameters, own_result), FunctionOf(parameters, result):
            if parameters is None:
                return conforms(own_result, result)
            return (
                own_parameters is not None
                and len(own_parameters) == len(parameters)
                and all(map(conforms, parameters, own_parameters))
                and conforms(own_result, result)
            )
        case _:
            return False


def may_conform(given: FeelType, wanted: FeelType) -> bool:
    """Whether some value of ``given`` other than null may be a value of ``wanted``: Any may be anything."""
    if ANY in (given, wanted) or conforms(given, wanted) or conforms(wanted, given):
        return True
    match given, wanted:
        case (ListOf(inner), ListOf(outer)) | (RangeOf(inner), RangeOf(outer)):
            return may_conform(inner, outer)
        case ContextOf(entries), ContextOf():
            return all(
                (other := wanted.entry(name)) is None or may_conform(kind, other) for name, kind in entries
            )
        case FunctionOf(), FunctionOf():
            return True
        case _:
            return False


def may_convert(given: FeelType, wanted: FeelType) -> bool:
    """As ``may_conform``, with the conversions made where a value is bound to a parameter or variable.

    Those are: a value to the list of it, a list of one to its item, a date to the date and time of its
    midnight in UTC (clause 10.3.2.9.4).
    """
    if may_conform(given, wanted):
        return True
    if isinstance(wanted, ListOf) and may_convert(given, wanted.element):
        return True
    if isinstance(given, ListOf) and may_convert(given.element, wanted):
        return True
    return given == DATE and wanted == DATE_AND_TIME


def joined(one: FeelType, other: FeelType) -> FeelType:
    """The narrowest type here that both conform to; Any where they have nothing in common."""
    if conforms(one, other):
        return other
    if conforms(other, one):
        return one
    match one, other:
        case ListOf(left), ListOf(right):
            return ListOf(joined(left, right))
        case RangeOf(left), RangeOf(right):
            return RangeOf(joined(left, right))
        case ContextOf(entries), ContextOf():
            shared = ((name, kind, other.entry(name)) for name, kind in entries)
            return ContextOf(tuple((name, joined(kind, more)) for name, kind, more in shared if more))
        case _:
            return ANY


def entries_in(kind: FeelType) -> ContextOf | None:
    """The context whose entries a path or a filter on such a value can name: its own or its items'."""
    while isinstance(kind, ListOf):
        kind = kind.element
    return kind if isinstance(kind, ContextOf) else None
