"""Progress reports: one a unit, task and period; corrected in place until the office has accepted it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.common.domain.files import store_upload
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.supervision.domain.assignments import locked
from luodi_web.supervision.domain.clues_tasks import close_clues_of
from luodi_web.supervision.domain.figures_values import keep_figures, last_values
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.domain.notices import tell_lead, tell_reported, tell_unit
from luodi_web.supervision.domain.reports_drafts import drop_draft
from luodi_web.supervision.domain.reports_joint import decided_with, take_in
from luodi_web.supervision.domain.reports_periods import may_report, present_period, would_be_late
from luodi_web.supervision.domain.standing import as_reviewer, as_unit, deciders
from luodi_web.supervision.enums import AssignmentState, ReportState, SupervisionVerb, UnitRole
from luodi_web.supervision.models import Assignment, Evidence, Milestone, Report, Task
from luodi_web.supervision.rules import can_decide

FIELDS = ("percent", "text", "problem", "next_step")


def last_report(assignment: Assignment, before: str) -> Report | None:
    """The newest report of an earlier period that was not returned: what the next one starts from."""
    return _standing(assignment).filter(period__lt=before).order_by("-period").first()


@transaction.atomic
def submit_report(
    assignment: Assignment,
    *,
    period: str,
    percent: int | None = None,
    text: str,
    problem: str = "",
    next_step: str = "",
    reached: Iterable[int] | None = None,
    figures: Mapping[int, Decimal | None] | None = None,
    taken: Iterable[int] | None = None,
    files: Sequence[UploadedFile] = (),
    dropped_evidence: Iterable[int] = (),
    no_change: bool = False,
    opened_at: datetime | None = None,
    seen_at: datetime | None = None,
    by: Actor,
) -> Report:
    """Send a period's report, or send it again corrected; the person's draft of it is gone then.

    percent: 0..100, the whole task's; or reached: keys of the task's milestones, the percentage being
    their share. figures: what the unit typed, by the request's key. taken: keys of joint units' reports that
    a lead's takes in; None leaves those there are. files are added to the evidence there is;
    dropped_evidence are keys of evidence taken off. opened_at: when the form was opened, for a period that
    has ended meanwhile; seen_at: when it last showed the joint units' reports. Both must come from this
    platform. Raises ValidationError when the task or the report
    is in no state for it, or a figure is missing, or a file is refused; nothing is kept then.
    """
    [assignment] = locked([assignment])
    by = as_unit(by, assignment)
    report = assignment.reports.filter(period=period).first()
    today = timezone.localdate()
    opened_on = timezone.localdate(opened_at) if opened_at else None
    may_report(assignment, report, period, today, opened_on).insist()
    milestones = None if reached is None else _milestones(assignment, reached)
    before = {name: getattr(report, name) for name in FIELDS} if report else None
    if report is None:
        report = Report(assignment=assignment, period=period, is_late=would_be_late(assignment, period))
    rate = percent_of(assignment, len(milestones)) if milestones is not None else percent
    if rate is None:
        raise ValidationError(_("请填写完成率。"))
    report.percent = rate
    report.text, report.problem, report.next_step = text, problem, next_step
    report.no_change = no_change
    report.state = ReportState.SUBMITTED
    report.submitted_at, report.submitted_by = timezone.now(), by.user
    report.decided_at = report.decided_by = None
    report.decision_note = ""
    report.save()
    if milestones is not None:
        report.reached.set(milestones)
    kept = keep_figures(report, figures or {})
    if taken is not None:
        take_in(report, taken, seen_at or report.submitted_at)
    if before is not None:
        report.evidence.filter(pk__in=list(dropped_evidence)).delete()
    for upload in files:
        Evidence.objects.create(report=report, file=store_upload(upload), name=upload.name[:200])
    after = {"period": period, **{name: getattr(report, name) for name in FIELDS}}
    # A first report of text alone has no parts to look for.
    if before is not None or kept or taken is not None or milestones is not None:
        after |= _parts_in_words(report)
    elif report.is_late:
        after["late"] = True
    record(by, SupervisionVerb.REPORTED, assignment, before=before, after=after)
    follow_reports(assignment)
    drop_draft(assignment, period, by=by)
    tell_reported(assignment)
    if assignment.role == UnitRole.JOINT:
        tell_lead(assignment, period)
    return report


def _parts_in_words(report: Report) -> dict[str, Any]:
    """What a report has besides its texts, for the trail; only what there is."""
    parts = {
        "late": report.is_late or None,
        "reached": [str(milestone) for milestone in report.reached.all()],
        "figures": [str(figure) for figure in report.figures.select_related("request")],
        "taken": [
            row.source.assignment.unit.label
            for row in report.contributions.select_related("source__assignment__unit")
        ],
    }
    return {name: value for name, value in parts.items() if value}


def percent_of(assignment: Assignment, reached: int) -> int:
    """The completion rate when so many of the task's milestones are reached: rounded down, all make 100."""
    total = assignment.task.milestones.count()
    return reached * 100 // total if total else 0


