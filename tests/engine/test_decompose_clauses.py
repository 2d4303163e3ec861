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
        # A manner that no list holds, before a verb that is listed.
        ("打造高地，链式推进成果转化", ["打造高地", "链式推进成果转化"]),
        ("打造高地，用心用情解决难题", ["打造高地", "用心用情解决难题"]),
        ("加强攻关，推进成果转化，支持金额不超过5万元", ["加强攻关", "推进成果转化，支持金额不超过5万元"]),
        # Who does it has no name; what is done to it, and how often.
        ("个人提出申请，所在单位对材料进行审核", ["个人提出申请", "所在单位对材料进行审核"]),
        ("落实责任，主要负责同志每年联系2名专家", ["落实责任", "主要负责同志每年联系2名专家"]),
        # Reports, acts within a time, acts by a rule.
        ("提出意见，报市政府批准", ["提出意见", "报市政府批准"]),
        ("应当在受理后10个工作日内完成初审", ["在受理后10个工作日内完成初审"]),
        ("建立机制，在媒体上公示方案", ["建立机制", "在媒体上公示方案"]),
        # Two such words are a noun.
        ("评估贡献和效能，开放合作等绩效", ["评估贡献和效能，开放合作等绩效"]),
        # What only completes the task before it.
        (
            "成立专班，由市长任组长，办公室设在市科技局，负责日常工作",
            ["成立专班，由市长任组长，办公室设在市科技局，负责日常工作"],
        ),
        ("修订办法，一季度印发实施", ["修订办法，一季度印发实施"]),
        ("组织各类机构，为企业提供服务", ["组织各类机构，为企业提供服务"]),
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


@pytest.mark.parametrize(
    ("words", "lead"),
    [
        ("市委督查室、市政府督查室要加强检查", ("市委督查室", "市政府督查室")),
        ("市科技局委托第三方机构审核材料", ("市科技局",)),
        ("市自然资源和规划局要优先保障用地", ("市自然资源和规划局",)),
        ("各县（市、区）要建立机制", ("各县（市、区）",)),
        ("各级党委（党组）要落实责任", ("各级党委（党组）",)),
        ("县（市、区）科技主管部门负责初审推荐", ("县（市、区）科技主管部门",)),
        ("高新区要盘活厂房", ("高新区",)),
        ("组织部门要牵头抓总", ("组织部门",)),
        ("上海市产业协同创新领导小组办公室会同市级部门加强协同", ("上海市产业协同创新领导小组办公室",)),
        ("各县（市、区）要紧盯主导产业，编制图谱", ("各县（市、区）",)),
        # No bodies that can be told to act.
        ("重点实验室应建立制度", ()),
        ("加强终端系统供应链建设", ()),
        ("按最低价标准对相对应工业用地给予补助", ()),
    ],
)
def test_who_acts_is_read_as_a_whole_name(words: str, lead: tuple[str, ...]) -> None:
    assert first_stream(words)[0].lead == lead


def test_year_that_a_sentence_named_is_that_of_its_later_months() -> None:
    tasks = first_stream("2025年6月底前建设平台，12月底前开展验收")

    assert [task.deadline for task in tasks] == ["2025-06-30", "2025-12-31"]


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("2027年3月召开大会", "2027-03-31"),
        ("2026年新增贷款10亿元", "2026-12-31"),
        ("落实2024年度工作要点", None),
        ("推进使用期限不超过15日的转贷", None),
    ],
)
def test_date_alone_with_an_act_is_its_deadline(words: str, due: str | None) -> None:
    assert first_stream(words)[0].deadline == due


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
