"""A simulation as an Excel workbook: one sheet a table, with charts of Excel's own beside the figures."""

from __future__ import annotations

import csv
import datetime
import io
import re
from decimal import Decimal
from typing import Any, Final

import xlsxwriter

from luodi.simulate.report import Kind, Report, Table, bare, heading, plain, tables_of
from luodi.source import display_width

_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]")
_NAME_LENGTH: Final = 31
# Excel keeps fifteen digits of a number; what has more is written as text.
_DIGITS: Final = 15
_FORMATS: Final = {Kind.MONEY: "#,##0.00##", Kind.COUNT: "#,##0", Kind.PERCENT: "0.00", Kind.TEXT: "General"}
_CHARTED: Final = 30
# What a spreadsheet takes for a formula at the beginning of a text.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def to_xlsx(report: Report, lang: str = "zh") -> bytes:
    """The workbook. Text is never taken for a formula."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": heading(report, lang)[:255]})
        taken: set[str] = set()
        for number, table in enumerate(tables_of(report, lang)):
            _Sheet(book, _name(table.title, taken)).write(table, heading(report, lang) if not number else "")
    return buffer.getvalue()


def to_csv(report: Report, lang: str = "zh") -> bytes:
    """All tables one below the other, each under its title, with the mark that makes Excel read UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for number, table in enumerate(tables_of(report, lang)):
        if number:
            writer.writerow([])
        writer.writerow([_inert(table.title)])
        writer.writerow([_inert(name) for name, _ in table.columns])
        for row in table.rows:
            writer.writerow([_inert(cell) if isinstance(cell, str) else bare(cell) for cell in row])
    return buffer.getvalue().encode("utf-8-sig")


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _name(title: str, taken: set[str]) -> str:
    """A name of a sheet: no longer than Excel takes, and not there yet in any case of letters."""
    plain_name = _NOT_IN_NAMES.sub(" ", title).strip("'") or "-"
    name, number = plain_name[:_NAME_LENGTH], 1
    while name.lower() in taken:
        number += 1
        ending = f" {number}"
        name = plain_name[: _NAME_LENGTH - len(ending)] + ending
    taken.add(name.lower())
    return name


class _Sheet:
    def __init__(self, book: Any, name: str) -> None:
        self.book, self.name = book, name
        self.sheet = book.add_worksheet(name)
        self.head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True})
        self.formats = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.value = book.add_format({"num_format": "General", "align": "left"})

    def write(self, table: Table, above: str) -> None:
        first = 0
        for line in (above, table.note):
            if line:
                self.sheet.write_string(first, 0, line)
                first += 1
        for at, (name, kind) in enumerate(table.columns):
            shown = [name, *(plain(row[at]) for row in table.rows[:200])]
            width = max(display_width(each) for each in shown) + 3
            self.sheet.set_column(at, at, min(40, max(8, width + (3 if kind is Kind.MONEY else 0))))
            self.sheet.write_string(first, at, name, self.head)
        for number, row in enumerate(table.rows, first + 1):
            for at, (cell, (_, kind)) in enumerate(zip(row, table.columns, strict=True)):
                self._cell(number, at, cell, kind)
        self.sheet.freeze_panes(first + 1, 0)
        if table.chart is not None and table.rows:
            self._chart(table, first)

    def _cell(self, row: int, at: int, cell: Any, kind: Kind) -> None:
        if cell is None:
            return
        if isinstance(cell, datetime.date):
            moment = datetime.datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 -- a workbook has no zones
            self.sheet.write_datetime(row, at, moment, self.day)
        elif isinstance(cell, (int, Decimal)) and len(Decimal(cell).normalize().as_tuple().digits) <= _DIGITS:
            whole = isinstance(cell, int) and kind is Kind.MONEY
            form = self.formats[Kind.COUNT if whole else kind] if kind is not Kind.TEXT else self.value
            self.sheet.write_number(row, at, cell, form)
        else:
            self.sheet.write_string(row, at, plain(cell))

    def _chart(self, table: Table, first: int) -> None:
        assert table.chart is not None
        kind = {"type": "line"} if table.chart.line else {"type": "column"}
        chart = self.book.add_chart(kind)
        last = first + min(len(table.rows), _CHARTED)
        for at in table.chart.series:
            chart.add_series(
                {
                    "name": [self.name, first, at],
                    "categories": [self.name, first + 1, table.chart.category, last, table.chart.category],
                    "values": [self.name, first + 1, at, last, at],
                }
            )
        chart.set_title({"name": table.title})
        chart.set_size({"width": 720, "height": 360})
        self.sheet.insert_chart(first, len(table.columns) + 1, chart)
