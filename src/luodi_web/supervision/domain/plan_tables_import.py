"""A plan from a workbook: stored as a whole once every problem of the reading is settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.models import Unit
from luodi_web.policies.models import Package
from luodi_web.supervision.domain.drafting_units import link_units
from luodi_web.supervision.domain.sheet_cells import ImportRow
from luodi_web.supervision.domain.sheet_columns import find_header
from luodi_web.supervision.domain.sheet_days import parse_deadline
from luodi_web.supervision.domain.sheet_grid import read_sheets
from luodi_web.supervision.domain.sheet_problems import Problem
from luodi_web.supervision.domain.sheet_reading import read_sheet
from luodi_web.supervision.enums import SupervisionVerb
from luodi_web.supervision.models import Milestone, Plan, Task, Workstream

__all__ = ["ImportRow", "PlanImport", "Problem", "import_plan", "parse_deadline", "parse_plan_sheet"]

MAX_TASKS = 2000


@dataclass(frozen=True)
class PlanImport:
    """What a workbook holds. ``rows`` may be stored only when there are no ``errors``.

    notes: what was taken as it is and should be looked at; fixed: what a person settled on the page.
    """

    rows: list[ImportRow] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    fixed: list[Problem] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)

    @property
    def workstreams(self) -> list[tuple[str, list[ImportRow]]]:
        """Rows by workstream, in the order in which the workstreams first appear."""
        groups: dict[tuple[str, str], list[ImportRow]] = {}
        for row in self.rows:
            groups.setdefault((row.stream_no, row.workstream), []).append(row)
        return [(name, rows) for (_no, name), rows in groups.items()]


def parse_plan_sheet(
    file: BinaryIO, fixes: Mapping[str, str] | None = None, year: int | None = None
) -> PlanImport:
    """Read every sheet of a workbook that has the columns of a 任务分解表, 责任分工表 or ``luodi plan``.

    fixes: what a person settled, by ``Problem.key``. year: the plan's, for days without one; null for that
    of the sheet's title, else of today. Raises ValidationError when the file is no such workbook.
    """
    sheets = [(grid, header) for grid in read_sheets(file) if (header := find_header(grid.cells))]
    if not sheets:
        raise ValidationError(
            _("表中找不到表头，至少要有“工作任务”和另一列（如牵头单位、完成时限）。请对照模板检查。")
        )
    found = PlanImport(sheets=[grid.title for grid, _header in sheets])
    for grid, header in sheets:
        reading = read_sheet(grid, header, fixes or {}, year)
        found.rows.extend(reading.rows)
        found.errors.extend(reading.errors)
        found.notes.extend(reading.notes)
        found.fixed.extend(reading.fixed)
    if len(found.rows) > MAX_TASKS:
        words = _("有 %(count)d 项任务，一张表最多 %(limit)d 项。")
        raise ValidationError(words % {"count": len(found.rows), "limit": MAX_TASKS})
    return found


@transaction.atomic
def import_plan(found: PlanImport, *, package: Package, title: str, owner: Unit, by: Actor) -> Plan:
    """A new draft from a workbook without errors. Raises ValidationError when there are any."""
    if found.errors or not found.rows:
        raise ValidationError(_("表格还有错误，没有导入。"))
    plan = Plan.objects.create(package=package, title=title, owner=owner, created_by=by.user)
    stored: list[tuple[Task, ImportRow]] = []
    for order, (name, rows) in enumerate(found.workstreams):
        stream = Workstream.objects.create(plan=plan, order=order, name=name)
        above: Task | None = None
        for place, row in enumerate(rows):
            task = _task(stream, place, row)
            if not row.is_sub:
                above = task
                # Stored now: its sub-tasks name its key.
                task.save()
            else:
                task.parent = above
            stored.append((task, row))
    Task.objects.bulk_create([task for task, _row in stored if task.pk is None])
    link_units((task, row.lead, row.joint) for task, row in stored)
    Milestone.objects.bulk_create(
        Milestone(task=task, order=order, due=step.due, text=step.text)
        for task, row in stored
        for order, step in enumerate(row.milestones)
    )
    record(by, SupervisionVerb.PLAN_IMPORTED, plan, after={"title": title, "tasks": len(stored)})
    return plan


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
        leader=row.leader,
        responsible=row.responsible,
        phone=row.phone,
        note=row.note,
    )
