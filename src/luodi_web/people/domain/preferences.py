"""When a person may be reminded: quiet hours, working days, at once or once a day."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.workdays import HolidayTable
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.enums import NoticeMode, PeopleVerb
from luodi_web.people.models import NoticePreference

if TYPE_CHECKING:
    from luodi_web.people.models import User

# When a day's digest goes out.
DIGEST_AT = time(8, 30)


def preference_of(user: User) -> NoticePreference:
    """The person's settings; the defaults, not stored, for who never changed any."""
    return NoticePreference.objects.filter(user=user).first() or NoticePreference(user=user)


def save_preference(
    user: User, *, mode: str, quiet_from: time, quiet_until: time, by: Actor
) -> NoticePreference:
    """How the person wants to be reminded. Raises ValidationError for quiet hours that would never end."""
    values = {"mode": mode, "quiet_from": quiet_from, "quiet_until": quiet_until}
    if quiet_from == quiet_until:
        raise ValidationError({"quiet_until": _("免打扰的起止时间不能相同。")})
    with transaction.atomic():
        found, _created = NoticePreference.objects.select_for_update().get_or_create(user=user)
        before = {name: str(getattr(found, name)) for name in values}
        after = {name: str(value) for name, value in values.items()}
        if before != after:
            for name, value in values.items():
                setattr(found, name, value)
            found.save()
            record(by, PeopleVerb.REMINDING_CHANGED, found, before=before, after=after)
    return found


def may_remind(preference: NoticePreference, now: datetime, holidays: HolidayTable) -> bool:
    """Whether the person may be reminded at this moment of Asia/Shanghai.

    On a working day, outside the quiet hours (their first moment is quiet, their last no more), and for
    a digest not before its time. What may not go out now waits for the next such moment.
    """
    local = timezone.localtime(now)
    if not holidays.is_workday(local.date()) or is_quiet(preference, local.time()):
        return False
    return preference.mode != NoticeMode.DIGEST or local.time() >= DIGEST_AT


def is_quiet(preference: NoticePreference, moment: time) -> bool:
    first, last = preference.quiet_from, preference.quiet_until
    if first < last:
        return first <= moment < last
    return moment >= first or moment < last
