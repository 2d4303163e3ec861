"""Names in a text that nothing has, found while it is typed; whole models are checked by the engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from luodi.diagnostics import Diagnostic, Severity
from luodi.feel import ast
from luodi.feel.builtins import SIGNATURES
from luodi.feel.names import Scope
from luodi.feel.near import near_names
from luodi.feel.parser import parse_expression, parse_unary_tests

# Below them a name may be one that they bind; what is inside is left to the run.
_BINDERS = (ast.For, ast.Quantified, ast.ContextLiteral, ast.FunctionLiteral, ast.Filter)


def names_in(text: str, known: Iterable[str], *, tests: bool, where: str = "") -> Iterator[Diagnostic]:
    """FEEL030 or FEEL031 for every name that is not among ``known``, no built-in function and not ``?``."""
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
            near = near_names(each.name, sorted(known))
            code = "FEEL030" if near else "FEEL031"
            values = {"name": each.name, "near": "”“".join(near)}
            yield Diagnostic(code, Severity.ERROR, each.span, values, where=where)
