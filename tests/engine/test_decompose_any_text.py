"""Any text at all is read or refused; nothing costs the square of its length."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from luodi.decompose import decompose_text
from luodi.diagnostics import LuodiError
from luodi.structure import parse_document, to_akoma_ntoso, to_json, to_markdown

# What the rules look for, in any order and any damage.
_CHARACTERS = (
    "一二三四五、（）()。，；：,;:\n“”《》【】〔〕*#1２.．①②章节条第是要的和等为在将对通过以"
    "\u3000 \ufffd\x00\ud800"
)
_WORDS = """
    一、 （一） 1. 第一章 第一条 一是 二是 首先， 其次， 附件1 （责任单位：市科技局、市财政局）
    推进平台建设 制定方案 通过甲、乙等方式 确保见效 2025年6月底前 省科技厅牵头 支持企业 不得
    围绕产业 责任编辑：某某 Copyright© --- **日期**: #题 某府发〔2021〕2号 2021年9月31日
    5,000万元 30个工作日内
"""
PIECES = st.sampled_from([*_CHARACTERS, *_WORDS.split()])
TEXTS = st.lists(PIECES, max_size=60).map("".join)


def _in_order(part: str, whole: str) -> bool:
    """Whether the characters of ``part`` stand in ``whole`` in their order, first and last at its ends."""
    rest = iter(whole)
    return part[:1] == whole[:1] and part[-1:] == whole[-1:] and all(char in rest for char in part)


@given(text=st.one_of(TEXTS, st.text(max_size=200)))
@settings(max_examples=400, deadline=None)
@example("①。一\n一。")
def test_any_text_is_read_or_refused(text: str) -> None:
    document = parse_document(text)
    to_json(document)
    to_markdown(document, text)
    to_akoma_ntoso(document, text)
    try:
        plan = decompose_text(text)
    except LuodiError as error:
        assert error.diagnostic.code == "PLAN001"
        return
    for task in plan.tasks():
        there = text[slice(*task.span)]
        # A paragraph broken by the end of a line or page is joined: what is between is left out.
        assert task.task == there != "" or ("\n" in there and _in_order(task.task, there))
    for part in document.walk():
        assert all(text[block.start : block.end] for block in part.blocks)


HOSTILE = {
    "openers": "（",
    "nested titles": "《（“",
    "pairs": "（）",
    "commas": "，",
    "labels": "一、\n",
    "running": "一是甲；二是乙；",
    "means": "通过甲等方式",
    "spaces": "\u3000",
    "figures": "1,",
    "units": "市科委、",
    "de": "对已纳入的",
    "verbs": "推进",
    "asides": "建设平台。企业是主体。",
    "inner means": "引导通过甲等",
    "adverbs": "对甲一律",
    "unit lines": "责任单位：市科委\n",
    "unit labels": "。责任单位：",
    "deadline lines": "完成时限：2025年6月\n",
    "deadlines": "6月底前",
    "brackets of units": "（责任单位：市科委）",
    "brackets never closed": "（责任单位：",
    "leads": "，市科委牵头",
    "groups": "各县（市、区）",
    "told": "甲局要",
    "manners": "化式推进",
    "payments": "给予100万元，",
    "figures to reach": "达到10家，",
    "repeats": "甲每年",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_grows_with_the_length_not_its_square(piece: str) -> None:
    def seconds(size: int) -> float:
        text = "一、任务\n（一）" + piece * (size // len(piece)) + "。"
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            with suppress(LuodiError):
                decompose_text(text)
            best = min(best, time.process_time() - start)
        return best

    small, large = seconds(5_000), seconds(40_000)

    # Eight times the text: a square would take 64 times as long.
    assert large < 30 * max(small, 0.005)
