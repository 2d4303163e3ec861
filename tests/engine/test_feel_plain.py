"""Cells that are read without tokens give what the parser gives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.feel import parser
from luodi.feel.names import Scope
from luodi.feel.plain import plain_expression, plain_tests

NUMBERS = st.one_of(
    st.from_regex(r"-?[0-9]{1,4}(\.[0-9]{1,3})?", fullmatch=True),
    st.sampled_from(["0", "007", "-0", "1" * 30]),
)
CELLS = st.one_of(
    NUMBERS,
    st.builds("{}{}{}".format, st.sampled_from(["<", "<=", ">", ">="]), st.sampled_from(["", " "]), NUMBERS),
    st.builds(
        "{}{}..{}{}".format, st.sampled_from(list("[(")), NUMBERS, NUMBERS, st.sampled_from(list("])"))
    ),
    st.text(st.characters(exclude_characters='"\\\\')).map('"{}"'.format),
    st.text(st.sampled_from(list('0123.,<>=-[]() "a高truefals')), max_size=8),
)


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "plain_tests", lambda _text: None)
    monkeypatch.setattr(parser, "plain_expression", lambda _text: None)


@pytest.mark.usefixtures("without")
def test_cells_are_read_as_the_parser_reads_them() -> None:
    names = Scope(["2023年收入", "true高", "a"])

    @settings(max_examples=500, deadline=None)
    @given(CELLS)
    def compare(text: str) -> None:
        for plain, parse in (
            (plain_tests(text), parser.parse_unary_tests),
            (plain_expression(text), parser.parse_expression),
        ):
            if plain is not None:
                assert parse(text, names) == parser.Parsed(plain, ())

    compare()


@pytest.mark.parametrize("text", ["-0.50", '"高新"', "true", ">= 100", "[0..5)", "<-3"])
def test_the_commonest_cells_are_plain(text: str) -> None:
    assert plain_tests(text) is not None
