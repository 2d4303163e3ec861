"""Cells as people write them in Excel: what FEEL is made of them, and what is left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from luodi.dmn.model import (
    Decision,
    DecisionTable,
    Definitions,
    InputClause,
    InputData,
    ItemDefinition,
    LiteralExpression,
    OutputClause,
    Rule,
    UnaryTests,
)
from luodi.dmn.plain import Rewritten, plain_cells


def model(
    condition: str, kind: str, result: str = "1", result_kind: str = "number", label: str | None = None
) -> Definitions:
    column = InputClause(label=label, expression=LiteralExpression(text="条件", type_ref=kind))
    table = DecisionTable(
        inputs=(column,),
        outputs=(OutputClause(name="结果", type_ref=result_kind),),
        rules=(Rule(inputs=(UnaryTests(text=condition),), outputs=(LiteralExpression(text=result),)),),
    )
    types = (ItemDefinition(name="企业类型", type_ref="string"),)
    return Definitions(
        name="x",
        namespace="urn:x",
        item_definitions=types,
        elements=(InputData(name="条件"), InputData(name="上年值"), Decision(name="决策", expression=table)),
    )


def read_as(condition: str, kind: str, label: str | None = None, unit: str | None = None) -> str:
    units = {"条件": unit} if unit is not None else None
    table = plain_cells(model(condition, kind, label=label), units)[0].decisions[0].expression
    assert isinstance(table, DecisionTable)
    return table.rules[0].inputs[0].text


@pytest.mark.parametrize(
    ("written", "feel"),
    [
        ("≥3%", ">= 0.03"),
        ("＞＝ 500万", ">= 5000000"),
        ("不低于1,000", ">= 1000"),
        ("不超过20", "<= 20"),
        ("50及以上", ">= 50"),
        ("3%至5%", "[0.03..0.05]"),
        ("100～200万元", "[1000000..2000000]"),
        ("（10，20]", "(10..20]"),
        ("1、2、3", "1, 2, 3"),
        (">= 1,000,000", ">= 1000000"),
        ("≥1，000，000", ">= 1000000"),
        ("1,200", "1200"),
        ("1，20", "1, 20"),
        ("1, 200", "1, 200"),
        ("100-200", "[100..200]"),
        ("0.03-0.05", "[0.03..0.05]"),
        ("3%—5%", "[0.03..0.05]"),
        (">3%,<=5%", "(0.03..0.05]"),
        (">50、<100", "(50..100)"),
        (">3,<=5", "(3..5]"),
        (">100、<50", "> 100, < 50"),
        ("> 50 或 < 100", "> 50, < 100"),
        ("不限", "-"),
        (">= 0.03", ">= 0.03"),
        ("< 上年值", "< 上年值"),
        ("约三成", "约三成"),
        ("-", "-"),
        ("", ""),
    ],
)
def test_numbers(written: str, feel: str) -> None:
    assert read_as(written, "number", unit="") == feel


@pytest.mark.parametrize(
    ("written", "label", "feel"),
    [
        ("≥3%", "研发占比（%）", ">= 3"),
        ("≥3‰", "研发占比(%)", ">= 0.3"),
        ("500万元以上", "营业收入（万元）", ">= 500"),
        ("≥500万元", "营业收入（万元）", ">= 500"),
        ("≥5亿元", "营业收入（万元）", ">= 50000"),
        ("≥500万", "营业收入（元）", ">= 5000000"),
        ("≥500万", "人数（人）", "≥500万"),
        ("≥3%", "营业收入（万元）", "≥3%"),
        ("≥3%", "研发占比", "≥3%"),
        ("≥500万元", None, "≥500万元"),
        ("≥3", None, ">= 3"),
    ],
)
def test_a_unit_is_read_only_in_the_units_of_its_column(written: str, label: str, feel: str) -> None:
    assert read_as(written, "number", label) == feel


@pytest.mark.parametrize(
    ("written", "feel"),
    [
        ("高新技术企业", '"高新技术企业"'),
        ("高新技术企业、规上企业", '"高新技术企业", "规上企业"'),
        ("武汉市 或 襄阳市", '"武汉市", "襄阳市"'),
        ("非外资企业", 'not("外资企业")'),
        ("“独角兽”", '"独角兽"'),
        ('"已加引号"', '"已加引号"'),
        ("上年值", "上年值"),
    ],
)
def test_texts(written: str, feel: str) -> None:
    assert read_as(written, "string") == feel
    assert read_as(written, "feel:企业类型") == feel


@pytest.mark.parametrize(
    ("written", "feel"),
    [
        ("2020年1月1日起", '>= date("2020-01-01")'),
        ("> 2020-01-01", '> date("2020-01-01")'),
        ("2020/1/1", 'date("2020-01-01")'),
        ("2020-1-1至2020-12-31", '[date("2020-01-01")..date("2020-12-31")]'),
        ("2020年1月1日以后", "2020年1月1日以后"),
        ("2020年1月1日前", "2020年1月1日前"),
        ("不限", "-"),
        ('>= date("2020-01-01")', '>= date("2020-01-01")'),
        ('@"2020-01-01"', '@"2020-01-01"'),
        ("> 上年值", "> 上年值"),
    ],
)
def test_days_are_read_where_they_have_one_reading(written: str, feel: str) -> None:
    assert read_as(written, "date") == feel


@pytest.mark.parametrize("kind", ["number", "Any", ""])
def test_days_are_read_in_columns_of_dates_only(kind: str) -> None:
    assert read_as("> 2020-01-01", kind) == "> 2020-01-01"


def test_a_day_as_a_result_is_read() -> None:
    table = plain_cells(model("-", "number", "2020年1月1日", "date"))[0].decisions[0].expression
    assert isinstance(table, DecisionTable)
    assert table.rules[0].outputs[0].text == 'date("2020-01-01")'


def with_values(condition: str, values: str, *, by_type: bool = False) -> tuple[str, str]:
    """The cell and the list of allowed values as they are read."""
    made = model(condition, "企业类型" if by_type else "string")
    listed = UnaryTests(text=values)
    decision = made.decisions[0]
    assert isinstance(decision.expression, DecisionTable)
    if by_type:
        items = (replace(made.item_definitions[0], allowed_values=listed),)
        made = replace(made, item_definitions=items)
    else:
        inputs = (replace(decision.expression.inputs[0], values=listed),)
        table = replace(decision.expression, inputs=inputs)
        made = replace(made, elements=(*made.elements[:-1], replace(decision, expression=table)))
    read, _ = plain_cells(made)
    table = read.decisions[0].expression  # type: ignore[assignment]
    values_read = read.item_definitions[0].allowed_values if by_type else table.inputs[0].values
    assert values_read is not None
    return table.rules[0].inputs[0].text, values_read.text


@pytest.mark.parametrize("by_type", [False, True])
@pytest.mark.parametrize(
    ("written", "values", "feel"),
    [
        ("无", '"无", "有"', '"无"'),
        ("无、有", '"无", "有"', '"无", "有"'),
        ("不限", '"无", "有"', "-"),
        ("非营利组织", '"企业", "非营利组织"', '"非营利组织"'),
        ("非营利组织、企业", '"企业", "非营利组织"', '"非营利组织", "企业"'),
        ("非非营利组织", '"企业", "非营利组织"', 'not("非营利组织")'),
        ("除无以外", '"无", "有"', 'not("无")'),
        ("非外资企业", '"外资", "内资"', '"非外资企业"'),
        ("大、中型", '"大、中型", "小型"', '"大、中型"'),
        ("小型、大、中型", '"大、中型", "小型"', '"小型", "大、中型"'),
        ("检验或检测", '"检验或检测", "其他"', '"检验或检测"'),
        ("检验或检测或其他", '"检验或检测", "其他"', '"检验或检测", "其他"'),
        ("上年值", '"上年值", "其他"', '"上年值"'),
        ("1", '"1", "2"', '"1"'),
        ("-", '"-", "2"', "-"),
        ("无", 'not("无")', "-"),
    ],
)
def test_a_cell_that_is_an_allowed_value_is_that_value(
    written: str, values: str, feel: str, by_type: bool
) -> None:
    assert with_values(written, values, by_type=by_type) == (feel, values)


@pytest.mark.parametrize("by_type", [False, True])
@pytest.mark.parametrize(
    ("values", "feel"),
    [
        ("无、有", '"无", "有"'),
        ("无", '"无"'),
        ("非营利组织、企业", '"非营利组织", "企业"'),
        ("检验或检测，其他", '"检验或检测", "其他"'),
        ("——", "-"),
    ],
)
def test_a_list_of_allowed_values_is_read_word_by_word(values: str, feel: str, by_type: bool) -> None:
    assert with_values("", values, by_type=by_type) == ("", feel)


@pytest.mark.parametrize(
    ("written", "feel"), [("是", "true"), ("否", "false"), ("true", "true"), ("大概", "大概")]
)
def test_yes_and_no(written: str, feel: str) -> None:
    assert read_as(written, "boolean") == feel


def test_results_are_values() -> None:
    made, told = plain_cells(model("-", "number", "20万", "number"), {"结果": "元"})
    table = made.decisions[0].expression
    assert isinstance(table, DecisionTable)

    assert table.rules[0].outputs[0].text == "200000"
    assert told == (Rewritten("决策 › 规则 1 › 结果", "20万", "200000"),)


def test_an_unknown_type_is_left_to_the_author() -> None:
    definitions = model("高新技术企业", "")

    assert plain_cells(definitions) == (definitions, ())
