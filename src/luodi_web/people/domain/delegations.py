"""外出委托: one's task rights lent to a colleague from one day to another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.notices import notify_people
from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.people.enums import PeopleVerb
from luodi_web.people.models import Delegation, Grant, PostHolding, Unit, User
from luodi_web.people.rules import ADMINISTRATORS, DELEGATED_ACTS, ROLE_PERMISSIONS

# Longer absences are a change of post: that is handed over, not lent.
LONGEST = timedelta(days=92)
ROLES = [role for role, held in ROLE_PERMISSIONS.items() if held & DELEGATED_ACTS]


def lendable_grants(user: User) -> QuerySet[Grant]:
    """The person's own grants that let them sign for, report on or review tasks."""
    return Grant.objects.in_force().filter(user=user, role__in=ROLES).select_related("unit")


def candidates(user: User) -> QuerySet[User]:
    """Colleagues who may stand in: with a post or a grant in the same unit or the one right above it."""
    units = [grant.unit for grant in lendable_grants(user)]
    paths = {unit.path for unit in units} | {unit.path[: -Unit.steplen] for unit in units if unit.depth > 1}
    today = timezone.localdate()
    posts = PostHolding.objects.on(today).filter(post__unit__path__in=paths)
    grants = Grant.objects.in_force().filter(unit__path__in=paths).exclude(role__in=ADMINISTRATORS)
    people = User.objects.filter(
        Q(pk__in=posts.values("user")) | Q(pk__in=grants.values("user")), is_active=True
    )
    administrators = Grant.objects.in_force().filter(role__in=ADMINISTRATORS)
    return people.exclude(pk=user.pk).exclude(pk__in=administrators.values("user")).order_by("name", "pk")


def can_delegate(user: User) -> Verdict:
    """Whether there is anything to lend: neither signing documents nor administration is."""
    if not lendable_grants(user).exists():
        return Verdict(False, _("您没有可以委托的任务办理权限；签发公文和管理员的权限不能委托。"))
    return ALLOWED


def delegate(
    user: User, to_user: User, *, starts_on: date, ends_on: date, reason: str, by: Actor
) -> Delegation:
    """Lend one's task rights to a colleague, both days included.

    Raises ValidationError when there is nothing to lend, when the colleague is not of the same unit or
    the one above, or when either of the two already lends theirs in that time: nothing is passed on twice.
    """
    with transaction.atomic():
        # Both rows in one order: two who lend to each other at once meet here.
        keys = sorted({user.pk, to_user.pk})
        list(User.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
        can_delegate(user).insist()
        _check_days(starts_on, ends_on)
        if not candidates(user).filter(pk=to_user.pk).exists():
            raise ValidationError({"to_user": _("只能委托给本机构或直接上级机构的同事。")})
        given = Delegation.objects.overlapping(starts_on, ends_on)
        if given.filter(from_user=user).exists():
            raise ValidationError(_("这一时段内已有委托，请先收回。"))
        if given.filter(from_user=to_user).exists():
            raise ValidationError(
                {"to_user": _("%(name)s这一时段也已外出委托，不能再代办。") % {"name": to_user}}
            )
        made = Delegation.objects.create(
            from_user=user, to_user=to_user, starts_on=starts_on, ends_on=ends_on, reason=reason
        )
        record(by, PeopleVerb.DELEGATED, made, after=_words(made))
        text = _("%(name)s外出，%(first)s至%(last)s的任务由您代办（%(reason)s）") % {
            "name": user.name,
            "first": f"{starts_on:%m-%d}",
            "last": f"{ends_on:%m-%d}",
            "reason": reason,
        }
        transaction.on_commit(lambda: notify_people([to_user], text))
    return made


def end_delegation(delegation: Delegation, by: Actor) -> None:
    """Take the rights back at once. Raises ValidationError when they are back already."""
    with transaction.atomic():
        found = Delegation.objects.select_for_update(of=("self",)).select_related("to_user", "from_user")
        delegation = found.get(pk=delegation.pk)
        if delegation.ended_at or delegation.ends_on < timezone.localdate():
            raise ValidationError(_("委托已经结束。"))
        delegation.ended_at = timezone.now()
        delegation.save(update_fields=["ended_at"])
        record(by, PeopleVerb.DELEGATION_ENDED, delegation, before=_words(delegation))
        text = _("%(name)s已收回委托，任务改由本人办理。") % {"name": delegation.from_user.name}
        transaction.on_commit(lambda: notify_people([delegation.to_user], text))


def stand_ins(users: Iterable[User]) -> dict[int, list[User]]:
    """Who stands in today for each of these people, by their key; those who are there are left out."""
    found: dict[int, list[User]] = {}
    rows = Delegation.objects.in_force().filter(
        from_user__in=[user.pk for user in users], to_user__is_active=True
    )
    for row in rows.select_related("to_user"):
        found.setdefault(row.from_user_id, []).append(row.to_user)
    return found


def _check_days(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("委托止不能早于委托起。")})
    if starts_on < timezone.localdate():
        raise ValidationError({"starts_on": _("委托起不能早于今天。")})
    if ends_on - starts_on >= LONGEST:
        raise ValidationError(
            {"ends_on": _("委托不能超过 %(count)d 天，更长的请办理岗位交接。") % {"count": LONGEST.days}}
        )


def _words(delegation: Delegation) -> dict[str, object]:
    return {
        "from_user": delegation.from_user.name,
        "to_user": delegation.to_user.name,
        "starts_on": delegation.starts_on,
        "ends_on": delegation.ends_on,
        "reason": delegation.reason,
    }
