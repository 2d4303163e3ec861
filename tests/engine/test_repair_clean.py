"""What repair must leave alone: clean text of any kind."""

from __future__ import annotations

from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.repair import repair_text

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
CORPUS = [*sorted((SHARED / "corpus").glob("*.md")), *sorted((SHARED / "seed").glob("clean.txt"))]
ARTICLES = sorted((ROOT / "bench" / "texts" / "articles").glob("*.txt"))

# Simplified common characters, names with rare ones, and everything that looks like damage.
PIECES = st.sampled_from(
    [
        *"的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所",
        *"乾坤著瞭餘於後里发髮龘𠮷",
        *"，。！？；：、（）《》“”‘’—…·,.!?;:()[]\"'%+-/ \n\t\r\u3000\u00a0©?？",
        "(含)",
        "(一)",
        "(A)",
        "(GDP)",
        "(de)",
        "垚(yáo)",
        "行(xíng)",
        "乾隆",
        "著作",
        "瞭望",
        "王餘",
        "1+4",
        "2021年",
        "？！",
        "?!",
        "。“",
        "创新",
        "科技厅",
        "http://a.cn/?q=1&b=2",
        "def f(x): return x ? 1 : 0",
    ]
)


@given(st.lists(PIECES, max_size=80).map("".join))
@settings(max_examples=400, deadline=None)
def test_repair_of_clean_simplified_text_changes_nothing(text: str) -> None:
    source = "为进一步推进科技创新，规范项目管理，现将办法印发给你们。" + text

    repaired = repair_text(source)

    assert repaired.text == source
    assert repaired.edits == ()
    assert repaired.lost == ()


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_repair_of_any_text_can_be_made_again_from_its_edits(text: str) -> None:
    repaired = repair_text(text)

    assert all(edit.was == text[edit.start : edit.end] for edit in repaired.edits)
    assert repaired.text.count("\ufffd") == text.count("\ufffd") + len(repaired.lost)


@pytest.mark.skipif(not CORPUS, reason="absent: ../shared/corpus")
def test_repair_of_real_documents_changes_nothing() -> None:
    for path in CORPUS:
        text = path.read_text(encoding="utf-8")

        repaired = repair_text(text)

        assert (path.name, repaired.edits, repaired.text) == (path.name, (), text)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_repair_of_own_articles_changes_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    repaired = repair_text(text)

    assert (repaired.edits, repaired.text) == ((), text)


@pytest.mark.parametrize("variant", ["s2t", "s2tw", "s2hk"])
@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_repair_of_clean_traditional_text_changes_the_script_only(path: Path, variant: str) -> None:
    simplified = path.read_text(encoding="utf-8")
    source = opencc.OpenCC(variant).convert(simplified)

    repaired = repair_text(source)

    assert repaired.text == simplified
    assert {edit.kind for edit in repaired.edits} == {"script"}


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_repair_keep_of_clean_traditional_text_changes_nothing(path: Path) -> None:
    source = opencc.OpenCC("s2t").convert(path.read_text(encoding="utf-8"))

    repaired = repair_text(source, script="keep")

    assert (repaired.edits, repaired.text) == ((), source)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "?!?",
        "創",
        "乾隆年间",
        "王餘、李於两位同志到会。",
        "The quick brown fox (de) jumps? Yes!?",
        "if (x ? y : z) { f(a); } // 注释",
        "这个“創”字怎么写？",
        "他叫赵垚(yáo)，来自湖北。",
        "谁来干？怎么干？干到什么时候?",
    ],
)
def test_repair_of_short_text_changes_nothing(text: str) -> None:
    assert (repair_text(text).text, repair_text(text).edits) == (text, ())


def test_repair_keeps_brackets_that_are_no_readings() -> None:
    page = "科技創(chuàng)新(含)政策(一)落實(A)到(GDP)位(de)了嗎?創(chuàng)造(chuàng)規(guī)定(gui)"

    repaired = repair_text(page)

    assert repaired.text == "科技创新(含)政策(一)落实(A)到(GDP)位(de)了吗?创造(chuàng)规定(gui)"


def test_repair_keeps_question_marks_of_a_damaged_page() -> None:
    page = "什么是創(chuàng)新?創(chuàng)新靠誰?科技創(chuàng)新為了什麼?見http://a.cn/?id=3。"

    repaired = repair_text(page)

    assert repaired.text == "什么是创新?创新靠谁?科技创新为了什么?见http://a.cn/?id=3。"
    assert repaired.lost == ()


def test_repair_marks_what_the_charset_lacked() -> None:
    page = "機(jī)關(guān)紀委??????????85319493\n?2021 省創(chuàng)新網(wǎng)(版權(quán)所有 ? 2021)"

    repaired = repair_text(page)

    assert repaired.text == "机关纪委" + "\ufffd" * 10 + "85319493\n\ufffd2021 省创新网(版权所有 \ufffd 2021)"
    assert [lost.candidates[0] for lost in repaired.lost] == ["\u00a0"] * 10 + ["©", "©"]


def test_repair_marks_an_indent_that_the_charset_lacked() -> None:
    page = (
        "創(chuàng)新網(wǎng)\n????科技創(chuàng)新。\n????“怎么辦?”\n主辦單位:省科技廳????承辦:網(wǎng)信辦"
    )

    repaired = repair_text(page)

    row = "\ufffd" * 4
    assert repaired.text == f"创新网\n{row}科技创新。\n{row}“怎么办?”\n主办单位:省科技厅{row}承办:网信办"
    assert [lost.candidates for lost in repaired.lost] == [("\u00a0",)] * 12
