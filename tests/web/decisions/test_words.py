"""FEEL in words that people read, and typed words as values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luodi.dmn.model import (
    Decision,
    Definitions,
    InformationItem,
    InputData,
    ItemDefinition,
    LiteralExpression,
    UnaryTests,
)
from luodi.evaluate import format_value
from luodi.evaluate.temporal_text import parse_at_literal
from luodi_web.decisions.domain.content import content_from, written
from luodi_web.decisions.domain.inputs import inputs_of, read_typed, typed_from
from luodi_web.decisions.domain.new_table import ColumnChoice, blank_table
from luodi_web.decisions.domain.tables import elements_of
from luodi_web.decisions.domain.words import (
    condition_words,
    gap_words,
    input_words,
    result_words,
    value_words,
)


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        (">= 3", "%", "不低于 3%"),
        ("< 1000000", "元", "低于 100 万元"),
        (">= 0.03", "比例", "不低于 3%"),
        ("[3..5)", "%", "3% 以上、不足 5%"),
        ("(0..100]", "万元", "超过 0 万元、至 100 万元"),
        ('"高企", "规上"', "", "高企或规上"),
        ('not("外资")', "", "不是 外资"),
        ('>= date("2026-01-01")', "", "不早于 2026-01-01"),
        ('>= @"2026-01-01"', "", "不早于 2026-01-01"),
        ("true", "", "是"),
        ("-", "%", "不限"),
        ("< 上年值 * 2", "", "< 上年值 * 2"),
        ("＞ 3", "", "＞ 3"),
        ("-5", "", "-5"),
    ],
)
def test_conditions(text: str, unit: str, words: str) -> None:
    assert condition_words(text, unit) == words


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        ("0.5", "%", "0.5%"),
        ("0.026", "比例", "2.6%"),
        ("-1234.50", "", "-1,234.5"),
        ("-0.5", "", "-0.5"),
        ("1E+3", "元", "1,000 元"),
        ("5000000", "元", "500 万元"),
    ],
)
def test_numbers(number: str, unit: str, words: str) -> None:
    assert value_words(Decimal(number), unit) == words


def test_results_gaps_and_durations() -> None:
    assert result_words('"支持"') == "支持"
    assert result_words("研发费用 * 0.1", "万元") == "研发费用 * 0.1"
    assert gap_words(Decimal("0.4"), "%") == "0.4 个百分点"
    assert gap_words(Decimal("0.004"), "比例") == "0.4 个百分点"
    assert value_words(parse_at_literal("P2Y6M")) == "2 年 6 个月"
    assert value_words(parse_at_literal("-P1DT2H")) == "负 1 天 2 小时"
    assert value_words([Decimal(1), None, True]) == "1、空、是"


def content():
    def item(name: str, **fields: object) -> ItemDefinition:
        return ItemDefinition(name=name, **fields)

    types = (
        item("t类型", type_ref="string", allowed_values=UnaryTests(text='"高企", "规上"')),
        item("t企业", components=(item("研发费用", type_ref="number"), item("类型", type_ref="t类型"))),
        item("t数列", type_ref="number", is_collection=True),
        item("t企业列", type_ref="t企业", is_collection=True),
    )
    kinds = {
        "企业": "t企业", "历年": "t数列", "成员": "t企业列", "上市": "boolean", "成立": "date",
        "期限": "years and months duration", "其他": None,
    }  # fmt: skip
    sources = tuple(
        InputData(id=f"i{n}", name=name, variable=InformationItem(name=name, type_ref=kind))
        for n, (name, kind) in enumerate(kinds.items())
    )
    decision = Decision(id="d", name="结果", expression=LiteralExpression(text="1"))
    return content_from(
        written(
            Definitions(name="x", namespace="urn:x", item_definitions=types, elements=(*sources, decision))
        )
    )


TYPED = {
    "in:企业.研发费用": "1,200",
    "in:企业.类型": "规上",
    "in:历年": "1\n2.5",
    "in:成员": '[{"研发费用": 3, "类型": "高企"}]',
    "in:上市": "false",
    "in:成立": "2020-05-01",
    "in:期限": "2年6个月",
    "in:其他": "随便",
}


def test_every_kind_of_input_has_its_box() -> None:
    specs = inputs_of(content(), {"研发费用": "万元"})

    assert [(each.name, each.kind, each.unit) for each in specs] == [
        ("企业.研发费用", "number", "万元"),
        ("企业.类型", "choice", ""),
        ("历年", "list", ""),
        ("成员", "rows", ""),
        ("上市", "boolean", ""),
        ("成立", "date", ""),
        ("期限", "months", ""),
        ("其他", "any", ""),
    ]
    assert specs[1].options == (("高企", "高企"), ("规上", "规上"))


def test_what_is_typed_becomes_values_and_back() -> None:
    model = content()
    specs = inputs_of(model, {})

    values, errors = read_typed(model, specs, TYPED)

    assert errors == {}
    assert {name: format_value(value) for name, value in values.items()} == {
        "企业": '{研发费用: 1200, 类型: "规上"}',
        "历年": "[1, 2.5]",
        "成员": '[{研发费用: 3, 类型: "高企"}]',
        "上市": "false",
        "成立": "2020-05-01",
        "期限": "P2Y6M",
        "其他": "随便",
    }
    assert read_typed(model, specs, typed_from(values, specs)) == (values, {})


def test_what_cannot_be_read_is_said_at_its_box() -> None:
    model = content()
    specs = inputs_of(model, {})
    wrong = {
        "in:企业.研发费用": "很多",
        "in:企业.类型": "别的",
        "in:历年": "一",
        "in:成员": "{",
        "in:上市": "也许",
        "in:成立": "2020-13-01",
        "in:期限": "好久",
    }

    values, errors = read_typed(model, specs, wrong)

    assert set(errors) == set(wrong)
    assert values == {"其他": None}


def test_a_column_says_its_plain_type_its_values_and_its_name_once() -> None:
    definitions = blank_table(
        "奖励",
        [ColumnChoice("上年营业收入", "number", "元", ">= 0"), ColumnChoice("企业类型", "string")],
        [ColumnChoice("金额", "number", "元")],
        "unique",
    )

    [view] = elements_of(content_from(written(definitions)), {})

    assert [(each.label, each.kind, each.allowed, each.formula) for each in view.tables[0].inputs] == [
        ("上年营业收入（元）", "数值", "不低于 0 元", ""),
        ("企业类型", "文本", "", ""),
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("研发费用", "研发费用"),
        ("企业.研发费用", "企业.研发费用"),
        ("技术合同[5].到账日期", "技术合同第 5 条的到账日期"),
        ("年度收入[12]", "年度收入第 12 条"),
    ],
)
def test_what_is_missing_is_said_without_signs(name: str, words: str) -> None:
    assert input_words(name) == words
