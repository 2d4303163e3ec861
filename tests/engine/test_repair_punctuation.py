"""Full-width punctuation on request, and document numbers that lost a bracket."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.repair import apply_edits, repair_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一是抓创新,二是抓转化;成效好!好吗?", "一是抓创新，二是抓转化；成效好！好吗？"),
        ("投入1,000万元,按1:1配套,10:30开会。", "投入1,000万元，按1:1配套，10:30开会。"),
        ("主办:省科技厅(含市局)", "主办：省科技厅（含市局）"),
        ("建设(AI)平台(GDP)、(A)类", "建设(AI)平台(GDP)、(A)类"),
        ("(一)总体要求\n(1)加强领导", "（一）总体要求\n（1）加强领导"),
        ('打造"一站式"平台,实现"零跑动"', "打造“一站式”平台，实现“零跑动”"),
        ('他说"好', '他说"好'),
        ("推进--实施...等", "推进——实施……等"),
        ("见https://a.cn/?q=1,2。邮箱a.b@c.cn,电话", "见https://a.cn/?q=1,2。邮箱a.b@c.cn，电话"),
        ("[通知,附件.pdf](http://a.cn/x,y.pdf),请下载", "[通知,附件.pdf](http://a.cn/x,y.pdf)，请下载"),
        ("It is fine, isn't it? Yes (see below): ok.", "It is fine, isn't it? Yes (see below): ok."),
        ("---\n| a | b |\n|:--|--:|\n", "---\n| a | b |\n|:--|--:|\n"),
        ("增长15%,其中", "增长15%，其中"),
        ("“创新”,加强", "“创新”，加强"),
    ],
)
def test_full_punctuation_in_chinese_text_only(text: str, expected: str) -> None:
    repaired = repair_text(text, punctuation="full")

    assert repaired.text == expected
    assert {edit.kind for edit in repaired.edits} <= {"punctuation"}
    assert repair_text(text).text == text


@given(st.text(alphabet="创新发展,.;:!?()\"'-1a “”（）\n", max_size=60))
@settings(max_examples=200, deadline=None)
def test_full_punctuation_is_told_by_edits_and_done_once(text: str) -> None:
    repaired = repair_text(text, punctuation="full")

    assert apply_edits(text, repaired.edits) == repaired.text
    assert len(repaired.text.replace("…", "").replace("—", "")) <= len(text)


@pytest.mark.parametrize(
    ("text", "was", "candidate"),
    [
        ("武政〔20242号", "〔20242号", "〔2024〕2号"),
        ("示政办2024〕15号", "2024〕15号", "〔2024〕15号"),
        ("示政发202415号", "202415号", "〔2024〕15号"),
        ("示政发[2023]1号、示政发202415号", "202415号", "[2024]15号"),
    ],
)
def test_a_number_with_a_bracket_missing_is_noted_and_not_changed(
    text: str, was: str, candidate: str
) -> None:
    repaired = repair_text(text)

    assert (repaired.text, repaired.edits) == (text, ())
    assert [(note.was, note.candidates) for note in repaired.notes] == [(was, (candidate,))]
    assert repaired.to_report("a")["notes"] == [
        {
            "start": text.index(was),
            "end": text.index(was) + len(was),
            "was": was,
            "kind": "bracket",
            "candidates": [candidate],
        }
    ]


@pytest.mark.parametrize(
    "text", ["示政发〔2024〕15号", "2024年第5号公告", "第202415号", "建设路2024号", "（2024）5号"]
)
def test_a_whole_number_is_not_noted(text: str) -> None:
    assert repair_text(text).notes == ()


def test_a_note_of_a_damaged_page_names_the_place_in_the_source() -> None:
    page = "科技創(chuàng)新網(wǎng)示政〔20242號印發(fā)"

    note = repair_text(page).notes[0]

    assert (note.was, note.candidates) == ("〔20242號", ("〔2024〕2号",))
    assert page[note.start : note.end] == "〔20242號"


@pytest.mark.parametrize(
    ("word", "simplified", "certain"),
    [
        ("乾坤", "乾坤", None),
        ("乾隆", "乾隆", None),
        ("著作", "著作", None),
        ("瞭望", "瞭望", None),
        ("宮商角徵羽", "宫商角徵羽", True),
        ("慰藉", "慰藉", None),
        ("王餘", "王余", False),
        ("蒜薹菜薹", "蒜薹菜苔", False),
        ("關於", "关于", True),
        ("記者於敏", "记者于敏", False),
        ("王昇", "王升", False),
    ],
)
def test_words_that_keep_their_traditional_form(word: str, simplified: str, certain: bool | None) -> None:
    source = f"會議學習發展規劃,{word}。"

    repaired = repair_text(source)

    assert repaired.text == f"会议学习发展规划,{simplified}。"
    certainties = {edit.certain for edit in repaired.edits if edit.start >= 9}
    assert certainties in ([set()] if certain is None else [{True}] if certain else [{False}, {True, False}])
