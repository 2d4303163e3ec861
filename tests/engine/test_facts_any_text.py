"""What holds for the facts of any text: spans in order, no exception, work that grows with the length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.facts import extract_facts, to_json
from luodi.source import Span
from luodi.structure import parse_document
from luodi.structure.model import Document, Part

_WORDS = """
一、 （一） 1. 第三条 ， 。 ； 、 （ ） 〈 〉 《 》 ： % 到2025年 2021年6月底前 30日内 每年 每半年
连续三年 达到 突破 不少于 不超过 以上 以内 左右 100家 8—10个 3亿元 20—40万元 50% 1:1 百分之七十
三分之一 按研发费用的 给予 最高 分别 国家级 省级 责任单位：省科技厅、省财政厅 牵头 配合 负责 七成半
《示例办法》 〔2021〕5号 第二十一条 废止 自2024年1月1日起施行 有效期3年 就高不重复 可叠加享受 |国家级|5万元|
翻番 全国前三 亿元 百项 〇 零 点 美元 元/人 工作日 年 月 2 0 9 十 百 千 万 亿 两 半
"""
PIECES = (*_WORDS.split(), "\n")
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=60).map("".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_facts_of_any_text_stand_in_it(text: str) -> None:
    facts = extract_facts(parse_document(text), text)

    to_json(facts, text)
    for item in facts.items:
        for fact in item.facts():
            assert 0 <= fact.span.start < fact.span.end <= len(text)


HOSTILE = {
    "brackets": "（）",
    "open brackets": "（",
    "digits": "1",
    "numerals": "一",
    "sums": "给予1万元、",
    "counts": "建设1家，",
    "shares": "按1%、",
    "years": "2021年",
    "titles": "《甲法》",
    "units": "省科技厅、",
    "terms": "每年1家；",
    "ratios": "1:",
    "doubling": "翻番",
    "pairs": "分别给予1万元、2万元",
    "commas": "1,",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_work_grows_with_the_length(unit: str) -> None:
    seconds = [min(_seconds(unit, count) for _ in range(2)) for count in (2_500, 10_000)]

    # Four times the text: quadratic work would take sixteen times as long.
    assert seconds[1] < 9 * seconds[0] + 0.05


def _seconds(unit: str, length: int) -> float:
    text = "一、测试\n（一）条款。" + unit * (length // len(unit))
    # A document of its own, so that only the extractors are measured.
    part = Part("（一）", ("一",), 1, None, "", Span(5, len(text)), (), (Span(9, len(text)),))
    document = Document("", None, (), None, "文章", (part,), ())
    started = time.process_time()
    extract_facts(document, text)
    return time.process_time() - started
