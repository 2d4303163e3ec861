"""How far tasks are, and what a task with sub-tasks has from these."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

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


def family_of(task: Task) -> Family | None:
    """What stands above a dispatched sub-task; null for a task of the first level."""
    if task.parent is None:
        return None
    children = set(task.parent.children.values_list("pk", flat=True))
    progress = progress_by_task(task.workstream.plan, children)
    return Family(task.parent, progress.get(task.parent_id or 0), len(children))
