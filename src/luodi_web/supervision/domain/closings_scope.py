"""Who sees which closings and has a word in them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from luodi_web.people.domain.scope import Rights
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.assignments_scope import (
    assignments_reviewed_by,
    assignments_visible_to,
    own_assignments,
)
from luodi_web.supervision.enums import ClosingState
from luodi_web.supervision.models import Assignment, Closing

_UNIT = "assignment__unit"
_OWNER = "assignment__task__workstream__plan__owner"


def closings_visible_to(rights: Rights) -> QuerySet[Closing]:
    return Closing.objects.filter(assignment__in=assignments_visible_to(rights).values("pk"))


def closings_checked_by(rights: Rights) -> QuerySet[Closing]:
    return Closing.objects.filter(_reached(rights, Permission.TASKS_REVIEW))


def closings_signed_by(rights: Rights) -> QuerySet[Closing]:
    """Those whose closing is the person's to sign: as a leader, or for the office where the plan says so."""
    leader = _reached(rights, Permission.SIGN_OFF) & Q(
        assignment__task__workstream__plan__office_closes=False
    )
    office = _reached(rights, Permission.TASKS_REVIEW) & Q(
        assignment__task__workstream__plan__office_closes=True
    )
    return Closing.objects.filter(leader | office)


def closings_refused_by(rights: Rights) -> QuerySet[Closing]:
    """The check's side while it waits for the check, the signature's while it waits for that."""
    asked = Q(pk__in=closings_checked_by(rights).values("pk"), state=ClosingState.ASKED)
    checked = Q(pk__in=closings_signed_by(rights).values("pk"), state=ClosingState.CHECKED)
    return Closing.objects.filter(asked | checked)


def assignments_to_close(rights: Rights) -> QuerySet[Assignment]:
    """Those the person may ask to close: of the own unit, or reviewed by them."""
    own = own_assignments(rights).values("pk")
    reviewed = assignments_reviewed_by(rights).values("pk")
    return Assignment.objects.filter(Q(pk__in=own) | Q(pk__in=reviewed))


def look_backs_due(rights: Rights, today: date) -> QuerySet[Closing]:
    return closings_checked_by(rights).filter(
        state=ClosingState.CLOSED, look_back="", look_back_on__lte=today
    )


def _reached(rights: Rights, permission: str) -> Q:
    return rights.scope(permission, _UNIT) | rights.scope(permission, _OWNER)
