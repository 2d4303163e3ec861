"""The Word file: what its XML says, and what LibreOffice prints of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx as python_docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from luodi.gazette import docx, pdf, read
from tests.engine import gazette_documents as make
from tests.engine.gazette_pages import Page, pages_of

LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
PT = 25.4 / 72
IMPRINT = {"copies": ["示例省人民政府办公厅"], "organ": "示例办公室", "day": "2026-10-09"}


def part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def attributes(element: etree._Element) -> dict[str, str]:
    return {etree.QName(name).localname: value for name, value in element.attrib.items()}


def test_the_section_has_the_standards_paper_margins_and_grid() -> None:
    body = part(docx(read(make.document())), "word/document.xml")

    (section,) = body.iter(qn("w:sectPr"))
    found = {etree.QName(child).localname: attributes(child) for child in section}

    assert found["pgSz"] == {"w": "11906", "h": "16838"}
    # 37, 26, 35 and 28 mm in twips.
    edges = {side: found["pgMar"][side] for side in ("top", "right", "bottom", "left")}
    assert edges == {"top": "2098", "right": "1474", "bottom": "1984", "left": "1587"}
    assert found["docGrid"] == {"type": "linesAndChars", "linePitch": "579", "charSpace": "-848"}
    assert 22 <= 225 / 25.4 * 1440 / 579 < 23
    assert 28 <= 156 / 25.4 * 72 / (16 - 848 / 4096) < 29


def test_the_fonts_bear_their_official_names() -> None:
    blocks = [
        {"type": "heading", "level": 1, "text": "一、情况"},
        {"type": "heading", "level": 2, "text": "（一）进展"},
        make.paragraph("正文。"),
    ]
    data = docx(read(make.document(blocks=blocks)))

    body = part(data, "word/document.xml")
    fonts = {}
    for run in body.iter(qn("w:r")):
        words = "".join(text.text or "" for text in run.iter(qn("w:t")))
        look = run.find(qn("w:rPr"))
        assert look is not None
        fonts[words] = (
            look.find(qn("w:rFonts")).get(qn("w:eastAsia")),
            look.find(qn("w:sz")).get(qn("w:val")),
        )

    assert fonts["示例省科学技术厅关于开展检查的通知"] == ("方正小标宋简体", "44")
    assert fonts["示例省科学技术厅文件"][0] == "方正小标宋简体"
    assert fonts["一、情况"] == ("黑体", "32")
    assert fonts["（一）进展"] == ("楷体_GB2312", "32")
    assert fonts["正文。"] == ("仿宋_GB2312", "32")
    assert b"heme" not in re.sub(rb"<w:latentStyles.*?</w:latentStyles>", b"", style_fonts(data))


def words_of(paragraph: etree._Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t"), qn("w:instrText")))


def style_fonts(data: bytes) -> bytes:
    styles = part(data, "word/styles.xml")
    return b"".join(etree.tostring(fonts).split(b" xmlns")[0] for fonts in styles.iter(qn("w:rFonts")))


def test_odd_and_even_pages_have_numbers_of_their_own() -> None:
    data = docx(read(make.document()))

    word = python_docx.Document(BytesIO(data))
    odd, even = (
        footer._element.find(qn("w:p"))
        for footer in (word.sections[0].footer, word.sections[0].even_page_footer)
    )

    assert word.settings.odd_and_even_pages_header_footer
    sides = [paragraph.find(qn("w:pPr")).find(qn("w:jc")).get(qn("w:val")) for paragraph in (odd, even)]
    assert sides == ["right", "left"]
    assert [words_of(paragraph) for paragraph in (odd, even)] == ["—  PAGE 1 —"] * 2


def test_table_headers_repeat_and_cells_are_centred_vertically() -> None:
    table = next(
        part(docx(read(make.document(blocks=[make.rows_table(500)]))), "word/document.xml").iter(qn("w:tbl"))
    )

    rows = table.findall(qn("w:tr"))

    assert len(rows) == 501
    assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [True] + [False] * 500
    assert {cell.find(f".//{qn('w:vAlign')}").get(qn("w:val")) for cell in table.iter(qn("w:tc"))} == {
        "center"
    }
    widths = [int(column.get(qn("w:w"))) for column in table.iter(qn("w:gridCol"))]
    assert sum(widths) == round(156 / 25.4 * 1440)


def test_a_table_that_lies_across_is_in_a_section_of_its_own() -> None:
    annexes = [
        {"title": "任务表", "landscape": True, "blocks": [make.rows_table(3)]},
        {"title": "名单", "blocks": [make.paragraph("甲。")]},
    ]
    word = python_docx.Document(BytesIO(docx(read(make.document(annexes=annexes)))))

    sizes = [(round(section.page_width.mm), round(section.page_height.mm)) for section in word.sections]

    assert sizes == [(210, 297), (297, 210), (210, 297)]
    # Turned clockwise the sheet's left edge is on top.
    across = word.sections[1]
    edges = (across.top_margin, across.right_margin, across.bottom_margin, across.left_margin)
    assert [round(edge.mm) for edge in edges] == [28, 37, 26, 35]


def test_the_same_document_gives_the_same_bytes_whatever_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    document = read(make.document(blocks=[make.paragraph("国"), make.rows_table(3)], imprint=IMPRINT))

    first = docx(document)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    second = docx(document)

    assert first == second
    properties = python_docx.Document(BytesIO(first)).core_properties
    assert (properties.created.date().isoformat(), properties.author) == ("2026-10-09", "示例省科学技术厅")


def test_every_property_stands_in_the_order_of_the_schema() -> None:
    order = {
        "pPr": "keepNext keepLines pageBreakBefore framePr pBdr shd tabs "
        "spacing ind jc outlineLvl rPr sectPr",
        "rPr": "rFonts b color spacing sz szCs",
        "tcPr": "tcW gridSpan tcBorders shd textDirection vAlign",
        "tblPr": "tblpPr tblW jc tblBorders tblLayout tblCellMar",
    }
    annexes = [{"title": "任务表", "landscape": True, "blocks": [make.rows_table(3)]}]
    data = docx(
        read(make.document(annexes=annexes, imprint=IMPRINT, blocks=[CHART, make.paragraph("甲", lead="乙")]))
    )

    body = part(data, "word/document.xml")

    for name, children in order.items():
        known = children.split()
        for properties in body.iter(qn(f"w:{name}")):
            places = [known.index(etree.QName(child).localname) for child in properties]
            assert places == sorted(places)


CHART = {
    "type": "chart",
    "title": "任务状态",
    "unit": "项",
    "series": ["办结", "逾期"],
    "bars": [
        {"label": "甲组", "values": [6, 2]},
        {"label": "乙组", "values": [3, 0]},
        {"label": "丙组", "values": [0, 0]},
    ],
}


def test_a_chart_is_a_table_whose_cells_are_as_wide_as_its_values() -> None:
    table = next(part(docx(read(make.document(blocks=[CHART]))), "word/document.xml").iter(qn("w:tbl")))

    bars = []
    for row in table.findall(qn("w:tr"))[::2]:
        filled = {
            shade.get(qn("w:fill")): int(shade.getparent().find(qn("w:tcW")).get(qn("w:w")))
            for shade in row.iter(qn("w:shd"))
        }
        bars.append(filled)
    unit = bars[0]["1F4E79"] / 6

    assert [sorted(bar) for bar in bars] == [["1F4E79", "8FB8DE"], ["1F4E79"], []]
    # To one of the 60 steps of the longest bar, 8.
    step = 8 * unit / 60
    assert bars[0]["8FB8DE"] == pytest.approx(2 * unit, abs=step)
    assert bars[1]["1F4E79"] == pytest.approx(3 * unit, abs=step)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, Any]], list[Page]]:
    """What LibreOffice prints of a document."""
    soffice = shutil.which("soffice")
    if not soffice:
        pytest.skip("missing: libreoffice-writer-nogui")
    if not subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=True).stdout:
        pytest.skip("missing: fonts-noto-cjk")
    folder = tmp_path_factory.mktemp("printed")

    def convert(data: dict[str, Any]) -> list[Page]:
        (folder / "made.docx").write_bytes(docx(read(data)))
        made = folder / "made.pdf"
        made.unlink(missing_ok=True)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        subprocess.run([*command, str(folder / "made.docx")], check=True, capture_output=True, timeout=180)
        return pages_of(made.read_bytes())

    return convert


def test_printed_a_full_page_has_22_lines_of_28_characters(
    printed: Callable[[dict[str, Any]], list[Page]],
) -> None:
    pages = printed(make.document(blocks=[make.paragraph("国" * 1500)], imprint=IMPRINT))

    lines = [line for line in pages[1].lines() if TOP <= line[0].baseline <= BOTTOM]
    numbers = [[glyph for glyph in page.glyphs if glyph.baseline > BOTTOM + 4] for page in pages]

    assert [len(line) for line in lines] == [28] * 22
    assert lines[0][0].x == pytest.approx(LEFT, abs=0.5)
    assert lines[0][-1].right == pytest.approx(RIGHT, abs=1.2)
    assert lines[0][0].top >= TOP and lines[-1][0].bottom <= BOTTOM
    pitch = (lines[-1][0].baseline - lines[0][0].baseline) / 21
    assert pitch == pytest.approx(28.95 * PT, abs=0.02)
    assert ["".join(glyph.char for glyph in number) for number in numbers] == ["—1—", "—2—", "—3—", "—4—"]
    assert numbers[0][-1].right == pytest.approx(RIGHT - 14 * PT, abs=1)
    assert numbers[1][0].left == pytest.approx(LEFT + 14 * PT, abs=1)
    assert numbers[1][0].top == pytest.approx(BOTTOM + 7, abs=1)


def test_printed_the_head_and_the_edition_record_stand_where_the_standard_puts_them(
    printed: Callable[[dict[str, Any]], list[Page]],
) -> None:
    pages = printed(make.document(blocks=[make.paragraph("国" * 40)], imprint=IMPRINT))

    mark, number = (pages[0].find(words) for words in ("示例省科学技术厅文件", "示科发"))
    rule = next(rule for rule in pages[0].rules if rule.color == "FF0000")
    record = pages[-1].find("抄送：示例省人民政府办公厅。")

    assert len(pages) == 2
    assert {glyph.color for glyph in mark} == {"FF0000"}
    assert min(glyph.top for glyph in mark) == pytest.approx(TOP + 35, abs=1)
    below = number[0].baseline + 0.12 * 16 * PT
    assert (rule.top + rule.bottom) / 2 - below == pytest.approx(4, abs=1)
    assert (rule.left, rule.right) == pytest.approx((LEFT, RIGHT), abs=1)
    assert record[0].left == pytest.approx(LEFT + 14 * PT, abs=0.5)
    assert 240 < record[0].baseline < BOTTOM
    black = [rule for rule in pages[-1].rules if rule.color == "000000"]
    assert max(rule.bottom for rule in black) == pytest.approx(BOTTOM, abs=1)


def test_printed_a_letter_has_its_rules(printed: Callable[[dict[str, Any]], list[Page]]) -> None:
    first, second = printed(make.letter(blocks=[make.paragraph("国" * 700)]))

    rules = sorted({(rule.top, rule.left, rule.right) for rule in first.rules if rule.color == "FF0000"})

    assert min(glyph.top for glyph in first.find("示例省科技创新办公室")) == pytest.approx(30, abs=1)
    assert [right - left for _, left, right in rules] == pytest.approx([170] * 4, abs=1.2)
    assert rules[-1][0] == pytest.approx(277, abs=1)
    assert "—1—" not in first.text
    assert "—2—" in second.text
    assert [rule for rule in second.rules if rule.color == "FF0000"] == []


def test_printed_a_long_table_repeats_its_header(printed: Callable[[dict[str, Any]], list[Page]]) -> None:
    annexes = [{"title": "任务表", "landscape": True, "blocks": [make.rows_table(60)]}]
    pages = printed(make.document(blocks=[make.paragraph("国" * 40)], annexes=annexes, imprint=IMPRINT))

    across = [page for page in pages if page.width > page.height]
    numbers = [
        "".join(glyph.char for glyph in page.glyphs if glyph.left < 297 - BOTTOM - 5) for page in across
    ]

    assert len(across) >= 3
    assert all("序号任务名称责任单位" in page.text for page in across)
    assert numbers == [f"—{number}—" for number in range(2, 2 + len(across))]
    assert pages[-1].height > pages[-1].width
    assert "抄送" in pages[-1].text


def test_printed_a_bulletin_has_as_many_pages_as_its_pdf(
    printed: Callable[[dict[str, Any]], list[Page]],
) -> None:
    sample = Path(__file__).parents[2] / "demo" / "gazette" / "bulletin.json"
    data = json.loads(sample.read_text(encoding="utf-8"))

    pages = printed(data)

    assert len(pages) == pdf(read(data)).pages == 6
    assert "抄送" in pages[-1].text


def test_minutes_list_who_was_there_under_the_first_name() -> None:
    body = part(docx(read(make.minutes())), "word/document.xml")

    rows = [row for row in body.iter(qn("w:p")) if "".join(row.itertext()).startswith(("出席：", "请假："))]
    places = [attributes(row.find(f"{qn('w:pPr')}/{qn('w:ind')}")) for row in rows]

    # 315.7 twips a character: two in, and three for the label and its colon.
    inset = [int(place["left"]) - int(place["hanging"]) for place in places]
    assert inset == pytest.approx([631, 631], abs=2)
    assert [int(place["hanging"]) for place in places] == pytest.approx([947, 947], abs=2)
    fonts = [row.find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia")) for row in rows]
    assert fonts == ["黑体", "黑体"]
