"""What an input's value can make a difference by: the region it lies in, where constants alone ask for it.

``missing`` of one row is ``missing`` of every row with the same regions and the same other values; so it is
worked out once for all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TypeAlias

from luodi.dmn import model as dmn
from luodi.dmn.links import texts_of
from luodi.feel import ast
from luodi.feel.names import Scope as Names
from luodi.feel.names import normalise_name
from luodi.feel.parser import parse_expression, parse_unary_tests
from luodi.feel.types import type_named
from luodi.relational.nodes import Case, Column, Compare, IsNull, Literal, Node
from luodi.relational.numbers import number
from luodi.relational.refusal import Refused
from luodi.relational.types import RULE, STRING, NumberType
from luodi.relational.values import unified

Points: TypeAlias = tuple[Decimal | str, ...]
_CELLS = (
    *(ast.UnaryTests, ast.UnaryComparison, ast.RangeLiteral, ast.Negate, ast.Null),
    *(ast.Number, ast.String, ast.Boolean),
)


def points_of(definitions: dmn.Definitions) -> Mapping[str, Points]:
    """Of each input that is a column of tables with constant cells, and nothing else, those constants.

    An input that does not stand here can make a difference by its very value.
    """
    if definitions.bkms or definitions.services or definitions.imports:
        return {}
    types = {_name(each): each.type_ref for each in definitions.inputs}
    used: Counter[str] = Counter()
    as_column: Counter[str] = Counter()
    cells: dict[str, list[ast.Node]] = {}
    for decision in definitions.decisions:
        names = _names_in(definitions, decision)
        for text in texts_of(decision.expression):
            parse = parse_unary_tests if text.tests else parse_expression
            used.update(
                each.name for each in ast.walk(parse(text.text, names).node) if isinstance(each, ast.Name)
            )
        if isinstance(decision.expression, dmn.DecisionTable):
            for place, clause in enumerate(decision.expression.inputs):
                label = normalise_name(clause.expression.text or "")
                if label in types and _same_type(clause.expression.type_ref, types[label]):
                    as_column[label] += 1
                    cells.setdefault(label, []).extend(
                        parse_unary_tests(rule.inputs[place].text, names).node
                        for rule in decision.expression.rules
                    )
    found: dict[str, Points] = {}
    for label, trees in cells.items():
        if used[label] == as_column[label] and all(map(_tells_regions, trees)):
            points = _points(trees)
            if points is not None:
                found[label] = points
    return found


def _names_in(definitions: dmn.Definitions, decision: dmn.Decision) -> Names:
    """What a decision's texts are read with: ``a-b`` is a name only where one is required."""
    found = (definitions.resolve(each.target) for each in decision.information_requirements)
    return Names([_name(each[1]) for each in found if each is not None])


def _name(element: dmn.DrgElement) -> str:
    variable = getattr(element, "variable", None)
    return normalise_name(variable.name if variable is not None and variable.name else element.name)


def _same_type(clause: str | None, declared: str | None) -> bool:
    """Whether the column asks for no more than the input's own type does."""
    return not clause or clause == declared or type_named(clause) is not None


def _tells_regions(tree: ast.Node) -> bool:
    """Whether a cell's constants are all that it asks for. Texts are told apart by being equal alone: one
    that is compared by its order makes a difference by its very value."""
    return all(isinstance(each, _CELLS) and not _orders_texts(each) for each in ast.walk(tree))


def _orders_texts(node: ast.Node) -> bool:
    match node:
        case ast.UnaryComparison(op, ast.String()):
            return op not in ("=", "!=")
        case ast.RangeLiteral(start, stop):
            return isinstance(start, ast.String) or isinstance(stop, ast.String)
        case _:
            return False


def _points(trees: list[ast.Node]) -> Points | None:
    values = list(_constants(trees))
    numbers = sorted({each for each in values if isinstance(each, Decimal)})
    texts = sorted({each for each in values if isinstance(each, str)})
    if numbers and not texts:
        return tuple(numbers)
    return tuple(texts) if texts and not numbers else None


def _constants(trees: list[ast.Node]) -> Iterator[Decimal | str]:
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Number):
                # Under a sign or not: both are points, and a point too many only divides a region.
                yield node.value
                yield -node.value
            elif isinstance(node, ast.String):
                yield node.value


def region_of(column: Column, points: Points) -> Node | None:
    """The number of the region a value lies in, null for null; None where the column is of another type, or
    a constant has no type in common with it."""
    whens: list[tuple[Node, Node]] = [(IsNull(column), Literal(None, RULE))]
    for at, point in enumerate(points):
        if isinstance(point, str):
            if column.type != STRING:
                return None
            whens.append((Compare("=", column, Literal(point, STRING)), Literal(at, RULE)))
            continue
        if not isinstance(column.type, NumberType):
            return None
        try:
            (one, other), _ = unified([column, number(point)])
        except Refused:
            # The table that asks for it is refused, and not run.
            return None
        whens.append((Compare("<", one, other), Literal(2 * at, RULE)))
        whens.append((Compare("=", one, other), Literal(2 * at + 1, RULE)))
    return Case(tuple(whens), Literal(2 * len(points), RULE), RULE)
