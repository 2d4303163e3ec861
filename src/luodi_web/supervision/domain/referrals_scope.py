"""Who sees which referrals, prepares, approves and follows them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from luodi_web.people.domain.scope import Rights
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.assignments_scope import PLAN_OWNER
from luodi_web.supervision.enums import ReferralState
from luodi_web.supervision.models import Assignment, Referral, ReferralStage
from luodi_web.supervision.rules_referral import KNOWN_TO_UNIT

# The steps themselves that the unit reads: the conclusion and what follows, not how it was come to.
_STAGES_FOR_UNIT = (ReferralState.CONCLUDED, *KNOWN_TO_UNIT)
_UNIT = "assignment__unit"
_OWNER = f"assignment__{PLAN_OWNER}"


def referrals_visible_to(rights: Rights) -> QuerySet[Referral]:
    """The preparing side and the leaders see all; the inspected unit from the feedback on."""
    theirs = rights.scope(Permission.TASKS_VIEW, _UNIT) & Q(state__in=KNOWN_TO_UNIT)
    return Referral.objects.filter(_ours(rights) | theirs)


def stages_visible_to(rights: Rights) -> QuerySet[ReferralStage]:
    """All steps of one's own referrals; of the others the conclusion and what follows, once known."""
    ours = Referral.objects.filter(_ours(rights)).values("pk")
    seen = referrals_visible_to(rights).values("pk")
    return ReferralStage.objects.filter(
        Q(referral__in=ours) | Q(referral__in=seen, stage__in=_STAGES_FOR_UNIT)
    )


def referrals_edited_by(rights: Rights) -> QuerySet[Referral]:
    return Referral.objects.filter(_reached(rights, Permission.REFERRALS_EDIT))


def referrals_approved_by(rights: Rights) -> QuerySet[Referral]:
    return Referral.objects.filter(_reached(rights, Permission.SIGN_OFF))


def own_referrals(rights: Rights) -> QuerySet[Referral]:
    """Those of the very units the person acts for, as far as the unit knows of them."""
    units = [unit.pk for unit in rights.units(Permission.TASKS_REPORT)]
    return Referral.objects.filter(assignment__unit__in=units, state__in=KNOWN_TO_UNIT)


def assignments_to_refer(rights: Rights) -> QuerySet[Assignment]:
    return Assignment.objects.filter(_assigned(rights, Permission.REFERRALS_EDIT))


def assignments_to_order(rights: Rights) -> QuerySet[Assignment]:
    """Those that a leader may order to be referred."""
    return Assignment.objects.filter(_assigned(rights, Permission.SIGN_OFF))


def _ours(rights: Rights) -> Q:
    return _reached(rights, Permission.REFERRALS_EDIT) | _reached(rights, Permission.SIGN_OFF)


def _reached(rights: Rights, permission: str) -> Q:
    return rights.scope(permission, _UNIT) | rights.scope(permission, _OWNER)


def _assigned(rights: Rights, permission: str) -> Q:
    return rights.scope(permission, "unit") | rights.scope(permission, PLAN_OWNER)
