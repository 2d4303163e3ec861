"""The register's rows: searched without reading every one, and what its wider columns need."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from luodi_web.people.enums import Duty
from luodi_web.people.models import PostHolding, Unit
from luodi_web.supervision.enums import ReportState
from luodi_web.supervision.models import Assignment, Report, Task


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
