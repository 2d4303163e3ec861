"""Where the values of columns come from: which columns hang together, and what values can come at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from luodi.dmn import model as dmn
from luodi.dmn.walk import logic_of
from luodi.feel import ast
from luodi.feel.parser import parse_expression, parse_unary_tests
from luodi.review.check_constants import is_constant
from luodi.review.check_scopes import Elements, Visible
from luodi.review.check_texts import chains
from luodi.source import Span

# An input of the model, by the id of its object, and the path within it.
Leaf = tuple[int, tuple[str, ...]]
_NOT_NEGATIVE: Final = frozenset(("count", "string length", "abs"))
_WHOLE: Final = frozenset(("count", "string length", "floor", "ceiling"))
_WHOLE_PARTS: Final = frozenset(
    (
        "year",
        "month",
        "day",
        "weekday",
        "hour",
        "minute",
        "second",
        "years",
        "months",
        "days",
        "hours",
        "minutes",
    )
)


def built_in(node: ast.Expression | None) -> str:
    """The name of the function that a call calls; "" for what is no call by name."""
    return node.function.name if isinstance(node, ast.Call) and isinstance(node.function, ast.Name) else ""


def is_whole(node: ast.Expression | None) -> bool:
    """Whether an expression gives whole numbers only."""
    return built_in(node) in _WHOLE or (isinstance(node, ast.Path) and node.name in _WHOLE_PARTS)


def is_plain(node: ast.Expression | None) -> bool:
    """Whether an expression may have any value of its type, as far as its form tells."""
    while isinstance(node, ast.Path):
        if node.name in _WHOLE_PARTS:
            return False
        node = node.source
    if built_in(node) in _NOT_NEGATIVE:
        return True
    return isinstance(node, (ast.Name, ast.Comparison, ast.And, ast.Or))


class Sources:
    """What the columns of tables depend on. used: chains of names by ``id(element)``, of the whole model."""

    def __init__(self, elements: Elements, used: dict[int, set[tuple[str, ...]]]) -> None:
        self._elements = elements
        self._used = used
        self._known: dict[int, frozenset[Leaf]] = {}
        self._values: dict[tuple[int, str], ast.UnaryTests | None] = {}

    def leaves(self, node: ast.Expression, visible: Visible) -> frozenset[Leaf]:
        """The inputs that an expression depends on, by way of decisions, too."""
        return frozenset(self._reached(set(chains(node)), visible))

    def _reached(self, used: set[tuple[str, ...]], visible: Visible) -> Iterator[Leaf]:
        for chain in used:
            name, path = chain[0], chain[1:]
            if name not in visible.elements and path:
                name, path = f"{name}.{path[0]}", path[1:]
            element = visible.elements.get(name)
            if isinstance(element, dmn.InputData):
                yield id(element), path
            elif element is not None:
                yield from self._of(element)

    def _of(self, element: dmn.DrgElement) -> frozenset[Leaf]:
        """Of an element's logic. One of an imported model, whose texts were not read, stands for itself."""
        key = id(element)
        if key not in self._known:
            self._known[key] = frozenset()
            if key in self._used:
                visible = self._elements.visible(self._elements.definitions, element)
                self._known[key] = frozenset(self._reached(self._used[key], visible))
            elif logic_of(element) is not None or isinstance(element, dmn.DecisionService):
                self._known[key] = frozenset([(key, ())])
        return self._known[key]

    def limits(self, node: ast.Expression | None, visible: Visible) -> Iterator[ast.UnaryTests]:
        """What else limits a column: the outputs of the table that it reads, what a function can give."""
        if built_in(node) in _NOT_NEGATIVE:
            yield parse_unary_tests(">= 0").node
        name, path = "", ""
        if isinstance(node, ast.Name):
            name = node.name
        elif isinstance(node, ast.Path) and isinstance(node.source, ast.Name):
            name, path = node.source.name, node.name
            if f"{name}.{path}" in visible.elements:
                name, path = f"{name}.{path}", ""
        element = visible.elements.get(name)
        if isinstance(element, dmn.Decision):
            key = (id(element), path)
            if key not in self._values:
                self._values[key] = _outputs(element, path)
            found = self._values[key]
            if found is not None:
                yield found


def _outputs(decision: dmn.Decision, name: str) -> ast.UnaryTests | None:
    """The values that a decision's table can give, where all are written as constants; null apart."""
    table = decision.expression
    if not isinstance(table, dmn.DecisionTable) or table.hit_policy.is_multiple or not table.rules:
        return None
    names = [each.name or "" for each in table.outputs]
    if len(names) == 1 and not name:
        at = 0
    elif len(names) > 1 and name in names:
        at = names.index(name)
    else:
        return None
    texts = [rule.outputs[at].text or "" for rule in table.rules if at < len(rule.outputs)]
    default = table.outputs[at].default
    texts += [default.text or ""] if default is not None else []
    found: dict[ast.Expression, None] = {}
    for text in dict.fromkeys(each.strip() for each in texts):
        if text in ("", "-", "null"):
            continue
        parsed = parse_expression(text)
        if (
            parsed.has_errors
            or not is_constant(parsed.node)
            or isinstance(parsed.node, (ast.ListLiteral, ast.RangeLiteral, ast.UnaryComparison))
        ):
            return None
        found[parsed.node] = None
    return ast.UnaryTests(tuple(found), False, False, span=Span(0, 0)) if found else None


def hang_together(one: frozenset[Leaf], other: frozenset[Leaf]) -> bool:
    """Whether two columns depend on the same input, so that not every pair of values need occur."""
    return any(
        key == each and (path[: len(inner)] == inner or inner[: len(path)] == path)
        for key, path in one
        for each, inner in other
    )
