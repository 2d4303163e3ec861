"""Inferred types against what comes out: every value is of the type that was foretold for it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import pytest

from luodi.evaluate import evaluate_expression
from luodi.evaluate.temporal import Date, DateTime, DayTimeDuration, Time, YearMonthDuration
from luodi.evaluate.values import Function, Range, Value
from luodi.feel.builtins import SIGNATURES
from luodi.feel.infer import infer_expression
from luodi.feel.parser import parse_expression
from luodi.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    NULL,
    NUMBER,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
    ContextOf,
    FeelType,
    ListOf,
    RangeOf,
    Simple,
)

CLASSES = {
    NUMBER: Decimal,
    STRING: str,
    BOOLEAN: bool,
    DATE: Date,
    TIME: Time,
    DATE_AND_TIME: DateTime,
    YEARS_AND_MONTHS: YearMonthDuration,
    DAYS_AND_TIME: DayTimeDuration,
}

VALUES = [
    "null",
    "2.5",
    '"a"',
    '"2026-01-01"',
    "true",
    '@"2026-01-01"',
    '@"08:00:00"',
    '@"2026-01-01T08:00:00Z"',
    '@"P1Y"',
    '@"P1DT1H"',
    "[]",
    "[1, 2]",
    '["a", "b"]',
    "[[1], [null]]",
    "{a: 1}",
    '[{key: "k", value: 1}]',
    "[1..3]",
    "(< 5)",
    "function(x, y) x > y",
]
PARTS = ["a", "year", "hour", "months", "days", "start", "end included", "time offset", "weekday", "timezone"]
OPERATORS = ["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in"]
# Faults whose expression has no value but null.
ALWAYS_NULL = {"FEEL033", "FEEL036", "FEEL037", "FEEL039", "FEEL040", "FEEL046"}


def is_of(value: Value, kind: FeelType) -> bool:
    if value is None or kind == ANY:
        return True
    match kind:
        case Simple():
            return kind != NULL and type(value) is CLASSES[kind]
        case ListOf(element):
            return type(value) is list and all(is_of(each, element) for each in value)
        case ContextOf(entries):
            return type(value) is dict and all(is_of(value[name], each) for name, each in entries)
        case RangeOf(element):
            return isinstance(value, Range) and is_of(value.start, element) and is_of(value.end, element)
        case _:
            return isinstance(value, Function)


def is_empty(value: Value) -> bool:
    """Null or false, or lists of nothing else."""
    return value in (None, False) if not isinstance(value, list) else all(map(is_empty, value))


def of_operators(op: str) -> Iterator[str]:
    return (f"({left}) {op} ({right})" for left, right in product(VALUES, VALUES))


def of_forms() -> Iterator[str]:
    for one, other in product(VALUES, VALUES):
        yield f"({one})[{other}]"
        yield f"if {one} then {other} else 1"
        yield f"for i in {one} return [i, {other}]"
        yield f"some i in {one} satisfies i = {other}"
        yield f"2 between ({one}) and ({other})"
    for one in VALUES:
        yield f"-({one})"
        yield from (f"({one}).{part}" for part in PARTS)


def of_calls(name: str) -> Iterator[str]:
    yield f"{name}()"
    yield from (f"{name}({each})" for each in VALUES)
    yield from (f"{name}({one}, {other})" for one, other in product(VALUES, VALUES[:12:2] + VALUES[11::2]))
    for each in product(["1", '"a"', "[1, 2]", "function(x, y) true"], repeat=3):
        yield f"{name}({', '.join(each)})"


def wrong(texts: Iterator[str]) -> list[str]:
    found = []
    for text in texts:
        inferred = infer_expression(parse_expression(text).node, {}, {})
        value = evaluate_expression(text).value
        if not is_of(value, inferred.type):
            found.append(text)
        root_faults = {each.code for each in inferred.diagnostics} & ALWAYS_NULL
        if root_faults and not is_empty(value):
            found.append(text)
    return found


@pytest.mark.parametrize("op", OPERATORS)
def test_operators_give_the_type_that_was_inferred(op: str) -> None:
    assert wrong(of_operators(op)) == []


def test_forms_give_the_type_that_was_inferred() -> None:
    assert [text for text in wrong(of_forms()) if "function" not in text] == []


@pytest.mark.parametrize("name", SIGNATURES)
def test_built_in_functions_give_the_type_that_was_inferred(name: str) -> None:
    assert [text for text in wrong(of_calls(name)) if "x > y" not in text] == []
