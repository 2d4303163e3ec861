"""A 任务分解表 from a workbook: read whole, every fault named by row, nothing stored unless all is right."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from luodi.decompose.terms import find_deadline
from luodi_web.common.tables.sheets import Sheet, SheetColumn, SheetError, SheetResult, SheetRow, parse_day
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.names import ResolvedName
from luodi_web.people.enums import KINDS_WITHOUT_TASKS
from luodi_web.people.models import Unit
from luodi_web.policies.models import Package
from luodi_web.supervision.domain.drafting_units import known_names, link_units, rejoin_names
from luodi_web.supervision.domain.plan_tables import COLUMNS
from luodi_web.supervision.enums import SupervisionVerb
from luodi_web.supervision.models import Plan, Task, Workstream

LABELS = {name: str(label) for name, label, _width in COLUMNS}
OTHER_LABELS = {
    "no": ("编号",),
    "workstream": ("板块", "重点工作", "工作类别"),
    "text": ("任务", "重点任务", "任务内容"),
    "measures": ("子任务", "工作举措", "主要举措"),
    "target": ("目标", "目标值/成果形式", "工作目标"),
    "lead": ("牵头部门", "责任单位", "牵头责任单位"),
    "joint": ("责任（配合）单位", "配合部门", "责任单位（配合）", "参与单位"),
    "deadline": ("时限", "完成时间", "起止/完成时限", "办理时限"),
    "provision": ("条款",),
}
# What the union layout of many offices, which ``luodi plan`` writes too, calls these columns: there the
# clause stands under 工作任务（文件条款）, and what a unit is held to under 具体举措/子任务, its means
# numbered on lines of their own below it. Older files have a column 方式 for them.
UNION_LABELS = LABELS | {
    "workstream": "工作任务（文件条款）",
    "text": "具体举措/子任务",
    "measures": "方式",
    "target": "目标值/成果形式",
    "joint": "责任（配合）单位",
}
LIMITS = {
    "workstream": 200,
    "text": 1000,
    "deadline_text": 100,
    "target": 300,
    "deliverable": 300,
    "note": 300,
}
MAX_TASKS = 2000
# A line's own number or mark, as people type it before a workstream or a measure.
_ENUMERATION = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,3}[.、．])\s*"
)
_NUMBERED = re.compile(r"\s*[（(]\d{1,3}[）)]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BETWEEN_UNITS = re.compile(r"[、，,；;\n]+")


@dataclass(frozen=True)
class ImportRow:
    """One task read from the sheet; ``number`` is its row in Excel."""

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


@dataclass(frozen=True)
class PlanImport:
    """What a workbook holds. ``rows`` may be stored only when there are no ``errors``."""

    rows: list[ImportRow] = field(default_factory=list)
    errors: list[SheetError] = field(default_factory=list)

    @property
    def workstreams(self) -> list[tuple[str, list[ImportRow]]]:
        """Rows by workstream, in the order in which the workstreams first appear."""
        groups: dict[str, list[ImportRow]] = {}
        for row in self.rows:
            groups.setdefault(row.workstream, []).append(row)
        return list(groups.items())


def parse_plan_sheet(file: BinaryIO) -> PlanImport:
    """Read a workbook in the layout of the export. Raises ValidationError when it is no such workbook.

    Also read: the union layout that ``luodi plan`` writes. A merged workstream cell counts for all its
    rows; an empty one continues the row above. A deadline in words (长期坚持, 2026年底前) is kept as words,
    with the day it settles.
    """
    data = BytesIO(file.read())
    try:
        result = _sheet(UNION_LABELS, ("workstream", "text")).read(data)
    except ValidationError:
        data.seek(0)
        result = _sheet(LABELS, ("text",)).read(data)
    if len(result.rows) > MAX_TASKS:
        words = _("有 %(count)d 项任务，一张表最多 %(limit)d 项。")
        raise ValidationError(words % {"count": len(result.rows), "limit": MAX_TASKS})
    cells = [row.values[name] or "" for row in result.rows for name in ("lead", "joint")]
    known = known_names([cell.strip()] if cell else [] for cell in cells)
    known |= known_names(_split_names(cell) for cell in cells)
    rows: list[ImportRow] = []
    stream = ""
    for row in result.rows:
        stream = _workstream(row) or stream
        if not stream:
            result.refuse(row, LABELS["workstream"], _("第一行任务要写明工作板块。"))
        rows.append(_import_row(row, stream, known))
    _check_units(rows, known, result)
    _check_lengths(rows, result)
    return PlanImport(rows, sorted(result.errors, key=lambda error: error.row))


@transaction.atomic
def import_plan(found: PlanImport, *, package: Package, title: str, owner: Unit, by: Actor) -> Plan:
    """A new draft from a workbook without errors. Raises ValidationError when there are any."""
    if found.errors or not found.rows:
        raise ValidationError(_("表格还有错误，没有导入。"))
    plan = Plan.objects.create(package=package, title=title, owner=owner, created_by=by.user)
    stored: list[tuple[Task, ImportRow]] = []
    for order, (name, rows) in enumerate(found.workstreams):
        stream = Workstream.objects.create(plan=plan, order=order, name=name)
        stored += [(_task(stream, place, row), row) for place, row in enumerate(rows)]
    Task.objects.bulk_create([task for task, _row in stored])
    link_units((task, row.lead, row.joint) for task, row in stored)
    record(by, SupervisionVerb.PLAN_IMPORTED, plan, after={"title": title, "tasks": len(stored)})
    return plan


def parse_deadline(text: str) -> tuple[date | None, str]:
    """A deadline cell as a day and the words it was given in; words alone where they settle no day.

    Raises ValidationError for a day that does not exist.
    """
    try:
        return parse_day(text), ""
    except ValidationError as error:
        found = find_deadline(text, None)
        if found and found.due:
            return date.fromisoformat(found.due), text
        is_words = not any(char.isdigit() for char in text)
        if is_words or (found and not _YEAR.search(text)):
            return None, text
        raise error from None


def _sheet(labels: dict[str, str], required: tuple[str, ...]) -> Sheet:
    parsers = {"deadline": parse_deadline}
    return Sheet(
        [
            SheetColumn(
                name,
                labels[name],
                required=name in required,
                parse=parsers.get(name),
                other_labels=OTHER_LABELS.get(name, ()),
                width=width,
            )
            for name, _label, width in COLUMNS
        ]
    )


def _workstream(row: SheetRow) -> str:
    # In the union layout the clauses within the workstream follow on lines of their own.
    lines = (row.values["workstream"] or "").strip().splitlines()
    return _ENUMERATION.sub("", lines[0]).strip() if lines else ""


def _import_row(row: SheetRow, stream: str, known: Container[str]) -> ImportRow:
    def text(name: str) -> str:
        return row.values[name] or ""

    day, words = row.values["deadline"] or (None, "")
    task, means = _split_means(text("text"))
    return ImportRow(
        number=row.number,
        workstream=stream,
        text=task,
        measures=[line for line in map(_measure, [*text("measures").splitlines(), *means]) if line],
        target=text("target"),
        deliverable=text("deliverable"),
        lead=_names(text("lead"), known),
        joint=_names(text("joint"), known),
        deadline=day,
        deadline_text=text("deadline_text") or words,
        note=text("note"),
    )


def _split_means(cell: str) -> tuple[str, list[str]]:
    """A task and the means under it: （1）…, （2）…, one a line. Other lines are words of the task."""
    first, *rest = cell.splitlines() or [""]
    if first and rest and all(_NUMBERED.match(line) for line in rest) and not _NUMBERED.match(first):
        return first.strip(), rest
    return cell, []


def _measure(line: str) -> str:
    return _ENUMERATION.sub("", line.strip()).strip()


def _split_names(cell: str) -> list[str]:
    return [name.strip() for name in _BETWEEN_UNITS.split(cell) if name.strip()]


def _names(cell: str, known: Container[str]) -> list[str]:
    """Names in one cell. A cell that is a name as a whole (各市、州) stays whole."""
    cell = cell.strip()
    return [cell] if cell in known else rejoin_names(_split_names(cell), known)


def _check_units(rows: list[ImportRow], known: dict[str, ResolvedName], result: SheetResult) -> None:
    for row in rows:
        if len(row.lead) > 1:
            words = _("牵头单位只能有一个，其余请移到配合单位。")
            result.refuse(row.number, LABELS["lead"], words, "、".join(row.lead))
        for column, names in (("lead", row.lead), ("joint", row.joint)):
            for name in names:
                if name not in known:
                    words = _("机构名册里没有“%(name)s”，请改用全称，或先在机构里加这个别名。")
                    result.refuse(row.number, LABELS[column], words % {"name": name}, name)
                elif (unit := known[name].unit) and unit.kind in KINDS_WITHOUT_TASKS:
                    words = _("“%(name)s”是企业或高校院所，不能签收任务，请改为其主管部门。")
                    result.refuse(row.number, LABELS[column], words % {"name": name}, name)


def _check_lengths(rows: list[ImportRow], result: SheetResult) -> None:
    for row in rows:
        for name, limit in LIMITS.items():
            value: str = getattr(row, name)
            if len(value) > limit:
                words = _("超过 %(limit)d 个字。") % {"limit": limit}
                result.refuse(row.number, LABELS[name], words, value[:20] + "…")


def _task(stream: Workstream, order: int, row: ImportRow) -> Task:
    return Task(
        workstream=stream,
        order=order,
        text=row.text,
        measures=row.measures,
        target=row.target,
        deliverable=row.deliverable,
        deadline=row.deadline,
        deadline_text=row.deadline_text,
        note=row.note,
    )
