"""What waits for one person in letters, extensions, referrals and closings."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from luodi_web.people.domain.scope import Rights
from luodi_web.supervision.domain.closings_scope import (
    closings_checked_by,
    closings_signed_by,
    look_backs_due,
)
from luodi_web.supervision.domain.extensions import extensions_decided_by
from luodi_web.supervision.domain.letters_scope import letters_edited_by, letters_signed_by, own_letters
from luodi_web.supervision.domain.referrals_scope import (
    assignments_to_refer,
    own_referrals,
    referrals_approved_by,
)
from luodi_web.supervision.enums import ClosingState, ExtensionState, LetterState, ReferralState
from luodi_web.supervision.models import Closing, Extension, Letter, Referral, ReferralOrder
from luodi_web.supervision.rules import OPEN_STATES
from luodi_web.supervision.rules_letters import UNISSUED_STATES


def letters_to_acknowledge(rights: Rights) -> QuerySet[Letter]:
    return _letters(own_letters(rights).filter(state=LetterState.ISSUED))


def letters_to_answer(rights: Rights) -> QuerySet[Letter]:
    return _letters(own_letters(rights).filter(state=LetterState.ACKNOWLEDGED))


def letters_to_sign(rights: Rights) -> QuerySet[Letter]:
    return _letters(letters_signed_by(rights).filter(state=LetterState.SIGNING))


def answers_to_read(rights: Rights) -> QuerySet[Letter]:
    return _letters(letters_edited_by(rights).filter(state=LetterState.ANSWERED))


def letters_unanswered(rights: Rights, today: date) -> QuerySet[Letter]:
    """Issued, the day to answer past, and no answer."""
    rows = letters_edited_by(rights).filter(
        state__in=(LetterState.ISSUED, LetterState.ACKNOWLEDGED), answer_by__lt=today
    )
    return _letters(rows)


def letters_in_draft(rights: Rights) -> QuerySet[Letter]:
    return _letters(letters_edited_by(rights).filter(state__in=UNISSUED_STATES))


def extensions_to_decide(rights: Rights) -> QuerySet[Extension]:
    rows = extensions_decided_by(rights).filter(state=ExtensionState.WAITING)
    return rows.select_related("assignment__task", "assignment__unit").order_by("asked_at", "pk")


def closings_to_check(rights: Rights) -> QuerySet[Closing]:
    return _closings(closings_checked_by(rights).filter(state=ClosingState.ASKED)).order_by("asked_at", "pk")


def closings_to_sign(rights: Rights) -> QuerySet[Closing]:
    rows = closings_signed_by(rights).filter(state=ClosingState.CHECKED)
    return _closings(rows).order_by("checked_at", "pk")


def closings_to_look_back_at(rights: Rights, today: date) -> QuerySet[Closing]:
    return _closings(look_backs_due(rights, today)).order_by("look_back_on", "pk")


def referrals_to_approve(rights: Rights) -> QuerySet[Referral]:
    rows = referrals_approved_by(rights).filter(state=ReferralState.PREPARED)
    return rows.select_related("assignment__task", "assignment__unit").order_by("prepared_at", "pk")


def referrals_to_contest(rights: Rights, today: date) -> QuerySet[Referral]:
    """Of the own unit: the conclusion was given and a review may still be asked for."""
    rows = own_referrals(rights).filter(
        Q(state=ReferralState.FEEDBACK) | Q(state=ReferralState.RECTIFYING), review_by__gte=today
    )
    return rows.select_related("assignment__task", "assignment__unit").order_by("review_by", "pk")


def orders_to_carry_out(rights: Rights) -> QuerySet[ReferralOrder]:
    """A leader's orders to refer that no packet has been prepared for."""
    rows = ReferralOrder.objects.filter(
        referral__isnull=True,
        assignment__in=assignments_to_refer(rights).filter(state__in=OPEN_STATES).values("pk"),
    )
    return rows.select_related("assignment__task", "assignment__unit").order_by("at", "pk")


def _letters(rows: QuerySet[Letter]) -> QuerySet[Letter]:
    return rows.select_related("unit").order_by("answer_by", "pk")


def _closings(rows: QuerySet[Closing]) -> QuerySet[Closing]:
    return rows.select_related("assignment__task", "assignment__unit")
