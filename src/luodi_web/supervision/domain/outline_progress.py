"""How far tasks are, and what a task with sub-tasks has from these."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import Unit
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.assignments_scope import assignments_visible_to
from luodi_web.supervision.enums import AssignmentState, Light, UnitRole
from luodi_web.supervision.models import Assignment, Plan, Task
from luodi_web.supervision.rules import WORST_FIRST


@dataclass(frozen=True)
class Family:
    """The task above a sub-task: its progress, and how many sub-tasks it has."""

    parent: Task
    percent: int | None
    count: int


def progress_by_task(plan: Plan, tasks: set[int] | None = None) -> dict[int, int]:
    """Percent by task key: its lead's; for a task with sub-tasks the mean of these, rounded down.

    A sub-task that nobody reports on (returned, withdrawn) counts as 0, so that its parent is not done
    without it. Tasks never dispatched are left out. tasks: only these; null for all.
    """
    rows = Assignment.objects.filter(task__workstream__plan=plan, role=UnitRole.LEAD)
    if tasks is not None:
        rows = rows.filter(task__in=tasks)
    leads: dict[int, list[int]] = defaultdict(list)
    parents: dict[int, int] = {}
    for task, parent, state, percent in rows.values_list("task", "task__parent", "state", "percent"):
        leads[task].append(0 if state in (AssignmentState.RETURNED, AssignmentState.WITHDRAWN) else percent)
        if parent:
            parents[task] = parent
    found = {task: sum(values) // len(values) for task, values in leads.items()}
    below: dict[int, list[int]] = defaultdict(list)
    for task, parent in parents.items():
        below[parent].append(found[task])
    return found | {parent: sum(values) // len(values) for parent, values in below.items()}


def leads_shown_to(rights: Rights, plan: Plan) -> QuerySet[Assignment]:
    """Leads' assignments of a plan whose progress one may see: a dispatched plan is read by more people."""
    return assignments_visible_to(rights).filter(task__workstream__plan=plan, role=UnitRole.LEAD)


def progress_shown_to(rights: Rights, plan: Plan) -> dict[int, int]:
    """``progress_by_task`` of what one may see; of a task with sub-tasks only where one sees them all."""
    found = progress_by_task(plan)
    if rights.covers(Permission.PLANS_VIEW, plan.owner):
        return found
    seen = set(leads_shown_to(rights, plan).values_list("task", flat=True))
    below = Task.objects.filter(workstream__plan=plan, parent__isnull=False, pk__in=found)
    for task, parent in below.values_list("pk", "parent"):
        if task not in seen:
            found.pop(parent, None)
    parents = set(below.values_list("parent", flat=True))
    return {task: percent for task, percent in found.items() if task in seen or task in parents}


def family_of(rights: Rights, task: Task) -> Family | None:
    """What stands above a dispatched sub-task; null for a task of the first level.

    Its progress is null where one does not see all that it is made of.
    """
    if task.parent is None:
        return None
    progress = progress_shown_to(rights, task.workstream.plan)
    return Family(task.parent, progress.get(task.parent.pk), task.parent.children.count())


@dataclass(frozen=True)
class SubTask:
    """A sub-task on its parent's page: who leads it, how many units have it, how far, its worst light.

    deadline: the earliest of its assignments'; percent: null where nobody who leads it can be seen.
    """

    task: Task
    leads: list[Unit]
    units: int
    deadline: date | None
    percent: int | None
    light: Light

    @property
    def light_label(self) -> str:
        return str(self.light.label)


def subtasks_of(children: QuerySet[Task], assignments: QuerySet[Assignment]) -> list[SubTask]:
    """The sub-tasks in their order, with what the given assignments say of them. Two queries.

    assignments: of these tasks, as far as the person sees them and they are in force.
    """
    by_task: dict[int, list[Assignment]] = defaultdict(list)
    for row in assignments.select_related("unit").order_by("unit__path", "pk"):
        by_task[row.task_id].append(row)
    found = []
    for task in children.order_by("order", "pk"):
        rows = by_task[task.pk]
        leads = [row for row in rows if row.role == UnitRole.LEAD]
        shining = {row.light for row in rows}
        found.append(
            SubTask(
                task,
                [row.unit for row in leads],
                len(rows),
                min((row.deadline for row in rows if row.deadline), default=None),
                sum(row.percent for row in leads) // len(leads) if leads else None,
                next((light for light in WORST_FIRST if light in shining), Light.GREY),
            )
        )
    return found
