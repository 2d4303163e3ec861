"""``instance of``: known from the type before the run, but for nulls, which are instances of nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from luodi.feel import ast
from luodi.relational.nodes import FALSE, TRUE, Literal, Node, both, either, opposite, type_of
from luodi.relational.refusal import Refused
from luodi.relational.types import BOOLEAN, DATE, STRING, ListType, NumberType
from luodi.relational.values import (
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
)


class Shape(Protocol):
    """What a model's type says of its values: see ``item_types.Declared``."""

    @property
    def base(self) -> str: ...
    @property
    def components(self) -> Mapping[str, Shape]: ...
    @property
    def is_list(self) -> bool: ...


FindType = Callable[[str], Shape]
_SPANS: Final = {
    "years and months duration": ("months",),
    "yearMonthDuration": ("months",),
    "days and time duration": ("seconds",),
    "dayTimeDuration": ("seconds",),
    "duration": ("months", "seconds"),
}


def instance_of(value: Value, node: ast.TypeNode, find: FindType) -> Node:
    """Whether a value is of a type; never null."""
    known = _is(value, node, find)
    absent = FALSE if isinstance(value, Ratio) else is_missing(value)
    return both([opposite(absent), known])


def _item(value: Value, node: ast.TypeNode, find: FindType) -> Node:
    """Whether an item or an entry is null or of a type."""
    absent = FALSE if isinstance(value, Ratio) else is_missing(value)
    return either([absent, _is(value, node, find)])


def _is(value: Value, node: ast.TypeNode, find: FindType) -> Node:
    """Whether a value that is not null is of a type."""
    match node:
        case ast.NamedType(name):
            return _is_named(value, name, find)
        case ast.ListType(element):
            if isinstance(value, Items) and value.held is None:
                return both([_item(each, element, find) for each in value.items])
            return _no_list(value)
        case ast.ContextType(entries):
            if not isinstance(value, Entries):
                return FALSE
            return both(
                [
                    _item(value.entries[name], each, find) if name in value.entries else FALSE
                    for name, each in entries
                ]
            )
        case ast.RangeType(element):
            if not isinstance(value, Between):
                return FALSE
            return both([_item(end, element, find) for end in (value.low, value.high) if end is not None])
        case ast.FunctionType(parameters):
            return _truth(isinstance(value, Closure) and len(value.parameters) == len(parameters))


def _no_list(value: Value) -> Node:
    """False for what is no list. Refused for lists that are columns: their items are not looked at."""
    if isinstance(value, (Items, Rows)) or (_is_node(value) and isinstance(_kind(value), ListType)):
        raise Refused("SQL007", what="instance of list")
    return FALSE


def _is_node(value: Value) -> bool:
    return not isinstance(value, (Ratio, Entries, Items, Rows, Between, Span, Clock, Moment, Closure))


def _kind(value: Value) -> object:
    return type_of(value) if _is_node(value) else None  # type: ignore[arg-type]


def _truth(known: bool) -> Literal:
    return TRUE if known else FALSE


def _is_named(value: Value, name: str, find: FindType) -> Node:
    simple = _simple(value, name)
    if simple is not None:
        return simple
    try:
        return _is_shape(value, find(name))
    except Refused:
        # A type that nobody has defined fits no value; one that is not read here may fit it.
        raise Refused("SQL011", type=name) from None


def _simple(value: Value, name: str) -> Node | None:
    """Whether a value is of one of FEEL's own types; None where the name is none."""
    kind = _kind(value)
    match name:
        case "Any":
            return TRUE
        case "number":
            return _truth(isinstance(value, Ratio) or isinstance(kind, NumberType))
        case "string" | "boolean" | "date":
            return _truth(kind == {"string": STRING, "boolean": BOOLEAN, "date": DATE}[name])
        case "time":
            return _truth(isinstance(value, Clock))
        case "date and time" | "dateTime":
            return _truth(isinstance(value, Moment))
        case "context":
            return _truth(isinstance(value, Entries))
        case "list":
            return _truth(isinstance(value, (Items, Rows)) or isinstance(kind, ListType))
        case "function":
            return _truth(isinstance(value, Closure))
        case "range":
            return _truth(isinstance(value, Between))
        case "Null":
            return FALSE
        case _ if name in _SPANS:
            return _truth(isinstance(value, Span) and value.unit in _SPANS[name])
    return None


def _is_shape(value: Value, shape: Shape) -> Node:
    if shape.is_list:
        if not isinstance(value, Items) or value.held is not None:
            return _no_list(value)
        return both([either([is_missing(each), _is_single(each, shape)]) for each in value.items])
    return _is_single(value, shape)


def _is_single(value: Value, shape: Shape) -> Node:
    if not shape.components:
        found = _simple(value, shape.base)
        if found is None:
            raise Refused("SQL011", type=shape.base)
        return found
    if not isinstance(value, Entries):
        return FALSE
    parts = []
    for name, each in shape.components.items():
        if name not in value.entries:
            return FALSE
        own = value.entries[name]
        parts.append(either([is_missing(own), _is_shape(own, each)]))
    return both(parts)
