"""Sentences that end in a half-width stop after Chinese are sentences like any other."""

from __future__ import annotations

import pytest

from luodi.decompose import decompose_text
from luodi.decompose.clauses import split_sentences
from luodi.facts.passages import fold
from luodi.source import Span
from luodi.structure import parse_document
from luodi.structure.stops import is_stop, widen_stops


@pytest.mark.parametrize(
    ("words", "stops"),
    [
        ("制定本办法.", [5]),
        ("制定办法.市局负责.", [4, 9]),
        ("参照(试行).", [6]),
        ("占比2.5%", []),
        ("一.总体要求", []),
        ("(一).总体要求", []),
        ("版本.2", []),
        ("详见中文.cn", []),
        ("制定方案...", []),
        ("制定方案。", [4]),
    ],
)
def test_stop_is_told_from_other_points(words: str, stops: list[int]) -> None:
    assert [at for at in range(len(words)) if is_stop(words, at)] == stops
    assert [at for at, char in enumerate(widen_stops(words)) if char == "。"] == stops
    assert [at for at, char in enumerate(fold(words)) if char == "。"] == stops


def test_articles_with_half_width_stops_keep_their_text() -> None:
    text = (
        "清江市算力券管理办法\n第1章 总则\n第1条 为规范管理,制定本办法.\n第2条 市数据局负责兑付.\n"
        "第2章 兑付\n第3条 市数据局应当编制预算.市财政局应当安排资金.\n"
    )
    chapters = parse_document(text).parts
    articles = [article for chapter in chapters for article in chapter.parts]
    assert [chapter.heading for chapter in chapters] == ["总则", "兑付"]
    assert [article.heading for article in articles] == [None] * 3
    assert articles[0].text == "为规范管理,制定本办法."
    assert [task.task for task in decompose_text(text).tasks()] == [
        "负责兑付",
        "编制预算",
        "安排资金",
    ]


def test_article_without_any_stop_is_text() -> None:
    text = "清江市管理办法\n第一条 为规范管理制定本办法\n第二条 本办法适用于全市各区\n"
    assert [(part.heading, part.text) for part in parse_document(text).parts] == [
        (None, "为规范管理制定本办法"),
        (None, "本办法适用于全市各区"),
    ]


def test_name_of_an_article_above_its_paragraph_is_heading() -> None:
    text = "清江市管理办法\n第一条 适用范围\n本办法适用于全市。\n第二条 职责\n市科技局负责管理。\n"
    assert [part.heading for part in parse_document(text).parts] == ["适用范围", "职责"]


def test_heading_ends_at_a_half_width_stop() -> None:
    text = "清江市方案\n一、主要任务\n（一）强化创新引领.实施倍增计划.\n（二）优化服务.编制清单.\n"
    items = parse_document(text).parts[0].parts
    assert [(item.heading, item.text) for item in items] == [
        ("强化创新引领", "实施倍增计划."),
        ("优化服务", "编制清单."),
    ]


def test_sentences_are_cut_at_either_width() -> None:
    words = "编制预算.安排2.5亿元资金。公布结果."
    cut = [words[c.start : c.end] for s in split_sentences(words, Span(0, len(words))) for g in s for c in g]
    assert cut == ["编制预算", "安排2.5亿元资金", "公布结果"]
