"""What is a duty and what is none: general provisions, forms, rules for applicants, goals, joint acts."""

from __future__ import annotations

import pytest

from luodi.decompose import PlanTask, decompose_text
from luodi.diagnostics import LuodiError
from luodi.structure import parse_document

SIGNED = "\n\n楚江市人民政府\n2026年1月5日\n"


def rows(words: str) -> list[PlanTask]:
    """The rows that some words after a first task make."""
    return list(
        decompose_text(f"关于数据的若干措施\n\n一、任务\n\n（一）推进工作。先行先试。{words}{SIGNED}").tasks()
    )[1:]


@pytest.mark.parametrize(
    "words",
    [
        "同一企业符合多项条件的，不重复享受。",
        "企业享受本政策不重复享受其他同类政策。",
        "本政策与其他政策有重复的，按就高不重复原则执行。",
        "已获得省级补助的项目，不再重复支持。",
        "材料的真实性由申报单位负责。",
        "申报单位对材料的真实性、合法性负责。",
        "本政策自2026年1月1日起试行，试行期2年。",
        "试行期2年。",
        "为规范数据管理，根据有关法律，制定本措施。",
        "会议听取了市科技局关于实验室建设情况的汇报。",
        "会议明确：",
        "列席：赵某。",
        "奖励由引荐人自行分配。",
        "构成犯罪的，依法追究刑事责任。",
    ],
)
def test_clause_that_asks_nothing_of_an_office_is_no_row(words: str) -> None:
    assert [task.task for task in rows(words)] == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("自2026年1月1日起试行新制度。", [("自2026年1月1日起试行新制度", (), ())]),
        ("申报材料真实性由企业负责，市科技局组织抽查。", [("组织抽查", ("市科技局",), ())]),
        (
            "符合条件的企业，给予50万元补助，同一企业不重复享受。",
            [("给予50万元补助，同一企业不重复享受", (), ())],
        ),
        ("各县要结合实际制定实施细则。", [("结合实际制定实施细则", ("各县",), ())]),
        (
            "各县（市、区）可结合实际制定实施细则。",
            [("可结合实际制定实施细则", ("各县（市、区）",), ())],
        ),
        (
            "市教育、产业主管部门联合开展人才培养。",
            [("联合开展人才培养", ("市教育主管部门",), ("市产业主管部门",))],
        ),
        ("市科技局、市教育局联合开展培训。", [("联合开展培训", ("市科技局",), ("市教育局",))]),
        (
            "市科技局收到申请后，在10个工作日内组织审核。",
            [("在10个工作日内组织审核", ("市科技局",), ())],
        ),
        (
            "市数据局是数据工作主管部门，负责统筹推进。",
            [("负责统筹推进", ("市数据局",), ())],
        ),
        (
            "市数据局负责组织实施，其他有关部门按照各自职责做好相关工作。",
            [
                ("负责组织实施", ("市数据局",), ()),
                ("按照各自职责做好相关工作", ("其他有关部门",), ()),
            ],
        ),
        (
            "各县（市、区）要将面积分解到乡镇，3月15日前上报。",
            [("将面积分解到乡镇", ("各县（市、区）",), ()), ("3月15日前上报", ("各县（市、区）",), ())],
        ),
        (
            "请各地于4月20日前将总结报市农业农村局（联系人：张某，电话：1234）。",
            [("于4月20日前将总结报市农业农村局", ("各地",), ())],
        ),
        (
            "市供销社牵头，市农业农村局配合，组织化肥下乡。",
            [("组织化肥下乡", ("市供销社",), ("市农业农村局",))],
        ),
        ("由楚江大学负责引进带头人3名。", [("负责引进带头人3名", ("楚江大学",), ())]),
        (
            "会议议定，将研发投入纳入年度考核，由市委督查室、市统计局负责落实。",
            [("将研发投入纳入年度考核", ("市委督查室",), ("市统计局",))],
        ),
        (
            "会议同意给予孵化器补助80万元，所需资金由市财政局从专项资金中列支。",
            [
                ("会议同意给予孵化器补助80万元", (), ()),
                ("所需资金由市财政局从专项资金中列支", ("市财政局",), ()),
            ],
        ),
        (
            "请市科技局根据会议意见修改完善后，于3月底前报市政府审定。",
            [("于3月底前报市政府审定", ("市科技局",), ())],
        ),
        (
            "市数据局在各自职责范围内负责本行业数据管理工作。",
            [("在各自职责范围内负责本行业数据管理工作", ("市数据局",), ())],
        ),
    ],
)
def test_who_is_to_do_what(words: str, expected: list[tuple[str, tuple[str, ...], tuple[str, ...]]]) -> None:
    assert [(task.task, task.lead, task.joint) for task in rows(words)] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "建设算力平台；力争到2027年实现产值100亿元。",
            [("建设算力平台", None, None), ("力争到2027年实现产值100亿元", "2027-12-31", "产值100亿元")],
        ),
        (
            "2026年底前建成平台；推动企业上云；力争到2027年上云企业突破1000家。",
            [
                ("2026年底前建成平台", "2026-12-31", None),
                ("推动企业上云", None, None),
                ("力争到2027年上云企业突破1000家", "2027-12-31", "上云企业突破1000家"),
            ],
        ),
        (
            "建设算力平台，力争到2027年企业达到100家；制定管理办法。",
            [
                ("建设算力平台", "2027-12-31", "力争到2027年企业达到100家"),
                ("制定管理办法", None, None),
            ],
        ),
        (
            "力争2026年全市产业规模突破50亿元。",
            [("力争2026年全市产业规模突破50亿元", "2026-12-31", "2026年全市产业规模突破50亿元")],
        ),
    ],
)
def test_goal_belongs_to_its_own_sentence(
    words: str, expected: list[tuple[str, str | None, str | None]]
) -> None:
    assert [(task.task, task.deadline, task.target) for task in rows(words)] == expected


