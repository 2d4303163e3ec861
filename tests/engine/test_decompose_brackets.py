"""Units stand in brackets of any shape; with a deadline after them too."""

from __future__ import annotations

import pytest

from luodi.decompose import decompose_text
from luodi.facts import extract_facts
from luodi.structure import parse_document
from luodi.structure.brackets import ROUND, SQUARE

PAIRS = [*ROUND.items(), *SQUARE.items()]


def plan_text(opening: str, closing: str) -> str:
    return (
        "清江市实施方案\n一、主要任务\n"
        f"1.优化流程。梳理公布20项清单。{opening}市政务服务局牵头，各相关部门按职责分工负责；2025年6月底前完成{closing}\n"
        f"2.规范检查。建立备案制度。{opening}责任单位：市司法局{closing}\n"
        f"3.推进直达快享。{opening}市财政局负责{closing}\n"
    )


@pytest.mark.parametrize(("opening", "closing"), PAIRS)
def test_plan_reads_units_and_deadline_in_brackets(opening: str, closing: str) -> None:
    tasks = list(decompose_text(plan_text(opening, closing)).tasks())
    assert [(task.lead, task.joint, task.deadline) for task in tasks] == [
        (("市政务服务局",), ("各相关部门",), "2025-06-30"),
        (("市司法局",), (), None),
        (("市财政局",), (), None),
    ]
    assert not any(opening in task.task for task in tasks)


@pytest.mark.parametrize(("opening", "closing"), PAIRS)
def test_facts_read_units_in_brackets(opening: str, closing: str) -> None:
    text = plan_text(opening, closing)
    items = extract_facts(parse_document(text), text).items
    units = [[(unit.name, unit.role) for unit in item.units] for item in items if item.units]
    assert units == [
        [("市政务服务局", "lead"), ("各相关部门", "joint")],
        [("市司法局", "lead")],
        [("市财政局", "lead")],
    ]
