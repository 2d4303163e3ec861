"""What is wrong with a FEEL text: all of it at once, at its place, with the fix; and texts meant to hurt."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.diagnostics import Severity
from luodi.feel import ast
from luodi.feel.cursor import MAX_FAULTS
from luodi.feel.names import Scope
from luodi.feel.parser import MAX_DEPTH, MAX_LENGTH, parse_expression, parse_unary_tests
from luodi.feel.printer import print_expression, print_unary_tests
from luodi.messages import LANGUAGES


def faults(text: str) -> list[tuple[str, str]]:
    """Code and marked words of each fault."""
    found = parse_expression(text).diagnostics
    return [(each.code, text[slice(*each.span)] if each.span else "") for each in found]


FAULTS = [
    ("", [("FEEL005", "")]),
    ("1 +", [("FEEL003", "")]),
    ("1 + * 2", [("FEEL004", "*")]),
    ("(1 + 2", [("FEEL006", "(")]),
    ("f(1, [2, 3)", [("FEEL006", "["), ("FEEL006", "(")][:1]),
    ("1 2", [("FEEL015", "2")]),
    ("[1 2, 3]", [("FEEL016", "2")]),
    ("if a then b", [("FEEL007", "")]),
    ("if a b else c", [("FEEL007", "else")]),
    ("for x y return 1", [("FEEL021", "x")]),
    ("a instance of 1", [("FEEL017", "1")]),
    ("{1: 2, b: 3}", [("FEEL022", "1")]),
    ("f(a: 1, 2)", [("FEEL023", "2")]),
    ("f(a: 1, a: 2)", [("FEEL024", "a")]),
    ("{a: 1, a: 2}", [("FEEL019", "a")]),
    ("1e99999", [("FEEL012", "1e99999")]),
    ("1e-99999999999999999999", [("FEEL012", "1e-99999999999999999999")]),
    ('"abc', [("FEEL010", '"')]),
    ("1 /* a", [("FEEL013", "/*")]),
    ('"\\u12"', [("FEEL011", "\\u")]),
    ('"\\UFFFFFF"', [("FEEL011", "\\UFFFFFF")]),
    ('"\\uD800"', [("FEEL011", "\\uD800")]),
    ("a # b", [("FEEL015", "#")]),
    ("# + 1", [("FEEL008", "#")]),
    # Several at once.
    ("[1 +, * 2, (3] + }", [("FEEL004", ","), ("FEEL004", "*"), ("FEEL006", "("), ("FEEL004", "}")]),
    ("if > 5 then 'a' else f(1 2)", [("FEEL004", ">"), ("FEEL014", "'a'"), ("FEEL016", "2")]),
]


@pytest.mark.parametrize(("text", "expected"), FAULTS)
def test_every_fault_is_told_once_and_at_its_place(text: str, expected: list[tuple[str, str]]) -> None:
    assert faults(text) == expected


# What an official types, what it is read as, and the fixes offered.
FOREIGN = [
    ("研发费用 ＞ 100", "研发费用 > 100", [("FEEL009", "＞", ">")]),
    ("研发费用＞＝100", "研发费用 >= 100", [("FEEL009", "＞＝", ">=")]),
    ("研发费用≥100", "研发费用 >= 100", [("FEEL009", "≥", ">=")]),
    ("（a＋b）×２", "(a + b) * 2", [("FEEL009", w, f) for w, f in zip("（＋）×２", "(+)*2", strict=True)]),
    ("a ！＝ “高，新”", 'a != "高，新"', [("FEEL009", "！＝", "!="), ("FEEL025", "“高，新”", '"高，新"')]),
    ("max(1，2、3)", "max(1, 2, 3)", [("FEEL009", "，", ","), ("FEEL009", "、", ",")]),
    ("[1。。5]", "[1..5]", [("FEEL009", "。。", "..")]),
    ("{a： 1}", "{a: 1}", [("FEEL009", "：", ":")]),
    ("？ > 1", "? > 1", [("FEEL009", "？", "?")]),
    ("a == 1 && b", "a = 1 and b", [("FEEL014", "==", "="), ("FEEL014", "&&", "and")]),
    ("a || b <> 1", "a or b != 1", [("FEEL014", "||", "or"), ("FEEL014", "<>", "!=")]),
    ("a * 3%", "a * 0.03", [("FEEL014", "3%", "0.03")]),
    ("2.5％ * a", "0.025 * a", [("FEEL014", "2.5％", "0.025")]),
    ("f(1; 2)", "f(1, 2)", [("FEEL014", ";", ",")]),
    ("'高新' = a", '"高新" = a', [("FEEL014", "'高新'", '"高新"')]),
]


@pytest.mark.parametrize(("text", "meant", "expected"), FOREIGN)
def test_signs_of_others_are_told_with_the_fix_and_read(
    text: str, meant: str, expected: list[tuple[str, str, str]]
) -> None:
    parsed = parse_expression(text)

    assert [(each.code, each.values["was"], each.values["fix"]) for each in parsed.diagnostics] == expected
    assert all(each.severity is Severity.ERROR for each in parsed.diagnostics)
    assert print_expression(parsed.node) == meant


@pytest.mark.parametrize(
    ("text", "unit", "was", "fix"),
    [
        ("a > 3%", "", "3%", "0.03"),
        ("a > 3%", "%", "3%", "3"),
        ("a * 3%", "%", "3%", "0.03"),
        ("a > 3%", None, "3%", None),
        ("a > 3%", "万元", "3%", None),
        ("10万元", "万元", "10万元", "10"),
        ("10万元", "元", "10万元", "100000"),
        ("10万元", "亿元", "10万元", "0.001"),
        ("1.5 亿", "千元", "1.5 亿", "150000"),
        ("10万元", None, "10万元", None),
        ("10万元", "人", "10万元", None),
    ],
)
def test_a_figure_with_a_unit_gets_a_fix_only_in_the_unit_of_its_place(
    text: str, unit: str | None, was: str, fix: str | None
) -> None:
    (told,) = parse_expression(text, unit=unit).diagnostics

    assert told.code == ("FEEL026" if fix is None else "FEEL014")
    assert (told.values["was"], told.values.get("fix")) == (was, fix)


@pytest.mark.parametrize(
    ("text", "unit", "fix"),
    [
        ("3%", "%", "3"),
        (">= 10万元", "万元", "10"),
        ("500万元以上", "万元", ">= 500"),
        ("500万元以上", None, None),
        ("3%至5%", "%", "[3..5]"),
        ("3%至5%", None, None),
        ("3%至5%", "人", None),
    ],
)
def test_a_cell_gets_a_fix_only_in_the_unit_of_its_column(text: str, unit: str | None, fix: str) -> None:
    (told,) = parse_unary_tests(text, unit=unit).diagnostics

    assert told.code == ("FEEL026" if fix is None else "FEEL014")
    assert told.values.get("fix") == fix


def test_full_width_commas_of_a_cell_are_told() -> None:
    parsed = parse_unary_tests("“高”，＞5")

    assert [(each.code, each.span) for each in parsed.diagnostics] == [
        ("FEEL025", (0, 3)),
        ("FEEL009", (3, 4)),
        ("FEEL009", (4, 5)),
    ]
    assert print_unary_tests(parsed.node) == '"高", > 5'


def test_a_declared_name_may_hold_full_width_signs() -> None:
    parsed = parse_expression("营业收入（万元）＞5", Scope(["营业收入（万元）"]))

    assert [each.span for each in parsed.diagnostics] == [(8, 9)]
    assert print_expression(parsed.node) == "营业收入（万元） > 5"


def test_messages_say_the_fix_in_both_languages() -> None:
    (found,) = parse_expression("a ＞ 1").diagnostics

    assert (found.message("zh"), found.hint("zh")) == (
        "“＞”不是 FEEL 的符号，很像是用中文输入法打的。",
        "请改成“>”。",
    )
    assert (found.message("en"), found.hint("en")) == (
        '"＞" is not a sign of FEEL; it looks typed with a Chinese input method.',
        'Write ">".',
    )


DEEP = 10_000
HOSTILE = {
    "brackets": "(" * DEEP + "1" + ")" * DEEP,
    "open brackets": "(" * DEEP,
    "lists": "[" * DEEP,
    "contexts": "{a:" * DEEP,
    "minus": "-" * DEEP + "1",
    "if": "if a then " * DEEP + "1",
    "for": "for x in " * DEEP + "1",
    "functions": "function(a)" * DEEP + "1",
    "types": "1 instance of " + "list<" * DEEP + "number" + ">" * DEEP,
    "sum": "1" + "+1" * DEEP,
    "calls": "f" + "()" * DEEP,
    "paths": "a" + ".b" * DEEP,
    "ands": "a" + " and a" * DEEP,
    "in": "a" + " in (a" * DEEP,
    "ranges": "[1.." * DEEP + "1",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_depth_has_a_limit_that_is_told(text: str) -> None:
    text = text[:MAX_LENGTH]
    parsed = parse_expression(text)
    cell = parse_unary_tests(text)

    assert "FEEL002" in {each.code for each in parsed.diagnostics}
    assert "FEEL002" in {each.code for each in cell.diagnostics}
    assert isinstance(parsed.node, ast.Bad)


def test_what_is_just_deep_enough_is_read_and_printed() -> None:
    for text in (
        "(" * (MAX_DEPTH - 1) + "1" + ")" * (MAX_DEPTH - 1),
        "1" + " + 1" * (MAX_DEPTH - 1),
        "[" * (MAX_DEPTH - 1) + "1" + "]" * (MAX_DEPTH - 1),
        "if a then 1 else " * (MAX_DEPTH - 1) + "2",
    ):
        parsed = parse_expression(text)

        assert parsed.diagnostics == ()
        assert parse_expression(print_expression(parsed.node)).node == parsed.node


def test_length_has_a_limit_that_is_told() -> None:
    parsed = parse_expression("1" * 10_000_000)

    assert [(each.code, each.values) for each in parsed.diagnostics] == [
        ("FEEL001", {"size": 10_000_000, "limit": MAX_LENGTH})
    ]


LONG = {
    "words": "名 称 ",
    "list": "a, ",
    "calls": "f(a, b: ",
    "arguments": "f(a) ",
    "strings": '"a" ',
    "open strings": '"\\"\n',
    "quotes": "“a ",
    "comments": "/* */ a ",
    "open comments": "/* ",
    "digits": "1",
    "mixed digits": "1１",
    "dots": ". ",
    "signs": "* ",
    "closers": ") ",
    "contexts": "{a: 1}, ",
    "single quotes": "' ",
    "iterators": "x in y, ",
    "names": "a-b.c/d'e ",
}


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG)
@pytest.mark.parametrize("before", ["", "[", "f(", "for "])
def test_time_grows_with_the_length_only(piece: str, before: str) -> None:
    def seconds(length: int) -> float:
        text = before + (piece * length)[:length]
        began = time.process_time()
        parse_expression(text, Scope(["a-b", "名 称 名 称"]))
        parse_unary_tests(text)
        return time.process_time() - began

    # Sixteen times as long; a square law would take 256 times as long. Collecting rubbish and a busy
    # machine add to single runs, so the best of three is taken of each.
    assert min(seconds(24_000) for _ in range(3)) < 80 * max(min(seconds(1_500) for _ in range(3)), 0.01)


def test_not_more_faults_are_told_than_help() -> None:
    found = parse_expression("[" + "1 2," * 500 + "1]").diagnostics

    assert len(found) == MAX_FAULTS + 1
    assert found[-1].code == "FEEL018"


PIECES = st.sampled_from(
    [
        *"()[]{}<>=!+-*/.,:;'\"@%&|?＞（）。“”\\ \n",
        *(" in ", " and ", " or ", " not ", "if ", " then ", " else ", "for ", " return ", "some ", "null"),
        *(" satisfies ", " between ", " instance of ", "function(", "list<", "external", "true", ".."),
        *("1", "2.5", "a", "名", "date and time", '"x"', '@"2020-01-01"', "**", "<=", "//", "/*", "*/"),
    ]
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=30))
def test_any_text_gives_a_tree_or_a_reason(text: str) -> None:
    for parsed in (parse_expression(text), parse_unary_tests(text)):
        bad = [node for node in ast.walk(parsed.node) if isinstance(node, ast.Bad)]
        spans = [each.span for each in parsed.diagnostics if each.span]

        assert not bad or parsed.has_errors
        assert all(0 <= span.start <= span.end <= len(text) for span in spans)
        assert all(0 <= node.span.start <= node.span.end <= len(text) for node in ast.walk(parsed.node))
        for each in parsed.diagnostics:
            for lang in LANGUAGES:
                assert each.message(lang)
                assert each.hint(lang)


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_is_read_without_a_fault_is_printed_the_same(text: str) -> None:
    parsed = parse_expression(text)
    cell = parse_unary_tests(text)

    if not parsed.diagnostics:
        assert parse_expression(print_expression(parsed.node)).node == parsed.node
    if not cell.diagnostics:
        assert parse_unary_tests(print_unary_tests(cell.node)).node == cell.node


def test_a_chinese_word_for_and_is_told_with_the_fix() -> None:
    (told,) = parse_expression("a > 1 且 b < 2").diagnostics

    assert (told.code, told.values["was"], told.values["fix"]) == ("FEEL014", "且", "and")


def test_a_name_that_begins_with_an_amount_is_a_name() -> None:
    assert not parse_expression("500万元 > 1", Scope(["500万元"])).diagnostics


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("> 100 且 < 200", "(100..200)"),
        (">= 100 且 <= 200", "[100..200]"),
        ("＞100且＜＝200", "(100..200]"),
        ("> 100 and < 200", "(100..200)"),
        ("不足 200 并且 100 以上", "[100..200)"),
        ("< 50 或 > 100", "< 50, > 100"),
        ("< 50 或 > 100 且 < 200", "< 50, (100..200)"),
        ("大于等于 100", ">= 100"),
        ("不超过3%", "<= 0.03"),
        ("500万元以上", ">= 5000000"),
        ("100至200", "[100..200]"),
        ("介于 100 和 200 之间", "[100..200]"),
    ],
)
def test_a_cell_in_chinese_is_told_with_the_fix(text: str, fix: str) -> None:
    (told,) = parse_unary_tests(f" {text} ", unit="").diagnostics

    assert (told.code, told.values["was"], told.values["fix"]) == ("FEEL014", text, fix)
    assert told.span == (1, 1 + len(text))
    assert not parse_unary_tests(fix).diagnostics


@pytest.mark.parametrize("text", ["> 200 且 < 100", "> 1 且 > 2", "> 甲 且 < 乙", "> 1 且 < 2 且 < 3"])
def test_what_is_no_range_gets_no_range_offered(text: str) -> None:
    assert all(".." not in str(each.values.get("fix")) for each in parse_unary_tests(text).diagnostics)
    assert parse_unary_tests(text).diagnostics


def test_a_name_in_scope_is_no_condition_in_chinese() -> None:
    assert not parse_unary_tests("大于100", Scope(["大于100"])).diagnostics


def test_alternatives_of_a_cell_stand_behind_commas() -> None:
    (told,) = parse_unary_tests('"高新" 或 "规上"').diagnostics

    assert (told.values["was"], told.values["fix"]) == ("或", ",")
