"""Reading ofd. There is no free writer: the files are built to the format (GB/T 33190-2016) by test code."""

from __future__ import annotations

from luodi.intake import read_bytes
from tests.engine.intake_files import notice, ofd


def read_sheet(sheet: ofd.Sheet) -> list[str]:
    return read_bytes(ofd.ofd_file([sheet]), "a.ofd").text.splitlines()


def test_ofd_gives_paragraphs_and_tables_without_the_pages_furniture() -> None:
    read = read_bytes(ofd.notice_ofd(), "notice.txt")

    assert (read.kind, read.charset, read.title, read.notes) == ("ofd", "", None, ())
    assert read.text == notice.TEXT


def test_ofd_reads_in_the_order_of_places_not_of_objects() -> None:
    sheet = ofd.Sheet()
    sheet.text(28, 120, "第二段。")
    sheet.text(28 + 4 * ofd.SIZE, 100, "后半段。")
    sheet.text(28, 100, "前半段，")

    assert read_sheet(sheet) == ["前半段，后半段。", "第二段。"]


def test_ofd_places_text_by_its_matrix_and_leaves_out_what_stands_askew() -> None:
    sheet = ofd.Sheet()
    sheet.text(28, 120, "第二段。")
    sheet.objects.append(
        '<ofd:TextObject ID="1" Boundary="28 90 100 10" Font="3" Size="2.8" CTM="2 0 0 2 0 0">'
        '<ofd:TextCode X="0" Y="5" DeltaX="g 3 2.8">第一段。</ofd:TextCode></ofd:TextObject>'
        '<ofd:TextObject ID="2" Boundary="50 50 100 100" Font="3" Size="9" CTM="0.7 -0.7 0.7 0.7 0 0">'
        '<ofd:TextCode X="0" Y="50" DeltaX="9 9 9">内部资料</ofd:TextCode></ofd:TextObject>'
    )

    assert read_sheet(sheet) == ["第一段。", "第二段。"]


def test_ofd_reads_all_documents_of_a_file() -> None:
    sheet = ofd.Sheet()
    sheet.text(28, 100, "正文。")
    other = ofd.Sheet()
    other.text(28, 100, "附件的正文。")
    root = (
        f'<ofd:OFD xmlns:ofd="{ofd.NAMESPACE}">'
        "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
        "<ofd:DocBody><ofd:DocRoot>/Doc_1/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )
    document = (
        f'<ofd:Document xmlns:ofd="{ofd.NAMESPACE}"><ofd:Pages>'
        '<ofd:Page ID="1" BaseLoc="/Doc_1/Pages/Content.xml"/></ofd:Pages></ofd:Document>'
    )
    parts = {"OFD.xml": root, "Doc_1/Document.xml": document, "Doc_1/Pages/Content.xml": other.xml()}

    read = read_bytes(ofd.ofd_file([sheet], extra=parts), "a.ofd")

    assert read.text == "正文。\n附件的正文。\n"


def test_ofd_table_with_merged_and_blank_cells() -> None:
    sheet = ofd.Sheet()
    for y in (50, 60, 70, 80):
        # The first column's last two rows are one cell.
        sheet.line(28 if y != 70 else 68, y, 148, y)
    for x in (28, 68, 108, 148):
        sheet.line(x, 50, x, 80)
    for row, cells in enumerate(
        (("任务", "单位", "时限"), ("服务", "省科技厅", "　 "), ("", "省财政厅", "长期"))
    ):
        for column, cell in enumerate(cells):
            if cell:
                sheet.text(30 + 40 * column, 57 + 10 * row, cell)

    assert read_sheet(sheet) == ["| 任务 | 单位 | 时限 |", "| 服务 | 省科技厅 |  |", "|  | 省财政厅 | 长期 |"]
