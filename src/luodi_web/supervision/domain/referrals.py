"""提请督查: ordered or long red, prepared with a frozen packet, approved, then followed step by step.

Inspection itself is the government's (政府督查工作条例 art. 7): from approval on this only writes down
what the government told of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.notices import tell_holders
from luodi_web.people.domain.verdict import Verdict
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.addresses import assignment_url, referral_url
from luodi_web.supervision.domain.assignments import locked
from luodi_web.supervision.domain.attachments import attach
from luodi_web.supervision.domain.calendar_days import holiday_table
from luodi_web.supervision.domain.deadlines import move_deadline
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.domain.notices_measures import places_of, tell_members
from luodi_web.supervision.domain.papers import make_paper
from luodi_web.supervision.domain.referrals_packet import packet_document
from luodi_web.supervision.domain.standing import as_unit
from luodi_web.supervision.enums import (
    AssignmentState,
    ReferralGround,
    ReferralState,
    SupervisionVerb,
)
from luodi_web.supervision.models import Assignment, Referral, ReferralOrder, ReferralStage
from luodi_web.supervision.rules import FINISHED_STATES
from luodi_web.supervision.rules_referral import (
    KNOWN_TO_UNIT,
    OVER_STATES,
    REVIEW_DAYS,
    RedFor,
    can_approve,
    can_ask_review,
    can_order,
    can_prepare,
    can_record,
    can_withdraw_referral,
    red_for,
)


def red_days(assignment: Assignment) -> RedFor:
    """For how many working days the assignment has been red today."""
    since = timezone.localdate(assignment.light_since) if assignment.light_since else None
    return red_for(assignment.light, since, timezone.localdate(), holiday_table())


def open_order(assignment: Assignment) -> ReferralOrder | None:
    """A leader's order that no referral has carried out; one that was refused or withdrawn used it up."""
    return assignment.referral_orders.filter(referral__isnull=True).first()


def may_prepare(assignment: Assignment) -> Verdict:
    """``can_prepare`` with what the database knows; the plan must be at hand."""
    return can_prepare(
        assignment.state,
        red_days(assignment),
        assignment.task.workstream.plan.referral_days,
        open_order(assignment) is not None,
        _has_open(assignment),
    )


def may_order(assignment: Assignment) -> Verdict:
    return can_order(assignment.state, _has_open(assignment), open_order(assignment) is not None)


@transaction.atomic
def order_referral(assignment: Assignment, words: str, *, by: Actor) -> ReferralOrder:
    """A leader's decision to refer a matter, whatever its light; the office then prepares the packet."""
    [assignment] = locked([assignment])
    may_order(assignment).insist()
    order = ReferralOrder.objects.create(assignment=assignment, words=words, at=timezone.now(), by=by.user)
    # Not on the assignment, whose trail its unit reads.
    record(by, SupervisionVerb.REFERRAL_ORDERED, order, after={"note": words})
    text = _("领导批示提请督查，请准备材料：%(task)s") % {"task": assignment.task}
    url = assignment_url(assignment)
    tell_holders(Permission.REFERRALS_EDIT, places_of(assignment), text, url, but=by.user)
    return order


@transaction.atomic
def prepare_referral(assignment: Assignment, words: str, *, by: Actor) -> Referral:
    """Freeze the packet as the matter stands now, and ask for approval.

    Raises ValidationError unless it has been red for long enough or a leader ordered it, and while another
    referral of the task and unit is open.
    """
    [assignment] = locked([assignment])
    may_prepare(assignment).insist()
    order = open_order(assignment)
    referral = Referral(
        assignment=assignment,
        ground=ReferralGround.LEADER if order else ReferralGround.OVERDUE,
        order=order,
        words=words,
        prepared_at=timezone.now(),
        prepared_by=by.user,
    )
    referral.paper = make_paper(packet_document(referral))
    referral.save()
    after = {"note": words, "digest": referral.paper.digest}
    record(by, SupervisionVerb.REFERRAL_PREPARED, referral, after=after)
    text = _("提请督查待批准：%(task)s（%(unit)s）") % _names(assignment)
    url = referral_url(referral)
    tell_holders(Permission.SIGN_OFF, places_of(assignment), text, url, but=by.user)
    return referral


