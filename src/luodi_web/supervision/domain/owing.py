"""Which assignments let a reporting day pass without the period's report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from luodi_web.people.models.grants import start_of_day
from luodi_web.supervision.enums import AssignmentState, ReportState
from luodi_web.supervision.models import Assignment, Plan, Report
from luodi_web.supervision.rules import period_of, report_due_on


def reporting_day(plan: Plan, today: date) -> tuple[str, date]:
    """The period that a day falls in for a plan, and the day by which its report is due."""
    period = period_of(today, plan.period_kind)
    return period, report_due_on(period, plan.report_day)


def owing(assignments: QuerySet[Assignment], period: str, due_on: date) -> QuerySet[Assignment]:
    """Those under way that have not sent the period's report; a returned one is owed again.

    What was signed for after the reporting day owes nothing for that period, nor does what is reported
    as finished.
    """
    sent = Report.objects.filter(assignment=OuterRef("pk"), period=period).exclude(state=ReportState.RETURNED)
    return assignments.filter(
        ~Exists(sent),
        state=AssignmentState.ACKNOWLEDGED,
        percent__lt=100,
        acknowledged_at__lt=start_of_day(due_on + timedelta(days=1)),
    )


def owed_since(rows: Iterable[Assignment], today: date) -> dict[int, date]:
    """The reporting day that each of these let pass, by key, where its plan turns yellow for it.

    Wants ``task__workstream__plan`` selected. One query for each period that such plans have.
    """
    keys: dict[tuple[str, date], list[int]] = {}
    for row in rows:
        plan = row.task.workstream.plan
        if not plan.yellow_when_owed:
            continue
        period, due_on = reporting_day(plan, today)
        if today > due_on:
            keys.setdefault((period, due_on), []).append(row.pk)
    found: dict[int, date] = {}
    for (period, due_on), group in keys.items():
        late = owing(Assignment.objects.filter(pk__in=group), period, due_on)
        found |= dict.fromkeys(late.order_by().values_list("pk", flat=True), due_on)
    return found
