"""A model compiled: every input, decision, knowledge model and service has a number and an evaluator.

Elements are evaluated when something asks for them, once in a run. What an element sees by name is what it
requires, no more: names of required elements, those of imported models behind the name of the import
(DMN 1.5, 6.3 and 10.4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from luodi.diagnostics import Diagnostic
from luodi.dmn import model as dmn
from luodi.evaluate.boxed import BoxedCompiler
from luodi.evaluate.calls import entered
from luodi.evaluate.failures import Failure
from luodi.evaluate.item_types import ItemTypes
from luodi.evaluate.run import CIRCLE, UNSET, Place, Run
from luodi.evaluate.scope import Binding, Expr, Frame, Layout, Namespace, Scope
from luodi.evaluate.tables import Table
from luodi.evaluate.texts import Texts
from luodi.evaluate.types import Coerce, ValueType
from luodi.evaluate.values import Function, Value
from luodi.feel.names import Scope as Names
from luodi.feel.names import normalise_name


@dataclass(frozen=True, slots=True)
class Part:
    """One element of the program.

    key: its name; that of an element of an imported model stands behind the name of the import.
    """

    number: int
    key: str
    owner: dmn.Definitions
    element: dmn.DrgElement
    type: ValueType | None


def variable_name(element: dmn.DrgElement) -> str:
    """The name that expressions use."""
    variable = getattr(element, "variable", None)
    return normalise_name(variable.name if variable is not None and variable.name else element.name)


def reading(number: int, place: Place) -> Expr:
    """Reads an element's value from the run, evaluating it where that was not done yet."""

    def read(frame: Frame) -> Value:
        run = frame[0]
        value = run.values[number]
        if value is not UNSET and value is not CIRCLE:
            return value
        try:
            return run.value(number)
        except Failure as failure:
            run.note(failure, place)
            return None

    return read


