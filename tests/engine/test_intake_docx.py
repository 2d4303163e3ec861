"""Reading docx: labels written out, tables by rows, and what a print would not show left out.

The files are python-docx's, with XML of Word's own forms where it has no way to write them.
"""

from __future__ import annotations

import pytest

from luodi.intake import read_bytes
from tests.engine.intake_files import notice, word
from tests.engine.intake_files.containers import part_of, repacked

P = '<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>'


def lines(*body: str) -> list[str]:
    return read_bytes(word.document_of(*body), "a.docx").text.splitlines()


def test_docx_gives_paragraphs_with_labels_and_tables_by_rows() -> None:
    read = read_bytes(word.notice_docx(), "notice.txt")

    assert (read.kind, read.charset, read.title, read.notes) == ("docx", "", None, ())
    assert read.text == notice.TEXT


@pytest.mark.parametrize(
    ("style", "text", "labels"),
    [
        ("chineseCounting", "%1、", ["一、", "二、"]),
        ("chineseCountingThousand", "第%1条", ["第一条 ", "第二条 "]),
        ("chineseCountingThousand", "（%1）", ["（一）", "（二）"]),
        ("decimal", "%1.", ["1. ", "2. "]),
        ("decimal", "(%1)", ["(1)", "(2)"]),
        ("decimalEnclosedCircle", "%1", ["① ", "② "]),
        ("decimalEnclosedCircleChinese", "%1", ["① ", "② "]),
        ("upperLetter", "%1.", ["A. ", "B. "]),
        ("lowerRoman", "%1)", ["i)", "ii)"]),
        ("ideographTraditional", "%1、", ["甲、", "乙、"]),
        ("chineseLegalSimplified", "%1、", ["壹、", "贰、"]),
        ("bullet", "\uf0b7", ["• ", "• "]),
        ("none", "", ["", ""]),
    ],
)
def test_docx_writes_automatic_numbers_out(style: str, text: str, labels: list[str]) -> None:
    document = word.new_document()
    word.add_list(document, 90, ((style, text),), glued=False)
    for words in ("扩大开放", "优化服务"):
        word.number(document.add_paragraph(words), 90, 0)

    read = read_bytes(word.saved(document), "a.docx")

    assert read.text == f"{labels[0]}扩大开放\n{labels[1]}优化服务\n"


@pytest.mark.parametrize(
    ("start", "style", "label"),
    [
        (10, "chineseCounting", "十"),
        (11, "chineseCounting", "十一"),
        (20, "chineseCountingThousand", "二十"),
        (100, "chineseCounting", "一○○"),
        (101, "chineseCountingThousand", "一百零一"),
        (110, "chineseCountingThousand", "一百一十"),
        (1010, "chineseCountingThousand", "一千零一十"),
        (20, "decimalEnclosedCircle", "⑳"),
        (21, "decimalEnclosedCircle", "㉑"),
        (51, "decimalEnclosedCircle", "51"),
        (27, "upperLetter", "AA"),
        (2024, "upperRoman", "MMXXIV"),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"),
        (2021, "ideographDigital", "二〇二一"),
    ],
)
def test_docx_counts_as_word_counts(start: int, style: str, label: str) -> None:
    document = word.new_document()
    word.add_list(document, 90, ((style, "第%1条"),), start=start)
    word.number(document.add_paragraph("本办法自发布之日起施行。"), 90, 0)

    read = read_bytes(word.saved(document), "a.docx")

    assert read.text == f"第{label}条本办法自发布之日起施行。\n"


def test_docx_lower_levels_begin_again_under_each_higher_one() -> None:
    document = word.new_document()
    word.add_list(document, 90, (("chineseCounting", "%1、"), ("decimal", "%1.%2")), legal=1)
    for level, words in ((0, "甲"), (1, "乙"), (1, "丙"), (0, "丁"), (1, "戊")):
        word.number(document.add_paragraph(words), 90, level)

    read = read_bytes(word.saved(document), "a.docx")

    assert read.text.splitlines() == ["一、甲", "1.1乙", "1.2丙", "二、丁", "2.1戊"]


def test_docx_takes_the_list_from_the_style_and_none_where_it_is_switched_off() -> None:
    document = word.new_document()
    word.add_list(document, 90, (("chineseCounting", "%1、"),))
    style = document.styles.add_style("条标题", 1)
    word.number_style(style, 90)
    document.add_paragraph("第一", style=style)
    off = document.add_paragraph("没有编号", style=style)
    word.number(off, 0, 0)
    document.add_paragraph("第二", style=style)

    read = read_bytes(word.saved(document), "a.docx")

    assert read.text.splitlines() == ["一、第一", "没有编号", "二、第二"]


def test_docx_of_tracked_changes_is_as_accepted() -> None:
    assert lines(
        "<w:p><w:r><w:t>奖励</w:t></w:r><w:del><w:r><w:delText>50</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>80</w:t></w:r></w:ins><w:r><w:t>万元。</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半句，</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>后半句。</w:t></w:r></w:p>",
        "<w:p><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>移来</w:t></w:r></w:moveTo></w:p>",
    ) == ["奖励80万元。", "前半句，后半句。", "移来"]


def test_docx_keeps_the_results_of_fields_and_drops_their_codes() -> None:
    assert lines(
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF a \\h </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>内层代码</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>第三条</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>规定</w:t></w:r></w:p>'
    ) == ["第三条规定"]


def test_docx_keeps_soft_line_ends_and_drops_notes_comments_and_hidden_text() -> None:
    assert lines(
        '<w:p><w:r><w:t>示例省科技厅</w:t><w:br/><w:t>示例省财政厅</w:t><w:footnoteReference w:id="2"/></w:r>'
        '<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:commentReference w:id="1"/></w:r></w:p>',
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:noBreakHyphen/><w:t>丙</w:t>"
        '<w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:p>',
    ) == ["示例省科技厅", "示例省财政厅", "甲\t乙-丙☑"]


def test_docx_reads_a_text_box_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>特急</w:t></w:r></w:p></w:txbxContent>"

    assert lines(
        "<w:p><w:r><w:t>正文。</w:t></w:r><w:r><mc:AlternateContent>"
        '<mc:Choice Requires="wps"><w:drawing><wps:wsp>'
        f"<wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    ) == ["正文。", "特急"]


def test_docx_tables_show_merged_cells_once_and_frames_as_text() -> None:
    def cell(words: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{P.format(words)}</w:tc>"

    wide, begins, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    units = f"<w:tc>{P.format('省科技厅')}{P.format('省财政厅')}</w:tc>"

    assert lines(
        f"<w:tbl><w:tr>{cell('任务', wide)}{cell('单位')}</w:tr>"
        f"<w:tr>{cell('服务', begins)}{cell('建站 a|b')}{units}</w:tr>"
        f"<w:tr>{cell('', goes_on)}{cell('宣讲')}{cell('')}</w:tr>"
        f"<w:tr>{cell('')}{cell('')}{cell('')}</w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell('删去')}{cell('的')}{cell('行')}</w:tr></w:tbl>",
        f"<w:tbl><w:tr>{cell('框中的字')}</w:tr></w:tbl>",
    ) == ["| 任务 |  | 单位 |", "| 服务 | 建站 a\\|b | 省科技厅 省财政厅 |", "|  | 宣讲 |  |", "框中的字"]


def test_docx_of_the_strict_form_is_read() -> None:
    data = word.document_of(P.format("严格格式的正文。"))
    strict = part_of(data, "word/document.xml").replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )

    read = read_bytes(repacked(data, {"word/document.xml": strict}), "a.docx")

    assert read.text == "严格格式的正文。\n"
