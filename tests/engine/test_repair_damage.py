"""Repair against a forward model of the damage: on a real page, on own articles, on real documents."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path

import pytest

from luodi.repair import repair_text
from tests.engine.damage import LISTS, SEED, damage, fold, traditional

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
PAGE = SHARED / "seed" / "000_0ad4b72c3b226923.txt"
CLEAN = SHARED / "seed" / "clean.txt"
ARTICLES = sorted((ROOT / "bench" / "texts" / "articles").glob("*.txt"))
CORPUS = sorted((SHARED / "corpus").glob("*.md"))

needs_seed = pytest.mark.skipif(not PAGE.exists(), reason="absent: ../shared/seed")
needs_corpus = pytest.mark.skipif(not CORPUS, reason="absent: ../shared/corpus")


def in_gbk(char: str) -> bool:
    try:
        traditional(char).encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def wrong_and_lost(repaired: str, expected: str) -> tuple[int, int]:
    """Characters that came back wrong, and characters marked as lost where GBK or a byte had lost them."""
    known = "".join(char if in_gbk(char) else "\ufffd" for char in expected)
    found = repaired.replace("?", "\ufffd")
    known = known.replace("?", "\ufffd")
    wrong = lost = 0
    for tag, i, j, k, m in SequenceMatcher(None, found, known, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if set(found[i:j]) == {"\ufffd"} and j - i == m - k:
            lost += m - k
        else:
            wrong += max(j - i, m - k)
    return wrong, lost


@needs_seed
def test_damage_of_the_real_text_is_the_real_page() -> None:
    clean = CLEAN.read_text(encoding="utf-8")

    page = damage(clean, SEED)

    assert page == PAGE.read_text(encoding="utf-8")


@needs_seed
def test_repair_of_the_real_page_loses_two_characters() -> None:
    clean = CLEAN.read_text(encoding="utf-8")

    repaired = repair_text(PAGE.read_text(encoding="utf-8"))

    assert repaired.text == clean.replace("需要。“1+4", "需要。“\ufffd+4").replace("©", "\ufffd")
    assert [lost.candidates[0] for lost in repaired.lost] == ["1", "©"]
    assert [(lost.start, repaired.source[lost.start]) for lost in repaired.lost] == [(743, "?"), (1850, "?")]


@pytest.mark.parametrize("halved", [False, True], ids=["full-width", "half-width"])
@pytest.mark.parametrize("name", sorted(LISTS))
@pytest.mark.parametrize("article", ARTICLES, ids=lambda path: path.stem)
def test_repair_of_own_articles_brings_back_all_that_bytes_still_say(
    article: Path, name: str, halved: bool
) -> None:
    clean = article.read_text(encoding="utf-8")
    source = fold(clean) if halved else clean

    repaired = repair_text(damage(source, LISTS[name]))

    expected = list(fold(clean))
    assert len(repaired.text) == len(expected)
    assert [
        (found, char)
        for found, char in zip(repaired.text, expected, strict=True)
        if found not in (char, "\ufffd")
    ] == []
    places = [at for at, char in enumerate(repaired.text) if char == "\ufffd"]
    assert len(places) == len(repaired.lost) <= 4
    for at, lost in zip(places, repaired.lost, strict=True):
        assert expected[at] in lost.candidates


def test_repair_without_folding_keeps_full_width() -> None:
    clean = ARTICLES[0].read_text(encoding="utf-8")

    repaired = repair_text(damage(clean, SEED, folded=False))

    assert repaired.text == clean


def test_repair_of_a_page_without_annotations_undoes_the_cuts() -> None:
    clean = ARTICLES[0].read_text(encoding="utf-8")
    page = damage(clean, "")
    assert "?!" in page

    repaired = repair_text(page)

    assert repaired.text == fold(clean)


def test_repair_of_a_page_without_cuts_undoes_the_annotations() -> None:
    clean = ARTICLES[-1].read_text(encoding="utf-8")

    repaired = repair_text(damage(clean, SEED, cuts=False))

    assert repaired.text == fold(clean).replace("©", "\ufffd")


# Each damaged here by a list of one or two characters, so that one mechanism stands alone.
@pytest.mark.parametrize(
    ("clean", "annotated"),
    [
        ("要创新驱动发展,创新是第一动力", "創獎"),
        ("日报社报道", "報請"),
        ("开展营商环境整治,优化营商环境", "範環"),
        ("表扬先进,发扬传统", "揚頁"),
        ("当地数字经济发展,土地数量", "數財"),
        ("粮食储存备用,保存备份", "鎮備"),
        ("或实质性推进,实质审查", "驅質"),
    ],
)
def test_repair_of_readings_across_characters(clean: str, annotated: str) -> None:
    text = clean + "。规划建设科技创新强省,发展现代产业,建设统计机构。"
    page = damage(text, annotated + "規劃設創強")
    assert "?" in page

    repaired = repair_text(page)

    assert repaired.text == text


# In each, the comma after 写 is half width: its byte is gone, and with it the second byte of 写.
NEWS = "规划建设科技创新强省,发展现代产业,建设统计机构。县区负责人在当地参会。本文为演示所写,单位均为虚构。"


def test_repair_does_not_guess_a_character_half_of_which_is_gone() -> None:
    clean = NEWS + "高校院所专场。"

    repaired = repair_text(damage(clean, LISTS["core"]))

    assert repaired.text == clean.replace("所写,", "所\ufffd\ufffd")
    of_character, of_comma = repaired.lost
    assert of_comma.candidates[0] == ","
    # All begin with the same byte as 寫 does, and are told in simplified form.
    assert len(of_character.candidates) == 5
    assert {traditional(char).encode("gbk")[0] for char in of_character.candidates} == {0x8C}


def test_repair_puts_in_a_character_that_a_phrase_of_the_document_settles() -> None:
    clean = NEWS + "为演示所写的文章。"

    repaired = repair_text(damage(clean, LISTS["core"]))

    assert repaired.text == clean.replace("所写,", "所写\ufffd")


@pytest.mark.parametrize(
    ("following", "is_settled"),
    [
        ("会议印发规划。", True),
        ("（二）会议印发规划。", True),
        ("3年内建成。", False),
        ("2024年建成。", False),
    ],
)
def test_repair_puts_in_a_lost_newline_only_where_nothing_else_fits(following: str, is_settled: bool) -> None:
    clean = NEWS[:24] + "“看得见的才是真变化。”\n" + following

    repaired = repair_text(damage(clean, LISTS["core"]))

    assert repaired.text == (fold(clean) if is_settled else fold(clean).replace("\n", "\ufffd"))
    assert is_settled or repaired.lost[0].candidates[0] == "\n"


def test_repair_keep_leaves_traditional_characters() -> None:
    clean = ARTICLES[0].read_text(encoding="utf-8")

    repaired = repair_text(damage(clean, SEED), script="keep")

    assert repaired.text == fold("".join(map(traditional, clean)))


@needs_corpus
@pytest.mark.parametrize("halved", [False, True], ids=["full-width", "half-width"])
@pytest.mark.parametrize("name", sorted(LISTS))
def test_repair_of_real_documents_brings_back_9995_of_10000(name: str, halved: bool) -> None:
    wrong = lost = total = 0
    for path in CORPUS:
        clean = path.read_text(encoding="utf-8")
        page = damage(fold(clean) if halved else clean, LISTS[name])

        repaired = repair_text(page)

        counts = wrong_and_lost(repaired.text, fold(clean))
        wrong, lost, total = wrong + counts[0], lost + counts[1], total + len(clean)

    assert total > 30_000
    assert wrong <= 0.0005 * (total - lost)


@pytest.mark.parametrize("name", sorted(LISTS))
def test_last_character_of_a_quoted_name_is_no_stop(name):
    clean = ARTICLE_WITH_A_NAME

    repaired = repair_text(damage(clean, LISTS[name]))

    at = clean.index("危")
    assert len(repaired.text) == len(clean)
    assert repaired.text[at] == "\ufffd"
    assert [lost.near.count("客一\ufffd") for lost in repaired.lost] == [1]


ARTICLE_WITH_A_NAME = (
    "会议强调，要落实创新政策，建设产业发展体系，强化责任，加强统筹协调，推进科技创新。"
    "各地区要对“两客一危”企业开展检查，规范经营，应急管理部门要加强监督。"
)
