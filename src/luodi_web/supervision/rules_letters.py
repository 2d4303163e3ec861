"""Which act a letter in which state allows, and to whom."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.supervision.enums import LetterKind, LetterState

# What the unit that a letter goes to sees of it: nothing before it is issued.
SENT_STATES = (LetterState.ISSUED, LetterState.ACKNOWLEDGED, LetterState.ANSWERED, LetterState.CLOSED)
UNISSUED_STATES = (LetterState.DRAFT, LetterState.SIGNING)
# Calendar days that a unit is given to answer where the office names no other day.
ANSWER_DAYS = {LetterKind.REMINDER: 5, LetterKind.SUPERVISION: 7}


def can_edit(state: str) -> Verdict:
    if state == LetterState.DRAFT:
        return ALLOWED
    if state == LetterState.SIGNING:
        return Verdict(False, _("函件正在报签，退回后才能修改。"))
    return Verdict(False, _over_words(state, _("函件已经发出，内容不能再改。")))


def can_submit(kind: str, state: str) -> Verdict:
    """To a leader; a reminder needs none."""
    if kind != LetterKind.SUPERVISION:
        return Verdict(False, _("提醒函由办公室直接发出，不需要报签。"))
    return _only(state, LetterState.DRAFT, _("函件已经报签。"))


def can_send_back(state: str) -> Verdict:
    return _only(state, LetterState.SIGNING, _("函件不在待签发状态。"))


def can_issue(kind: str, state: str, submitted_by_id: int | None, signer_id: int | None) -> Verdict:
    """A reminder out of its draft by the office; a supervision letter by a leader who did not ask for it."""
    if kind == LetterKind.REMINDER:
        return _only(state, LetterState.DRAFT, _("函件已经发出。"))
    if state == LetterState.DRAFT:
        return Verdict(False, _("督办函要先报请领导签发。"))
    verdict = _only(state, LetterState.SIGNING, _("函件已经发出。"))
    if verdict and submitted_by_id is not None and submitted_by_id == signer_id:
        return Verdict(False, _("不能签发自己报签的函件。"))
    return verdict


def can_void(state: str) -> Verdict:
    if state in UNISSUED_STATES:
        return ALLOWED
    return Verdict(False, _over_words(state, _("函件已经发出，不能作废。")))


def can_acknowledge_letter(state: str) -> Verdict:
    return _only(state, LetterState.ISSUED, _("函件已经签收。"))


def can_answer(state: str) -> Verdict:
    if state == LetterState.ISSUED:
        return Verdict(False, _("请先签收函件，再答复。"))
    return _only(state, LetterState.ACKNOWLEDGED, _("函件已经答复。"))


def can_return_answer(state: str) -> Verdict:
    return _only(state, LetterState.ANSWERED, _("函件还没有待审看的答复。"))


def can_close_letter(state: str) -> Verdict:
    return _only(state, LetterState.ANSWERED, _("函件还没有答复，不能办结。"))


def _only(state: str, wanted: str, words: str) -> Verdict:
    return ALLOWED if state == wanted else Verdict(False, _over_words(state, words))


def _over_words(state: str, otherwise: str) -> str:
    return {
        LetterState.VOID: _("函件已经作废。"),
        LetterState.CLOSED: _("函件已经办结。"),
    }.get(LetterState(state), otherwise)
