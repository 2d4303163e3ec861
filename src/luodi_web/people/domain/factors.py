"""Second factors: who needs one, who has one, and taking a lost one away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.notices import notify_people
from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.people.enums import PeopleVerb
from luodi_web.people.rules import SECOND_FACTOR_ROLES

if TYPE_CHECKING:
    from luodi_web.people.models import User

# Recovery codes help back in once; they are not a factor of their own.
FACTOR_TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTOR_TYPES).exists()


def needs_factor(roles: set[str]) -> bool:
    """Whether these roles ask for a second factor; the demonstration relaxes it, and says so."""
    return not settings.DEMO and bool(roles & SECOND_FACTOR_ROLES)


def must_add_factor(user: User, roles: set[str]) -> bool:
    return needs_factor(roles) and not has_factor(user)


def can_remove_factors(user: User, by: Actor) -> Verdict:
    """Another administrator takes a lost factor away; nobody does so for themselves."""
    if by.user == user:
        return Verdict(False, _("不能为自己解除第二因素，请由其他安全管理员办理。"))
    if not has_factor(user):
        return Verdict(False, _("该用户没有设置第二因素。"))
    return ALLOWED


def remove_factors(user: User, by: Actor) -> int:
    """Take all factors and recovery codes of a person away; the next sign-in sets new ones up."""
    can_remove_factors(user, by).insist()
    with transaction.atomic():
        removed, _by_model = Authenticator.objects.filter(user=user).delete()
        record(by, PeopleVerb.FACTOR_REMOVED, user, after={"count": removed})
        transaction.on_commit(
            lambda: notify_people([user], _("安全管理员解除了您的第二因素，请重新设置。"), "/accounts/2fa/")
        )
    return removed
