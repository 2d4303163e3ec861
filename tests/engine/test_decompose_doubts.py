"""Rows that a person must decide, and that they stay few."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.decompose import PlanTask, decompose_text, to_json, to_markdown
from luodi.decompose.render import doubt_words

CORPUS = sorted((Path(__file__).parents[3] / "shared" / "corpus").glob("*.md"))


def rows(words: str) -> list[PlanTask]:
    return list(decompose_text(f"一、任务\n（一）推进工作\n{words}").tasks())


@pytest.mark.parametrize(
    ("words", "doubts"),
    [
        ("建设平台。", [()]),
        ("班子成员包干到底。", [("PLAN101",)]),
        ("市科技局、市财政局要建设平台。", [("PLAN102",)]),
        ("科技、教育等部门要建设平台。", [("PLAN102",)]),
        ("各县（市、区）、各部门要建设平台。", [()]),
        ("6月底前建设平台。", [("PLAN103",)]),
        ("明年初建设平台。", [("PLAN103",)]),
        ("每年建设平台。", [()]),
        ("2026年底前建成10个，2028年底前建成60个。", [("PLAN104",)]),
        ("建设平台。（责任单位：市科技局）开展评估。", [(), ("PLAN105",)]),
    ],
)
def test_doubt(words: str, doubts: list[tuple[str, ...]]) -> None:
    assert [task.doubts for task in rows(words)] == doubts


def test_doubts_have_words_in_the_markdown_and_codes_in_the_json() -> None:
    plan = decompose_text("一、任务\n6月底前建设平台。")

    (stream,) = to_json(plan)["workstreams"]
    assert stream["tasks"][0]["doubts"] == ["PLAN103"]
    assert "| 6月底前 | 【待核】时限缺年份或日期 |" in to_markdown(plan)
    assert doubt_words(next(plan.tasks()), "en") == ["The deadline lacks its year or day"]


@pytest.mark.skipif(not CORPUS, reason="absent: ../shared")
def test_doubts_are_few_in_real_texts() -> None:
    tasks = [task for path in CORPUS for task in decompose_text(path.read_text(encoding="utf-8")).tasks()]

    assert 0 < sum(bool(task.doubts) for task in tasks) < 0.03 * len(tasks)
