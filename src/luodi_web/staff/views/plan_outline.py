"""A plan as the editor and the read page show it: numbered workstreams with their lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.utils.translation import gettext as _

from luodi_web.people.models import Unit, UnitGroup
from luodi_web.supervision.domain.completeness import Finding, Readiness
from luodi_web.supervision.domain.outline import deadline_in_force, numbered, units_in_force
from luodi_web.supervision.domain.plan_units import FOR_UNITS
from luodi_web.supervision.domain.plans import chinese_number, tasks_of
from luodi_web.supervision.enums import UnitRole
from luodi_web.supervision.models import Plan, Task, TaskUnit, Workstream

# What the editor shows at once: a row takes some 3 ms, and a plan of a province has thousands.
PAGE_TASKS = 200


@dataclass
class Line:
    """One task's line. form: context of its opened fields, null while it is closed.

    lead, joint: its own. inherited: what a sub-task has from its parent; due its parent's day where it
    has none. subs: its sub-tasks that are on the same page.
    """

    task: Task
    no: str
    lead: list[TaskUnit]
    joint: list[TaskUnit]
    findings: list[Finding]
    inherited: list[TaskUnit] = field(default_factory=list)
    due: date | None = None
    subs: list[Line] = field(default_factory=list)
    form: dict[str, Any] | None = None

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_error]

    @property
    def warnings(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.is_error]


@dataclass
class Stream:
    """One workstream. number counts from 1; label is as documents write it: 一、.

    count: its tasks on all pages; lines are those of the page.
    """

    row: Workstream
    number: int
    count: int = 0
    lines: list[Line] = field(default_factory=list)

    @property
    def label(self) -> str:
        return f"{chinese_number(self.number)}、"


def task_page(plan: Plan, number: str | None, task: int | None = None) -> Page[int]:
    """The keys of a page of the plan's tasks: the page that a task is on, or a numbered one."""
    keys = list(tasks_of(plan).values_list("pk", flat=True))
    paginator = Paginator(keys, PAGE_TASKS)
    if task in keys:
        return paginator.page(keys.index(task) // PAGE_TASKS + 1)
    return paginator.get_page(number)


def outline_of(plan: Plan, readiness: Readiness, page: Page[int]) -> list[Stream]:
    """A page of the plan in reading order, each task with what the checks say of it.

    A workstream is there where it has a task on the page, or stands empty between those that have.
    """
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in readiness.findings:
        if finding.task is not None:
            found[finding.task.pk].append(finding)
    shown = Task.objects.filter(pk__in=page.object_list).order_by("order", "pk")
    tasks: dict[int, list[Task]] = defaultdict(list)
    for task in shown.prefetch_related(*FOR_UNITS, "milestones"):
        tasks[task.workstream_id].append(task)
    numbers = _numbers(plan)
    first, last = page.start_index() - 1 if page.object_list else 0, page.end_index()
    streams = []
    before = 0
    # Whoever groups has to say the order again: a model's own does not hold for groups.
    rows = plan.workstreams.annotate(task_count=Count("tasks")).order_by("order", "pk")
    for number, row in enumerate(rows, start=1):
        stream = Stream(row, number, row.task_count)
        for task in tasks[row.pk]:
            line = line_of(task, numbers[task.pk], found[task.pk])
            if task.parent_id and stream.lines and stream.lines[-1].task.pk == task.parent_id:
                stream.lines[-1].subs.append(line)
            else:
                stream.lines.append(line)
        is_between = first <= before < last or (before == last and not page.has_next())
        if stream.lines or (not stream.count and is_between):
            streams.append(stream)
        before += row.task_count
    return streams


def _numbers(plan: Plan) -> dict[int, str]:
    """Each task's number, 2.1 or 2.1.3, by key."""
    streams: dict[int, list[Task]] = defaultdict(list)
    for task in tasks_of(plan).only("pk", "workstream_id", "parent_id", "order"):
        streams[task.workstream_id].append(task)
    order = plan.workstreams.values_list("pk", flat=True)
    return {
        task.pk: no for number, pk in enumerate(order, start=1) for no, task in numbered(streams[pk], number)
    }


def stream_names(plan: Plan) -> list[Stream]:
    """All workstreams without their tasks, to choose one."""
    return [Stream(row, number) for number, row in enumerate(plan.workstreams.all(), start=1)]


def line_of(task: Task, no: str, findings: list[Finding]) -> Line:
    units = list(task.task_units.all())
    lead = [entry for entry in units if entry.role == UnitRole.LEAD]
    inherited = [entry for entry in units_in_force(task) if entry not in units]
    due = None if task.deadline else deadline_in_force(task)
    joint = [entry for entry in units if entry not in lead]
    return Line(task, no, lead, joint, findings, inherited, due)


def picker_choices(task: Task) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """What the unit pickers of a task hold: lead and joint, each as [{value, label}]."""
    rows: dict[str, list[dict[str, str]]] = {UnitRole.LEAD: [], UnitRole.JOINT: []}
    for entry in task.task_units.all():
        if entry.unit is not None:
            choice = {"value": f"unit:{entry.unit_id}", "label": entry.unit.label}
        elif entry.group is not None:
            choice = {"value": f"group:{entry.group_id}", "label": entry.group.name}
        else:
            label = _("%(name)s（名册中没有）") % {"name": entry.written}
            choice = {"value": f"written:{entry.written}", "label": label}
        rows[entry.role].append(choice)
    return rows[UnitRole.LEAD], rows[UnitRole.JOINT]


def pick_labels(values: Iterable[str]) -> dict[str, str]:
    """Labels of picked values such as ``unit:12``; values that stand for nothing are left out."""
    ids: dict[str, set[int]] = {"unit": set(), "group": set()}
    labels: dict[str, str] = {}
    for value in values:
        kind, _colon, rest = value.partition(":")
        if kind in ids and rest.isascii() and rest.isdecimal() and len(rest) < 10:
            ids[kind].add(int(rest))
        elif kind == "written":
            labels[value] = rest
    for unit in Unit.objects.filter(pk__in=ids["unit"]):
        labels[f"unit:{unit.pk}"] = unit.label
    for group in UnitGroup.objects.filter(pk__in=ids["group"]):
        labels[f"group:{group.pk}"] = group.name
    return labels
