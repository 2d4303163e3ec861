"""签收期限: by when a unit signs for a task or returns it, and who did neither."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from luodi.workdays import HolidayTable, Workday, add_workdays
from luodi_web.people.models.grants import start_of_day
from luodi_web.supervision.domain.calendar_days import holiday_table
from luodi_web.supervision.enums import AssignmentState
from luodi_web.supervision.models import Assignment, Plan

# A board's choices: those who let the term pass, and those who still have time.
SIGNING = [("late", gettext_lazy("未按时签收")), ("in_time", gettext_lazy("期限内尚未签收"))]


def sign_by(assignment: Assignment, holidays: HolidayTable) -> Workday:
    """The last day to sign for an assignment: so many working days from the day after it was sent."""
    plan = assignment.task.workstream.plan
    return add_workdays(timezone.localdate(assignment.sent_at), plan.acknowledge_days, holidays)


def unsigned_late(assignments: QuerySet[Assignment], today: date) -> QuerySet[Assignment]:
    """Those neither signed for nor returned within their plan's term. Two queries, however many rows."""
    return assignments.filter(late_condition(today), state=AssignmentState.SENT)


def unsigned_in_time(assignments: QuerySet[Assignment], today: date) -> QuerySet[Assignment]:
    """Those not signed for whose term has not ended yet."""
    return assignments.filter(~late_condition(today), state=AssignmentState.SENT)


def signing_condition(chosen: list[str]) -> Q:
    """The condition of some of the ``SIGNING`` choices, today."""
    late = late_condition(timezone.localdate())
    condition = Q(pk__in=[])
    if "late" in chosen:
        condition |= late
    if "in_time" in chosen:
        condition |= ~late
    return condition & Q(state=AssignmentState.SENT)


def late_condition(today: date) -> Q:
    """Sent so long ago that the term is over: a condition for each length of term that plans have."""
    holidays = holiday_table()
    condition = Q(pk__in=[])
    lengths = Plan.objects.order_by().values_list("acknowledge_days", flat=True).distinct()
    for days in lengths:
        condition |= Q(
            task__workstream__plan__acknowledge_days=days,
            sent_at__lt=start_of_day(last_late_day(days, today, holidays) + timedelta(days=1)),
        )
    return condition


def last_late_day(days: int, today: date, holidays: HolidayTable) -> date:
    """The latest day of dispatch whose term of so many working days has ended before ``today``."""
    day = today - timedelta(days=1)
    while add_workdays(day, days, holidays).day >= today:
        day -= timedelta(days=1)
    return day
