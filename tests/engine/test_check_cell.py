"""A text checked while it is typed: by its column's type, values and unit, as the whole check would."""

from __future__ import annotations

from dataclasses import replace

import pytest

from luodi.dmn import read
from luodi.dmn.model import Decision, DecisionTable, Definitions
from luodi.review.check_cell import check_cell, check_formula, check_head
from tests.engine.checked_models import decided, given, needs, table, text
from tests.engine.dmn_files import model

KINDS = '"高企", "规上"'


@pytest.fixture
def definitions() -> Definitions:
    heads = table(["金额", "成立日期", ("类型", KINDS)], [("-", "-", "-", "1")], kind="number")
    body = (
        given("金额", "number")
        + given("成立日期", "date")
        + given("类型", "string")
        + given("未连", "number")
        + decided("补助", heads, needs("金额", "成立日期", "类型"), "number")
        + decided("另一", text("金额 + 1"), needs("金额"), "number")
    )
    found = read(model(body), name="x.dmn")
    assert found.definitions is not None
    return found.definitions


def told(definitions: Definitions, column: int, written: str, **more: object) -> list[tuple[str, object]]:
    decision = definitions.decisions[0]
    found = check_cell(definitions, decision, column, written, **more)  # type: ignore[arg-type]
    return [(each.code, each.values.get("fix")) for each in found]


@pytest.mark.parametrize(
    ("column", "written", "codes"),
    [
        (1, ">= 3", []),
        (1, '"高企"', ["FEEL042"]),
        (1, '> date("2020-01-01")', ["FEEL042"]),
        (1, '["a".."b"]', ["FEEL042"]),
        (1, "[10..5]", ["CHK017"]),
        (1, "> 未连", []),
        (1, "> 没有", ["FEEL031"]),
        (2, "> 2020-01-01", ["FEEL014"]),
        (2, "2020年1月1日前", ["FEEL032"]),
        (2, '> date("2020-01-01")', []),
        (3, '"高新"', ["CHK018"]),
        (3, '"高企"', []),
        (3, "> 5", ["FEEL042"]),
        (4, '"50"', ["CHK001"]),
        (4, "金额 * 0.1", []),
        (4, "类型 + 1", ["FEEL033"]),
    ],
)
def test_faults_of_type_and_value_are_found(
    definitions: Definitions, column: int, written: str, codes: list[str]
) -> None:
    assert [code for code, _ in told(definitions, column, written)] == codes


def test_the_unit_is_the_labels_else_the_dictionarys(definitions: Definitions) -> None:
    assert told(definitions, 1, "10亿元以上") == [("FEEL026", None)]
    assert told(definitions, 1, "10亿元以上", units={"金额": "万元"}) == [("FEEL014", ">= 100000")]
    assert told(definitions, 4, "5万元", units={"补助": "元"}) == [("FEEL014", "50000")]


def test_names_of_a_newer_model_are_known_with_their_types(definitions: Definitions) -> None:
    assert told(definitions, 1, "> 新的", names={"新的": "number"}) == []
    assert told(definitions, 1, "> 新的", names={"新的": "string"}) == [("FEEL042", None)]
    assert told(definitions, 4, "类型 + 1", names={"类型": "number"}) == []


def test_heads_and_formulas_are_checked_by_what_they_must_be(definitions: Definitions) -> None:
    first, second = definitions.decisions
    assert isinstance(first.expression, DecisionTable)
    head = first.expression.inputs[0]
    asked = replace(head, expression=replace(head.expression, text="金额 + 类型", type_ref="number"))
    newer = replace(first, expression=replace(first.expression, inputs=(asked, *first.expression.inputs[1:])))

    assert [each.code for each in check_head(definitions, first, 1)] == []
    assert [each.code for each in check_head(definitions, newer, 1)] == ["FEEL033"]
    assert [each.code for each in check_formula(definitions, second)] == []
    assert [each.code for each in check_formula(definitions, with_text(second, '"甲"'))] == ["CHK001"]


def with_text(decision: Decision, written: str) -> Decision:
    return replace(decision, expression=replace(decision.expression, text=written))  # type: ignore[arg-type,call-arg]
