"""Setting a password, and how old it may grow."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.enums import PeopleVerb
from luodi_web.people.models import PasswordHistory
from luodi_web.people.passwords import REMEMBERED_PASSWORDS

if TYPE_CHECKING:
    from luodi_web.people.models import User


def set_password(user: User, password: str, by: Actor, verb: str = PeopleVerb.PASSWORD_CHANGED) -> None:
    """Give a person a new password; every other session of theirs ends with the old one.

    The password has been validated by the form. Its hash is kept so that it is not used again soon.
    """
    with transaction.atomic():
        user.set_password(password)
        user.password_changed_at = timezone.now()
        user.save(update_fields=["password", "password_changed_at"])
        PasswordHistory.objects.create(user=user, password=user.password)
        kept = user.password_history.order_by("-pk").values("pk")[:REMEMBERED_PASSWORDS]
        user.password_history.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
        record(by, verb, user)


def password_expires_in(user: User) -> int | None:
    """Days until the password should be changed; negative when overdue, None when it was never set."""
    if user.password_changed_at is None:
        return None
    due = user.password_changed_at + timedelta(days=settings.PASSWORD_MAX_AGE_DAYS)
    return (timezone.localdate(due) - timezone.localdate()).days
