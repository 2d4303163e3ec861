"""A decision model as a DMN file: 1.3, which editors open, or 1.5 where 1.3 cannot say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, assert_never

from lxml import etree

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn.build import Builder, indent
from luodi.dmn.lowering import lower_definitions, newer_features
from luodi.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    Definitions,
    DrgElement,
    FunctionItem,
    Import,
    InputData,
    ItemDefinition,
    KnowledgeSource,
    Reference,
    Requirement,
    Version,
)
from luodi.dmn.write_boxed import write_expression, write_function, write_item, write_tests

_WRITTEN: Final = (Version.V1_3, Version.V1_5)


@dataclass(frozen=True, slots=True)
class Written:
    """The file, the version that it is in, and what could not be said as it was."""

    data: bytes
    version: Version
    diagnostics: tuple[Diagnostic, ...] = ()


def write(definitions: Definitions) -> bytes:
    """The model as a DMN file, UTF-8: 1.3 where it can say everything, else 1.5. Nothing is changed."""
    return export(definitions).data


def export(definitions: Definitions, *, lower: bool = False, version: Version = Version.V1_3) -> Written:
    """The model as a DMN file of the version wanted, with what had to be said about it.

    lower: rewrite as FEEL text what only 1.4 and later can box (DMN031, DMN034), so that 1.3 holds it. What
        cannot be rewritten (DMN032, DMN033), and without ``lower`` all of it (DMN030, DMN033), keeps the file
        at 1.5.
    Raises ValueError for a version other than 1.3 and 1.5, LuodiError DMN036 for a character that XML cannot
    hold.
    """
    if version not in _WRITTEN:
        raise ValueError(f"DMN {version} is not written")
    notes: list[Diagnostic] = []
    if version is Version.V1_3:
        if lower:
            definitions, notes = lower_definitions(definitions)
        kept = newer_features(definitions)
        if kept:
            version = Version.V1_5
            said = {(note.code, note.where) for note in notes}
            notes += [note for note in kept if ("DMN032", note.where) not in said]
    build = Builder(version)
    root = _definitions(build, definitions)
    for attribute in build.lost:
        values = {"attribute": attribute}
        notes.append(Diagnostic("DMN035", Severity.WARNING, None, values, definitions.file, "DMNDI"))
    indent(root)
    data = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return Written(data + b"\n", version, tuple(notes))


def _definitions(build: Builder, definitions: Definitions) -> etree._Element:
    root = build.root("definitions", definitions.prefixes)
    build.common(
        root,
        definitions,
        namespace=definitions.namespace,
        expressionLanguage=build.uri(definitions.expression_language),
        typeLanguage=build.uri(definitions.type_language),
        exporter=definitions.exporter,
        exporterVersion=definitions.exporter_version,
    )
    for each in definitions.imports:
        _import(build, root, each)
    for definition in definitions.item_definitions:
        _item_definition(build, root, "itemDefinition", definition)
    for element in definitions.elements:
        _drg_element(build, root, element)
    for other in definitions.others:
        build.add_kept(root, other)
    if definitions.diagram is not None:
        build.add_kept(root, definitions.diagram)
    return root


def _import(build: Builder, root: etree._Element, each: Import) -> None:
    build.common(
        build.add(root, "import"),
        each,
        namespace=each.namespace,
        locationURI=each.location,
        importType=build.uri(each.import_type),
    )


def _item_definition(build: Builder, parent: etree._Element, tag: str, definition: ItemDefinition) -> None:
    element = build.add(parent, tag)
    build.common(
        element,
        definition,
        typeLanguage=build.uri(definition.type_language),
        isCollection="true" if definition.is_collection else None,
    )
    build.add_text(element, "typeRef", definition.type_ref)
    write_tests(build, element, "allowedValues", definition.allowed_values)
    write_tests(build, element, "typeConstraint", definition.type_constraint)
    for component in definition.components:
        _item_definition(build, element, "itemComponent", component)
    if definition.function is not None:
        _function_item(build, element, definition.function)


def _function_item(build: Builder, parent: etree._Element, function: FunctionItem) -> None:
    element = build.add(parent, "functionItem")
    build.common(element, function, outputTypeRef=function.output_type_ref)
    for parameter in function.parameters:
        write_item(build, element, "parameters", parameter)


def _drg_element(build: Builder, root: etree._Element, source: DrgElement) -> None:
    match source:
        case InputData():
            element = build.add(root, "inputData")
            build.common(element, source)
            _variable(build, element, source)
        case Decision():
            _decision(build, root, source)
        case BusinessKnowledgeModel():
            element = build.add(root, "businessKnowledgeModel")
            build.common(element, source)
            _variable(build, element, source)
            if source.logic is not None:
                write_function(build, element, "encapsulatedLogic", source.logic)
            _requirements(build, element, "knowledgeRequirement", source.knowledge_requirements)
            _requirements(build, element, "authorityRequirement", source.authority_requirements)
        case DecisionService():
            element = build.add(root, "decisionService")
            build.common(element, source)
            _variable(build, element, source)
            _references(build, element, "outputDecision", source.output_decisions)
            _references(build, element, "encapsulatedDecision", source.encapsulated_decisions)
            _references(build, element, "inputDecision", source.input_decisions)
            _references(build, element, "inputData", source.input_data)
        case KnowledgeSource():
            element = build.add(root, "knowledgeSource")
            build.common(element, source, locationURI=source.location)
            _requirements(build, element, "authorityRequirement", source.authority_requirements)
            build.add_text(element, "type", source.source_type)
            _references(build, element, "owner", (source.owner,) if source.owner else ())
        case _:
            assert_never(source)


def _decision(build: Builder, root: etree._Element, source: Decision) -> None:
    element = build.add(root, "decision")
    build.common(element, source)
    build.add_text(element, "question", source.question)
    build.add_text(element, "allowedAnswers", source.allowed_answers)
    _variable(build, element, source)
    _requirements(build, element, "informationRequirement", source.information_requirements)
    _requirements(build, element, "knowledgeRequirement", source.knowledge_requirements)
    _requirements(build, element, "authorityRequirement", source.authority_requirements)
    _references(build, element, "supportedObjective", source.supported_objectives)
    _references(build, element, "impactedPerformanceIndicator", source.performance_indicators)
    _references(build, element, "decisionMaker", source.makers)
    _references(build, element, "decisionOwner", source.owners)
    _references(build, element, "usingProcess", source.processes)
    _references(build, element, "usingTask", source.tasks)
    write_expression(build, element, source.expression)


def _variable(
    build: Builder,
    parent: etree._Element,
    source: InputData | Decision | BusinessKnowledgeModel | DecisionService,
) -> None:
    if source.variable is not None:
        write_item(build, parent, "variable", source.variable)


def _requirements(
    build: Builder, parent: etree._Element, tag: str, requirements: tuple[Requirement, ...]
) -> None:
    for requirement in requirements:
        element = build.add(parent, tag)
        build.common(element, requirement)
        build.add(element, requirement.requires.value).set("href", requirement.target.href)


def _references(build: Builder, parent: etree._Element, tag: str, references: tuple[Reference, ...]) -> None:
    for reference in references:
        build.add(parent, tag).set("href", reference.href)
