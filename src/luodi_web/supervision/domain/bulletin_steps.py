"""A bulletin on its way: review, countersigning, issue; and what addressed units do with it."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.common.domain.files import store_bytes
from luodi_web.common.domain.numbering import next_number
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.people.models import Unit
from luodi_web.supervision.domain.bulletin_document import make_document
from luodi_web.supervision.domain.bulletin_files import OnPaper, digest_of, preview_of, put_on_paper
from luodi_web.supervision.domain.bulletin_notices import (
    signers,
    tell_issued,
    tell_returned,
    tell_signers,
)
from luodi_web.supervision.domain.bulletins import StaleBulletin, locked_bulletin, locked_draft
from luodi_web.supervision.domain.bulletins_scope import WAITING_STATES
from luodi_web.supervision.enums import BulletinState, SignStep, SignVerdict, SupervisionVerb
from luodi_web.supervision.models import Bulletin, BulletinReceipt, BulletinSign

_NEXT_STATE = {
    SignStep.REVIEW: BulletinState.COUNTERSIGN,
    SignStep.COUNTERSIGN: BulletinState.READY,
}


def can_submit(bulletin: Bulletin) -> Verdict:
    """Whether a draft has what a bulletin must have before others look at it."""
    if bulletin.state != BulletinState.DRAFT:
        return Verdict(False, _("通报%(state)s，不能再送审。") % {"state": bulletin.get_state_display()})
    if not bulletin.is_brief and not bulletin.addressees.filter(is_copy=False).exists():
        return Verdict(False, _("还没有选择主送单位，请先选好并保存。"))
    return ALLOWED


def can_sign(sign: BulletinSign, user_id: int | None) -> Verdict:
    """Whether the step waits for a decision, and this person may take it: nobody signs what they wrote."""
    if sign.verdict != SignVerdict.WAITING or sign.bulletin.state != WAITING_STATES[SignStep(sign.step)]:
        return Verdict(False, _("这一步已经办理过了。"))
    if user_id is not None and sign.bulletin.writers.filter(pk=user_id).exists():
        return Verdict(
            False, _("这份通报是您编写的，要由其他人%(step)s。") % {"step": sign.get_step_display()}
        )
    return ALLOWED


@transaction.atomic
def submit_bulletin(
    bulletin: Bulletin, *, revision: int, countersigners: Iterable[Unit] = (), by: Actor
) -> Bulletin:
    """Send a draft round: review, then every countersigning unit, then the issue.

    Raises ValidationError where something is missing, or nobody could take a step.
    """
    bulletin = locked_draft(bulletin, revision)
    can_submit(bulletin).insist()
    if bulletin.is_brief and (pages := preview_of(bulletin).pages) > 1:
        raise ValidationError(_("领导专报只能有一页，现在有 %(count)d 页，请精简文字。") % {"count": pages})
    units = list(dict.fromkeys(countersigners))
    writers = set(bulletin.writers.values_list("pk", flat=True))
    for unit in units:
        if not set(signers(SignStep.COUNTERSIGN, unit)) - writers:
            raise ValidationError(
                {"countersigners": _("%(unit)s没有能会签通报的人。") % {"unit": unit.label}}
            )
    for step, words in (
        (SignStep.REVIEW, _("除编写人外，没有能审核的人。请系统管理员先授权。")),
        (SignStep.ISSUE, _("没有能签发的人。请系统管理员先授权。")),
    ):
        if not set(signers(step, bulletin.owner)) - writers:
            raise ValidationError(words)
    turn = 1 + (bulletin.signs.order_by("-round").values_list("round", flat=True).first() or 0)
    steps = [(SignStep.REVIEW, bulletin.owner)]
    steps += [(SignStep.COUNTERSIGN, unit) for unit in units]
    steps += [(SignStep.ISSUE, bulletin.owner)]
    BulletinSign.objects.bulk_create(
        BulletinSign(bulletin=bulletin, round=turn, step=step, unit=unit) for step, unit in steps
    )
    after = {"units": [unit.name for unit in units]} if units else None
    _move(bulletin, BulletinState.REVIEW, SupervisionVerb.BULLETIN_SUBMITTED, by, after)
    tell_signers(bulletin, SignStep.REVIEW)
    return bulletin


@transaction.atomic
def agree(sign: BulletinSign, *, revision: int, note: str = "", by: Actor) -> Bulletin:
    """Agree at one step of review or countersigning; the last one of a step moves the bulletin on.

    revision: of what the person read. Raises ValidationError when the step is not theirs or is over.
    """
    bulletin, sign = _locked(sign, revision, by)
    if sign.step == SignStep.ISSUE:
        raise ValidationError(_("请用“签发”办理这一步。"))
    _decide(sign, SignVerdict.AGREED, note, by)
    after = {"step": sign.get_step_display(), "note": note}
    record(by, SupervisionVerb.BULLETIN_AGREED, bulletin, after=after)
    waiting = bulletin.signs.filter(round=sign.round, verdict=SignVerdict.WAITING)
    if waiting.filter(step=sign.step).exists():
        return bulletin
    state = _NEXT_STATE[SignStep(sign.step)]
    if state == BulletinState.COUNTERSIGN and not waiting.filter(step=SignStep.COUNTERSIGN).exists():
        state = BulletinState.READY
    bulletin.state = state
    bulletin.save(update_fields=["state"])
    tell_signers(bulletin, SignStep.COUNTERSIGN if state == BulletinState.COUNTERSIGN else SignStep.ISSUE)
    return bulletin


@transaction.atomic
def give_back(sign: BulletinSign, note: str, *, revision: int, by: Actor) -> Bulletin:
    """Return a bulletin to its writers with what is to be changed; all steps begin again afterwards."""
    bulletin, sign = _locked(sign, revision, by)
    _decide(sign, SignVerdict.RETURNED, note, by)
    # Nobody is asked any more; the next round asks anew.
    bulletin.signs.filter(verdict=SignVerdict.WAITING).delete()
    after = {"step": sign.get_step_display(), "note": note}
    _move(bulletin, BulletinState.DRAFT, SupervisionVerb.BULLETIN_RETURNED, by, after)
    tell_returned(bulletin, note)
    return bulletin


@transaction.atomic
def issue_bulletin(sign: BulletinSign, *, revision: int, note: str = "", by: Actor) -> Bulletin:
    """Sign and issue: number, day, document, digest and files are set, and nothing changes them any more.

    The figures are those of the snapshot that was reviewed, not of this moment.
    """
    bulletin, sign = _locked(sign, revision, by)
    if sign.step != SignStep.ISSUE:
        raise ValidationError(_("通报还没有到签发这一步。"))
    _decide(sign, SignVerdict.AGREED, note, by)
    now = timezone.now()
    today = timezone.localdate(now)
    series = f"bulletin:{bulletin.owner_id}:{'brief' if bulletin.is_brief else 'bulletin'}"
    bulletin.year, bulletin.number = today.year, next_number(series, today.year)
    bulletin.issued_at = now
    bulletin.document = make_document(bulletin, today)
    bulletin.digest = digest_of(bulletin.document, bulletin.data)
    paper: OnPaper = put_on_paper(bulletin.document)
    bulletin.docx = store_bytes(paper.docx)
    bulletin.pdf = store_bytes(paper.pdf) if paper.pdf is not None else None
    bulletin.preview = None
    bulletin.changes = {}
    receipts = _receipts(bulletin)
    bulletin.state = BulletinState.ISSUED
    bulletin.save()
    BulletinReceipt.objects.bulk_create(receipts)
    after = {"number": bulletin.number, "digest": bulletin.digest, "units": len(receipts)}
    record(by, SupervisionVerb.BULLETIN_ISSUED, bulletin, after=after)
    tell_issued(bulletin, [receipt.unit_id for receipt in receipts])
    return bulletin


def _receipts(bulletin: Bulletin) -> list[BulletinReceipt]:
    """One for each active unit addressed, groups expanded as they are today; 主送 before 抄送."""
    found: dict[int, BulletinReceipt] = {}
    for one in bulletin.addressees.prefetch_related("group__members").select_related("unit"):
        units = [one.unit] if one.unit is not None else list(one.group.members.all())
        for unit in units:
            if unit.is_active and unit.pk not in found:
                found[unit.pk] = BulletinReceipt(bulletin=bulletin, unit=unit, is_copy=one.is_copy)
    return list(found.values())


@transaction.atomic
def mark_read(receipts: Iterable[BulletinReceipt], *, by: Actor) -> int:
    """Say for these units that the bulletin was read; the first to say so stays. The number marked now."""
    keys = [receipt.pk for receipt in receipts]
    rows = BulletinReceipt.objects.select_for_update(of=("self",)).filter(pk__in=keys, read_at__isnull=True)
    marked = list(rows.select_related("bulletin", "unit").order_by("pk"))
    for receipt in marked:
        receipt.read_at, receipt.read_by = timezone.now(), by.user
        receipt.save(update_fields=["read_at", "read_by"])
        record(by, SupervisionVerb.BULLETIN_READ, receipt.bulletin, after={"unit": receipt.unit.name})
    return len(marked)


def _locked(sign: BulletinSign, revision: int, by: Actor) -> tuple[Bulletin, BulletinSign]:
    """The bulletin first: every step queues behind the same row."""
    bulletin = locked_bulletin(sign.bulletin)
    sign = BulletinSign.objects.select_related("unit").get(pk=sign.pk)
    sign.bulletin = bulletin
    can_sign(sign, by.user.pk if by.user else None).insist()
    if bulletin.revision != revision:
        raise StaleBulletin
    return bulletin, sign


def _decide(sign: BulletinSign, verdict: str, note: str, by: Actor) -> None:
    sign.verdict, sign.note = verdict, note
    sign.by, sign.at = by.user, timezone.now()
    sign.save(update_fields=["verdict", "note", "by", "at"])


def _move(bulletin: Bulletin, state: str, verb: str, by: Actor, after: dict[str, object] | None) -> None:
    before = {"state": bulletin.get_state_display()}
    bulletin.state = state
    bulletin.save(update_fields=["state"])
    record(by, verb, bulletin, before=before, after={"state": bulletin.get_state_display(), **(after or {})})
