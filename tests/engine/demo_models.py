"""The demonstration's decision models, their cases, and the thresholds that their texts name."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from luodi.dmn import read
from luodi.dmn.cases import Case, read_cases
from luodi.dmn.links import texts_of
from luodi.dmn.model import Definitions
from luodi.evaluate import Model, Result, compile_model
from luodi.evaluate.temporal import Date
from luodi.evaluate.temporal_text import parse_at_literal
from luodi.evaluate.values import Value
from luodi.feel import ast
from luodi.feel.names import Scope
from luodi.feel.parser import parse_expression
from luodi.review.case_values import feel_value

FOLDER = Path(__file__).resolve().parents[2] / "demo" / "models"
_ORDERS = frozenset(("<", "<=", ">", ">="))
# What "just" below and above means, by unit of measure; money and what is computed from it count in fen.
_FEN = Decimal("0.01")
STEPS: Mapping[str, Decimal] = {
    "元": _FEN,
    "美元": _FEN,
    "年": _FEN,
    "比例": Decimal("0.0001"),
    "分": _FEN,
    "平方米": _FEN,
}
_COUNTED = Decimal(1)
_SHARE = Decimal("0.001")
# Of a limit on what is worked out from an input: a fen of the input may be a yuan of the result.
_LIMIT = Decimal(1)


@cache
def manifest() -> list[dict[str, Any]]:
    return list(tomllib.loads((FOLDER / "manifest.toml").read_text(encoding="utf-8"))["model"])


@cache
def dictionary() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "fields.toml").read_text(encoding="utf-8"))


@cache
def units() -> dict[str, str]:
    """Units of numbers by name, of fields and of the entries of lists."""
    entries = [entry for each in dictionary()["list"] for entry in each["entry"]]
    return {
        each["name"]: each.get("unit", "")
        for each in (*dictionary()["field"], *entries)
        if each["type"] == "number"
    }


@dataclass(frozen=True)
class DemoModel:
    """One model with its cases. definitions, model: as read and compiled."""

    file: str
    definitions: Definitions
    model: Model
    cases: tuple[Case, ...]


@cache
def demo_model(file: str) -> DemoModel:
    """The model of a file. Raises AssertionError for any diagnostic on the way."""
    found = read(FOLDER / file)
    assert found.definitions is not None
    assert found.diagnostics == ()
    cases = read_cases(FOLDER / file.replace(".dmn", "-cases.xml"))
    assert cases.cases is not None
    assert cases.diagnostics == ()
    return DemoModel(file, found.definitions, compile_model(found.definitions), cases.cases.cases)


def inputs_of(case: Case) -> dict[str, Value]:
    return {each.name: feel_value(each.value) for each in case.given}


class Threshold(NamedTuple):
    """A bound, what is compared with it in words, and how near the values beside it must be."""

    what: str
    bound: Value
    step: Decimal


def thresholds(demo: DemoModel) -> dict[Threshold, list[Value]]:
    """Every bound in the cells and expressions of a model, with the values that its cases compare with it."""
    results = [demo.model.decide(inputs_of(case), trace=True) for case in demo.cases]
    known = [[*_named(inputs_of(case)), *_named(dict(result.values))]
             for case, result in zip(demo.cases, results, strict=True)]  # fmt: skip
    found: dict[Threshold, list[Value]] = {}
    _in_tables(demo, results, found)
    names = {name for each in demo.definitions.elements if (name := each.name)}
    names |= {entry.name for each in demo.definitions.item_definitions for entry in each.components}
    for expression in _expressions(demo.definitions):
        for text in texts_of(expression):
            if not text.tests:
                for node in ast.walk(parse_expression(text.text, Scope(names)).node):
                    _in_expression(node, known, found)
    return found


def _expressions(definitions: Definitions) -> Iterator[Any]:
    yield from (each.expression for each in definitions.decisions)
    yield from (each.logic for each in definitions.bkms)


def _in_tables(demo: DemoModel, results: list[Result], found: dict[Threshold, list[Value]]) -> None:
    traces = [trace for result in results for trace in result.tables]
    for table in demo.model.tables:
        here = [trace for trace in traces if trace.table.place.where == table.place.where]
        for number, column in enumerate(table.columns):
            step = _step(column.node)
            values = [trace.values[number] for trace in here]
            for row in table.rows:
                for bound in _bounds(row.cells[number].node):
                    found.setdefault(Threshold(f"{table.place.where} {column.label}", bound, step), values)


def _bounds(node: ast.UnaryTests) -> Iterator[Value]:
    for test in node.tests:
        if isinstance(test, ast.UnaryComparison) and test.op in _ORDERS:
            yield _constant(test.operand)
        elif isinstance(test, ast.RangeLiteral):
            yield from (_constant(end) for end in (test.start, test.end) if end is not None)


def _constant(node: Any) -> Value:
    match node:
        case ast.Number():
            return node.value
        case ast.Negate(operand=ast.Number(value=value)):
            return -value
        case ast.AtLiteral():
            return parse_at_literal(node.text)
        case ast.Call(function=ast.Name(name="date"), arguments=[ast.Argument(value=ast.String(value=text))]):
            return parse_at_literal(text)
    raise AssertionError(f"a bound that is no constant: {node}")


def _in_expression(
    node: Any, known: list[list[tuple[str, Value]]], found: dict[Threshold, list[Value]]
) -> None:
    if isinstance(node, ast.Comparison) and node.op in _ORDERS:
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(other, ast.Number | ast.AtLiteral):
                key = Threshold(_words(side), _constant(other), _step(side))
                found.setdefault(key, [value for case in known for value in _values(side, case)])
    if isinstance(node, ast.Call) and isinstance(node.function, ast.Name) and node.function.name == "min":
        parts = [each.value for each in node.arguments]
        limits = [each for each in parts if isinstance(each, ast.Number)]
        for part in parts:
            for limit in limits:
                if part is not limit:
                    key = Threshold(f"min {_words(part)}", limit.value, _LIMIT)
                    found.setdefault(key, [value for case in known for value in _values(part, case)])


def _values(node: Any, known: list[tuple[str, Value]]) -> list[Value]:
    """What an expression was in a case: a name's values, or the product of a name and a number."""
    if isinstance(node, ast.Arithmetic) and node.op == "*" and isinstance(node.right, ast.Number):
        return [value * node.right.value for value in _values(node.left, known) if isinstance(value, Decimal)]
    name = _words(node)
    return [value for key, value in known if key == name]