def test_day_behind_its_object_is_of_its_own_clause() -> None:
    found = rows("对无分歧欠款2026年6月底前清零，对有分歧欠款通过调解等方式加快解决。")

    assert [task.deadline for task in found] == ["2026-06-30", None]


def test_figures_before_and_behind_the_verb_are_both_targets() -> None:
    (found,) = rows("2026年底前，事项网上可办率达到98%以上，企业开办时间压缩至1个工作日以内。")

    assert (found.target or "").split("；")[0] == "事项网上可办率达到98%以上"


def test_lines_below_the_last_of_some_items_count_for_all() -> None:
    plan = decompose_text(
        "楚江市行动计划\n\n一、任务\n\n1. 强链\n\n（1）引进项目。\n\n（2）培育企业。\n\n"
        "责任单位：市经信局、市招商局\n完成时限：2028年12月\n\n"
        "2. 建设\n\n（1）建设平台。\n责任单位：市科技局\n\n（2）建设园区。\n责任单位：市住建局\n"
    )

    assert [(task.lead, task.deadline) for task in plan.tasks()] == [
        (("市经信局",), "2028-12-31"),
        (("市经信局",), "2028-12-31"),
        (("市科技局",), None),
        (("市住建局",), None),
    ]


def test_what_a_rule_publishes_for_some_days_is_a_duty() -> None:
    plan = decompose_text(
        "楚江市奖励办法\n\n第一条 审定结果在市政府网站公示7日。公示无异议的，市财政局应当在30日内拨付资金。\n"
    )

    assert [task.task for task in plan.tasks()] == ["审定结果在市政府网站公示7日", "在30日内拨付资金"]


def test_day_of_every_year_is_said_whole() -> None:
    assert [task.deadline_text for task in rows("每年6月底前发布目录。")] == ["每年6月底前"]


@pytest.mark.parametrize(
    "words",
    [
        "对首次入选国家级、省级示范的企业，分别一次性奖励50万元、20万元。",
        "分别一次性奖励国家级、省级平台100万元、50万元。",
        "各县要结合实际制定实施细则。",
    ],
)
def test_row_whose_verb_is_plain_needs_no_person(words: str) -> None:
    assert [task.doubts for task in rows(words)] == [()]


def test_office_before_a_colon_leads_what_it_heads() -> None:
    plan = decompose_text(f"关于建设的通知\n\n一、分工\n\n（一）市住建局：编制建设方案，组织验收。{SIGNED}")

    assert [(task.task, task.lead) for task in plan.tasks()] == [
        ("编制建设方案", ("市住建局",)),
        ("组织验收", ("市住建局",)),
    ]


