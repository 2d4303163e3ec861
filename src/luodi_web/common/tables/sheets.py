"""Workbooks in: the layout of the export, read row by row, every fault named by row and column."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any, BinaryIO

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

MAX_ROWS = 20_000
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
# As many rows as there may be, of 200 columns.
MAX_CELLS = 4_000_000
_MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*["']\s*(\$?[A-Z]+\$?\d+):(\$?[A-Z]+\$?\d+)"""
)


@dataclass(frozen=True)
class SheetColumn:
    """A column that a sheet may have.

    label: its header; also known by ``other_labels``. parse: from the cell's text to the value; raises
    ValidationError with words for the person. Without parse the text itself. note: said in the template.
    """

    name: str
    label: str
    required: bool = False
    parse: Callable[[str], Any] | None = None
    other_labels: tuple[str, ...] = ()
    note: str = ""
    width: int = 18


@dataclass(frozen=True)
class SheetError:
    """One fault: the row as Excel numbers it, the column's header ("" for the row itself), words."""

    row: int
    column: str
    message: str
    value: str = ""


@dataclass(frozen=True)
class SheetRow:
    """A row that was read: values by column name, None where the cell is empty."""

    number: int
    values: dict[str, Any]


@dataclass
class SheetResult:
    rows: list[SheetRow] = field(default_factory=list)
    errors: list[SheetError] = field(default_factory=list)

    def refuse(self, row: SheetRow | int, column: str, message: str, value: str = "") -> None:
        """Add a fault found after reading, e.g. a unit that nobody knows."""
        number = row.number if isinstance(row, SheetRow) else row
        self.errors.append(SheetError(number, column, message, value))


class Sheet:
    """A layout. ``read`` collects what is wrong in cells; it raises for a file it cannot open."""

    def __init__(self, columns: Sequence[SheetColumn]) -> None:
        self.columns = list(columns)

    def read(self, file: BinaryIO) -> SheetResult:
        """All rows and all faults of the first sheet that has the headers.

        Rows above the header (a title) are skipped, empty rows too; a merged cell's value counts for every
        cell it covers. Raises ValidationError when the file is no workbook, is too large, or no sheet has
        the required headers.
        """
        book = open_workbook(file)
        for sheet in book.worksheets:
            grid = sheet_grid(sheet)
            found = self._header(grid)
            if found:
                return self._rows(grid, *found)
        missing = "、".join(str(column.label) for column in self.columns if column.required)
        raise ValidationError(_("表中找不到表头，至少要有这些列：%(columns)s。") % {"columns": missing})

    def _header(self, grid: list[list[str]]) -> tuple[int, dict[str, int]] | None:
        for index, cells in enumerate(grid[:20]):
            heads = {_squeeze(cell): position for position, cell in reversed(list(enumerate(cells))) if cell}
            places = {
                column.name: heads[_squeeze(label)]
                for column in self.columns
                for label in reversed((column.label, *column.other_labels))
                if _squeeze(label) in heads
            }
            if places and all(column.name in places for column in self.columns if column.required):
                return index, places
        return None

    def _rows(self, grid: list[list[str]], header: int, places: dict[str, int]) -> SheetResult:
        result = SheetResult()
        for index in range(header + 1, len(grid)):
            cells = grid[index]
            if not any(cells):
                continue
            values: dict[str, Any] = {}
            for column in self.columns:
                place = places.get(column.name)
                text = cells[place] if place is not None and place < len(cells) else ""
                values[column.name] = self._value(column, text, index + 1, result)
            result.rows.append(SheetRow(index + 1, values))
        if not result.rows:
            result.refuse(header + 2, "", _("表头下面没有内容。"))
        return result

    @staticmethod
    def _value(column: SheetColumn, text: str, number: int, result: SheetResult) -> Any:
        if not text:
            if column.required:
                result.refuse(number, column.label, _("此列必填。"))
            return None
        if column.parse is None:
            return text
        try:
            return column.parse(text)
        except ValidationError as error:
            result.refuse(number, column.label, " ".join(error.messages), text)
            return None


def parse_day(text: str) -> date:
    """A day as people write it in sheets: 2026-11-05, 2026/11/5, 2026.11.5, 2026年11月5日."""
    plain = text.strip()
    for mark in ("年", "月", "/", "."):
        plain = plain.replace(mark, "-")
    parts = plain.removesuffix("日").strip("-").split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        raise ValidationError(
            _("“%(text)s”不是有效的日期，请写成 2026-11-05 的样子。") % {"text": text}
        ) from None


def open_workbook(file: BinaryIO) -> openpyxl.Workbook:
    """The workbook. Raises ValidationError when the file is none, or too large once unpacked."""
    data = file.read()
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            size = sum(item.file_size for item in packed.infolist())
            if size > MAX_UNPACKED_BYTES:
                raise ValidationError(_("表格解开后过大，请拆分后再导入。"))
            _check_merged(packed)
        return openpyxl.load_workbook(BytesIO(data), data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError) as error:
        # SyntaxError: the base of every XML parser's error here. .xls is another format altogether.
        raise ValidationError(
            _("这个文件不是可以打开的 Excel 表格（.xlsx），请在 Excel 中另存后再试。")
        ) from error


def _check_area(rows: int, columns: int) -> None:
    """Raises ValidationError for an area that is read cell by cell and is nearly all empty: two cells in
    opposite corners of a sheet make one.
    """
    if rows * columns > MAX_CELLS:
        words = _("表格的范围太大（%(rows)d 行 × %(columns)d 列），请删去多余的空白行列后再导入。")
        raise ValidationError(words % {"rows": rows, "columns": columns})


def _check_merged(packed: zipfile.ZipFile) -> None:
    """The same of merged cells, each of which is made when the workbook is opened."""
    for item in packed.infolist():
        if item.filename.startswith("xl/worksheets/"):
            total = 0
            for first, last in _MERGED.findall(packed.read(item)):
                left, top, right, bottom = range_boundaries(f"{first.decode()}:{last.decode()}")
                rows, columns = abs(bottom - top) + 1, abs(right - left) + 1
                _check_area(rows, columns)
                total += rows * columns
            _check_area(total, 1)


def sheet_grid(sheet: Any) -> list[list[str]]:
    """A sheet's cells as text, a merged cell's in every cell it covers.

    Raises ValidationError beyond MAX_ROWS.
    """
    if sheet.max_row > MAX_ROWS + 20:
        raise ValidationError(_("表格超过 %(count)d 行，请拆分后再导入。") % {"count": MAX_ROWS})
    _check_area(sheet.max_row, sheet.max_column)
    grid = [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    for area in sheet.merged_cells.ranges:
        value = grid[area.min_row - 1][area.min_col - 1]
        for row in range(area.min_row - 1, area.max_row):
            for column in range(area.min_col - 1, min(area.max_col, len(grid[row]))):
                grid[row][column] = value
    return grid


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute) else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _squeeze(label: str) -> str:
    """A header without what people change in it: spaces, line breaks, the width of brackets, a star."""
    table = str.maketrans("（）", "()", " \n\r\t　*＊")
    return label.translate(table)
