"""How far tasks are, and what a task with sub-tasks has from these."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from luodi_web.people.domain.scope import Rights
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.assignments_scope import assignments_visible_to
from luodi_web.supervision.enums import AssignmentState, UnitRole
from luodi_web.supervision.models import Assignment, Plan, Task


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


def family_of(task: Task) -> Family | None:
    """What stands above a dispatched sub-task; null for a task of the first level."""
    if task.parent is None:
        return None
    children = set(task.parent.children.values_list("pk", flat=True))
    progress = progress_by_task(task.workstream.plan, children)
    return Family(task.parent, progress.get(task.parent_id or 0), len(children))
