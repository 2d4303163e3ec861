"""Rules and traces in plain Chinese."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from luodi.evaluate import compile_model
from luodi.evaluate.temporal_text import parse_at_literal
from luodi.evaluate.words import cell_words, gap_words, result_words, rule_words, value_words
from luodi.feel.parser import parse_unary_tests
from tests.engine.decision_models import model, table

UNITS = {"研发占比": "比例", "补贴": "元", "研发费用": "元"}
RULES = [
    (">= 0.03", '"高新", "科小"', '<= @"2021-12-31"', "5000000"),
    ("[0.02..0.03)", 'not("上市")', "-", "研发费用 * 0.1"),
    ("-", "-", "-", "0"),
]
SUBSIDY = model(
    {"研发占比": "number", "类型": "string", "成立日期": "date", "研发费用": "number"},
    {"补贴": table("F", ["研发占比", "类型", "成立日期"], [""], RULES)},
)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (Decimal("0.026"), "比例", "2.6%"),
        (Decimal("2.6"), "%", "2.6%"),
        (Decimal(5_000_000), "元", "500 万元"),
        (Decimal(230_000_000), "元", "2.3 亿元"),
        (Decimal("1234567.89"), "元", "1,234,567.89 元"),
        (Decimal(12), "人", "12 人"),
        (True, "", "是"),
        (None, "", "未填"),
        ("高新", "", "“高新”"),
        (["甲", "乙"], "", "“甲”、“乙”"),
        (parse_at_literal("2026-03-01"), "", "2026-03-01"),
        (parse_at_literal("P1Y6M"), "", "1 年 6 个月"),
        (parse_at_literal("P10D"), "", "10 天"),
    ],
)
def test_a_value_in_words(value: object, unit: str, words: str) -> None:
    assert value_words(value, unit) == words


@pytest.mark.parametrize(
    ("gap", "unit", "words"),
    [
        (Decimal("0.004"), "比例", "0.4 个百分点"),
        (Decimal("0.4"), "%", "0.4 个百分点"),
        (Decimal(200_000), "元", "20 万元"),
        (Decimal(0), "元", "不含本数"),
        (parse_at_literal("P10D"), "", "10 天"),
    ],
)
def test_a_gap_in_words(gap: object, unit: str, words: str) -> None:
    assert gap_words(gap, unit) == words


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("-", ""),
        (">= 3", "不低于 3"),
        ("(3..5]", "高于 3 且不超过 5"),
        ('"a", "b"', "为“a”或“b”"),
        ('not("a", "b")', "不是“a”或“b”"),
        ("< 3, > 5", "低于 3，或高于 5"),
        ("not(< 3)", "不可低于 3"),
        ("null", "未填"),
        ("true", "为“是”"),
        ("not(false)", "不是“否”"),
        ('>= @"2021-01-01"', "不早于 2021-01-01"),
        ('<= @"P1Y"', "不超过 1 年"),
        ("> 研发费用", "高于“研发费用”的值"),
        ("? > 3 and ? < 研发费用", "满足 ? > 3 and ? < 研发费用"),
    ],
)
def test_a_cell_in_words(cell: str, words: str) -> None:
    compiled = compile_model(SUBSIDY)

    assert cell_words(parse_unary_tests(cell).node, compiled.tables[0]) == words


def test_a_rule_in_words() -> None:
    compiled = compile_model(SUBSIDY)

    assert [rule_words(compiled.tables[0], rule, UNITS) for rule in range(3)] == [
        "如果研发占比不低于 3%，并且类型为“高新”或“科小”，并且成立日期不晚于 2021-12-31，"
        "那么补贴是 500 万元。",
        "如果研发占比不低于 2%且低于 3%，并且类型不是“上市”，那么补贴按“研发费用 * 0.1”计算。",
        "其他情况下，补贴是 0 元。",
    ]


def test_a_case_in_words() -> None:
    compiled = compile_model(SUBSIDY)

    result = compiled.decide(
        {"研发占比": Decimal("0.026"), "类型": "上市", "成立日期": date(2022, 1, 10)}, trace=True
    )

    assert result_words(result, UNITS) == [
        "补贴：0 元。",
        "补贴（首个）。研发占比：2.6%，类型：“上市”，成立日期：2022-01-10。",
        "第 3 条规则符合，结果是 0 元。",
        "第 1 条不符合：研发占比为 2.6%，需要不低于 3%，差 0.4 个百分点；类型为“上市”，需要为“高新”或“科小”；"
        "成立日期为 2022-01-10，需要不晚于 2021-12-31，差 10 天。",
        "第 2 条不符合：类型为“上市”，需要不是“上市”。",
    ]


def test_yes_and_no_are_told_apart_from_whether() -> None:
    compiled = compile_model(
        model({"x": "number"}, {"资格": table("F", ["x"], [""], [("> 1", "true"), ("-", "false")])})
    )

    assert [rule_words(compiled.tables[0], rule) for rule in (0, 1)] == [
        "如果x高于 1，那么资格是“是”。",
        "其他情况下，资格是“否”。",
    ]
    assert result_words(compiled.decide({"x": 1}, trace=True))[:3] == [
        "资格：否。",
        "资格（首个）。x：1。",
        "第 2 条规则符合，结果是“否”。",
    ]


def test_a_case_that_cannot_be_decided_says_what_is_needed() -> None:
    result = compile_model(SUBSIDY).decide({"研发占比": Decimal("0.025")})

    assert result_words(result, UNITS) == ["补贴：现在还不能下结论，需要先填类型、研发费用。"]


def test_a_day_written_as_a_function_is_said_and_looked_up_as_a_day() -> None:
    rules = [('>= date("2023-01-01")', "1"), ('[date("2022-01-01")..date("2022-12-31")]', "2")]
    compiled = compile_model(model({"认定日期": "date"}, {"奖励": table("F", ["认定日期"], [""], rules)}))

    result = compiled.decide({"认定日期": date(2021, 6, 1)}, trace=True)

    assert compiled.tables[0].indexes[0] is not None
    assert "第 1 条不符合：认定日期为 2021-06-01，需要不早于 2023-01-01，差 579 天。" in result_words(result)
    assert compiled.decide({"认定日期": date(2022, 12, 31)}).values == {"奖励": 2}


def test_an_input_called_date_is_not_the_function() -> None:
    definitions = model(
        {"date": "string", "x": "date"}, {"d": table("F", ["x"], [""], [('date("2023-01-01")', "1")])}
    )

    assert compile_model(definitions).decide({"x": date(2023, 1, 1)}).values == {"d": None}
