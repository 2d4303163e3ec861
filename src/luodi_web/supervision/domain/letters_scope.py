"""Who sees which letters, writes, signs and answers them."""

from __future__ import annotations

from django.db.models import QuerySet

from luodi_web.people.domain.scope import Rights
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.assignments_scope import PLAN_OWNER
from luodi_web.supervision.models import Assignment, Letter
from luodi_web.supervision.rules import OPEN_STATES
from luodi_web.supervision.rules_letters import SENT_STATES


def letters_visible_to(rights: Rights) -> QuerySet[Letter]:
    """The issuer's side sees all of its letters; the other side those that were issued to it or below it."""
    ours = rights.scope(Permission.LETTERS_EDIT, "issuer") | rights.scope(Permission.SIGN_OFF, "issuer")
    return Letter.objects.filter(ours) | Letter.objects.filter(
        rights.scope(Permission.TASKS_VIEW, "unit"), state__in=SENT_STATES
    )


def letters_edited_by(rights: Rights) -> QuerySet[Letter]:
    return Letter.objects.filter(rights.scope(Permission.LETTERS_EDIT, "issuer"))


def letters_signed_by(rights: Rights) -> QuerySet[Letter]:
    return Letter.objects.filter(rights.scope(Permission.SIGN_OFF, "issuer"))


def own_letters(rights: Rights) -> QuerySet[Letter]:
    """Issued letters to the very units the person acts for: to sign for and to answer."""
    units = [unit.pk for unit in rights.units(Permission.TASKS_REPORT)]
    return Letter.objects.filter(unit__in=units, state__in=SENT_STATES)


def assignments_to_write_about(rights: Rights) -> QuerySet[Assignment]:
    """Open assignments of plans in whose name the person writes letters."""
    return Assignment.objects.filter(rights.scope(Permission.LETTERS_EDIT, PLAN_OWNER), state__in=OPEN_STATES)
