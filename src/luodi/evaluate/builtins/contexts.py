"""Bodies of the context functions (DMN 1.5, 10.3.4.8 and 10.3.4.10, tables 78 and 80)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from luodi.evaluate.builtins.arguments import context_of, list_of, string_of, wrong
from luodi.evaluate.failures import Failure
from luodi.evaluate.values import Value
from luodi.feel.type_words import TypeName


def get_value(context: Value, key: Value) -> Value:
    """The value of a key; null with a reason where there is none."""
    entries = context_of(context, "get value", "m")
    name = string_of(key, "get value", "key")
    if name not in entries:
        raise Failure("EVAL013", name=name, type=TypeName("context"))
    return entries[name]


def get_entries(context: Value) -> list[Value]:
    return [{"key": key, "value": value} for key, value in context_of(context, "get entries", "m").items()]


def context(entries: Value) -> dict[str, Value]:
    """The context of a list of ``{key: …, value: …}``; a key that comes twice is a Failure."""
    made: dict[str, Value] = {}
    for entry in list_of(entries, "context", "entries"):
        pair = context_of(entry, "context", "entries")
        if "value" not in pair or "key" not in pair:
            raise Failure("EVAL013", name="value" if "key" in pair else "key", type=TypeName("context"))
        key = string_of(pair["key"], "context", "key")
        if key in made:
            raise Failure("EVAL020", name=key)
        made[key] = pair["value"]
    return made


def context_put(target: Value, key: Value, value: Value) -> dict[str, Value]:
    """The context with one more or another entry; a list of keys leads into inner contexts."""
    entries = context_of(target, "context put", "context")
    if type(key) is not list:
        return {**entries, string_of(key, "context put", "key"): value}
    if not key:
        raise Failure("EVAL030", function="context put")
    name = string_of(key[0], "context put", "keys")
    if len(key) == 1:
        return {**entries, name: value}
    if len(key) > 100:
        raise Failure("EVAL017", limit=100)
    if name not in entries:
        raise Failure("EVAL013", name=name, type=TypeName("context"))
    return {**entries, name: context_put(entries[name], key[1:], value)}


def context_merge(contexts: Value) -> dict[str, Value]:
    """All entries of a list of contexts; of a key that comes twice the later value."""
    merged: dict[str, Value] = {}
    for each in list_of(contexts, "context merge", "contexts"):
        if type(each) is not dict:
            raise wrong("context merge", "contexts", "list<context>", each)
        merged.update(each)
    return merged


BODIES: Final[dict[str, Callable[..., Any]]] = {
    "get value": get_value,
    "get entries": get_entries,
    "context": context,
    "context put": context_put,
    "context merge": context_merge,
}
