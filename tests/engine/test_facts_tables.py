"""Goals in tables: the column that names them, scales in heads, base years, rows that are years."""

from __future__ import annotations

from luodi.facts import Target, extract_facts
from luodi.structure import parse_document

PLAN = "某市“十五五”发展规划\n\n一、主要指标\n\n"


def goals_of(table: str) -> list[str]:
    """The goals of a table in an undated plan: name, sign, figure, year."""
    text = PLAN + table
    facts = extract_facts(parse_document(text), text)
    targets = [fact for item in facts.items for fact in item.facts() if isinstance(fact, Target)]
    return [f"{one.indicator} {one.op} {one.value:f}{one.unit} by {one.by}" for one in targets]


def test_the_name_is_in_the_column_called_by_what_is_counted() -> None:
    table = (
        "| 类别 | 指标 | 2025年 | 2030年 |\n|---|---|---|---|\n"
        "| 产业 | 旅游总花费（亿元） | 620 | 1000 |\n"
        "| 服务 | 志愿者人数（万人） | 1.8 | ≥3 |\n"
    )

    assert goals_of(table) == [
        "旅游总花费 = 100000000000元 by 2030",
        "志愿者人数 >= 30000人 by 2030",
    ]


def test_a_base_year_sets_nothing_and_words_in_cells_compare() -> None:
    table = (
        "| 指标 | 单位 | 2026年（基期） | 2030年目标值 | 属性 |\n|---|---|---|---|---|\n"
        "| 单位能耗降低 | % | — | [12.5] | 约束性 |\n"
        "| 县域住院率 | % | 85 | 不低于90 | 预期性 |\n"
        "| 高职学校 | 所 | 8 | 12—15 | 预期性 |\n"
    )

    assert goals_of(table) == [
        "单位能耗降低 = -12.5% by 2030",
        "县域住院率 >= 90% by 2030",
        "高职学校 >= 12所 by 2030",
        "高职学校 <= 15所 by 2030",
    ]


def test_growth_has_a_column_of_its_own() -> None:
    table = (
        "| 指标 | 单位 | 2025年 | 2030年 | 年均/累计 |\n|---|---|---|---|---|\n"
        "| 专利量 | 件 | 8600 | 15000 | 12 |\n| 减排量 | 万吨 | — | — | [4.6] |\n"
    )

    assert goals_of(table) == [
        "专利量 = 15000件 by 2030",
        "专利量 = 12% by 2030",
        "减排量 = 46000.0吨 by 2030",
    ]


def test_rows_may_be_years() -> None:
    table = (
        "| 年度 | 新增专利（件） | 融资额（亿元） |\n|---|---|---|\n"
        "| 2024年 | 250 | 20 |\n| 2026年 | 300 | 30 |\n"
    )

    assert goals_of(table) == [
        "新增专利 = 300件 by 2026",
        "融资额 = 3000000000元 by 2026",
    ]
