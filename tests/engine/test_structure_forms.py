"""Every form that documents take, read as a whole: head, outline, annexes. Texts are invented."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from luodi.structure import addresses, parse_document
from tests.engine.structure_texts import FORMS


class Expected(NamedTuple):
    """outline: a line for every part, its address and after a space its heading."""

    title: str
    doc_no: str | None
    issuers: tuple[str, ...]
    date: str | None
    kind: str
    outline: str
    annexes: tuple[tuple[str, str, bool], ...] = ()


EXPECTED = {
    "books": Expected(
        "楚江省创新促进条例",
        None,
        ("楚江省第十三届人民代表大会常务委员会",),
        "2021-03-01",
        "条例",
        """
第一编 总则
第一编/第一章 基本规定
第一编/第一章/第一节 一般规定
第一编/第一章/第一节/第一条
第一编/第一章/第一节/第二条
第一编/第一章/第一节/第二条/一
第一编/第一章/第一节/第二条/二
第一编/第一章/第一节/第二条/二/1
第一编/第一章/第一节/第二条/二/2
第一编/第一章/第一节/第二条之一
第一编/第二章 管理
第一编/第二章/第三条 职责分工
第二编 分则
第二编/第一章 平台
第二编/第一章/第四条 平台
""",
        (),
    ),
    "articles_under_sections": Expected(
        "关于支持创新的若干政策",
        None,
        (),
        None,
        "若干政策",
        """
一 支持企业
一/第一条
一/第二条
二 支持人才
二/第三条
二/第三条/一
二/第三条/二
二/第四条
三 附则
三/第五条
""",
        (),
    ),
    "items_under_figures": Expected(
        "某市项目申报指南",
        None,
        (),
        None,
        "指南",
        """
1 申报条件
1/一
1/二
2 申报材料
2/一
2/二
3 申报时间
""",
        (),
    ),
    "notice_with_annexes": Expected(
        "某市科学技术局 某市财政局关于印发《某市创新券管理办法》和《某市创新券实施细则》的通知",
        "某科规〔2024〕3号",
        ("某市科学技术局", "某市财政局"),
        "2024-05-06",
        "管理办法",
        """
第一条
第二条
附件2/一 申领
附件2/一/一
附件2/一/二
附件2/二 兑付
""",
        (("附件1", "某市创新券管理办法", True), ("附件2", "某市创新券实施细则", False)),
    ),
    "notice_with_provisions": Expected(
        "某省科学技术厅关于开展创新平台申报工作的通知",
        None,
        ("某省科学技术厅",),
        "2024-05-06",
        "通知",
        """
一 申报条件
二 申报时间
附件/一 基本情况
附件/二 建设方案
""",
        (("附件", "创新平台申报书", False),),
    ),
    "plan_with_contents": Expected(
        "某市科技创新“十四五”规划",
        None,
        (),
        None,
        "规划",
        """
第一章 发展基础
第一章/一 现状
第一章/一/一
第二章 总体要求
第二章/一 指导思想
第二章/一/1 实验室
第二章/一/2 中心
第二章/二 目标
""",
        (),
    ),
    "order": Expected(
        "某省人民政府令",
        "某省人民政府令第123号",
        ("某省人民政府",),
        "2021-03-01",
        "管理办法",
        """
第一章 总则
第一章/第一条
""",
        (("", "某省科技计划管理办法", True),),
    ),
    "bold": Expected(
        "某市行动方案",
        "某府办发〔2023〕12号",
        ("某市人民政府办公室",),
        "2023-04-05",
        "行动方案",
        """
一 总体要求
二 主要任务
二/一 建设平台，壮大主体
二/二 引育人才，优化生态
二/二/1 引进人才
二/二/2 培养人才
""",
        (),
    ),
    "signed_in_brackets": Expected(
        "关于加强合作的意见（征求意见稿）",
        None,
        ("某市科技局", "某市财政局"),
        "2023-04-05",
        "意见",
        """
一 意义
二 要求
""",
        (),
    ),
    "dated_under_title": Expected(
        "某市科技计划管理办法",
        None,
        (),
        "2021-03-01",
        "管理办法",
        """
第一条
第二条
""",
        (),
    ),
    "prose_like_labels": Expected(
        "某办法",
        None,
        (),
        None,
        "办法",
        """
第一条
第一条/一
第一条/二
第二条
第三条
""",
        (),
    ),
    "running_through": Expected(
        "某方案",
        None,
        (),
        None,
        "方案",
        """
