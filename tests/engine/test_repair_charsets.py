"""Repair of text read in the wrong charset, against forward models; and what looks like it but is sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.repair import apply_edits, repair_text
from tests.engine.damage_charsets import LOSSLESS, LOSSY, utf8_as
from tests.engine.damage_measure import measure
from tests.engine.damage_pairs import damage_pairs

ROOT = Path(__file__).parents[2]
ARTICLES = [
    path.read_text(encoding="utf-8")
    for folder in (ROOT / "bench" / "texts" / "articles", ROOT / "tests" / "engine" / "texts")
    for path in sorted(folder.glob("*.txt"))
]
MODELS = {**LOSSLESS, **LOSSY}


def in_gbk(text: str) -> str:
    return text.encode("gbk", "replace").decode("gbk")


@pytest.mark.parametrize("name", LOSSLESS)
def test_text_that_lost_no_byte_comes_back_whole(name: str) -> None:
    for clean in map(in_gbk, ARTICLES):
        repaired = repair_text(LOSSLESS[name](clean))

        assert repaired.text == clean.replace("Copyright ?", "Copyright \ufffd") or repaired.text == clean
        assert {edit.kind for edit in repaired.edits} <= {"bytes", "lost"}


@pytest.mark.parametrize("name", LOSSY)
def test_what_edits_write_of_lossy_text_is_right_or_lost(name: str) -> None:
    clean = "".join(ARTICLES)
    page = LOSSY[name](clean)

    repaired = repair_text(page)

    known = set(clean) | {"\ufffd"}
    strange = [
        (edit.was, edit.now)
        for edit in repaired.edits
        if edit.certain and edit.kind == "bytes" and not set(edit.now) <= known
    ]
    assert strange == []
    assert repaired.text.count("\ufffd") >= len(repaired.lost) > 0
    assert apply_edits(page, repaired.edits) == repaired.text


@pytest.mark.parametrize("name", MODELS)
def test_sound_text_around_a_damaged_part_is_unchanged(name: str) -> None:
    sound = in_gbk(ARTICLES[0] + "山楂(楂)产业、乾隆、著作\n路\n楂\n喆、犇、堃")
    page = f"{sound}\n{MODELS[name](in_gbk(ARTICLES[1]))}\n{sound}"

    repaired = repair_text(page)

    assert repaired.text.startswith(sound + "\n")
    assert repaired.text.endswith("\n" + sound)
    assert len(repaired.edits) > 0


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("楂樻柊鎶€鏈\ue219紒涓�2023骞�6鏈堝簳", "高新技术企\ufffd2023\ufffd6月底"),
        ("é«˜æ–°æŠ€æœ¯", "高新技术"),
        ("Ã©Â«ËœÃ¦â€“Â°", "高新"),
        ("ÖÐ¹ú¿Æ¼¼´´ÐÂ", "中国科技创新"),
        ("锟斤拷锟斤拷", "\ufffd" * 4),
        ("见&#20013;&#22269;与&amp;#x4E2D;&amp;#22269;", "见中国与中国"),
        ("表情\ud83d\ude00与\ud83d", "表情😀与\ufffd"),
    ],
)
def test_repair_of_misread_text(page: str, expected: str) -> None:
    assert repair_text(page).text == expected


def test_lost_byte_is_told_with_what_the_others_allow() -> None:
    clean = "到2023年6月,建成3个中心。" * 3

    repaired = repair_text(utf8_as("gbk")(clean))

    year = [lost for lost in repaired.lost if lost.near.startswith("2023", 3) or "2023\ufffd6" in lost.near]
    assert year
    assert all(lost.candidates for lost in repaired.lost)
    assert any("年" in lost.candidates for lost in year)


@pytest.mark.parametrize(
    "text",
    [
        "山楂、喆、犇、堃、垚、淼与路两侧。",
        "楂",
        "路·李 ré»… São Paulo, naïve café «x» ÀÉ",
        "The «naïve» façade: Ångström, Übermut, São João, 50 µm ± 3 °C.",
        "ひらがなとカタカナの文章を中国語の公文書に引用する。",
        "αβγ 与 Привет, мир",
        "若干龘靐齉爨麤纛",
        "用 &#20013; 表示“中”。",
        "鍊鍋鍍鎂釩鈦",
    ],
)
def test_sound_text_that_looks_misread_stays(text: str) -> None:
    repaired = repair_text(text, script="keep")

    assert (repaired.text, repaired.edits) == (text, ())


def test_halves_of_a_page_with_tags_are_put_right_and_what_they_swallowed_is_lost() -> None:
    page = damage_pairs("<p>由科技局会同市政府</p><p>示政办〔2021〕18号</p><p>2021年9月24日起</p>")

    repaired = repair_text(page)

    assert "市政府\ufffd/p>" in repaired.text
    tag = next(lost for lost in repaired.lost if lost.near[8:12] == "\ufffd/p>")
    assert tag.candidates == ("<",)
    assert all(not edit.certain for edit in repaired.edits)


def test_halves_are_found_on_a_page_without_tags() -> None:
    clean = "近日,省自然资源厅强化规划,优先保障项目,创新供地方式。允许分割转让,支持利用厂房;简化手续,"
    clean = (
        f"县人民政府\n通知\n{clean}加快建设,统筹推进。成果转化取得新进展,仍有不足,要加强。\n2021年5月18日\n"
    )

    repaired = repair_text(damage_pairs(clean))

    assert "人民政府\ufffd通知\n" in repaired.text
    assert repaired.text.count("转让\ufffd支持") == 1
    assert all(not edit.certain for edit in repaired.edits)


def test_a_sound_text_with_rare_names_and_question_marks_has_no_halves() -> None:
    text = "垚(yáo)、庛、旤三字少见。\n李垚,王旤,到会。\n去年有20?3家,今年多少?\n"

    repaired = repair_text(text)

    assert (repaired.text, repaired.edits) == (text, ())


def test_halves_restore_no_digit_but_name_candidates() -> None:
    page = damage_pairs("示政办发〔2021〕18号、2021年9月24日、2021年10月8日")

    repaired = repair_text(page)

    assert "2021\ufffd\ufffd" in repaired.text
    assert ("年",) in [lost.candidates for lost in repaired.lost]


@pytest.mark.parametrize("article", ARTICLES)
def test_pages_of_half_characters_have_nothing_wrong_in_silence(article: str) -> None:
    clean = "".join(f"<p>{line}</p>\n" for line in article.split("\n"))
    page = damage_pairs(clean)

    repaired = repair_text(page)

    assert all(not edit.certain for edit in repaired.edits if edit.kind != "script")
    assert measure(repaired, clean).lost < 0.1 * len(clean)


@pytest.mark.parametrize(
    "name",
    ["UTF-8 as GBK, bytes dropped", "UTF-8 as cp1252, bytes dropped", "UTF-8 as GBK twice", "GBK as Big5"],
)
def test_nothing_of_a_misread_page_is_left_unsaid(name: str) -> None:
    for clean in map(in_gbk, ARTICLES):
        assert measure(repair_text(LOSSY[name](clean)), clean).silent == []


def test_date_whose_characters_lost_a_byte_each_is_told() -> None:
    page = utf8_as("gbk", errors="ignore")("关于印发科技创新行动计划的通知\n2023年10月26日\n创新发展的政策\n")

    repaired = repair_text(page)

    assert "2023\ufffd10\ufffd26\ufffd" in repaired.text
    assert {"年", "日"} <= {char for lost in repaired.lost for char in lost.candidates}


def test_lone_entities_of_a_text_that_has_many_are_read() -> None:
    page = "&#20851;&#20110;&#21360;&#21457;2025&#24180;8&#26376;&hellip;"

    assert repair_text(page).text == "关于印发2025年8月…"


@pytest.mark.parametrize(
    "text",
    [
        "规范项目管理，现将办法印发给你们。（（（\n（责任编辑：白露（上一篇\n",
        "为进一步推进科技创新，规范项目管理，现将办法印发给你们。的,垚(yáo)（（",
    ],
)
def test_unclosed_brackets_are_no_halves(text: str) -> None:
    assert repair_text(text).edits == ()
