"""Tasks added to a plan from outside its editor: from a clue, from a meeting's decisions."""

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
from luodi_web.people.domain.scope import Rights
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.editing import edit_plan
from luodi_web.supervision.domain.editing_units import Pick, write_units
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.domain.plan_units import units_of_task
from luodi_web.supervision.domain.positions import position_of
from luodi_web.supervision.domain.publishing import tell_dispatched
from luodi_web.supervision.enums import PlanState, SupervisionVerb
from luodi_web.supervision.models import Assignment, Plan, Task, Workstream


@dataclass(frozen=True)
class NewTask:
    """What a task to be added says, and who is to do it: at most one lead."""

    text: str
    lead: Sequence[Pick] = ()
    joint: Sequence[Pick] = ()
    deadline: date | None = None
    deadline_text: str = ""
    note: str = ""


def plans_open_to(rights: Rights) -> QuerySet[Plan]:
    """Plans the person may add tasks to: drafts they edit, and dispatched ones they may dispatch."""
    drafts = Plan.objects.filter(rights.scope(Permission.PLANS_EDIT, "owner"), state=PlanState.DRAFT)
    sent = Plan.objects.filter(rights.scope(Permission.PLANS_PUBLISH, "owner"), state=PlanState.PUBLISHED)
    return (drafts | sent).select_related("package", "owner").order_by("-pk")


@transaction.atomic
def add_tasks(plan: Plan, workstream: str, items: Sequence[NewTask], *, label: str, by: Actor) -> list[Task]:
    """The items as tasks at the end of the plan's workstream of that name, made where there is none.

    A draft takes them as one edit, which can be undone, called ``label``. A dispatched plan sends them out
    at once: every unit gets its assignment and hears of it. Raises ValidationError where the plan is
    closed, or dispatched and an item has no lead or a name that the register does not know.
    """
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.state == PlanState.CLOSED:
        raise ValidationError(_("任务分解表已办结，不能再增加任务。"))
    if plan.state == PlanState.DRAFT:
        with edit_plan(plan, label, revision=plan.revision, by=by) as locked:
            return _write(locked, workstream, items)
    for item in items:
        if len(item.lead) != 1 or any(_unknown(pick) for pick in (*item.lead, *item.joint)):
            words = _("“%(task)s”要有一个牵头单位，单位都要在名册里，才能下达。")
            raise ValidationError(words % {"task": item.text[:40]})
    tasks = _write(plan, workstream, items)
    now = timezone.now()
    assignments = [
        Assignment(
            task=task, unit=unit, role=role, deadline=task.deadline, sent_at=now, position=position_of(task)
        )
        for task in tasks
        for unit, role in units_of_task(task).items()
    ]
    Assignment.objects.bulk_create(assignments)
    for task in tasks:
        units = [str(entry) for entry in task.task_units.select_related("unit", "group")]
        after = {"text": task.text, "units": units, "deadline": task.deadline, "reason": label}
        record(by, SupervisionVerb.TASK_ADDED, task, after=after)
    tell_dispatched(plan, assignments)
    refresh_lights(assignments)
    return tasks


def _write(plan: Plan, name: str, items: Sequence[NewTask]) -> list[Task]:
    streams = list(plan.workstreams.all())
    stream = next((one for one in streams if one.name == name), None)
    if stream is None and len(streams) == 1 and not streams[0].tasks.exists():
        # The nameless one that an empty plan begins with.
        stream = streams[0]
        stream.name = name
        stream.save(update_fields=["name"])
    if stream is None:
        stream = Workstream.objects.create(plan=plan, order=len(streams), name=name)
    place = stream.tasks.count()
    tasks = []
    for order, item in enumerate(items, start=place):
        task = Task.objects.create(
            workstream=stream,
            order=order,
            text=item.text,
            deadline=item.deadline,
            deadline_text=item.deadline_text,
            note=item.note[:300],
        )
        write_units(task, item.lead, [pick for pick in item.joint if pick not in item.lead])
        tasks.append(task)
    return tasks


def _unknown(pick: Pick) -> bool:
    return not (pick.unit_id or pick.group_id)
