"""The trees of a model's texts: each is read once, however many programs are made of the model.

A model is compiled to run, to be traced and to find what is missing. A text's scope follows from the model
alone, so that all of them may take the same tree; equal cells of a table share theirs.
"""

from __future__ import annotations

from typing import TypeAlias

from luodi.dmn import model as dmn
from luodi.feel import ast
from luodi.feel.names import Scope as Names
from luodi.feel.parser import Parsed, parse_expression, parse_unary_tests

Tree: TypeAlias = Parsed[ast.Expression]
Tests: TypeAlias = Parsed[ast.UnaryTests]


class Texts:
    """Trees by what holds the text. Holders and scopes are kept, so that no other takes their id."""

    def __init__(self) -> None:
        self._expressions: dict[int, tuple[dmn.LiteralExpression, Tree]] = {}
        self._tests: dict[int, tuple[dmn.UnaryTests, Tests]] = {}
        self._equal_tests: dict[tuple[int, str], tuple[Names, Tests]] = {}

    def expression(self, holder: dmn.LiteralExpression, names: Names) -> Tree:
        """The tree of a text that is there. names: in its scope."""
        known = self._expressions.get(id(holder))
        if known is not None:
            return known[1]
        parsed = parse_expression(holder.text or "", names)
        self._expressions[id(holder)] = holder, parsed
        return parsed

    def tests(self, holder: dmn.UnaryTests, names: Names) -> Tests:
        """The tree of a cell. names: in its scope, with ``?``."""
        known = self._tests.get(id(holder))
        if known is not None:
            return known[1]
        equal = self._equal_tests.get((id(names), holder.text))
        parsed = parse_unary_tests(holder.text, names) if equal is None else equal[1]
        self._equal_tests[(id(names), holder.text)] = names, parsed
        self._tests[id(holder)] = holder, parsed
        return parsed
