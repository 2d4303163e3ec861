"""Notices to people inside the platform."""

from __future__ import annotations

from collections.abc import Iterable

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
