"""What may be done with a clue in which state, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.supervision.enums import ClueState
from luodi_web.supervision.models import Clue


def can_edit(clue: Clue) -> Verdict:
    return ALLOWED if clue.state == ClueState.DRAFT else Verdict(False, _("线索已经发出，不能再改。"))


def can_accept(clue: Clue) -> Verdict:
    return ALLOWED if clue.state == ClueState.SENT else Verdict(False, _state_words(clue))


def can_refuse(clue: Clue) -> Verdict:
    return can_accept(clue)


def can_refer(clue: Clue) -> Verdict:
    """To a unit, or from one to another: while nobody has answered."""
    return ALLOWED if clue.state == ClueState.ACCEPTED else Verdict(False, _state_words(clue))


def can_reply(clue: Clue) -> Verdict:
    """Whether the unit it was passed on to may still say what it did, or hand it back."""
    if clue.referred_to_id is None:
        return Verdict(False, _("线索已经不在本单位办理。"))
    return can_refer(clue)


def can_make_task(clue: Clue) -> Verdict:
    """Also again, when the task that it became was deleted from its draft."""
    if clue.state == ClueState.TASKED and clue.task_id is None:
        return ALLOWED
    return can_refer(clue)


def can_answer(clue: Clue) -> Verdict:
    if clue.state in (ClueState.ACCEPTED, ClueState.TASKED):
        return ALLOWED
    return Verdict(False, _state_words(clue))


def can_rate(clue: Clue) -> Verdict:
    if clue.state not in (ClueState.ANSWERED, ClueState.CLOSED):
        return Verdict(False, _("还没有答复，不能评价。"))
    if clue.satisfaction:
        return Verdict(False, _("已经评价过了。"))
    return ALLOWED


def _state_words(clue: Clue) -> str:
    return {
        ClueState.DRAFT: _("线索还没有发出。"),
        ClueState.SENT: _("线索还没有受理，请先受理。"),
        ClueState.ACCEPTED: _("线索已经受理，正在办理。"),
        ClueState.TASKED: _("线索已经转为任务。"),
        ClueState.ANSWERED: _("线索已经答复。"),
        ClueState.CLOSED: _("线索已经办结。"),
        ClueState.REFUSED: _("线索已经决定不予受理。"),
    }[ClueState(clue.state)]
