"""Baselines: what a plan promised on a day; and drift: what has changed since, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.models import AuditEntry
from luodi_web.supervision.domain.plan_content import day_of, digest_of, plan_content, rows_of
from luodi_web.supervision.enums import AssignmentState, SupervisionVerb, UnitRole
from luodi_web.supervision.models import Assignment, Baseline, Plan, Task


@dataclass(frozen=True)
class Change:
    """One thing that differs. kind: a key of KINDS. days: by how many a deadline moved, later is positive."""

    kind: str
    words: str
    days: int | None = None


@dataclass(frozen=True)
class TaskDrift:
    """A task with what changed in it. task_id: null once the task is gone. reasons: newest first."""

    no: str
    workstream: str
    text: str
    task_id: int | None
    changes: list[Change] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def kinds() -> dict[str, str]:
    """Every kind of change in words, in the order of the filter."""
    return {
        "added": _("新增任务"),
        "removed": _("删去任务"),
        "deadline": _("时限变化"),
        "units": _("单位变化"),
        "target": _("目标变化"),
        "text": _("文字变化"),
        "milestones": _("节点变化"),
    }


@transaction.atomic
def freeze_baseline(plan: Plan, name: str, *, by: Actor) -> Baseline:
    """Keep the plan as it is now under a name. Raises ValidationError for a name that it has already."""
    locked = Plan.objects.select_for_update(of=("self",)).select_related("version").get(pk=plan.pk)
    name = name.strip()
    if not name:
        raise ValidationError({"name": _("请给基线起一个名称。")})
    if locked.baselines.filter(name=name).exists():
        raise ValidationError({"name": _("已有名为“%(name)s”的基线，请换一个名称。") % {"name": name}})
    content = plan_content(locked)
    made = Baseline.objects.create(
        plan=locked, name=name, by=by.user, content=content, digest=digest_of(content)
    )
    tasks = sum(1 for _row in rows_of(content))
    after = {"name": name, "tasks": tasks, "sha256": made.digest}
    record(by, SupervisionVerb.BASELINE_FROZEN, locked, after=after)
    return made


def is_intact(baseline: Baseline) -> bool:
    """Whether the baseline is what was frozen."""
    return digest_of(baseline.content) == baseline.digest


def read_drift(baseline: Baseline) -> list[TaskDrift]:
    """The plan now against the baseline: only tasks that differ, in today's order, what is gone last."""
    then = {row["key"]: (stream, row) for stream, row in rows_of(baseline.content)}
    now = {row["key"]: (stream, row) for stream, row in rows_of(plan_content(baseline.plan))}
    moved = _moved_assignments(baseline.plan)
    reasons = _reasons(baseline, now)
    found = []
    for key, (stream, row) in now.items():
        if key not in then:
            changes = [Change("added", _("基线之后新增"))]
        else:
            changes = [*_changes(then[key][1], row), *moved.get(key, [])]
        if changes:
            found.append(TaskDrift(row["no"], stream, row["text"], key, changes, reasons.get(key, [])))
    for key, (stream, row) in then.items():
        if key not in now:
            gone = [Change("removed", _("基线之后删去"))]
            found.append(TaskDrift(row["no"], stream, row["text"], None, gone))
    return found


def count_kinds(drift: Iterable[TaskDrift]) -> dict[str, int]:
    """How many tasks have each kind of change."""
    counts: dict[str, int] = defaultdict(int)
    for row in drift:
        for kind in {change.kind for change in row.changes}:
            counts[kind] += 1
    return dict(counts)


def _changes(was: dict[str, Any], now: dict[str, Any]) -> list[Change]:
    found = []
    if (was["deadline"], was["deadline_text"]) != (now["deadline"], now["deadline_text"]):
        found.append(_deadline_change(day_of(was["deadline"]), day_of(now["deadline"]), was, now))
    for role, label in ((UnitRole.LEAD, _("牵头")), (UnitRole.JOINT, _("配合"))):
        before, after = _names(was, role), _names(now, role)
        if set(before) != set(after):
            values = {"role": label, "was": "、".join(before) or _("无"), "now": "、".join(after) or _("无")}
            found.append(Change("units", _("%(role)s：%(was)s → %(now)s") % values))
    for name in ("target", "deliverable"):
        if was[name] != now[name]:
            found.append(Change("target", _arrow(was[name], now[name])))
    if was["text"] != now["text"]:
        found.append(Change("text", _("原文字：%(was)s") % {"was": was["text"]}))
    if was["milestones"] != now["milestones"]:
        values = [
            "；".join(" ".join(filter(None, step)) for step in side["milestones"]) for side in (was, now)
        ]
        found.append(Change("milestones", _arrow(*values)))
    return found


def _deadline_change(
    was: date | None, now: date | None, before: dict[str, Any], after: dict[str, Any]
) -> Change:
    words = _arrow(
        was.isoformat() if was else before["deadline_text"],
        now.isoformat() if now else after["deadline_text"],
    )
    days = (now - was).days if was and now else None
    if days:
        shift = _("推后 %(count)d 天") if days > 0 else _("提前 %(count)d 天")
        words = f"{words}（{shift % {'count': abs(days)}}）"
    return Change("deadline", words, days)


def _moved_assignments(plan: Plan) -> dict[int, list[Change]]:
    """Units whose own deadline is another than their task's: extended one by one."""
    rows = Assignment.objects.filter(task__workstream__plan=plan, deadline__isnull=False)
    rows = rows.exclude(state__in=[AssignmentState.WITHDRAWN, AssignmentState.DONE])
    found: dict[int, list[Change]] = defaultdict(list)
    for row in rows.select_related("unit", "task").order_by("unit__path"):
        if row.task.deadline and row.deadline != row.task.deadline:
            days = (row.deadline - row.task.deadline).days
            words = _("%(unit)s 单独定为 %(day)s") % {"unit": row.unit.label, "day": row.deadline.isoformat()}
            found[row.task_id].append(Change("deadline", words, days))
    return found


def _reasons(baseline: Baseline, now: dict[int, Any]) -> dict[int, list[str]]:
    """Why tasks and their units' deadlines were changed since the baseline, as the trail has it."""
    owners = dict(
        Assignment.objects.filter(task__workstream__plan=baseline.plan).values_list("pk", "task_id")
    )
    task_type, assignment_type = Task._meta.label_lower, Assignment._meta.label_lower
    entries = AuditEntry.objects.filter(at__gte=baseline.at, object_type__in=[task_type, assignment_type])
    # Not by key: a plan of thousands would go past what one query may hold.
    found: dict[int, list[str]] = defaultdict(list)
    for entry in entries.filter(after__has_key="deadline").order_by("-pk").iterator():
        if not entry.object_id.isdecimal():
            continue
        key = int(entry.object_id) if entry.object_type == task_type else owners.get(int(entry.object_id), 0)
        reason = entry.after.get("reason") or entry.after.get("note")
        if key in now and reason:
            when = timezone.localtime(entry.at)
            found[key].append(f"{when:%Y-%m-%d} {entry.user_name}：{reason}")
    return found


def _names(row: dict[str, Any], role: str) -> list[str]:
    return [name for kind, _unit, _group, name in row["units"] if kind == role]


def _arrow(was: str, now: str) -> str:
    return _("%(was)s → %(now)s") % {"was": was or _("无"), "now": now or _("无")}
