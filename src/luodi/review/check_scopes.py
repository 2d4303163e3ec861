"""What each element of a model sees by name, with types: what it requires, no more (DMN 1.5, 6.3, 10.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from luodi.dmn import model as dmn
from luodi.dmn.walk import logic_of
from luodi.feel.entries import scope_of
from luodi.feel.names import Scope, normalise_name
from luodi.feel.types import ANY, ContextOf, FeelType, FunctionOf
from luodi.review.check_item_types import ItemTypes


@dataclass(frozen=True)
class Visible:
    """The names that an expression can use.

    types: of the model it stands in. variables: their types. references: how they are declared.
    callees: the parameters of those that can be called. elements: of the model, by the name in use.
    complete: False where items of unknown entries are in sight, so that an unknown name is no fault.
    """

    types: ItemTypes
    variables: dict[str, FeelType] = field(default_factory=dict)
    references: dict[str, tuple[ItemTypes, str | None]] = field(default_factory=dict)
    callees: dict[str, tuple[tuple[str, FeelType], ...]] = field(default_factory=dict)
    elements: dict[str, dmn.DrgElement] = field(default_factory=dict)
    complete: bool = True

    @cached_property
    def scope(self) -> Scope:
        return scope_of(self.variables)

    @cached_property
    def cell_scope(self) -> Scope:
        return self.scope.child(["?"])

    def child(self, name: str, kind: FeelType, type_ref: str | None = None) -> Visible:
        """With one more name, which hides what had it."""
        elements = {key: each for key, each in self.elements.items() if key != name}
        return replace(
            self,
            variables={**self.variables, name: kind},
            references={**self.references, name: (self.types, type_ref)},
            callees={key: each for key, each in self.callees.items() if key != name},
            elements=elements,
        )

    def inside_filter(self, item: FeelType) -> Visible:
        """What the condition of a filter sees: the item, and its entries where it is a context."""
        inner = self.child("item", item)
        if isinstance(item, ContextOf) and item.entries:
            for name, kind in item.entries:
                inner = inner.child(name, kind)
            return inner
        return replace(inner, complete=inner.complete and item != ANY and not isinstance(item, ContextOf))


def variable_name(element: dmn.DrgElement) -> str:
    """The name that expressions use."""
    variable = getattr(element, "variable", None)
    return normalise_name(variable.name if variable is not None and variable.name else element.name)


class Elements:
    """The elements of a model and of those it imports, with types.

    infer: gives the type of a decision's or function's expression, for one that declares none.
    """

    def __init__(
        self, definitions: dmn.Definitions, infer: Callable[[dmn.Expression, Visible], FeelType]
    ) -> None:
        self.definitions = definitions
        self._infer = infer
        self._types: dict[str, ItemTypes] = {}
        self._known: dict[int, FeelType] = {}
        self._visible: dict[int, Visible] = {}

    def types(self, model: dmn.Definitions) -> ItemTypes:
        if model.namespace not in self._types:
            self._types[model.namespace] = ItemTypes(model)
        return self._types[model.namespace]

    def required(
        self, owner: dmn.Definitions, element: dmn.DrgElement
    ) -> Iterator[tuple[dmn.Requirement, dmn.Definitions, dmn.DrgElement]]:
        """What an element requires for its logic, as far as it is there."""
        requirements: list[dmn.Requirement] = []
        if isinstance(element, dmn.Decision):
            requirements += element.information_requirements
        if isinstance(element, (dmn.Decision, dmn.BusinessKnowledgeModel)):
            requirements += element.knowledge_requirements
        for each in requirements:
            found = owner.resolve(each.target)
            if found is not None and not isinstance(found[1], dmn.KnowledgeSource):
                yield each, *found

    def visible(self, owner: dmn.Definitions, element: dmn.DrgElement) -> Visible:
        """The names that an element's logic can use."""
        key = id(element)
        if key in self._visible:
            return self._visible[key]
        made = Visible(self.types(owner))
        spaces: dict[str, list[tuple[str, FeelType]]] = {}
        for _, model, each in self.required(owner, element):
            name = variable_name(each)
            alias = alias_of(owner, model)
            kind = self.type_of(model, each)
            path = f"{alias}.{name}" if alias else name
            made.references[path] = (self.types(model), getattr(each, "type_ref", None))
            made.elements[path] = each
            parameters = self.parameters(model, each)
            if parameters is not None:
                made.callees[path] = parameters
            if alias:
                spaces.setdefault(alias, []).append((name, kind))
            else:
                made.variables[name] = kind
        if isinstance(element, dmn.BusinessKnowledgeModel):
            # A function may call itself.
            parameters = self.parameters(owner, element) or ()
            name = variable_name(element)
            made.variables.setdefault(name, FunctionOf(tuple(kind for _, kind in parameters), ANY))
            made.callees.setdefault(name, parameters)
        for alias, members in spaces.items():
            made.variables[alias] = ContextOf(tuple(members))
        self._visible[key] = made
        return made

    def parameters(
        self, owner: dmn.Definitions, element: dmn.DrgElement
    ) -> tuple[tuple[str, FeelType], ...] | None:
        """Names and types of what a knowledge model or a service takes; None for what cannot be called."""
        types = self.types(owner)
        if isinstance(element, dmn.BusinessKnowledgeModel):
            given = element.logic.parameters if element.logic is not None else ()
            return tuple((normalise_name(each.name), types.find(each.type_ref) or ANY) for each in given)
        if isinstance(element, dmn.DecisionService):
            resolved = (owner.resolve(each) for each in (*element.input_data, *element.input_decisions))
            return tuple(
                (variable_name(each[1]), self.type_of(*each)) for each in resolved if each is not None
            )
        return None

    def type_of(self, owner: dmn.Definitions, element: dmn.DrgElement) -> FeelType:
        """The type of an element's value; Any while it is being found, which a circle asks for."""
        key = id(element)
        if key not in self._known:
            self._known[key] = ANY
            self._known[key] = self._type_of(owner, element)
        return self._known[key]

    def _type_of(self, owner: dmn.Definitions, element: dmn.DrgElement) -> FeelType:
        declared = self.types(owner).find(getattr(element, "type_ref", None))
        match element:
            case dmn.BusinessKnowledgeModel() | dmn.DecisionService():
                parameters = self.parameters(owner, element) or ()
                result = declared.result if isinstance(declared, FunctionOf) else declared
                if result is None:
                    result = self._result(owner, element)
                return FunctionOf(tuple(kind for _, kind in parameters), result)
            case dmn.Decision(expression=expression) if declared is None and expression is not None:
                return self._infer(expression, self.visible(owner, element))
            case _:
                return declared or ANY

    def _result(self, owner: dmn.Definitions, element: dmn.DrgElement) -> FeelType:
        if isinstance(element, dmn.DecisionService):
            outputs = [
                found for each in element.output_decisions if (found := owner.resolve(each)) is not None
            ]
            if len(outputs) == 1:
                return self.type_of(*outputs[0])
            return ContextOf(
                tuple((variable_name(each), self.type_of(model, each)) for model, each in outputs)
            )
        logic = logic_of(element)
        if logic is None:
            return ANY
        kind = self._infer(logic, self.visible(owner, element))
        return kind.result if isinstance(kind, FunctionOf) else kind


def alias_of(user: dmn.Definitions, owner: dmn.Definitions) -> str:
    """The name of the import that brings a model's elements; "" for the model's own."""
    if owner is user:
        return ""
    return normalise_name(next((each.name for each in user.imports if each.namespace == owner.namespace), ""))
