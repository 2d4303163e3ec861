"""Values of one case from JSON and to it: numbers exact, days and times as text by the declared type."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn.model import Definitions, ItemDefinition
from luodi.evaluate.failures import Failure
from luodi.evaluate.temporal_text import parse_date, parse_date_time, parse_duration, parse_time
from luodi.evaluate.values import Value, format_number, format_value, from_python
from luodi.feel.names import normalise_name
from luodi.feel.type_words import TypeWords
from luodi.feel.types import type_named

# Types whose values JSON has no form of, by FEEL's names and those of XML Schema.
_PARSERS: Final[Mapping[str, Callable[[str], Value]]] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "dateTime": parse_date_time,
    "days and time duration": parse_duration,
    "dayTimeDuration": parse_duration,
    "years and months duration": parse_duration,
    "yearMonthDuration": parse_duration,
}

# What JSON has a form of its own for; "500" is no number.
_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "number": (Decimal, int),
    "string": (str,),
    "boolean": (bool,),
}

_SCALARS: Final = (Decimal, int, str, bool)


class WrittenTwice(ValueError):
    """A key that an object of a JSON document has twice: only the last would count. name: the key."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    @property
    def diagnostic(self) -> Diagnostic:
        return Diagnostic("CASE004", Severity.ERROR, None, {"name": self.name[:60]})


def load_json(text: str | bytes) -> Any:
    """A JSON document with its numbers as Decimal.

    Raises ValueError or RecursionError for bad ones, WrittenTwice among them.
    """
    return json.loads(
        text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number, object_pairs_hook=_entries
    )


def _entries(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        raise WrittenTwice(next(name for at, name in enumerate(names) if name in names[:at]))
    return made


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


class InputValues:
    """Brings JSON values into the types that a model's inputs declare."""

    def __init__(self, definitions: Definitions) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._types: dict[str, ItemDefinition] = {}
        self._collect(definitions, "", set())

    def _collect(self, definitions: Definitions, prefix: str, seen: set[str]) -> None:
        for each in definitions.item_definitions:
            self._types.setdefault(prefix + each.name, each)
        for other in definitions.imports:
            if other.definitions is not None and other.namespace not in seen:
                self._collect(other.definitions, f"{prefix}{other.name}.", {*seen, other.namespace})

    def value(self, name: str, type_ref: str | None, given: Any) -> Value:
        """The FEEL value; a text that is none of its type gives null and CASE003, a number beyond FEEL's
        EVAL004."""
        found = self._value(name, (type_ref or "").rpartition(":")[2].strip(), given, frozenset())
        try:
            return from_python(found)
        except Failure as failure:
            self.diagnostics.append(Diagnostic(failure.code, Severity.ERROR, None, {}, where=name))
            return None

    def _value(self, name: str, type_ref: str, given: Any, open_types: frozenset[str]) -> Value:
        if isinstance(given, str) and type_ref in _PARSERS:
            try:
                return _PARSERS[type_ref](given)
            except Failure:
                return self._none_of(name, type_ref, given)
        kinds = _KINDS.get(type_ref)
        if kinds is not None and type(given) in _SCALARS and type(given) not in kinds:
            return self._none_of(name, type_ref, given)
        item = self._types.get(type_ref)
        if item is not None and type_ref not in open_types:
            return self._typed(name, item, given, open_types | {type_ref})
        return given

    def _none_of(self, name: str, type_ref: str, given: Any) -> None:
        kind = type_named(type_ref)
        wanted = TypeWords((kind,)) if kind is not None else type_ref
        values = {"name": name, "was": format_value(given)[:60], "type": wanted}
        self.diagnostics.append(Diagnostic("CASE003", Severity.ERROR, None, values, where=name))

    def _typed(self, name: str, item: ItemDefinition, given: Any, open_types: frozenset[str]) -> Value:
        if item.is_collection and isinstance(given, list):
            return [
                self._typed_one(f"{name}[{n}]", item, each, open_types) for n, each in enumerate(given, 1)
            ]
        return self._typed_one(name, item, given, open_types)

    def _typed_one(self, name: str, item: ItemDefinition, given: Any, open_types: frozenset[str]) -> Value:
        if not item.components:
            return self._value(name, (item.type_ref or "").strip(), given, open_types)
        if not isinstance(given, dict):
            return given
        components = {normalise_name(each.name): each for each in item.components}
        # A component may name the type it stands in (a tree): its values are of finite depth.
        return {
            key: each if part is None else self._typed(f"{name}.{key}", part, each, frozenset())
            for key, each in given.items()
            for part in [components.get(normalise_name(key))]
        }


def as_json(value: Any, level: int = 0) -> str:
    """A document that may hold FEEL values as JSON text, one entry a line.

    Numbers have all their digits; days, times and ranges are texts as FEEL writes them.
    """
    if isinstance(value, bool | str | int | None):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Decimal):
        return format_number(value)
    if isinstance(value, list):
        return _lines("[", [as_json(each, level + 1) for each in value], "]", level)
    if isinstance(value, dict):
        entries = [
            f"{json.dumps(key, ensure_ascii=False)}: {as_json(each, level + 1)}"
            for key, each in value.items()
        ]
        return _lines("{", entries, "}", level)
    return json.dumps(format_value(value), ensure_ascii=False)


def _lines(opening: str, entries: list[str], closing: str, level: int) -> str:
    if not entries:
        return opening + closing
    inner = "\n" + " " * (level + 1)
    return f"{opening}{inner}{f',{inner}'.join(entries)}\n{' ' * level}{closing}"
