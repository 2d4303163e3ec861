"""调整: what may still be changed in a dispatched plan, one task at a time and with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.notices import notify_people
from luodi_web.people.models import AuditEntry
from luodi_web.supervision.domain.addresses import task_url
from luodi_web.supervision.domain.assignments import resend_assignment, withdraw_assignment
from luodi_web.supervision.domain.deadlines import keep_deadline
from luodi_web.supervision.domain.editing_units import Pick, write_units
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.domain.notices import people_by_unit
from luodi_web.supervision.domain.plan_units import units_of_task
from luodi_web.supervision.domain.positions import position_of
from luodi_web.supervision.domain.publishing import tell_dispatched
from luodi_web.supervision.enums import AssignmentState, PlanState, SupervisionVerb
from luodi_web.supervision.models import Assignment, Plan, Task
from luodi_web.supervision.rules import FINISHED_STATES


@dataclass(frozen=True)
class Adjustment:
    """How many assignments were created or sent again, withdrawn, or got a new deadline or role."""

    added: int
    withdrawn: int
    changed: int


@transaction.atomic
def adjust_task(
    task: Task, *, deadline: date | None, lead: Sequence[Pick], joint: Sequence[Pick], reason: str, by: Actor
) -> Adjustment:
    """Give a dispatched task another deadline and other units.

    New units get an assignment, units that are named no longer have theirs withdrawn (their reports
    stay), the others keep theirs with the new deadline and role. What is done or withdrawn keeps the
    deadline it had. Raises ValidationError with the reason where it cannot be done.
    """
    # The plan's row is the lock for all that is done to its tasks, as in the draft.
    plan = Plan.objects.select_for_update().get(pk=task.workstream.plan_id)
    task = Task.objects.get(pk=task.pk)
    if plan.state != PlanState.PUBLISHED:
        raise ValidationError(_("只有已下达的任务才需要调整；草稿请直接修改。"))
    if task.children.exists():
        raise ValidationError(_("这项任务由子任务承办，请逐项调整子任务。"))
    if len(lead) != 1 or not (lead[0].unit_id or lead[0].group_id):
        raise ValidationError({"lead": _("请选定一个牵头单位。")})
    if any(not (pick.unit_id or pick.group_id) for pick in joint):
        raise ValidationError({"joint": _("配合单位里有不认识的名称，请重新选择。")})
    before = _state(task)
    task.deadline = deadline
    task.save(update_fields=["deadline"])
    write_units(task, lead, [pick for pick in joint if pick not in lead])
    after = _state(task)
    if before == after:
        raise ValidationError(_("时限和单位都没有变化，不需要调整。"))
    result, touched = _settle_assignments(plan, task, reason, by)
    record(by, SupervisionVerb.TASK_ADJUSTED, task, before=before, after={**after, "reason": reason})
    refresh_lights(touched)
    return result


def adjustments_of(task: Task) -> QuerySet[AuditEntry]:
    """Every adjustment of a task, the newest first: who, when, before, after and why."""
    return AuditEntry.objects.filter(
        object_type=Task._meta.label_lower, object_id=str(task.pk), verb=SupervisionVerb.TASK_ADJUSTED
    )


def _settle_assignments(
    plan: Plan, task: Task, reason: str, by: Actor
) -> tuple[Adjustment, list[Assignment]]:
    wanted = units_of_task(task)
    there = {row.unit: row for row in task.assignments.select_related("unit")}
    added: list[Assignment] = []
    changed: list[Assignment] = []
    resent = withdrawn = 0
    for unit, role in wanted.items():
        row = there.get(unit)
        if row is None:
            added.append(
                Assignment(
                    task=task,
                    unit=unit,
                    role=role,
                    deadline=task.deadline,
                    sent_at=timezone.now(),
                    position=position_of(task),
                )
            )
            continue
        if row.state == AssignmentState.WITHDRAWN:
            resend_assignment(row, deadline=task.deadline, by=by)
            Assignment.objects.filter(pk=row.pk).update(role=role)
            resent += 1
        elif row.state not in FINISHED_STATES and (row.role, row.deadline) != (role, task.deadline):
            keep_deadline(row, task.deadline, reason)
            row.role, row.deadline = role, task.deadline
            changed.append(row)
    for unit, row in there.items():
        if unit not in wanted and row.state not in (*FINISHED_STATES, AssignmentState.WITHDRAWN):
            withdraw_assignment(row, reason, by=by)
            withdrawn += 1
    Assignment.objects.bulk_create(added)
    Assignment.objects.bulk_update(changed, ["role", "deadline"])
    tell_dispatched(plan, added)
    _tell_adjusted(task, changed, reason)
    return Adjustment(len(added) + resent, withdrawn, len(changed)), [*added, *changed]


def _tell_adjusted(task: Task, assignments: list[Assignment], reason: str) -> None:
    """Once committed: the units that keep the task hear that it changed, and why."""
    units = {row.unit_id for row in assignments}

    def send() -> None:
        words = _("任务有调整（%(reason)s）：%(task)s") % {"reason": reason[:60], "task": task}
        people = {person for members in people_by_unit(units).values() for person in members}
        notify_people(people, words, task_url(task))

    if units:
        transaction.on_commit(send)


def _state(task: Task) -> dict[str, object]:
    entries = task.task_units.select_related("unit", "group")
    return {
        "deadline": task.deadline,
        "units": [f"{entry.get_role_display()}：{entry}" for entry in entries],
    }
