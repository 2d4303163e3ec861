"""The capability table is closed: it knows every function of FEEL and every operation, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from luodi.evaluate.builtins import BODIES
from luodi.feel import ast
from luodi.feel.builtins import SIGNATURES
from luodi.feel.names import Scope
from luodi.feel.parser import parse_expression
from luodi.relational import nodes
from luodi.relational.builtins import LOWERINGS
from luodi.sql.capabilities import FUNCTIONS, OPERATIONS, Engine, How
from tests.agreement import test_child_tables, test_expressions

# Read as constants where they stand, not by a lowering.
_CONSTANTS = {"today"}


@pytest.mark.parametrize("engine", list(Engine))
def test_every_function_stands_in_the_table(engine: Engine) -> None:
    assert set(FUNCTIONS[engine]) == set(SIGNATURES)
    assert set(LOWERINGS) <= set(BODIES)


@pytest.mark.parametrize("engine", list(Engine))
def test_what_is_not_refused_is_what_has_a_lowering(engine: Engine) -> None:
    compiled = {name for name, each in FUNCTIONS[engine].items() if each.how is not How.REFUSED}

    assert compiled == set(LOWERINGS) | _CONSTANTS


@pytest.mark.parametrize("engine", list(Engine))
def test_every_operation_stands_in_the_table(engine: Engine) -> None:
    assert set(OPERATIONS[engine]) == set(nodes.KINDS)


def test_every_refusal_has_its_reason() -> None:
    assert all(each.words for table in FUNCTIONS.values() for each in table.values())


_REFERENCE = Path(__file__).resolve().parents[2] / "docs/reference/populations.md"


def _documented(what: str) -> set[str]:
    """The functions in the row of the page's table that is about so much."""
    (row,) = [
        line for line in _REFERENCE.read_text(encoding="utf-8").splitlines() if line.endswith(f"| {what} |")
    ]
    return set(re.findall(r"`([^`]+)`", row))


def _called() -> tuple[set[str], set[str]]:
    """The functions in the expressions whose agreement is tested: all, and those that are given a column."""
    called: set[str] = set()
    of_columns: set[str] = set()
    for expressions, columns in (
        (test_expressions.EXPRESSIONS, {*test_expressions.KINDS}),
        (test_child_tables.EXPRESSIONS, {*test_child_tables.INPUTS}),
    ):
        for text in expressions:
            for each in ast.walk(parse_expression(text, Scope(columns)).node):
                if isinstance(each, ast.Call) and isinstance(each.function, ast.Name):
                    called.add(each.function.name)
                    inside = (part for given in each.arguments for part in ast.walk(given.value))
                    if any(isinstance(part, ast.Name) and part.name in columns for part in inside):
                        of_columns.add(each.function.name)
    return called, of_columns


@pytest.mark.parametrize("engine", list(Engine))
def test_the_page_names_the_functions_that_are_refused(engine: Engine) -> None:
    refused = {name for name, each in FUNCTIONS[engine].items() if each.how is How.REFUSED}

    assert _documented("refused") == refused


def test_the_page_names_the_functions_that_take_no_column_and_all_others_are_tested_with_one() -> None:
    compiled = {name for name, each in FUNCTIONS[Engine.DUCKDB].items() if each.how is not How.REFUSED}
    called, of_columns = _called()

    assert compiled - called == set()
    assert _documented("of what is written down alone") == compiled - of_columns - _CONSTANTS