一 甲
一/1 做一
一/2 做二
二 乙
二/3 做三
二/3/1 细一
二/3/1/①
二/3/1/②
二/3/2 细二
三 丙
三/4 2025年目标
三/5 5G应用
三/6 做六
三/6/1 甲
三/6/2 乙
""",
        (),
    ),
    "gaps_and_repeats": Expected(
        "某方案",
        None,
        (),
        None,
        "方案",
        """
一 甲
一/一 子一
一/三 子三
一/三#2 子三重
二 乙
二/二 子二
二/三 子三
四 丁
""",
        (),
    ),
    "undated_notice": Expected(
        "关于印发《某市人才办法》的通知",
        None,
        ("某市人社局",),
        None,
        "办法",
        """
第一章 总则
第一章/第一条
""",
        (("", "某市人才办法", True),),
    ),
    "page_fields": Expected(
        "关于印发某市平台建设方案的通知",
        "某科〔2024〕1号",
        ("某市科技局",),
        "2024-01-02",
        "方案",
        """
一 目标
一/一 建设平台
一/一/1
一/一/2
一/二 完善服务
一/二/1
一/二/2
""",
        (("", "某市平台建设方案", True),),
    ),
    "annexes_listed_apart": Expected(
        "某区关于加快发展的若干措施",
        None,
        ("某区人民政府",),
        "2024-02-03",
        "若干措施",
        """
一 奖励
附件1/一 一等奖100万元
附件1/二 二等奖50万元
附件2/1
附件2/2
""",
        (("附件1", "奖励标准", False), ("附件2", "申报流程", False)),
    ),
    "signs": Expected(
        "某方案",
        None,
        (),
        None,
        "方案",
        """
一 甲方面
一/1
一/2
二 乙方面
二/1
二/2
""",
        (),
    ),
    "labels_alone": Expected(
        "某办法",
        None,
        (),
        None,
        "办法",
        """
第一章 总则
第一章/第一条
第一章/第二条
第一章/第二条/一
第一章/第二条/二
""",
        (),
    ),
    "title_cut": Expected(
        "市人民政府办公厅关于印发《某市科技服务行动计划》的通知",
        "某府办发〔2024〕9号",
        ("某市人民政府办公厅",),
        "2024-05-06",
        "行动计划",
        """
一 目标
二 任务
二/一 培育机构
""",
        (("", "市科技服务行动计划", True),),
    ),
    "state_plan": Expected(
        "某国某院关于印发“十五五”数字服务发展规划的通知",
        "某发〔2025〕29号",
        ("某国某院",),
        "2025-12-12",
        "规划",
        """
一 发展现状和形势
一/一 发展现状
一/二 面临形势
二 重点任务
二/一 建设设施
二/二 发展应用
""",
        (("", "“十五五”数字服务发展规划", True),),
    ),
    "regulation": Expected(
        "某省电子服务条例",
        None,
        ("某省第十三届人民代表大会常务委员会",),
        "2021-09-29",
        "条例",
        """
第一条
第二条
第二条/一
第二条/二
第三条
""",
        (),
    ),
    "joint_opinion": Expected(
        "工业和信息化部等三部门关于推动某产业发展的实施意见",
        "工信部联某〔2024〕12号",
        ("工业和信息化部", "教育部", "国务院国有资产监督管理委员会", "中国科学院"),
        "2024-01-18",
        "实施意见",
        """
一 指导思想
二 基本原则
三 重点任务
三/一 全面布局
三/一/1 加强谋划
三/二 加快创新
三/二/2 提升能力
""",
        (),
    ),
    "opinion_with_table": Expected(
        "中共楚江省委 楚江省人民政府关于加快推进科技强省建设的意见",
        None,
        ("中共楚江省委", "楚江省人民政府"),
        "2021-08-03",
        "意见",
        """
一 总体要求
一/一 指导思想
一/二 主要目标
二 构建体系
二/三 建设实验室
二/三/1 布局光电
二/三/2 布局生物
二/四 壮大企业
""",
        (("附件", "任务分工表", False),),
    ),
    "public_notice": Expected(
        "某市市场监督管理局公告",
        "某市市场监督管理局公告2023年第5号",
        ("某市市场监督管理局",),
        "2023-05-20",
        "公告",
        """
一
二 各单位应当做好衔接
二/1
二/2 更新系统
二/2/1
二/2/2
""",
        (),
    ),
    "items_in_one_line": Expected(
        "某办法",
        None,
        (),
        None,
        "办法",
        """
