"""下达: a draft becomes assignments of units, once."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.notices import notify_people
from luodi_web.people.models import User
from luodi_web.supervision.domain.addresses import board_url
from luodi_web.supervision.domain.baselines import freeze_baseline
from luodi_web.supervision.domain.completeness import can_publish
from luodi_web.supervision.domain.editing import lock_draft
from luodi_web.supervision.domain.editing_units import Pick, write_units
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.domain.notices import people_by_unit
from luodi_web.supervision.domain.outline import deadline_in_force, units_in_force
from luodi_web.supervision.domain.plan_units import FOR_UNITS, plan_dispatch
from luodi_web.supervision.domain.plans import tasks_of
from luodi_web.supervision.domain.positions import position_of
from luodi_web.supervision.enums import PlanState, SupervisionVerb, UnitRole
from luodi_web.supervision.models import Assignment, Plan

BATCH = 500


@transaction.atomic
def publish_plan(plan: Plan, by: Actor, *, revision: int | None = None) -> int:
    """Dispatch a draft: one assignment for each task and unit, lights on, units told; the number created.

    revision: what the person saw in the preview; null skips the comparison.
    Raises ValidationError with the reasons of ``can_publish``, StaleRevision when the plan changed since
    the preview, EditRefused when it has been dispatched already.
    """
    if revision is None:
        revision = Plan.objects.get(pk=plan.pk).revision
    locked = lock_draft(plan, revision)
    readiness = can_publish(locked)
    if not readiness.allowed:
        raise ValidationError(readiness.reason)
    now = timezone.now()
    settle_inherited(locked)
    dispatch = plan_dispatch(locked)
    assignments = Assignment.objects.bulk_create(
        [
            Assignment(
                task=task,
                unit=unit,
                role=role,
                deadline=task.deadline,
                sent_at=now,
                position=position_of(task),
            )
            for task, unit, role in dispatch.entries
        ],
        batch_size=BATCH,
    )
    locked.state = PlanState.PUBLISHED
    locked.published_at = now
    locked.published_by = by.user
    locked.save(update_fields=["state", "published_at", "published_by"])
    record(
        by,
        SupervisionVerb.PLAN_PUBLISHED,
        locked,
        before={"state": str(PlanState.DRAFT.label)},
        after={
            "state": str(PlanState.PUBLISHED.label),
            "tasks": dispatch.task_count,
            "units": len(dispatch.shares),
            "assignments": len(assignments),
        },
    )
    freeze_baseline(locked, _("下达时"), by=by)
    tell_dispatched(locked, assignments)
    refresh_lights(assignments)
    plan.refresh_from_db()
    return len(assignments)


def settle_inherited(plan: Plan) -> None:
    """Write into sub-tasks what they have from their parent: after dispatch each is adjusted for itself."""
    for task in tasks_of(plan).filter(parent__isnull=False).prefetch_related(*FOR_UNITS):
        own = len(task.task_units.all())
        entries = units_in_force(task)
        if len(entries) > own:
            picks = [
                (entry.role, Pick(entry.unit_id, entry.group_id, entry.written if not entry.unit_id else ""))
                for entry in entries
            ]
            lead = [pick for role, pick in picks if role == UnitRole.LEAD]
            write_units(task, lead, [p for role, p in picks if role == UnitRole.JOINT and p not in lead])
        if task.deadline != (day := deadline_in_force(task)):
            task.deadline = day
            task.save(update_fields=["deadline"])


def tell_dispatched(plan: Plan, assignments: list[Assignment]) -> None:
    """Once committed: one notice to each person who signs for a unit, with the number of tasks."""
    counts = Counter(assignment.unit_id for assignment in assignments)
    if not counts:
        return

    def send() -> None:
        per_person: Counter[User] = Counter()
        for unit, people in people_by_unit(counts).items():
            for person in people:
                per_person[person] += counts[unit]
        by_count: dict[int, list[User]] = defaultdict(list)
        for person, count in per_person.items():
            by_count[count].append(person)
        for count, people in by_count.items():
            words = _("收到%(count)d项新任务，请签收：%(plan)s") % {"count": count, "plan": plan.title}
            notify_people(people, words, board_url(plan=str(plan.pk)))

    transaction.on_commit(send)
