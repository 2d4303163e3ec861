"""销号: a finished assignment is checked by a second person, signed by a third, looked back at later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.notices import tell_holders
from luodi_web.people.domain.verdict import Verdict
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.addresses import assignment_url, closing_url
from luodi_web.supervision.domain.assignments import locked
from luodi_web.supervision.domain.attachments import attach
from luodi_web.supervision.domain.deadlines import move_deadline
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.domain.notices_measures import places_of, tell_members
from luodi_web.supervision.domain.reports import finishing_reports, follow_reports
from luodi_web.supervision.domain.standing import as_reviewer, as_unit, deciders
from luodi_web.supervision.enums import (
    AssignmentState,
    ClosingState,
    LookBack,
    ReportState,
    SupervisionVerb,
)
from luodi_web.supervision.models import Assignment, Closing
from luodi_web.supervision.models.closings import UNDECIDED
from luodi_web.supervision.rules_closing import (
    can_ask_closing,
    can_check_closing,
    can_look_back,
    can_refuse_closing,
    can_sign_closing,
    can_take_closing_back,
    months_after,
)


@transaction.atomic
def ask_closing(
    assignment: Assignment, text: str, files: Sequence[UploadedFile] = (), *, by: Actor
) -> Closing:
    """Ask to strike a finished assignment off, with what shows that it is finished."""
    [assignment] = locked([assignment])
    undecided = assignment.closings.filter(state__in=UNDECIDED).exists()
    can_ask_closing(assignment.state, undecided).insist()
    by = as_unit(by, assignment)
    closing = Closing.objects.create(
        assignment=assignment, text=text, asked_at=timezone.now(), asked_by=by.user
    )
    attach(files, closing=closing)
    record(by, SupervisionVerb.CLOSING_ASKED, assignment, after={"text": text})
    words = _("销号待核查：%(task)s（%(unit)s）") % _names(assignment)
    tell_holders(Permission.TASKS_REVIEW, places_of(assignment), words, closing_url(closing), but=by.user)
    return closing


@transaction.atomic
def check_closing(closing: Closing, note: str, *, by: Actor) -> Closing:
    """Confirm that it is finished: not by who reported or asked. Then it waits for a signature."""
    assignment, closing = _locked(closing)
    by = as_reviewer(by, assignment)
    _insist(can_check_closing, closing, by)
    closing.state, closing.check_note = ClosingState.CHECKED, note
    closing.checked_at, closing.checked_by = timezone.now(), by.user
    closing.save(update_fields=["state", "check_note", "checked_at", "checked_by"])
    record(by, SupervisionVerb.CLOSING_CHECKED, assignment, after={"note": note})
    words = _("销号待签批：%(task)s（%(unit)s）") % _names(assignment)
    signers = signing_permission(closing)
    tell_holders(signers, places_of(assignment), words, closing_url(closing), but=by.user)
    return closing


def signing_permission(closing: Closing) -> Permission:
    """Whose signature closes: a leader's, or the office's where the plan says so."""
    office = closing.assignment.task.workstream.plan.office_closes
    return Permission.TASKS_REVIEW if office else Permission.SIGN_OFF


@transaction.atomic
def sign_closing(closing: Closing, note: str = "", *, by: Actor) -> Closing:
    """Strike the assignment off, and note when to look back. The caller has the plan's signing right."""
    assignment, closing = _locked(closing)
    by = _as_signer(by, closing)
    _insist(can_sign_closing, closing, by)
    if assignment.state != AssignmentState.DONE:
        raise ValidationError(_("任务已经不是待销号状态。"))
    months = assignment.task.workstream.plan.lookback_months
    closing.look_back_on = months_after(timezone.localdate(), months) if months else None
    _decide(closing, ClosingState.CLOSED, note, by)
    assignment.state = AssignmentState.CLOSED
    assignment.save(update_fields=["state"])
    record(by, SupervisionVerb.CLOSING_SIGNED, assignment, after={"note": note})
    refresh_lights([assignment])
    words = _("任务已销号：%(task)s") % {"task": assignment.task}
    tell_members(assignment.unit, words, assignment_url(assignment))
    return closing


@transaction.atomic
def refuse_closing(closing: Closing, note: str, *, by: Actor) -> Closing:
    """Back to work: the report that said 100 % is returned, and the rate falls to what stood before."""
    assignment, closing = _locked(closing)
    by = as_reviewer(by, assignment) if closing.state == ClosingState.ASKED else _as_signer(by, closing)
    _insist(can_refuse_closing, closing, by)
    _decide(closing, ClosingState.REFUSED, note, by)
    if assignment.state == AssignmentState.DONE:
        now = timezone.now()
        finishing_reports(assignment).update(
            state=ReportState.RETURNED, decision_note=note, decided_at=now, decided_by=by.user
        )
        assignment.state, assignment.done_at = AssignmentState.ACKNOWLEDGED, None
        assignment.save(update_fields=["state", "done_at"])
        follow_reports(assignment)
    record(by, SupervisionVerb.CLOSING_REFUSED, assignment, after={"note": note})
    words = _("销号被退回，请继续办理并补报进展：%(task)s") % {"task": assignment.task}
    tell_members(assignment.unit, words, assignment_url(assignment))
    return closing