第一条
第一条/一
第一条/二
第二条
第二条/一
第二条/二
第二条/三
第二条/四
第三条
第三条/1
第三条/2
第三条/3
""",
        (),
    ),
    "annex_contract": Expected(
        "某市科技局关于印发某市科技项目管理办法的通知",
        "某科〔2022〕8号",
        ("某市科技局",),
        "2022-08-08",
        "管理办法",
        """
第一章 总则
第一章/第一条 目的
第一章/第二条 范围
第一章/第三条
第一章/第三条/一
第一章/第三条/二
第二章 附则
第二章/第四条
附件二/第一条 项目名称
附件二/第二条 经费
""",
        (("附件一", "某市科技项目管理办法", True), ("附件二", "某市科技项目合同书", False)),
    ),
    "parts_and_joint_signature": Expected(
        "某市促进科技创新若干政策",
        None,
        ("市科技局", "市财政局"),
        "2021-12-30",
        "若干政策",
        """
第一部分 平台
第一部分/一 支持实验室
第一部分/一/1
第一部分/一/2
第一部分/二 支持中心
第二部分 企业
第二部分/三 支持高企
第二部分/四 附则
第二部分/四/一
第二部分/四/二
""",
        (),
    ),
    "markdown_headings": Expected(
        "关于印发《某省技术转移办法》的通知",
        "某科规〔2025〕5号",
        ("某省科学技术厅",),
        "2025-07-28",
        "办法",
        """
第一章 总则
第一章/第一条 目的
第一章/第二条 定义
第一章/第二条/1
第一章/第二条/2
第二章 附则
第二章/第三条
""",
        (("附件", "某省技术转移办法", True),),
    ),
    "notice_without_unit": Expected(
        "某省人民政府办公厅关于印发某省科技激励若干措施的通知",
        "某政办发〔2023〕4号",
        ("某省人民政府办公厅",),
        "2023-02-01",
        "若干措施",
        """
一 强化奖励
二 加大投入
二/一 设立基金
二/二 落实扣除
三 优化服务
三/一
三/二
""",
        (("", "某省科技激励若干措施", True),),
    ),
    "circled_in_one_line": Expected(
        "某市专精特新企业培育方案",
        None,
        (),
        None,
        "方案",
        """
一 培育目标
一/1
一/2
二 培育措施
二/一 强化服务
二/一/① 建立台账
二/一/② 配备专员
二/一/③ 定期走访
二/二 资金支持
二/二/一
二/二/二
三 组织保障
三/1 加强领导
三/1/1 成立专班
三/1/2 定期调度
三/2
""",
        (),
    ),
    "section_among_figures": Expected(
        "关于支持人才创新的若干措施",
        None,
        ("某市人民政府办公室",),
        "2023-12-01",
        "若干措施",
        """
1 引进人才
2 培养人才
一 保障
一/3 资金
一/4 服务
""",
        (),
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_form_is_read_as_a_whole(form: str) -> None:
    document = parse_document(FORMS[form])

    read = Expected(
        document.title,
        document.doc_no,
        document.issuers,
        document.date,
        document.kind,
        "\n".join(
            f"{address} {part.heading or ''}".rstrip() for address, part in addresses(document).items()
        ),
        tuple((annex.label, annex.title, annex.carries_body) for annex in document.annexes),
    )
    assert read == EXPECTED[form]._replace(outline=EXPECTED[form].outline.strip("\n"))


@pytest.mark.parametrize("caption", ["", "分工表\n", "分工表\n单位：万元\n"])
@pytest.mark.parametrize("below", ["", "注：按年度调整。\n"])
def test_date_above_a_closing_table_is_the_document_s(caption: str, below: str) -> None:
    head = "关于建设试验田的通知\n各有关单位：\n一、抓好落实。\n（一）建设平台。\n"
    rows = "| 序号 | 任务 | 完成时间 |\n| 1 | 建设平台 | 2026年6月1日 |\n"
    text = f"{head}省科技厅\n2025年3月4日\n{caption}{rows}{below}"

    document = parse_document(text)

    assert (document.date, document.issuers) == ("2025-03-04", ("省科技厅",))
    assert [text[span.start : span.end] for span in document.signature] == ["省科技厅", "2025年3月4日"]
    assert document.parts[0].parts[0].text == f"建设平台。\n{caption}{rows}{below}".rstrip()


def test_date_that_no_unit_signs_above_a_table_is_text() -> None:
    table = "| 任务 | 单位 |\n| 平台 | 甲 |\n"
    text = f"关于建设试验田的通知\n一、抓好落实。\n自下列日期起执行：\n2025年3月4日\n{table}"

    assert parse_document(text).date is None
