"""Who hears of a bulletin: those whose step it is, its writers, and the units it is addressed to."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from luodi_web.people.domain.notices import notify_people, people_of_unit
from luodi_web.people.models import Grant, Unit, User
from luodi_web.people.rules import ROLE_PERMISSIONS
from luodi_web.supervision.domain.bulletins_scope import SIGN_PERMISSIONS
from luodi_web.supervision.domain.notices import people_by_unit
from luodi_web.supervision.enums import SignStep, SignVerdict
from luodi_web.supervision.models import Bulletin


def bulletin_url(bulletin: Bulletin) -> str:
    return reverse("staff:bulletin", args=[bulletin.pk])


def holders(permission: str, unit: Unit) -> dict[int, User]:
    """Active people whose grant in force gives the permission over this unit, by key."""
    roles = [role for role, held in ROLE_PERMISSIONS.items() if permission in held]
    paths = [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]
    grants = Grant.objects.in_force().filter(role__in=roles, unit__path__in=paths, user__is_active=True)
    return {grant.user_id: grant.user for grant in grants.select_related("user").order_by("pk")}


def tell_signers(bulletin: Bulletin, step: SignStep) -> None:
    """Once committed: everyone who can take the step hears that the bulletin waits for it."""
    writers = set(bulletin.writers.values_list("pk", flat=True))
    people: dict[int, User] = {}
    for sign in bulletin.signs.filter(step=step, verdict=SignVerdict.WAITING).select_related("unit"):
        people |= signers(step, sign.unit)
    asked = [user for key, user in people.items() if key not in writers]
    words = _("通报待%(step)s：%(title)s") % {"step": step.label, "title": bulletin.title}
    transaction.on_commit(lambda: _tell(asked, words, bulletin))


def signers(step: SignStep, unit: Unit) -> dict[int, User]:
    """Who can take a step for a unit, by key. Its own people countersign; the other rights reach down."""
    if step == SignStep.COUNTERSIGN:
        return {user.pk: user for user in people_of_unit(unit, SIGN_PERMISSIONS[step])}
    return holders(SIGN_PERMISSIONS[step], unit)


def tell_returned(bulletin: Bulletin, note: str) -> None:
    """Once committed: its writers hear what is to be changed."""
    words = _("通报被退回修改：%(title)s（%(note)s）") % {"title": bulletin.title, "note": note[:60]}
    transaction.on_commit(lambda: _tell(list(bulletin.writers.all()), words, bulletin))


def tell_issued(bulletin: Bulletin, unit_ids: list[int]) -> None:
    """Once committed: its writers, and in each addressed unit those who act for it."""

    def send() -> None:
        people = {user.pk: user for users in people_by_unit(unit_ids).values() for user in users}
        values = {"issue": bulletin.issue_words, "title": bulletin.title}
        _tell(list(people.values()), _("收到通报%(issue)s：%(title)s") % values, bulletin)
        rest = [user for user in bulletin.writers.all() if user.pk not in people]
        _tell(rest, _("通报已签发，%(issue)s：%(title)s") % values, bulletin)

    transaction.on_commit(send)


def _tell(people: list[User], words: str, bulletin: Bulletin) -> None:
    notify_people(people, words, bulletin_url(bulletin))
