"""When a light turns, when a report is due, and who may act on an assignment in which state."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from luodi.workdays import HolidayTable, workdays_between
from luodi_web.common.periods import (
    PeriodKind,
    due_day,
    kind_of,
    period_of,
    period_words,
    periods_between,
    previous_period,
    sort_key,
)
from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.supervision.enums import AssignmentState, Light, ReportState

# Reports of a month are due on this day of it (conventions.md 4.3: counties report by the 25th).
REPORT_DAY = 25

OPEN_STATES = (AssignmentState.SENT, AssignmentState.ACKNOWLEDGED)
# Nothing more is owed: reported as finished and accepted, or struck off after that.
FINISHED_STATES = (AssignmentState.DONE, AssignmentState.CLOSED)
# Lights from worst to best: what a city shows is the worst of its offices'.
WORST_FIRST = (Light.RED, Light.YELLOW, Light.BLUE, Light.GREEN, Light.GREY)


class LightReading(NamedTuple):
    """A light and why it shines, in words for the page."""

    light: Light
    reason: str


def light_for(
    deadline: date | None,
    state: str,
    percent: int,
    today: date,
    holidays: HolidayTable,
    blue_days: int,
    yellow_days: int,
) -> LightReading:
    """The light of an assignment on a day.

    Working days left are those after today up to the deadline, both thresholds included: with
    yellow_days 3 a deadline three working days ahead is yellow. The deadline's own day is not overdue.
    A task reported as 100 % is green until its report is decided: the office's delay is not the unit's.
    """
    if state == AssignmentState.DONE:
        return LightReading(Light.GREEN, _("已完成"))
    if state == AssignmentState.CLOSED:
        return LightReading(Light.GREEN, _("已销号"))
    if state == AssignmentState.RETURNED:
        return LightReading(Light.GREY, _("已退回，待重新下达"))
    if state == AssignmentState.WITHDRAWN:
        return LightReading(Light.GREY, _("已撤回"))
    if deadline is None:
        return LightReading(Light.GREY, _("未定完成时限"))
    if percent >= 100:
        return LightReading(Light.GREEN, _("已报完成，待审核"))
    if today > deadline:
        return LightReading(Light.RED, _("已逾期 %(count)d 天") % {"count": (deadline - today).days * -1})
    left = workdays_between(today, deadline, holidays)
    if today == deadline:
        words = _("今天到期")
    elif left.past_table:
        words = _("约剩 %(count)d 个工作日（放假安排未录全）") % {"count": left.count}
    else:
        words = _("剩 %(count)d 个工作日") % {"count": left.count}
    if left.count <= yellow_days:
        return LightReading(Light.YELLOW, words)
    if left.count <= blue_days:
        return LightReading(Light.BLUE, words)
    return LightReading(Light.GREEN, words)


def report_due_on(period: str, report_day: int = REPORT_DAY) -> date:
    """The day by which a period's report is due; it counts to its last second."""
    return due_day(period, report_day)


def is_late(period: str, report_day: int, today: date, sent_on: date) -> bool:
    """Whether a report first sent today is 迟报. sent_on: when the task reached the unit.

    A task that came after the reporting day owed nothing by it, and a report of that period is not late.
    """
    due = report_due_on(period, report_day)
    return sent_on <= due < today


def owed_periods(kind: str, report_day: int, sent_on: date, today: date) -> list[str]:
    """Past periods, oldest first, for which a task sent to its unit on that day owed a report."""
    first = period_of(sent_on, kind)
    keys = periods_between(first, previous_period(period_of(today, kind)))
    return [key for key in keys if key != first or sent_on <= report_due_on(first, report_day)]


def may_begin(period: str, kind: str, makeup: int, today: date, opened_on: date | None = None) -> Verdict:
    """Whether a period's first report may be sent: the present period's, or a skipped one's made up for.

    makeup: how many periods back the plan lets one make up for. opened_on: when the form was opened; what
    could be sent on that day can still be sent on the next, though midnight has passed meanwhile.
    """
    if kind_of(period) != kind:
        return Verdict(False, _("这项任务%(kind)s报送一次进展。") % {"kind": PeriodKind(kind).label})
    now = period_of(today, kind)
    if sort_key(period) > sort_key(now):
        return Verdict(False, _("%(period)s还没有开始，不能报送。") % {"period": period_words(period)})
    back = len(periods_between(period, previous_period(now)))
    if back <= makeup:
        return ALLOWED
    is_fresh = opened_on and opened_on < today <= opened_on + timedelta(days=1)
    if is_fresh and may_begin(period, kind, makeup, opened_on):
        return ALLOWED
    words = _("%(period)s已过，不能再补报。现在报送的是%(now)s的进展。")
    return Verdict(False, words % {"period": period_words(period), "now": period_words(now)})


def can_acknowledge(state: str) -> Verdict:
    if state == AssignmentState.SENT:
        return ALLOWED
    return Verdict(False, _state_words(state))


def can_return(state: str) -> Verdict:
    """Only before signing for it: what a unit has accepted it cannot hand back when time runs short."""
    if state == AssignmentState.SENT:
        return ALLOWED
    return Verdict(False, _state_words(state))


def can_resend(state: str) -> Verdict:
    if state in (AssignmentState.RETURNED, AssignmentState.WITHDRAWN):
        return ALLOWED
    return Verdict(False, _state_words(state))


def can_withdraw(state: str) -> Verdict:
    if state in (*FINISHED_STATES, AssignmentState.WITHDRAWN):
        return Verdict(False, _state_words(state))
    return ALLOWED


def can_report(
    state: str,
    report_state: str | None,
    period: str,
    today: date,
    *,
    kind: str = PeriodKind.MONTH,
    makeup: int = 0,
    opened_on: date | None = None,
) -> Verdict:
    """Whether a unit may send or correct the report of a period.

    report_state: that of the report there is for the period, None if there is none. A past period can be
    corrected while its report is undecided; for beginning it, see ``may_begin``.
    """
    if state != AssignmentState.ACKNOWLEDGED:
        return Verdict(False, _state_words(state))
    if report_state == ReportState.ACCEPTED:
        return Verdict(False, _("本期进展已审核通过，不能再改。"))
    if report_state is None:
        return may_begin(period, kind, makeup, today, opened_on)
    return ALLOWED


def can_decide(state: str, report_state: str, submitted_by_id: int | None, decider_id: int | None) -> Verdict:
    """Whether a report may be accepted or returned; nobody decides on what they wrote themselves.

    state: the assignment's. After a return or withdrawal its reports are history.
    """
    if state != AssignmentState.ACKNOWLEDGED:
        return Verdict(False, _state_words(state))
    if report_state != ReportState.SUBMITTED:
        return Verdict(False, _("这份进展已经审核过了。"))
    if submitted_by_id is not None and submitted_by_id == decider_id:
        return Verdict(False, _("不能审核自己报送的进展。"))
    return ALLOWED


def _state_words(state: str) -> str:
    return {
        AssignmentState.SENT: _("任务还没有签收，请先签收。"),
        AssignmentState.ACKNOWLEDGED: _("任务已经签收。"),
        AssignmentState.RETURNED: _("任务已经退回，等待重新下达。"),
        AssignmentState.WITHDRAWN: _("任务已经撤回。"),
        AssignmentState.DONE: _("任务已经完成。"),
        AssignmentState.CLOSED: _("任务已经销号。"),
    }[AssignmentState(state)]
