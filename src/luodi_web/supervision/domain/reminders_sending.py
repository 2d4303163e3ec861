"""Noted reminders go out: one notice to each person, outside quiet hours, on working days, or once a day."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.people.domain.notices import notify_people
from luodi_web.people.domain.preferences import may_remind
from luodi_web.people.enums import NoticeMode
from luodi_web.people.models import NoticePreference, User
from luodi_web.people.models.grants import start_of_day
from luodi_web.supervision.domain.addresses import reminders_url, task_url
from luodi_web.supervision.domain.calendar_days import holiday_table
from luodi_web.supervision.domain.owing import owing, reporting_day
from luodi_web.supervision.enums import AssignmentState, ReminderEvent, ReportState
from luodi_web.supervision.models import Assignment, Reminder, Report
from luodi_web.supervision.rules import OPEN_STATES

EVENT_WORDS = {
    ReminderEvent.UNSIGNED: gettext_lazy("超过签收期限"),
    ReminderEvent.OWED: gettext_lazy("进展未报送"),
    ReminderEvent.BEFORE: gettext_lazy("即将到期"),
    ReminderEvent.AFTER: gettext_lazy("超过完成时限"),
}


def reminders_of(user: User) -> QuerySet[Reminder]:
    """What the person was reminded of, the newest first."""
    return Reminder.objects.filter(user=user, sent_at__isnull=False).order_by("-sent_at", "-pk")


def is_unsettled() -> Q:
    """A condition: there is still something to do about the reminder's occasion."""
    sent = Report.objects.filter(assignment=OuterRef("assignment"), period=OuterRef("about"))
    return (
        Q(event=ReminderEvent.UNSIGNED, assignment__state=AssignmentState.SENT)
        | Q(
            ~Exists(sent.exclude(state=ReportState.RETURNED)),
            event=ReminderEvent.OWED,
            assignment__state=AssignmentState.ACKNOWLEDGED,
            assignment__percent__lt=100,
        )
        | Q(
            event__in=(ReminderEvent.BEFORE, ReminderEvent.AFTER),
            assignment__state__in=OPEN_STATES,
            assignment__percent__lt=100,
        )
    )


def waiting_reminders() -> QuerySet[Reminder]:
    return Reminder.objects.filter(sent_at__isnull=True, dropped_at__isnull=True, user__isnull=False)


def send_noted(now: datetime | None = None) -> int:
    """Send what waits to everyone who may be reminded at this moment; the number of people reminded."""
    moment = now or timezone.now()
    holidays = holiday_table()
    waiting = waiting_reminders().order_by().values("user")
    users = list(User.objects.filter(pk__in=waiting).order_by("pk"))
    preferences = {row.user_id: row for row in NoticePreference.objects.filter(user__in=users)}
    count = 0
    for user in users:
        preference = preferences.get(user.pk) or NoticePreference(user=user)
        if not may_remind(preference, moment, holidays):
            continue
        is_digest = preference.mode == NoticeMode.DIGEST
        # A digest is one a day: what came up after it waits for tomorrow's.
        sent_today = reminders_of(user).filter(sent_at__gte=start_of_day(timezone.localdate(moment)))
        if is_digest and sent_today.exists():
            continue
        count += _send_to(user, moment, is_digest)
    return count


@transaction.atomic
def _send_to(user: User, now: datetime, is_digest: bool) -> bool:
    """One notice for all that waits for a person, in one transaction with its being marked as sent."""
    rows = list(
        waiting_reminders()
        .filter(user=user)
        .select_for_update(of=("self",))
        .select_related("assignment__task__workstream__plan")
        .order_by("pk")
    )
    if not rows:
        return False  # Another worker was quicker.
    apt = _still_apt(rows, timezone.localdate(now)) if user.is_active else []
    keys = {row.pk for row in apt}
    Reminder.objects.filter(pk__in=keys).update(sent_at=now)
    Reminder.objects.filter(pk__in=[row.pk for row in rows if row.pk not in keys]).update(dropped_at=now)
    if not apt:
        return False
    notify_people([user], *_notice(apt, is_digest))
    return True


def _still_apt(rows: list[Reminder], today: date) -> list[Reminder]:
    """Those whose occasion has not been settled while they waited."""
    by_period: dict[tuple[str, date], list[int]] = {}
    for row in rows:
        if row.event == ReminderEvent.OWED:
            found = reporting_day(row.assignment.task.workstream.plan, today)
            if row.about == found[0]:
                by_period.setdefault(found, []).append(row.assignment_id)
    owed: set[int] = set()
    for (period, due_on), keys in by_period.items():
        late = owing(Assignment.objects.filter(pk__in=keys), period, due_on)
        owed.update(late.values_list("pk", flat=True))
    return [row for row in rows if _is_apt(row, today, owed)]


def _is_apt(row: Reminder, today: date, owed: set[int]) -> bool:
    """owed: keys of assignments that still owe the period they are reminded of."""
    assignment = row.assignment
    match ReminderEvent(row.event):
        case ReminderEvent.UNSIGNED:
            sent_on = timezone.localdate(assignment.sent_at)
            return assignment.state == AssignmentState.SENT and row.about == sent_on.isoformat()
        case ReminderEvent.OWED:
            return assignment.pk in owed
        case ReminderEvent.BEFORE | ReminderEvent.AFTER:
            deadline = assignment.deadline
            is_open = assignment.state in OPEN_STATES and assignment.percent < 100
            if not is_open or deadline is None or deadline.isoformat() != row.about:
                return False
            return row.event == ReminderEvent.AFTER or today <= deadline


def _notice(rows: list[Reminder], is_digest: bool) -> tuple[str, str]:
    """Text and address: the task itself for one, counts by occasion and the list of them for several."""
    tasks = {(row.event, row.assignment_id): row for row in rows}
    if len(tasks) == 1 and not is_digest:
        [row] = tasks.values()
        values = {"occasion": EVENT_WORDS[ReminderEvent(row.event)], "task": row.assignment.task}
        url = f"{task_url(row.assignment.task)}?unit={row.assignment_id}"
        return _("%(occasion)s：%(task)s") % values, url
    counts = Counter(event for event, _assignment in tasks)
    parts = [
        _("%(occasion)s %(count)d 项") % {"occasion": words, "count": counts[event]}
        for event, words in EVENT_WORDS.items()
        if counts[event]
    ]
    lead = _("今日汇总：%(list)s") if is_digest else _("任务提醒：%(list)s")
    return lead % {"list": "、".join(parts)}, reminders_url()