class Program:
    """A compiled model. parts: by number; evaluators: how each is evaluated. Made once, used by many runs."""

    boxed: type[BoxedCompiler] = BoxedCompiler

    def __init__(self, definitions: dmn.Definitions, texts: Texts, *, tracing: bool = False) -> None:
        self.definitions = definitions
        self.texts = texts
        self.tracing = tracing
        self.diagnostics: list[Diagnostic] = []
        self.parts: list[Part] = []
        self.evaluators: list[Callable[[Run], Value]] = []
        self.tables: list[Table] = []
        self._types: dict[str, ItemTypes] = {}
        self._numbers: dict[int, int] = {}
        self._scopes: dict[int, Names | None] = {}
        models = [definitions, *definitions.imported_models()]
        for model in models:
            self._item_types(model)
        for model in models:
            for element in model.elements:
                if not isinstance(element, dmn.KnowledgeSource):
                    self._number(model, element)
        for part in self.parts:
            self.evaluators.append(self._evaluator(part))

    def _item_types(self, model: dmn.Definitions) -> ItemTypes:
        found = self._types.get(model.namespace)
        if found is None:
            imported = {
                normalise_name(each.name) if each.name else "": self._item_types(each.definitions)
                for each in model.imports
                if each.definitions is not None and each.definitions.namespace != model.namespace
            }
            found = self._types[model.namespace] = ItemTypes(model, imported)
            self._told(found.diagnostics, model)
        return found

    def _number(self, model: dmn.Definitions, element: dmn.DrgElement) -> None:
        number = len(self.parts)
        self._numbers[id(element)] = number
        key = variable_name(element)
        if model is not self.definitions:
            alias = next(
                (each.name for each in self.definitions.imports if each.namespace == model.namespace),
                model.name,
            )
            key = f"{normalise_name(alias)}.{key}" if alias else key
        found = self._types[model.namespace].find(getattr(element, "type_ref", None))
        self.parts.append(Part(number, key, model, element, found))

    # --- what an element sees ---

    def _required(self, part: Part) -> Iterator[tuple[dmn.Definitions, dmn.DrgElement]]:
        element = part.element
        requirements: list[dmn.Requirement] = []
        if isinstance(element, dmn.Decision):
            requirements += element.information_requirements
        if isinstance(element, (dmn.Decision, dmn.BusinessKnowledgeModel)):
            requirements += element.knowledge_requirements
        for each in requirements:
            found = part.owner.resolve(each.target)
            if found is not None and id(found[1]) in self._numbers:
                yield found

    def _scope(self, part: Part) -> Scope:
        bindings: dict[str, Binding] = {}
        names = Names()
        spaces: dict[str, tuple[dict[str, Expr | Namespace], Names]] = {}
        place = Place(part.key, None)
        for owner, element in self._required(part):
            read = reading(self._numbers[id(element)], place)
            name = variable_name(element)
            alias = self._alias(part.owner, owner)
            if not alias:
                bindings[name] = read
                names.declare(name, self._names_of(owner, element))
                continue
            members, inner = spaces.setdefault(alias, ({}, Names()))
            members[name] = read
            inner.declare(name, self._names_of(owner, element))
        if isinstance(part.element, dmn.BusinessKnowledgeModel):
            # A function may call itself.
            name = variable_name(part.element)
            bindings.setdefault(name, reading(part.number, place))
            names.declare(name)
        for alias, (members, inner) in spaces.items():
            bindings[alias] = Namespace(members)
            names.declare(alias, inner)
        return Scope(Layout(), bindings, names=names)

    def _alias(self, user: dmn.Definitions, owner: dmn.Definitions) -> str:
        if owner is user:
            return ""
        names = (each.name for each in user.imports if each.namespace == owner.namespace)
        return normalise_name(next(names, "") or "")

    def _names_of(self, owner: dmn.Definitions, element: dmn.DrgElement) -> Names | None:
        """The entries of an element's value, for the parser; of a decision without a type, by its form."""
        key = id(element)
        if key not in self._scopes:
            self._scopes[key] = None
            types = self._types[owner.namespace]
            found = types.names_of(getattr(element, "type_ref", None))
            if found is None and isinstance(element, dmn.Decision) and element.expression is not None:
                part = self.parts[self._numbers[key]]
                scope = self._scope(part)
                found = BoxedCompiler(types, self.texts, tracing=False).names_in(
                    element.expression, None, scope.names
                )
            self._scopes[key] = found
        return self._scopes[key]

    # --- evaluators ---

    def _evaluator(self, part: Part) -> Callable[[Run], Value]:
        element = part.element
        if isinstance(element, dmn.InputData):
            return lambda _run: None
        if isinstance(element, dmn.DecisionService):
            return self._service(part, element)
        scope = self._scope(part)
        boxed = self.boxed(self._types[part.owner.namespace], self.texts, tracing=self.tracing)
        layout = scope.layout
        place = Place(part.key, None)
        if isinstance(element, dmn.Decision):
            compiled = boxed.compile(element.expression, scope, part.key)
            compiled = boxed.coerced(compiled, element.type_ref, place)
            self._keep(boxed, part.owner)
            frame_of = layout.maker()
            return lambda run: compiled(frame_of(run))
        if not isinstance(element, dmn.BusinessKnowledgeModel):
            raise TypeError(type(element).__name__)
        if element.logic is None:
            return lambda _run: None
        make = boxed.function(part.key, element.logic, scope, part.key, _result(part.type))
        self._keep(boxed, part.owner)
        return lambda run: make(layout.frame(run))

    def taken(self, found: ValueType | None, value: Value) -> Value:
        """An argument of a service as one of its type."""
        return value if found is None else found.coerce(value)

    def _told(self, found: Sequence[Diagnostic], model: dmn.Definitions) -> None:
        self.diagnostics.extend(each if each.file else replace(each, file=model.file) for each in found)

    def _keep(self, boxed: BoxedCompiler, model: dmn.Definitions) -> None:
        self._told(boxed.found, model)
        self.tables.extend(boxed.tables)

    def _service(self, part: Part, service: dmn.DecisionService) -> Callable[[Run], Value]:
        def found(references: Sequence[dmn.Reference]) -> list[Part]:
            resolved = (part.owner.resolve(each) for each in references)
            return [
                self.parts[self._numbers[id(each[1])]]
                for each in resolved
                if each is not None and id(each[1]) in self._numbers
            ]

        given = [*found(service.input_data), *found(service.input_decisions)]
        outputs = found(service.output_decisions)
        names = tuple(variable_name(each.element) for each in given)
        result = _result(part.type)

        def evaluate(run: Run) -> Value:
            def call(*arguments: Value) -> Value:
                values: list[Value] = [UNSET] * len(self.parts)
                for each, value in zip(given, arguments, strict=True):
                    values[each.number] = self.taken(each.type, value)
                inner = run.inner(values)

                def body(_frame: Frame) -> Value:
                    made = [inner.value(each.number) for each in outputs]
                    if len(made) == 1:
                        return made[0]
                    return {
                        variable_name(each.element): value for each, value in zip(outputs, made, strict=True)
                    }

                answer = entered(run, body, [inner])
                run.steps = max(run.steps, inner.steps)
                return answer if result is None else result(answer)

            return Function(part.key, names, call)

        return evaluate


def _result(found: ValueType | None) -> Coerce | None:
    """What a callable's result has to be: the result of its type, or its type where that is no function."""
    if found is None:
        return None
    if found.is_function:
        return None if found.result is None else found.result.coerce
    return found.coerce
