"""What happens to an assignment after dispatch: signing for it, handing back, taking back, sending again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.supervision.domain.deadlines import keep_deadline
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.domain.notices import tell_returned, tell_unit
from luodi_web.supervision.domain.standing import as_reviewer, as_unit
from luodi_web.supervision.enums import AssignmentState, SupervisionVerb
from luodi_web.supervision.models import Assignment
from luodi_web.supervision.rules import can_acknowledge, can_resend, can_return, can_withdraw


@dataclass(frozen=True)
class Acknowledged:
    """What signing did: the assignments signed now, and those that someone was quicker with."""

    signed: list[Assignment]
    already: list[Assignment]


@transaction.atomic
def acknowledge(assignments: Iterable[Assignment], *, by: Actor) -> Acknowledged:
    """Sign for one or many. Signing twice is no error: the first name and time stay."""
    now = timezone.now()
    signed, already = [], []
    for assignment in locked(assignments):
        if not can_acknowledge(assignment.state):
            already.append(assignment)
            continue
        assignment.state = AssignmentState.ACKNOWLEDGED
        assignment.acknowledged_at = now
        assignment.acknowledged_by = by.user
        assignment.save(update_fields=["state", "acknowledged_at", "acknowledged_by"])
        record(as_unit(by, assignment), SupervisionVerb.ACKNOWLEDGED, assignment)
        signed.append(assignment)
    return Acknowledged(signed, already)


@transaction.atomic
def return_assignment(assignment: Assignment, reason: str, *, by: Actor) -> Assignment:
    """Hand an assignment back to the office with a reason; ValidationError once it has been signed for."""
    [assignment] = locked([assignment])
    can_return(assignment.state).insist()
    _move(assignment, AssignmentState.RETURNED, SupervisionVerb.RETURNED, reason, as_unit(by, assignment))
    tell_returned(assignment)
    return assignment


@transaction.atomic
def withdraw_assignment(assignment: Assignment, reason: str, *, by: Actor) -> Assignment:
    """Take an assignment back from its unit; its reports stay as history."""
    [assignment] = locked([assignment])
    can_withdraw(assignment.state).insist()
    _move(
        assignment, AssignmentState.WITHDRAWN, SupervisionVerb.WITHDRAWN, reason, as_reviewer(by, assignment)
    )
    tell_unit(assignment, SupervisionVerb.WITHDRAWN)
    return assignment


@transaction.atomic
def resend_assignment(assignment: Assignment, *, deadline: date | None, by: Actor) -> Assignment:
    """Send a returned or withdrawn assignment to its unit again, to be signed for anew by ``deadline``."""
    [assignment] = locked([assignment])
    can_resend(assignment.state).insist()
    keep_deadline(assignment, deadline, str(SupervisionVerb.RESENT.label))
    assignment.deadline = deadline
    assignment.sent_at = timezone.now()
    assignment.acknowledged_at = assignment.acknowledged_by = None
    assignment.save(update_fields=["deadline", "sent_at", "acknowledged_at", "acknowledged_by"])
    _move(assignment, AssignmentState.SENT, SupervisionVerb.RESENT, "", as_reviewer(by, assignment))
    tell_unit(assignment, SupervisionVerb.RESENT)
    return assignment


def locked(assignments: Iterable[Assignment]) -> list[Assignment]:
    """The rows as they are now, held until the transaction ends; always in the order of their keys."""
    keys = [assignment.pk for assignment in assignments]
    return list(
        Assignment.objects.select_for_update(of=("self",))
        .filter(pk__in=keys)
        .select_related("task__workstream__plan", "unit", "acknowledged_by")
        .order_by("pk")
    )


def _move(assignment: Assignment, state: str, verb: str, reason: str, by: Actor) -> None:
    before = {"state": assignment.get_state_display()}
    assignment.state, assignment.reason = state, reason
    assignment.returned_at = timezone.now() if state == AssignmentState.RETURNED else None
    assignment.save(update_fields=["state", "reason", "returned_at"])
    after = {"state": assignment.get_state_display(), "reason": reason, "deadline": assignment.deadline}
    record(by, verb, assignment, before=before, after=after)
    refresh_lights([assignment])
