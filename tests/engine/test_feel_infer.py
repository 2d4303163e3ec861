"""Types of expressions, and what is told of a text whose types do not go together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from luodi.feel import ast
from luodi.feel.builtin_words import MEANINGS
from luodi.feel.entries import scope_of
from luodi.feel.infer import Inferred, infer_expression, infer_unary_tests
from luodi.feel.names import Scope
from luodi.feel.near import near_names
from luodi.feel.parser import parse_expression, parse_unary_tests
from luodi.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    NULL,
    NUMBER,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
    ContextOf,
    FeelType,
    FunctionOf,
    ListOf,
    RangeOf,
    may_conform,
    type_text,
)

KIT = Path(__file__).resolve().parents[3] / "shared/dmn-tck"

PROJECT = ContextOf((("名称", STRING), ("金额", NUMBER), ("立项日期", DATE)))
VARIABLES: dict[str, FeelType] = {
    "研发费用": NUMBER,
    "企业名称": STRING,
    "高新技术企业": BOOLEAN,
    "成立日期": DATE,
    "项目": ListOf(PROJECT),
    "企业": ContextOf((("名称", STRING), ("项目", ListOf(PROJECT)))),
    "未知": ANY,
    "PMT": FunctionOf((NUMBER, NUMBER), NUMBER),
}


def infer(text: str, variables: dict[str, FeelType] | None = None) -> Inferred:
    known = VARIABLES if variables is None else variables
    parsed = parse_expression(text, scope_of(known))
    assert parsed.diagnostics == (), text
    return infer_expression(parsed.node, known, {"tProject": PROJECT})


TYPES: list[tuple[str, FeelType]] = [
    ("1 + 2", NUMBER),
    ('"a" + "b"', STRING),
    ('@"2026-01-01"', DATE),
    ('@"2026-01-01T08:00:00@Asia/Shanghai"', DATE_AND_TIME),
    ('@"08:00:00.5+08:00"', TIME),
    ('@"-P1Y2M"', YEARS_AND_MONTHS),
    ('@"P1DT2H"', DAYS_AND_TIME),
    ('duration("P1Y")', YEARS_AND_MONTHS),
    ("duration(企业名称)", ANY),
    ('成立日期 + duration("P3Y")', DATE),
    ("成立日期 - 成立日期", DAYS_AND_TIME),
    ("成立日期.year", NUMBER),
    ("研发费用 / 3", NUMBER),
    ('duration("P1D") / duration("PT1H")', NUMBER),
    ("未知 + 1", NUMBER),
    ("未知 - 成立日期", DAYS_AND_TIME),
    ("未知 * 未知", ANY),
    ("null + 1", NULL),
    ("研发费用 > 1 and 高新技术企业", BOOLEAN),
    ("if 高新技术企业 then 1 else null", NUMBER),
    ('if 高新技术企业 then 1 else "无"', ANY),
    ("[1, 2, null]", ListOf(NUMBER)),
    ("[]", ListOf(NULL)),
    ("{a: 1, b: a > 1}", ContextOf((("a", NUMBER), ("b", BOOLEAN)))),
    ("[1..5]", RangeOf(NUMBER)),
    ("(< 成立日期)", RangeOf(DATE)),
    ("(= 1)", RangeOf(NUMBER)),
    ("[1..5].start included", BOOLEAN),
    ("项目.金额", ListOf(NUMBER)),
    ("项目[金额 > 100]", ListOf(PROJECT)),
    ("项目[1].金额", NUMBER),
    ("项目[item.金额 > 100].名称", ListOf(STRING)),
    ("企业.项目[-1].立项日期.month", NUMBER),
    ("for p in 项目 return p.金额 * 2", ListOf(NUMBER)),
    ("for i in 1..3, d in [成立日期] return d", ListOf(DATE)),
    ("for i in 1..3 return partial", ListOf(ListOf(ANY))),
    ("some p in 项目 satisfies p.金额 > 1", BOOLEAN),
    ("function(a: number, b) a + 1", FunctionOf((NUMBER, ANY), NUMBER)),
    ("function(p: tProject) p.名称", FunctionOf((PROJECT,), STRING)),
    ("(function(a: number) a > 1)(2)", BOOLEAN),
    ("PMT(1, 2)", NUMBER),
    ("研发费用 instance of number", BOOLEAN),
    ("sum(项目.金额)", NUMBER),
    ("max(项目.立项日期)", DATE),
    ("min(1, 2)", NUMBER),
    ("max(1)", NUMBER),
    ("sort(项目, function(x, y) x.金额 > y.金额)[1].名称", STRING),
    ("append([1], 2)", ListOf(NUMBER)),
    ('append([1], "a")', ListOf(ANY)),
    ("concatenate(项目, 项目)[1].金额", NUMBER),
    ("abs(-研发费用)", NUMBER),
    ('abs(duration("-P1D"))', DAYS_AND_TIME),
    ("abs(未知)", ANY),
    ("date(year: 2026, month: 1, day: 1)", DATE),
    ('string join(项目.名称, "、")', STRING),
    ("get entries(企业)[1].key", STRING),
    ("未知.任何[什么 > 1]", ListOf(ANY)),
    ("1 in (1, [2..3], > 5)", BOOLEAN),
    ("研发费用 between 1 and 2", BOOLEAN),
    ("sum", FunctionOf(None, NUMBER)),
]


@pytest.mark.parametrize(("text", "kind"), TYPES)
def test_the_type_of_an_expression_is_found_without_a_doubt(text: str, kind: FeelType) -> None:
    found = infer(text)

    assert found.diagnostics == ()
    assert type_text(found.type) == type_text(kind)


FAULTS = [
    ("研发费 > 1", [("FEEL030", "研发费", "没有叫“研发费”的名称。", "是不是“研发费用”？")]),
    ("某名 + 1", [("FEEL031", "某名", "没有叫“某名”的名称。", "请检查拼写，或先在字段字典里登记。")]),
    ("summ([1])", [("FEEL030", "summ", "没有叫“summ”的名称。", "是不是“sum”？")]),
    (
        "企业名称 * 2",
        [
            (
                "FEEL033",
                "企业名称 * 2",
                "“*”不能用在文字和数之间，结果总是 null。",
                "请检查两边是不是要算的项，或先换成同一种类型。",
            )
        ],
    ),
    ("企业名称 < 2", [("FEEL033", "企业名称 < 2", None, None)]),
    ("高新技术企业 < true", [("FEEL033", "高新技术企业 < true", None, None)]),
    ("研发费用 between 1 and 企业名称", [("FEEL033", "研发费用 between 1 and 企业名称", None, None)]),
    ('[1.."a"]', [("FEEL033", '[1.."a"]', None, None)]),
    ("for i in 1..企业名称 return i", [("FEEL033", "i in 1..企业名称", None, None)]),
    ("if 研发费用 then 1 else 2", [("FEEL034", "研发费用", "这里应当是真假值，实际是数。", None)]),
    ("高新技术企业 and 研发费用", [("FEEL034", "研发费用", None, None)]),
    ("some p in 项目 satisfies p.金额", [("FEEL034", "p.金额", None, None)]),
    ("upper case(研发费用)", [("FEEL035", "研发费用", "参数“string”应当是文字，实际是数。", None)]),
    ("date(true)", [("FEEL035", "true", "参数“from”应当是文字或日期时间，实际是真假值。", None)]),
    ("date(2026, 1, 企业名称)", [("FEEL035", "企业名称", None, None)]),
    ("PMT(1, 企业名称)", [("FEEL035", "企业名称", None, None)]),
    ("sqrt(1, 2)", [("FEEL036", "sqrt(1, 2)", None, "写法：sqrt(number)。")]),
    ("date(1, 2)", [("FEEL036", "date(1, 2)", None, "写法：date(from) / date(year, month, day)。")]),
    ("PMT(1)", [("FEEL036", "PMT(1)", None, None)]),
    ("sqrt(n: 1)", [("FEEL037", "n", None, "参数有：number。")]),
    ("企业.姓名", [("FEEL038", "姓名", "没有叫“姓名”的项。", "这里有“名称”“项目”。")]),
    ('duration("P1Y").days', [("FEEL039", "days", None, "可以用的有：years, months。")]),
    ("研发费用.年", [("FEEL039", "年", None, None)]),
    ("研发费用(1)", [("FEEL040", "研发费用", "数不是函数，不能调用。", None)]),
    ('研发费用 = "100"', [("FEEL041", '研发费用 = "100"', "数和文字不会相等，这样比较没有意义。", None)]),
    ('研发费用 in ("a", 1)', [("FEEL042", '"a"', None, None)]),
    ("研发费用 instance of tProjekt", [("FEEL043", "tProjekt", None, "是不是“tProject”？")]),
    ('@"2026年"', [("FEEL045", '@"2026年"', None, None)]),
    ("-企业名称", [("FEEL046", "-企业名称", None, None)]),
    ("项目[企业名称]", [("FEEL047", "企业名称", "方括号里应当是第几项或条件，实际是文字。", None)]),
    ("项目[数额 > 1]", [("FEEL031", "数额", None, None)]),
    ('function(a) external {java: {class: "x", method signature: "y()"}}', [("FEEL048", None, None, None)]),
    # Several at once, in the order of the text.
    (
        "研发费 + upper case(1) * 企业.姓名",
        [("FEEL030", "研发费", None, None), ("FEEL035", "1", None, None), ("FEEL038", "姓名", None, None)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FAULTS)
def test_what_does_not_go_together_is_told(
    text: str, expected: list[tuple[str, str | None, str | None, str | None]]
) -> None:
    found = infer(text).diagnostics

    assert [each.code for each in found] == [code for code, _, _, _ in expected]
    for each, (_, marked, message, hint) in zip(found, expected, strict=True):
        assert each.span is not None
        assert marked is None or text[slice(*each.span)] == marked
        assert message is None or each.message("zh") == message
        assert hint is None or each.hint("zh") == hint
        assert each.message("en")
        assert each.hint("en")


CELLS: list[tuple[FeelType, str, list[str]]] = [
    (NUMBER, "> 5", []),
    (NUMBER, '"高"', ["FEEL042"]),
    (NUMBER, '> "5"', ["FEEL042"]),
    (NUMBER, "1, [2..3], (5..9)", []),
    (NUMBER, "[@\"2026-01-01\"..@\"2026-02-01\"]", ["FEEL042"]),
    (NUMBER, "研发费用", []),
    (NUMBER, "研发费用 > 5", ["FEEL042"]),
    (NUMBER, "? > 研发费用 and 高新技术企业", []),
    (NUMBER, "not(null)", []),
    (NUMBER, "-", []),
    (NUMBER, '? = "a"', ["FEEL041"]),
    (STRING, '"高", "中"', []),
    (STRING, '["高", "中"]', []),
    (STRING, "starts with(?, \"高\")", []),
    (STRING, "true", ["FEEL042"]),
    (BOOLEAN, "true", []),
    (BOOLEAN, "> true", ["FEEL042"]),
    (BOOLEAN, "!= 5", ["FEEL042"]),
    (DATE, '>= date("2026-01-01")', []),
    (DATE, '>= "2026-01-01"', ["FEEL042"]),
    (ANY, '1, "a", > 5', []),
    (PROJECT, "?.金额 > 5", []),
    (PROJECT, "?.数额 > 5", ["FEEL038"]),
]  # fmt: skip


@pytest.mark.parametrize(("given", "text", "codes"), CELLS)
def test_a_cell_must_go_with_its_column(given: FeelType, text: str, codes: list[str]) -> None:
    parsed = parse_unary_tests(text, scope_of({**VARIABLES, "?": given}))
    found = infer_unary_tests(parsed.node, given, VARIABLES)

    assert parsed.diagnostics == ()
    assert [each.code for each in found.diagnostics] == codes


def test_every_expression_of_a_tree_has_a_type() -> None:
    text = (
        "sort(项目, function(x, y) x.金额 > y.金额)[金额 in (1, > 2)].名称[1]"
        " = string(-(1 + sum([研发费用])))"
    )
    tree = parse_expression(text, scope_of(VARIABLES)).node
    found = infer_expression(tree, VARIABLES)

    without = [
        node
        for node in ast.walk(tree)
        if id(node) not in found.types
        and not isinstance(node, ast.Argument | ast.Parameter | ast.UnaryComparison)
    ]
    assert without == []


def test_without_variables_no_name_is_a_fault() -> None:
    tree = parse_expression("a = f(b, c) instance of tUnknown").node

    assert infer_expression(tree).diagnostics == ()
    assert infer_expression(tree, {}, {}).diagnostics != ()


def test_near_names_do_not_look_at_width_case_and_spaces() -> None:
    names = ["营业收入（万元）", "营业收入", "研发费用", "Full Name"]

    assert near_names("营业收入(万元)", names) == ("营业收入（万元）", "营业收入")
    assert near_names("fullname", names) == ("Full Name",)
    assert near_names("完全不同", names) == ()


EXAMPLES = [each for meaning in MEANINGS.values() for each in meaning.examples]


@pytest.mark.parametrize(("text", "value"), EXAMPLES)
def test_examples_of_built_in_functions_have_the_type_of_their_value(text: str, value: str) -> None:
    found = infer(text, {})
    expected = infer(value, {})

    assert found.diagnostics == ()
    assert may_conform(found.type, expected.type)


def kit_decisions() -> Iterator[tuple[str, str, Scope]]:
    """Folder, text and names of each literal expression that has a value in all its tests."""
    tests = "{http://www.omg.org/spec/DMN/20160719/testcase}"
    nil = "{http://www.w3.org/2001/XMLSchema-instance}nil"
    for path in sorted(KIT.rglob("*.dmn")):
        with_null: set[str | None] = set()
        with_value: set[str | None] = set()
        for cases in path.parent.glob(f"{path.stem}-test-*.xml"):
            for result in etree.parse(str(cases)).iter(f"{tests}resultNode"):
                expected = result.find(f"{tests}expected")
                null = expected is None or len(expected) == 0 or expected[0].get(nil) == "true"
                (with_null if null else with_value).add(result.get("name"))
        model = etree.parse(str(path))
        names = Scope([str(each.get("name")) for each in model.iter("{*}*") if each.get("name")])
        for decision in model.iter("{*}decision"):
            text = decision.findtext("{*}literalExpression/{*}text")
            if text and decision.get("name") in with_value - with_null:
                yield path.parent.name, text, names


@pytest.mark.skipif(not KIT.is_dir(), reason="absent: the conformance kit")
def test_nothing_is_told_of_expressions_of_the_kit_that_have_a_value() -> None:
    told: dict[str, set[str]] = {}
    count = 0

    for folder, text, names in kit_decisions():
        count += 1
        found = infer_expression(parse_expression(text, names).node).diagnostics
        if found:
            told.setdefault(folder, set()).add(text)

    assert count > 1000
    # False, whatever stands beside it; that something else than a condition does is a fault all the same.
    assert told == {
        "0064-feel-conjunction": {"false and 123", 'false and "true"', "123 and false", '"true" and false'}
    }
