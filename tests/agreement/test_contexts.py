"""Contexts in one another, names with a point, and functions whose parameters set conditions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from luodi.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    FunctionDefinition,
    InformationItem,
    ItemDefinition,
    Reference,
    Requirement,
    Requires,
    UnaryTests,
)
from tests.agreement.populations import On, agree
from tests.engine.decision_models import literal, model, table

NUMBERS = [None, Decimal(0), Decimal(1), Decimal(5)]
ITEMS = [
    ItemDefinition(name="正数", type_ref="number", allowed_values=UnaryTests(text="> 0")),
    ItemDefinition(name="研发", components=(ItemDefinition(name="费用", type_ref="number"),)),
    ItemDefinition(
        name="企业类",
        components=(
            ItemDefinition(name="收入", type_ref="number"),
            ItemDefinition(name="研发", type_ref="研发"),
        ),
    ),
]


def _rows(*names: str) -> list[dict[str, Any]]:
    one, other = names
    return [{one: a, other: b} for a in NUMBERS for b in NUMBERS]


def test_contexts_in_one_another_agree(tmp_path: Path, on: On) -> None:
    rules = [("> 1", "企业.收入"), ("null", "-1"), ("-", "0")]
    decisions = {
        "全": literal("企业"),
        "强度": literal("if 企业.收入 > 1 then 企业.研发.费用 else 0"),
        "级": table("F", ["企业.研发.费用"], [""], rules),
    }
    names = ("企业.收入", "企业.研发.费用")

    program = agree(
        model({"企业": "企业类"}, decisions, ITEMS),
        _rows(*names),
        dict.fromkeys(names, "number"),
        tmp_path,
        on,
    )

    assert program.refusals == ()


def test_input_with_a_point_in_its_name_is_no_context(tmp_path: Path, on: On) -> None:
    kinds = {"a.b": "number", "c": "number"}

    program = agree(model(kinds, {"和": literal("a.b + c")}), _rows(*kinds), kinds, tmp_path, on)

    assert program.refusals == ()


def test_call_is_null_where_an_argument_does_not_meet_its_conditions(tmp_path: Path, on: On) -> None:
    kinds = {"a": "number", "b": "number"}
    knowledge = BusinessKnowledgeModel(
        id="k",
        name="补",
        variable=InformationItem(name="补"),
        logic=FunctionDefinition(
            parameters=(InformationItem(name="x", type_ref="正数"),),
            body=literal("if x = null then 7 else x"),
        ),
    )
    definitions = model(kinds, {"果": literal("补(a)"), "和": literal("补([a]) + 补(b)")}, ITEMS)
    needs = (Requirement(requires=Requires.KNOWLEDGE, target=Reference("#k")),)
    elements = [
        replace(each, knowledge_requirements=needs) if isinstance(each, Decision) else each
        for each in definitions.elements
    ]
    definitions = replace(definitions, elements=(*elements, knowledge))

    program = agree(definitions, _rows(*kinds), kinds, tmp_path, on)

    assert program.refusals == ()
