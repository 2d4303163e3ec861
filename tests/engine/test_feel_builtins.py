"""Signatures of the built-in functions: complete, reachable by name, explained, and callable as they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.feel import ast
from luodi.feel.builtin_words import MEANINGS
from luodi.feel.builtins import SIGNATURES, Param, Signature
from luodi.feel.cursor import MAX_DEPTH, MAX_FAULTS, MAX_LENGTH
from luodi.feel.parser import parse_expression
from luodi.feel.parser_forms import HIGHEST
from luodi.feel.types import NUMBER, STRING

REFERENCE = Path(__file__).resolve().parents[2] / "docs/reference/feel.md"
EXAMPLES = [(name, *each) for name, meaning in MEANINGS.items() for each in meaning.examples]


def test_every_function_is_explained_with_an_example_and_no_other_is() -> None:
    assert set(MEANINGS) == set(SIGNATURES)
    assert [name for name, meaning in MEANINGS.items() if not (meaning.zh and meaning.en)] == []
    assert [name for name, meaning in MEANINGS.items() if not meaning.examples] == []


@pytest.mark.parametrize(("name", "text", "value"), EXAMPLES)
def test_an_example_calls_its_function_and_its_value_is_read(name: str, text: str, value: str) -> None:
    tree = parse_expression(text)
    expected = parse_expression(value)

    called = [each.function for each in ast.walk(tree.node) if isinstance(each, ast.Call)]
    assert tree.diagnostics == expected.diagnostics == ()
    assert name in [each.name for each in called if isinstance(each, ast.Name)]


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_function_is_read_as_one_name(name: str) -> None:
    assert parse_expression(f"{name}(a)").node == ast.Call(
        ast.Name(name, span=ast.Span(0, 0)),
        (ast.Argument(None, ast.Name("a", span=ast.Span(0, 0)), span=ast.Span(0, 0)),),
        span=ast.Span(0, 0),
    )


def test_optional_parameters_come_last_and_a_variadic_one_is_the_last() -> None:
    for each in (way for ways in SIGNATURES.values() for way in ways):
        optional = [one.optional for one in each.parameters]
        assert optional == sorted(optional), each
        assert not any(one.variadic for one in each.parameters[:-1]), each
        assert set(each.items_of) <= {one.name for one in each.parameters}, each
        assert len({one.name for one in each.parameters}) == len(each.parameters), each


def test_a_signature_says_which_calls_fit() -> None:
    substring = SIGNATURES["substring"][0]
    append = SIGNATURES["append"][0]

    assert [substring.takes(count) for count in range(5)] == [False, False, True, True, False]
    assert [append.takes(count) for count in range(5)] == [False, False, True, True, True]
    assert substring.takes_named(frozenset({"string", "start position"}))
    assert not substring.takes_named(frozenset({"string"}))
    assert not substring.takes_named(frozenset({"string", "start position", "start"}))
    assert not append.takes_named(frozenset({"list", "item"}))
    assert append.parameter(7) == append.parameters[1]
    assert substring.parameter(3) is None
    assert (substring.text(), append.text()) == (
        "substring(string, start position, length?)",
        "append(list, item…)",
    )


def test_a_signature_without_parameters_takes_nothing() -> None:
    nothing = Signature("f", (), NUMBER)
    one = Signature("f", (Param("a", STRING, optional=True),), NUMBER)

    assert [nothing.takes(count) for count in range(2)] == [True, False]
    assert [one.takes(count) for count in range(3)] == [True, True, False]
    assert nothing.parameter(0) is None


def test_the_reference_lists_every_function_as_it_is() -> None:
    rows = []
    for name, meaning in MEANINGS.items():
        ways = " · ".join(f"`{text}`" for text in dict.fromkeys(way.text() for way in SIGNATURES[name]))
        examples = " · ".join(f"`{text}` → `{value}`" for text, value in meaning.examples)
        rows.append(f"| {ways} | {meaning.zh} | {examples} |")

    text = REFERENCE.read_text(encoding="utf-8")
    assert text.partition("| function | 说明 | examples |\n|---|---|---|\n")[2].splitlines() == rows


def test_the_reference_says_the_limits_as_they_are() -> None:
    text = " ".join(REFERENCE.read_text(encoding="utf-8").split())

    assert f"at most {MAX_LENGTH:,} characters and {MAX_DEPTH} levels" in text
    assert f"10 to the power of {HIGHEST + 1}" in text
    assert f"{MAX_FAULTS} faults are told" in text
