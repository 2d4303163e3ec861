"""The register's rows: searched without reading every one, and what its wider columns need."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from luodi_web.people.enums import Duty
from luodi_web.people.models import PostHolding, Unit
from luodi_web.supervision.enums import ClosingState, ExtensionState, ReportState
from luodi_web.supervision.models import Assignment, Closing, Extension, Report, Task


def containing(word: str) -> Q:
    """Assignments whose task, workstream or unit has the word in it.

    The words are looked for where they stand, once for each task and unit: assignments are found by key.
    """
    tasks = Task.objects.filter(Q(text__icontains=word) | Q(workstream__name__icontains=word))
    units = Unit.objects.filter(Q(name__icontains=word) | Q(short_name__icontains=word))
    return Q(task__in=tasks.values("pk")) | Q(unit__in=units.values("pk"))


def count_by(assignments: QuerySet[Assignment], field: str) -> dict[str, int]:
    """How many rows have each value of a field; values without rows are left out."""
    rows = assignments.order_by().values(field).annotate(count=Count("pk", distinct=True))
    return {row[field]: row["count"] for row in rows}


def with_responsible(assignments: QuerySet[Assignment], day: date) -> QuerySet[Assignment]:
    """The same rows with ``responsible``: who holds the unit's responsible post that day; None for nobody."""
    holders = PostHolding.objects.on(day).filter(
        post__unit=OuterRef("unit"), post__duty=Duty.RESPONSIBLE, user__is_active=True
    )
    name = holders.order_by("post__pk", "pk").values("user__name")[:1]
    return assignments.annotate(responsible=Subquery(name))


def with_evidence(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """The same rows with ``evidence_count``: the files of the newest report that stands; None without one."""
    newest = Report.objects.filter(assignment=OuterRef("pk")).exclude(state=ReportState.RETURNED)
    counted = newest.order_by("-period").annotate(files=Count("evidence")).values("files")[:1]
    return assignments.annotate(evidence_count=Subquery(counted))


def with_extensions(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """The same rows with ``asked_extensions``, oldest first, without those taken back: one query more."""
    wishes = Extension.objects.exclude(state=ExtensionState.TAKEN_BACK).order_by("pk")
    return assignments.prefetch_related(Prefetch("extensions", wishes, to_attr="asked_extensions"))


def extension_words(wishes: list[Extension]) -> str:
    """The record of extensions (延期记录): each wish with the old day, the new one and what was decided."""
    return "；".join(
        _("%(old)s → %(new)s（%(state)s）")
        % {"old": wish.old_deadline, "new": wish.granted or wish.wanted, "state": wish.get_state_display()}
        for wish in wishes
    )


def with_closed_at(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """The same rows with ``closed_at``: when they were last struck off (销号); None where they were not."""
    closed = Closing.objects.filter(assignment=OuterRef("pk"), state=ClosingState.CLOSED)
    return assignments.annotate(closed_at=Subquery(closed.order_by("-pk").values("decided_at")[:1]))
