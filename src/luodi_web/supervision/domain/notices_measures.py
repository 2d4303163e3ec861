"""Who hears of letters, extensions, closings and referrals: units, and those with a right over a unit."""

from __future__ import annotations

from django.db import transaction

from luodi_web.people.domain.notices import notify_people
from luodi_web.people.models import Unit
from luodi_web.supervision.domain.notices import people_by_unit
from luodi_web.supervision.models import Assignment


def tell_members(unit: Unit, words: str, url: str) -> None:
    """Once committed: those who act for this very unit hear it."""

    def send() -> None:
        notify_people(people_by_unit([unit.pk])[unit.pk], words, url)

    transaction.on_commit(send)


def places_of(assignment: Assignment) -> tuple[Unit, Unit]:
    """The units whose overseers have a say in an assignment: its own, and the one that made the plan."""
    return assignment.unit, assignment.task.workstream.plan.owner
