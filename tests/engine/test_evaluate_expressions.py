"""What FEEL expressions evaluate to, and why a value is null."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from luodi.evaluate import evaluate_expression, evaluate_tests, format_value

NAMES = {
    "研发费用": 120,
    "企业": {"名称": "甲公司", "营业收入（万元）": 4000, "year-founded": 2019},
    "贷款": [{"amount": 10, "monthly rate": 0.1}, {"amount": 20, "monthly rate": 0.2}],
    "x": 7,
}


def shown(text: str) -> str:
    return format_value(evaluate_expression(text, NAMES).value, quoted=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-3 ** 2", "9"),
        ("3 ** 4 ** 5", "3486784401"),
        ("0.1 + 0.2 = 0.3", "true"),
        ("1 - - 1", "2"),
        ("研发费用 / 企业.营业收入（万元） >= 0.03", "true"),
        ("企业.year-founded + 1", "2020"),
        ("贷款[monthly rate > 0.1].amount", "[20]"),
        ("贷款[amount > x + 5][1].amount", "20"),
        ("sum(贷款.amount)", "30"),
        ("贷款[-1].amount", "20"),
        ("[1, 2, 3, 4][item > 2]", "[3, 4]"),
        ("[{item: 1}, {item: 2}][item >= 2]", "[{item: 2}]"),
        ("[{a: 1}, {a: 2}][item.a >= 2]", "[{a: 2}]"),
        ('time("23:00:50z") = time("23:00:50+00:00")', "true"),
        ("[[1], [2, 3]][count(item) > 1]", "[[2, 3]]"),
        ("{a: 1, b: a + 1, c: {d: b * 2}}.c.d", "4"),
        ("if null then 1 else 2", "2"),
        ("[true and null, false and null, true or null, false or null]", "[null, false, true, null]"),
        ("[1 in (1, 2), 3 in [1..3), 3 in (< 4, > 9), 5 in [1..null]]", "[true, false, true, null]"),
        ('["b" in [["f".."h"], ["a".."c"]], [1, 2] in [[1, 2], [3]]]', "[true, true]"),
        ("[(< 10) = (null..10), (=10) = (=10), [1..10) = [1..10[]", "[false, true, true]"),
        ("for i in 1..3, j in 1..i return i * j", "[1, 2, 4, 3, 6, 9]"),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"),
        ("for i in 1..3 return partial", "[[], [[]], [[], [[]]]]"),
        ('for d in @"2026-02-27"..@"2026-03-01" return d.day', "[27, 28, 1]"),
        ("some x in [1, null, 3] satisfies x > 2", "true"),
        ("every x in [1, null] satisfies x > 0", "null"),
        ("every x in [] satisfies x > 0", "true"),
        ("{f: function(n: number) if n <= 1 then 1 else n * f(n - 1), r: f(20)}.r", "2432902008176640000"),
        ("{add: function(a) function(b) a + b, r: add(1)(2)}.r", "3"),
        ("(for i in [1, 2] return function(a) a + i)[1](10)", "11"),
        ("{f: function(a, b) a - b, r: f(b: 1, a: 5)}.r", "4"),
        ('{f: function(a: number) a, r: f("x")}.r', "null"),
        ("sort([3, 1, 2], function(a, b) a > b)", "[3, 2, 1]"),
        ("[1 instance of number, [1] instance of list<number>, {a: 1} instance of context<a: string>]",
         "[true, true, false]"),
        ("[null instance of Any, abs instance of function<number> -> number]", "[false, true]"),
        ('[@"2026-03-01".weekday, @"P1Y2M".months, @"10:00:00+08:00".time offset, [1..5).end included]',
         '[7, 2, @"PT8H", false]'),
        ('@"2026-03-01T10:00:00@Asia/Shanghai".time offset', '@"PT8H"'),
        ("5 between 1 and null", "null"),
        ("count([1, 2][item > x])", "0"),
    ],
)  # fmt: skip
def test_value_of_an_expression(text: str, value: str) -> None:
    assert shown(text) == value


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("1 + 研发费用 / 0", "EVAL003", "研发费用 / 0"),
        ("[1, 2][3]", "EVAL033", "[1, 2][3]"),
        ("企业.注册地", "EVAL013", "企业.注册地"),
        ("1 < null", "EVAL001", "1 < null"),
        ('x = "7"', "EVAL010", 'x = "7"'),
        ("没有的 + 1", "EVAL012", "没有的"),
        ("x(1)", "EVAL011", "x(1)"),
        ("10 ** (10 ** 10)", "EVAL004", "10 ** (10 ** 10)"),
        ("for i in 1..10 ** 12 return i", "EVAL031", "for i in 1..10 ** 12 return i"),
        ("{f: function(n) f(n + 1), r: f(1)}.r", "EVAL032", "f(n + 1)"),
        ('for i in "a".."c" return i', "EVAL034", 'for i in "a".."c" return i'),
        ('if "x" then 1 else null', "EVAL014", '"x"'),
        ('@"2026-13-01"', "EVAL009", '@"2026-13-01"'),
    ],
)
def test_a_null_comes_with_its_reason_and_place(text: str, code: str, part: str) -> None:
    result = evaluate_expression(text, NAMES)

    assert result.value is None
    reason = result.reasons[0]
    assert reason.span is not None
    assert (reason.code, text[reason.span.start : reason.span.end]) == (code, part)


def test_a_reason_has_words_in_both_languages() -> None:
    reason = evaluate_expression('substring("abc", 9)').reasons[0].as_diagnostic()

    assert reason.message("zh") == "函数 substring 的参数 start position 不能取 9。"
    assert reason.message("en") == "Argument start position of function substring cannot be 9."


def test_a_text_that_cannot_be_read_has_no_value_and_its_diagnostics() -> None:
    result = evaluate_expression("1 +")

    assert (result.value, [each.code for each in result.diagnostics]) == (None, ["FEEL003"])


def test_a_trace_holds_the_values_of_the_parts() -> None:
    text = "研发费用 / 4000 >= 0.03"

    result = evaluate_expression(text, NAMES, trace=True)

    parts = [(text[slice(*each.place.span)], each.value) for each in result.parts]
    assert parts == [
        ("研发费用", Decimal(120)),
        ("研发费用 / 4000", Decimal("0.03")),
        ("研发费用 / 4000 >= 0.03", True),
    ]


@pytest.mark.parametrize(
    ("cell", "value", "holds"),
    [
        ("-", None, True),
        ("< 5, > 10", 7, False),
        ("[1..5), 7", 7, True),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "c", True),
        ('not("a")', None, True),
        ("< 5", None, None),
        ("not(< 5)", None, None),
        ("null", None, True),
        ("? > 5 and ? < 9", 7, True),
        ('contains(?, "高新")', "高新技术企业", True),
        ("贷款.amount", 20, True),
        ("false", False, True),
        ("研发费用", 120, True),
    ],
)
def test_a_cell_of_a_value(cell: str, value: object, holds: bool | None) -> None:
    assert evaluate_tests(cell, value, NAMES).value is holds


@pytest.mark.parametrize(
    "text",
    [
        "count(for i in 1..1000000000000 return i)",
        "for a in 1..9999, b in 1..9999, c in 1..9999 return a",
        "for i in 1..100000 return partial",
        "{f: function(n) f(n - 1) + f(n - 2), r: f(100)}.r",
        "some x in 1..3000000, y in 1..3000000 satisfies x = 0",
        "10 ** (10 ** 10)",
        "for i in 1..100 return partial",
        "string(for i in 1..100 return partial)",
        "flatten(for i in 1..100 return partial)",
        "(for i in 1..100 return partial) = (for i in 1..100 return partial)",
        "is(for i in 1..100 return partial, for i in 1..100 return partial)",
        "{f: function(s) if string length(s) > 10 ** 9 then s else f(s + s), r: f(\"ab\")}.r",
    ],
)  # fmt: skip
def test_work_without_end_is_stopped(text: str) -> None:
    before = time.monotonic()

    result = evaluate_expression(text)

    assert result.value is None
    assert result.reasons
    assert time.monotonic() - before < 20


@pytest.mark.parametrize(
    "text",
    [
        "count(for a in 1..900000 return for b in 1..900000 return a * b)",
        "every a in 1..900000 satisfies some b in 1..900000 satisfies a * b = -1",
        "for a in 1..900000 return sum(for b in 1..900000 return b)",
        "for a in 1..900000 return for b in 1..10 ** 12 return b",
        "(for a in 1..900000 return a)[count((for b in 1..900000 return b)[item > 3]) > 0]",
    ],
)
def test_a_loop_around_one_that_was_ended_ends_at_once(text: str) -> None:
    """The steps taken say it, not the clock: none is tried again once nothing can run."""
    result = evaluate_expression(text)

    assert result.value is None
    assert "EVAL031" in {each.code for each in result.reasons}
    assert len(result.reasons) < 200


def test_a_loop_that_is_refused_leaves_what_stands_beside_it() -> None:
    result = evaluate_expression("[for b in 1..10 ** 12 return b, for a in 1..3 return a]")

    assert format_value(result.value) == "[null, [1, 2, 3]]"
