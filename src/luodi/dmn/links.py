"""The requirements of a model whose tables were written without them: from the names that expressions use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from luodi.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionTable,
    Definitions,
    DrgElement,
    Expression,
    InformationItem,
    InputData,
    LiteralExpression,
    Reference,
    Requirement,
    Requires,
)
from luodi.dmn.walk import parts_of
from luodi.feel import ast
from luodi.feel.builtins import SIGNATURES
from luodi.feel.names import Scope, normalise_name
from luodi.feel.parser import parse_expression, parse_unary_tests

# Below them a name may be one that they bind, so that it need not be an input.
_BINDERS: Final = (ast.For, ast.Quantified, ast.ContextLiteral, ast.FunctionLiteral, ast.Filter)
_REQUIRES: Final[dict[type, Requires]] = {
    InputData: Requires.INPUT,
    Decision: Requires.DECISION,
    BusinessKnowledgeModel: Requires.KNOWLEDGE,
}


class Text(NamedTuple):
    """A FEEL text of a model; tests: whether it holds unary tests."""

    text: str
    tests: bool


def linked(definitions: Definitions) -> Definitions:
    """The model with a requirement for every input, decision or function whose name a decision's texts use.

    A name in the head of a column that nothing has becomes an input; where it is all of the head, the input
    has the column's type. Decisions that have requirements already keep them. Every element gets an id.
    """
    named = _with_ids(_with_inputs(definitions))
    by_name = {normalise_name(each.name): each for each in named.elements if type(each) in _REQUIRES}
    scope = Scope(by_name.keys())
    return replace(named, elements=tuple(_with_requirements(each, by_name, scope) for each in named.elements))


def texts_of(expression: Expression | None) -> Iterator[Text]:
    """All FEEL texts of an expression: literals, and the heads and cells of tables."""
    match expression:
        case None:
            return
        case LiteralExpression():
            yield Text(expression.text or "", tests=False)
        case DecisionTable():
            for clause in expression.inputs:
                yield Text(clause.expression.text or "", tests=False)
                if clause.values is not None:
                    yield Text(clause.values.text, tests=True)
            for output in expression.outputs:
                if output.values is not None:
                    yield Text(output.values.text, tests=True)
                if output.default is not None:
                    yield Text(output.default.text or "", tests=False)
            for rule in expression.rules:
                yield from (Text(cell.text, tests=True) for cell in rule.inputs)
                yield from (Text(cell.text or "", tests=False) for cell in rule.outputs)
        case _:
            for part in parts_of(expression):
                yield from texts_of(part)


def _names_in(text: Text, scope: Scope) -> set[str]:
    parse = parse_unary_tests if text.tests else parse_expression
    return {each.name for each in ast.walk(parse(text.text, scope).node) if isinstance(each, ast.Name)}


def _with_inputs(definitions: Definitions) -> Definitions:
    known = {normalise_name(each.name) for each in definitions.elements}
    scope = Scope(known)
    inputs: dict[str, InputData] = {}
    for decision in definitions.decisions:
        if not isinstance(decision.expression, DecisionTable):
            continue
        for clause in decision.expression.inputs:
            node = parse_expression(clause.expression.text or "", scope).node
            for name in _free_names(node):
                if name not in known and name not in SIGNATURES:
                    whole = isinstance(node, ast.Name)
                    item = InformationItem(name=name, type_ref=clause.expression.type_ref if whole else None)
                    if name not in inputs or whole:
                        inputs[name] = InputData(name=name, variable=item)
    return replace(definitions, elements=(*inputs.values(), *definitions.elements))


def _free_names(node: ast.Expression) -> list[str]:
    """The names an expression uses and does not bind; none where it binds any."""
    nodes = list(ast.walk(node))
    if any(isinstance(each, _BINDERS) for each in nodes):
        return []
    return [each.name for each in nodes if isinstance(each, ast.Name)]


def _with_ids(definitions: Definitions) -> Definitions:
    taken = {each.id for each in definitions.elements if each.id}
    elements = []
    for element in definitions.elements:
        if not element.id:
            kind = "input" if isinstance(element, InputData) else "decision"
            fresh = next(key for number in range(1, 10**9) if (key := f"{kind}_{number}") not in taken)
            taken.add(fresh)
            element = replace(element, id=fresh)
        elements.append(element)
    return replace(definitions, elements=tuple(elements))


def _with_requirements(element: DrgElement, by_name: dict[str, DrgElement], scope: Scope) -> DrgElement:
    if not isinstance(element, Decision) or element.information_requirements:
        return element
    used: set[str] = set()
    for text in set(texts_of(element.expression)):
        used |= _names_in(text, scope)
    information: list[Requirement] = []
    knowledge: list[Requirement] = []
    for name, other in by_name.items():
        if name in used and other is not element:
            requires = _REQUIRES[type(other)]
            requirement = Requirement(requires=requires, target=Reference(f"#{other.id}"))
            (knowledge if requires is Requires.KNOWLEDGE else information).append(requirement)
    return replace(
        element,
        information_requirements=tuple(information),
        knowledge_requirements=element.knowledge_requirements or tuple(knowledge),
    )
