"""Bodies of the built-in functions: there for every signature, and doing what their examples say."""

from __future__ import annotations

import time

import pytest

from luodi.evaluate import evaluate_expression, format_value
from luodi.evaluate.builtins import BODIES
from luodi.evaluate.calls import IN_THE_CALL
from luodi.feel.builtin_words import MEANINGS
from luodi.feel.builtins import SIGNATURES

EXAMPLES = [each for meaning in MEANINGS.values() for each in meaning.examples]


def shown(text: str) -> str:
    return format_value(evaluate_expression(text).value, quoted=True)


def codes(text: str) -> list[str]:
    return [reason.code for reason in evaluate_expression(text).reasons]


def test_every_signature_has_a_body_and_every_body_a_signature() -> None:
    assert set(BODIES) | set(IN_THE_CALL) == set(SIGNATURES)


@pytest.mark.parametrize(("text", "value"), EXAMPLES)
def test_an_example_has_the_value_it_says(text: str, value: str) -> None:
    assert shown(text) == shown(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # Named arguments in any order, optional ones left out.
        ('substring(start position: 3, string: "foobar")', '"obar"'),
        ("list replace(newItem: 4, position: 2, list: [1, 2, 3])", "[1, 4, 3]"),
        ("list replace(match: function(item, newItem) item > 1, newItem: 9, list: [1, 2])", "[1, 9]"),
        ("time(hour: 8, minute: 30, second: 1.5)", '@"08:30:01.5"'),
        # A list of one for an item, an item for a list.
        ('contains(["高新技术"], "高新")', "true"),
        ("sum(5)", "5"),
        ('date and time(@"2026-03-01")', '@"2026-03-01T00:00:00"'),
        # Code points, not bytes or UTF-16 halves.
        ('substring("🐎科技", 2)', '"科技"'),
        ('string length("🐎科技")', "3"),
        # Rounding at every place, and ties.
        ("[decimal(0.125, 2), decimal(2.5, 0), decimal(-3.5, 0)]", "[0.12, 2, -4]"),
        ("[round half up(-2.5, 0), round half down(-2.5, 0), round up(1.01, 1), round down(-1.09, 1)]",
         "[-3, -2, 1.1, -1]"),
        ("[decimal(1234567, -3), round up(1, -3), floor(-1, -3), round down(5.5, 6176)]",
         "[1235000, 1000, -1000, 5.5]"),
        ("stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"),
        ("[median([8, 2, 5, 3, 4]), median([6, 1, 2, 3])]", "[4, 2.5]"),
        ("mode([6, 3, 9, 6, 6, 1, 9, 9])", "[6, 9]"),
        ("[all([true, null]), all([false, null]), any([true, null]), any([]), all([])]",
         "[null, false, true, false, true]"),
        ("distinct values([1, 1.0, \"1\", null, null, [1], [1.00], {a: 1}, {a: 1}])",
         '[1, "1", null, [1], {a: 1}]'),
        ("flatten([[1, [2, [3]]], 4, []])", "[1, 2, 3, 4]"),
        ("index of([1, 2, 3, 2, null], null)", "[5]"),
        ('context put({a: {b: 1}}, ["a", "c"], 2)', "{a: {b: 1, c: 2}}"),
        ('years and months duration(@"2024-02-29", @"2025-02-28")', '@"P11M"'),
        ('years and months duration(@"2025-02-28", @"2024-02-29")', '@"-P11M"'),
        ('[is(@"10:00:00Z", @"10:00:00+00:00"), is(@"10:00:00", @"10:00:00Z"), is(1, 1.0)]',
         "[true, false, true]"),
        # Allen's relations at the ends.
        ("[before([1..5), 5), before([1..5], 5), after(5, [1..5)), meets([1..5], [5..9])]",
         "[true, false, true, true]"),
        ("[overlaps before([1..5], [3..9]), overlaps before([1..5), [5..9]), overlaps after([5..9], [1..5])]",
         "[true, false, true]"),
        ("[during(4, [1..5)), during(5, [1..5)), includes([1..9], [2..9]), includes([1..9), [2..9])]",
         "[true, false, true, false]"),
        ("[starts([1..3], [1..5]), starts((1..3], [1..5]), finishes(5, [1..5]), coincides([1..2], [1..2])]",
         "[true, false, true, true]"),
        ('range("[1..5)")', "[1..5)"),
        ('includes(range("[@\\"2026-01-01\\"..@\\"2026-12-31\\"]"), @"2026-03-01")', "true"),
    ],
)  # fmt: skip
def test_what_a_function_gives(text: str, value: str) -> None:
    assert shown(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # The dot leaves out both line ends; s takes them in.
        (
            '[matches("a\\nb", "a.b"), matches("a\\nb", "a.b", "s"), matches("a\\rb", "a.b")]',
            "[false, true, false]",
        ),
        # $ is the very end, not before a last line end; m makes it each line's.
        (
            '[matches("a\\n", "a$"), matches("a\\nb", "a$", "m"), matches("a\\nb", "^b$", "m")]',
            "[false, true, true]",
        ),
        ('[matches("AbC", "abc", "i"), matches("helloworld", " hello[ ]?world ", "x")]', "[true, true]"),
        (
            '[matches("a.b", "a.b", "q"), matches("axb", "a.b", "q"), matches("A.B", "a.b", "qi")]',
            "[true, false, true]",
        ),
        ('replace("科技 tech", "\\\\p{IsBasicLatin}+", "-")', '"科技-"'),
        ('replace("abcde", "[a-e-[bd]]", "_")', '"_b_d_"'),
        ('replace("a1_b", "\\\\i\\\\c*", "N")', '"N"'),
        ('[matches("一", "\\\\w"), matches("，", "\\\\w"), matches("٣", "\\\\d")]', "[true, false, true]"),
        ('replace("abracadabra", "a(.)", "a$1$1")', '"abbraccaddabbra"'),
        ('replace("ab", "(a)(b)?(c)?", "[$1$2$3$10$0]")', '"[aba0ab]"'),
        ('replace("a.b", ".", "$0", "q")', '"a$0b"'),
        ('replace("5 元", "(\\\\d)", "\\\\$$1")', '"$5 元"'),
        ('[matches("m", "\\\\p{Lu}", "i"), matches("O", "[A-Z-[OI]]", "i")]', "[false, false]"),
        ('split("a;b;;", ";")', '["a", "b", "", ""]'),
        ('matches("abab", "(ab)\\\\1")', "true"),
        ('[matches("hello world", "hello\\\\ sworld", "x"), matches("a b", "a[ ]b", "x")]', "[true, true]"),
    ],
)
def test_xpath_regular_expressions(text: str, value: str) -> None:
    assert shown(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('matches("a", "a++")', "EVAL015"),
        ('matches("a", "(?=a)")', "EVAL015"),
        ('matches("a", "[b-a]")', "EVAL015"),
        ('matches("a", "\\\\y")', "EVAL015"),
        ('matches("a", "(a")', "EVAL015"),
        ('matches("a", "a{2,1}")', "EVAL015"),
        ('matches("a", "\\\\2(a)")', "EVAL015"),
        ('matches("a", "a", "g")', "EVAL016"),
        ('replace("a", "b*", "-")', "EVAL019"),
        ('replace("a", "a", "$")', "EVAL015"),
        ("sum([])", "EVAL030"),
        ("min([1, null])", "EVAL001"),
        ('sum([1, "2"])', "EVAL006"),
        ("abs(null)", "EVAL005"),
        ("abs()", "EVAL007"),
        ("sqrt(-1)", "EVAL008"),
        ("exp(100000)", "EVAL004"),
        ('get value({a: 1}, "b")', "EVAL013"),
        ('context([{key: "a", value: 1}, {key: "a", value: 2}])', "EVAL020"),
        ('number("1,000.5", ",", ",")', "EVAL008"),
        ('substring("abc", 0)', "EVAL008"),
        ('date("2026-02-30")', "EVAL009"),
        ("round up(5.5, 6177)", "EVAL008"),
        ('range("[1..x]")', "EVAL009"),
    ],
)
def test_a_function_without_a_result_says_why(text: str, code: str) -> None:
    assert (shown(text), codes(text)) == ("null", [code])


@pytest.mark.parametrize(
    "pattern", ["(a|aa)+$", "(a*)*b", "((a{1,100}){1,100}){1,100}b", "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)x$"]
)
def test_a_catastrophic_pattern_ends(pattern: str) -> None:
    before = time.monotonic()

    result = evaluate_expression(f'matches(text, "{pattern}")', {"text": "a" * 5000 + "!"})

    assert result.value in (None, False)
    assert time.monotonic() - before < 3


def test_now_and_today_are_as_of() -> None:
    result = evaluate_expression("[string(today()), string(now())]", as_of="2026-03-01")

    assert result.value == ["2026-03-01", "2026-03-01T00:00:00"]
