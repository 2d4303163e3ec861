"""Articles and a plan to tasks, against what a reader took from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.decompose import Plan, PlanTask, TaskKind, decompose_text
from luodi.diagnostics import LuodiError
from luodi.intake import read_file
from luodi.repair import repair_text
from tests.engine import gold_plans

TEXTS = Path(__file__).parent / "texts"
SEED = Path(__file__).parents[3] / "shared" / "seed" / "000_0ad4b72c3b226923.txt"


def plan_of(name: str) -> Plan:
    return decompose_text((TEXTS / f"{name}.txt").read_text(encoding="utf-8"), name)


def tasks_by_workstream(plan: Plan) -> dict[str, list[str]]:
    return {stream.name: [task.task for task in stream.tasks] for stream in plan.workstreams}


def task(plan: Plan, words: str) -> PlanTask:
    return next(task for task in plan.tasks() if task.task == words)


@pytest.mark.parametrize(
    ("name", "gold"),
    [
        ("article_running", gold_plans.ARTICLE_RUNNING),
        ("article_first_second", gold_plans.ARTICLE_FIRST_SECOND),
        ("article_lines", gold_plans.ARTICLE_LINES),
        ("article_slogans", gold_plans.ARTICLE_SLOGANS),
        ("article_talent", gold_plans.ARTICLE_TALENT),
        ("article_land", gold_plans.ARTICLE_LAND),
        ("article_numbered", gold_plans.ARTICLE_NUMBERED),
        ("article_business", gold_plans.ARTICLE_BUSINESS),
        ("article_health", gold_plans.ARTICLE_HEALTH),
        ("article_credit", gold_plans.ARTICLE_CREDIT),
        ("article_air", gold_plans.ARTICLE_AIR),
        ("article_projects", gold_plans.ARTICLE_PROJECTS),
        ("article_transfer", gold_plans.ARTICLE_TRANSFER),
        ("plan_opinion", gold_plans.PLAN_OPINION),
    ],
)
def test_plan_has_every_task_once(name: str, gold: dict[str, list[str]]) -> None:
    assert tasks_by_workstream(plan_of(name)) == gold


@pytest.mark.skipif(not SEED.exists(), reason="absent: ../shared/seed")
def test_plan_of_the_damaged_seed_has_every_task_once() -> None:
    text = repair_text(read_file(SEED).text).text

    plan = decompose_text(text, SEED.name)

    # The lost 1 of “1+4” is repaired or marked, as test_repair_* say; here it does not matter.
    found = {
        name: [each.replace("\ufffd", "1") for each in tasks]
        for name, tasks in tasks_by_workstream(plan).items()
    }
    assert found == gold_plans.SEED
    assert {each.task: each.measures for each in plan.tasks() if each.measures} == gold_plans.SEED_MEASURES
    assert [stream.no for stream in plan.workstreams] == ["一", "二", "三", "四", "五"]
    assert {each.target for each in plan.tasks() if each.target} == {
        "取得实质性进展",
        "确保各项重点任务和政策措施落地见效",
    }
    assert all(text[slice(*each.span)] == each.task for each in plan.tasks())


def test_plan_names_means_results_and_deadlines() -> None:
    plan = plan_of("article_running")

    platform = task(plan, "2025年6月底前建成省级科技金融服务平台")
    assert (platform.deadline, platform.deadline_text) == ("2025-06-30", "2025年6月底前")
    assert task(plan, "常态化开展银企对接活动").measures == ("专场路演", "上门走访", "线上直播")
    meeting = task(plan, "每季度召开一次工作例会")
    assert (meeting.deadline, meeting.deadline_text) == (None, "每季度")
    assert task(plan, "出台《楚江省科技信贷风险补偿管理办法》").deadline_text is None
    assert task(plan, "全年举办“科融荟”专场活动不少于20场").target == "“科融荟”专场活动不少于20场"
    assert task(plan, "定期发布科技金融发展报告").deliverable == "科技金融发展报告"
    assert task(plan, "定期发布科技金融发展报告").target == "确保各项政策直达快享、落地见效"
    loans = task(plan, "引导银行开发“研发贷”“人才贷”“专利贷”等专属产品")
    assert loans.context == "围绕科技型中小企业全生命周期融资需求"


def test_plan_names_units_from_brackets_and_subjects() -> None:
    lines = plan_of("article_lines")
    subject = plan_of("article_first_second")

    assert [(stream.tasks[0].lead, stream.tasks[0].joint) for stream in lines.workstreams] == [
        (("省科技厅",), ("省教育厅", "省财政厅")),
        (("省科技厅",), ("省经信厅", "省科协")),
        (("省人社厅",), ("省科技厅", "省教育厅")),
        ((), ()),
    ]
    shared = task(subject, "建立数据共享机制")
    assert (shared.lead, shared.joint) == (("市科技局",), ("市税务局", "市财政局"))


def test_plan_counts_deadlines_and_targets_of_an_opinion() -> None:
    plan = plan_of("plan_opinion")

    labs = task(plan, "推进规上工业企业研发机构“应建尽建”")
    assert (labs.deadline, labs.target) == ("2024-12-31", "2024年底前覆盖率达到45%")
    centres = task(plan, "建设概念验证中心5家、中试基地10家")
    assert centres.target == "概念验证中心5家、中试基地10家"
    assert (centres.lead, centres.joint) == (("市科技局",), ("市财政局", "各县〈市、区〉人民政府"))
    assert task(plan, "给予每家最高200万元资金支持").target is None
    assert task(plan, "推动高新区建设科技成果转化示范园区").lead == ("市科技局",)
    assert task(plan, "成立市科技成果转化工作领导小组").section == ("（一）加强组织领导",)
    assert [stream.no for stream in plan.workstreams] == ["二", "三"]
    assert plan.source == "临江市人民政府办公室关于印发临江市科技成果转化三年行动方案（2023—2025年）的通知"


def test_deadline_without_a_year_is_settled_by_the_documents_date() -> None:
    dated = (
        "某市方案\n一、任务\n6月底前制定方案。\n年底前建成平台。\n3月底前完成总结。\n某市科技局\n2024年5月1日"
    )
    undated = "一、任务\n6月底前制定方案。"

    assert [each.deadline for each in decompose_text(dated).tasks()] == [
        "2024-06-30",
        "2024-12-31",
        "2025-03-31",
    ]
    assert [(each.deadline, each.deadline_text) for each in decompose_text(undated).tasks()] == [
        (None, "6月底前")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "今天天气很好。",
        "会议指出，存在以下问题：一是数量不足；二是联动不够。",
        "一、总体要求\n坚持创新引领，推动高质量发展。",
        "Copyright © 2020 某某公司\n关于我们 - 版权声明",
        "\ufffd\ufffd\ufffd",
    ],
)
def test_text_without_a_task_is_refused(text: str) -> None:
    with pytest.raises(LuodiError) as caught:
        decompose_text(text, "某文件.txt")

    assert (caught.value.diagnostic.code, caught.value.diagnostic.file) == ("PLAN001", "某文件.txt")


def test_goals_are_a_workstream_only_where_they_name_units() -> None:
    without = "一、工作目标\n建成平台10家。\n二、任务\n培育企业。"
    with_units = "一、工作目标\n建成平台10家。（责任单位：市科技局）\n二、任务\n培育企业。"

    assert list(tasks_by_workstream(decompose_text(without))) == ["任务"]
    assert list(tasks_by_workstream(decompose_text(with_units))) == ["工作目标", "任务"]


def test_kind_follows_the_verb() -> None:
    plan = decompose_text(
        "一、任务\n制定方案。建设平台。举办论坛。完善机制。支持企业。加强管理。将成果纳入考核。进一步擦亮招牌。对进展进行通报。"
    )

    assert [each.kind for each in plan.tasks()] == [
        TaskKind.DRAFT,
        TaskKind.BUILD,
        TaskKind.ORGANISE,
        TaskKind.REFORM,
        TaskKind.SUPPORT,
        TaskKind.PROMOTE,
        TaskKind.SUPERVISE,
        TaskKind.ORGANISE,
        TaskKind.SUPERVISE,
    ]


def test_article_that_looks_ahead_without_a_list_gives_one_workstream() -> None:
    plan = decompose_text("科技厅部署工作\n会议总结了去年工作。\n会议强调，要加快平台建设，落实奖补政策。")

    assert tasks_by_workstream(plan) == {"科技厅部署工作": ["加快平台建设", "落实奖补政策"]}


def test_acts_of_a_supported_party_say_who_supports_it() -> None:
    plan = decompose_text(
        "一、任务\n支持企业联合高校、科研院所，组建创新联合体，建设共性平台，承担重大项目。"
    )

    assert [(each.task, each.context) for each in plan.tasks()] == [
        ("支持企业联合高校、科研院所，组建创新联合体", None),
        ("建设共性平台，承担重大项目", "支持企业联合高校、科研院所"),
    ]


def test_office_that_leads_in_a_clause_of_its_own_is_no_task() -> None:
    plan = decompose_text("一、任务\n由政策法规处牵头，市财政局配合，完成条例修订调研。")

    only = next(plan.tasks())
    assert (only.task, only.lead, only.joint) == ("完成条例修订调研", ("政策法规处",), ("市财政局",))


def test_duties_listed_under_an_office_are_its_own() -> None:
    plan = decompose_text(
        "第一章 职责\n第一条 市科学技术局是主管部门，主要职责是：\n（一）制定规划；\n（二）组织验收。\n"
        "第二条 申请人应当符合下列条件：\n（一）建立账目；\n（二）配备人员。"
    )

    assert [(each.task, each.lead) for each in plan.tasks()] == [
        ("制定规划", ("市科学技术局",)),
        ("组织验收", ("市科学技术局",)),
    ]


@pytest.mark.parametrize(
    ("words", "tasks", "measures"),
    [
        ("通过线上、线下相结合的方式开展培训", ["开展培训"], ("线上、线下相结合",)),
        ("采取专场路演、上门走访等形式，开展对接", ["开展对接"], ("专场路演", "上门走访")),
        (
            "通过“一人一策、一企一策”和集中培训等方式，提升能力",
            ["提升能力"],
            ("“一人一策、一企一策”", "集中培训"),
        ),
        ("建设平台，通过验收后投入使用", ["建设平台，通过验收后投入使用"], ()),
    ],
)
def test_means(words: str, tasks: list[str], measures: tuple[str, ...]) -> None:
    plan = decompose_text(f"一、任务\n{words}。")

    assert [each.task for each in plan.tasks()] == tasks
    assert next(plan.tasks()).measures == measures


@pytest.mark.parametrize(
    "words",
    [
        "制定《关于推进甲、建设乙，完善丙的若干措施》",
        "落实“抓战略，抓改革”要求",
        "拨付资金5,000万元",
        "推进数据（含公共数据，企业数据）开放",
    ],
)
def test_nothing_splits_inside_titles_quotes_brackets_and_figures(words: str) -> None:
    plan = decompose_text(f"一、任务\n{words}。")

    assert [each.task for each in plan.tasks()] == [words]


def test_quote_that_never_closes_swallows_nothing() -> None:
    plan = decompose_text("一、任务\n打造“名片，建设平台；完善机制。\n培育企业。")

    assert [each.task for each in plan.tasks()] == ["打造“名片", "建设平台", "完善机制", "培育企业"]


def test_units_in_a_paragraph_of_their_own_count_for_the_provision() -> None:
    plan = decompose_text(
        "一、奖补\n设立基金。\n扩大贷款。\n牵头单位：市科技局；配合单位：市财政局、市经信局"
    )

    assert [(each.task, each.lead, each.joint) for each in plan.tasks()] == [
        ("设立基金", ("市科技局",), ("市财政局", "市经信局")),
        ("扩大贷款", ("市科技局",), ("市财政局", "市经信局")),
    ]


def test_validity_and_interpretation_are_no_tasks() -> None:
    plan = decompose_text("一、任务\n设立基金。\n本措施自2025年1月1日起施行，有效期3年，由市科技局负责解释。")

    assert [each.task for each in plan.tasks()] == ["设立基金"]


def test_payments_by_a_measure_are_tasks_with_whom_they_are_for() -> None:
    plan = decompose_text(
        "一、奖补\n对年度研发费用新增部分，按10%给予补助，单个企业最高200万元。新获批平台的，一次性奖励50万元。"
    )

    assert [(each.task, each.context) for each in plan.tasks()] == [
        ("按10%给予补助，单个企业最高200万元", "对年度研发费用新增部分"),
        ("一次性奖励50万元", "新获批平台的"),
    ]


def test_what_is_paid_for_is_no_task_though_a_verb_stands_in_it() -> None:
    plan = decompose_text(
        "一、共同投入\n对公益基金会支持的基础研究项目，按照立项金额的50%给予共同支持。\n"
        "对高校接收企业给予的基础研究资金，免征企业所得税。"
    )

    assert [(each.task, each.context) for each in plan.tasks()] == [
        ("按照立项金额的50%给予共同支持", "对公益基金会支持的基础研究项目"),
        ("免征企业所得税", "对高校接收企业给予的基础研究资金"),
    ]
