"""补报: the office lets one unit make up for a period that its plan no longer takes."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.common.periods import period_words
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.supervision.domain.addresses import report_url
from luodi_web.supervision.domain.assignments import locked
from luodi_web.supervision.domain.notices_measures import tell_members
from luodi_web.supervision.domain.reports_periods import missed_periods
from luodi_web.supervision.domain.standing import as_reviewer
from luodi_web.supervision.enums import AssignmentState, SupervisionVerb
from luodi_web.supervision.models import Assignment, MakeupLeave

# Longer than this it would be another reporting day.
LONGEST = timedelta(days=31)


def may_allow_makeup(assignment: Assignment, period: str, today: date) -> Verdict:
    """Whether the period was skipped by a task under way, and cannot be made up for as it is."""
    if assignment.state != AssignmentState.ACKNOWLEDGED:
        return Verdict(False, _("任务不在办理中，不能补报。"))
    for gap in missed_periods(assignment, today):
        if gap.period == period:
            return Verdict(False, _("这一期现在就可以补报。")) if gap.may_make_up else ALLOWED
    return Verdict(False, _("这一期没有漏报。"))


@transaction.atomic
def allow_makeup(assignment: Assignment, period: str, *, until: date, reason: str, by: Actor) -> MakeupLeave:
    """Let the unit send that period's report, marked 迟报, up to and including a day; it is told.

    Raises ValidationError where nothing was skipped, it can be made up for anyway, or the day is past or far.
    """
    [assignment] = locked([assignment])
    by = as_reviewer(by, assignment)
    today = timezone.localdate()
    may_allow_makeup(assignment, period, today).insist()
    if until < today:
        raise ValidationError({"until": _("有效期不能早于今天。")})
    if until - today > LONGEST:
        raise ValidationError({"until": _("有效期不能超过 %(days)d 天。") % {"days": LONGEST.days}})
    values = {"until": until, "reason": reason, "at": timezone.now(), "by": by.user}
    leave, _created = MakeupLeave.objects.update_or_create(
        assignment=assignment, period=period, defaults=values
    )
    after = {"period": period, "until": until, "reason": reason}
    record(by, SupervisionVerb.MAKEUP_ALLOWED, assignment, after=after)
    named = {"period": period_words(period), "day": until, "task": assignment.task}
    words = _("可以补报%(period)s的进展，%(day)s 前有效：%(task)s") % named
    tell_members(assignment.unit, words, report_url(assignment, period))
    return leave
