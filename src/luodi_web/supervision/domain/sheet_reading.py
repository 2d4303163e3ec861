"""One sheet, row by row, to tasks: what merging, numbering and several names in one cell mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.domain.names import ResolvedName
from luodi_web.people.enums import KINDS_WITHOUT_TASKS
from luodi_web.people.models import Unit, UnitGroup
from luodi_web.supervision.domain.drafting_units import known_names
from luodi_web.supervision.domain.milestones import Step, parse_milestones
from luodi_web.supervision.domain.sheet_columns import LABELS, Header
from luodi_web.supervision.domain.sheet_days import DayFault, read_day
from luodi_web.supervision.domain.sheet_grid import SheetGrid
from luodi_web.supervision.domain.sheet_problems import KEEP_WORDS, SKIP_ROW, TAKE_FIRST, Kind, Problem
from luodi_web.supervision.domain.sheet_units import NearNames, candidate_names, same_units, split_units

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
UNIT_COLUMNS = ("lead", "joint", "units")
# A line's own number or mark, as people type it before a workstream or a measure.
_ENUMERATION = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,3}(?:[、．]|\.(?!\d)))\s*"
)
_NUMBERED = re.compile(r"\s*[（(]\d{1,3}[）)]")
_NUMBER = re.compile(r"(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
# Numbers inside one line of a cell: 1.… 2.…, （1）…（2）…, ①…②….
_INLINE = (
    re.compile(r"(?:^|(?<=[\s；;。，,]))(\d{1,2})(?:[、．]|\.(?!\d))"),
    re.compile(r"(?:^|(?<=[\s；;。，,]))[（(](\d{1,2})[）)]"),
    re.compile(r"([①-⑳])"),
)
_ROUND = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True)
class ImportRow:
    """One task read from the sheet; ``number`` is its row in Excel. is_sub: of the last row that is none.

    stream_no: the first part of its 序号 where the whole sheet is numbered, else empty.
    """

    number: int
    workstream: str
    text: str
    measures: list[str]
    target: str
    deliverable: str
    lead: list[str]
    joint: list[str]
    deadline: date | None
    deadline_text: str
    note: str
    leader: str = ""
    responsible: str = ""
    phone: str = ""
    milestones: list[Step] = field(default_factory=list)
    is_sub: bool = False
    stream_no: str = ""
    no: str = ""


@dataclass
class Reading:
    rows: list[ImportRow] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    fixed: list[Problem] = field(default_factory=list)


def read_sheet(grid: SheetGrid, header: Header, fixes: Mapping[str, str], year: int | None = None) -> Reading:
    """The tasks below a header and every problem. ``fixes`` settles problems by their key."""
    return _SheetReader(grid, header, fixes, year).read()


class _SheetReader:
    def __init__(self, grid: SheetGrid, header: Header, fixes: Mapping[str, str], year: int | None) -> None:
        self.grid = grid
        self.header = header
        self.fixes = fixes
        above = "".join(cell for row in grid.cells[: header.first] for cell in row)
        stated = _YEAR.search(above)
        self.year = year or (int(stated[1]) if stated else timezone.localdate().year)
        self.found = Reading()
        self.known: dict[str, ResolvedName] = {}
        self.chosen: dict[str, str] = {}
        self._near: NearNames | None = None
        self._unknown: dict[str, Problem] = {}

    def read(self) -> Reading:
        numbers = [row for row in range(self.header.first, len(self.grid.cells)) if self._is_task(row)]
        self._know_units(numbers)
        stream = ""
        for row in numbers:
            if self.fixes.get(self._key("row", row, "text")) == SKIP_ROW:
                self._note_fixed(row, "text", _("不导入这一行。"))
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
        self._mark_unknown()
        self.found.errors.sort(key=lambda problem: problem.row)
        return self.found

    # Cells -----------------------------------------------------------------------------------------

    def _text(self, row: int, name: str) -> str:
        place = self.header.places.get(name)
        # Only these fill down from a merged cell; a merged target or note is said once, at its first row.
        filled = (
            *UNIT_COLUMNS,
            "workstream",
            "deadline",
            "leader",
            "responsible",
            "phone",
            "provision",
            "text",
        )
        if place is not None and name not in filled and (row, place) in self.grid.covered:
            return ""
        return self.grid.at(row, place).strip()

    def _label(self, name: str) -> str:
        return self.header.labels.get(name) or LABELS[name]

    def _cell(self, row: int, name: str) -> str:
        place = self.header.places.get(name)
        return self.grid.place(row, place) if place is not None else ""

    def _key(self, kind: str, row: int, name: str) -> str:
        return f"{kind}:{self.grid.title}!{self._cell(row, name) or row + 1}"

    def _problem(self, kind: Kind, row: int, name: str, message: str, **rest: object) -> Problem:
        return Problem(
            kind,
            row + 1,
            self._label(name),
            message,
            sheet=self.grid.title,
            cell=self._cell(row, name),
            **rest,
        )

    def _note_fixed(self, row: int, name: str, message: str) -> None:
        self.found.fixed.append(
            self._problem(Kind.NOTE, row, name, message, value=self._text(row, name)[:60])
        )

    def _is_task(self, row: int) -> bool:
        """Not empty, no second header, and no total or remark that only fills the first cell."""
        cells = [cell for cell in self.grid.cells[row] if cell]
        if not cells or not any(self._text(row, name) for name in self.header.places if name != "no"):
            return False
        if self._text(row, "text") == self._label("text"):
            return False
        # A line merged over the whole width names a workstream (一、抓平台), or is a remark.
        return len(set(cells)) > 1 or self._text(row, "text") != cells[0] or len(self.grid.cells[row]) < 3

    # Workstreams ------------------------------------------------------------------------------------

    def _stream(self, row: int) -> str:
        if "workstream" not in self.header.places:
            return self._stream_above(row)
        # In the union layout the clauses within the workstream follow on lines of their own.
        lines = self._text(row, "workstream").splitlines()
        return _ENUMERATION.sub("", lines[0]).strip() if lines else ""

    def _stream_above(self, row: int) -> str:
        """The nearest line merged over the table's width; without any the sheet's own name."""
        for above in range(row - 1, self.header.first - 1, -1):
            cells = {cell for cell in self.grid.cells[above] if cell}
            if len(cells) == 1 and not self._is_task(above):
                return _ENUMERATION.sub("", cells.pop()).strip()
        return self.grid.title if not re.fullmatch(r"Sheet\d*|工作表\d*", self.grid.title) else _("工作任务")

    def _missing_stream(self, row: int) -> str:
        key = self._key("words", row, "workstream")
        if name := self.fixes.get(key, "").strip():
            self._note_fixed(row, "workstream", _("工作板块定为“%(name)s”。") % {"name": name})
            return name
        words = _("第一行任务要写明工作板块。")
        self.found.errors.append(self._problem(Kind.WORDS, row, "workstream", words, key=key))
        return ""

    # Tasks ------------------------------------------------------------------------------------------

    def _task(self, row: int, stream: str) -> Iterator[ImportRow]:
        text = self._words(row)
        if text is None:
            return
        task, means = _split_means(text)
        measures = self._measures(row, means)
        first = self.grid.covered.get((row, self.header.places["text"]))
        below = self._merged_below(row)
        lead, joint = self._units(row)
        day, day_words = self._deadline(row)
        target, deliverable = self._text(row, "target"), self._text(row, "deliverable")
        read = ImportRow(
            number=row + 1,
            workstream=stream,
            text=task,
            measures=measures,
            target=target or self._text(row, "target_both"),
            deliverable=deliverable,
            lead=lead,
            joint=joint,
            deadline=day,
            deadline_text=self._text(row, "deadline_text") or day_words,
            note=self._text(row, "note"),
            leader=self._text(row, "leader"),
            responsible=self._text(row, "responsible"),
            phone=self._text(row, "phone"),
            milestones=self._milestones(row, day),
            no=self._text(row, "no"),
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
        if text := self._text(row, "text"):
            return text
        key = self._key("row", row, "text")
        answer = self.fixes.get(key, "").strip()
        if answer:
            self._note_fixed(row, "text", _("工作任务定为“%(name)s”。") % {"name": answer[:40]})
            return answer
        words = _("没有工作任务：请写明，或不导入这一行。")
        self.found.errors.append(self._problem(Kind.ROW, row, "text", words, key=key))
        return None

    def _measures(self, row: int, means: list[str]) -> list[str]:
        lines = self._text(row, "measures").splitlines()
        if len(lines) == 1 and not self.header.is_ours:
            lines = _split_inline(lines[0])
        return [line for line in map(_measure, [*lines, *means]) if line]

    def _milestones(self, row: int, day: date | None) -> list[Step]:
        key = self._key("words", row, "milestones")
        text = self.fixes.get(key) or self._text(row, "milestones")
        try:
            return parse_milestones(text, day.year if day else None)
        except ValidationError as error:
            self.found.errors.append(
                self._problem(
                    Kind.WORDS, row, "milestones", " ".join(error.messages), value=text, key=key, answer=text
                )
            )
            return []

    def _deadline(self, row: int) -> tuple[date | None, str]:
        text = self._text(row, "deadline")
        start = self._text(row, "start")
        if not text:
            return None, ""
        key = self._key("day", row, "deadline")
        answer = self.fixes.get(key, "")
        if answer == KEEP_WORDS and not text.isdecimal():
            self._note_fixed(row, "deadline", _("按原文保留，不定日期。"))
            return None, text
        if answer:
            try:
                day = date.fromisoformat(answer)
            except ValueError:
                pass
            else:
                self._note_fixed(row, "deadline", _("完成时限定为 %(day)s。") % {"day": answer})
                return day, "" if text.isdecimal() else text
        try:
            day, words = read_day(text, self.year)
        except DayFault as fault:
            choices = [(KEEP_WORDS, _("按原文保留"))] if fault.may_keep_words else []
            self.found.errors.append(
                self._problem(
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
            self.found.notes.append(self._problem(Kind.NOTE, row, "deadline", words_kept, value=text))
        if start and day:
            words = words or f"{start}—{text}"
        return day, words

    # Units ------------------------------------------------------------------------------------------

    def _know_units(self, rows: list[int]) -> None:
        """Asks the register once for every name of the sheet, and puts chosen units in for wrong names."""
        lists = [
            names
            for row in rows
            for column in UNIT_COLUMNS
            if (cell := self._text(row, column))
            for names in candidate_names(cell)
        ]
        self.known = known_names(lists)
        for key, value in self.fixes.items():
            if key.startswith("unit:") and (chosen := _chosen(value)):
                name = key.removeprefix("unit:")
                self.chosen[name] = str(chosen)
                self.known |= known_names([[str(chosen)]])

    def _units(self, row: int) -> tuple[list[str], list[str]]:
        lead = split_units(self._text(row, "lead"), self.known)
        joint = split_units(self._text(row, "joint"), self.known)
        both = split_units(self._text(row, "units"), self.known)
        leads = [*lead.lead, *lead.plain, *joint.lead, *both.lead]
        joints = [*lead.joint, *joint.joint, *joint.plain, *both.joint]
        column = "lead" if "lead" in self.header.places else "units"
        if not leads and both.plain:
            # 责任单位 as one column: the first listed leads (conventions.md 4.3).
            leads, joints = both.plain[:1], [*both.plain[1:], *joints]
        else:
            joints += both.plain
        leads = self._resolved(row, column, leads)
        joints = self._resolved(row, "joint" if "joint" in self.header.places else column, joints)
        if len(leads) > 1:
            leads, joints = self._one_lead(row, column, leads, joints)
        return leads, [name for name in same_units(joints) if name not in leads]

    def _one_lead(
        self, row: int, column: str, leads: list[str], joints: list[str]
    ) -> tuple[list[str], list[str]]:
        key = self._key("lead", row, column)
        if self.fixes.get(key) == TAKE_FIRST:
            words = _("以第一个单位“%(name)s”为牵头，其余为配合。") % {"name": leads[0]}
            self._note_fixed(row, column, words)
            return leads[:1], [*leads[1:], *joints]
        words = _("牵头单位只能有一个：可以第一个为牵头、其余为配合，或在表中改正。")
        first = (TAKE_FIRST, _("以“%(name)s”牵头，其余配合") % {"name": leads[0]})
        self.found.errors.append(
            self._problem(Kind.LEAD, row, column, words, value="、".join(leads), key=key, choices=[first])
        )
        return leads, joints

    def _resolved(self, row: int, column: str, names: list[str]) -> list[str]:
        found = []
        for name in names:
            name = self.chosen.get(name, name)
            unit = self.known[name].unit if name in self.known else None
            if name in self.known and not (unit and unit.kind in KINDS_WITHOUT_TASKS):
                found.append(name)
                continue
            found.append(name)
            if name in self._unknown:
                seen = self._unknown[name]
                self._unknown[name] = replace(seen, count=seen.count + 1)
                continue
            words = _("机构名册里没有“%(name)s”，请选定是哪个机构，或先在机构里加这个别名。")
            if unit:
                words = _("“%(name)s”是企业或高校院所，不能签收任务，请改为其主管部门。")
            self._unknown[name] = self._problem(
                Kind.UNIT, row, column, words % {"name": name}, value=name, key=f"unit:{name}"
            )
        return same_units(found)

    def _mark_unknown(self) -> None:
        for name, problem in self._unknown.items():
            self._near = self._near or NearNames()
            self.found.errors.append(replace(problem, choices=self._near.near(name)))
        for name, chosen in self.chosen.items():
            self.found.fixed.append(
                Problem(Kind.NOTE, 0, "", _("“%(name)s”是“%(unit)s”。") % {"name": name, "unit": chosen})
            )

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
                self.found.errors.append(self._problem(Kind.NOTE, row, name, words, value=value[:20] + "…"))


def _chosen(value: str) -> Unit | UnitGroup | None:
    """The unit or group of ``unit:12`` or ``group:3``; null for anything else, or one that is gone."""
    kind, _colon, rest = value.partition(":")
    if not (rest.isascii() and rest.isdecimal() and len(rest) < 10):
        return None
    if kind == "unit":
        units = Unit.objects.filter(is_active=True).exclude(kind__in=KINDS_WITHOUT_TASKS)
        return units.filter(pk=int(rest)).first()
    return UnitGroup.objects.filter(pk=int(rest)).first() if kind == "group" else None


def _split_means(cell: str) -> tuple[str, list[str]]:
    """A task and the means under it: （1）…, （2）…, one a line. Other lines are words of the task."""
    first, *rest = cell.splitlines() or [""]
    if first and rest and all(_NUMBERED.match(line) for line in rest) and not _NUMBERED.match(first):
        return first.strip(), rest
    return cell, []


def _split_inline(line: str) -> list[str]:
    """A line cut at its numbers where these run 1, 2, 3 …; else the line whole."""
    for pattern in _INLINE:
        marks = list(pattern.finditer(line))
        values = [_ROUND.find(mark[1]) + 1 or int(mark[1]) for mark in marks]
        if (
            len(marks) > 1
            and values == list(range(1, len(marks) + 1))
            and not line[: marks[0].start()].strip()
        ):
            ends = [*(mark.start() for mark in marks[1:]), len(line)]
            parts = (line[mark.end() : end] for mark, end in zip(marks, ends, strict=True))
            return [part.strip(" ；;。，,") for part in parts]
    return [line]


def _measure(line: str) -> str:
    return _ENUMERATION.sub("", line.strip()).strip()
