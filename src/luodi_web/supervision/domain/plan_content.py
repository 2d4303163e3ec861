"""What a plan says, as JSON that outlives its rows: for baselines and templates.

``{"workstreams": [{"name", "tasks": [{"key", "no", "parent", "text", …}]}]}``: tasks in reading order,
parent is the key of the task above or null; units as ``[role, unit key, group key, name]``, those a
sub-task has from its parent included; milestones as ``[day, words]``; days ISO, null for none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from luodi_web.policies.domain.places import place_words
from luodi_web.supervision.domain.outline import deadline_in_force, numbered, units_in_force
from luodi_web.supervision.domain.plan_units import FOR_UNITS
from luodi_web.supervision.domain.plans import tasks_of
from luodi_web.supervision.models import Plan, Task

Content = dict[str, Any]
# Fields that go over as they are.
WORDS = (
    *("text", "kind", "measures", "target", "deliverable", "deadline_text"),
    *("leader", "responsible", "phone", "note"),
)


def plan_content(plan: Plan) -> Content:
    """The plan as it is now. A fixed number of queries, whatever the size."""
    places = place_words(plan.version.provisions.defer("text", "heading")) if plan.version else {}
    streams: dict[int, list[Task]] = {stream.pk: [] for stream in plan.workstreams.all()}
    for task in tasks_of(plan).prefetch_related(*FOR_UNITS, "milestones", "parent"):
        streams[task.workstream_id].append(task)
    names = dict(plan.workstreams.values_list("pk", "name"))
    return {
        "workstreams": [
            {
                "name": names[pk],
                "tasks": [_row(no, task, places) for no, task in numbered(tasks, number)],
            }
            for number, (pk, tasks) in enumerate(streams.items(), start=1)
        ]
    }


def digest_of(content: Content) -> str:
    """SHA-256 of the content in one fixed spelling."""
    data = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(data.encode()).hexdigest()


def rows_of(content: Content) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every task of a content with its workstream's name."""
    for stream in content["workstreams"]:
        for row in stream["tasks"]:
            yield stream["name"], row


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _row(no: str, task: Task, places: dict[int, str]) -> dict[str, Any]:
    day = deadline_in_force(task)
    return {
        "key": task.pk,
        "no": no,
        "parent": task.parent_id,
        **{name: getattr(task, name) for name in WORDS},
        "deadline": day.isoformat() if day else None,
        "own_deadline": task.deadline.isoformat() if task.deadline else None,
        "units": [[u.role, u.unit_id, u.group_id, str(u)] for u in units_in_force(task)],
        "own_units": [[u.role, u.unit_id, u.group_id, str(u)] for u in task.task_units.all()],
        "milestones": [[m.due.isoformat() if m.due else None, m.text] for m in task.milestones.all()],
        "provision": places.get(task.provision_id or 0, ""),
    }
