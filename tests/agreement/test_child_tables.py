"""Lists from child tables: filters, loops and functions as the interpreter has them, or refused before."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luodi.dmn.model import Definitions, ItemDefinition, UnaryTests
from luodi.relational import lower_model
from luodi.sql.capabilities import Engine
from tests.agreement.child_rows import random_lists
from tests.agreement.populations import On, agree
from tests.engine.decision_models import literal, model, table

KINDS = {"额": "number", "区": "string"}
ITEMS = [
    ItemDefinition(
        name="专利表",
        is_collection=True,
        components=(
            ItemDefinition(name="类型", type_ref="string"),
            ItemDefinition(name="金额", type_ref="number"),
            ItemDefinition(name="有效", type_ref="boolean"),
            ItemDefinition(name="授权日", type_ref="date"),
        ),
    ),
    ItemDefinition(name="数表", is_collection=True, type_ref="number"),
    ItemDefinition(
        name="合同表",
        is_collection=True,
        components=(
            ItemDefinition(name="到账", type_ref="number", allowed_values=UnaryTests(text=">= 0")),
            ItemDefinition(name="类别", type_ref="string", allowed_values=UnaryTests(text='"开发","转让"')),
        ),
    ),
]
INPUTS = {"额": "number", "区": "string", "专利": "专利表", "数": "数表", "合同": "合同表"}
POOLS = {
    "number": [*map(Decimal, ("0", "1", "2.5", "100", "99.99", "-3")), Decimal("0.000001")],
    "string": ["发明", "实用新型", "开发", "转让", "开发", "转让", "é"],
    "boolean": [True, False],
    "date": [datetime.date(2026, 3, 1), datetime.date(2024, 2, 29)],
}
EXPRESSIONS = Path(__file__).with_name("child_expressions.txt").read_text(encoding="utf-8").splitlines()


def random_rows(count: int) -> list[dict[str, Any]]:
    pick = random.Random(5)
    rows = [
        {"额": pick.choice([*POOLS["number"], None]), "区": pick.choice([*POOLS["string"], None])}
        for _ in range(count)
    ]
    return random_lists(row_model({}), rows, POOLS, seed=7)


def row_model(texts: dict[str, str]) -> Definitions:
    return model(INPUTS, {name: literal(text) for name, text in texts.items()}, ITEMS)


def test_expressions_over_child_rows_agree(tmp_path: Path, on: On) -> None:
    # A query takes Spark its time, however much is in it.
    size = len(EXPRESSIONS) if on.engine is Engine.SPARK else 25
    for at in range(0, len(EXPRESSIONS), size):
        part = EXPRESSIONS[at : at + size]

        program = agree(
            row_model({f"r{n}": text for n, text in enumerate(part)}), random_rows(60), KINDS, tmp_path, on
        )

        assert [part[int(each.values["decision"][1:])] for each in program.refusals] == []  # type: ignore[index]


def test_list_of_one_decision_is_used_by_others(tmp_path: Path, on: On) -> None:
    rules = [(">= 2", "-", "sum(有效专利.金额)"), ("-", "> 0", "额"), ("-", "-", "0")]
    definitions = model(
        INPUTS,
        {
            "有效专利": (literal("专利[有效 and 金额 > 额]"), "专利表"),
            "件数": literal("count(有效专利)"),
            "奖励": table("F", ["件数", "额"], [""], rules),
            "超出": literal("count(有效专利[金额 > 奖励])"),
        },
        ITEMS,
    )

    program = agree(definitions, random_rows(80), KINDS, tmp_path, on)

    assert program.refusals == ()


REFUSALS = {
    "专利[额]": "SQL005",
    "count(专利[count(合同[到账 > 金额]) > 0])": "SQL020",
    "for 甲 in 专利 return count(专利[金额 > 甲.金额])": "SQL020",
    "for 甲 in 专利, 乙 in 合同 return 甲.金额": "SQL007",
    "sort(数, function(a, b) a < b)": "SQL007",
    "专利 = 合同": "SQL001",
    "sum(专利)": "SQL005",
    "product(数)": "SQL007",
    "count(flatten([数, 数]))": "SQL001",
}


@pytest.mark.parametrize("text", REFUSALS)
def test_refused_before_the_run(text: str) -> None:
    program = lower_model(row_model({"r": text}))

    assert [each.code for each in program.refusals] == [REFUSALS[text]]


def test_list_without_a_file_is_refused_and_not_null() -> None:
    program = lower_model(row_model({"r": "count(专利)"}), {})

    assert [each.code for each in program.refusals] == ["SQL015"]


def test_lists_whose_names_differ_in_case_alone_are_told_apart(tmp_path: Path, on: On) -> None:
    names = ("p", "P", "p as it is")
    definitions = model(
        dict.fromkeys(names, "数表"),
        {f"和{at}": literal(f"sum({name})") for at, name in enumerate(names)},
        ITEMS,
    )
    rows = [{"p": [Decimal(1), Decimal(2)], "P": [Decimal(10)], "p as it is": [Decimal(100), None]}]

    program = agree(definitions, rows, {}, tmp_path, on)

    assert program.refusals == ()
