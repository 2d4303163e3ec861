"""A letter's way: drafted, signed where it must be, issued and frozen, acknowledged, answered, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.common.domain.numbering import next_number
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import changes, record
from luodi_web.people.domain.notices import tell_holders
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.addresses import letter_url
from luodi_web.supervision.domain.assignments import locked
from luodi_web.supervision.domain.attachments import attach
from luodi_web.supervision.domain.letters_paper import letter_document
from luodi_web.supervision.domain.notices_measures import tell_members
from luodi_web.supervision.domain.papers import make_paper
from luodi_web.supervision.domain.standing import as_recipient
from luodi_web.supervision.enums import LetterState, SupervisionVerb
from luodi_web.supervision.models import Assignment, Letter, LetterAnswer
from luodi_web.supervision.rules import OPEN_STATES
from luodi_web.supervision.rules_letters import (
    UNISSUED_STATES,
    can_acknowledge_letter,
    can_answer,
    can_close_letter,
    can_edit,
    can_issue,
    can_return_answer,
    can_send_back,
    can_submit,
    can_void,
)

FIELDS = ("subject", "body", "requirement", "answer_by")


@transaction.atomic
def draft_letter(
    assignments: Sequence[Assignment],
    *,
    kind: str,
    subject: str,
    body: str,
    requirement: str,
    answer_by: date,
    by: Actor,
) -> Letter:
    """A new draft to the one unit that has all of these assignments, in the name of their plans' owner.

    Raises ValidationError where the assignments are of several units or owners, one is no longer open, or
    one stands in another letter of the kind that is not issued yet.
    """
    rows = locked(assignments)
    if not rows or len({row.unit_id for row in rows}) > 1:
        raise ValidationError(_("一份函件只发给一个机构，请选择同一机构的任务。"))
    if len({row.task.workstream.plan.owner_id for row in rows}) > 1:
        raise ValidationError(_("这些任务由不同的机构下达，请分别发函。"))
    if any(row.state not in OPEN_STATES for row in rows):
        raise ValidationError(_("只能就待签收和办理中的任务发函。"))
    waiting = Letter.objects.filter(kind=kind, assignments__in=rows, state__in=UNISSUED_STATES).first()
    if waiting is not None:
        words = _("这些任务已经有一份未发出的%(kind)s“%(subject)s”，请在那一份上办理。")
        raise ValidationError(words % {"kind": waiting.get_kind_display(), "subject": waiting.subject})
    plan = rows[0].task.workstream.plan
    letter = Letter.objects.create(
        kind=kind,
        issuer=plan.owner,
        unit=rows[0].unit,
        word=plan.letter_word,
        subject=subject,
        body=body,
        requirement=requirement,
        answer_by=answer_by,
        drafted_at=timezone.now(),
        drafted_by=by.user,
    )
    letter.assignments.set(rows)
    after = {"kind": letter.get_kind_display(), "unit": letter.unit.name}
    record(by, SupervisionVerb.LETTER_DRAFTED, letter, after=after)
    return letter


@transaction.atomic
def edit_letter(
    letter: Letter,
    *,
    subject: str,
    body: str,
    requirement: str,
    answer_by: date,
    revision: int | None = None,
    by: Actor,
) -> Letter:
    """Change a draft's words. revision: what the person saw; ValidationError if somebody saved since."""
    letter = _locked(letter)
    can_edit(letter.state).insist()
    if revision is not None and revision != letter.revision:
        raise ValidationError(_("您打开之后别人改过这份函件。请复制您的修改，刷新页面后再改。"))
    values = {"subject": subject, "body": body, "requirement": requirement, "answer_by": answer_by}
    before, after = changes(letter, values)
    if not after:
        return letter
    for name, value in values.items():
        setattr(letter, name, value)
    letter.revision += 1
    letter.save(update_fields=[*FIELDS, "revision"])
    record(by, SupervisionVerb.LETTER_EDITED, letter, before=before, after=after)
    return letter


@transaction.atomic
def submit_letter(letter: Letter, *, by: Actor) -> Letter:
    """Ask a leader to sign a supervision letter."""
    letter = _locked(letter)
    can_submit(letter.kind, letter.state).insist()
    _answer_day_is_ahead(letter)
    letter.submitted_at, letter.submitted_by, letter.note = timezone.now(), by.user, ""
    _move(letter, LetterState.SIGNING, SupervisionVerb.LETTER_SUBMITTED, by, "submitted_at", "submitted_by")
    words = _("督办函待签发：%(subject)s") % {"subject": letter.subject}
    tell_holders(Permission.SIGN_OFF, [letter.issuer], words, letter_url(letter), but=by.user)
    return letter


@transaction.atomic
def send_letter_back(letter: Letter, note: str, *, by: Actor) -> Letter:
    """Back to its draft, unsigned, with what is to be changed."""
    letter = _locked(letter)
    can_send_back(letter.state).insist()
    letter.note = note
    _move(letter, LetterState.DRAFT, SupervisionVerb.LETTER_SENT_BACK, by)
    words = _("督办函被退回修改：%(subject)s") % {"subject": letter.subject}
    tell_holders(Permission.LETTERS_EDIT, [letter.issuer], words, letter_url(letter), but=by.user)
    return letter


