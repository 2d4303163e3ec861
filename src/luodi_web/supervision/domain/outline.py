"""The tree of a plan's tasks: one level of sub-tasks, their numbers, and what they have from their parent.

A workstream's tasks are one list: each task, then its sub-tasks. ``arranged`` brings any list into that
order, so that whoever moves rows need not think of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from luodi_web.supervision.models import Task, TaskUnit


def arranged(row: Sequence[Task]) -> list[Task]:
    """One workstream's tasks in the order given, every sub-task behind its parent.

    A sub-task whose parent is not among them, or is a sub-task itself, becomes a task of its own.
    """
    tops = {task.pk: task for task in row if task.parent_id is None}
    below: dict[int, list[Task]] = {}
    for task in row:
        if task.parent_id is not None and task.parent_id in tops:
            below.setdefault(task.parent_id, []).append(task)
        elif task.parent_id is not None:
            task.parent = None
    placed: list[Task] = []
    for task in row:
        if task.parent_id is None:
            placed += [task, *below.get(task.pk, [])]
    return placed


def numbered(tasks: Iterable[Task], stream: int) -> list[tuple[str, Task]]:
    """One workstream's tasks in order with their numbers: 2.1, 2.1.1, 2.1.2, 2.2."""
    found = []
    top = sub = 0
    for task in tasks:
        if task.parent_id is None:
            top, sub = top + 1, 0
            found.append((f"{stream}.{top}", task))
        else:
            sub += 1
            found.append((f"{stream}.{top}.{sub}", task))
    return found


def units_in_force(task: Task) -> list[TaskUnit]:
    """The units a task is done by: its own, for a sub-task without any its parent's.

    Lead and joint are inherited apart: who names only a joint unit keeps the parent's lead.
    """
    own = list(task.task_units.all())
    if task.parent is None:
        return own
    roles = {entry.role for entry in own}
    above = [entry for entry in task.parent.task_units.all() if entry.role not in roles]
    return sorted([*own, *above], key=lambda entry: entry.role != "lead")


def deadline_in_force(task: Task) -> date | None:
    """A task's day; for a sub-task that has neither day nor words for it, its parent's."""
    if task.deadline is None and not task.deadline_text and task.parent is not None:
        return task.parent.deadline
    return task.deadline


def parents_among(tasks: Iterable[Task]) -> set[int]:
    """Keys of tasks that have sub-tasks: what is dispatched are these, not they."""
    return {task.parent_id for task in tasks if task.parent_id is not None}
