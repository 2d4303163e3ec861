"""Joint units contribute, the lead consolidates: what the lead's report took in, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, QuerySet

from luodi_web.supervision.enums import AssignmentState, ReportState, UnitRole
from luodi_web.supervision.models import Assignment, Contribution, Report


def contributions_for(assignment: Assignment, period: str) -> QuerySet[Report]:
    """Reports of the period by the joint units of a task that the assignment's unit leads; else none."""
    if assignment.role != UnitRole.LEAD:
        return Report.objects.none()
    rows = Report.objects.filter(
        assignment__task=assignment.task_id, assignment__role=UnitRole.JOINT, period=period
    )
    rows = rows.exclude(state=ReportState.RETURNED).exclude(assignment__state=AssignmentState.WITHDRAWN)
    return rows.select_related("assignment__unit").order_by("assignment__unit__path")


def joint_without_report(assignment: Assignment, period: str) -> QuerySet[Assignment]:
    """The joint units under way that the lead still waits for."""
    if assignment.role != UnitRole.LEAD:
        return Assignment.objects.none()
    sent = contributions_for(assignment, period).values("assignment")
    rows = Assignment.objects.filter(
        task=assignment.task_id, role=UnitRole.JOINT, state=AssignmentState.ACKNOWLEDGED, percent__lt=100
    )
    return rows.exclude(pk__in=sent).select_related("unit").order_by("unit__path")


def take_in(report: Report, keys: Iterable[int], at: datetime) -> None:
    """Make exactly these joint reports the ones that the lead's report took in.

    at: when the lead saw them. Keys that are no joint report of the same task and period are passed over.
    """
    sources = contributions_for(report.assignment, report.period).filter(pk__in=list(keys))
    report.contributions.exclude(source__in=sources).delete()
    for source in sources:
        Contribution.objects.update_or_create(report=report, source=source, defaults={"at": at})


def decided_with(report: Report) -> QuerySet[Contribution]:
    """Contributions that a decision on the report also decides: undecided, as the lead saw them."""
    return report.contributions.filter(
        source__state=ReportState.SUBMITTED,
        source__assignment__state=AssignmentState.ACKNOWLEDGED,
        source__submitted_at__lte=F("at"),
    ).select_related("source__assignment__unit")


def changed_since(report: Report) -> set[int]:
    """Keys of the contributions sent again after the lead took them in: those are decided by themselves."""
    rows = report.contributions.filter(source__submitted_at__gt=F("at"))
    return set(rows.values_list("pk", flat=True))