@transaction.atomic
def issue_letter(letter: Letter, *, by: Actor) -> Letter:
    """Number the letter, freeze it with its files, and tell the unit.

    The number is taken in this transaction: a failed issue leaves no gap. Raises ValidationError where the
    letter is in no state for it, its tasks are all finished or withdrawn, or the day to answer is past.
    """
    letter = _locked(letter)
    signer = by.user.pk if by.user else None
    can_issue(letter.kind, letter.state, letter.submitted_by_id, signer).insist()
    if not letter.assignments.filter(state__in=OPEN_STATES).exists():
        raise ValidationError(_("所涉任务都已完成、退回或撤回，不必再发函。"))
    _answer_day_is_ahead(letter)
    today = timezone.localdate()
    letter.year = today.year
    letter.number = next_number(f"letter:{letter.word}", today.year)
    letter.doc_no = f"{letter.word}〔{letter.year}〕{letter.number}号"
    letter.issued_at, letter.issued_by, letter.note = timezone.now(), by.user, ""
    letter.paper = make_paper(letter_document(letter))
    fields = ("year", "number", "doc_no", "issued_at", "issued_by", "paper")
    _move(letter, LetterState.ISSUED, SupervisionVerb.LETTER_ISSUED, by, *fields)
    values = {"kind": letter.get_kind_display(), "subject": letter.subject, "day": letter.answer_by}
    words = _("收到%(kind)s，请签收并于 %(day)s 前答复：%(subject)s") % values
    tell_members(letter.unit, words, letter_url(letter))
    return letter


@transaction.atomic
def void_letter(letter: Letter, note: str, *, by: Actor) -> Letter:
    """Give up a letter that has not been issued."""
    letter = _locked(letter)
    can_void(letter.state).insist()
    letter.note = note
    return _move(letter, LetterState.VOID, SupervisionVerb.LETTER_VOIDED, by)


@transaction.atomic
def acknowledge_letter(letter: Letter, *, by: Actor) -> Letter:
    """The unit signs for the letter; once, with person and time."""
    letter = _locked(letter)
    can_acknowledge_letter(letter.state).insist()
    by = as_recipient(by, letter)
    letter.acknowledged_at, letter.acknowledged_by = timezone.now(), by.user
    fields = ("acknowledged_at", "acknowledged_by")
    return _move(letter, LetterState.ACKNOWLEDGED, SupervisionVerb.LETTER_ACKNOWLEDGED, by, *fields)


@transaction.atomic
def answer_letter(
    letter: Letter, text: str, files: Sequence[UploadedFile] = (), *, by: Actor
) -> LetterAnswer:
    """The unit's answer with its evidence; ValidationError where a file is refused, nothing is kept then."""
    letter = _locked(letter)
    can_answer(letter.state).insist()
    by = as_recipient(by, letter)
    answer = LetterAnswer.objects.create(letter=letter, text=text, at=timezone.now(), by=by.user)
    attach(files, answer=answer)
    letter.note = ""
    _move(letter, LetterState.ANSWERED, SupervisionVerb.LETTER_ANSWERED, by, text=text)
    values = {"unit": letter.unit.label, "doc_no": letter.doc_no}
    words = _("%(unit)s答复了%(doc_no)s") % values
    tell_holders(Permission.LETTERS_EDIT, [letter.issuer], words, letter_url(letter), but=by.user)
    return answer


@transaction.atomic
def return_answer(letter: Letter, note: str, *, by: Actor) -> Letter:
    """Ask the unit for a better answer; the one it gave stays in the letter's story."""
    letter = _locked(letter)
    can_return_answer(letter.state).insist()
    answer = letter.answers.latest("pk")
    answer.returned_at, answer.returned_by, answer.returned_note = timezone.now(), by.user, note
    answer.save(update_fields=["returned_at", "returned_by", "returned_note"])
    letter.note = note
    _move(letter, LetterState.ACKNOWLEDGED, SupervisionVerb.LETTER_ANSWER_RETURNED, by)
    words = _("答复被退回，请补充后再报：%(doc_no)s") % {"doc_no": letter.doc_no}
    tell_members(letter.unit, words, letter_url(letter))
    return letter


@transaction.atomic
def close_letter(letter: Letter, note: str = "", *, by: Actor) -> Letter:
    letter = _locked(letter)
    can_close_letter(letter.state).insist()
    letter.closed_at, letter.closed_by, letter.note = timezone.now(), by.user, note
    _move(letter, LetterState.CLOSED, SupervisionVerb.LETTER_CLOSED, by, "closed_at", "closed_by")
    words = _("函件已办结：%(doc_no)s") % {"doc_no": letter.doc_no}
    tell_members(letter.unit, words, letter_url(letter))
    return letter


def _locked(letter: Letter) -> Letter:
    rows = Letter.objects.select_for_update(of=("self",)).select_related("issuer", "unit")
    return rows.get(pk=letter.pk)


def _answer_day_is_ahead(letter: Letter) -> None:
    if letter.answer_by <= timezone.localdate():
        raise ValidationError(_("答复时限已经到了，请改到以后的日期。"))


def _move(letter: Letter, state: str, verb: str, by: Actor, *fields: str, text: str = "") -> Letter:
    was = letter.get_state_display()
    letter.state = state
    letter.save(update_fields=["state", "note", *fields])
    after = {"state": letter.get_state_display(), "doc_no": letter.doc_no}
    if letter.note:
        after["note"] = letter.note
    if text:
        after["text"] = text
    if letter.paper is not None:
        after["digest"] = letter.paper.digest
    record(by, verb, letter, before={"state": was}, after=after)
    return letter
