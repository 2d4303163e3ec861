"""Workbooks out: real dates and numbers, text that can never run as a formula, who took it and when."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, BinaryIO

import xlsxwriter
from django.http import FileResponse
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel's own limits on a sheet's name.
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_FILE_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*]')


def write_workbook(
    out: BinaryIO | BytesIO,
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Any]],
    *,
    by_name: str = "",
    at: datetime | None = None,
    notes: Sequence[str] = (),
) -> None:
    """One sheet: a header row, then the rows.

    columns: header and width in characters. Values are str, int, Decimal, float, date, datetime, bool or
    None; anything else is written as its str. by_name and at go into the printed footer, so that a leaf
    of paper says who took it. notes: comments shown at the header cells, in order; empty for none.
    """
    # The header is row 1, with nothing above it: what goes out can come in again.
    book = xlsxwriter.Workbook(
        out,
        {
            "constant_memory": True,
            "tmpdir": tempfile.gettempdir(),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    head = book.add_format(
        {"bold": True, "bg_color": "#E8EEF4", "border": 1, "border_color": "#B8C4D0", "text_wrap": True}
    )
    head.set_align("vcenter")
    text = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"})
    number = book.add_format({"valign": "top"})
    sheet = book.add_worksheet(_NOT_IN_SHEET_NAME.sub(" ", title)[:31].strip("'") or None)
    for index, (label, width) in enumerate(columns):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, label, head)
        if index < len(notes) and notes[index]:
            sheet.write_comment(0, index, notes[index])
    last = 0
    for last, row in enumerate(rows, start=1):
        for index, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, bool):
                sheet.write_string(last, index, _("是") if value else _("否"), text)
            elif isinstance(value, datetime):
                naive = localtime(value).replace(tzinfo=None) if is_aware(value) else value
                # To the minute, as shown: a cell is compared and filtered by what it holds.
                sheet.write_datetime(last, index, naive.replace(second=0, microsecond=0), moment)
            elif isinstance(value, date):
                sheet.write_datetime(last, index, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 -- a workbook has no time zones
            elif isinstance(value, int | float | Decimal):
                sheet.write_number(last, index, value, number)
            else:
                sheet.write_string(last, index, str(value)[:32_767], text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    taken = f"{by_name} {at:%Y-%m-%d %H:%M}" if by_name and at else ""
    sheet.set_footer(f"&L{taken.replace('&', '&&')}&R&P / &N")
    book.close()


def workbook_response(
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Any]],
    *,
    by_name: str = "",
    at: datetime | None = None,
    notes: Sequence[str] = (),
) -> FileResponse:
    """The workbook as a download named after its title and day."""
    out = tempfile.SpooledTemporaryFile(max_size=2_000_000)  # noqa: SIM115 -- FileResponse closes it
    write_workbook(out, title, columns, rows, by_name=by_name, at=at, notes=notes)
    out.seek(0)
    name = _NOT_IN_FILE_NAME.sub(" ", f"{title}{at:%Y%m%d}" if at else title)
    return FileResponse(out, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX_TYPE)
