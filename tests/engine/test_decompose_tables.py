"""Task tables: a row is a task, with the units and the deadline of its cells."""

from __future__ import annotations

import pytest

from luodi.decompose import Plan, decompose_text
from luodi.diagnostics import LuodiError

BODY = (
    "平川市优化营商环境实施方案\n一、重点任务\n"
    "（一）建设企业服务专区。市政务服务局牵头，2025年6月底前建成。\n"
)
ANNEX = "附件\n重点任务分工表\n"
TABLE = (
    "| 序号 | 重点任务 | 牵头单位 | 配合单位 | 完成时限 |\n"
    "| --- | --- | --- | --- | --- |\n"
    "| 1 | 编制《平川市惠企政策汇编》 | 市发展改革委 | 市财政局、市税务局 | 2025年9月底前 |\n"
    "| 2 | 开发惠企政策平台 | 市政务服务局 |  | 2025年底前 |\n"
)


def plan_of(head: str, *rows: str) -> Plan:
    return decompose_text(f"平川市工作方案\n{ANNEX}{head}\n" + "\n".join(rows) + "\n")


def test_a_table_alone_is_a_plan() -> None:
    text = f"平川市工作方案\n{ANNEX}{TABLE}"
    plan = decompose_text(text)
    assert [(stream.no, stream.name) for stream in plan.workstreams] == [("一", "重点任务分工表")]
    first, second = plan.tasks()
    assert (first.no, first.task) == ("1.1", "编制《平川市惠企政策汇编》")
    assert (first.lead, first.joint) == (("市发展改革委",), ("市财政局", "市税务局"))
    assert (first.deadline, first.deadline_text) == ("2025-09-30", "2025年9月底前")
    assert first.deliverable == "《平川市惠企政策汇编》"
    assert (second.lead, second.joint, second.deadline) == (("市政务服务局",), (), "2025-12-31")
    for task in (first, second):
        assert text[slice(*task.span)] == task.task
        assert task.path == ("附件",)
        assert task.section == ("重点任务分工表",)


def test_rows_stand_after_the_body_and_are_no_sentences() -> None:
    plan = decompose_text(f"{BODY}{ANNEX}{TABLE}")
    assert [stream.name for stream in plan.workstreams] == ["重点任务", "重点任务分工表"]
    assert [task.no for task in plan.workstreams[1].tasks] == ["2.1", "2.2"]
    inside = decompose_text(f"{BODY}（二）任务分工。分工如下。\n{TABLE}二、保障措施\n加强宣传引导。\n")
    names = [task.task for task in inside.tasks()]
    assert names.count("开发惠企政策平台") == 1
    assert not any("|" in name for name in names)
    assert [task.path for task in inside.workstreams[-1].tasks] == [("一", "二")] * 2


@pytest.mark.parametrize(
    "task", ["任务", "工作任务", "主要任务", "事项", "举措", "措施", "工作内容", "任务内容"]
)
@pytest.mark.parametrize("other", ["责任单位", "主责单位", "负责单位", "牵头部门", "责任部门", "责 任 单 位"])
def test_heads_have_synonyms(task: str, other: str) -> None:
    (row,) = plan_of(f"| {task} | {other} |", "| 开展消防检查 | 市消防救援支队 |").tasks()
    assert (row.task, row.lead) == ("开展消防检查", ("市消防救援支队",))


@pytest.mark.parametrize("when", ["完成时限", "时限", "完成时间", "时间节点", "时间进度"])
def test_a_column_of_deadlines_is_enough(when: str) -> None:
    (row,) = plan_of(f"| 任务 | {when} |", "| 开展消防检查 | 2025年9月 |").tasks()
    assert (row.deadline, row.deadline_text) == ("2025-09-30", "2025年9月")


def test_of_those_responsible_the_first_leads() -> None:
    head = "| 任务 | 责任单位 | 完成时限 |"
    one, two = plan_of(
        head,
        "| 建成服务平台 | 市科技局 市数据局 | 长期 |",
        "| 建成检测中心 | 市科技局牵头，市财政局配合 | — |",
    ).tasks()
    assert (one.lead, one.joint) == (("市科技局",), ("市数据局",))
    assert (one.deadline, one.deadline_text) == (None, "长期")
    assert (two.lead, two.joint, two.deadline_text) == (("市科技局",), ("市财政局",), None)


def test_goal_and_result_have_columns() -> None:
    head = "| 重点任务 | 具体举措 | 目标值 | 成果形式 | 责任单位 |"
    first, second = plan_of(
        head,
        "| 一、优化环境 | | | | |",
        "| 优化服务 | 1.推行一窗受理。 | 受理率100% | 工作报告 | 市政务服务局 |",
        "| | 开展好差评 | | | |",
    ).tasks()
    assert (first.task, first.target, first.deliverable) == ("推行一窗受理", "受理率100%", "工作报告")
    assert first.section == ("重点任务分工表", "一、优化环境", "优化服务")
    # Nothing tells a merged cell from an empty one.
    assert (second.lead, second.target, second.doubts) == ((), None, ("PLAN105",))


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("| 等级 | 补助标准 |", "| 国家级 | 200万元 |"),
        ("| 指标 | 责任单位 | 2025年 |", "| 高新技术企业数 | 市科技局 | 300 |"),
        ("| 序号 | 工作任务 |", "| 1 | 开展消防检查 |"),
        ("| 时间 | 事项 | 地点 |", "| 9月1日 | 开展消防检查 | 市政府 |"),
    ],
)
def test_other_tables_hold_no_tasks(head: str, row: str) -> None:
    with pytest.raises(LuodiError) as caught:
        plan_of(head, row)
    assert caught.value.diagnostic.code == "PLAN001"


def test_a_head_repeated_or_under_a_title_row_is_no_task() -> None:
    head = "| 任务 | 责任单位 |"
    rows = plan_of(
        "| 任务分工表 | |", head, "| 开展检查 | 市教育局 |", head, "| 编制预案 | 市教育局 |"
    ).tasks()
    assert [row.task for row in rows] == ["开展检查", "编制预案"]
