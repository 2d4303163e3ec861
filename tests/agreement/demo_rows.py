"""Rows for a demonstration model: those of its cases, and random ones about its thresholds."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from luodi.dmn.links import texts_of
from luodi.dmn.model import Definitions
from luodi.evaluate.temporal import Date
from luodi.feel import ast
from luodi.feel.parser import parse_expression, parse_unary_tests

_CENT = Decimal("0.01")


def constants(definitions: Definitions) -> dict[str, list[Any]]:
    """Every constant in the model by type, numbers with the values 0.01 either side and just nought."""
    numbers: set[Decimal] = {Decimal(0), Decimal(1)}
    texts: set[str] = {"别的"}
    days: set[datetime.date] = {datetime.date(2026, 3, 1)}
    trees: list[ast.Node] = []
    for item in definitions.item_definitions:
        if item.allowed_values is not None:
            trees.append(parse_unary_tests(item.allowed_values.text).node)
    for decision in definitions.decisions:
        for each in texts_of(decision.expression):
            parse = parse_unary_tests if each.tests else parse_expression
            trees.append(parse(each.text).node)
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Number):
                numbers |= {node.value, node.value - _CENT, node.value + _CENT}
            elif isinstance(node, ast.String):
                texts.add(node.value)
                try:
                    day = datetime.date.fromisoformat(node.value)
                except ValueError:
                    continue
                days |= {day, day - datetime.timedelta(1), day + datetime.timedelta(1)}
    return {
        "number": sorted(numbers),
        "string": sorted(texts),
        "boolean": [True, False],
        "date": sorted(days),
    }


def random_rows(
    definitions: Definitions, kinds: Mapping[str, str], count: int, seed: int
) -> list[dict[str, Any]]:
    """Rows of constants of the model, products of two of them, and nulls."""
    pick = random.Random(seed)
    pools = constants(definitions)
    texts = {
        label: _listed(definitions, label) or pools["string"]
        for label, kind in kinds.items()
        if kind == "string"
    }
    rows = []
    for _ in range(count):
        row: dict[str, Any] = {}
        for label, kind in kinds.items():
            pool = texts.get(label, pools[kind])
            value = pick.choice(pool)
            if kind == "number" and pick.random() < 0.5:
                # On a threshold of a ratio: a bound times another number.
                value = (value * pick.choice(pools["number"])).quantize(Decimal("0.000001"))
            row[label] = None if pick.random() < 0.12 else value
        rows.append(row)
    return rows


def _listed(definitions: Definitions, label: str) -> list[str]:
    types = {each.name: each for each in definitions.item_definitions}
    declared = next((each.type_ref for each in definitions.inputs if each.name == label), None)
    item = types.get(declared or "")
    if item is None or item.allowed_values is None:
        return []
    tests = parse_unary_tests(item.allowed_values.text).node.tests
    return [each.value for each in tests if isinstance(each, ast.String)]


def as_row(given: Mapping[str, Any]) -> dict[str, Any]:
    """A case's inputs as a row: days as Python's, entries of contexts by dotted names."""
    row: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, dict):
            row |= {f"{name}.{key}": each for key, each in as_row(value).items()}
        elif isinstance(value, Date):
            row[name] = datetime.date(value.year, value.month, value.day)
        elif isinstance(value, list):
            row[name] = [as_row(each) if isinstance(each, dict) else as_row({"": each})[""] for each in value]
        else:
            row[name] = value
    return row
