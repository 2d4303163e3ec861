"""From characters with places to paragraphs: what one page shape or another means for the text."""

from __future__ import annotations

import pytest

from luodi.intake.page_characters import hanzi_of, square
from luodi.intake.page_lines import Glyph, Page, is_wide
from luodi.intake.page_paragraphs import join_pages, page_lines

WIDTH, HEIGHT, LEFT, EM = 600.0, 840.0, 90.0, 14.0
LINE = "支持建设科技服务站为企业提供技术需求对接专利检索和检验检"  # 28 hanzi, a full line
FULL = LINE + "测等"


def row(words: str, base: float, *, x: float = LEFT, size: float = EM) -> list[Glyph]:
    glyphs = []
    for char in words:
        width = size if is_wide(char) else size / 2
        glyphs.append(Glyph(char, x, x + width, base, size))
        x += width
    return glyphs


def text_of(*pages: list[list[Glyph]]) -> list[str]:
    return join_pages(
        [
            page_lines(Page(number, WIDTH, HEIGHT, [glyph for line in lines for glyph in line], []))
            for number, lines in enumerate(pages, 1)
        ]
    )


def body(count: int, start: float = 150.0) -> list[list[Glyph]]:
    """One long paragraph, its first line indented."""
    lines = [row(FULL[:28], start, x=LEFT + 2 * EM)]
    return lines + [row(FULL, start + 24 * at) for at in range(1, count)]


def test_a_paragraph_is_rejoined_over_lines_and_pages() -> None:
    first, second = body(5), [row("并给予支持。", 150), row("新的一段。", 174, x=LEFT + 2 * EM)]

    assert text_of(first, second) == [FULL[:28] + FULL * 4 + "并给予支持。", "新的一段。"]


def test_an_indented_line_begins_a_paragraph_though_the_line_before_is_full() -> None:
    assert text_of([*body(2), row("第二段。", 198, x=LEFT + 2 * EM)]) == [FULL[:28] + FULL, "第二段。"]


def test_a_heading_and_a_signature_stay_apart() -> None:
    lines = [row("一、总体要求", 126, x=LEFT + 2 * EM), *body(3)]
    lines += [
        row("示例省科技厅", 246, x=WIDTH - LEFT - 6 * EM),
        row("2021年3月1日", 270, x=WIDTH - LEFT - 6 * EM),
    ]

    assert text_of(lines) == ["一、总体要求", FULL[:28] + FULL * 2, "示例省科技厅", "2021年3月1日"]


def test_a_title_of_two_lines_in_larger_letters_is_one() -> None:
    first, second = "示例省人民政府办公厅关于印发", "《示例方案》的通知"
    lines = [
        row(words, base, x=WIDTH / 2 - len(words) * 11, size=22)
        for words, base in ((first, 80.0), (second, 114.0))
    ]

    assert text_of([*lines, *body(3)])[0] == first + second


def test_what_cannot_be_broken_keeps_a_ragged_line_in_its_paragraph() -> None:
    lines = [*body(3), row(FULL[:26], 222), row("“2021—2025年”规划。", 246)]

    assert text_of(lines) == [FULL[:28] + FULL * 2 + FULL[:26] + "“2021—2025年”规划。"]


def test_narrow_text_is_rejoined_and_a_list_of_short_lines_is_not() -> None:
    narrow = [row(FULL[:18], 100 + 24 * at) for at in range(4)] + [row("到此为止。", 196)]
    items = [row(f"第{at}页的正文。", 100 + 24 * at) for at in range(1, 6)]
    units = [
        row(unit, 100 + 24 * at) for at, unit in enumerate(("省科技厅", "省财政厅", "省教育厅", "省公安厅"))
    ]

    assert text_of(narrow) == [FULL[:18] * 4 + "到此为止。"]
    assert len(text_of(items)) == 5
    assert len(text_of(units)) == 4


def test_lines_that_run_off_the_page_are_paragraphs_of_their_own() -> None:
    assert text_of([row(FULL * 3, 100), row("第二段。", 124)]) == [FULL * 3, "第二段。"]


@pytest.mark.parametrize("number", ["— {} —", "-{}-", "{}", "第{}页", "第 {} 页 共 3 页", "{}/3", "· {} ·"])
def test_page_numbers_and_running_heads_are_left_out(number: str) -> None:
    pages = [
        [row("示例省科学技术厅文件", 40), *body(4), row(number.format(page), 800, x=290)]
        for page in (1, 2, 3)
    ]

    assert "".join(text_of(*pages)) == (FULL[:28] + FULL * 3) * 3


