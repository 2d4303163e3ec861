"""A damaged page gives the plan of its clean text."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.decompose import Plan, decompose_text
from luodi.repair import repair_text
from tests.engine.damage import LISTS, damage, fold

TEXTS = Path(__file__).parent / "texts"
FULL_WIDTH = str.maketrans(",:()!?;", "，：（）！？；")


def rows(plan: Plan) -> list[tuple[object, ...]]:
    return [
        (stream.name, task.task, task.measures, task.lead, task.joint, task.deadline_text, task.target)
        for stream in plan.workstreams
        for task in stream.tasks
    ]


@pytest.mark.parametrize("chars", LISTS.values(), ids=LISTS.keys())
@pytest.mark.parametrize("name", ["business", "health", "credit", "air", "projects", "transfer"])
def test_plan_of_a_damaged_article_is_that_of_the_clean_one(name: str, chars: str) -> None:
    clean = (TEXTS / f"article_{name}.txt").read_text(encoding="utf-8").translate(FULL_WIDTH)

    repaired = repair_text(damage(clean, chars)).text

    assert rows(decompose_text(repaired)) == rows(decompose_text(fold(clean)))
