"""Item definitions as types of the run, and as names that the parser has to know (DMN 1.5, 7.3.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from operator import itemgetter

from luodi.diagnostics import Diagnostic
from luodi.dmn.model import Definitions, ItemDefinition, UnaryTests
from luodi.evaluate.compiler import Compiler
from luodi.evaluate.run import Run
from luodi.evaluate.scope import Layout, Scope
from luodi.evaluate.table_index import constants_of, is_constant
from luodi.evaluate.tests import any_of, compile_test
from luodi.evaluate.types import (
    BUILT_IN,
    Types,
    ValueType,
    constrained,
    context_type,
    function_type,
    list_type,
)
from luodi.evaluate.values import Value
from luodi.feel import ast
from luodi.feel.names import Scope as Names
from luodi.feel.names import normalise_name
from luodi.feel.parser import parse_unary_tests
from luodi.messages import PlaceWords


def plain_reference(type_ref: str | None) -> str | None:
    """A reference to a type without the prefix of FEEL's namespace; None where nothing is said."""
    if not type_ref:
        return None
    return type_ref.rpartition(":")[2].strip() or None


class ItemTypes:
    """The types of one model: its own by name, those of an imported model as ``import.name``.

    imported: the types of the models it imports, by the name of the import.
    """

    def __init__(self, definitions: Definitions, imported: dict[str, ItemTypes]) -> None:
        self.types = Types()
        self.diagnostics: list[Diagnostic] = []
        self._items = {normalise_name(item.name): item for item in definitions.item_definitions}
        self._names: dict[str, Names] = {}
        self._imported = imported
        for alias, others in imported.items():
            prefix = f"{alias}." if alias else ""
            for name, each in others.types.named.items():
                self.types.named[prefix + name] = each
        for name, item in self._items.items():
            if name not in self.types.named:
                self._build_named(name, item)

    def find(self, type_ref: str | None) -> ValueType | None:
        """The type of a reference; None where there is none, or it is not defined (the reader says so)."""
        name = plain_reference(type_ref)
        return None if name is None else self.types.find(normalise_name(name))

    def names_of(self, type_ref: str | None) -> Names | None:
        """The entries of values of a type, for the parser."""
        name = plain_reference(type_ref)
        if name is None:
            return None
        name = normalise_name(name)
        for alias, others in self._imported.items():
            if alias and name.startswith(f"{alias}."):
                return others.names_of(name[len(alias) + 1 :])
        item = self._items.get(name)
        if item is None:
            merged = self._imported.get("")
            return merged.names_of(name) if merged is not None else None
        if name not in self._names:
            # Declared before it is filled: a type may hold itself.
            names = self._names[name] = Names()
            self._fill(names, item)
        return self._names[name]

    def _fill(self, names: Names, item: ItemDefinition) -> None:
        if item.components:
            for each in item.components:
                names.declare(each.name, self._entries(each))
        elif item.type_ref:
            inner = self.names_of(item.type_ref)
            for key, entries in (inner.own_names() if inner is not None else {}).items():
                names.declare(key, entries)

    def _entries(self, item: ItemDefinition) -> Names | None:
        if not item.components:
            return self.names_of(item.type_ref)
        names = Names()
        self._fill(names, item)
        return names

    # --- building ---

    def _build_named(self, name: str, item: ItemDefinition) -> ValueType:
        # What refers to a type while it is built gets one that looks it up when it is asked.
        self.types.named[name] = ValueType(
            name,
            lambda value: self.types.named[name].check(value),
            lambda value: self.types.named[name].shape(value),
        )
        self.types.named[name] = built = self._build(item, name)
        return built

    def _build(self, item: ItemDefinition, name: str) -> ValueType:
        built = self._unconstrained(item, name)
        if item.allowed_values is not None:
            built = self._constrain(built, item.allowed_values, name)
        if item.is_collection:
            built = list_type(built, name)
        if item.type_constraint is not None:
            built = self._constrain(built, item.type_constraint, name)
        return built

    def _unconstrained(self, item: ItemDefinition, name: str) -> ValueType:
        if item.components:
            components = {
                normalise_name(each.name): self._build(each, f"{name}.{each.name}")
                for each in item.components
            }
            return context_type(name, components)
        if item.function is not None:
            return function_type(
                len(item.function.parameters), name, self._referred(item.function.output_type_ref)
            )
        return self._referred(item.type_ref) or BUILT_IN["Any"]

    def _referred(self, type_ref: str | None) -> ValueType | None:
        name = plain_reference(type_ref)
        if name is None:
            return None
        name = normalise_name(name)
        if name in self._items and name not in self.types.named:
            return self._build_named(name, self._items[name])
        return self.types.find(name)

    def _constrain(self, base: ValueType, tests: UnaryTests, name: str) -> ValueType:
        parsed = parse_unary_tests(tests.text, Names(["?"]))
        place = PlaceWords.joined((name, PlaceWords("允许的值", "allowed values")))
        self.diagnostics.extend(replace(each, where=place, text=tests.text) for each in parsed.diagnostics)
        if parsed.has_errors or parsed.node.any:
            return base
        listed = listed_values(parsed.node, name, self.types)
        holds = constraint(parsed.node, name, self.types, listed)
        return constrained(base, holds, tests.text, name, None if listed is None else tuple(listed))


def constraint(
    node: ast.UnaryTests, where: str, types: Types, listed: Sequence[Value] | None
) -> Callable[[Value], object]:
    """Whether a value passes tests that stand outside of any decision. listed: from ``listed_values``."""
    if listed is not None:
        kinds = {type(each) for each in listed}
        wanted = frozenset(listed)
        return lambda value: type(value) in kinds and value in wanted
    layout = Layout()
    slot = layout.slot()
    scope = Scope(layout, {"?": itemgetter(slot)})
    compiler = Compiler(where, types)
    each = [compile_test(compiler, test, scope, slot) for test in node.tests]
    test = any_of(each, negated=node.negated)
    return lambda value: test(layout.frame(Run()), value)


def listed_values(node: ast.UnaryTests, where: str, types: Types) -> Sequence[Value] | None:
    """The values of an enumeration; None where the tests are more than that."""
    simple = (ast.String, ast.Number)
    if node.negated or not is_constant(node) or not all(isinstance(each, simple) for each in node.tests):
        return None
    layout = Layout()
    compiler, scope = Compiler(where, types), Scope(layout)
    values = list(constants_of(node, lambda each: compiler.compile(each, scope)(layout.frame(Run()))))
    return values if all(isinstance(each, (str, Decimal)) for each in values) else None
