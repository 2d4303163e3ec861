"""A plan as the editor and the read page show it: numbered workstreams with their lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from luodi_web.people.models import Unit, UnitGroup
from luodi_web.supervision.domain.completeness import Finding, Readiness
from luodi_web.supervision.domain.plans import chinese_number
from luodi_web.supervision.enums import UnitRole
from luodi_web.supervision.models import Plan, Task, TaskUnit, Workstream


@dataclass
class Line:
    """One task's line. form: context of its opened fields, null while it is closed."""

    task: Task
    no: str
    lead: list[TaskUnit]
    joint: list[TaskUnit]
    findings: list[Finding]
    form: dict[str, Any] | None = None

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_error]

    @property
    def warnings(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.is_error]


@dataclass
class Stream:
    """One workstream. number counts from 1; label is as documents write it: 一、."""

    row: Workstream
    number: int
    lines: list[Line] = field(default_factory=list)

    @property
    def label(self) -> str:
        return f"{chinese_number(self.number)}、"


def outline_of(plan: Plan, readiness: Readiness) -> list[Stream]:
    """The whole plan in reading order, each task with what the checks say of it."""
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in readiness.findings:
        if finding.task is not None:
            found[finding.task.pk].append(finding)
    rows = plan.workstreams.prefetch_related("tasks__task_units__unit", "tasks__task_units__group")
    streams = []
    for number, row in enumerate(rows, start=1):
        stream = Stream(row, number)
        for place, task in enumerate(row.tasks.all(), start=1):
            stream.lines.append(line_of(task, f"{number}.{place}", found[task.pk]))
        streams.append(stream)
    return streams


def line_of(task: Task, no: str, findings: list[Finding]) -> Line:
    units = list(task.task_units.all())
    lead = [entry for entry in units if entry.role == UnitRole.LEAD]
    return Line(task, no, lead, [entry for entry in units if entry not in lead], findings)


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
