"""Whether a value is of a type, and what is made of one that is not (DMN 1.5, 10.3.2.9).

Types are looked at when a model is compiled; what is left at run time is one call per value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeAlias

from luodi.evaluate.failures import Failure
from luodi.evaluate.temporal import MIDNIGHT_UTC, Date, DateTime, DayTimeDuration, Time, YearMonthDuration
from luodi.evaluate.values import Function, Range, Value, shown_value
from luodi.feel import ast

Check: TypeAlias = Callable[[Value], bool]
Coerce: TypeAlias = Callable[[Value], Value]
# Values in messages are cut to this length.
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class ValueType:
    """A type as the run needs it.

    check: whether a value that is not null is of it, constraints included. shape: the same without any
    constraint, as ``instance of`` asks. element: of a list type. allowed: the text of the constraint.
    components: of a context type, by name. result: of a function type, where it is known.
    listed: all values, where the constraint lists them. kind: the class of all its values, where that is all.
    """

    name: str
    check: Check
    shape: Check
    element: ValueType | None = None
    allowed: str = ""
    components: Mapping[str, ValueType] = field(default_factory=dict)
    result: ValueType | None = None
    is_function: bool = False
    listed: tuple[Value, ...] | None = None
    kind: type | None = None

    def coerce(self, value: Value) -> Value:
        """The value as one of this type: as it is, taken from or put into a list, a date as a moment.

        Null is of every type. A Failure says what does not conform.
        """
        if value is None or self.check(value):
            return value
        if self.element is not None:
            if type(value) is not list and self.check([value]):
                return [value]
        elif type(value) is list and len(value) == 1 and (value[0] is None or self.check(value[0])):
            return value[0]
        if type(value) is Date and self.check(moment := DateTime(value, MIDNIGHT_UTC)):
            return moment
        if self.allowed and self.shape(value):
            raise Failure("EVAL025", value=shown_value(value), allowed=self.allowed)
        raise Failure("EVAL021", wanted=self.name, was=shown_value(value))


def _scalar(name: str, kind: type) -> ValueType:
    check = _is(kind)
    return ValueType(name, check, check, kind=kind)


def _is(*kinds: type) -> Check:
    if len(kinds) == 1:
        kind = kinds[0]
        return lambda value: type(value) is kind
    return lambda value: type(value) in kinds


def _plain(name: str, check: Check) -> ValueType:
    return ValueType(name, check, check)


ANY: Final = _plain("Any", lambda _value: True)


def list_type(element: ValueType, name: str = "") -> ValueType:
    """A list whose items are null or of the element's type."""

    def all_are(check: Check) -> Check:
        return lambda value: type(value) is list and all(item is None or check(item) for item in value)

    return ValueType(
        name or f"list<{element.name}>",
        all_are(element.check),
        all_are(element.shape),
        element,
        element.allowed,
    )


def context_type(name: str, components: Mapping[str, ValueType]) -> ValueType:
    """A context that has every component, null or of its type; more entries do not matter."""

    def all_are(checks: Mapping[str, Check]) -> Check:
        def each(value: Value) -> bool:
            if type(value) is not dict:
                return False
            return all(
                key in value and (value[key] is None or check(value[key])) for key, check in checks.items()
            )

        return each

    return ValueType(
        name,
        all_are({key: each.check for key, each in components.items()}),
        all_are({key: each.shape for key, each in components.items()}),
        allowed="; ".join(f"{key} {each.allowed}" for key, each in components.items() if each.allowed),
        components=dict(components),
    )


def range_type(element: ValueType) -> ValueType:
    shape = element.shape

    def each(value: Value) -> bool:
        return type(value) is Range and all(end is None or shape(end) for end in (value.start, value.end))

    return _plain(f"range<{element.name}>", each)


def function_type(
    parameters: int | None, name: str = "function", result: ValueType | None = None
) -> ValueType:
    """A function, with that many parameters and that result where they are known."""

    def each(value: Value) -> bool:
        return type(value) is Function and (parameters is None or len(value.parameters) == parameters)

    return ValueType(name, each, each, result=result, is_function=True)


_YEAR_MONTH: Final = _scalar("years and months duration", YearMonthDuration)
_DAY_TIME: Final = _scalar("days and time duration", DayTimeDuration)
_DATE_TIME: Final = _scalar("date and time", DateTime)
# FEEL's names, and those that XML has for them.
BUILT_IN: Final[Mapping[str, ValueType]] = {
    "Any": ANY,
    "Null": _plain("Null", lambda value: value is None),
    "number": _scalar("number", Decimal),
    "string": _scalar("string", str),
    "boolean": _scalar("boolean", bool),
    "date": _scalar("date", Date),
    "time": _scalar("time", Time),
    "date and time": _DATE_TIME,
    "dateTime": _DATE_TIME,
    "years and months duration": _YEAR_MONTH,
    "yearMonthDuration": _YEAR_MONTH,
    "days and time duration": _DAY_TIME,
    "dayTimeDuration": _DAY_TIME,
    "duration": _plain("duration", _is(YearMonthDuration, DayTimeDuration)),
    "list": list_type(ANY, "list"),
    "context": context_type("context", {}),
    "range": range_type(ANY),
    "function": function_type(None),
}


class Types:
    """The types that names stand for: built-in ones, and those of the model by their full name."""

    def __init__(self, named: Mapping[str, ValueType] | None = None) -> None:
        self.named: dict[str, ValueType] = dict(named or {})

    def find(self, name: str) -> ValueType | None:
        return self.named.get(name) or BUILT_IN.get(name)


def type_of_node(node: ast.TypeNode, types: Types) -> ValueType:
    """The type that a text writes. One that nobody has defined fits no value."""
    match node:
        case ast.NamedType(name):
            return types.find(name) or _plain(name, lambda _value: False)
        case ast.ListType(element):
            return list_type(type_of_node(element, types))
        case ast.RangeType(element):
            return range_type(type_of_node(element, types))
        case ast.ContextType(entries):
            return context_type("context", {name: type_of_node(each, types) for name, each in entries})
        case ast.FunctionType(parameters):
            return function_type(len(parameters))
    raise TypeError(type(node).__name__)


def check_of_node(node: ast.TypeNode, types: Types) -> Check:
    """What ``instance of`` asks: the kit does not count constraints."""
    return type_of_node(node, types).shape


def coercion_of_node(node: ast.TypeNode, types: Types) -> Coerce:
    return type_of_node(node, types).coerce


def constrained(
    base: ValueType,
    holds: Callable[[Value], Any],
    allowed: str,
    name: str = "",
    listed: tuple[Value, ...] | None = None,
) -> ValueType:
    """The type whose values must also pass a constraint; only a clear yes passes."""
    check = base.check
    return ValueType(
        name or base.name,
        lambda value: check(value) and holds(value) is True,
        base.shape,
        base.element,
        allowed[:_SHOWN],
        base.components,
        listed=listed,
    )