@transaction.atomic
def take_closing_back(closing: Closing, *, by: Actor) -> Closing:
    """No longer asked for; the assignment stays finished."""
    assignment, closing = _locked(closing)
    can_take_closing_back(closing.state).insist()
    by = as_unit(by, assignment)
    _decide(closing, ClosingState.TAKEN_BACK, "", by)
    record(by, SupervisionVerb.CLOSING_TAKEN_BACK, assignment)
    return closing


@transaction.atomic
def look_back(
    closing: Closing,
    result: str,
    note: str,
    *,
    deadline: date | None = None,
    percent: int | None = None,
    by: Actor,
) -> Closing:
    """Write down what a look-back found; a relapse takes the assignment up again.

    deadline, percent: of a relapse, both needed: until when it is to be put right, and how far it is now
    in the office's eyes (0..99); reports sent before no longer count. Raises ValidationError before the
    day, a second time, or where one of the two is missing.
    """
    assignment, closing = _locked(closing)
    today = timezone.localdate()
    can_look_back(closing.state, closing.look_back_on, closing.look_back, today).insist()
    by = as_reviewer(by, assignment)
    if result == LookBack.RELAPSED:
        if deadline is None or deadline <= today:
            raise ValidationError({"deadline": _("请填写今天以后的新时限。")})
        if percent is None or not 0 <= percent < 100:
            raise ValidationError({"percent": _("请填写重新核定的完成率，0 到 99。")})
    closing.look_back, closing.look_back_note = result, note
    closing.looked_back_at, closing.looked_back_by = timezone.now(), by.user
    closing.save(update_fields=["look_back", "look_back_note", "looked_back_at", "looked_back_by"])
    words = f"{LookBack(result).label}：{note}"
    record(by, SupervisionVerb.LOOKED_BACK, assignment, after={"note": words})
    if result == LookBack.RELAPSED and deadline is not None and percent is not None:
        _reopen(assignment, note, deadline, percent, by)
    return closing


def _reopen(assignment: Assignment, note: str, deadline: date, percent: int, by: Actor) -> None:
    before = {"state": assignment.get_state_display(), "deadline": assignment.deadline}
    assignment.state, assignment.done_at = AssignmentState.ACKNOWLEDGED, None
    assignment.reopened_at = timezone.now()
    assignment.percent = assignment.reopened_percent = percent
    assignment.save(update_fields=["state", "done_at", "percent", "reopened_at", "reopened_percent"])
    move_deadline(assignment, deadline, _("回头看发现反弹：%(note)s") % {"note": note})
    after = {"state": assignment.get_state_display(), "deadline": deadline, "percent": percent}
    record(by, SupervisionVerb.REOPENED, assignment, before=before, after=after)
    refresh_lights([assignment])
    words = _("回头看发现反弹，任务重新办理，时限 %(day)s：%(task)s")
    tell_members(
        assignment.unit, words % {"day": deadline, "task": assignment.task}, assignment_url(assignment)
    )


def involved_in(closing: Closing) -> set[int | None]:
    """Who has had a hand in it: sent the report of 100 %, asked, checked. None stands for the platform."""
    reporters = finishing_reports(closing.assignment).values_list("submitted_by", flat=True)
    people = {closing.asked_by_id, closing.checked_by_id, *reporters}
    return people - {None}


def _locked(closing: Closing) -> tuple[Assignment, Closing]:
    """The assignment first: every act on it queues behind the same row."""
    [assignment] = locked([closing.assignment])
    closing = assignment.closings.get(pk=closing.pk)
    closing.assignment = assignment
    return assignment, closing


def _decide(closing: Closing, state: str, note: str, by: Actor) -> None:
    closing.state, closing.decision_note = state, note
    closing.decided_at, closing.decided_by = timezone.now(), by.user
    closing.save(update_fields=["state", "decision_note", "decided_at", "decided_by", "look_back_on"])


def _names(assignment: Assignment) -> dict[str, object]:
    return {"task": assignment.task, "unit": assignment.unit.label}


def _as_signer(by: Actor, closing: Closing) -> Actor:
    """The actor as one who signs: only the office's signature can be lent to a colleague, not a leader's."""
    if signing_permission(closing) == Permission.TASKS_REVIEW:
        return as_reviewer(by, closing.assignment)
    return by


def _insist(rule: Callable[[str, set[int | None], int | None], Verdict], closing: Closing, by: Actor) -> None:
    """Neither who decides nor whom they stand in for may have had a hand in it before."""
    involved = involved_in(closing)
    for decider in deciders(by):
        rule(closing.state, involved, decider).insist()
