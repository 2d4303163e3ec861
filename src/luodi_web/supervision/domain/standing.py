"""In whose name somebody acts on an assignment or a letter: their own, or that of a colleague who is away."""

from __future__ import annotations

from luodi_web.people.actor import Actor
from luodi_web.people.rules import Permission
from luodi_web.supervision.models import Assignment, Letter


def as_unit(by: Actor, assignment: Assignment) -> Actor:
    """The actor as one who signs for and reports on what this very unit was given."""
    if not by.borrows:
        return by
    return by.acting(Permission.TASKS_REPORT, assignment.unit, below=False)


def as_reviewer(by: Actor, assignment: Assignment) -> Actor:
    """The actor as one who decides: by the right over the unit, or over the plan's owner."""
    if not by.borrows:
        return by
    return by.acting(Permission.TASKS_REVIEW, assignment.unit, assignment.task.workstream.plan.owner)


def as_recipient(by: Actor, letter: Letter) -> Actor:
    """The actor as one who signs for and answers what was written to this very unit."""
    if not by.borrows:
        return by
    return by.acting(Permission.TASKS_REPORT, letter.unit, below=False)


def deciders(by: Actor) -> list[int | None]:
    """The keys of who decides and of whom they stand in for: neither may have had a hand in it before."""
    return [person.pk if person else None for person in (by.user, by.behalf_of)]
