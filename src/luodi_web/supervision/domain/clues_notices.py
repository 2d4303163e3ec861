"""Who hears of what happens to a clue. No notice outside the office names an anonymous sender."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction
from django.urls import reverse

from luodi_web.people.domain.notices import notify_people, people_of_unit
from luodi_web.people.models import Grant, User
from luodi_web.people.rules import ROLE_PERMISSIONS, Permission
from luodi_web.supervision.models import Clue


def clue_url(clue: Clue) -> str:
    return reverse("staff:clue", args=[clue.pk])


def tell_sender(clue: Clue, words: str) -> None:
    """Once committed, the person who sent it."""
    _later(clue, words, lambda: [clue.sender])


def tell_office(clue: Clue, words: str) -> None:
    """Once committed, everyone whose right to handle clues reaches the clue's office."""
    _later(clue, words, lambda: _handlers(clue))


def tell_referred(clue: Clue, words: str) -> None:
    """Once committed, those who act for the unit it was passed on to."""
    unit = clue.referred_to
    if unit is not None:
        _later(clue, words, lambda: people_of_unit(unit, Permission.TASKS_REPORT))


def _later(clue: Clue, words: str, people: Callable[[], Iterable[User]]) -> None:
    transaction.on_commit(lambda: notify_people(people(), words, clue_url(clue)))


def _handlers(clue: Clue) -> list[User]:
    office = clue.office
    if office is None:
        return []
    roles = [role for role, held in ROLE_PERMISSIONS.items() if Permission.CLUES_HANDLE in held]
    grants = Grant.objects.in_force().filter(role__in=roles, user__is_active=True).select_related("user")
    paths = [office.path[:end] for end in range(office.steplen, len(office.path) + 1, office.steplen)]
    return list({grant.user_id: grant.user for grant in grants.filter(unit__path__in=paths)}.values())
