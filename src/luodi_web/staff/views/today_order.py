"""今日: which queue comes first. What is past its day, then what is near it, then the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from luodi.workdays import HolidayTable
from luodi_web.staff.views.today_queues import Queue
from luodi_web.supervision.domain.calendar_days import holiday_table
from luodi_web.supervision.domain.reports_periods import due_on
from luodi_web.supervision.domain.unsigned import sign_by
from luodi_web.supervision.enums import ClueState

# A day this near goes before queues that have none.
NEAR_DAYS = 3
# Their rows want to be signed for, within working days of the plan.
_SIGNING = {"acknowledge", "late", "unsigned"}
# Their titles say already that all of their rows are late.
_SAID = {"late", "red", "unanswered", "look_backs"}


def by_urgency(queues: list[Queue], today: date) -> list[Queue]:
    """The queues, most urgent first; within a rank in the order they came in."""
    signing = any(queue.name in _SIGNING and queue.count for queue in queues)
    holidays = holiday_table() if signing else None
    marked = [_with_due(queue, holidays) for queue in queues if queue.count]
    empty = [queue for queue in queues if not queue.count]
    marked = [
        replace(queue, is_late=_rank(queue, today) == 0 and queue.name not in _SAID) for queue in marked
    ]
    return sorted(marked, key=lambda queue: _rank(queue, today)) + empty


def _rank(queue: Queue, today: date) -> int:
    if queue.due is None:
        return 2
    if queue.due < today:
        return 0
    return 1 if queue.due <= today + timedelta(days=NEAR_DAYS) else 2


def _with_due(queue: Queue, holidays: HolidayTable | None) -> Queue:
    """The queue with the earliest day among its rows on the page."""
    day_of = _DAYS.get(queue.name)
    if holidays is not None and queue.name in _SIGNING:
        return replace(queue, due=min(sign_by(row, holidays).day for row in queue.rows))
    days = [day for row in queue.rows if (day := day_of(row))] if day_of else []
    return replace(queue, due=min(days, default=None))


def _clue_day(row: Any) -> date | None:
    return row.accept_due if row.state == ClueState.SENT else row.answer_due


def _attribute(name: str) -> Callable[[Any], date | None]:
    return lambda row: getattr(row, name)


# By when a queue's rows want their next act; a queue that is not named has no such day.
_DAYS: dict[str, Callable[[Any], date | None]] = {
    "returned_reports": lambda row: due_on(row.assignment, row.period),
    "owed": _attribute("due_on"),
    "due": _attribute("deadline"),
    "red": _attribute("deadline"),
    "letters_to_sign_for": _attribute("answer_by"),
    "letters_to_answer": _attribute("answer_by"),
    "letters_to_sign": _attribute("answer_by"),
    "unanswered": _attribute("answer_by"),
    "letter_drafts": _attribute("answer_by"),
    "extensions": _attribute("old_deadline"),
    "look_backs": _attribute("look_back_on"),
    "referrals_to_contest": _attribute("review_by"),
    "clues_sent": _clue_day,
    "clues_handled": _clue_day,
    "clues_asked": _clue_day,
}
