"""Granting and revoking roles, and who could do what on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.notices import notify_people
from luodi_web.people.domain.scope import Rights
from luodi_web.people.domain.users import is_last_of_role
from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.people.enums import PeopleVerb, Role, UnitKind
from luodi_web.people.models import Grant, Unit, User
from luodi_web.people.rules import ADMINISTRATORS, Permission, conflicting_roles

# Roles that only make sense in units of some kinds; others may be held anywhere.
ROLE_UNIT_KINDS: dict[str, frozenset[str]] = {
    Role.CITY: frozenset({UnitKind.CITY}),
    # 仙桃、潜江、天门、神农架 are city and county in one office.
    Role.COUNTY: frozenset({UnitKind.COUNTY, UnitKind.CITY}),
    Role.ENTERPRISE: frozenset({UnitKind.ENTERPRISE, UnitKind.INSTITUTION}),
    Role.INNOVATION_OFFICE: frozenset({UnitKind.DEPARTMENT, UnitKind.SECTION, UnitKind.GOVERNMENT}),
}


def grants_visible_to(rights: Rights, permission: str = Permission.GRANTS_EDIT) -> QuerySet[Grant]:
    return Grant.objects.filter(rights.scope(permission, "unit"))


def can_grant(user: User, role: str, unit: Unit, starts_on: date, ends_on: date | None, by: Actor) -> Verdict:
    """Whether the role may be given: to another, in a fitting unit, beside what they hold in that time."""
    if by.user == user:
        return Verdict(False, _("不能为自己授权，请由其他安全管理员办理。"))
    if not user.is_active:
        return Verdict(False, _("该账号已停用。"))
    if not unit.is_active:
        return Verdict(False, _("“%(unit)s”已停用。") % {"unit": unit.name})
    if ends_on and ends_on < starts_on:
        return Verdict(False, _("截止日期不能早于生效日期。"))
    kinds = ROLE_UNIT_KINDS.get(role)
    if kinds and unit.kind not in kinds:
        words = _("、").join(str(UnitKind(kind).label) for kind in UnitKind.values if kind in kinds)
        return Verdict(
            False,
            _("“%(role)s”只能授予在%(kinds)s。") % {"role": Role(role).label, "kinds": words},
        )
    others = Grant.objects.overlapping(starts_on, ends_on).filter(user=user)
    conflicts = conflicting_roles(role, set(others.values_list("role", flat=True)))
    if conflicts:
        words = _("、").join(str(Role(held).label) for held in Role.values if held in conflicts)
        return Verdict(
            False,
            _("“%(role)s”与同期已有的“%(others)s”互斥，不能由同一人担任。")
            % {"role": Role(role).label, "others": words},
        )
    if others.filter(role=role, unit=unit).exists():
        return Verdict(False, _("这一时段内已有同一授权。"))
    return ALLOWED


def grant_role(
    user: User, role: str, unit: Unit, by: Actor, *, starts_on: date, ends_on: date | None = None
) -> Grant:
    """Give a role in a unit and all below it. Raises ValidationError with the reason if it may not be."""
    with transaction.atomic():
        # One person's grants are given one at a time: two administrators cannot pass the check together.
        user = User.objects.select_for_update().get(pk=user.pk)
        can_grant(user, role, unit, starts_on, ends_on, by).insist()
        grant = Grant.objects.create(
            user=user, role=role, unit=unit, starts_on=starts_on, ends_on=ends_on, granted_by=by.user
        )
        record(by, PeopleVerb.GRANTED, user, after=_words(grant))
        text = _("您获得了“%(role)s”角色（%(unit)s）。") % {"role": Role(role).label, "unit": unit.name}
        transaction.on_commit(lambda: notify_people([user], text))
    return grant


def _words(grant: Grant) -> dict[str, Any]:
    return {
        "role": grant.role,
        "unit": grant.unit.name,
        "starts_on": grant.starts_on,
        "ends_on": grant.ends_on,
    }


def can_revoke(grant: Grant, by: Actor) -> Verdict:
    if grant.revoked_at:
        return Verdict(False, _("授权已收回。"))
    if grant.ends_on and grant.ends_on < timezone.localdate():
        return Verdict(False, _("授权已到期。"))
    if by.user and by.user.pk == grant.user_id:
        return Verdict(False, _("不能收回自己的授权，请由其他安全管理员办理。"))
    if grant.role in ADMINISTRATORS and is_last_of_role(grant.user, grant.role):
        return Verdict(False, _("这是最后一位%(role)s，不能收回。") % {"role": grant.get_role_display()})
    return ALLOWED


def revoke_grant(grant: Grant, by: Actor) -> None:
    """End a grant at once."""
    with transaction.atomic():
        # The role's grants in one order, so that two people cannot each revoke the other's last one.
        list(Grant.objects.select_for_update().filter(role=grant.role).order_by("pk").values_list("pk"))
        grant.refresh_from_db()
        can_revoke(grant, by).insist()
        grant.revoked_at = timezone.now()
        grant.revoked_by = by.user
        grant.save(update_fields=["revoked_at", "revoked_by"])
        record(by, PeopleVerb.REVOKED, grant.user, before=_words(grant))


def change_grant_end(grant: Grant, ends_on: date | None, by: Actor) -> None:
    """Another last day for a grant in force. Raises ValidationError if it may not be."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=grant.user_id)
        grant = Grant.objects.select_for_update().get(pk=grant.pk)
        if grant.revoked_at:
            raise ValidationError(_("授权已收回。"))
        if ends_on and ends_on < timezone.localdate():
            raise ValidationError({"ends_on": _("截止日期不能早于今天；要立即结束，请收回授权。")})
        if by.user and by.user.pk == grant.user_id:
            raise ValidationError(_("不能修改自己的授权，请由其他安全管理员办理。"))
        others = Grant.objects.overlapping(grant.starts_on, ends_on).filter(user=grant.user_id)
        held = set(others.exclude(pk=grant.pk).values_list("role", flat=True))
        if conflicting_roles(grant.role, held):
            raise ValidationError(_("改后的时段与此人的其他角色互斥。"))
        before, grant.ends_on = grant.ends_on, ends_on
        grant.save(update_fields=["ends_on"])
        record(
            by,
            PeopleVerb.GRANTED,
            grant.user,
            before={**_words(grant), "ends_on": before},
            after=_words(grant),
        )
