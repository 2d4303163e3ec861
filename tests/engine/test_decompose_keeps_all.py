"""Nothing a duty-bearing provision says is lost between the text and its plan."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.decompose import Plan, decompose_text
from tests.engine.plan_coverage import uncovered

ROOT = Path(__file__).parents[2]
OWN = [
    *sorted((Path(__file__).parent / "texts").glob("*.txt")),
    *sorted((ROOT / "demo" / "documents").glob("*.txt")),
]
SHARED = [
    ROOT.parent / "shared" / "seed" / "clean.txt",
    *sorted((ROOT.parent / "shared" / "corpus").glob("*.md")),
]

CLAUSES = st.sampled_from(
    [
        # Duties with a listed verb, with an unlisted one, and with a subject.
        "制定实施方案",
        "建立工作台账",
        "备足救灾种子、化肥、农药",
        "有序撤并小规模学校",
        "建筑工地严格落实“六个百分之百”",
        "各银行机构要单列信贷计划",
        "由县财政局会同县经信局设立专户",
        "会同省财政厅做大风险补偿资金池",
        "未开工项目9月底前必须全部开工",
        # Acts on somebody or something.
        "对进度滞后的单位发函提醒",
        "对不良率超过5%的银行予以警示",
        "对乱收费行为发现一起、查处一起",
        "对新增部分",
        "把政策送到车间、把专家请进企业",
        "将任务完成情况纳入年度考核",
        # Ways, occasions, conditions, results, bans, facts, figures.
        "通过宣讲、培训等方式",
        "运用无人机、高空瞭望等技术手段",
        "围绕重点产业",
        "按照“谁主管谁负责”原则",
        "坚持“土地等项目”",
        "依托高新区",
        "一旦发生灾情",
        "逾期未完成的",
        "2025年底前",
        "6月底前上线运行",
        "确保见到实效",
        "让企业少跑腿",
        "不得截留挪用资金",
        "企业是创新的主体",
        "覆盖率达到95%以上",
        "企业开办压缩至0.5个工作日",
        "上下联动、齐抓共管",
        "给予每家100万元奖励",
        "其中省级20家",
    ]
)
ITEMS = st.lists(st.tuples(CLAUSES, st.sampled_from("，，；。")), min_size=1, max_size=8).map(
    lambda pieces: "".join(words + mark for words, mark in pieces)[:-1] + "。"
)


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_plan_of_an_own_text_holds_every_word(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert uncovered(text, decompose_text(text)) == []


@pytest.mark.parametrize("path", SHARED, ids=lambda path: path.stem[-16:])
def test_plan_of_a_real_text_holds_every_word(path: Path) -> None:
    if not path.exists():
        pytest.skip("the shared texts are not beside this checkout")
    text = path.read_text(encoding="utf-8")

    assert uncovered(text, decompose_text(text)) == []


@given(items=st.lists(ITEMS, min_size=2, max_size=4))
@settings(max_examples=300, deadline=None)
def test_plan_of_any_clauses_holds_every_word(items: list[str]) -> None:
    listed = "".join(f"{'一二三四'[i]}是抓第{i}项。建设平台。{item}" for i, item in enumerate(items))
    text = f"下一步抓好以下工作。{listed}"

    plan = decompose_text(text)

    assert len(plan.workstreams) == len(items)
    assert uncovered(text, plan) == []
    spans = [task.span for task in plan.tasks()]
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_check_finds_a_task_that_is_missing() -> None:
    text = OWN[0].read_text(encoding="utf-8")
    plan = decompose_text(text)

    for task in plan.tasks():
        assert uncovered(text, _without(plan, task.no)) != [], task.task


def _without(plan: Plan, no: str) -> Plan:
    streams = tuple(
        replace(stream, tasks=tuple(task for task in stream.tasks if task.no != no))
        for stream in plan.workstreams
    )
    return replace(plan, workstreams=streams)
