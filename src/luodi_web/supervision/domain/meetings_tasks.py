"""A meeting's decisions as tasks, and how far those of the meeting before have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.models import Unit
from luodi_web.policies.models import Package
from luodi_web.supervision.domain.adding_tasks import NewTask, add_tasks
from luodi_web.supervision.domain.drafting import begin_plan
from luodi_web.supervision.domain.meetings import picks_of
from luodi_web.supervision.enums import AssignmentState, MeetingState, SupervisionVerb, UnitRole
from luodi_web.supervision.models import Assignment, Meeting, MeetingDecision, Plan, Task
from luodi_web.supervision.rules import FINISHED_STATES


@dataclass(frozen=True)
class Readiness:
    """One decision before it becomes a task: what hinders it in any plan, what only in a dispatched one."""

    decision: MeetingDecision
    error: str = ""
    warning: str = ""


def check_decisions(decisions: Sequence[MeetingDecision], *, dispatched: bool) -> list[Readiness]:
    """Whether each decision can become a task. Wants ``units`` prefetched.

    A confidential one becomes none: a task is read by more people than were at the meeting.
    """
    rows = []
    for decision in decisions:
        lead, joint = picks_of(decision)
        unknown = [pick.written for pick in (*lead, *joint) if not (pick.unit_id or pick.group_id)]
        error = warning = ""
        if decision.confidential:
            error = _("不公开的事项不转为任务，请线下交办。")
        elif decision.task_id is not None:
            error = _("已经转为任务。")
        elif unknown:
            words = _("名册中没有：%(names)s") % {"names": "、".join(unknown)}
            error, warning = (words, "") if dispatched else ("", words)
        elif not lead:
            words = _("没有牵头单位")
            error, warning = (words, "") if dispatched else ("", words)
        elif decision.deadline is None:
            warning = _("没有完成时限")
        rows.append(Readiness(decision, error, warning))
    return rows


@transaction.atomic
def make_tasks(
    meeting: Meeting,
    decisions: Sequence[MeetingDecision],
    *,
    plan: Plan | None,
    new_plan: tuple[Package, str] | None = None,
    by: Actor,
) -> tuple[Plan, list[Task]]:
    """The decisions as tasks of a plan, all or none; each linked to its task.

    plan: one there is; null begins a draft of ``new_plan``, its package and title, owned by the meeting's
    unit. Raises ValidationError when the meeting is not final or a decision is not ready.
    """
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.state == MeetingState.DRAFT:
        raise ValidationError(_("请先把会议定稿，再转为任务。"))
    keys = [decision.pk for decision in decisions]
    rows = list(meeting.decisions.filter(pk__in=keys).prefetch_related("units"))
    if not rows:
        raise ValidationError(_("请先选择议定事项。"))
    if plan is None:
        if new_plan is None:
            raise ValidationError({"plan": _("请选择任务分解表，或新建一份。")})
        plan = begin_plan(new_plan[0], new_plan[1], meeting.owner, by=by)
    for ready in check_decisions(rows, dispatched=plan.published_at is not None):
        if ready.error:
            words = _("第%(no)d项：%(error)s")
            raise ValidationError(words % {"no": ready.decision.order + 1, "error": ready.error})
    note = _("来源：%(meeting)s") % {"meeting": meeting.title}
    items = []
    for row in rows:
        lead, joint = picks_of(row)
        items.append(NewTask(row.text, lead, joint, row.deadline, row.deadline_text, note))
    name = _("%(meeting)s议定事项") % {"meeting": meeting.title}
    tasks = add_tasks(plan, name[:200], items, label=name[:100], by=by)
    for row, task in zip(rows, tasks, strict=True):
        row.task = task
    MeetingDecision.objects.bulk_update(rows, ["task"])
    record(by, SupervisionVerb.MEETING_TASKED, meeting, after={"title": plan.title, "tasks": len(tasks)})
    return plan, tasks


@dataclass(frozen=True)
class FollowUp:
    """How far a decision has come. share: its lead's; null while it is no dispatched task."""

    decision: MeetingDecision
    lead: str
    deadline: date | None
    share: Assignment | None
    state: str


def follow_up(decisions: QuerySet[MeetingDecision]) -> list[FollowUp]:
    """落实情况 of decisions, from the tasks they became. Three queries."""
    rows = decisions.select_related("task", "meeting").prefetch_related(
        "units__unit", "units__group", "task__assignments__unit"
    )
    return [_follow(row) for row in rows.order_by("meeting__held_at", "order", "pk")]


def _follow(row: MeetingDecision) -> FollowUp:
    units = "、".join(str(one) for one in row.units.all() if one.role == UnitRole.LEAD)
    if row.task is None:
        state = _("不公开") if row.confidential else _("未转为任务")
        return FollowUp(row, units, row.deadline, None, state)
    shares = [one for one in row.task.assignments.all() if one.state != AssignmentState.WITHDRAWN]
    if not shares:
        return FollowUp(row, units, row.task.deadline, None, _("任务未下达"))
    leads = [one for one in shares if one.role == UnitRole.LEAD] or shares
    # A group that leads has many shares: the one furthest behind says how far the matter is.
    share = min(leads, key=lambda one: (one.state in FINISHED_STATES, one.percent, one.pk))
    return FollowUp(row, _names(leads, units), share.deadline, share, share.get_state_display())


def _names(leads: Sequence[Assignment], written: str) -> str:
    names = [_label(one.unit) for one in leads]
    return "、".join(names) if len(names) <= 3 else written or _("%(count)d个单位") % {"count": len(names)}


def _label(unit: Unit) -> str:
    return unit.label