@transaction.atomic
def approve_referral(referral: Referral, note: str = "", *, by: Actor) -> Referral:
    """A leader's approval: the packet may go to the government."""
    referral = _locked(referral)
    can_approve(referral.state, referral.prepared_by_id, _key(by)).insist()
    if referral.assignment.state in (*FINISHED_STATES, AssignmentState.WITHDRAWN):
        raise ValidationError(_("任务已经完成或撤回，请不予批准。"))
    _decide(referral, ReferralState.REFERRED, note, SupervisionVerb.REFERRAL_APPROVED, by)
    ReferralStage.objects.create(
        referral=referral,
        stage=ReferralState.REFERRED,
        day=timezone.localdate(),
        words=referral.words,
        at=timezone.now(),
        by=by.user,
    )
    _tell_office(referral, _("提请督查已批准：%(task)s（%(unit)s）"), by)
    return referral


@transaction.atomic
def refuse_referral(referral: Referral, note: str, *, by: Actor) -> Referral:
    referral = _locked(referral)
    can_approve(referral.state, referral.prepared_by_id, _key(by)).insist()
    _decide(referral, ReferralState.REFUSED, note, SupervisionVerb.REFERRAL_REFUSED, by)
    _tell_office(referral, _("提请督查未获批准：%(task)s（%(unit)s）"), by)
    return referral


@transaction.atomic
def withdraw_referral(referral: Referral, note: str, *, by: Actor) -> Referral:
    """Take a referral back with a reason, until the government has filed it."""
    referral = _locked(referral)
    can_withdraw_referral(referral.state).insist()
    was = referral.get_state_display()
    referral.state, referral.note = ReferralState.WITHDRAWN, note
    referral.save(update_fields=["state", "note"])
    record(by, SupervisionVerb.REFERRAL_WITHDRAWN, referral, before={"state": was}, after={"note": note})
    return referral


@transaction.atomic
def record_stage(
    referral: Referral,
    stage: str,
    *,
    day: date,
    words: str,
    files: Sequence[UploadedFile] = (),
    rectify_by: date | None = None,
    moves_deadline: bool = False,
    result: str = "",
    by: Actor,
) -> Referral:
    """Write down one step that the government told of.

    day: when it happened. rectify_by: of 整改, until when; with moves_deadline the assignment's deadline,
    too. result: of 结束, needed there. Raises ValidationError for a step out of order or a day that does
    not fit, and for a file that is refused.
    """
    referral = _locked(referral)
    can_record(referral.state, stage, day, _last_day(referral), timezone.localdate()).insist()
    if stage == ReferralState.RECTIFYING and (rectify_by is None or rectify_by < day):
        raise ValidationError({"rectify_by": _("请填写整改期限，不早于要求整改的日期。")})
    if stage == ReferralState.FINISHED and not result:
        raise ValidationError({"result": _("请选择督查结果。")})
    _write_stage(referral, stage, day, words, files, by)
    referral.review_by = None
    if stage in (ReferralState.FEEDBACK, ReferralState.REVIEW):
        referral.review_by = day + timedelta(days=REVIEW_DAYS)
    if stage == ReferralState.RECTIFYING:
        referral.rectify_by = rectify_by
        referral.review_by = _still_reviewable(referral)
    if stage == ReferralState.FINISHED:
        referral.result = result
    referral.save(update_fields=["state", "review_by", "rectify_by", "result"])
    if stage == ReferralState.RECTIFYING and moves_deadline:
        _adopt_deadline(referral)
    if stage in KNOWN_TO_UNIT:
        values = {"stage": referral.get_state_display(), "task": referral.assignment.task}
        text = _("督查进展（%(stage)s）：%(task)s") % values
        tell_members(referral.assignment.unit, text, referral_url(referral))
    return referral