def _words(node: Any) -> str:
    match node:
        case ast.Name():
            return node.name
        case ast.Path():
            return node.name
        case ast.Arithmetic():
            return f"{_words(node.left)} {node.op} {_words(node.right)}"
        case ast.Number():
            return str(node.value)
    raise AssertionError(f"name what is compared with a bound as a decision of its own: {node}")


def _named(value: Value, name: str = "") -> Iterator[tuple[str, Value]]:
    """All values inside a value by the name they stand under."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _named(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner, name)
    else:
        yield name, value


def _step(node: Any) -> Decimal:
    if isinstance(node, ast.Arithmetic):
        return _SHARE if node.op == "/" else _FEN
    name = _words(node)
    if name in units():
        return STEPS.get(units()[name], _COUNTED)
    # A decision's result: a number of things is named so, all else is money.
    return _COUNTED if name.endswith("数") else _FEN


def sides(threshold: Threshold, values: list[Value]) -> set[str]:
    """Which of below, at, above the values have, near enough."""
    found = set()
    for value in values:
        if type(value) is not type(threshold.bound):
            continue
        if value == threshold.bound:
            found.add("at")
            continue
        off = _distance(value, threshold.bound)
        if abs(off) <= (1 if isinstance(value, Date) else threshold.step):
            found.add("below" if off < 0 else "above")
    return found


def _distance(value: Any, bound: Any) -> Decimal:
    if isinstance(value, Date):
        return Decimal(value.days - bound.days)
    return Decimal(value - bound)
