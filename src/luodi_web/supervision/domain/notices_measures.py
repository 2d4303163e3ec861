"""Who hears of letters, extensions, closings and referrals: units, and those with a right over a unit."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from luodi_web.people.domain.notices import notify_people
from luodi_web.people.models import Grant, Unit, User
from luodi_web.people.rules import ROLE_PERMISSIONS
from luodi_web.supervision.domain.notices import people_by_unit
from luodi_web.supervision.models import Assignment


def tell_members(unit: Unit, words: str, url: str) -> None:
    """Once committed: those who act for this very unit hear it."""

    def send() -> None:
        notify_people(people_by_unit([unit.pk])[unit.pk], words, url)

    transaction.on_commit(send)


def tell_holders(permission: str, units: Iterable[Unit], words: str, url: str, *, but: User | None) -> None:
    """Once committed: those whose right reaches one of the units hear it; not ``but``, who did it."""
    reached = list(units)

    def send() -> None:
        notify_people([user for user in holders(permission, reached) if user != but], words, url)

    transaction.on_commit(send)


def holders(permission: str, units: Iterable[Unit]) -> list[User]:
    """Active people whose grant with the permission reaches one of the units today."""
    paths = {
        unit.path[:end] for unit in units for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)
    }
    roles = [role for role, held in ROLE_PERMISSIONS.items() if permission in held]
    grants = Grant.objects.in_force().filter(
        role__in=roles, unit__path__in=sorted(paths), user__is_active=True
    )
    return list(
        {grant.user_id: grant.user for grant in grants.select_related("user").order_by("pk")}.values()
    )


def places_of(assignment: Assignment) -> tuple[Unit, Unit]:
    """The units whose overseers have a say in an assignment: its own, and the one that made the plan."""
    return assignment.unit, assignment.task.workstream.plan.owner
