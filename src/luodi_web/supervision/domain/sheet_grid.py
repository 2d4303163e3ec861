"""A workbook's sheets as text, with what merging hides: which cells were covered by which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from openpyxl.utils import get_column_letter

from luodi_web.common.tables.sheets import open_workbook, sheet_grid


@dataclass(frozen=True)
class SheetGrid:
    """One sheet. cells: text, a merged cell's in every cell it covers. covered: (row, column) from 0 of
    those below the first row of a vertical merge, with the first row's number."""

    title: str
    cells: list[list[str]]
    covered: dict[tuple[int, int], int]

    def place(self, row: int, column: int) -> str:
        """A cell as Excel calls it: D7."""
        return f"{get_column_letter(column + 1)}{row + 1}"

    def at(self, row: int, column: int | None) -> str:
        if column is None or column >= len(self.cells[row]):
            return ""
        return self.cells[row][column]


def read_sheets(file: BinaryIO) -> Iterator[SheetGrid]:
    """The visible sheets of a workbook. Raises ValidationError when it is none, or too large."""
    for sheet in open_workbook(file).worksheets:
        if sheet.sheet_state == "visible":
            yield SheetGrid(sheet.title, sheet_grid(sheet), _covered(sheet))


def _covered(sheet: Any) -> dict[tuple[int, int], int]:
    return {
        (row - 1, column - 1): area.min_row - 1
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row + 1, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
