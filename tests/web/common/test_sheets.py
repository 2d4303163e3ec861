"""Workbooks in: every fault named by row and column, nothing raised for a cell."""

import zipfile
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from luodi_web.common.tables import Sheet, SheetColumn, SheetError
from luodi_web.common.tables.sheets import SheetRow, parse_day

SHEET = Sheet(
    [
        SheetColumn("name", "姓名", required=True),
        SheetColumn("since", "任职（起）", parse=parse_day, other_labels=("起始日期",)),
        SheetColumn("note", "备注"),
    ]
)


def workbook(*rows, merge=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merge:
        book.active.merge_cells(area)
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def test_sheet_finds_its_header_below_a_title_in_any_order():
    file = workbook(["人员名单"], ["备注", " 姓 名 *", "任职(起)"], ["甲", "张示例", "2026年3月5日"])

    result = SHEET.read(file)

    assert result.errors == []
    assert [(row.number, row.values["name"], str(row.values["since"])) for row in result.rows] == [
        (3, "张示例", "2026-03-05")
    ]


def test_sheet_collects_all_faults():
    file = workbook(["姓名", "起始日期"], ["", "2026-02-30"], [None, None], ["李示例", "明年"])

    result = SHEET.read(file)

    words = "“{}”不是有效的日期，请写成 2026-11-05 的样子。"
    assert result.errors == [
        SheetError(2, "姓名", "此列必填。"),
        SheetError(2, "任职（起）", words.format("2026-02-30"), "2026-02-30"),
        SheetError(4, "任职（起）", words.format("明年"), "明年"),
    ]


def test_sheet_merged_cell_counts_for_every_row_it_covers():
    file = workbook(["姓名", "备注"], ["张示例", "一处"], ["李示例", None], merge=["B2:B3"])

    result = SHEET.read(file)

    assert result.rows == [
        SheetRow(2, {"name": "张示例", "since": None, "note": "一处"}),
        SheetRow(3, {"name": "李示例", "since": None, "note": "一处"}),
    ]


@pytest.mark.parametrize(
    "data", [b"", b"not a workbook", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0" + b"x" * 600]
)
def test_sheet_refuses_what_is_no_workbook(data):
    with pytest.raises(ValidationError, match="不是可以打开的 Excel 表格"):
        SHEET.read(BytesIO(data))


def test_sheet_without_headers_names_the_columns_it_needs():
    with pytest.raises(ValidationError, match="姓名"):
        SHEET.read(workbook(["甲", "乙"]))


def test_sheet_with_only_a_header_says_so():
    assert SHEET.read(workbook(["姓名"])).errors == [SheetError(2, "", "表头下面没有内容。")]


def test_sheet_with_cells_in_far_corners_is_refused_before_it_is_read():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD20000"] = "姓名", "x"
    out = BytesIO()
    book.save(out)

    with pytest.raises(ValidationError, match="20000 行 × 16384 列"):
        SHEET.read(BytesIO(out.getvalue()))


def test_sheet_with_a_merged_cell_as_large_as_a_sheet_is_refused_before_it_is_opened():
    out, plain = BytesIO(), workbook(["姓名"], ["甲"])
    merged = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    with zipfile.ZipFile(plain) as given, zipfile.ZipFile(out, "w") as made:
        for item in given.infolist():
            data = given.read(item)
            made.writestr(item.filename, data.replace(b"</sheetData>", b"</sheetData>" + merged))

    with pytest.raises(ValidationError, match="1048576 行 × 16384 列"):
        SHEET.read(BytesIO(out.getvalue()))
