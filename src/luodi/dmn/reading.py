"""A decision model from a DMN file: versions 1.2 to 1.5, with the models that it imports."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from lxml import etree

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.dmn.imports import FolderResolver, Resolver
from luodi.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    Definitions,
    DrgElement,
    FunctionItem,
    Import,
    InformationItem,
    InputData,
    ItemDefinition,
    KnowledgeSource,
    Reference,
    Requirement,
    Requires,
)
from luodi.dmn.namespaces import VERSION_OF, is_diagram, is_feel, is_model
from luodi.dmn.read_boxed import element_fields, read_expression, read_function, read_item, read_tests
from luodi.dmn.references import check_references
from luodi.dmn.type_references import check_types
from luodi.dmn.xml import Log, Node, as_text, load, local_name, namespace_of, parse_xml

# Artifacts, collections and business context: kept as they are.
_OTHERS: Final = frozenset(
    (
        "group",
        "textAnnotation",
        "association",
        "elementCollection",
        "performanceIndicator",
        "organizationUnit",
    )
)
_DRG: Final = frozenset(
    ("inputData", "decision", "businessKnowledgeModel", "decisionService", "knowledgeSource")
)


@dataclass(frozen=True, slots=True)
class Read:
    """What a file gave. definitions: None where it is no model; diagnostics: of imported files, too."""

    definitions: Definitions | None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def has_errors(self) -> bool:
        return any(each.severity is Severity.ERROR for each in self.diagnostics)


def read(source: str | Path | bytes, resolve: Resolver | None = None, *, name: str = "") -> Read:
    """The model in a file, given by its path or as bytes, with all that it imports.

    resolve: finds imported models; for a path, the folder of the file and what is below it is searched
        where none is given. Bytes without it resolve nothing.
    name: what the user calls the bytes; shown in diagnostics.
    Nothing is fetched from a network, whatever the file says. All faults are collected: DMN001 to DMN029.
    """
    reading = _Reading(resolve)
    if isinstance(source, bytes):
        return Read(reading.read_bytes(source, name), tuple(reading.diagnostics))
    path = Path(source)
    if resolve is None:
        reading.resolve = FolderResolver(path.parent)
    try:
        data = load(path)
    except LuodiError as error:
        return Read(None, (error.diagnostic,))
    return Read(reading.read_bytes(data, str(path)), tuple(reading.diagnostics))


class _Reading:
    """One call of ``read``: the models already read, by namespace, and those that are being read."""

    def __init__(self, resolve: Resolver | None) -> None:
        self.resolve = resolve
        self.diagnostics: list[Diagnostic] = []
        self._done: dict[str, Definitions | None] = {}
        self._open: list[str] = []

    def read_bytes(self, data: bytes, name: str) -> Definitions | None:
        try:
            root = parse_xml(data, name)
        except LuodiError as error:
            self.diagnostics.append(error.diagnostic)
            return None
        log = Log(name)
        definitions = self._definitions(root, log)
        self.diagnostics += log.found
        if definitions is not None:
            self.diagnostics += check_references(definitions)
            self.diagnostics += check_types(definitions)
        return definitions

    def _definitions(self, root: etree._Element, log: Log) -> Definitions | None:
        node = Node(root, log)
        namespace = namespace_of(root)
        if local_name(root) != "definitions":
            node.add("DMN004", Severity.ERROR, root=local_name(root))
            return None
        if namespace not in VERSION_OF:
            node.add("DMN005", Severity.ERROR, namespace=namespace)
            return None
        comments = _comments(root)
        if comments:
            node.add("DMN011", Severity.INFO, count=comments)
        own = node.required("namespace")
        language = node.attribute("expressionLanguage")
        if not is_feel(language):
            node.add("DMN017", Severity.WARNING, language=language)
        imports = tuple(_import(each) for each in node.children("import"))
        fields = element_fields(node)
        definitions = Definitions(
            name=node.required("name"),
            namespace=own,
            version=VERSION_OF[namespace],
            item_definitions=tuple(_item_definition(each, ()) for each in node.children("itemDefinition")),
            elements=tuple(_elements(node)),
            others=tuple(as_text(each) for each in node.rest(lambda each: local_name(each) in _OTHERS)),
            diagram=_diagram(node),
            expression_language=language,
            type_language=node.attribute("typeLanguage"),
            exporter=node.attribute("exporter"),
            exporter_version=node.attribute("exporterVersion"),
            prefixes=tuple((prefix or "", uri) for prefix, uri in root.nsmap.items()),
            file=log.file,
            **fields,
        )
        node.finish()
        self._open.append(own)
        found = tuple(self._imported(each, log) for each in imports)
        self._open.pop()
        return replace(definitions, imports=found)

    def _imported(self, wanted: Import, log: Log) -> Import:
        """The import with its model; DMN014, 015, 016 or 028 says why it has none."""
        if not is_model(wanted.import_type):
            _report(log, wanted, "DMN028", Severity.WARNING, import_type=wanted.import_type)
            return wanted
        if wanted.namespace in self._open:
            circle = (*self._open[self._open.index(wanted.namespace) :], wanted.namespace)
            _report(log, wanted, "DMN015", circle=" → ".join(circle))
            return wanted
        if wanted.namespace not in self._done:
            found = self.resolve(wanted) if self.resolve else None
            if found is None:
                _report(log, wanted, "DMN014")
                return wanted
            self._done[wanted.namespace] = self.read_bytes(found.data, found.name)
            if self._done[wanted.namespace] is None:
                _report(log, wanted, "DMN016", file=found.name)
        definitions = self._done[wanted.namespace]
        if definitions is not None and definitions.namespace != wanted.namespace:
            _report(log, wanted, "DMN014")
            return wanted
        return replace(wanted, definitions=definitions)


def _report(log: Log, wanted: Import, code: str, severity: Severity = Severity.ERROR, **more: object) -> None:
    """A diagnostic about an import, which is named."""
    named = {"name": wanted.name, "namespace": wanted.namespace, "line": wanted.place.line}
    log.add(Diagnostic(code, severity, None, {**named, **more}, log.file, wanted.name))


def _comments(root: etree._Element) -> int:
    """Comments and processing instructions, also those before and after the root element."""
    outside = sum(1 for _ in root.itersiblings(preceding=True)) + sum(1 for _ in root.itersiblings())
    return outside + sum(1 for _ in root.iter(etree.Comment, etree.ProcessingInstruction))


def _import(node: Node) -> Import:
    found = Import(
        name=node.required("name"),
        namespace=node.required("namespace"),
        import_type=node.required("importType"),
        location=node.attribute("locationURI"),
        **element_fields(node),
    )
    node.finish()
    return found


def _item_definition(node: Node, path: tuple[str, ...]) -> ItemDefinition:
    name = node.required("name")
    node.path = (*path, name)
    allowed = node.child("allowedValues")
    constraint = node.child("typeConstraint")
    function = node.child("functionItem")
    definition = ItemDefinition(
        name=name,
        type_ref=_type_ref(node),
        is_collection=node.flag("isCollection"),
        allowed_values=read_tests(allowed) if allowed else None,
        type_constraint=read_tests(constraint) if constraint else None,
        components=tuple(_item_definition(each, node.path) for each in node.children("itemComponent")),
        function=_function_item(function) if function else None,
        type_language=node.attribute("typeLanguage"),
        **element_fields(node),
    )
    node.finish()
    return definition


def _type_ref(node: Node) -> str | None:
    """White space around the name of a type is none of it."""
    text = node.child_text("typeRef")
    return text.strip() if text is not None else None


def _function_item(node: Node) -> FunctionItem:
    item = FunctionItem(
        parameters=tuple(read_item(each) for each in node.children("parameters")),
        output_type_ref=node.attribute("outputTypeRef"),
        **element_fields(node),
    )
    node.finish()
    return item


def _elements(node: Node) -> list[DrgElement]:
    found: list[DrgElement] = []
    while (each := node.one_of(_DRG)) is not None:
        found.append(_drg_element(each))
    return found


def _drg_element(node: Node) -> DrgElement:
    name = node.required("name")
    node.path = (name,)
    if node.tag == "decision":
        element: DrgElement = _decision(node, name)
    elif node.tag == "businessKnowledgeModel":
        logic = node.child("encapsulatedLogic")
        element = BusinessKnowledgeModel(
            name=name,
            variable=_variable(node),
            logic=read_function(logic) if logic else None,
            knowledge_requirements=_requirements(node, "knowledgeRequirement"),
            authority_requirements=_requirements(node, "authorityRequirement"),
            **element_fields(node),
        )
    elif node.tag == "decisionService":
        element = DecisionService(
            name=name,
            variable=_variable(node),
            output_decisions=_references(node, "outputDecision"),
            encapsulated_decisions=_references(node, "encapsulatedDecision"),
            input_decisions=_references(node, "inputDecision"),
            input_data=_references(node, "inputData"),
            **element_fields(node),
        )
    elif node.tag == "knowledgeSource":
        owner = node.child("owner")
        element = KnowledgeSource(
            name=name,
            authority_requirements=_requirements(node, "authorityRequirement"),
            source_type=node.child_text("type"),
            owner=_reference(owner) if owner else None,
            location=node.attribute("locationURI"),
            **element_fields(node),
        )
    else:
        element = InputData(name=name, variable=_variable(node), **element_fields(node))
    node.finish()
    return element


def _decision(node: Node, name: str) -> Decision:
    return Decision(
        name=name,
        question=node.child_text("question"),
        allowed_answers=node.child_text("allowedAnswers"),
        variable=_variable(node),
        information_requirements=_requirements(node, "informationRequirement"),
        knowledge_requirements=_requirements(node, "knowledgeRequirement"),
        authority_requirements=_requirements(node, "authorityRequirement"),
        supported_objectives=_references(node, "supportedObjective"),
        performance_indicators=_references(node, "impactedPerformanceIndicator"),
        makers=_references(node, "decisionMaker"),
        owners=_references(node, "decisionOwner"),
        processes=_references(node, "usingProcess"),
        tasks=_references(node, "usingTask"),
        expression=read_expression(node),
        **element_fields(node),
    )


def _variable(node: Node) -> InformationItem | None:
    variable = node.child("variable")
    return read_item(variable) if variable else None


def _requirements(node: Node, tag: str) -> tuple[Requirement, ...]:
    found = []
    for each in node.children(tag):
        target = each.one_of(frozenset(Requires))
        if target is None:
            each.add("DMN010", Severity.ERROR, element=tag, wanted=" / ".join(Requires))
            continue
        requires = Requires(target.tag)
        found.append(Requirement(requires=requires, target=_reference(target), **element_fields(each)))
        each.finish()
    return tuple(found)


def _references(node: Node, tag: str) -> tuple[Reference, ...]:
    return tuple(_reference(each) for each in node.children(tag))


def _reference(node: Node) -> Reference:
    reference = Reference(node.required("href"))
    node.finish()
    return reference


def _diagram(node: Node) -> str | None:
    found = node.rest(lambda each: local_name(each) == "DMNDI" and is_diagram(namespace_of(each)))
    return as_text(found[0]) if found else None
