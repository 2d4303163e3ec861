"""Names in a model's texts that nothing has, found before a case runs into them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionTable,
    Definitions,
    FunctionDefinition,
    LiteralExpression,
)
from luodi.feel import ast
from luodi.feel.builtins import SIGNATURES
from luodi.feel.names import Scope, normalise_name
from luodi.feel.parser import parse_expression, parse_unary_tests

# Below them a name may be one that they bind; what is inside is left to the run.
_BINDERS = (ast.For, ast.Quantified, ast.ContextLiteral, ast.FunctionLiteral, ast.Filter)


def unknown_names(definitions: Definitions) -> Iterator[Diagnostic]:
    """EVAL012 for every name that is none of the model, in tables and formulas that stand in decisions."""
    known = {normalise_name(each.name) for each in definitions.elements}
    known |= {normalise_name(each.variable.name) for each in definitions.elements if _named_variable(each)}
    known |= {normalise_name(each.name.partition(".")[0]) for each in definitions.imports}
    if any(not each.name for each in definitions.imports):
        return  # Everything of such a model is in scope by its own name.
    for element in definitions.elements:
        if isinstance(element, Decision):
            yield from _in_expression(element.expression, known)
        elif isinstance(element, BusinessKnowledgeModel) and isinstance(element.logic, FunctionDefinition):
            parameters = {normalise_name(each.name) for each in element.logic.parameters}
            yield from _in_expression(element.logic.body, known | parameters)


def _named_variable(element: object) -> bool:
    variable = getattr(element, "variable", None)
    return bool(variable is not None and variable.name)


def _in_expression(expression: object, known: set[str]) -> Iterator[Diagnostic]:
    if isinstance(expression, LiteralExpression):
        yield from names_in(expression.text or "", known, tests=False, where=str(expression.place))
    elif isinstance(expression, DecisionTable):
        for clause in expression.inputs:
            head = clause.expression
            yield from names_in(head.text or "", known, tests=False, where=str(head.place))
        for rule in expression.rules:
            for cell in rule.inputs:
                yield from names_in(cell.text, known, tests=True, where=str(cell.place))
            for result in rule.outputs:
                yield from names_in(result.text or "", known, tests=False, where=str(result.place))


def names_in(text: str, known: Iterable[str], *, tests: bool, where: str = "") -> Iterator[Diagnostic]:
    """EVAL012 for every name in a text that is not among ``known``, a built-in function, or ``?``."""
    known = set(known)
    scope = Scope(known)
    node = parse_unary_tests(text, scope).node if tests else parse_expression(text, scope).node
    nodes = list(ast.walk(node))
    if any(isinstance(each, (*_BINDERS, ast.Bad)) for each in nodes):
        return
    for each in nodes:
        if isinstance(each, ast.Name) and each.name not in known and each.name not in SIGNATURES:
            if each.name == "?" and tests:
                continue
            yield Diagnostic("EVAL012", Severity.ERROR, each.span, {"name": each.name}, where=where)
