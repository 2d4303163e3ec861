"""Single constructions of official Chinese, each read as an office reads it."""

from __future__ import annotations

import pytest

from luodi.decompose import PlanTask, decompose_text


def first_stream(words: str) -> list[PlanTask]:
    plan = decompose_text(f"下一步抓好工作。一是抓落实。{words}。二是抓平台。建设平台。")
    return list(plan.workstreams[0].tasks)


@pytest.mark.parametrize(
    ("words", "tasks"),
    [
        # 对 and then what is done to it.
        ("建立台账，对进度滞后的单位发函提醒", ["建立台账", "对进度滞后的单位发函提醒"]),
        ("对超标排放企业一律顶格处罚", ["对超标排放企业一律顶格处罚"]),
        ("对乱收费行为发现一起、查处一起", ["对乱收费行为发现一起、查处一起"]),
        (
            "健全机制，对不良率超过5%的银行予以警示，超过8%的暂停受理",
            ["健全机制", "对不良率超过5%的银行予以警示，超过8%的暂停受理"],
        ),
        ("对研发投入增长，给予补助", ["给予补助"]),
        # Verbs that no list knows, by their place.
        ("健全机制；缝补短板、链补弱项", ["健全机制", "缝补短板、链补弱项"]),
        ("建筑工地严格落实“六个百分之百”", ["建筑工地严格落实“六个百分之百”"]),
        ("各银行机构要单列信贷计划", ["各银行机构要单列信贷计划"]),
        ("制定方案，一链一策制定支持措施", ["制定方案", "一链一策制定支持措施"]),
        ("严禁新增隐性债务", ["严禁新增隐性债务"]),
        # What only dates or counts the task before it stays with it.
        ("建设画像库，6月底前上线运行", ["建设画像库，6月底前上线运行"]),
        ("淘汰老旧车辆，10月31日前淘汰2000辆", ["淘汰老旧车辆，10月31日前淘汰2000辆"]),
        # An unlisted clause after ， stays with the task before it.
        ("推行新规，线上线下同步发力", ["推行新规，线上线下同步发力"]),
    ],
)
def test_clause_becomes_tasks(words: str, tasks: list[str]) -> None:
    assert [task.task for task in first_stream(words)] == tasks


def test_units_that_a_clause_names_are_lead_and_joint() -> None:
    named = first_stream("由县财政局会同县经信局设立专户")[0]
    partners = first_stream("会同省财政厅、省税务局制定细则")[0]

    assert (named.task, named.lead, named.joint) == ("设立专户", ("县财政局",), ("县经信局",))
    assert (partners.lead, partners.joint) == ((), ("省财政厅", "省税务局"))


def test_means_inside_a_duty_and_before_a_result_are_measures() -> None:
    inside = first_stream("引导资本通过特许经营、股权合作等模式参与建设")[0]
    before = first_stream("运用无人机、高空瞭望等技术手段，实现火点早发现")[0]

    assert inside.measures == ("特许经营", "股权合作")
    assert (before.task, before.measures) == ("实现火点早发现", ("无人机", "高空瞭望"))


def test_what_asks_nothing_is_context_of_its_neighbour() -> None:
    tasks = first_stream("企业是创新的主体。什么是揭榜？实施50个揭榜项目")

    assert [(task.task, task.context) for task in tasks] == [
        ("实施50个揭榜项目", "企业是创新的主体，什么是揭榜")
    ]


def test_threshold_of_a_condition_is_no_target() -> None:
    assert first_stream("对出口下降超过10%的企业逐户走访")[0].target is None


def test_numbered_goals_are_tasks_where_one_of_them_is_an_act() -> None:
    acts = decompose_text(
        "二、主要目标\n（一）用5年时间，引进培养50名战略科学家。\n（二）建设七个层级的创新体系。\n三、任务\n推进改革。"
    )
    figures = decompose_text(
        "二、主要目标\n（一）高新技术企业达到4万家。\n（二）实现五项指标倍增。\n三、任务\n推进改革。"
    )

    assert [(stream.name, [task.task for task in stream.tasks]) for stream in acts.workstreams] == [
        ("主要目标", ["引进培养50名战略科学家", "建设七个层级的创新体系"]),
        ("任务", ["推进改革"]),
    ]
    assert [stream.name for stream in figures.workstreams] == ["任务"]


def test_day_of_next_year_is_settled_only_where_the_words_name_one() -> None:
    text = "某市方案\n一、任务\n明年3月底前完成评估。\n明年初召开会议。\n某市科技局\n2024年5月1日"

    assert [(task.deadline, task.deadline_text) for task in decompose_text(text).tasks()] == [
        ("2025-03-31", "明年3月底前"),
        (None, "明年初"),
    ]


def test_list_written_on_in_one_paragraph_and_footer_line() -> None:
    plan = decompose_text(
        "会议强调，做好以下工作：(一)加大投放。单列计划。(二)降低成本。清理收费。\n联系人:张某 电话:123"
    )

    assert [(stream.name, [task.task for task in stream.tasks]) for stream in plan.workstreams] == [
        ("加大投放", ["单列计划"]),
        ("降低成本", ["清理收费"]),
    ]
