"""A plan as an Excel workbook: the task decomposition table in the columns that offices use.

Columns: the union of the tables that several offices publish. One row a task and no merged cells, so that
the sheet can be sorted, filtered and read in again. The means of a task stand under it in its own cell,
one a line, numbered （1）. A row that a person must decide says so in 备注 and has a colour.
"""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from os import PathLike
from typing import Any, NamedTuple

import xlsxwriter

from luodi.decompose.model import Plan, PlanTask, Workstream
from luodi.decompose.render import note, outcome

SHEET = "任务分解表"
# Light yellow; 【待核】 in 备注 says the same in words.
DOUBT_COLOUR = "#FFF2CC"
# Excel's limit for the text of one cell.
_CELL_LIMIT = 32767


class Column(NamedTuple):
    """width: in characters of the default font."""

    title: str
    width: float


COLUMNS = (
    Column("序号", 6),
    Column("工作任务(文件条款)", 24),
    Column("具体举措/子任务", 46),
    Column("目标值/成果形式", 22),
    Column("牵头单位", 14),
    Column("责任(配合)单位", 20),
    Column("分管领导", 9),
    Column("责任处室/责任人", 12),
    Column("联系人电话", 11),
    Column("起止/完成时限", 13),
    Column("季度节点", 12),
    Column("备注", 24),
)
_PLACES = {column.title: place for place, column in enumerate(COLUMNS)}
_DEADLINE = _PLACES["起止/完成时限"]
_CENTRED = (_PLACES["序号"], _PLACES["牵头单位"])


def to_xlsx(plan: Plan, target: str | PathLike[str] | BytesIO) -> None:
    """Write the workbook to a path or a buffer. Text is never taken for a formula or a link."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    if not isinstance(target, BytesIO):
        target = str(target)
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": f"{plan.source}{SHEET}"[:255]})
        sheet = book.add_worksheet(SHEET)
        styles = _styles(book)
        title = f"{plan.source}{SHEET}"
        sheet.set_row(0, 30)
        sheet.write_string(0, 0, title[:_CELL_LIMIT], styles["title"])
        for index, column in enumerate(COLUMNS):
            sheet.set_column(index, index, column.width)
            sheet.write_string(1, index, column.title, styles["head"])
        row = 2
        for workstream in plan.workstreams:
            for task in workstream.tasks:
                _write_task(sheet, row, workstream, task, styles)
                row += 1
        sheet.autofilter(1, 0, row - 1, len(COLUMNS) - 1)
        sheet.freeze_panes(2, 3)
        _set_print(sheet, row)


def _write_task(sheet: Any, row: int, workstream: Workstream, task: PlanTask, styles: dict[str, Any]) -> None:
    clause = workstream.clause or f"{workstream.no}、{workstream.name}"
    means = (f"（{number}）{words}" for number, words in enumerate(task.measures, 1))
    by_title = {
        "序号": task.no,
        "工作任务(文件条款)": "\n".join((clause, *task.section)),
        "具体举措/子任务": "\n".join((task.task, *means)),
        "目标值/成果形式": outcome(task),
        "牵头单位": "、".join(task.lead),
        "责任(配合)单位": "、".join(task.joint),
        "备注": note(task),
    }
    cells = {_PLACES[title]: words for title, words in by_title.items()}
    mark = "doubted " if task.doubts else ""
    for index in range(len(COLUMNS)):
        if index == _DEADLINE:
            _write_deadline(sheet, row, task, styles, mark)
        else:
            style = styles[f"{mark}centre" if index in _CENTRED else f"{mark}cell"]
            _write_words(sheet, row, index, cells.get(index, ""), style)
    sheet.set_row(row, _height(cells))


def _write_words(sheet: Any, row: int, column: int, words: str, style: Any) -> None:
    if words:
        sheet.write_string(row, column, words[:_CELL_LIMIT], style)
    else:
        sheet.write_blank(row, column, None, style)


def _write_deadline(sheet: Any, row: int, task: PlanTask, styles: dict[str, Any], mark: str) -> None:
    if task.deadline is None:
        _write_words(sheet, row, _DEADLINE, task.deadline_text or "", styles[f"{mark}centre"])
        return
    day = date.fromisoformat(task.deadline)
    # xlsxwriter takes a naive datetime; a deadline is a day without a zone.
    sheet.write_datetime(row, _DEADLINE, datetime(day.year, day.month, day.day), styles[f"{mark}date"])  # noqa: DTZ001


def _height(cells: dict[int, str]) -> float:
    """Points for the tallest cell: Excel does not fit rows that another program wrote."""
    lines = 1
    for index, words in cells.items():
        # A Chinese character takes two columns of the default font.
        fits = max(1, int(COLUMNS[index].width // 2))
        lines = max(lines, sum(-(-max(1, len(line)) // fits) for line in words.split("\n")))
    return min(409.0, 15.0 * lines + 6)


def _set_print(sheet: Any, rows: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.print_area(0, 0, max(1, rows - 1), len(COLUMNS) - 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _styles(book: Any) -> dict[str, Any]:
    cell = {"text_wrap": True, "valign": "vcenter", "border": 1, "font_name": "宋体", "font_size": 11}
    kinds = {
        "cell": cell,
        "centre": {**cell, "align": "center"},
        "date": {**cell, "align": "center", "num_format": 'yyyy"年"m"月"d"日"'},
    }
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "valign": "vcenter", "font_name": "黑体"}),
        "head": book.add_format(
            {**cell, "bold": True, "align": "center", "bg_color": "#D9E2F3", "font_name": "黑体"}
        ),
        **{name: book.add_format(kind) for name, kind in kinds.items()},
        **{
            f"doubted {name}": book.add_format({**kind, "bg_color": DOUBT_COLOUR})
            for name, kind in kinds.items()
        },
    }