def _milestones(assignment: Assignment, keys: Iterable[int]) -> list[Milestone]:
    wanted = set(keys)
    found = [milestone for milestone in assignment.task.milestones.all() if milestone.pk in wanted]
    if len(found) != len(wanted):
        raise ValidationError(_("任务的节点已经调整，请刷新页面后再报。"))
    return found


def report_no_change(assignment: Assignment, *, period: str = "", by: Actor) -> Report:
    """A period's report in one click, the present one's by default: the last one again, marked as unchanged.

    Raises ValidationError when there is no earlier report to repeat, or a figure of it is missing.
    """
    period = period or present_period(assignment)
    last = last_report(assignment, period)
    if last is None:
        raise ValidationError(_("还没有往期进展，请先填报一次。"))
    values = {name: getattr(last, name) for name in FIELDS}
    if assignment.task.milestones.exists():
        values["reached"] = list(last.reached.values_list("pk", flat=True))
    values["figures"] = last_values(assignment, period)
    return submit_report(assignment, period=period, no_change=True, by=by, **values)


@transaction.atomic
def return_report(report: Report, note: str, *, contributions: Iterable[int] = (), by: Actor) -> Report:
    """Give a report back to its unit with what is missing; the rate falls back to the report before.

    contributions: keys of joint units' reports it took in that go back to their units, too, with the same
    words. Those not named wait for the lead's next report.
    """
    assignment, report, joint, by = _locked_with_assignment(report, by)
    returned = [(assignment, report)]
    wanted = set(contributions)
    returned += [pair for pair in joint if pair[1].pk in wanted]
    for owner, item in returned:
        _decide(item, ReportState.RETURNED, note, by)
        record(by, SupervisionVerb.REPORT_RETURNED, owner, after={"period": item.period, "note": note})
        follow_reports(owner)
        tell_unit(owner, SupervisionVerb.REPORT_RETURNED)
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
    """Accept a report, and with a lead's the joint units' that it took in; 100 % is done."""
    assignment, report, joint, by = _locked_with_assignment(report, by)
    _accept(assignment, report, note, by)
    for owner, contribution in joint:
        _accept(owner, contribution, "", by)
    return report


def _accept(assignment: Assignment, report: Report, note: str, by: Actor) -> None:
    _decide(report, ReportState.ACCEPTED, note, by)
    record(by, SupervisionVerb.REPORT_ACCEPTED, assignment, after={"period": report.period, "note": note})
    if report.percent == 100 and report == _latest(assignment):
        assignment.state = AssignmentState.DONE
        assignment.done_at = report.decided_at
        assignment.save(update_fields=["state", "done_at"])
        refresh_lights([assignment])
        close_clues_of(Task.objects.filter(pk=assignment.task_id))
    # A month's ordinary progress needs no word; that a task is done, or a remark on it, does.
    if note or assignment.state == AssignmentState.DONE:
        tell_unit(assignment, SupervisionVerb.REPORT_ACCEPTED)


Pair = tuple[Assignment, Report]


def _locked_with_assignment(report: Report, by: Actor) -> tuple[Assignment, Report, list[Pair], Actor]:
    """The assignment, its report, the joint units' pairs decided with it, and the actor as one acts here.

    Assignments first, in the order of their keys: every act on a report queues behind the same rows. What the
    decider wrote, or the colleague they stand in for, is not among the pairs: somebody else decides on it.
    """
    joint = [found.source.assignment for found in decided_with(report)]
    rows = {row.pk: row for row in locked([report.assignment, *joint])}
    assignment = rows[report.assignment_id]
    report = assignment.reports.get(pk=report.pk)
    by = as_reviewer(by, assignment)
    people = deciders(by)
    for decider in people:
        can_decide(assignment.state, report.state, report.submitted_by_id, decider).insist()
    pairs = []
    for found in decided_with(report):  # read again under the locks
        owner, source = rows.get(found.source.assignment_id), found.source
        if owner and all(
            can_decide(owner.state, source.state, source.submitted_by_id, decider) for decider in people
        ):
            pairs.append((owner, source))
    return assignment, report, pairs, by


def _decide(report: Report, state: str, note: str, by: Actor) -> None:
    report.state, report.decision_note = state, note
    report.decided_at, report.decided_by = timezone.now(), by.user
    report.save(update_fields=["state", "decision_note", "decided_at", "decided_by"])


def follow_reports(assignment: Assignment) -> None:
    """The assignment's completion rate and light as its reports now say."""
    latest = _latest(assignment)
    assignment.percent = latest.percent if latest else assignment.reopened_percent
    assignment.save(update_fields=["percent"])
    refresh_lights([assignment])


def finishing_reports(assignment: Assignment) -> QuerySet[Report]:
    """The standing reports that say 100 %: they are what a closing rests on."""
    return _standing(assignment).filter(percent=100)


def _latest(assignment: Assignment) -> Report | None:
    return _standing(assignment).order_by("-period").first()


def _standing(assignment: Assignment) -> QuerySet[Report]:
    """Reports that were not returned; after a look-back took the task up again, only those sent since."""
    rows = Report.objects.filter(assignment=assignment).exclude(state=ReportState.RETURNED)
    if assignment.reopened_at is not None:
        rows = rows.filter(submitted_at__gt=assignment.reopened_at)
    return rows
