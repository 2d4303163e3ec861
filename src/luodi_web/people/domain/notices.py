"""Notices to people inside the platform."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from luodi_web.people.models import Grant, Notification, Unit, User
from luodi_web.people.rules import ROLE_PERMISSIONS


def notify_people(users: Iterable[User], text: str, url: str = "") -> int:
    """One notice to each person; the number sent."""
    rows = [Notification(user=user, text=text[:200], url=url) for user in users]
    Notification.objects.bulk_create(rows)
    return len(rows)


def mark_read(notices: QuerySet[Notification]) -> int:
    """Mark those not read yet as read now; the number marked."""
    return notices.filter(read_at__isnull=True).update(read_at=timezone.now())


def people_of_unit(unit: Unit, permission: str) -> list[User]:
    """Active people whose grant in this very unit gives the permission today."""
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if permission in permissions]
    grants = Grant.objects.in_force().filter(unit=unit, role__in=roles)
    return list(User.objects.filter(is_active=True, pk__in=grants.values("user")))


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
