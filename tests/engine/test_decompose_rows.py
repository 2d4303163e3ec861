"""Whole rows of plans, against what a reader took from the texts: who, by when, how much, what is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.decompose import PlanTask, decompose_text
from tests.engine import gold_rows

TEXTS = Path(__file__).parent / "texts"


def rows_of(name: str) -> list[PlanTask]:
    return list(decompose_text((TEXTS / f"{name}.txt").read_text(encoding="utf-8"), name).tasks())


def shown(task: PlanTask) -> gold_rows.Row:
    return gold_rows.Row(
        "/".join(task.path),
        task.task,
        "、".join(task.lead),
        "、".join(task.joint),
        task.deadline or task.deadline_text or "",
        task.target or task.amount or "",
        task.doubts,
    )


@pytest.mark.parametrize(
    ("name", "gold"),
    [
        ("plan_three_years", gold_rows.PLAN_THREE_YEARS),
        ("measures_money", gold_rows.MEASURES_MONEY),
        ("rules_vouchers", gold_rows.RULES_VOUCHERS),
        ("article_investment", gold_rows.ARTICLE_INVESTMENT),
    ],
)
def test_every_row_is_as_a_reader_took_it(name: str, gold: list[gold_rows.Row]) -> None:
    assert [shown(task) for task in rows_of(name)] == gold


def test_payments_say_for_whom_they_are() -> None:
    tasks = rows_of("measures_money")

    assert [task.context for task in tasks[:4]] == [
        "对设备投资500万元以上的技改项目",
        "对列入省级智能工厂的企业",
        "企业年度研发费用较上年增长20%以上的",
        "首次入统的",
    ]


def test_payment_at_the_end_of_a_sentence_is_for_the_party_it_supports() -> None:
    text = "一、任务\n支持企业联合高校开展攻关，加快突破关键技术，按照规定给予不超过总投入30%的支持。"

    last = list(decompose_text(text).tasks())[-1]

    assert (last.amount, last.context) == ("不超过总投入30%", "支持企业联合高校开展攻关")


def test_days_without_a_year_are_of_the_year_that_a_title_plans_for() -> None:
    tasks = rows_of("plan_of_the_year")

    assert {task.deadline_text: task.deadline for task in tasks if task.deadline_text} == {
        "10月底前": "2026-10-31",
        "全年": "2026-12-31",
        "每月": None,
        "一季度": "2026-03-31",
        "二季度": "2026-06-30",
    }
