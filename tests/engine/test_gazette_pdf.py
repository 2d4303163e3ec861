"""The printed page of a PDF, measured against GB/T 9704-2012."""

from __future__ import annotations

import shutil
import subprocess
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest

from luodi.diagnostics import LuodiError
from luodi.gazette import pdf, read
from tests.engine import gazette_documents as make
from tests.engine.gazette_pages import Glyph, Page, Rule, pages_of

LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
PT = 25.4 / 72


@pytest.fixture(autouse=True)
def fonts() -> None:
    if (
        not shutil.which("fc-list")
        or not subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=True).stdout
    ):
        pytest.skip("missing: fonts-noto-cjk")


def printed(data: dict[str, Any]) -> list[Page]:
    return pages_of(pdf(read(data)).data)


def body_lines(page: Page) -> list[list[Glyph]]:
    """The lines inside the type area."""
    return [line for line in page.lines() if TOP <= line[0].baseline <= BOTTOM]


def red_rules(page: Page) -> list[Rule]:
    return sorted((rule for rule in page.rules if rule.color == "FF0000"), key=lambda rule: rule.top)


def middle(rule: Rule) -> float:
    return (rule.top + rule.bottom) / 2


def test_a_full_page_has_22_lines_of_28_characters_that_fill_the_area() -> None:
    page = printed(make.document(blocks=[make.paragraph("国" * 1500)]))[1]

    lines = body_lines(page)

    assert (round(page.width), round(page.height)) == (210, 297)
    assert [len(line) for line in lines] == [28] * 22
    assert {glyph.size for line in lines for glyph in line} == {15.75}
    # The square of a character goes from 0.88 em above the baseline to 0.12 em below it.
    assert lines[0][0].x == pytest.approx(LEFT, abs=0.05)
    assert lines[0][-1].x + 15.75 * PT == pytest.approx(RIGHT, abs=0.1)
    assert lines[0][0].baseline - 0.88 * 15.75 * PT == pytest.approx(TOP, abs=0.05)
    assert 0 <= BOTTOM - (lines[-1][0].baseline + 0.12 * 15.75 * PT) < 1
    pitches = [later[0].baseline - line[0].baseline for line, later in pairwise(lines)]
    assert pitches == pytest.approx([15.75 * 15 / 8 * PT] * 21, abs=0.01)


def test_paragraphs_begin_two_characters_in_and_headings_have_their_faces() -> None:
    blocks = [
        {"type": "heading", "level": 1, "text": "一、总体情况"},
        {"type": "heading", "level": 2, "text": "（一）进展。", "follow": "其后的正文。"},
        make.paragraph("国" * 40),
    ]
    page = printed(make.document(blocks=blocks))[0]

    first, second, third, fourth = (page.find(words)[0] for words in ("一、总体", "（一）", "其后", "国国"))

    assert [glyph.x for glyph in (first, fourth)] == pytest.approx([LEFT + 2 * 15.79 * PT] * 2, abs=0.1)
    assert second.baseline == pytest.approx(third.baseline)
    assert "Sans" in first.font or "Hei" in first.font
    assert first.font != third.font == fourth.font


def test_the_head_stands_where_the_standard_puts_it() -> None:
    page = printed(make.document())[0]

    mark, number, title = (
        page.find(words) for words in ("示例省科学技术厅文件", "示科发", "示例省科学技术厅关于")
    )
    copy_no = page.find("000012")
    (rule,) = red_rules(page)

    assert (mark[0].color, mark[0].left + mark[-1].right) == ("FF0000", pytest.approx(LEFT + RIGHT, abs=1))
    assert min(glyph.top for glyph in mark) == pytest.approx(TOP + 35, abs=0.6)
    assert mark[0].size * PT < 22
    assert copy_no[0].baseline - 0.88 * 15.75 * PT == pytest.approx(TOP, abs=0.05)
    # Two empty lines above the number; the rule 4 mm below it, as wide as the area.
    assert number[0].baseline - mark[0].baseline == pytest.approx(3 * 10.42 - 3, abs=3)
    assert middle(rule) - (number[0].baseline + 0.12 * 15.75 * PT) == pytest.approx(4, abs=0.1)
    assert (rule.left, rule.right) == pytest.approx((LEFT, RIGHT), abs=0.6)
    assert title[0].size == 22
    # Two empty lines of 10.42 mm between rule and title.
    assert min(glyph.top for glyph in title) - rule.bottom == pytest.approx(2 * 10.42 - 1, abs=1)


