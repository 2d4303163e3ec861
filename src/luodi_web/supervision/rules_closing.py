"""When more time may be asked for and given, and when a finished task may be closed or taken up again."""

from __future__ import annotations

import calendar
from datetime import date

from django.utils.translation import gettext as _

from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.supervision.enums import AssignmentState, ClosingState, ExtensionState


def can_ask_extension(
    state: str, deadline: date | None, today: date, asked: int, limit: int, waiting: bool
) -> Verdict:
    """Whether a unit may ask for more time: on the deadline's day at the latest.

    asked: wishes already decided, agreed to or not; one taken back does not count. limit: the plan's.
    """
    if state != AssignmentState.ACKNOWLEDGED:
        return Verdict(False, _("只有办理中的任务才能申请延期。"))
    if deadline is None:
        return Verdict(False, _("任务没有定完成时限，不需要申请延期。"))
    if waiting:
        return Verdict(False, _("延期申请正在审批。"))
    if asked >= limit:
        return Verdict(False, _("这项任务申请过 %(count)d 次延期，不能再申请。") % {"count": asked})
    if today > deadline:
        return Verdict(False, _("任务已经超过时限；延期要在时限之前申请。"))
    return ALLOWED


def can_decide_extension(state: str, asked_by_id: int | None, decider_id: int | None) -> Verdict:
    if state != ExtensionState.WAITING:
        return Verdict(False, _("这份延期申请已经处理过了。"))
    if asked_by_id is not None and asked_by_id == decider_id:
        return Verdict(False, _("不能审批自己提出的延期申请。"))
    return ALLOWED


def can_take_extension_back(state: str) -> Verdict:
    if state == ExtensionState.WAITING:
        return ALLOWED
    return Verdict(False, _("这份延期申请已经处理过了。"))


def can_ask_closing(assignment_state: str, undecided: bool) -> Verdict:
    if assignment_state == AssignmentState.CLOSED:
        return Verdict(False, _("任务已经销号。"))
    if assignment_state != AssignmentState.DONE:
        return Verdict(False, _("完成率 100% 的进展审核通过后，才能申请销号。"))
    if undecided:
        return Verdict(False, _("销号申请正在办理。"))
    return ALLOWED


def can_check_closing(state: str, involved: set[int | None], checker_id: int | None) -> Verdict:
    """involved: who reported the task as finished and who asked to close it."""
    if state != ClosingState.ASKED:
        return Verdict(False, _closing_words(state))
    if checker_id is not None and checker_id in involved:
        return Verdict(False, _("报送完成或申请销号的人不能核查。"))
    return ALLOWED


def can_sign_closing(state: str, involved: set[int | None], signer_id: int | None) -> Verdict:
    """involved: who reported, asked and checked."""
    if state == ClosingState.ASKED:
        return Verdict(False, _("还没有核查，不能签批。"))
    if state != ClosingState.CHECKED:
        return Verdict(False, _closing_words(state))
    if signer_id is not None and signer_id in involved:
        return Verdict(False, _("报送、申请或核查的人不能签批。"))
    return ALLOWED


def can_refuse_closing(state: str, involved: set[int | None], by_id: int | None) -> Verdict:
    """At either step, by whoever could have said yes to it."""
    if state == ClosingState.ASKED:
        return can_check_closing(state, involved, by_id)
    return can_sign_closing(state, involved, by_id)


def can_take_closing_back(state: str) -> Verdict:
    if state in (ClosingState.ASKED, ClosingState.CHECKED):
        return ALLOWED
    return Verdict(False, _closing_words(state))


def can_look_back(state: str, due_on: date | None, result: str, today: date) -> Verdict:
    if state != ClosingState.CLOSED:
        return Verdict(False, _("任务还没有销号。"))
    if result:
        return Verdict(False, _("已经回头看过了。"))
    if due_on is None:
        return Verdict(False, _("这份任务分解表没有安排回头看。"))
    if today < due_on:
        return Verdict(False, _("回头看安排在 %(day)s，还没有到。") % {"day": due_on.isoformat()})
    return ALLOWED


def months_after(day: date, months: int) -> date:
    """The same day ``months`` later; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _closing_words(state: str) -> str:
    return {
        ClosingState.ASKED: _("销号申请还没有核查。"),
        ClosingState.CHECKED: _("销号申请已经核查，等待签批。"),
        ClosingState.CLOSED: _("任务已经销号。"),
        ClosingState.REFUSED: _("销号申请已经退回。"),
        ClosingState.TAKEN_BACK: _("销号申请已经撤回。"),
    }[ClosingState(state)]
