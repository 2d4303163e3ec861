"""The trees of a model's texts: each is read once, however many programs are made of the model.

A model is compiled to run, to be traced and to find what is missing. A text's scope follows from the model
alone, so that all of them may take the same tree; equal cells of a table share theirs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias, TypeVar

from luodi.dmn import model as dmn
from luodi.evaluate.failures import Failure
from luodi.evaluate.temporal_text import parse_date
from luodi.feel import ast
from luodi.feel.names import Scope as Names
from luodi.feel.parser import Parsed, parse_expression, parse_unary_tests

Tree: TypeAlias = Parsed[ast.Expression]
_Node = TypeVar("_Node", bound=ast.Test | None)
Tests: TypeAlias = Parsed[ast.UnaryTests]


def _read(text: str, names: Names, unit: str | None) -> Tests:
    """The tree of a cell; ``date("2026-03-01")`` in it is the constant that it says."""
    parsed = parse_unary_tests(text, names, unit)
    if "date" not in text or "date" in names:
        return parsed
    node = parsed.node
    return replace(parsed, node=replace(node, tests=tuple(_dated(test) for test in node.tests)))


def _dated(test: ast.Test) -> ast.Test:
    match test:
        case ast.UnaryComparison():
            return replace(test, operand=_day(test.operand))
        case ast.RangeLiteral():
            return replace(test, start=_day(test.start), end=_day(test.end))
        case _:
            return _day(test)


def _day(node: _Node) -> _Node | ast.AtLiteral:
    match node:
        case ast.Call(function=ast.Name(name="date"), arguments=(ast.Argument(name=None, value=value),)):
            if isinstance(value, ast.String) and _is_day(value.value):
                return ast.AtLiteral(value.value, span=node.span)
    return node


def _is_day(text: str) -> bool:
    try:
        parse_date(text)
    except Failure:
        return False
    return True


class Texts:
    """Trees by what holds the text. Holders and scopes are kept, so that no other takes their id."""

    def __init__(self) -> None:
        self._expressions: dict[int, tuple[dmn.LiteralExpression, Tree]] = {}
        self._tests: dict[int, tuple[dmn.UnaryTests, Tests]] = {}
        self._equal_tests: dict[tuple[int, str, str | None], tuple[Names, Tests]] = {}

    def expression(self, holder: dmn.LiteralExpression, names: Names, unit: str | None = None) -> Tree:
        """The tree of a text that is there. names: in its scope. unit: of its value, where known."""
        known = self._expressions.get(id(holder))
        if known is not None:
            return known[1]
        parsed = parse_expression(holder.text or "", names, unit)
        self._expressions[id(holder)] = holder, parsed
        return parsed

    def tests(self, holder: dmn.UnaryTests, names: Names, unit: str | None = None) -> Tests:
        """The tree of a cell. names: in its scope, with ``?``. unit: of its column, where known."""
        known = self._tests.get(id(holder))
        if known is not None:
            return known[1]
        key = (id(names), holder.text, unit)
        equal = self._equal_tests.get(key)
        parsed = _read(holder.text, names, unit) if equal is None else equal[1]
        self._equal_tests[key] = names, parsed
        self._tests[id(holder)] = holder, parsed
        return parsed
