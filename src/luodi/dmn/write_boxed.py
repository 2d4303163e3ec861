"""Boxed expressions to XML, in the order that the schemas want."""

from __future__ import annotations

from typing import assert_never

from lxml import etree

from luodi.dmn.build import Builder
from luodi.dmn.model import (
    BoxedContext,
    BoxedElement,
    BoxedFilter,
    BoxedFor,
    BoxedList,
    BoxedQuantified,
    Child,
    Conditional,
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
    Relation,
    Rule,
    UnaryTests,
)


def write_expression(build: Builder, parent: etree._Element, expression: Expression | None) -> None:
    """Append the expression to its parent; nothing for None."""
    match expression:
        case None:
            return
        case LiteralExpression():
            write_literal(build, parent, "literalExpression", expression)
        case DecisionTable():
            _table(build, parent, expression)
        case Invocation():
            element = _start(build, parent, "invocation", expression)
            write_expression(build, element, expression.function)
            for binding in expression.bindings:
                bound = build.add(element, "binding")
                write_item(build, bound, "parameter", binding.parameter)
                write_expression(build, bound, binding.expression)
        case BoxedContext():
            element = _start(build, parent, "context", expression)
            for entry in expression.entries:
                written = build.add(element, "contextEntry")
                build.common(written, entry)
                if entry.variable is not None:
                    write_item(build, written, "variable", entry.variable)
                write_expression(build, written, entry.expression)
        case Relation():
            element = _start(build, parent, "relation", expression)
            for column in expression.columns:
                write_item(build, element, "column", column)
            for row in expression.rows:
                _list(build, element, "row", row)
        case BoxedList():
            _list(build, parent, "list", expression)
        case FunctionDefinition():
            write_function(build, parent, "functionDefinition", expression)
        case Conditional():
            element = _start(build, parent, "conditional", expression)
            _child(build, element, "if", expression.condition)
            _child(build, element, "then", expression.then)
            _child(build, element, "else", expression.otherwise)
        case BoxedFilter():
            element = _start(build, parent, "filter", expression)
            _child(build, element, "in", expression.source)
            _child(build, element, "match", expression.condition)
        case BoxedFor():
            element = _start(build, parent, "for", expression, iteratorVariable=expression.variable)
            _child(build, element, "in", expression.source)
            _child(build, element, "return", expression.result)
        case BoxedQuantified():
            tag = expression.quantifier.value
            element = _start(build, parent, tag, expression, iteratorVariable=expression.variable)
            _child(build, element, "in", expression.source)
            _child(build, element, "satisfies", expression.condition)
        case _:
            assert_never(expression)


def write_item(build: Builder, parent: etree._Element, tag: str, item: InformationItem) -> None:
    build.common(build.add(parent, tag), item, typeRef=item.type_ref)


def write_tests(build: Builder, parent: etree._Element, tag: str, tests: UnaryTests | None) -> None:
    if tests is None:
        return
    element = build.add(parent, tag)
    language = build.uri(tests.language)
    build.common(element, tests, typeRef=tests.type_ref, expressionLanguage=language)
    build.add_text(element, "text", tests.text)


def write_literal(
    build: Builder, parent: etree._Element, tag: str, literal: LiteralExpression | None
) -> None:
    """A literal expression under the name that its place gives it."""
    if literal is None:
        return
    element = _start(build, parent, tag, literal, expressionLanguage=build.uri(literal.language))
    build.add_text(element, "text", literal.text)
    if literal.imported is not None:
        _imported(build, element, literal.imported)


def write_function(build: Builder, parent: etree._Element, tag: str, function: FunctionDefinition) -> None:
    kind = None if function.kind is FunctionKind.FEEL else function.kind.value
    element = _start(build, parent, tag, function, kind=kind)
    for parameter in function.parameters:
        write_item(build, element, "formalParameter", parameter)
    write_expression(build, element, function.body)


def _start(
    build: Builder, parent: etree._Element, tag: str, expression: BoxedElement, **attributes: str | None
) -> etree._Element:
    element = build.add(parent, tag)
    build.common(element, expression, typeRef=expression.type_ref, **attributes)
    return element


def _imported(build: Builder, parent: etree._Element, values: ImportedValues) -> None:
    element = build.add(parent, "importedValues")
    build.common(
        element,
        values,
        namespace=values.namespace,
        locationURI=values.location,
        importType=build.uri(values.import_type),
        expressionLanguage=build.uri(values.language),
    )
    build.add(element, "importedElement", values.imported_element)


def _table(build: Builder, parent: etree._Element, table: DecisionTable) -> None:
    rows = table.orientation is Orientation.RULES_AS_ROWS
    element = _start(
        build,
        parent,
        "decisionTable",
        table,
        hitPolicy=None if table.hit_policy is HitPolicy.UNIQUE else table.hit_policy.value,
        aggregation=table.aggregation.value if table.aggregation else None,
        preferredOrientation=None if rows else table.orientation.value,
        outputLabel=table.output_label,
    )
    for clause in table.inputs:
        _input(build, element, clause)
    for output in table.outputs:
        _output(build, element, output)
    for name in table.annotations:
        annotation = build.add(element, "annotation")
        if name is not None:
            annotation.set("name", name)
    for rule in table.rules:
        _rule(build, element, rule)


def _input(build: Builder, parent: etree._Element, clause: InputClause) -> None:
    element = build.add(parent, "input")
    build.common(element, clause)
    write_literal(build, element, "inputExpression", clause.expression)
    write_tests(build, element, "inputValues", clause.values)


def _output(build: Builder, parent: etree._Element, clause: OutputClause) -> None:
    element = build.add(parent, "output")
    build.common(element, clause, name=clause.name, typeRef=clause.type_ref)
    write_tests(build, element, "outputValues", clause.values)
    write_literal(build, element, "defaultOutputEntry", clause.default)


def _rule(build: Builder, parent: etree._Element, rule: Rule) -> None:
    element = build.add(parent, "rule")
    build.common(element, rule)
    for cell in rule.inputs:
        write_tests(build, element, "inputEntry", cell)
    for result in rule.outputs:
        write_literal(build, element, "outputEntry", result)
    for note in rule.annotations:
        build.add_text(build.add(element, "annotationEntry"), "text", note)


def _list(build: Builder, parent: etree._Element, tag: str, boxed: BoxedList) -> None:
    element = _start(build, parent, tag, boxed)
    for item in boxed.items:
        write_expression(build, element, item)


def _child(build: Builder, parent: etree._Element, tag: str, child: Child) -> None:
    element = build.add(parent, tag)
    for name, value in (("id", child.id), ("typeRef", child.type_ref)):
        if value is not None:
            element.set(name, value)
    write_expression(build, element, child.expression)
