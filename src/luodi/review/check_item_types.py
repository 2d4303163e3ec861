"""Item definitions as types for inference, and the constraints that limit their values (DMN 1.5, 7.3.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from luodi.dmn.model import Definitions, ItemDefinition, UnaryTests
from luodi.feel import ast
from luodi.feel.names import normalise_name
from luodi.feel.types import ANY, ContextOf, FeelType, FunctionOf, ListOf, type_named

# How deep structures are followed: a type may hold itself.
_DEEPEST: Final = 12


def plain_reference(type_ref: str | None) -> str | None:
    """A reference to a type in FEEL's writing of names; None where nothing is said."""
    if not type_ref or not type_ref.strip() or type_ref.strip() == "<Undefined>":
        return None
    return normalise_name(type_ref.rpartition(":")[2].strip())


class ItemTypes:
    """The types that a model can name: its own, and those of imported models as ``import.name``."""

    def __init__(self, definitions: Definitions, open_models: tuple[str, ...] = ()) -> None:
        self.definitions = definitions
        self._items: dict[str, tuple[ItemTypes, ItemDefinition]] = {}
        for each in definitions.imports:
            model = each.definitions
            if model is None or model.namespace in (*open_models, definitions.namespace):
                continue
            prefix = f"{normalise_name(each.name)}." if each.name else ""
            imported = ItemTypes(model, (*open_models, definitions.namespace))
            self._items |= {prefix + name: item for name, item in imported._items.items()}
        self._items |= {normalise_name(item.name): (self, item) for item in definitions.item_definitions}
        self._declared: dict[str, FeelType] | None = None

    @property
    def declared(self) -> dict[str, FeelType]:
        """Every named type, for ``instance of`` and parameters."""
        if self._declared is None:
            self._declared = {
                name: types._type_of(item, _DEEPEST) for name, (types, item) in self._items.items()
            }
        return self._declared

    def find(self, type_ref: str | None) -> FeelType | None:
        """The type of a reference; None where there is none, or it is not defined (the reader says so)."""
        name = plain_reference(type_ref)
        return None if name is None else type_named(name, self.declared)

    def _type_of(self, item: ItemDefinition, depth: int) -> FeelType:
        if depth == 0:
            return ANY
        kind: FeelType
        if item.components:
            kind = ContextOf(
                tuple((normalise_name(each.name), self._type_of(each, depth - 1)) for each in item.components)
            )
        elif item.function is not None:
            kind = FunctionOf(
                tuple(self._referred(each.type_ref, depth - 1) for each in item.function.parameters),
                self._referred(item.function.output_type_ref, depth - 1),
            )
        else:
            kind = self._referred(item.type_ref, depth - 1)
        return ListOf(kind) if item.is_collection else kind

    def _referred(self, type_ref: str | None, depth: int) -> FeelType:
        name = plain_reference(type_ref)
        if name is None or depth <= 0:
            return ANY
        found = self._items.get(name)
        if found is not None:
            return found[0]._type_of(found[1], depth)
        return type_named(name) or ANY

    # --- constraints ---

    def constraints(self, type_ref: str | None) -> Iterator[UnaryTests]:
        """What limits a single value of a type: its allowed values and those of the types it is made of."""
        for _, item in self._chain(type_ref):
            if item.is_collection:
                return
            yield from _own(item)

    def _chain_of(self, item: ItemDefinition) -> list[tuple[ItemTypes, ItemDefinition]]:
        return [(self, item), *self._chain(item.type_ref)]

    def _chain(self, type_ref: str | None) -> Iterator[tuple[ItemTypes, ItemDefinition]]:
        """The item definition of a reference, the one that it refers to, and so on."""
        types, name = self, plain_reference(type_ref)
        for _ in range(_DEEPEST):
            found = types._items.get(name) if name is not None else None
            if found is None:
                return
            yield found
            types, name = found[0], plain_reference(found[1].type_ref)


# The types that names are declared with, each with the types of the model it is declared in; an element of an
# imported model stands as ``import.name``.
References: TypeAlias = "Mapping[str, tuple[ItemTypes, str | None]]"


def limits(node: ast.Expression | None, variables: References) -> Iterator[UnaryTests]:
    """What limits the value of a name or a path, as far as types say."""
    path: list[str] = []
    while isinstance(node, ast.Path):
        path.insert(0, node.name)
        node = node.source
    if not isinstance(node, ast.Name):
        return
    head = node.name
    if head not in variables and path:
        head = f"{head}.{path.pop(0)}"
    if head not in variables:
        return
    types, type_ref = variables[head]
    chain = list(types._chain(type_ref))
    for name in path:
        chain = _component(chain, name)
    for _, item in chain:
        if item.is_collection:
            return
        yield from _own(item)


def _component(
    chain: list[tuple[ItemTypes, ItemDefinition]], name: str
) -> list[tuple[ItemTypes, ItemDefinition]]:
    """The chain of a component of a structure; empty where there is none, or a list is in between."""
    for types, item in chain:
        if item.is_collection:
            return []
        for each in item.components:
            if normalise_name(each.name) == name:
                return types._chain_of(each)
    return []


def _own(item: ItemDefinition) -> Iterator[UnaryTests]:
    yield from (each for each in (item.allowed_values, item.type_constraint) if each is not None)
