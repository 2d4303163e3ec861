"""Walking boxed expressions: the parts of one, and one with its parts replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar, assert_never

from luodi.dmn.model import (
    BoxedContext,
    BoxedFilter,
    BoxedFor,
    BoxedList,
    BoxedQuantified,
    BusinessKnowledgeModel,
    Child,
    Conditional,
    Decision,
    DecisionTable,
    Definitions,
    DrgElement,
    Expression,
    FunctionDefinition,
    Invocation,
    LiteralExpression,
    Relation,
)

_Boxed = TypeVar("_Boxed", bound=Expression)


def parts_of(expression: Expression) -> Iterator[Expression]:
    """The expressions directly inside; a table's cells are literal expressions and not among them."""
    match expression:
        case LiteralExpression() | DecisionTable():
            return
        case Invocation():
            yield from _given(expression.function, *(each.expression for each in expression.bindings))
        case BoxedContext():
            yield from _given(*(each.expression for each in expression.entries))
        case Relation():
            for row in expression.rows:
                yield from row.items
        case BoxedList():
            yield from expression.items
        case FunctionDefinition():
            yield from _given(expression.body)
        case Conditional():
            children = (expression.condition, expression.then, expression.otherwise)
            yield from _given(*(each.expression for each in children))
        case BoxedFilter() | BoxedQuantified():
            yield from _given(expression.source.expression, expression.condition.expression)
        case BoxedFor():
            yield from _given(expression.source.expression, expression.result.expression)
        case _:
            assert_never(expression)


def within(expression: Expression | None) -> Iterator[Expression]:
    """The expression and all inside it, outermost first."""
    if expression is not None:
        yield expression
        for part in parts_of(expression):
            yield from within(part)


def text_length(expression: Expression | None) -> int:
    """The characters of all FEEL texts in an expression but for the heads of tables."""
    length = 0
    for each in within(expression):
        if isinstance(each, LiteralExpression):
            length += len(each.text or "")
        elif isinstance(each, DecisionTable):
            for rule in each.rules:
                length += sum(len(cell.text) for cell in rule.inputs)
                length += sum(len(cell.text or "") for cell in rule.outputs)
    return length


def logic_of(element: DrgElement) -> Expression | None:
    """What a decision or a knowledge model computes by; None for other elements."""
    if isinstance(element, Decision):
        return element.expression
    return element.logic if isinstance(element, BusinessKnowledgeModel) else None


def all_expressions(definitions: Definitions) -> Iterator[tuple[DrgElement, Expression]]:
    """Every expression of the model itself, with the element whose logic it is in."""
    for element in definitions.elements:
        for expression in within(logic_of(element)):
            yield element, expression


def with_parts(expression: _Boxed, change: Callable[[Expression], Expression]) -> _Boxed:
    """The same expression with each of its parts changed."""

    def changed(part: Expression | None) -> Expression | None:
        return change(part) if part is not None else None

    def child(each: Child) -> Child:
        return replace(each, expression=changed(each.expression))

    match expression:
        case LiteralExpression() | DecisionTable():
            return expression
        case Invocation():
            bindings = tuple(
                replace(each, expression=changed(each.expression)) for each in expression.bindings
            )
            return replace(expression, function=changed(expression.function), bindings=bindings)
        case BoxedContext():
            entries = tuple(replace(each, expression=changed(each.expression)) for each in expression.entries)
            return replace(expression, entries=entries)
        case Relation():
            return replace(expression, rows=tuple(with_parts(row, change) for row in expression.rows))
        case BoxedList():
            return replace(expression, items=tuple(change(each) for each in expression.items))
        case FunctionDefinition():
            return replace(expression, body=changed(expression.body))
        case Conditional():
            return replace(
                expression,
                condition=child(expression.condition),
                then=child(expression.then),
                otherwise=child(expression.otherwise),
            )
        case BoxedFilter() | BoxedQuantified():
            return replace(expression, source=child(expression.source), condition=child(expression.condition))
        case BoxedFor():
            return replace(expression, source=child(expression.source), result=child(expression.result))
        case _:
            assert_never(expression)


def _given(*parts: Expression | None) -> Iterator[Expression]:
    return (part for part in parts if part is not None)
