"""One sheet, row by row, to tasks: what merging, numbering and several names in one cell mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.supervision.domain.milestones import Step, parse_milestones
from luodi_web.supervision.domain.sheet_cells import UNIT_COLUMNS, ImportRow, Reading, SheetCells
from luodi_web.supervision.domain.sheet_columns import Header
from luodi_web.supervision.domain.sheet_days import DayFault, read_day
from luodi_web.supervision.domain.sheet_grid import SheetGrid
from luodi_web.supervision.domain.sheet_problems import KEEP_WORDS, SKIP_ROW, Kind, Problem
from luodi_web.supervision.domain.sheet_row_units import RowUnits
from luodi_web.supervision.domain.sheet_words import split_inline, split_means, without_number

LIMITS = {
    "workstream": 200,
    "text": 1000,
    "deadline_text": 100,
    "target": 300,
    "deliverable": 300,
    "leader": 60,
    "responsible": 120,
    "phone": 60,
    "note": 300,
}
_NUMBER = re.compile(r"(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")


def read_sheet(grid: SheetGrid, header: Header, fixes: Mapping[str, str], year: int | None = None) -> Reading:
    """The tasks below a header and every problem. ``fixes`` settles problems by their key."""
    return _SheetReader(grid, header, fixes, year).read()


class _SheetReader:
    def __init__(self, grid: SheetGrid, header: Header, fixes: Mapping[str, str], year: int | None) -> None:
        self.cells = SheetCells(grid, header, fixes)
        self.units = RowUnits(self.cells)
        self.grid, self.header, self.found = grid, header, self.cells.found
        above = "".join(cell for row in grid.cells[: header.first] for cell in row)
        stated = _YEAR.search(above)
        self.year = year or (int(stated[1]) if stated else timezone.localdate().year)

    def read(self) -> Reading:
        numbers = [row for row in range(self.header.first, len(self.grid.cells)) if self._is_task(row)]
        self.units.know(numbers)
        stream = ""
        for row in numbers:
            if self.cells.fixes.get(self.cells.key("row", row, "text")) == SKIP_ROW:
                self.cells.note_fixed(row, "text", _("不导入这一行。"))
                continue
            stream = self._stream(row) or stream
            if not stream:
                stream = self._missing_stream(row)
            self.found.rows += self._task(row, stream)
        if not numbers:
            words = _("表头下面没有内容。")
            self.found.errors.append(
                Problem(Kind.NOTE, self.header.first + 1, "", words, sheet=self.grid.title)
            )
        self._order()
        self.units.mark_unknown()
        self.found.errors.sort(key=lambda problem: problem.row)
        return self.found

    def _is_task(self, row: int) -> bool:
        """Not empty, no second header, and no total or remark that only fills the first cell."""
        cells = [cell for cell in self.grid.cells[row] if cell]
        if not cells or not any(self.cells.text(row, name) for name in self.header.places if name != "no"):
            return False
        if self.cells.text(row, "text") == self.cells.label("text"):
            return False
        # A line merged over the whole width names a workstream (一、抓平台), or is a remark.
        return (
            len(set(cells)) > 1 or self.cells.text(row, "text") != cells[0] or len(self.grid.cells[row]) < 3
        )

    # Workstreams ------------------------------------------------------------------------------------

    def _stream(self, row: int) -> str:
        if "workstream" not in self.header.places:
            return self._stream_above(row)
        # In the union layout the clauses within the workstream follow on lines of their own.
        lines = self.cells.text(row, "workstream").splitlines()
        return without_number(lines[0]) if lines else ""

    def _stream_above(self, row: int) -> str:
        """The nearest line merged over the table's width; without any the sheet's own name."""
        for above in range(row - 1, self.header.first - 1, -1):
            cells = {cell for cell in self.grid.cells[above] if cell}
            if len(cells) == 1 and not self._is_task(above):
                return without_number(cells.pop())
        return self.grid.title if not re.fullmatch(r"Sheet\d*|工作表\d*", self.grid.title) else _("工作任务")

    def _missing_stream(self, row: int) -> str:
        key = self.cells.key("words", row, "workstream")
        if name := self.cells.fixes.get(key, "").strip():
            self.cells.note_fixed(row, "workstream", _("工作板块定为“%(name)s”。") % {"name": name})
            return name
        words = _("第一行任务要写明工作板块。")
        self.found.errors.append(self.cells.problem(Kind.WORDS, row, "workstream", words, key=key))
        return ""

    # Tasks ------------------------------------------------------------------------------------------

    def _task(self, row: int, stream: str) -> Iterator[ImportRow]:
        text = self._words(row)
        if text is None:
            return
        task, means = split_means(text)
        measures = self._measures(row, means)
        first = self.grid.covered.get((row, self.header.places["text"]))
        below = self._merged_below(row)
        lead, joint = self.units.of(row)
        day, day_words = self._deadline(row)
        target, deliverable = self.cells.text(row, "target"), self.cells.text(row, "deliverable")
        read = ImportRow(
            number=row + 1,
            workstream=stream,
            text=task,
            measures=measures,
            target=target or self.cells.text(row, "target_both"),
            deliverable=deliverable,
            lead=lead,
            joint=joint,
            deadline=day,
            deadline_text=self.cells.text(row, "deadline_text") or day_words,
            note=self.cells.text(row, "note"),
            leader=self.cells.text(row, "leader"),
            responsible=self.cells.text(row, "responsible"),
            phone=self.cells.text(row, "phone"),
            milestones=self._milestones(row, day),
            no=self.cells.text(row, "no"),
        )
        if (first is not None or below) and measures:
            # One task merged over several rows, each with its own 举措: these are its sub-tasks.
            shared = {name for name in ("lead", "joint", "units", "deadline") if self._is_merged(row, name)}
            has_units = bool(shared & set(UNIT_COLUMNS))
            if first is None:
                kept = {} if has_units else {"lead": [], "joint": []}
                if "deadline" not in shared:
                    kept |= {"deadline": None, "deadline_text": ""}
                blank = {"measures": [], "target": "", "deliverable": "", "milestones": [], "note": ""}
                yield replace(read, **blank, **kept)
            own = replace(read, text="；".join(measures), measures=[], is_sub=True)
            if has_units:
                own = replace(own, lead=[], joint=[])
            if "deadline" in shared:
                own = replace(own, deadline=None, deadline_text="")
            self._check(row, own)
            yield own
            return
        self._check(row, read)
        yield read

    def _merged_below(self, row: int) -> bool:
        return self.grid.covered.get((row + 1, self.header.places["text"])) == row

    def _is_merged(self, row: int, name: str) -> bool:
        """Whether a cell is one with that of the task's first row, or of the row below it."""
        place = self.header.places.get(name)
        if place is None:
            return False
        return (row, place) in self.grid.covered or self.grid.covered.get((row + 1, place)) == row

    def _words(self, row: int) -> str | None:
        if text := self.cells.text(row, "text"):
            return text
        key = self.cells.key("row", row, "text")
        answer = self.cells.fixes.get(key, "").strip()
        if answer:
            self.cells.note_fixed(row, "text", _("工作任务定为“%(name)s”。") % {"name": answer[:40]})
            return answer
        words = _("没有工作任务：请写明，或不导入这一行。")
        self.found.errors.append(self.cells.problem(Kind.ROW, row, "text", words, key=key))
        return None

    def _measures(self, row: int, means: list[str]) -> list[str]:
        lines = self.cells.text(row, "measures").splitlines()
        if len(lines) == 1 and not self.header.is_ours:
            lines = split_inline(lines[0])
        return [line for line in map(without_number, [*lines, *means]) if line]

    def _milestones(self, row: int, day: date | None) -> list[Step]:
        key = self.cells.key("words", row, "milestones")
        text = self.cells.fixes.get(key) or self.cells.text(row, "milestones")
        try:
            return parse_milestones(text, day.year if day else None)
        except ValidationError as error:
            self.found.errors.append(
                self.cells.problem(
                    Kind.WORDS, row, "milestones", " ".join(error.messages), value=text, key=key, answer=text
                )
            )
            return []

    def _deadline(self, row: int) -> tuple[date | None, str]:
        text = self.cells.text(row, "deadline")
        start = self.cells.text(row, "start")
        if not text:
            return None, ""
        key = self.cells.key("day", row, "deadline")
        answer = self.cells.fixes.get(key, "")
        if answer == KEEP_WORDS and not text.isdecimal():
            self.cells.note_fixed(row, "deadline", _("按原文保留，不定日期。"))
            return None, text
        if answer:
            try:
                day = date.fromisoformat(answer)
            except ValueError:
                pass
            else:
                self.cells.note_fixed(row, "deadline", _("完成时限定为 %(day)s。") % {"day": answer})
                return day, "" if text.isdecimal() else text
        try:
            day, words = read_day(text, self.year)
        except DayFault as fault:
            choices = [(KEEP_WORDS, _("按原文保留"))] if fault.may_keep_words else []
            self.found.errors.append(
                self.cells.problem(
                    Kind.DAY,
                    row,
                    "deadline",
                    fault.message,
                    value=text,
                    key=key,
                    choices=choices,
                    answer=answer or (fault.suggested.isoformat() if fault.suggested else ""),
                )
            )
            return None, text
        if day is None:
            words_kept = _("“%(text)s”没有日期，按原文保留；下达后不会亮灯。") % {"text": text}
            self.found.notes.append(self.cells.problem(Kind.NOTE, row, "deadline", words_kept, value=text))
        if start and day:
            words = words or f"{start}—{text}"
        return day, words

    # The whole sheet --------------------------------------------------------------------------------

    def _order(self) -> None:
        """Where all rows have numbers such as 1.2 and 1.2.1, these say the order and the levels."""
        rows = self.found.rows
        numbers = [_NUMBER.fullmatch(row.no) for row in rows]
        if not rows or not all(numbers) or len({row.no for row in rows}) < len(rows):
            return
        keyed = sorted(
            zip(numbers, rows, strict=True),
            key=lambda pair: [int(part or 0) for part in pair[0].groups()],
        )
        ordered: list[ImportRow] = []
        tops: set[tuple[str, str]] = set()
        for found, row in keyed:
            first, second, third = found.groups()
            is_sub = third is not None and (first, second) in tops
            if third is None:
                tops.add((first, second))
            ordered.append(replace(row, is_sub=is_sub or (row.is_sub and third is None), stream_no=first))
        self.found.rows = ordered

    def _check(self, row: int, read: ImportRow) -> None:
        for name, limit in LIMITS.items():
            value: str = getattr(read, name)
            if len(value) > limit:
                words = _("超过 %(limit)d 个字，请在表中改短。") % {"limit": limit}
                self.found.errors.append(
                    self.cells.problem(Kind.NOTE, row, name, words, value=value[:20] + "…")
                )