@transaction.atomic
def ask_review(
    referral: Referral, *, day: date, words: str, files: Sequence[UploadedFile] = (), by: Actor
) -> Referral:
    """The inspected unit asks the government to review the conclusion, within 30 days of getting it.

    The request itself goes to the government; what is kept here is that and when it was made.
    """
    referral = _locked(referral)
    stages = list(referral.stages.all())
    feedback = next((row.day for row in stages if row.stage == ReferralState.FEEDBACK), None)
    asked = any(row.stage == ReferralState.REVIEW for row in stages)
    last = feedback or timezone.localdate()
    can_ask_review(referral.state, feedback, asked, day, last, timezone.localdate()).insist()
    by = as_unit(by, referral.assignment)
    _write_stage(referral, ReferralState.REVIEW, day, words, files, by)
    referral.review_by = day + timedelta(days=REVIEW_DAYS)
    referral.save(update_fields=["state", "review_by"])
    _tell_office(referral, _("被督查单位申请复核：%(task)s（%(unit)s）"), by)
    return referral


def _write_stage(
    referral: Referral, stage: str, day: date, words: str, files: Sequence[UploadedFile], by: Actor
) -> None:
    was = referral.get_state_display()
    referral.state = stage
    row = ReferralStage.objects.create(
        referral=referral, stage=stage, day=day, words=words, at=timezone.now(), by=by.user
    )
    attach(files, stage=row)
    after = {"state": referral.get_state_display(), "day": day, "note": words}
    record(by, SupervisionVerb.REFERRAL_STAGE, referral, before={"state": was}, after=after)


def _still_reviewable(referral: Referral) -> date | None:
    """The end of the 30 days where the unit has not asked yet: an order to rectify does not cut it off."""
    if referral.stages.filter(stage=ReferralState.REVIEW).exists():
        return None
    feedback = referral.stages.filter(stage=ReferralState.FEEDBACK).first()
    return feedback.day + timedelta(days=REVIEW_DAYS) if feedback else None


def _adopt_deadline(referral: Referral) -> None:
    assignment = referral.assignment
    if assignment.state in (*FINISHED_STATES, AssignmentState.WITHDRAWN):
        raise ValidationError({"moves_deadline": _("任务已经完成或撤回，整改期限不能作为任务时限。")})
    move_deadline(assignment, referral.rectify_by, _("督查整改期限"))
    refresh_lights([assignment])


def _has_open(assignment: Assignment) -> bool:
    return assignment.referrals.exclude(state__in=OVER_STATES).exists()


def _last_day(referral: Referral) -> date:
    latest = referral.stages.order_by(F("day").desc()).first()
    return latest.day if latest else timezone.localdate(referral.prepared_at)


def _locked(referral: Referral) -> Referral:
    """The assignment first: every act on it queues behind the same row."""
    [assignment] = locked([referral.assignment])
    referral = assignment.referrals.get(pk=referral.pk)
    referral.assignment = assignment
    return referral


def _decide(referral: Referral, state: str, note: str, verb: str, by: Actor) -> None:
    was = referral.get_state_display()
    referral.state, referral.note = state, note
    referral.decided_at, referral.decided_by = timezone.now(), by.user
    referral.save(update_fields=["state", "note", "decided_at", "decided_by"])
    after = {"state": referral.get_state_display(), "note": note}
    record(by, verb, referral, before={"state": was}, after=after)


def _tell_office(referral: Referral, words: str, by: Actor) -> None:
    places = places_of(referral.assignment)
    text = words % _names(referral.assignment)
    tell_holders(Permission.REFERRALS_EDIT, places, text, referral_url(referral), but=by.user)


def _names(assignment: Assignment) -> dict[str, object]:
    return {"task": assignment.task, "unit": assignment.unit.label}


def _key(by: Actor) -> int | None:
    return by.user.pk if by.user else None
