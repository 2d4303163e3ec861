"""Cells that FEEL reads as something else than people mean: ``>= 1,000,000``, ``100-200``, ``> 3, <= 5``.

They are faultless, so they are told as warnings, each with what was likely meant.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from luodi.diagnostics import Diagnostic, Severity
from luodi.feel.ast import (
    Argument,
    Arithmetic,
    AtLiteral,
    Call,
    Name,
    Negate,
    Number,
    String,
    Test,
    UnaryComparison,
    UnaryTests,
)
from luodi.feel.type_words import TypeWords
from luodi.feel.types import DATE, NUMBER, FeelType
from luodi.source import Span

_FIRST_GROUP: Final = re.compile(r"[1-9][0-9]{0,2}")
_GROUP: Final = re.compile(r"[0-9]{3}")
_LAST_GROUP: Final = re.compile(r"[0-9]{3}\.[0-9]+")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# With a blank behind the comma a list is meant.
_COMMAS: Final = frozenset((",", "，"))


def doubts(text: str, node: UnaryTests) -> tuple[Diagnostic, ...]:
    """FEEL027 to FEEL029 for a cell, as warnings with values was and fix, in the order of the text.

    node: the tree of the text; what stands in strings, names and calls, but for days, is not looked at.
    """
    tests = node.tests
    found = list(_thousands(text, tests))
    found += [each for test in tests if (each := _dash(text, test)) is not None]
    if not found and not node.negated and (always := _always(text, tests)) is not None:
        found.append(always)
    return tuple(sorted(found, key=lambda each: each.span or Span(0, 0)))


def _warning(code: str, text: str, span: Span, fix: str, **values: object) -> Diagnostic:
    was = text[span.start : span.end]
    return Diagnostic(code, Severity.WARNING, span, {"was": was, "fix": fix, **values})


def _thousands(text: str, tests: Sequence[Test]) -> Iterator[Diagnostic]:
    """FEEL027 for each run of tests that is one number with commas between its thousands."""
    at = 0
    while at < len(tests):
        end = at + 1
        head = _head(text, tests[at])
        if head is not None:
            while end < len(tests) and _continues(text, tests[end - 1], tests[end]):
                end += 1
                if not _GROUP.fullmatch(_said(text, tests[end - 1])):
                    break
        if head is not None and end > at + 1:
            span = Span(tests[at].span.start, tests[end - 1].span.end)
            sign, first = head
            groups = "".join(_said(text, each) for each in tests[at + 1 : end])
            listed = ", ".join(_said(text, each) for each in tests[at:end])
            yield _warning("FEEL027", text, span, f"{sign}{first}{groups}", listed=listed)
        at = end


def _head(text: str, test: Test) -> tuple[str, str] | None:
    """What stands before the digits, with a blank behind an operator, and one to three digits."""
    sign = ""
    if isinstance(test, UnaryComparison):
        sign, test = f"{test.op} ", test.operand
    if isinstance(test, Negate):
        sign, test = f"{sign}-", test.operand
    if not isinstance(test, Number) or not _FIRST_GROUP.fullmatch(_said(text, test)):
        return None
    return sign, _said(text, test)


def _continues(text: str, before: Test, test: Test) -> bool:
    said = _said(text, test)
    return (
        isinstance(test, Number)
        and text[before.span.end : test.span.start] in _COMMAS
        and (_GROUP.fullmatch(said) or _LAST_GROUP.fullmatch(said)) is not None
    )


def _said(text: str, node: Test) -> str:
    return text[node.span.start : node.span.end]


def _dash(text: str, test: Test) -> Diagnostic | None:
    """FEEL028 for two numbers with a minus between them, which as a range would run upwards."""
    if not isinstance(test, Arithmetic) or test.op != "-":
        return None
    low, high = _number(test.left), _number(test.right)
    if low is None or high is None or low >= high:
        return None
    fix = f"[{_said(text, test.left)}..{_said(text, test.right)}]"
    return _warning("FEEL028", text, test.span, fix, result=f"{low - high:f}")


def _always(text: str, tests: Sequence[Test]) -> Diagnostic | None:
    """FEEL029 for a lower and an upper bound of which one holds for every number, or day."""
    bounds = [
        (at, each, bound)
        for at, each in enumerate(tests)
        if isinstance(each, UnaryComparison) and (bound := _bound(each)) is not None
    ]
    for (at, one, first), (other, two, second) in pairwise(bounds):
        if first[0] != second[0] or (one.op[0] == ">") == (two.op[0] == ">"):
            continue
        (low, lower), (high, upper) = ((first, one), (second, two))[:: 1 if one.op[0] == ">" else -1]
        if low > high or (low == high and not (lower.op == ">=" and upper.op == "<=")):
            continue
        start, end = "[" if lower.op == ">=" else "(", "]" if upper.op == "<=" else ")"
        made = f"{start}{_said(text, lower.operand)}..{_said(text, upper.operand)}{end}"
        said = [made if place == at else _said(text, each) for place, each in enumerate(tests)]
        parts = [*said[:other], *said[other + 1 :]]
        span = Span(tests[0].span.start, tests[-1].span.end)
        return _warning("FEEL029", text, span, ", ".join(parts), kind=TypeWords((first[0],)))
    return None


def _bound(test: UnaryComparison) -> tuple[FeelType, Decimal] | None:
    """What the test compares with: a number, or a day by its number."""
    if test.op not in (">", ">=", "<", "<="):
        return None
    number = _number(test.operand)
    if number is not None:
        return NUMBER, number
    day = _day(test.operand)
    return None if day is None else (DATE, Decimal(day))


def _day(node: Test) -> int | None:
    """The day that ``date("2026-03-01")`` or ``@"2026-03-01"`` writes."""
    match node:
        case AtLiteral(text) | Call(Name("date"), (Argument(_, String(text)),)) if _DAY.fullmatch(text):
            try:
                return datetime.date.fromisoformat(text).toordinal()
            except ValueError:  # 2026-02-30
                return None
        case _:
            return None


def _number(node: Test) -> Decimal | None:
    if isinstance(node, Negate) and isinstance(node.operand, Number):
        return -node.operand.value
    return node.value if isinstance(node, Number) else None
