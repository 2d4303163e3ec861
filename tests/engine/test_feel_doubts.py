"""Faultless cells that say something else than people mean, each told with what was likely meant."""

from __future__ import annotations

import pytest

from luodi.diagnostics import Severity
from luodi.feel.parser import parse_unary_tests


@pytest.mark.parametrize(
    ("text", "code", "was", "fix"),
    [
        (">= 1,000,000", "FEEL027", ">= 1,000,000", ">= 1000000"),
        (">=1,000,000", "FEEL027", ">=1,000,000", ">= 1000000"),
        ("1,200", "FEEL027", "1,200", "1200"),
        ("-1,200.50", "FEEL027", "-1,200.50", "-1200.50"),
        ("5, 1,200", "FEEL027", "1,200", "1200"),
        ("not(1,000)", "FEEL027", "1,000", "1000"),
        ("100-200", "FEEL028", "100-200", "[100..200]"),
        ("0.03-0.05", "FEEL028", "0.03-0.05", "[0.03..0.05]"),
        ("-5 - 5", "FEEL028", "-5 - 5", "[-5..5]"),
        ("> 3, <= 5", "FEEL029", "> 3, <= 5", "(3..5]"),
        ("<100,>=50", "FEEL029", "<100,>=50", "[50..100)"),
        (">= 5, <= 5", "FEEL029", ">= 5, <= 5", "[5..5]"),
        (
            '> date("2020-01-01"), < date("2021-01-01")',
            "FEEL029",
            '> date("2020-01-01"), < date("2021-01-01")',
            '(date("2020-01-01")..date("2021-01-01"))',
        ),
        (
            '<= @"2020-12-31", >= @"2020-01-01"',
            "FEEL029",
            '<= @"2020-12-31", >= @"2020-01-01"',
            '[@"2020-01-01"..@"2020-12-31"]',
        ),
        ("> 3, <= 5, 9", "FEEL029", "> 3, <= 5, 9", "(3..5], 9"),
    ],
)
def test_what_is_read_otherwise_is_warned_of_with_the_fix(text: str, code: str, was: str, fix: str) -> None:
    (told,) = parse_unary_tests(text).diagnostics

    assert (told.code, told.severity) == (code, Severity.WARNING)
    assert (told.values["was"], told.values["fix"]) == (was, fix)
    assert told.span is not None
    assert text[told.span.start : told.span.end] == was
    assert fix in (told.hint("zh") or "") and fix in (told.hint("en") or "")


@pytest.mark.parametrize(
    "text",
    [
        "1, 200",
        "1,20",
        "1000,200",
        "0,100",
        "1,2,3",
        "100, 200, 300",
        '"1,000"',
        "max(1,200)",
        "200-100",
        "? - 100",
        "> 100, < 50",
        "> 5, < 5",
        '> date("2021-01-01"), < date("2020-01-01")',
        '> date("2020-01-01"), < 5',
        '> date("2020-02-30"), < date("2021-01-01")',
        "not(> 3, <= 5)",
        "[100..200]",
    ],
)
def test_what_says_what_it_means_is_not_warned_of(text: str) -> None:
    assert parse_unary_tests(text).diagnostics == ()


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("≥1,000,000", ">= 1000000"),
        ("≥1，000，000", ">= 1000000"),
        ("100－200", "[100..200]"),
        ("3%-5%", "[0.03..0.05]"),
        (">3%,<=5%", "(0.03..0.05]"),
        ("＞50，＜100", "(50..100)"),
    ],
)
def test_the_fix_of_a_fault_is_not_read_otherwise_either(text: str, fix: str) -> None:
    (told,) = parse_unary_tests(text, unit="").diagnostics

    assert (told.code, told.severity, told.values["fix"]) == ("FEEL014", Severity.ERROR, fix)
    assert parse_unary_tests(fix).diagnostics == ()
