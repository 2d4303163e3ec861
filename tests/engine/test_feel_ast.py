"""The tree of a FEEL text: what equality, children and walking mean."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from decimal import Decimal
from typing import get_args

import pytest

from luodi.feel import ast
from luodi.source import Span

AT = Span(0, 1)
ONE = ast.Number(Decimal(1), span=AT)
NAME = ast.Name("a", span=AT)


def test_nodes_are_equal_wherever_they_stand() -> None:
    here = ast.Path(NAME, "b", name_span=Span(2, 3), span=Span(0, 3))
    there = ast.Path(NAME, "b", name_span=Span(7, 8), span=Span(5, 8))

    assert here == there
    assert hash(here) == hash(there)
    assert here != ast.Path(NAME, "c", name_span=Span(2, 3), span=Span(0, 3))


def test_walk_gives_parents_first_in_the_order_written() -> None:
    entry = ast.ContextEntry("k", ONE, key_span=AT, span=AT)
    kind = ast.ContextType((("k", ast.NamedType("number", span=AT)),), span=AT)
    tree = ast.InstanceOf(ast.Filter(ast.ContextLiteral((entry,), span=AT), NAME, span=AT), kind, span=AT)

    names = [type(node).__name__ for node in ast.walk(tree)]

    assert names == [
        "InstanceOf",
        "Filter",
        "ContextLiteral",
        "ContextEntry",
        "Number",
        "Name",
        "ContextType",
        "NamedType",
    ]


def test_every_node_class_is_frozen_slotted_and_has_a_span() -> None:
    kinds = [
        kind
        for kind in vars(ast).values()
        if isinstance(kind, type) and issubclass(kind, ast.Node) and kind is not ast.Node
    ]

    assert len(kinds) == 36
    for kind in kinds:
        assert "span" in {each.name for each in fields(kind)}
        assert "__dict__" not in dir(kind)
    with pytest.raises(FrozenInstanceError):
        NAME.name = "b"  # type: ignore[misc]


def test_the_union_of_expressions_is_closed() -> None:
    others = {
        ast.Node,
        ast.ContextEntry,
        ast.Parameter,
        ast.Argument,
        ast.Iterator,
        ast.UnaryTests,
        *get_args(ast.TypeNode),
    }
    kinds = {kind for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.Node)}

    assert kinds - others == set(get_args(ast.Expression))
