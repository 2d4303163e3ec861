"""When a matter may be referred to inspection, and in which order an inspection's steps come.

政府督查工作条例: inspection is the government's own (art. 7); whoever was inspected may ask for a review
of the conclusion within 30 days of getting it, which is decided within 30 days (art. 17).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from luodi.workdays import HolidayTable, workdays_between
from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.supervision.enums import AssignmentState, Light, ReferralState

REVIEW_DAYS = 30
# From which steps on the inspected unit is told: it cannot ask for a review of what it does not see.
KNOWN_TO_UNIT = (
    ReferralState.FEEDBACK,
    ReferralState.REVIEW,
    ReferralState.REVIEWED,
    ReferralState.RECTIFYING,
    ReferralState.VERIFIED,
    ReferralState.FINISHED,
)
OVER_STATES = (
    ReferralState.FINISHED,
    ReferralState.NOT_FILED,
    ReferralState.REFUSED,
    ReferralState.WITHDRAWN,
)
# What may be written down after what. A review comes out of the unit's asking, see can_ask_review.
NEXT_STAGES: dict[str, tuple[ReferralState, ...]] = {
    ReferralState.PREPARED: (),
    ReferralState.REFERRED: (ReferralState.FILED, ReferralState.NOT_FILED),
    ReferralState.FILED: (ReferralState.PLANNED,),
    ReferralState.PLANNED: (ReferralState.CONCLUDED,),
    ReferralState.CONCLUDED: (ReferralState.FEEDBACK,),
    ReferralState.FEEDBACK: (ReferralState.RECTIFYING, ReferralState.FINISHED),
    ReferralState.REVIEW: (ReferralState.REVIEWED,),
    ReferralState.REVIEWED: (ReferralState.RECTIFYING, ReferralState.FINISHED),
    ReferralState.RECTIFYING: (ReferralState.VERIFIED,),
    ReferralState.VERIFIED: (ReferralState.RECTIFYING, ReferralState.FINISHED),
    ReferralState.FINISHED: (),
    ReferralState.NOT_FILED: (),
    ReferralState.REFUSED: (),
    ReferralState.WITHDRAWN: (),
}


class RedFor(NamedTuple):
    """For how many working days a light has been red; past_table: some were counted by their weekday."""

    days: int
    past_table: bool


def red_for(light: str, since: date | None, today: date, holidays: HolidayTable) -> RedFor:
    """0 unless the light is red now. The day it turned red is not counted."""
    if light != Light.RED or since is None:
        return RedFor(0, False)
    return RedFor(*_counted(since, today, holidays))


def _counted(since: date, today: date, holidays: HolidayTable) -> tuple[int, bool]:
    between = workdays_between(since, today, holidays)
    return between.count, between.past_table


def can_prepare(state: str, red: RedFor, limit: int, ordered: bool, has_open: bool) -> Verdict:
    """Only what has been red for more than ``limit`` working days, or what a leader ordered."""
    if has_open:
        return Verdict(False, _("这项任务已经有办理中的提请督查，一项任务同时只能提请一次。"))
    if state not in (AssignmentState.SENT, AssignmentState.ACKNOWLEDGED):
        return Verdict(False, _("只有待签收和办理中的任务才能提请督查。"))
    if ordered or red.days > limit:
        return ALLOWED
    words = _("红灯超过 %(limit)d 个工作日（现为 %(days)d 个），或者领导批示，才能提请督查。")
    return Verdict(False, words % {"limit": limit, "days": red.days})


def can_order(state: str, has_open: bool, has_order: bool) -> Verdict:
    if has_open:
        return Verdict(False, _("这项任务已经有办理中的提请督查。"))
    if has_order:
        return Verdict(False, _("已经批示过，等待办公室准备材料。"))
    if state not in (AssignmentState.SENT, AssignmentState.ACKNOWLEDGED):
        return Verdict(False, _("只有待签收和办理中的任务才能提请督查。"))
    return ALLOWED


def can_approve(state: str, prepared_by_id: int | None, approver_id: int | None) -> Verdict:
    if state != ReferralState.PREPARED:
        return Verdict(False, _("这份提请督查已经审批过了。"))
    if prepared_by_id is not None and prepared_by_id == approver_id:
        return Verdict(False, _("不能批准自己拟办的提请督查。"))
    return ALLOWED


def can_withdraw_referral(state: str) -> Verdict:
    """Until the government has filed it: from then on it is no longer ours."""
    if state in (ReferralState.PREPARED, ReferralState.REFERRED):
        return ALLOWED
    if state in OVER_STATES:
        return Verdict(False, _("这份提请督查已经结束。"))
    return Verdict(False, _("政府督查机构已经立项，不能撤回。"))


def can_record(state: str, stage: str, day: date, last_day: date, today: date) -> Verdict:
    """last_day: that of the step before; a step is neither before it nor in the future."""
    if stage not in NEXT_STAGES[ReferralState(state)]:
        return Verdict(False, _("现在不能记录这个环节，请刷新页面查看最新进展。"))
    return _day_fits(day, last_day, today)


def can_ask_review(
    state: str, feedback_on: date | None, asked_before: bool, day: date, last_day: date, today: date
) -> Verdict:
    """feedback_on: the day the unit got the conclusion; the 30 days begin the day after."""
    if state not in (ReferralState.FEEDBACK, ReferralState.RECTIFYING) or feedback_on is None:
        return Verdict(False, _("督查结论反馈之后才能申请复核。"))
    if asked_before:
        return Verdict(False, _("已经申请过复核。"))
    last = feedback_on + timedelta(days=REVIEW_DAYS)
    if day > last:
        return Verdict(False, _("复核要在收到结论之日起三十日内申请，期限到 %(day)s。") % {"day": last})
    return _day_fits(day, last_day, today)


def _day_fits(day: date, last_day: date, today: date) -> Verdict:
    if day > today:
        return Verdict(False, _("日期还没有到。"))
    if day < last_day:
        return Verdict(False, _("日期不能早于上一环节的 %(day)s。") % {"day": last_day})
    return ALLOWED