def test_joint_organs_are_spread_to_one_width_beside_their_common_word() -> None:
    organs = ["示例省科学技术厅", "示例省财政厅"]
    page = printed(make.document(head={"organs": organs, "doc_no": "示科发〔2026〕1号"}))[0]

    red = [glyph for glyph in page.glyphs if glyph.color == "FF0000"]
    long, short = (
        [glyph for glyph in red if glyph.baseline == at and glyph.char in "".join(organs)]
        for at in sorted({glyph.baseline for glyph in red if glyph.char == "厅"})
    )
    word = [glyph for glyph in red if glyph.char in "文件"]

    assert "".join(glyph.char for glyph in long) == organs[0]
    assert (long[0].x, long[-1].x) == pytest.approx((short[0].x, short[-1].x), abs=0.1)
    assert long[-1].right < word[0].left < word[-1].right <= RIGHT
    assert long[0].baseline < word[0].baseline < short[0].baseline


def test_signers_stand_at_the_right_of_the_number() -> None:
    head = {
        "organs": ["示例省科学技术厅"],
        "doc_no": "示科发〔2026〕1号",
        "signers": ["程示例", "林示例", "周示例"],
    }
    page = printed(make.document(head=head))[0]

    number, label, last = (page.find(words) for words in ("示科发〔", "签发人：", "周示例"))

    assert number[0].left == pytest.approx(LEFT + 15.75 * PT, abs=0.7)
    assert last[0].baseline == pytest.approx(number[0].baseline, abs=0.1)
    assert label[0].baseline < last[0].baseline


def test_page_numbers_are_7_mm_below_the_area_right_on_odd_and_left_on_even_pages() -> None:
    pages = printed(make.document(blocks=[make.paragraph("国" * 1500)]))

    numbers = [[glyph for glyph in page.glyphs if glyph.baseline > BOTTOM + 5] for page in pages[:3]]

    assert ["".join(glyph.char for glyph in number) for number in numbers] == ["—1—", "—2—", "—3—"]
    assert {glyph.size for number in numbers for glyph in number} == {14}
    for number in numbers:
        assert number[0].top == pytest.approx(BOTTOM + 7, abs=0.6)
    one = 14 * PT
    assert numbers[0][-1].right == pytest.approx(RIGHT - one, abs=0.8)
    assert numbers[1][0].left == pytest.approx(LEFT + one, abs=0.8)
    assert numbers[2][-1].right == pytest.approx(RIGHT - one, abs=0.8)


def test_a_letter_has_its_double_rules_and_no_number_on_its_first_page() -> None:
    first, second = printed(make.letter(blocks=[make.paragraph("国" * 700)]))

    rules = red_rules(first)
    mark, number = first.find("示例省科技创新办公室"), first.find("7号")

    assert min(glyph.top for glyph in mark) == pytest.approx(30, abs=0.6)
    assert [rule.right - rule.left for rule in rules] == pytest.approx([170] * 4, abs=1.1)
    assert [(rule.left + rule.right) / 2 for rule in rules] == pytest.approx([105] * 4, abs=0.1)
    thickness = [rule.bottom - rule.top for rule in rules]
    assert thickness[0] > thickness[1] and thickness[3] > thickness[2]
    assert rules[0].top - (mark[0].baseline + 0.09 * mark[0].size * PT) == pytest.approx(4, abs=0.6)
    assert middle(rules[3]) == pytest.approx(277, abs=0.5)
    assert number[-1].right == pytest.approx(RIGHT, abs=0.5)
    assert [glyph.char for glyph in first.glyphs if glyph.baseline > BOTTOM + 5] == []
    assert "".join(glyph.char for glyph in second.glyphs if glyph.baseline > BOTTOM + 5) == "—2—"
    assert red_rules(second) == []


@pytest.mark.parametrize("organ", ["示例办", "示例省科学技术厅", "示例省科技创新工作领导小组办公室"])
def test_the_date_stands_two_characters_from_the_organ_without_a_seal(organ: str) -> None:
    page = printed(make.letter(signature={"organs": [organ], "day": "2026-10-14"}))[0]

    signed = [line for line in page.lines() if "".join(glyph.char for glyph in line) == organ]
    day = page.find("2026年10月14日")
    em = 15.79 * PT

    # Under each other, the date two characters further in; whichever is wider keeps two off the edge, or the
    # date itself, as it begins, reaches further.
    assert day[0].x - signed[-1][0].x == pytest.approx(2 * em, abs=0.3)
    ends = signed[-1][-1].x + em, day[-1].x + em
    assert min(abs(RIGHT - 2 * em - end) for end in ends) < 0.5
    assert max(ends) <= RIGHT + 0.1


def test_under_a_seal_the_date_keeps_four_characters_and_the_organ_is_centred_above() -> None:
    page = printed(make.letter(signature={"organs": ["示例市局"], "day": "2026-10-14", "seal": True}))[0]

    signed, day = page.find("示例市局"), page.find("2026年10月14日")
    em = 15.79 * PT

    assert day[-1].x + em == pytest.approx(RIGHT - 4 * em, abs=0.2)
    assert (signed[0].x + signed[-1].x + em) / 2 == pytest.approx((day[0].x + day[-1].x + em) / 2, abs=0.2)


