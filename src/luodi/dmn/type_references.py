"""Whether the types that a model names are defined, and whether a type is made of itself alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from difflib import get_close_matches
from typing import Any

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn.elements import Element, Place
from luodi.dmn.model import Binding, Child, Definitions, ItemDefinition
from luodi.feel.names import normalise_name
from luodi.feel.types import type_named

# Names of two characters, of which one is right, count as near.
_NEAR = 0.5
# What editors of the kie family write for no type.
_UNDEFINED = "<Undefined>"
_PARTS = (Element, Binding, Child)
_PLAIN = frozenset(
    (
        *("id", "name", "label", "description", "extension", "attributes", "place", "text", "language"),
        *("prefixes", "others", "diagram", "definitions"),
    )
)
_fields: dict[Any, tuple[str, ...]] = {}
_REFERENCES = ("type_ref", "output_type_ref")


def check_types(definitions: Definitions) -> list[Diagnostic]:
    """DMN025 for each type that is named and not defined, DMN037 for each that leads back to itself, DMN040
    (a note) for each structure of which every value holds another.

    Types of an imported model that was not found are passed over: DMN014 has said why.
    """
    known = _names(definitions, set())
    lacking = {f"{each.name}." for each in definitions.imports if each.definitions is None}
    found = []
    said = set()
    for place, reference in _references(definitions, definitions.place):
        name = normalise_name(reference)
        defined = name in known or type_named(name) is not None
        if defined or (name, place) in said or any(name.startswith(prefix) for prefix in lacking):
            continue
        said.add((name, place))
        near = get_close_matches(name, known, 1, _NEAR)
        values = {"name": reference, "line": place.line, "near": near[0] if near else "number, string, date"}
        found.append(Diagnostic("DMN025", Severity.ERROR, None, values, definitions.file, str(place)))
    return [*found, *_circles(definitions), *_endless(definitions)]


def _names(definitions: Definitions, seen: set[str]) -> set[str]:
    """Types that can be named: the model's own, and those of imports behind the import's name."""
    names = {normalise_name(each.name) for each in definitions.item_definitions}
    for each in definitions.imports:
        if each.definitions is not None and each.namespace not in seen:
            prefix = f"{normalise_name(each.name)}." if each.name else ""
            names |= {prefix + name for name in _names(each.definitions, seen | {definitions.namespace})}
    return names


def _references(part: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """Every type that is named in a part of a model, with the nearest place."""
    if isinstance(part, Element) and (part.place.path or part.place.line):
        place = part.place
    for name in _fields_of(type(part)):
        value = getattr(part, name)
        if name in _REFERENCES:
            if value and value.strip() and value != _UNDEFINED:
                yield place, value.strip()
        elif type(value) is tuple:
            for inner in value:
                if isinstance(inner, _PARTS):
                    yield from _references(inner, place)
        elif isinstance(value, _PARTS):
            yield from _references(value, place)


def _fields_of(kind: Any) -> tuple[str, ...]:
    """The fields of a class that may name a type or hold a part that does."""
    if kind not in _fields:
        _fields[kind] = tuple(each.name for each in fields(kind) if each.name not in _PLAIN)
    return _fields[kind]


def _circles(definitions: Definitions) -> Iterator[Diagnostic]:
    """Types that are another name for each other and of nothing else. A structure may hold itself."""
    named = {normalise_name(each.name): each for each in definitions.item_definitions}
    settled: set[str] = set()
    for start in named:
        path: list[str] = []
        name = start
        while name in named and name not in settled:
            if name in path:
                circle = (*path[path.index(name) :], name)
                values = {"circle": " → ".join(circle), "line": named[name].place.line}
                where = str(named[name].place)
                yield Diagnostic("DMN037", Severity.ERROR, None, values, definitions.file, where)
                break
            path.append(name)
            name = _alias(named[name])
        settled.update(path)


def _endless(definitions: Definitions) -> Iterator[Diagnostic]:
    """Structures that hold themselves in no list: a value has an end only where one of them is null."""
    named = {normalise_name(each.name): each for each in definitions.item_definitions}
    told: set[str] = set()
    for start, definition in named.items():
        path = _way_back(named, start, definition)
        if path and told.isdisjoint(path):
            told.update(path)
            circle = " → ".join((start, *path))
            values = {"name": definition.name, "circle": circle, "line": definition.place.line}
            where = str(definition.place)
            yield Diagnostic("DMN040", Severity.INFO, None, values, definitions.file, where)


def _way_back(named: dict[str, ItemDefinition], start: str, definition: ItemDefinition) -> list[str]:
    """The types by way of whose entries a structure holds itself, itself last; none where it does not."""
    # What is looked at, the way to it, and whether an entry was on the way.
    waiting = [(definition, list[str](), False)]
    seen: set[str] = set()
    while waiting:
        each, path, held = waiting.pop()
        if each.is_collection:
            continue
        for component in each.components:
            waiting.append((component, path, True))
        name = _alias(each)
        if name == start and held:
            return [*path, name]
        if name in named and name not in seen:
            seen.add(name)
            waiting.append((named[name], [*path, name], held))
    return []


def _alias(definition: ItemDefinition) -> str:
    if definition.components or definition.function is not None:
        return ""
    return normalise_name(definition.type_ref or "")
