"""The commonest cells, read without tokens: ``"甲"``, ``-0.5``, ``>= 100``, ``[0..5)``, ``true``.

A large table has thousands of them. What they give is just what the parser gives (a test compares the two);
anything else is left to it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from luodi.feel.ast import (
    Boolean,
    Expression,
    Negate,
    Number,
    RangeLiteral,
    String,
    Test,
    UnaryComparison,
    UnaryTests,
)
from luodi.source import Span

# Longer numbers have limits of their own, which the parser knows.
_NUMBER: Final = r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?"
_VALUE: Final = re.compile(rf'({_NUMBER})|"([^"\\\n\r]*)"|(true|false)', re.ASCII)
_COMPARISON: Final = re.compile(rf"(<=|>=|<|>)( ?)({_NUMBER})", re.ASCII)
_RANGE: Final = re.compile(rf"([\[(])({_NUMBER})\.\.({_NUMBER})([\])])", re.ASCII)


def plain_expression(text: str) -> Expression | None:
    """The tree of a constant; None for any other text."""
    match = _VALUE.fullmatch(text)
    if match is None:
        return None
    if match[1] is not None:
        return _number(match[1], 0)
    span = Span(0, len(text))
    return String(match[2], span=span) if match[2] is not None else Boolean(text == "true", span=span)


def plain_tests(text: str) -> UnaryTests | None:
    """The tree of a cell with one constant, comparison or range; None for any other text."""
    test: Test | None = plain_expression(text)
    span = Span(0, len(text))
    if test is None and (match := _COMPARISON.fullmatch(text)) is not None:
        test = UnaryComparison(match[1], _number(match[3], match.start(3)), span=span)  # type: ignore[arg-type]
    elif test is None and (match := _RANGE.fullmatch(text)) is not None:
        start, end = _number(match[2], 1), _number(match[3], match.start(3))
        test = RangeLiteral(start, end, match[1] == "[", match[4] == "]", span=span)
    return None if test is None else UnaryTests((test,), False, False, span=span)


def _number(text: str, at: int) -> Expression:
    end = at + len(text)
    if text[0] == "-":
        return Negate(Number(Decimal(text[1:]), span=Span(at + 1, end)), span=Span(at, end))
    return Number(Decimal(text), span=Span(at, end))