def test_the_edition_record_is_at_the_foot_of_an_even_page() -> None:
    imprint = {"copies": ["示例省人民政府办公厅"], "organ": "示例办公室", "day": "2026-10-09"}
    pages = printed(make.document(blocks=[make.paragraph("国" * 40)], imprint=imprint))

    first, second = pages
    black = sorted((rule for rule in second.rules if rule.color == "000000"), key=lambda rule: rule.top)

    assert "抄送" not in first.text
    assert "抄送：示例省人民政府办公厅。示例办公室2026年10月9日印发" in second.text
    assert second.find("抄送")[0].size == 14
    assert second.find("抄送")[0].x == pytest.approx(LEFT + 14 * PT, abs=0.1)
    assert second.find("印发")[1].x + 14 * PT == pytest.approx(RIGHT - 14 * PT, abs=0.2)
    assert black[-1].bottom == pytest.approx(BOTTOM, abs=0.4)
    assert [round(rule.bottom - rule.top, 2) for rule in black] == [0.35, 0.25, 0.35]
    assert "—2—" in second.text


def test_copies_that_run_over_stand_under_the_first_name() -> None:
    page = printed(make.letter(imprint={"copies": ["甲" * 30, "乙" * 30]}))[0]

    label, names = page.find("抄送：")[0], [glyph for glyph in page.glyphs if glyph.char in "甲乙"]
    first = min(glyph.baseline for glyph in names)

    assert label.baseline == pytest.approx(first, abs=0.05)
    begins = {
        at: min(glyph.x for glyph in names if glyph.baseline == at) for at in {g.baseline for g in names}
    }
    assert len(begins) == 3
    assert list(begins.values()) == pytest.approx([LEFT + 4 * 14 * PT] * 3, abs=0.2)


def test_pages_between_the_text_and_its_edition_record_have_no_number() -> None:
    imprint = {"organ": "示例办公室", "day": "2026-10-09"}
    # One line fewer than what needs a third page.
    lines = next(
        count
        for count in range(20, 60)
        if len(printed(make.document(blocks=[make.paragraph("国" * 26)] * count, signature=None))) == 3
    )
    full = make.document(blocks=[make.paragraph("国" * 26)] * (lines - 1), signature=None, imprint=imprint)

    pages = printed(full)

    assert len(pages) == 4
    assert pages[2].text == ""
    assert pages[3].text == "示例办公室2026年10月9日印发"


def test_annexes_begin_on_pages_of_their_own_and_the_note_names_them() -> None:
    annexes = [
        {"title": "检查清单", "blocks": [make.paragraph("甲。")]},
        {"title": "检查名单", "blocks": [make.paragraph("乙。")]},
    ]
    pages = printed(make.document(annexes=annexes))

    note = next(page for page in pages if "附件：1.检查清单2.检查名单" in page.text)
    first, second = (next(page for page in pages if page.text.startswith(f"附件{no}")) for no in (1, 2))

    assert pages.index(note) < pages.index(first) < pages.index(second)
    label, title = first.find("附件1")[0], first.find("检查清单")[0]
    assert (label.x, label.baseline - 0.88 * 15.75 * PT) == pytest.approx((LEFT, TOP), abs=0.1)
    # The title on the third line (7.3.7), its characters centred on that line.
    third = label.baseline + 2 * 10.42
    assert title.baseline - 0.38 * 22 * PT == pytest.approx(third - 0.38 * 15.75 * PT, abs=0.1)


def test_a_table_of_500_rows_repeats_its_header_and_loses_no_row() -> None:
    annexes = [{"title": "任务表", "blocks": [make.rows_table(500)]}]
    pages = printed(make.document(annexes=annexes))

    tables = [page for page in pages if "任务0" in page.text]

    assert len(tables) > 5
    assert all("序号任务名称责任单位" in page.text for page in tables)
    whole = "".join(page.text for page in tables)
    assert [f"任务{number:04d}" in whole for number in range(1, 501)] == [True] * 500
    for page in tables:
        rows = [glyph for glyph in page.glyphs if glyph.char == "务"]
        assert min(glyph.top for glyph in rows) >= TOP and max(glyph.bottom for glyph in rows) <= BOTTOM


def test_a_row_of_a_table_stays_on_one_page() -> None:
    table = make.rows_table(40)
    for place, row in enumerate(table["rows"]):
        row[1] = f"始{place}" + "国" * 70 + "终"
    pages = printed(make.document(annexes=[{"title": "任务表", "blocks": [table]}]))

    tables = [page for page in pages if "终" in page.text]

    assert len(tables) > 3
    assert [page.text.count("始") for page in tables] == [page.text.count("终") for page in tables]
    assert sum(page.text.count("终") for page in tables) == 40


