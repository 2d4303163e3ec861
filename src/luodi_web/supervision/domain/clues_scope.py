"""Who sees which clues, who handles them, and who is told whose they are."""

from __future__ import annotations

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import Grant, Unit
from luodi_web.people.rules import ROLE_PERMISSIONS, Permission
from luodi_web.supervision.enums import ClueState
from luodi_web.supervision.models import Clue

OPEN_STATES = (ClueState.SENT, ClueState.ACCEPTED, ClueState.TASKED, ClueState.ANSWERED)


def sending_units(rights: Rights) -> list[Unit]:
    """The units for which a person may send clues: those of their grants, not those below."""
    return list({unit.pk: unit for unit in rights.units(Permission.CLUES_SEND)}.values())


def own_clues(rights: Rights) -> QuerySet[Clue]:
    """What a person's own units sent, and drafts only of the person's own hand.

    A city does not see what its counties send: some of it is about the city.
    """
    users = {grant.user_id for grant in rights.grants}
    units = [unit.pk for unit in sending_units(rights)]
    return Clue.objects.filter(~Q(state=ClueState.DRAFT) | Q(sender__in=users), unit__in=units)


def clues_handled_by(rights: Rights) -> QuerySet[Clue]:
    """What was sent to the offices for which a person handles clues."""
    rows = Clue.objects.filter(rights.scope(Permission.CLUES_HANDLE, "office"))
    return rows.exclude(state=ClueState.DRAFT)


def clues_referred_to(rights: Rights) -> QuerySet[Clue]:
    """What was passed on to a person's own units."""
    units = [unit.pk for unit in rights.units(Permission.TASKS_REPORT)]
    return Clue.objects.filter(referred_to__in=units)


def clues_visible_to(rights: Rights) -> QuerySet[Clue]:
    """All of the above, and for leaders what their offices were sent. Each row says ``shows_sender``."""
    leaders = Clue.objects.filter(rights.scope(Permission.OVERVIEW, "office")).exclude(state=ClueState.DRAFT)
    parts = (own_clues(rights), clues_handled_by(rights), clues_referred_to(rights), leaders)
    seen = Q()
    for part in parts:
        seen |= Q(pk__in=part.values("pk"))
    units = [unit.pk for unit in sending_units(rights)]
    knows = Q(anonymous=False) | Q(unit__in=units) | rights.scope(Permission.CLUES_HANDLE, "office")
    return Clue.objects.filter(seen).annotate(
        shows_sender=Case(When(knows, then=Value(True)), default=Value(False), output_field=BooleanField())
    )


def office_for(unit: Unit) -> Unit | None:
    """Which unit handles the clues of a unit: the nearest above it (or itself) in which someone may.

    Where none is above it, the highest that handles clues at all; null where there is none.
    """
    roles = [role for role, held in ROLE_PERMISSIONS.items() if Permission.CLUES_HANDLE in held]
    grants = Grant.objects.in_force().filter(role__in=roles, user__is_active=True)
    offices = list(Unit.objects.filter(pk__in=grants.values("unit"), is_active=True).order_by("path"))
    above = [office for office in offices if unit.path.startswith(office.path)]
    if above:
        return above[-1]
    return min(offices, key=lambda office: (office.depth, office.path), default=None)
