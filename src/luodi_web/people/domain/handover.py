"""岗位交接: what a post's holder leaves to the next one, and the change of hands itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.notices import notify_people
from luodi_web.people.domain.posts import end_holding, hold_post
from luodi_web.people.enums import PeopleVerb
from luodi_web.people.models import Delegation, Grant, PostHolding, Unit, User

# A hand-over is arranged shortly before or after the day, not years.
FURTHEST = timedelta(days=92)


@dataclass(frozen=True)
class Passing:
    """One kind of work that passes over: what it is called, how much, the first of it (text, address)."""

    label: Any
    count: int
    first: list[tuple[str, str]] = field(default_factory=list)


# Filled by the apps that give units work, in their AppConfig.ready: this app comes before them.
# Each gives what is open at a unit; it stays the unit's, so it is kept whoever holds the post.
PASSING: list[Callable[[Unit], Passing]] = []


@dataclass(frozen=True)
class Handover:
    """What passes over with a post, and what does not: rights are the security administrator's to give."""

    passing: list[Passing]
    grants: list[Grant]
    delegations: list[Delegation]

    @property
    def count(self) -> int:
        return sum(one.count for one in self.passing)


def preview_handover(holding: PostHolding) -> Handover:
    """What the next holder of the post would find, and the leaving one's rights in the unit."""
    unit = holding.post.unit
    grants = Grant.objects.in_force().filter(user=holding.user, unit=unit)
    today = timezone.localdate()
    lent = Delegation.objects.filter(from_user=holding.user, ended_at__isnull=True, ends_on__gte=today)
    return Handover(
        [passing(unit) for passing in PASSING],
        list(grants.order_by("pk")),
        list(lent.select_related("to_user").order_by("starts_on")),
    )


def hand_over(holding: PostHolding, user: User, *, last_day: date, note: str, by: Actor) -> PostHolding:
    """The post passes on: the one's up to and including a day, the next one's from the day after.

    All work is the unit's and stays. Both hear of it; the next one also hears how much waits, and that a
    role is missing where it is. Raises ValidationError when the holding has ended or the days do not fit.
    """
    today = timezone.localdate()
    if abs(last_day - today) > FURTHEST:
        raise ValidationError({"last_day": _("交接日应在今天前后三个月以内。")})
    with transaction.atomic():
        found = PostHolding.objects.select_for_update(of=("self",)).select_related("post__unit", "user")
        holding = found.get(pk=holding.pk)
        if holding.ends_on is not None and holding.ends_on <= max(today, last_day):
            raise ValidationError(
                _("%(name)s的任职已定到 %(day)s 为止，可能刚刚交接过；还没有人接任的，请直接登记任职。")
                % {"name": holding.user.name, "day": holding.ends_on}
            )
        if user.pk == holding.user_id:
            raise ValidationError({"user": _("接任人就是现任，不需要交接。")})
        if not user.is_active:
            raise ValidationError({"user": _("该账号已停用。")})
        if last_day < holding.starts_on:
            raise ValidationError({"last_day": _("交接日不能早于原任职的第一天。")})
        handover = preview_handover(holding)
        end_holding(holding, last_day, by)
        made = hold_post(holding.post, user, last_day + timedelta(days=1), by)
        after = {
            "from_user": holding.user.name,
            "to_user": user.name,
            "day": last_day,
            "passing": [f"{one.label} {one.count}" for one in handover.passing if one.count],
            "note": note,
        }
        record(by, PeopleVerb.HANDED_OVER, holding.post, after=after)
        transaction.on_commit(lambda: _tell(holding, user, handover, note))
    return made


def _tell(holding: PostHolding, user: User, handover: Handover, note: str) -> None:
    values = {
        "unit": holding.post.unit.label,
        "post": holding.post.name,
        "old": holding.user.name,
        "new": user.name,
        "list": _("、").join(
            _("%(label)s %(count)d 项") % {"label": one.label, "count": one.count}
            for one in handover.passing
            if one.count
        ),
    }
    words = _("您接任%(unit)s%(post)s（原任%(old)s）。") % values
    if values["list"]:
        words += _("接手%(list)s。") % values
    if note:
        words += note
    if not Grant.objects.in_force().filter(user=user, unit=holding.post.unit).exists():
        words += _("您还没有本机构的角色，请联系安全管理员。")
    notify_people([user], words, "/")
    notify_people([holding.user], _("%(unit)s%(post)s已交接给%(new)s。") % values)