def test_a_table_that_lies_across_has_its_number_where_the_bound_sheet_has_it() -> None:
    annexes = [{"title": "任务表", "landscape": True, "blocks": [make.rows_table(30)]}]
    pages = printed(make.document(blocks=[make.paragraph("国" * 40)], annexes=annexes))

    across = [page for page in pages if page.width > page.height]
    numbers = [[glyph for glyph in page.glyphs if glyph.left < 297 - BOTTOM - 5] for page in across]

    assert [(round(page.width), round(page.height)) for page in across] == [(297, 210)] * 2
    assert ["".join(glyph.char for glyph in number) for number in numbers] == ["—2—", "—3—"]
    # The sheet's lower edge is at the left now, its left edge on top: there the even numbers are.
    assert all(number[0].right == pytest.approx(297 - BOTTOM - 7, abs=0.6) for number in numbers)
    assert numbers[0][0].top == pytest.approx(LEFT + 14 * PT, abs=0.8)
    assert numbers[1][-1].bottom == pytest.approx(RIGHT - 14 * PT, abs=0.8)


HOSTILE = '#let x = 1; #panic("x") $sum$ @ref <label> \\ [a] {b} *c* _d_ `e` // f /* g */ = h "i" ~'


def test_words_that_look_like_markup_are_printed_as_they_are() -> None:
    blocks = [
        make.paragraph(HOSTILE, lead=HOSTILE),
        {"type": "heading", "level": 1, "text": HOSTILE, "follow": HOSTILE},
        {"type": "list", "items": [HOSTILE]},
        {"type": "table", "columns": [HOSTILE], "rows": [[HOSTILE]]},
    ]
    data = make.document(title=HOSTILE, blocks=blocks, note=HOSTILE, addressees=[HOSTILE])

    text = "".join(page.text for page in printed(data))

    wanted = "".join(HOSTILE.split())
    assert text.replace("\u00ad", "").count(wanted) == 10


def test_the_same_document_gives_the_same_bytes_and_bears_its_own_day() -> None:
    data = make.document(blocks=[make.paragraph("国"), make.rows_table(3)])

    first, second = (pdf(read(data)).data for _ in range(2))

    assert first == second
    assert b"D:20261009" in first


def test_the_signature_takes_the_last_paragraph_along_but_never_the_only_one() -> None:
    # So many lines that the signature alone would begin the second page.
    for count in range(1, 20):
        pages = printed(make.document(blocks=[make.paragraph("国。")] * count))
        if len(pages) == 2:
            break
    only = printed(make.document(blocks=[make.paragraph("国" * 26 * (count - 1))]))

    assert pages[1].text.startswith("国。示例省科学技术厅")
    assert "国国" in only[0].text


def test_a_picture_that_is_damaged_is_named() -> None:
    with pytest.raises(LuodiError) as caught:
        printed(make.document(blocks=[make.picture(whole=False)]))

    assert caught.value.diagnostic.code == "GAZ106"


def test_a_picture_is_printed_as_wide_as_asked() -> None:
    rendered = pdf(read(make.document(blocks=[make.picture(width_mm=60)])))

    page = pypdfium2.PdfDocument(rendered.data)[0]
    (image,) = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=8)
    left, _, right, _ = image.get_bounds()

    assert (right - left) * PT == pytest.approx(60, abs=0.1)
    assert (left + right) / 2 * PT == pytest.approx((LEFT + RIGHT) / 2, abs=0.1)


def test_long_words_without_a_blank_stay_inside_the_area() -> None:
    address = "https://example.invalid/" + "abcdefgh" * 20
    page = printed(make.document(blocks=[make.paragraph(address), make.rows_table(1)]))[0]

    assert max(glyph.right for glyph in page.glyphs) <= RIGHT + 0.5


def test_minutes_have_their_mark_35_mm_down_and_the_list_of_who_was_there() -> None:
    (page,) = printed(make.minutes())

    mark = page.find("会议纪要")[:4]
    label, names = page.find("出席："), [line for line in body_lines(page) if line[0].char == "国"]
    first = next(line for line in body_lines(page) if line[0].char == "出")

    # 10.3: 上边缘至版心上边缘为35 mm; two characters in, what runs over under the first name.
    assert min(glyph.top for glyph in mark) == pytest.approx(TOP + 35, abs=0.6)
    assert label[0].x == pytest.approx(LEFT + 2 * 15.75 * PT, abs=0.3)
    assert [len(first) - 3, *(len(line) for line in names)] == [23, 23, 14]
    assert {round(line[0].x, 1) for line in names} == {round(first[3].x, 1)}
    text = body_lines(page)
    before = text[text.index(first) - 1]
    assert first[0].baseline - before[0].baseline == pytest.approx(2 * 29.53 * PT, abs=0.2)
