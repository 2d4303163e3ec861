"""A decision model as it stands in a DMN file: immutable, with FEEL as text.

Import from here: the boxed expressions and the small elements are re-exported.
Source: DMN 1.5, clauses 6 (requirements) and 7.3 (types).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from luodi.dmn.boxed import (
    Binding,
    BoxedContext,
    BoxedElement,
    BoxedFilter,
    BoxedFor,
    BoxedList,
    BoxedQuantified,
    Child,
    Conditional,
    ContextEntry,
    DecisionTable,
    Expression,
    FunctionDefinition,
    FunctionKind,
    ImportedValues,
    InputClause,
    Invocation,
    LiteralExpression,
    Orientation,
    OutputClause,
    Quantifier,
    Relation,
    Rule,
)
from luodi.dmn.elements import NOWHERE, Element, InformationItem, Named, Place, Reference, UnaryTests
from luodi.dmn.hit_policy import Aggregation, HitPolicy


class Version(StrEnum):
    """Versions of DMN that can be read; 1.3 and 1.5 can be written."""

    V1_2 = "1.2"
    V1_3 = "1.3"
    V1_4 = "1.4"
    V1_5 = "1.5"


class Requires(StrEnum):
    """What kind of element a requirement points to."""

    DECISION = "requiredDecision"
    INPUT = "requiredInput"
    KNOWLEDGE = "requiredKnowledge"
    AUTHORITY = "requiredAuthority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Import(Named):
    """A model (or something else) whose elements this model uses under ``name``.

    import_type: the namespace of DMN for a model; other types (XSD, PMML) are kept, not read.
    definitions: the model that was found; None where it could not be, which the reader has then said.
    """

    namespace: str
    import_type: str
    location: str | None = None
    definitions: Definitions | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionItem(Element):
    """The type of a function: its parameters and the type of its result, since DMN 1.3."""

    parameters: tuple[InformationItem, ...] = ()
    output_type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDefinition(Named):
    """A type: another type with constraints, a structure of components, or a function.

    allowed_values: constrain each value; of a collection, each of its elements.
    type_constraint: since DMN 1.5; of a collection, the collection as a whole.
    """

    type_ref: str | None = None
    is_collection: bool = False
    allowed_values: UnaryTests | None = None
    type_constraint: UnaryTests | None = None
    components: tuple[ItemDefinition, ...] = ()
    function: FunctionItem | None = None
    type_language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement(Element):
    """An arrow of the requirements diagram, seen from the element that requires."""

    requires: Requires
    target: Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class InputData(Named):
    """Something that is handed in. The variable has the name that expressions use."""

    variable: InformationItem | None = None

    @property
    def type_ref(self) -> str | None:
        return self.variable.type_ref if self.variable else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Named):
    """A decision. expression is None for one that is only drawn."""

    question: str | None = None
    allowed_answers: str | None = None
    variable: InformationItem | None = None
    information_requirements: tuple[Requirement, ...] = ()
    knowledge_requirements: tuple[Requirement, ...] = ()
    authority_requirements: tuple[Requirement, ...] = ()
    supported_objectives: tuple[Reference, ...] = ()
    performance_indicators: tuple[Reference, ...] = ()
    makers: tuple[Reference, ...] = ()
    owners: tuple[Reference, ...] = ()
    processes: tuple[Reference, ...] = ()
    tasks: tuple[Reference, ...] = ()
    expression: Expression | None = None

    @property
    def type_ref(self) -> str | None:
        return self.variable.type_ref if self.variable else None


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessKnowledgeModel(Named):
    """A named function that decisions and other knowledge models call."""

    variable: InformationItem | None = None
    logic: FunctionDefinition | None = None
    knowledge_requirements: tuple[Requirement, ...] = ()
    authority_requirements: tuple[Requirement, ...] = ()

    @property
    def type_ref(self) -> str | None:
        return self.variable.type_ref if self.variable else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionService(Named):
    """Decisions that are called together: given input_decisions and input_data, the outputs' values.

    Called as a function its parameters are input_data, then input_decisions, in this order (6.3.8, 10.4).
    """

    variable: InformationItem | None = None
    output_decisions: tuple[Reference, ...] = ()
    encapsulated_decisions: tuple[Reference, ...] = ()
    input_decisions: tuple[Reference, ...] = ()
    input_data: tuple[Reference, ...] = ()

    @property
    def type_ref(self) -> str | None:
        return self.variable.type_ref if self.variable else None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeSource(Named):
    """An authority for decisions: a document, a provision, an office."""

    authority_requirements: tuple[Requirement, ...] = ()
    source_type: str | None = None
    owner: Reference | None = None
    location: str | None = None


DrgElement: TypeAlias = InputData | Decision | BusinessKnowledgeModel | DecisionService | KnowledgeSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions(Named):
    """A whole model.

    elements: inputs, decisions, knowledge models, services and sources in the order of the file.
    others: artifacts, element collections and business context elements, each as XML, in order.
    diagram: the DMNDI as XML.
    prefixes: the namespace prefixes declared at the root, ``""`` for the default; texts and the diagram
        may use them.
    """

    namespace: str
    version: Version = Version.V1_3
    imports: tuple[Import, ...] = ()
    item_definitions: tuple[ItemDefinition, ...] = ()
    elements: tuple[DrgElement, ...] = ()
    others: tuple[str, ...] = ()
    diagram: str | None = None
    expression_language: str | None = None
    type_language: str | None = None
    exporter: str | None = None
    exporter_version: str | None = None
    prefixes: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    file: str = field(default="", compare=False)

    @property
    def inputs(self) -> tuple[InputData, ...]:
        return tuple(each for each in self.elements if isinstance(each, InputData))

    @property
    def decisions(self) -> tuple[Decision, ...]:
        return tuple(each for each in self.elements if isinstance(each, Decision))

    @property
    def bkms(self) -> tuple[BusinessKnowledgeModel, ...]:
        return tuple(each for each in self.elements if isinstance(each, BusinessKnowledgeModel))

    @property
    def services(self) -> tuple[DecisionService, ...]:
        return tuple(each for each in self.elements if isinstance(each, DecisionService))

    @property
    def knowledge_sources(self) -> tuple[KnowledgeSource, ...]:
        return tuple(each for each in self.elements if isinstance(each, KnowledgeSource))

    def resolve(self, reference: Reference) -> tuple[Definitions, DrgElement] | None:
        """The element a reference points to, with the model it stands in; None where there is none."""
        owner = self.model_of(reference.namespace)
        if owner is None:
            return None
        for element in owner.elements:
            if element.id == reference.id:
                return owner, element
        return None

    def model_of(self, namespace: str | None) -> Definitions | None:
        """This model (None or its own namespace) or one it imports directly or by way of another."""
        if namespace is None or namespace == self.namespace:
            return self
        return next((each for each in self.imported_models() if each.namespace == namespace), None)

    def imported_models(self) -> Iterator[Definitions]:
        """The models that are imported, and those that they import, each once."""
        seen = {self.namespace}
        waiting = [self]
        while waiting:
            for each in waiting.pop(0).imports:
                model = each.definitions
                if model is not None and model.namespace not in seen:
                    seen.add(model.namespace)
                    waiting.append(model)
                    yield model


__all__ = [
    "NOWHERE",
    "Aggregation",
    "Binding",
    "BoxedContext",
    "BoxedElement",
    "BoxedFilter",
    "BoxedFor",
    "BoxedList",
    "BoxedQuantified",
    "BusinessKnowledgeModel",
    "Child",
    "Conditional",
    "ContextEntry",
    "Decision",
    "DecisionService",
    "DecisionTable",
    "Definitions",
    "DrgElement",
    "Element",
    "Expression",
    "FunctionDefinition",
    "FunctionItem",
    "FunctionKind",
    "HitPolicy",
    "Import",
    "ImportedValues",
    "InformationItem",
    "InputClause",
    "InputData",
    "Invocation",
    "ItemDefinition",
    "KnowledgeSource",
    "LiteralExpression",
    "Named",
    "Orientation",
    "OutputClause",
    "Place",
    "Quantifier",
    "Reference",
    "Relation",
    "Requirement",
    "Requires",
    "Rule",
    "UnaryTests",
    "Version",
]
