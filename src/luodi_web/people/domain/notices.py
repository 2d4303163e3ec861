"""Notices to people inside the platform."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from luodi_web.people.models import Notification, Unit, User
from luodi_web.people.rules import ROLE_PERMISSIONS


def notify_people(users: Iterable[User], text: str, url: str = "") -> int:
    """One notice to each person; the number sent."""
    rows = [Notification(user=user, text=text[:200], url=url) for user in users]
    Notification.objects.bulk_create(rows)
    return len(rows)


def people_of_unit(unit: Unit, permission: str) -> list[User]:
    """Active people whose grant in this very unit gives the permission today."""
    today = timezone.localdate()
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if permission in permissions]
    return list(
        User.objects.filter(
            Q(grants__ends_on__isnull=True) | Q(grants__ends_on__gte=today),
            is_active=True,
            grants__unit=unit,
            grants__role__in=roles,
            grants__starts_on__lte=today,
        ).distinct()
    )
