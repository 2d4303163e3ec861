"""Knowledge models and decision services as functions, which are compiled where they are called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from luodi.dmn import model as dmn
from luodi.feel.names import Scope as Names
from luodi.feel.names import normalise_name
from luodi.relational.boxed import Boxed
from luodi.relational.feel import Lowering
from luodi.relational.item_types import ItemTypes
from luodi.relational.nodes import Node
from luodi.relational.refusal import Refused
from luodi.relational.values import Closure, Entries, Value


def name_of(element: dmn.DrgElement) -> str:
    """What an element is called in expressions."""
    variable = getattr(element, "variable", None)
    return normalise_name(variable.name if variable is not None and variable.name else element.name)


@dataclass(frozen=True)
class Functions:
    """The functions of a model that one decision can call.

    names_of: the entries of an element's value, for the parser. made: knowledge models that are at hand, once
    each; open: those that are being made, which need one another in a ring when they come again.
    """

    definitions: dmn.Definitions
    types: ItemTypes
    names_of: Callable[[dmn.DrgElement], Names | None]
    made: dict[str, Closure] = field(default_factory=dict)
    open: frozenset[str] = frozenset()

    def required_by(
        self, element: dmn.Decision | dmn.BusinessKnowledgeModel, lowering: Lowering
    ) -> Mapping[str, Value | Refused]:
        """The functions that an element requires, by name."""
        found: dict[str, Value | Refused] = {}
        for each in self._resolved(element.knowledge_requirements):
            try:
                if isinstance(each, dmn.BusinessKnowledgeModel):
                    found[name_of(each)] = self._knowledge(each, lowering)
                elif isinstance(each, dmn.DecisionService):
                    found[name_of(each)] = self._service(each, lowering)
            except Refused as refused:
                found[name_of(each)] = refused
        return found

    def _resolved(self, requirements: Sequence[dmn.Requirement]) -> Iterator[dmn.DrgElement]:
        for each in requirements:
            found = self.definitions.resolve(each.target)
            if found is not None and found[0] is self.definitions:
                yield found[1]

    def _knowledge(self, element: dmn.BusinessKnowledgeModel, lowering: Lowering) -> Closure:
        if element.logic is None or element.name in self.open:
            raise Refused("SQL010", name=element.name)
        if element.name in self.made:
            return self.made[element.name]
        inner = replace(self, open=self.open | {element.name})
        known = inner.required_by(element, lowering)
        boxed = Boxed(
            self.types,
            Lowering(known, lowering.hoist, lowering.as_of, find_type=self.types.find, depth=lowering.depth),
            Names(list(known)),
        )
        self.made[element.name] = boxed.function(element.logic, element.type_ref, element.name)
        return self.made[element.name]

    def _service(self, element: dmn.DecisionService, lowering: Lowering) -> Closure:
        """A service: its output decisions, with the values handed in for inputs and decisions around it."""
        parts = [self._element(each) for each in (*element.input_data, *element.input_decisions)]
        names = tuple(map(name_of, parts))
        outputs = [self._element(each) for each in element.output_decisions]

        def call(given: Sequence[Value]) -> Value:
            known: dict[str, Value] = {}
            broken: list[Node] = []
            boxed = Boxed(self.types, lowering, Names())
            for part, value in zip(parts, given, strict=True):
                kind = self.types.find(getattr(part, "type_ref", None))
                known[name_of(part)], wrong = boxed.argument(value, kind)
                broken.append(wrong)
            values = {name_of(each): self._decided(each, known, lowering.deeper()) for each in outputs}
            answer = next(iter(values.values())) if len(values) == 1 else Entries(values)
            return boxed.unless(broken, answer)

        return Closure(names, call)

    def _element(self, reference: dmn.Reference) -> dmn.DrgElement:
        found = self.definitions.resolve(reference)
        if found is None or found[0] is not self.definitions:
            raise Refused("SQL018", name=str(reference))
        return found[1]

    def _decided(self, element: dmn.DrgElement, known: dict[str, Value], lowering: Lowering) -> Value:
        """The value of a decision within a service; known grows."""
        name = name_of(element)
        if name in known:
            return known[name]
        if not isinstance(element, dmn.Decision):
            raise Refused("SQL009", name=name)
        scope = Names()
        for each in self._resolved((*element.information_requirements, *element.knowledge_requirements)):
            scope.declare(name_of(each), self.names_of(each))
        values: dict[str, Value | Refused] = {}
        for each in self._resolved(element.information_requirements):
            values[name_of(each)] = self._decided(each, known, lowering.deeper())
        inner = Lowering(
            values, lowering.hoist, lowering.as_of, find_type=self.types.find, depth=lowering.depth
        )
        inner = inner.with_names(self.required_by(element, inner))
        boxed = Boxed(self.types, inner, scope)
        value = boxed.lower(element.expression, element.name)
        known[name] = inner.kept(boxed.conforming(value, self.types.find(element.type_ref)))
        return known[name]
