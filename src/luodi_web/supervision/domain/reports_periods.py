"""Which periods an assignment owes a report for: the present one, and those that were skipped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from luodi_web.common.periods import current_periods, period_of, period_words, previous_period
from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.supervision.enums import AssignmentState, ReportState
from luodi_web.supervision.models import Assignment, Plan, Report
from luodi_web.supervision.rules import (
    FINISHED_STATES,
    can_report,
    is_late,
    may_begin,
    owed_periods,
    report_due_on,
)

# Gaps listed on a page: of a task that nobody ever reported on, two years.
MISSED_SHOWN = 24


@dataclass(frozen=True)
class Missed:
    """A past period without a report. may_make_up: whether it can still be sent, marked 迟报."""

    period: str
    may_make_up: bool

    @property
    def period_words(self) -> str:
        return period_words(self.period)


def present_period(assignment: Assignment, today: date | None = None) -> str:
    """The key of the period that the assignment's plan reports on now."""
    return period_of(today or timezone.localdate(), assignment.task.workstream.plan.period_kind)


def due_on(assignment: Assignment, period: str) -> date:
    return report_due_on(period, assignment.task.workstream.plan.report_day)


def would_be_late(assignment: Assignment, period: str) -> bool:
    """Whether a first report of the period, sent now, is 迟报."""
    sent_on = timezone.localdate(assignment.sent_at)
    return is_late(period, assignment.task.workstream.plan.report_day, timezone.localdate(), sent_on)


def may_report(
    assignment: Assignment,
    report: Report | None,
    period: str,
    today: date,
    opened_on: date | None = None,
) -> Verdict:
    """Whether the period's report may be sent or corrected, by the plan's rules or by the office's leave."""
    plan = assignment.task.workstream.plan
    verdict = can_report(
        assignment.state,
        report.state if report else None,
        period,
        today,
        kind=plan.period_kind,
        makeup=plan.makeup_periods,
        opened_on=opened_on,
    )
    if verdict or report is not None or assignment.state != AssignmentState.ACKNOWLEDGED:
        return verdict
    return ALLOWED if period in _opened(assignment, opened_on or today, today) else verdict


def _opened(assignment: Assignment, first: date, today: date) -> set[str]:
    """Periods that the office opened for this assignment; a form opened on the last day outlives midnight."""
    day = max(first, today - timedelta(days=1))
    return set(assignment.makeup_leaves.filter(until__gte=day).values_list("period", flat=True))


def missed_periods(assignment: Assignment, today: date) -> list[Missed]:
    """Skipped periods, newest first, at most MISSED_SHOWN.

    Nothing is owed before the task reached its unit, nor after it was reported as 100 % or done, nor by a
    unit that has not signed for it.
    """
    if assignment.state not in (AssignmentState.ACKNOWLEDGED, *FINISHED_STATES):
        return []
    plan = assignment.task.workstream.plan
    kind, makeup = plan.period_kind, plan.makeup_periods
    reports = list(assignment.reports.values_list("period", "percent", "state"))
    sent = {period for period, _percent, _state in reports}
    owed = owed_periods(kind, plan.report_day, timezone.localdate(assignment.sent_at), today)
    finished = [period for period, percent, state in reports if percent == 100 and state != "returned"]
    if finished:
        owed = [period for period in owed if period < min(finished)]
    is_open = assignment.state == AssignmentState.ACKNOWLEDGED
    missed = [period for period in owed if period not in sent][-MISSED_SHOWN:]
    opened = _opened(assignment, today, today) if missed and is_open else set()
    return [
        Missed(period, is_open and (period in opened or bool(may_begin(period, kind, makeup, today))))
        for period in missed[::-1]
    ]


def owing_now(assignments: QuerySet[Assignment], today: date) -> QuerySet[Assignment]:
    """Those under way without the present period's report; a task reported as 100 % owes nothing more."""
    sent = Report.objects.filter(assignment=OuterRef("pk"), period__in=current_periods(today))
    rows = assignments.filter(~Exists(sent.exclude(state=ReportState.RETURNED)))
    return rows.filter(state=AssignmentState.ACKNOWLEDGED, percent__lt=100)


def skipped_last(assignments: QuerySet[Assignment], today: date) -> QuerySet[Assignment]:
    """Those under way that sent nothing for the period before this one and may still make up for it."""
    open_plans = Plan.objects.filter(makeup_periods__gte=1, workstreams__tasks__assignments__in=assignments)
    pairs = open_plans.values_list("period_kind", "report_day").distinct()
    condition = Q(pk__in=[])
    for kind, report_day in set(pairs):
        period = previous_period(period_of(today, kind))
        condition |= Q(
            ~Exists(Report.objects.filter(assignment=OuterRef("pk"), period=period)),
            task__workstream__plan__period_kind=kind,
            task__workstream__plan__report_day=report_day,
            sent_at__date__lte=report_due_on(period, report_day),
        )
    return assignments.filter(
        condition,
        state=AssignmentState.ACKNOWLEDGED,
        percent__lt=100,
        task__workstream__plan__makeup_periods__gte=1,
    )