@pytest.mark.parametrize(
    "label", ["附件{}", "附录 {}", "附表{}：任务分工", "第{}条 职责", "（{}）任务", "{}．任务"]
)
def test_numbers_of_annexes_and_provisions_that_begin_pages_stay(label: str) -> None:
    pages = [
        [row(label.format(page), 60), *body(4), row("到此为止。", 246), row(f"第{page}页 共3页", 800, x=290)]
        for page in (1, 2, 3)
    ]

    text = FULL[:28] + FULL * 3 + "到此为止。"
    assert text_of(*pages) == [line for page in (1, 2, 3) for line in (label.format(page), text)]


def test_a_running_head_with_a_number_of_its_own_is_left_out() -> None:
    pages = [[row(f"示例省公报2021年第{page}期", 40), *body(4)] for page in (1, 2, 3)]

    assert "".join(text_of(*pages)) == (FULL[:28] + FULL * 3) * 3


def test_a_number_in_the_text_and_a_repeated_sentence_stay() -> None:
    page = [*body(3), row("2021", 222, x=LEFT + 2 * EM), row("同一句话。", 246, x=LEFT + 2 * EM)]

    assert text_of(page, page) == [FULL[:28] + FULL * 2, "2021", "同一句话。"] * 2


def test_footnotes_go_with_the_signs_that_point_to_them_and_other_raised_signs_stay() -> None:
    end = LEFT + 30 * EM
    lines = [
        *body(3),
        row("面积为100m", 222, x=LEFT + 2 * EM),
        [Glyph("2", LEFT + 7 * EM + 1, LEFT + 7 * EM + 5, 216, 8.0)],
        [Glyph("1", end + 1, end + 5, 144, 8.0)],
        row("1 本方案所称科技服务机构是指法人单位。", 780, size=10.0),
    ]

    assert text_of(lines) == [FULL[:28] + FULL * 2, "面积为100m2"]


def test_spaces_between_hanzi_are_told_from_justification() -> None:
    spaced = row("第一条", 100) + row("为了规范。", 100, x=LEFT + 3 * EM + 4)
    stretched = [
        glyph._replace(x0=glyph.x0 + 3 * at, x1=glyph.x1 + 3 * at)
        for at, glyph in enumerate(row("为了规范管理", 150))
    ]
    label = row("1.", 200) + row("加快发展", 200, x=LEFT + EM + 4)
    digits = row("到", 250) + row("2025", 250, x=LEFT + EM + 3.5) + row("年", 250, x=LEFT + 3 * EM + 7)

    assert text_of([spaced, stretched, label, digits]) == [
        "第一条 为了规范。",
        "为了规范管理",
        "1. 加快发展",
        "到2025年",
    ]


def test_a_character_printed_twice_is_one_and_a_dash_of_two_stays_two() -> None:
    bold = [*row("附件", 100), *(glyph._replace(x0=glyph.x0 + 0.4) for glyph in row("附件", 100))]
    dash = Glyph("—", LEFT, LEFT + 2 * EM, 150, EM)

    assert text_of([bold, [dash, dash, *row("形成", 150, x=LEFT + 2 * EM)]]) == ["附件", "——形成"]


def test_radicals_are_read_as_the_hanzi_that_they_look_like() -> None:
    assert "".join(map(hanzi_of, "⼀⽬标⻓⻛⻩金")) == "一目标长风黄金"
    assert square("目", 103, 110, 12) == (100.5, 112.5)
    assert square("，", 103, 106, 12) == (103, 106)


def test_two_columns_are_read_one_after_the_other_and_a_title_before_them() -> None:
    column = FULL[:17]
    lines = [row("示例省人民政府公报示例省人民政府公报", 80, x=180)]
    for at in range(12):
        lines.append(row(column if at else column[:15], 120 + 20 * at, x=70 + (0 if at else 28)))
        lines.append(row("省" + column[1:] if at < 11 else "全文完。", 120 + 20 * at, x=323))

    read = text_of(lines)

    assert read == [
        "示例省人民政府公报示例省人民政府公报",
        column[:15] + column * 11 + ("省" + column[1:]) * 11 + "全文完。",
    ]


def test_a_list_in_two_rows_of_entries_is_read_across() -> None:
    names = ["省科技厅", "省经济和信息化厅", "省教育厅", "省财政厅", "省人力资源和社会保障厅"]
    lines = []
    for at in range(15):
        lines.append(row(names[at % 5], 120 + 20 * at, x=90) + row("张某", 120 + 20 * at, x=340))

    assert text_of(lines)[:2] == ["省科技厅 张某", "省经济和信息化厅 张某"]
