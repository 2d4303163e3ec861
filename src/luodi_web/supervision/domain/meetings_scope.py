"""Who sees which meetings and which of their decisions."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from luodi_web.people.domain.scope import Rights
from luodi_web.people.rules import Permission
from luodi_web.supervision.enums import MeetingState
from luodi_web.supervision.models import Meeting, MeetingDecision, Participant


def meetings_edited_by(rights: Rights) -> QuerySet[Meeting]:
    """Meetings of the units for which a person keeps minutes."""
    return Meeting.objects.filter(rights.scope(Permission.MEETINGS_EDIT, "owner"))


def meetings_visible_to(rights: Rights) -> QuerySet[Meeting]:
    """Those one edits, and, once they are final, those one's own unit or oneself was asked to."""
    asked = Exists(_asked(rights).filter(meeting=OuterRef("pk")))
    edits = rights.scope(Permission.MEETINGS_EDIT, "owner")
    return Meeting.objects.filter(edits | (asked & ~Q(state=MeetingState.DRAFT)))


def decisions_visible_to(rights: Rights) -> QuerySet[MeetingDecision]:
    """Decisions of visible meetings; the confidential ones only to participants and who keeps the minutes.

    Keeping the minutes of a unit is not enough: it must be who began them, or somebody who was there.
    """
    asked = Exists(_asked(rights).filter(meeting=OuterRef("meeting")))
    began = Q(meeting__created_by__in=_people(rights)) & rights.scope(
        Permission.MEETINGS_EDIT, "meeting__owner"
    )
    return MeetingDecision.objects.filter(
        Q(confidential=False) | began | asked, meeting__in=meetings_visible_to(rights)
    )


def _asked(rights: Rights) -> QuerySet[Participant]:
    units = {unit.pk for unit in rights.units(Permission.TASKS_VIEW)}
    return Participant.objects.filter(Q(unit__in=units) | Q(user__in=_people(rights)))


def _people(rights: Rights) -> set[int]:
    return {grant.user_id for grant in rights.grants}