def test_section_that_lays_a_basis_holds_tasks_and_one_that_describes_it_does_not() -> None:
    plan = decompose_text(
        f"楚江市发展方案\n\n一、产业基础\n\n建成园区3个，开展培训10次。\n\n二、夯实产业基础\n\n建设园区。{SIGNED}"
    )

    assert [task.task for task in plan.tasks()] == ["建设园区"]


RULES = """楚江市数据管理办法

第一章 总则

第一条 为规范数据管理，根据有关法律，制定本办法。

第二条 市数据局负责统筹推进全市数据工作，组织实施本办法。

第三条 本办法所称数据，是指以电子方式记录的信息。

第四条 数据工作遵循依法合规、安全可控的原则。

第二章 登记

第五条 市数据局应当自受理之日起10个工作日内组织审核。

第三章 附则

第六条 本办法由市数据局负责解释。

第七条 本办法自2026年1月1日起试行，试行期2年。
"""
FORM = """
附件1

数据补助申请表

一、申请单位基本情况

单位名称：____________

二、申请额度

申请补助金额：______万元

三、承诺

本单位承诺所提交材料真实有效，并接受监督检查。

法定代表人签字：        年  月  日
"""
LIST = """
附件2

重点任务

一、建设数据平台

市数据局牵头建设数据平台。
"""


def test_general_provisions_hold_the_duties_of_named_offices() -> None:
    plan = decompose_text(RULES)

    assert [(stream.name, [task.task for task in stream.tasks]) for stream in plan.workstreams] == [
        ("总则", ["负责统筹推进全市数据工作", "组织实施本办法"]),
        ("登记", ["自受理之日起10个工作日内组织审核"]),
    ]
    assert {task.lead for task in plan.tasks()} == {("市数据局",)}


def test_blank_form_asks_nothing_and_an_annexed_list_of_tasks_does() -> None:
    tasks = [task.task for task in decompose_text(RULES + FORM + LIST).tasks()]

    assert len(parse_document(RULES + FORM + LIST).annexes[0].parts) == 3
    assert tasks[3:] == ["牵头建设数据平台"]


def test_text_that_is_only_a_form_has_no_tasks() -> None:
    with pytest.raises(LuodiError):
        decompose_text(f"楚江市通知\n{FORM}")


def test_demand_of_an_issuing_notice_is_a_row_of_its_own() -> None:
    plan = decompose_text(
        "云溪县人民政府办公室关于印发《云溪县分工方案》的通知\n\n各乡镇人民政府，县直各单位：\n\n"
        "现将方案印发给你们，请认真贯彻执行。各牵头单位要于每季度末向县政府办报送进展情况。\n\n"
        "云溪县人民政府办公室\n2026年1月18日\n\n云溪县分工方案\n\n一、项目建设\n\n建设园区。\n"
    )

    assert [(stream.name, [task.task for task in stream.tasks]) for stream in plan.workstreams] == [
        ("项目建设", ["建设园区"]),
        ("印发通知的要求", ["于每季度末向县政府办报送进展情况"]),
    ]
    assert [task.lead for task in plan.tasks()] == [(), ("各牵头单位",)]


def test_article_asks_named_offices_below_its_list_too() -> None:
    plan = decompose_text(
        "全市科技会议召开\n\n会议要求，重点抓好两项工作。一要突出平台，建设实验室。二要突出改革，深化经费改革。\n\n"
        "会议强调，各级科技部门要完善揭榜机制。市科技局将建立调度制度。与会人员参加培训。\n"
    )

    assert [(task.task, task.lead) for task in plan.workstreams[-1].tasks] == [
        ("完善揭榜机制", ("各级科技部门",)),
        ("建立调度制度", ("市科技局",)),
    ]


def test_sentence_that_says_who_carries_out_is_no_row() -> None:
    found = rows("发布场景清单。由市经信局会同市科技局组织实施。")

    assert [(task.task, task.lead, task.joint) for task in found] == [
        ("发布场景清单", ("市经信局",), ("市科技局",))
    ]


def test_condition_before_a_payment_is_no_row() -> None:
    found = rows("用人单位招用毕业生，签订合同的，按每人1500元标准发放补助。")

    assert [task.task for task in found] == ["按每人1500元标准发放补助"]
