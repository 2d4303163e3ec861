"""Conditions between constants, settled before the run: only where nothing but the constants has a say."""

from __future__ import annotations

import datetime
from decimal import Decimal

from luodi.relational.nodes import (
    FALSE,
    NULL_BOOLEAN,
    TRUE,
    And,
    Case,
    Compare,
    IsNull,
    Literal,
    Node,
    Not,
    Or,
    Same,
    Widened,
    both,
    either,
)

_COMPARABLE = (Decimal, str, bool, datetime.date, int)


def folded(node: Node) -> Node:
    """The node, as TRUE, FALSE or null where constants settle it."""
    match node:
        case Compare(op, left, right):
            return _compared(node, op, folded(left), folded(right))
        case Same(left, right):
            one, other = folded(left), folded(right)
            if isinstance(one, Literal) and isinstance(other, Literal):
                return _truth(one.value == other.value)
            return node
        case And(items):
            return both([folded(each) for each in items])
        case Or(items):
            return either([folded(each) for each in items])
        case Not(operand):
            inner = folded(operand)
            if isinstance(inner, Literal):
                return FALSE if inner == TRUE else TRUE if inner == FALSE else NULL_BOOLEAN
            return Not(inner)
        case IsNull(operand):
            inner = folded(operand)
            return _truth(inner.value is None) if isinstance(inner, Literal) else node
        case Widened(Literal(value), kind):
            return Literal(value, kind)
        case Case():
            return _chosen(node)
        case _:
            return node


def _truth(known: bool) -> Literal:
    return TRUE if known else FALSE


def _compared(node: Compare, op: str, left: Node, right: Node) -> Node:
    if not isinstance(left, Literal) or not isinstance(right, Literal):
        return node
    if left.value is None or right.value is None:
        return NULL_BOOLEAN
    one, other = left.value, right.value
    if type(one) is not type(other) or not isinstance(one, _COMPARABLE):
        return node
    less, same = one < other, one == other  # type: ignore[operator]
    found = {
        "=": same,
        "<>": not same,
        "<": less,
        "<=": less or same,
        ">": not (less or same),
        ">=": not less,
    }
    return _truth(found[op])


def _chosen(node: Case) -> Node:
    whens: list[tuple[Node, Node]] = []
    for asked, value in node.whens:
        settled = folded(asked)
        if settled == TRUE:
            if not whens:
                return folded(value)
            return Case(tuple(whens), value, node.type)
        if not isinstance(settled, Literal):
            whens.append((settled, value))
    return Case(tuple(whens), node.otherwise, node.type) if whens else folded(node.otherwise)
