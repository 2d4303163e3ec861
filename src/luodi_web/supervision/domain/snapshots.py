"""A plan's content as plain rows, what changed between two contents, and putting it back.

A content maps ``"w12"`` (workstream 12) and ``"t34"`` (task 34) to the row's fields; a task's
units and milestones are part of its row, so a task and who does it are always put back together. A change set
keeps, for each row that differs, only the fields that differ; null stands for a row that is not
there. Keys are database keys: what is undone comes back as the same row, and links to it hold.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from luodi_web.people.models import Unit, UnitGroup
from luodi_web.supervision.domain.plans import tasks_of
from luodi_web.supervision.models import Milestone, Plan, Task, TaskUnit, Workstream

Row = dict[str, Any]
Content = dict[str, Row]
Changes = dict[str, Row | None]

TASK_FIELDS = (
    "workstream_id",
    "parent_id",
    "order",
    "text",
    "kind",
    "measures",
    "target",
    "deliverable",
    "deadline_text",
    "leader",
    "responsible",
    "phone",
    "note",
    "provision_id",
    "start",
    "end",
)
# What a task's row holds beside its own fields.
BESIDE = {"units", "milestones"}


def read_content(plan: Plan) -> Content:
    """All rows of the plan as JSON can hold them. Four queries, whatever the size."""
    content: Content = {
        f"w{row.pk}": {"order": row.order, "name": row.name} for row in plan.workstreams.all().order_by("pk")
    }
    for task in tasks_of(plan).prefetch_related("task_units", "milestones"):
        row: Row = {field: getattr(task, field) for field in TASK_FIELDS}
        row["deadline"] = task.deadline.isoformat() if task.deadline else None
        row["units"] = [[u.role, u.unit_id, u.group_id, u.written] for u in task.task_units.all()]
        row["milestones"] = [[m.due.isoformat() if m.due else None, m.text] for m in task.milestones.all()]
        content[f"t{task.pk}"] = row
    return content


def changes_between(before: Content, after: Content) -> tuple[Changes, Changes]:
    """What turns ``after`` back into ``before``, and ``before`` into ``after``."""
    back: Changes = {}
    forth: Changes = {}
    for key in before.keys() | after.keys():
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        if was is None or now is None:
            back[key], forth[key] = was, now
        else:
            fields = [field for field in was if was[field] != now[field]]
            back[key] = {field: was[field] for field in fields}
            forth[key] = {field: now[field] for field in fields}
    return back, forth


def apply_changes(plan: Plan, changes: Changes) -> None:
    """Put rows into the state the changes give: deleted, changed, or there again under their key."""
    workstreams = {key: row for key, row in changes.items() if key[0] == "w"}
    tasks = {key: row for key, row in changes.items() if key[0] == "t"}
    _save_workstreams(plan, {int(key[1:]): row for key, row in workstreams.items() if row is not None})
    _save_tasks({int(key[1:]): row for key, row in tasks.items() if row is not None})
    gone = [int(key[1:]) for key, row in tasks.items() if row is None]
    Task.objects.filter(pk__in=gone, workstream__plan=plan).delete()
    gone = [int(key[1:]) for key, row in workstreams.items() if row is None]
    plan.workstreams.filter(pk__in=gone).delete()


def _save_workstreams(plan: Plan, rows: dict[int, Row]) -> None:
    there = plan.workstreams.in_bulk(list(rows))
    for pk, row in rows.items():
        if pk in there:
            for field, value in row.items():
                setattr(there[pk], field, value)
    Workstream.objects.bulk_update(there.values(), ["order", "name"])
    Workstream.objects.bulk_create(
        [Workstream(pk=pk, plan=plan, **row) for pk, row in rows.items() if pk not in there]
    )


def _save_tasks(rows: dict[int, Row]) -> None:
    there = Task.objects.in_bulk(list(rows))
    new: list[Task] = []
    for pk, row in rows.items():
        task = there.get(pk)
        if task is None:
            task = Task(pk=pk)
            new.append(task)
        for field, value in row.items():
            if field == "deadline":
                task.deadline = date.fromisoformat(value) if value else None
            elif field not in BESIDE:
                setattr(task, field, value)
    if there:
        fields = sorted({field for row in rows.values() for field in row} - BESIDE)
        if fields:
            Task.objects.bulk_update(there.values(), fields)
    Task.objects.bulk_create(new)
    _save_units({pk: row["units"] for pk, row in rows.items() if "units" in row})
    _save_milestones({pk: row["milestones"] for pk, row in rows.items() if "milestones" in row})


def _save_milestones(steps: dict[int, list[list[Any]]]) -> None:
    Milestone.objects.filter(task_id__in=list(steps)).delete()
    Milestone.objects.bulk_create(
        Milestone(task_id=pk, order=order, due=date.fromisoformat(due) if due else None, text=text)
        for pk, row in steps.items()
        for order, (due, text) in enumerate(row)
    )


def _save_units(units: dict[int, list[list[Any]]]) -> None:
    """Replace these tasks' units. One deleted since then comes back as words that no unit answers to."""
    if not units:
        return
    TaskUnit.objects.filter(task_id__in=list(units)).delete()
    entries = [(pk, order, *entry) for pk, row in units.items() for order, entry in enumerate(row)]
    known_units = set(
        Unit.objects.filter(pk__in={e[3] for e in entries if e[3]}).values_list("pk", flat=True)
    )
    known_groups = set(
        UnitGroup.objects.filter(pk__in={e[4] for e in entries if e[4]}).values_list("pk", flat=True)
    )
    TaskUnit.objects.bulk_create(
        TaskUnit(
            task_id=pk,
            order=order,
            role=role,
            unit_id=unit if unit in known_units else None,
            group_id=group if group in known_groups else None,
            written=written if unit in known_units or group in known_groups else written or _("已删除的机构"),
        )
        for pk, order, role, unit, group, written in entries
    )
