"""A workbook's sheets as grids of text: bounded, merged cells filled, what is no text turned into FEEL."""

from __future__ import annotations

import datetime
import lzma
import re
import zlib
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.utils import get_column_letter

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.dmn.build import NOT_XML
from luodi.dmn.elements import Place
from luodi.dmn.xml import MAX_BYTES, too_large

# Unpacked; a table of 20,000 rules with 20 columns has about 40 MB.
_MAX_UNPACKED: Final = 96 * 1024 * 1024
_MAX_ROWS: Final = 50_000
_MAX_COLUMNS: Final = 500
# An id must be a name of XML without a colon (XML 1.0, rules 4 and 4a).
_FIRST: Final = (
    r"A-Za-z_\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    r"\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_ID: Final = re.compile(rf"[{_FIRST}][{_FIRST}\-.0-9\xb7\u0300-\u036f\u203f-\u2040]*")


@dataclass(slots=True)
class Grid:
    """One sheet. cells: its texts by row and column from 0; numbers, days and truth values as FEEL."""

    name: str
    cells: list[list[str | None]]
    found: list[Diagnostic] = field(default_factory=list)
    file: str = ""

    def text(self, row: int, column: int) -> str | None:
        """The text of a cell; None where it is blank or outside."""
        if row >= len(self.cells) or column >= len(self.cells[row]):
            return None
        return self.cells[row][column] or None

    def words(self, row: int, column: int) -> str | None:
        """The text without white space around it; for names and labels."""
        text = self.text(row, column)
        return (text.strip() or None) if text is not None else None

    def add(
        self, code: str, row: int, column: int, severity: Severity = Severity.ERROR, **values: object
    ) -> None:
        """A diagnostic that names the sheet and the cell."""
        where = str(self.place(row, column))
        self.found.append(Diagnostic(code, severity, None, values, self.file, where))

    def check_id(self, row: int, column: int, text: str) -> None:
        """Say where an id that is given cannot be one."""
        if not _ID.fullmatch(text):
            self.add("XLS020", row, column, was=text)

    def place(self, row: int, column: int) -> Place:
        """``表1!B8``, for what is read from a cell: faults found in it later name it, too."""
        return Place(row + 1, (f"{self.name}!{get_column_letter(column + 1)}{row + 1}",))


def read_grids(data: bytes, file: str = "") -> list[Grid]:
    """All sheets of a workbook.

    Raises LuodiError: XLS001 no workbook, DMN003 or XLS002 too large. Formulas (XLS004), error values
    (XLS005), characters that no model can hold (XLS017) and sheets that are too large (XLS016) are in the
    grids' ``found``.
    """
    if len(data) > MAX_BYTES:
        raise LuodiError(too_large(len(data), file))
    _check_parts(data, file)
    try:
        book = openpyxl.load_workbook(BytesIO(data))
    except Exception as error:  # openpyxl raises whatever the parts of a broken file lead to
        raise LuodiError(Diagnostic("XLS001", Severity.ERROR, file=file)) from error
    return [_grid(sheet, file) for sheet in book.worksheets]


def _check_parts(data: bytes, file: str) -> None:
    """Before anything is unpacked: its size; and no part may declare a document type."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
            if size > _MAX_UNPACKED:
                values = {"size_mb": size // (1024 * 1024), "limit_mb": _MAX_UNPACKED // (1024 * 1024)}
                raise LuodiError(Diagnostic("XLS002", Severity.ERROR, None, values, file))
            for part in archive.namelist():
                with archive.open(part) as stream:
                    if b"<!DOCTYPE" in stream.read(4096):
                        raise LuodiError(Diagnostic("DMN002", Severity.ERROR, file=file))
    except (BadZipFile, OSError, RuntimeError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
        raise LuodiError(Diagnostic("XLS001", Severity.ERROR, file=file)) from error


def _grid(sheet: Any, file: str) -> Grid:
    grid = Grid(sheet.title, [], file=file)
    if sheet.max_row > _MAX_ROWS or sheet.max_column > _MAX_COLUMNS:
        grid.add("XLS016", 0, 0, rows=_MAX_ROWS, columns=_MAX_COLUMNS)
        return grid
    for row in sheet.iter_rows():
        grid.cells.append([_text(grid, cell) for cell in row])
    for merged in sheet.merged_cells.ranges:
        # A merged cell says the same for every cell it covers.
        value = grid.text(merged.min_row - 1, merged.min_col - 1)
        for row_number in range(merged.min_row - 1, min(merged.max_row, len(grid.cells))):
            line = grid.cells[row_number]
            for column in range(merged.min_col - 1, min(merged.max_col, len(line))):
                line[column] = value
    return grid


def _text(grid: Grid, cell: Any) -> str | None:
    value = cell.value
    if value is None:
        return None
    place = (cell.row - 1, cell.column - 1)
    if cell.data_type == "f":
        grid.add("XLS004", *place)
        return None
    if cell.data_type == "e":
        grid.add("XLS005", *place, value=value)
        return None
    text = _as_feel(value)
    match = NOT_XML.search(text)
    if match is not None:
        grid.add("XLS017", *place, char=f"U+{ord(match[0]):04X}")
        return None
    return text


def _as_feel(value: object) -> str:
    """A cell's value as the text of a FEEL expression; text as it stands."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            # Excel keeps 15 digits; what lies beyond is an artefact of binary numbers.
            return format(Decimal(format(value, ".15g")), "f")
        case datetime.datetime():
            midnight = value.time() == datetime.time()
            return f'@"{value.date() if midnight else value.replace(microsecond=0).isoformat()}"'
        case datetime.date():
            return f'@"{value}"'
        case datetime.time():
            return f'@"{value.replace(microsecond=0).isoformat()}"'
        case datetime.timedelta():
            return f'@"P{value.days}DT{value.seconds}S"'
        case _:
            return str(value)
