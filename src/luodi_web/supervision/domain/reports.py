"""Progress reports: one a unit, task and month; corrected in place until the office has accepted it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.common.domain.files import store_upload
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.supervision.domain.assignments import locked
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.domain.notices import tell_reported, tell_unit
from luodi_web.supervision.domain.standing import as_reviewer, as_unit
from luodi_web.supervision.enums import AssignmentState, ReportState, SupervisionVerb
from luodi_web.supervision.models import Assignment, Evidence, Report
from luodi_web.supervision.rules import can_decide, can_report, period_of

FIELDS = ("percent", "text", "problem", "next_step")


def without_report(assignments: QuerySet[Assignment], period: str) -> QuerySet[Assignment]:
    """Those under way that still owe the period's report; a returned one is owed again."""
    sent = Report.objects.filter(assignment=OuterRef("pk"), period=period).exclude(state=ReportState.RETURNED)
    return assignments.filter(~Exists(sent), state=AssignmentState.ACKNOWLEDGED)


def last_report(assignment: Assignment, before: str) -> Report | None:
    """The newest report of an earlier period that was not returned: what the next one starts from."""
    return (
        assignment.reports.filter(period__lt=before)
        .exclude(state=ReportState.RETURNED)
        .order_by("-period")
        .first()
    )


@transaction.atomic
def submit_report(
    assignment: Assignment,
    *,
    period: str,
    percent: int,
    text: str,
    problem: str = "",
    next_step: str = "",
    files: Sequence[UploadedFile] = (),
    dropped_evidence: Iterable[int] = (),
    no_change: bool = False,
    by: Actor,
) -> Report:
    """Send a period's report, or send it again corrected.

    percent: 0..100, the whole task's. files are added to the evidence there is; dropped_evidence are keys
    of evidence taken off. Raises ValidationError when the task or the report is in no state for it, or a
    file is refused; nothing is kept then.
    """
    [assignment] = locked([assignment])
    by = as_unit(by, assignment)
    report = assignment.reports.filter(period=period).first()
    today = timezone.localdate()
    can_report(assignment.state, report.state if report else None, period, today).insist()
    before = {name: getattr(report, name) for name in FIELDS} if report else None
    report = report or Report(assignment=assignment, period=period)
    report.percent, report.text, report.problem, report.next_step = percent, text, problem, next_step
    report.no_change = no_change
    report.state = ReportState.SUBMITTED
    report.submitted_at, report.submitted_by = timezone.now(), by.user
    report.decided_at = report.decided_by = None
    report.decision_note = ""
    report.save()
    report.evidence.filter(pk__in=list(dropped_evidence)).delete()
    for upload in files:
        Evidence.objects.create(report=report, file=store_upload(upload), name=upload.name[:200])
    after = {name: getattr(report, name) for name in FIELDS}
    record(by, SupervisionVerb.REPORTED, assignment, before=before, after={"period": period, **after})
    _follow_reports(assignment)
    tell_reported(assignment)
    return report


def report_no_change(assignment: Assignment, *, by: Actor) -> Report:
    """This month's report in one click: the last one again, marked as unchanged.

    Raises ValidationError when there is no earlier report to repeat.
    """
    period = period_of(timezone.localdate())
    last = last_report(assignment, period)
    if last is None:
        raise ValidationError(_("还没有往期进展，请先填报一次。"))
    values = {name: getattr(last, name) for name in FIELDS}
    return submit_report(assignment, period=period, no_change=True, by=by, **values)


@transaction.atomic
def return_report(report: Report, note: str, *, by: Actor) -> Report:
    """Give a report back to its unit with what is missing; the rate falls back to the report before."""
    assignment, report, by = _locked_with_assignment(report, by)
    _decide(report, ReportState.RETURNED, note, by)
    record(by, SupervisionVerb.REPORT_RETURNED, assignment, after={"period": report.period, "note": note})
    _follow_reports(assignment)
    tell_unit(assignment, SupervisionVerb.REPORT_RETURNED)
    return report


@dataclass(frozen=True)
class Accepted:
    """What accepting did: the reports accepted, and those refused with the reason in words."""

    accepted: list[Report]
    refused: list[tuple[Report, str]]


def accept_reports(reports: Iterable[Report], *, by: Actor) -> Accepted:
    """Accept one or many, each by itself: one that is refused does not hold up the rest."""
    accepted, refused = [], []
    for report in reports:
        try:
            accepted.append(accept_report(report, "", by=by))
        except ValidationError as error:
            refused.append((report, error.message))
    return Accepted(accepted, refused)


@transaction.atomic
def accept_report(report: Report, note: str, *, by: Actor) -> Report:
    """Accept a report; with 100 % the assignment is done."""
    assignment, report, by = _locked_with_assignment(report, by)
    _decide(report, ReportState.ACCEPTED, note, by)
    record(by, SupervisionVerb.REPORT_ACCEPTED, assignment, after={"period": report.period, "note": note})
    if report.percent == 100 and report == _latest(assignment):
        assignment.state = AssignmentState.DONE
        assignment.done_at = report.decided_at
        assignment.save(update_fields=["state", "done_at"])
        refresh_lights([assignment])
    # A month's ordinary progress needs no word; that a task is done, or a remark on it, does.
    if note or assignment.state == AssignmentState.DONE:
        tell_unit(assignment, SupervisionVerb.REPORT_ACCEPTED)
    return report


def _locked_with_assignment(report: Report, by: Actor) -> tuple[Assignment, Report, Actor]:
    """The assignment first: every act on a report queues behind the same row.

    The actor as one acts here: for a colleague who is away, one decides on nothing that they wrote either.
    """
    [assignment] = locked([report.assignment])
    report = assignment.reports.get(pk=report.pk)
    by = as_reviewer(by, assignment)
    for decider in (by.user, by.behalf_of):
        key = decider.pk if decider else None
        can_decide(assignment.state, report.state, report.submitted_by_id, key).insist()
    return assignment, report, by


def _decide(report: Report, state: str, note: str, by: Actor) -> None:
    report.state, report.decision_note = state, note
    report.decided_at, report.decided_by = timezone.now(), by.user
    report.save(update_fields=["state", "decision_note", "decided_at", "decided_by"])


def _follow_reports(assignment: Assignment) -> None:
    """The assignment's completion rate and light as its reports now say."""
    latest = _latest(assignment)
    assignment.percent = latest.percent if latest else 0
    assignment.save(update_fields=["percent"])
    refresh_lights([assignment])


def _latest(assignment: Assignment) -> Report | None:
    return assignment.reports.exclude(state=ReportState.RETURNED).order_by("-period").first()
