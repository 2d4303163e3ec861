"""Text to Document, form by form. Texts are invented."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest
from lxml import etree

from luodi.source import Span
from luodi.structure import Document, Part, parse_document, to_akoma_ntoso, to_json, to_markdown


def outline(document: Document) -> list[tuple[str, str | None, str]]:
    """Path, heading and own text of every part, in reading order."""
    return [("/".join(part.path), part.heading, part.text) for part in document.walk()]


def parse(text: str) -> Document:
    return parse_document(dedent(text).strip("\n"))


def test_structure_of_an_opinion_nests_by_label() -> None:
    document = parse(
        """
        楚江省人民政府关于加快创新发展的意见
        楚政发〔2023〕4号
        各市、州、县人民政府，省政府各部门：
        为加快创新发展，提出如下意见。
        一、总体要求
        坚持创新引领。
        二、主要任务
        （一）建设平台。布局一批实验室。
        1．优化布局。制定布局方案。
        （1）编制清单
        ① 摸清底数；
        （二）壮大主体。培育高新技术企业。
        楚江省人民政府
        2023年2月1日
        """
    )

    assert outline(document) == [
        ("一", "总体要求", "坚持创新引领。"),
        ("二", "主要任务", ""),
        ("二/一", "建设平台", "布局一批实验室。"),
        ("二/一/1", "优化布局", "制定布局方案。"),
        ("二/一/1/1", "编制清单", ""),
        ("二/一/1/1/①", None, "摸清底数；"),
        ("二/二", "壮大主体", "培育高新技术企业。"),
    ]
    assert (document.title, document.doc_no) == ("楚江省人民政府关于加快创新发展的意见", "楚政发〔2023〕4号")
    assert (document.issuers, document.date, document.kind) == (("楚江省人民政府",), "2023-02-01", "意见")


def test_structure_of_rules_numbers_articles_through_chapters() -> None:
    document = parse(
        """
        第一章　总　　则
        第一条　为规范管理，制定本办法。
        第二章　管理
        第二条　申请人应当符合下列条件：
        （一）有固定场所；
        （二）有专职人员。
        第二条规定的条件由市科技局解释。
        第三条　本办法第二条规定的期限为30日。
        """
    )

    assert outline(document) == [
        ("第一章", "总则", ""),
        ("第一章/第一条", None, "为规范管理，制定本办法。"),
        ("第二章", "管理", ""),
        ("第二章/第二条", None, "申请人应当符合下列条件："),
        ("第二章/第二条/一", None, "有固定场所；"),
        ("第二章/第二条/二", None, "有专职人员。\n第二条规定的条件由市科技局解释。"),
        ("第二章/第三条", None, "本办法第二条规定的期限为30日。"),
    ]


def test_structure_keeps_numbers_that_run_through_sections() -> None:
    document = parse(
        "一、甲部分\n（一）建设甲。先做甲。\n二、乙部分\n（二）建设乙。再做乙。\n(三)建设丙。后做丙。"
    )

    assert ["/".join(part.path) for part in document.walk()] == ["一", "一/一", "二", "二/二", "二/三"]


@pytest.mark.parametrize(
    "line",
    [
        "1.5亿元资金已经到位。",
        "2、3月份集中申报。",
        "一、二级市场联动发展。",
        "第三条规定的情形除外。",
        "3.8米口径设备投用。",
    ],
)
def test_structure_number_that_begins_a_sentence_is_no_label(line: str) -> None:
    document = parse(f"一、工作安排\n按时推进。\n{line}")

    assert outline(document) == [("一", "工作安排", f"按时推进。\n{line}")]


def test_structure_number_that_goes_back_is_text() -> None:
    document = parse("一、甲\n二、乙\n三、丙\n二、丁队获得第二名。")

    assert ["/".join(part.path) for part in document.walk()] == ["一", "二", "三"]


def test_structure_indents_bold_and_headings_of_markdown_are_not_text() -> None:
    document = parse(
        "# 某某市工作方案\n\n**一、主要任务**\n\n　　**（一）建设平台。**布局一批实验室。\n\n  1. 建设基地。"
    )

    assert outline(document) == [
        ("一", "主要任务", ""),
        ("一/一", "建设平台", "布局一批实验室。"),
        ("一/一/1", None, "建设基地。"),
    ]
    assert document.title == "某某市工作方案"


def test_structure_collector_header_is_metadata() -> None:
    document = parse(
        """
        # 关于印发《某市创新办法》的通知

        **发布日期**: 2025-01-02
        **原文链接**: [某处](某处)

        ---

        某科规〔2025〕3号

        各有关单位：

          现将《某市创新办法》印发给你们。

        某市科学技术局

        2024年12月30日

        **某市创新办法**

        第一条 为创新，制定本办法。

        【原文下载】
        - [某市创新办法.pdf](/a.pdf )
        """
    )

    assert document.title == "关于印发《某市创新办法》的通知"
    assert (document.doc_no, document.date, document.issuers) == (
        "某科规〔2025〕3号",
        "2024-12-30",
        ("某市科学技术局",),
    )
    assert document.kind == "办法"
    assert [(annex.title, annex.carries_body) for annex in document.annexes] == [("某市创新办法", True)]
    assert outline(document) == [("第一条", None, "为创新，制定本办法。")]


def test_structure_annexes_follow_the_body_with_their_own_parts() -> None:
    document = parse("一、申报条件\n在本市注册。\n附件1\n任务清单\n1.建设平台\n2.培育企业\n附件2：申报表")

    assert [part.path for part in document.walk()] == [("一",)]
    assert [(annex.label, annex.title, len(annex.parts)) for annex in document.annexes] == [
        ("附件1", "任务清单", 2),
        ("附件2", "申报表", 0),
    ]


def test_structure_running_items_of_an_article_are_parts() -> None:
    text = (
        "会议召开。下一步抓好三项工作。一是抓宣传。讲好政策；二是抓兑现：及时拨付；"
        "三是加强督查,定期通报。\n会议由王某主持。"
    )

    document = parse_document(text)

    assert outline(document) == [
        ("一", "抓宣传", "讲好政策；"),
        ("二", "抓兑现", "及时拨付；"),
        ("三", None, "加强督查,定期通报。"),
    ]
    assert [text[span.start : span.end] for span in document.preamble] == [
        "会议召开。下一步抓好三项工作。",
        "会议由王某主持。",
    ]


def test_structure_list_inside_an_item_is_nested() -> None:
    document = parse_document("要做到：一是抓平台。第一，建基地；第二，建中心。二是抓人才。引进专家。")

    assert [part.path for part in document.walk()] == [("一",), ("一", "一"), ("一", "二"), ("二",)]


def test_structure_second_list_after_a_new_lead_in_stands_beside_the_first() -> None:
    document = parse_document(
        "存在问题：第一，数量少；第二，质量低。会议要求，首先，摸清家底。其次，做优服务。"
    )

    assert [(part.path, part.label) for part in document.walk()] == [
        (("一",), "第一，"),
        (("二",), "第二，"),
        (("首先",), "首先，"),
        (("其次",), "其次，"),
    ]


def test_structure_one_alone_is_a_phrase() -> None:
    assert parse_document("这是一项工作，一是重要，也很紧迫。").parts == ()


def test_structure_footer_lines_are_no_part() -> None:
    document = parse(
        """
        一、主要任务
        建设平台。（责任编辑：某某）
        Copyright © 2001-2024 某某公司 All Rights Reserved
        营业执照 - 增值电信业务许可证
        """
    )

    assert outline(document) == [("一", "主要任务", "建设平台。")]


def test_structure_duty_about_copyright_is_no_footer() -> None:
    document = parse("一、主要任务\n（一）保护权益\n加强网站版权声明管理。")

    assert outline(document)[-1] == ("一/一", "保护权益", "加强网站版权声明管理。")


def test_spans_point_at_the_source() -> None:
    text = "一、主要任务\n　　（一）建设平台。布局实验室。\n　　抓紧开工。\n二、保障措施\n加强领导。"

    document = parse_document(text)

    first, second = document.parts
    assert text[slice(*first.span)] == text[: text.index("\n二、")]
    assert text[slice(*second.span)] == "二、保障措施\n加强领导。"
    child = first.parts[0]
    assert [text[slice(*block)] for block in child.blocks] == ["布局实验室。", "抓紧开工。"]
    assert child.heading_span is not None
    assert text[slice(*child.heading_span)] == child.heading == "建设平台"


def test_json_has_the_published_shape() -> None:
    result = to_json(parse_document("某市方案\n一、主要任务\n（一）建设平台。布局实验室。"))

    part: dict[str, Any] = {
        "label": "一、",
        "path": ["一"],
        "address": "一",
        "level": 1,
        "heading": "主要任务",
        "text": "",
        "span": [5, 26],
        "paragraphs": [],
        "parts": [
            {
                "label": "（一）",
                "path": ["一", "一"],
                "address": "一/一",
                "level": 2,
                "heading": "建设平台",
                "text": "布局实验室。",
                "span": [12, 26],
                "paragraphs": [{"address": "一/一/第1段", "span": [20, 26]}],
                "parts": [],
            }
        ],
    }
    assert result == {
        "title": "某市方案",
        "doc_no": None,
        "issuers": [],
        "date": None,
        "kind": "方案",
        "parts": [part],
        "annexes": [],
        "preamble": [],
        "notice": [],
        "closing": [],
    }


def test_markdown_read_again_gives_the_same_parts() -> None:
    text = (
        "某市方案\n为创新，制定本方案。\n一、主要任务\n（一）建设平台。布局实验室。\n抓紧开工。\n"
        "（二）壮大主体。培育企业。"
    )
    document = parse_document(text)

    again = parse_document(to_markdown(document, text))

    assert again.title == document.title
    assert [part.path for part in again.walk()] == [part.path for part in document.walk()]


AKN = {"a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"}


def test_akoma_ntoso_holds_every_word_once_under_unique_ids() -> None:
    text = (
        "第一章　总则\n第一条　为甲，制定本办法。\n第二条　条件如下：\n（一）有人；\n（二）有钱。\n"
        "附件1\n清单\n1.表格"
    )
    document = parse_document(text)

    root = etree.fromstring(to_akoma_ntoso(document, text).encode())

    ids = root.xpath("//@eId")
    assert len(set(ids)) == len(ids)
    assert root.xpath("//a:article/a:num/text()", namespaces=AKN) == ["第一条", "第二条"]
    assert root.xpath("//a:body//a:p/text()", namespaces=AKN) == [
        "为甲，制定本办法。",
        "条件如下：",
        "有人；",
        "有钱。",
    ]
    assert root.xpath("//a:attachment//a:docTitle/text()", namespaces=AKN) == ["附件1 清单"]


def test_akoma_ntoso_of_a_text_with_control_characters_is_well_formed() -> None:
    text = "一、任务\x0b\n建设\x01平台\ud800。"

    root = etree.fromstring(to_akoma_ntoso(parse_document(text), text).encode())

    assert root.xpath("//a:content/a:p/text()", namespaces=AKN) == ["建设\ufffd平台\ufffd。"]


@pytest.mark.parametrize("text", ["", "\n\n", "\u3000", "一、", "（一）\n（一）\n", "第一章\n第一条"])
def test_structure_of_a_text_with_nothing_in_it(text: str) -> None:
    document = parse_document(text)

    assert document.title == ""
    assert all(part.text == "" for part in document.walk())


def _inside(part: Part) -> bool:
    return all(
        part.span.start <= child.span.start and child.span.end <= part.span.end and _inside(child)
        for child in part.parts
    )


def test_part_lies_inside_its_parent() -> None:
    document = parse("一、甲\n（一）乙。丙。一是丁；二是戊。\n己。\n二、庚")

    assert all(_inside(part) for part in document.parts)
    assert document.parts[0].span == Span(0, document.parts[1].span.start - 1)


def test_headings_of_two_halves_are_headings_where_the_list_has_them() -> None:
    slogans = parse(
        """
        一、主要任务
        （一）聚力攻关，塑造优势。围绕产业链，组织实施五十项重点研发项目。
        （二）聚力培育，壮大主体。完善梯度培育机制，建设一批孵化器。
        """
    )
    duties = parse("一、主要任务\n（一）建立机制，完善平台。加强考核，定期通报，及时督促。\n（二）培育企业。")

    assert [part.heading for part in slogans.walk()] == [
        "主要任务",
        "聚力攻关，塑造优势",
        "聚力培育，壮大主体",
    ]
    assert [part.heading for part in duties.walk()] == ["主要任务", None, None]


def test_running_headings_of_two_halves() -> None:
    document = parse_document(
        "一是聚力创新，抢占高点。全力服务国家实验室入轨运行。二是聚力攻关，塑造优势。组织实施一批重点研发项目。"
    )

    assert outline(document) == [
        ("一", "聚力创新，抢占高点", "全力服务国家实验室入轨运行。"),
        ("二", "聚力攻关，塑造优势", "组织实施一批重点研发项目。"),
    ]


def test_running_item_after_a_lost_character_is_found() -> None:
    document = parse_document("一是抓宣传。讲好政策\ufffd二是抓兑现。及时拨付。")

    assert outline(document) == [("一", "抓宣传", "讲好政策\ufffd"), ("二", "抓兑现", "及时拨付。")]
