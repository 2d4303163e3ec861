"""Lights that turned overnight: told outside quiet hours, on working days, as reminders are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from luodi_web.people.domain.notices import notify_people
from luodi_web.people.domain.preferences import may_remind
from luodi_web.people.models import NoticePreference, User
from luodi_web.supervision.domain.calendar_days import holiday_table
from luodi_web.supervision.domain.notices import (
    light_notice,
    people_by_unit,
    reviewers_by_assignment,
    tell_red_count,
)
from luodi_web.supervision.enums import Light
from luodi_web.supervision.models import Assignment, LightChange, LightNotice


def hold_lights(changes: Iterable[LightChange]) -> None:
    """Note whom to tell of these changes: the unit of each, and of the red ones the reviewers."""
    turned = {change.assignment_id: change for change in changes}
    if not turned:
        return
    rows = Assignment.objects.filter(pk__in=turned).select_related("unit", "task__workstream__plan__owner")
    assignments = list(rows)
    people = people_by_unit({row.unit_id for row in assignments})
    notices = [
        LightNotice(user=user, change=turned[row.pk]) for row in assignments for user in people[row.unit_id]
    ]
    red = [row for row in assignments if turned[row.pk].new == Light.RED]
    notices += [
        LightNotice(user=user, change=turned[key], for_review=True)
        for key, users in reviewers_by_assignment(red).items()
        for user in users
    ]
    LightNotice.objects.bulk_create(notices, ignore_conflicts=True)


def send_held_lights(now: datetime | None = None) -> int:
    """Tell everyone who may be reminded at this moment; the number of people told."""
    moment = now or timezone.now()
    holidays = holiday_table()
    users = list(User.objects.filter(pk__in=LightNotice.objects.values("user")).order_by("pk"))
    preferences = {row.user_id: row for row in NoticePreference.objects.filter(user__in=users)}
    count = 0
    for user in users:
        if may_remind(preferences.get(user.pk) or NoticePreference(user=user), moment, holidays):
            count += _send_to(user)
    return count


@transaction.atomic
def _send_to(user: User) -> bool:
    """One notice for each light; what has changed its light again since is not told."""
    rows = list(
        LightNotice.objects.filter(user=user)
        .select_for_update(of=("self",))
        .select_related("change__assignment__task")
        .order_by("pk")
    )
    LightNotice.objects.filter(pk__in=[row.pk for row in rows]).delete()
    apt = [row for row in rows if row.change.assignment.light == row.change.new and user.is_active]
    groups: dict[str, dict[int, Assignment]] = defaultdict(dict)
    for row in apt:
        if not row.for_review:
            groups[row.change.new][row.change.assignment_id] = row.change.assignment
    for light, group in groups.items():
        notify_people([user], *light_notice(light, list(group.values())))
    if any(row.for_review for row in apt):
        tell_red_count(user)
    return bool(apt)
