"""Accounts locked after failed sign-ins (kept by axes), and unlocking them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.enums import PeopleVerb
from luodi_web.people.models import User


def plain_username(text: str) -> str:
    """A user name as it is kept and compared: one width, lower case, no space around it."""
    return unicodedata.normalize("NFKC", text).replace("\x00", "").strip().lower()


def _cool_off() -> timedelta:
    return timedelta(hours=settings.AXES_COOLOFF_TIME)


@dataclass(frozen=True)
class Lock:
    """A user name that is locked at an address, until a moment. user is None for names nobody has."""

    username: str
    address: str | None
    failures: int
    until: datetime
    user: User | None


def current_locks() -> list[Lock]:
    """Every lock in force, the newest first."""
    rows: dict[tuple[str, str | None], list[AccessAttempt]] = {}
    for attempt in AccessAttempt.objects.filter(attempt_time__gt=timezone.now() - _cool_off()):
        rows.setdefault((attempt.username or "", attempt.ip_address), []).append(attempt)
    users = {user.username: user for user in User.objects.filter(username__in={name for name, _ip in rows})}
    locks = [
        Lock(
            username,
            address,
            failures,
            max(attempt.attempt_time for attempt in attempts) + _cool_off(),
            users.get(username),
        )
        for (username, address), attempts in rows.items()
        if (failures := sum(attempt.failures_since_start for attempt in attempts))
        >= settings.AXES_FAILURE_LIMIT
    ]
    return sorted(locks, key=lambda lock: lock.until, reverse=True)


def lock_end(username: str, address: str | None) -> datetime | None:
    """When a person may try again; None if nothing is counted against them."""
    last = (
        AccessAttempt.objects.filter(username=username, ip_address=address)
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    return last + _cool_off() if last else None


def unlock(username: str, by: Actor) -> int:
    """Forget the failures counted against a user name; the number of records dropped."""
    with transaction.atomic():
        dropped, _by_model = AccessAttempt.objects.filter(username=username).delete()
        if dropped:
            user = User.objects.filter(username=username).first()
            record(by, PeopleVerb.UNLOCKED, user, after={"username": username})
    return dropped
