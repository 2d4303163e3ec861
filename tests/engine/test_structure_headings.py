"""Which first sentence heads a provision, and which already asks something and is text."""

from __future__ import annotations

import pytest

from luodi.decompose import decompose_text
from luodi.structure import parse_document

MORE = "清江大学要在2026年6月底前建成实训基地。"


def first_heading(sentence: str) -> str | None:
    document = parse_document(f"清江市推进方案\n一、主要任务\n（一）{sentence}{MORE}\n")
    return document.parts[0].parts[0].heading


@pytest.mark.parametrize(
    "sentence",
    [
        "市教育局要在2026年3月底前制定方案。",
        "市城投集团负责建设管网。",
        "各县（市、区）应当编制年度计划。",
        "2026年底前完成规划编制。",
        "收到材料后10个工作日内完成审核。",
        "到2027年建成创新高地。",
        "帮办人员不少于3名。",
        "新增床位600张。",
        "原则上不再新建楼堂馆所。",
        "严禁随意检查。",
    ],
)
def test_sentence_that_asks_something_is_text(sentence: str) -> None:
    assert first_heading(sentence) is None
    text = f"清江市推进方案\n一、主要任务\n（一）{sentence}{MORE}\n"
    assert parse_document(text).parts[0].parts[0].text == f"{sentence}{MORE}"


@pytest.mark.parametrize(
    "sentence",
    [
        "推进“一件事一次办”。",
        "强化科技创新引领。",
        "实施10项重点工程。",
        "落实部门负责制。",
        "加强区域要素保障。",
        "发挥企业应有作用。",
        "构建政府负责、社会协同格局。",
        "明确到2027年的主要目标。",
        "完善市县应急体系。",
    ],
)
def test_name_of_what_follows_is_heading(sentence: str) -> None:
    assert first_heading(sentence) == sentence[:-1]


def test_duty_in_first_sentence_is_a_task() -> None:
    plan = decompose_text(
        f"清江市推进方案\n一、主要任务\n（一）市教育局要在2026年3月底前制定方案。{MORE}\n"
        "（二）原则上不再新建楼堂馆所。实施改造。\n"
    )
    tasks = list(plan.tasks())
    assert tasks[0].lead == ("市教育局",)
    assert tasks[0].deadline == "2026-03-31"
    assert any("楼堂馆所" in task.task for task in tasks)


def test_names_that_open_most_articles_are_headings() -> None:
    document = parse_document(
        "楚江市若干政策\n\n第一条 支持算力建设。对新建中心给予补助。\n第二条 发放算力券。每年安排500万元。\n"
        "第三条 打造应用场景。每年发布清单。\n第四条 本措施自印发之日起施行。\n"
    )

    assert [part.heading for part in document.parts] == ["支持算力建设", "发放算力券", "打造应用场景", None]
    assert document.parts[0].text == "对新建中心给予补助。"


def test_short_sentence_that_opens_an_article_of_law_is_its_text() -> None:
    document = parse_document(
        "楚江市保护条例\n\n第一条 国家保护矿产。市政府负责管理。\n第二条 公民有权举报。市局应当受理。\n"
        "第三条 采矿实行许可。市局核发证书。\n"
    )

    assert [part.heading for part in document.parts] == [None, None, None]


def test_note_of_adoption_below_a_title_is_none_of_it() -> None:
    document = parse_document(
        "清江开发区稳外贸政策措施\n（2026年4月2日管委会第9次主任办公会议审议通过）\n"
        "第一条 支持出口。\n第二条 支持进口。\n\n清江开发区管理委员会\n2026年4月20日\n"
    )

    assert document.title == "清江开发区稳外贸政策措施"
    assert document.date == "2026-04-20"


def test_units_of_a_title_issue_though_one_of_them_signs() -> None:
    document = parse_document(
        "中共清江州委 清江州人民政府关于建设农业强州的意见\n\n一、目标\n建设农业强州。\n\n"
        "清江州人民政府\n2024年3月11日\n"
    )

    assert document.issuers == ("中共清江州委", "清江州人民政府")
