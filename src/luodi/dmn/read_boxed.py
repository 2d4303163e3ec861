"""Boxed expressions from XML. What is missing or unknown is reported and never guessed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from luodi.diagnostics import Severity
from luodi.dmn.model import (
    Aggregation,
    Binding,
    BoxedContext,
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
    HitPolicy,
    ImportedValues,
    InformationItem,
    InputClause,
    Invocation,
    LiteralExpression,
    Orientation,
    OutputClause,
    Quantifier,
    Relation,
    Rule,
    UnaryTests,
)
from luodi.dmn.namespaces import is_feel
from luodi.dmn.xml import Node, as_text
from luodi.messages import PlaceWords

# Boxed expressions one inside the other. People cannot read beyond five; every walker of the model recurses.
MAX_DEPTH: Final = 60


# Parts that have no name of their own, as places say them.
_PARTS: Final = {
    "input": "输入 {}",
    "output": "输出 {}",
    "rule": "规则 {}",
    "entry": "条目 {}",
    "item": "第 {} 项",
    "row": "第 {} 行",
}


def _numbered(part: str, number: int) -> PlaceWords:
    return PlaceWords(_PARTS[part].format(number), f"{part} {number}")


def element_fields(node: Node) -> dict[str, Any]:
    """What every element has, ready for its class. To be called last but for ``finish``."""
    extension = node.child("extensionElements")
    return {
        "description": node.child_text("description"),
        "extension": as_text(extension.element) if extension else None,
        "id": node.attribute("id"),
        "label": node.attribute("label"),
        "attributes": node.foreign_attributes(),
        "place": node.place,
    }


def read_item(node: Node) -> InformationItem:
    item = InformationItem(
        name=node.required("name"), type_ref=node.attribute("typeRef"), **element_fields(node)
    )
    node.finish()
    return item


def read_tests(node: Node) -> UnaryTests:
    """Unary tests; their text is required."""
    text = node.child("text")
    if text is None:
        node.add("DMN010", Severity.ERROR, element=node.tag, wanted="text")
    language = node.attribute("expressionLanguage")
    _check_language(node, language)
    tests = UnaryTests(
        text=text.text() if text else "",
        type_ref=node.attribute("typeRef"),
        language=language,
        **element_fields(node),
    )
    node.finish()
    return tests


def read_expression(parent: Node, *steps: str, depth: int = 0) -> Expression | None:
    """The expression that stands in an element; None where there is none."""
    node = parent.one_of(_NAMES, *steps)
    return _read(node, depth) if node else None


def read_function(node: Node, depth: int = 0) -> FunctionDefinition:
    """A function definition, also as the logic of a knowledge model. DMN013 for kinds that cannot be run."""
    kind = node.choice("kind", FunctionKind) or FunctionKind.FEEL
    if kind is not FunctionKind.FEEL:
        node.add("DMN013", Severity.WARNING, kind=kind)
    return FunctionDefinition(
        parameters=tuple(read_item(each) for each in node.children("formalParameter")),
        body=read_expression(node, depth=depth + 1),
        kind=kind,
        **_boxed_fields(node),
    )


def _boxed_fields(node: Node) -> dict[str, Any]:
    fields = {"type_ref": node.attribute("typeRef"), **element_fields(node)}
    node.finish()
    return fields


def _read(node: Node, depth: int) -> Expression | None:
    if depth > MAX_DEPTH:
        node.add("DMN012", Severity.ERROR, limit=MAX_DEPTH)
        return None
    return _READERS[node.tag](node, depth)


def _check_language(node: Node, language: str | None) -> None:
    if not is_feel(language):
        node.add("DMN017", Severity.WARNING, language=language)


def _literal(node: Node, depth: int) -> LiteralExpression:
    language = node.attribute("expressionLanguage")
    _check_language(node, language)
    text = node.child_text("text")
    imported = node.child("importedValues")
    return LiteralExpression(
        text=text,
        language=language,
        imported=_imported(imported) if imported else None,
        **_boxed_fields(node),
    )


def _imported(node: Node) -> ImportedValues:
    node.add("DMN024", Severity.WARNING, location=node.element.get("locationURI") or "")
    element = node.child_text("importedElement")
    if element is None:
        node.add("DMN010", Severity.ERROR, element=node.tag, wanted="importedElement")
    values = ImportedValues(
        name=node.required("name"),
        namespace=node.required("namespace"),
        import_type=node.required("importType"),
        location=node.attribute("locationURI"),
        language=node.attribute("expressionLanguage"),
        imported_element=element or "",
        **element_fields(node),
    )
    node.finish()
    return values


def _table(node: Node, depth: int) -> DecisionTable:
    inputs = tuple(
        _input(each)
        for each in node.children("input", lambda number: node.inward(_numbered("input", number)))
    )
    outputs = tuple(
        _output(each)
        for each in node.children("output", lambda number: node.inward(_numbered("output", number)))
    )
    annotations = []
    for each in node.children("annotation"):
        annotations.append(each.attribute("name"))
        each.finish()
    if not outputs:
        node.add("DMN010", Severity.ERROR, element=node.tag, wanted="output")
    rules = node.children("rule", lambda number: node.inward(_numbered("rule", number)))
    policy = node.choice("hitPolicy", HitPolicy) or HitPolicy.UNIQUE
    aggregation = node.choice("aggregation", Aggregation)
    if aggregation is not None and policy is not HitPolicy.COLLECT:
        node.add("DMN027", Severity.WARNING, aggregation=aggregation, policy=policy)
    return DecisionTable(
        inputs=inputs,
        outputs=outputs,
        rules=tuple(_rule(each, len(inputs), len(outputs), len(annotations)) for each in rules),
        annotations=tuple(annotations),
        hit_policy=policy,
        aggregation=aggregation,
        orientation=node.choice("preferredOrientation", Orientation) or Orientation.RULES_AS_ROWS,
        output_label=node.attribute("outputLabel"),
        **_boxed_fields(node),
    )


def _input(node: Node) -> InputClause:
    expression = node.child("inputExpression")
    if expression is None:
        node.add("DMN010", Severity.ERROR, element=node.tag, wanted="inputExpression")
    values = node.child("inputValues")
    clause = InputClause(
        expression=_literal(expression, 0) if expression else LiteralExpression(place=node.place),
        values=read_tests(values) if values else None,
        **element_fields(node),
    )
    node.finish()
    return clause


def _output(node: Node) -> OutputClause:
    values = node.child("outputValues")
    default = node.child("defaultOutputEntry", "默认值")
    clause = OutputClause(
        name=node.attribute("name"),
        type_ref=node.attribute("typeRef"),
        values=read_tests(values) if values else None,
        default=_literal(default, 0) if default else None,
        **element_fields(node),
    )
    node.finish()
    return clause


def _rule(node: Node, inputs: int, outputs: int, annotations: int) -> Rule:
    cells = node.children("inputEntry", lambda number: node.inward(_numbered("input", number)))
    results = node.children("outputEntry", lambda number: node.inward(_numbered("output", number)))
    notes: list[str | None] = []
    for each in node.children("annotationEntry"):
        notes.append(each.child_text("text"))
        each.finish()
    for kind, count, wanted in (("inputEntry", len(cells), inputs), ("outputEntry", len(results), outputs)):
        if count != wanted:
            node.add("DMN023", Severity.ERROR, kind=kind, cells=count, columns=wanted)
    # Before DMN 1.4 tools wrote annotation entries without a clause for them; fewer than clauses is usual.
    if len(notes) > annotations:
        node.add("DMN029", Severity.INFO, cells=len(notes), columns=annotations)
    rule = Rule(
        inputs=tuple(read_tests(each) for each in cells),
        outputs=tuple(_literal(each, 0) for each in results),
        annotations=tuple(notes),
        **element_fields(node),
    )
    node.finish()
    return rule


def _invocation(node: Node, depth: int) -> Invocation:
    function = read_expression(node, depth=depth + 1)
    bindings = []
    for each in node.children("binding"):
        parameter = each.child("parameter")
        if parameter is None:
            each.add("DMN010", Severity.ERROR, element=each.tag, wanted="parameter")
        item = read_item(parameter) if parameter else InformationItem(name="", place=each.place)
        bindings.append(Binding(parameter=item, expression=read_expression(each, item.name, depth=depth + 1)))
        each.finish()
    return Invocation(function=function, bindings=tuple(bindings), **_boxed_fields(node))


def _context(node: Node, depth: int) -> BoxedContext:
    entries = []
    for number, each in enumerate(node.children("contextEntry"), 1):
        variable = each.child("variable")
        item = read_item(variable) if variable else None
        each.path = node.inward(item.name if item else _numbered("entry", number))
        expression = read_expression(each, depth=depth + 1)
        if expression is None:
            each.add("DMN010", Severity.ERROR, element=each.tag, wanted="expression")
        entries.append(ContextEntry(variable=item, expression=expression, **element_fields(each)))
        each.finish()
    return BoxedContext(entries=tuple(entries), **_boxed_fields(node))


def _list(node: Node, depth: int) -> BoxedList:
    items: list[Expression] = []
    while (item := read_expression(node, _numbered("item", len(items) + 1), depth=depth + 1)) is not None:
        items.append(item)
    return BoxedList(items=tuple(items), **_boxed_fields(node))


def _relation(node: Node, depth: int) -> Relation:
    columns = tuple(read_item(each) for each in node.children("column"))
    rows = []
    for each in node.children("row", lambda number: node.inward(_numbered("row", number))):
        row = _list(each, depth)
        if len(row.items) != len(columns):
            each.add("DMN023", Severity.ERROR, kind="row", cells=len(row.items), columns=len(columns))
        rows.append(row)
    return Relation(columns=columns, rows=tuple(rows), **_boxed_fields(node))


def _child(parent: Node, name: str, depth: int) -> Child:
    node = parent.child(name, name)
    if node is None:
        parent.add("DMN010", Severity.ERROR, element=parent.tag, wanted=name)
        return Child()
    expression = read_expression(node, depth=depth + 1)
    if expression is None:
        node.add("DMN010", Severity.ERROR, element=name, wanted="expression")
    # Only the source of an iteration may have a type (tTypedChildExpression).
    typed = name == "in" and parent.tag != "filter"
    child = Child(
        expression=expression,
        id=node.attribute("id"),
        type_ref=node.attribute("typeRef") if typed else None,
    )
    node.finish()
    return child


def _conditional(node: Node, depth: int) -> Conditional:
    return Conditional(
        condition=_child(node, "if", depth),
        then=_child(node, "then", depth),
        otherwise=_child(node, "else", depth),
        **_boxed_fields(node),
    )


def _filter(node: Node, depth: int) -> BoxedFilter:
    return BoxedFilter(
        source=_child(node, "in", depth), condition=_child(node, "match", depth), **_boxed_fields(node)
    )


def _for(node: Node, depth: int) -> BoxedFor:
    return BoxedFor(
        variable=node.attribute("iteratorVariable"),
        source=_child(node, "in", depth),
        result=_child(node, "return", depth),
        **_boxed_fields(node),
    )


def _quantified(node: Node, depth: int) -> BoxedQuantified:
    return BoxedQuantified(
        quantifier=Quantifier(node.tag),
        variable=node.attribute("iteratorVariable"),
        source=_child(node, "in", depth),
        condition=_child(node, "satisfies", depth),
        **_boxed_fields(node),
    )


_READERS: Final[dict[str, Callable[[Node, int], Expression]]] = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "invocation": _invocation,
    "context": _context,
    "relation": _relation,
    "list": _list,
    "functionDefinition": read_function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
}
_NAMES: Final = frozenset(_READERS)
