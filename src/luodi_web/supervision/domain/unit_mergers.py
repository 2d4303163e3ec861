"""What becomes of a unit's tasks and plans when it is merged into another (机构撤并)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.mergers import Move
from luodi_web.people.domain.notices import notify_people
from luodi_web.people.models import Unit
from luodi_web.supervision.domain.addresses import board_url
from luodi_web.supervision.domain.assignments import locked, withdraw_assignment
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.domain.notices import people_by_unit
from luodi_web.supervision.enums import AssignmentState, PlanState, SupervisionVerb, UnitRole
from luodi_web.supervision.models import Assignment, Plan, TaskUnit
from luodi_web.supervision.rules import FINISHED_STATES

OVER = (*FINISHED_STATES, AssignmentState.WITHDRAWN)
# States from which the successor's share takes over where the other unit stands.
ASIDE = (AssignmentState.RETURNED, AssignmentState.WITHDRAWN)


class Pair(NamedTuple):
    """An open assignment of the ended unit and the one that the successor has of the same task, if any."""

    old: Assignment
    there: Assignment | None

    @property
    def words(self) -> str:
        if self.there is None:
            return _("转交继任机构，办理经过和进展保留")
        if self.there.state in FINISHED_STATES:
            return _("继任机构已完成这项任务，原机构的份额撤回")
        deadline = stricter(self.old.deadline, self.there.deadline)
        if deadline is None:
            return _("并入继任机构已有的份额")
        return _("并入继任机构已有的份额，时限取较早的 %(day)s") % {"day": deadline.isoformat()}


def stricter(one: date | None, other: date | None) -> date | None:
    """The earlier deadline; one that is not fixed is later than any day."""
    return min((day for day in (one, other) if day is not None), default=None)


def preview_work(unit: Unit, successor: Unit) -> list[Move]:
    pairs = _pairs(unit, successor)
    lines = [(str(pair.old.task), pair.words) for pair in pairs]
    plans = list(_plans_owned(unit).order_by("pk"))
    drafts = list(_drafts_naming(unit).order_by("pk"))
    return [
        Move(_("承办任务"), len(pairs), lines),
        Move(_("编制的任务分解表"), len(plans), [(plan.title, _("改由继任机构编制")) for plan in plans]),
        Move(_("写到它的分解表草稿"), len(drafts), [(plan.title, _("改写为继任机构")) for plan in drafts]),
    ]


@transaction.atomic
def move_work(unit: Unit, successor: Unit, reason: str, by: Actor) -> None:
    """Open assignments, owned plans and what drafts and running tasks name pass to the successor.

    An assignment moves as it is, with its reports and history. Where the successor has one of the same
    task, that one gets the stricter deadline and the leading role, and the ended unit's is withdrawn with
    its reports. Reasons name the ended unit.
    """
    # Plans first, like dispatching and adjusting: both wait for this row before they touch assignments.
    open_plans = Plan.objects.filter(pk__in=_drafts_naming(unit).values("pk")) | Plan.objects.filter(
        pk__in=_open(unit).values("task__workstream__plan")
    )
    list(Plan.objects.select_for_update().filter(pk__in=open_plans.values("pk")).order_by("pk"))
    words = _("机构撤并：%(unit)s并入%(successor)s（%(reason)s）") % {
        "unit": unit.name,
        "successor": successor.name,
        "reason": reason,
    }
    pairs = _pairs(unit, successor)
    both = [row for pair in pairs for row in pair if row is not None]
    rows = {row.pk: row for row in locked(both)}
    touched = []
    for pair in pairs:
        old = rows[pair.old.pk]
        if old.state in OVER:
            continue  # Finished or taken back while this act waited for its row.
        if pair.there is None:
            touched.append(_take_over(old, unit, successor, words, by))
        else:
            touched.append(_merge_into(rows[pair.there.pk], old, unit, words, by))
    _rename_in_tasks(unit, successor, [pair.old.task_id for pair in pairs])
    _plans_owned(unit).update(owner=successor)
    refresh_lights(touched)
    _tell(unit, successor, len(touched))


def _open(unit: Unit) -> QuerySet[Assignment]:
    return Assignment.objects.filter(unit=unit).exclude(state__in=OVER)


def _pairs(unit: Unit, successor: Unit) -> list[Pair]:
    rows = list(_open(unit).select_related("task").order_by("pk"))
    there = {
        row.task_id: row
        for row in Assignment.objects.filter(unit=successor, task__in=[row.task_id for row in rows])
    }
    return [Pair(row, there.get(row.task_id)) for row in rows]


def _plans_owned(unit: Unit) -> QuerySet[Plan]:
    return Plan.objects.filter(owner=unit).exclude(state=PlanState.CLOSED)


def _drafts_naming(unit: Unit) -> QuerySet[Plan]:
    """Drafts that name the unit, itself or through a group."""
    named = TaskUnit.objects.filter(
        Q(unit=unit) | Q(group__members=unit), task__workstream__plan=OuterRef("pk")
    )
    return Plan.objects.filter(Exists(named), state=PlanState.DRAFT)


def _take_over(row: Assignment, unit: Unit, successor: Unit, words: str, by: Actor) -> Assignment:
    row.unit = successor
    if row.state == AssignmentState.SENT:
        # The time to sign begins anew: the successor has only now been given the task.
        row.sent_at = timezone.now()
    row.save(update_fields=["unit", "sent_at"])
    record(
        by,
        SupervisionVerb.UNIT_TAKEN_OVER,
        row,
        before={"unit": unit.name},
        after={"unit": successor.name, "reason": words},
    )
    return row


def _merge_into(there: Assignment, old: Assignment, unit: Unit, words: str, by: Actor) -> Assignment:
    state, acknowledged = old.state, (old.acknowledged_at, old.acknowledged_by)
    withdraw_assignment(old, words[:300], by=by)
    if there.state in FINISHED_STATES:
        return there
    before = {"deadline": there.deadline, "role": there.role, "state": there.state}
    if there.state in ASIDE and state not in ASIDE:
        # The successor was out of it, the ended unit was not: the work stands where that one stood.
        there.deadline, there.state, there.reason, there.returned_at = old.deadline, state, "", None
        there.acknowledged_at, there.acknowledged_by = acknowledged
        there.sent_at = timezone.now() if state == AssignmentState.SENT else old.sent_at
    else:
        there.deadline = stricter(there.deadline, old.deadline)
    if UnitRole.LEAD in (there.role, old.role):
        there.role = UnitRole.LEAD
    there.save()
    after = {"deadline": there.deadline, "role": there.role, "state": there.state, "reason": words}
    record(by, SupervisionVerb.UNIT_TAKEN_OVER, there, before=before, after={"unit": unit.name, **after})
    return there


def _rename_in_tasks(unit: Unit, successor: Unit, task_ids: list[int]) -> None:
    """Where drafts and the moved tasks name the unit they name the successor, once, leading if either led."""
    drafts = Q(task__workstream__plan__state=PlanState.DRAFT)
    entries = TaskUnit.objects.filter(drafts | Q(task__in=task_ids), unit=unit).select_related(
        "task__workstream"
    )
    touched = set()
    for entry in entries:
        same = TaskUnit.objects.filter(task=entry.task_id, unit=successor).first()
        if same is None:
            entry.unit = successor
            entry.save(update_fields=["unit"])
        else:
            if UnitRole.LEAD in (entry.role, same.role):
                same.role = UnitRole.LEAD
                same.save(update_fields=["role"])
            entry.delete()
        touched.add(entry.task.workstream.plan_id)
    # An editor that still shows the old unit is told that the draft has changed.
    Plan.objects.filter(pk__in=touched, state=PlanState.DRAFT).update(revision=F("revision") + 1)


def _tell(unit: Unit, successor: Unit, count: int) -> None:
    """Once committed: the successor's people hear how many tasks they have got."""
    if not count:
        return
    values = {"unit": unit.name, "count": count}
    words = _("%(unit)s撤并，%(count)d 项任务转由你单位承办") % values

    def send() -> None:
        notify_people(people_by_unit([successor.pk])[successor.pk], words, board_url())

    transaction.on_commit(send)
