"""Rungs of the ladder that assignments have reached: noted once each, sent when people may be reminded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from luodi.workdays import HolidayTable, add_workdays
from luodi_web.people.models.grants import start_of_day
from luodi_web.supervision.domain.calendar_days import holiday_table
from luodi_web.supervision.domain.ladders import ladder_of
from luodi_web.supervision.domain.owing import owing, reporting_day
from luodi_web.supervision.domain.reminder_people import Recipients
from luodi_web.supervision.enums import AssignmentState, PlanState, ReminderEvent
from luodi_web.supervision.models import Assignment, Plan, Reminder
from luodi_web.supervision.rules import OPEN_STATES
from luodi_web.supervision.rules_reminders import Rung, reached_on, round_on

# Assignments locked at a time: nobody who signs for a task waits for a whole plan.
CHUNK = 200


class Reached(NamedTuple):
    """A rung that some assignments have reached: about which deadline or period, the how-manyth time."""

    rung: Rung
    about: str
    round: int
    on: date


def note_reminders(now: datetime | None = None) -> int:
    """Note every rung reached by today, one reminder for each person; the number noted.

    Can be called as often as one likes, by several at once, and after the clock was set back: what is
    noted is not noted again. A rung with nobody to remind is noted, too, without a person.
    """
    today = timezone.localdate(now)
    holidays = holiday_table()
    count = 0
    plans = Plan.objects.filter(state=PlanState.PUBLISHED).prefetch_related("reminder_rules")
    for plan in plans.order_by("pk"):
        rows = Assignment.objects.filter(task__workstream__plan=plan)
        for rung in ladder_of(plan):
            for reached, found in _reached(plan, rows, rung, today, holidays):
                count += _note(reached, _without(found, reached))
    return count


def _reached(
    plan: Plan, rows: QuerySet[Assignment], rung: Rung, today: date, holidays: HolidayTable
) -> Iterable[tuple[Reached, QuerySet[Assignment]]]:
    match rung.event:
        case ReminderEvent.BEFORE | ReminderEvent.AFTER:
            open_rows = rows.filter(state__in=OPEN_STATES, percent__lt=100, deadline__isnull=False)
            yield from _by_deadline(open_rows, rung, today, holidays)
        case ReminderEvent.UNSIGNED:
            waiting = rows.filter(state=AssignmentState.SENT)
            yield from _by_dispatch(waiting, rung, plan.acknowledge_days, today, holidays)
        case ReminderEvent.OWED:
            period, due_on = reporting_day(plan, today)
            found = round_on(rung, due_on, today, holidays)
            if today > due_on and found is not None:
                on = reached_on(rung, due_on, holidays)
                yield Reached(rung, period, found, on), owing(rows, period, due_on)


def _by_deadline(
    rows: QuerySet[Assignment], rung: Rung, today: date, holidays: HolidayTable
) -> Iterable[tuple[Reached, QuerySet[Assignment]]]:
    days = rows.order_by().values_list("deadline", flat=True).distinct()
    for deadline in days:
        found = round_on(rung, deadline, today, holidays)
        if found is None:
            continue
        on = reached_on(rung, deadline, holidays)
        late = rows.filter(deadline=deadline)
        if rung.event == ReminderEvent.BEFORE:
            # What was sent out past that day already said its deadline.
            late = late.filter(sent_at__lt=start_of_day(on))
        yield Reached(rung, deadline.isoformat(), found, on), late


def _by_dispatch(
    rows: QuerySet[Assignment], rung: Rung, term: int, today: date, holidays: HolidayTable
) -> Iterable[tuple[Reached, QuerySet[Assignment]]]:
    """Terms to sign end on as many days as there were days of dispatch: few, though rows be many."""
    days = rows.order_by().values_list(TruncDate("sent_at"), flat=True).distinct()
    for sent_on in days:
        last = add_workdays(sent_on, term, holidays).day
        found = round_on(rung, last, today, holidays)
        if found is None:
            continue
        on = reached_on(rung, last, holidays)
        yield Reached(rung, sent_on.isoformat(), found, on), rows.filter(sent_at__date=sent_on)


def _without(rows: QuerySet[Assignment], reached: Reached) -> QuerySet[Assignment]:
    """Those of the rows for which the rung is not noted yet."""
    noted = Reminder.objects.filter(
        assignment=OuterRef("pk"),
        event=reached.rung.event,
        days=reached.rung.days,
        step=reached.rung.step,
        about=reached.about,
        round__gte=reached.round,
    )
    return rows.filter(~Exists(noted))


def _note(reached: Reached, rows: QuerySet[Assignment]) -> int:
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    count = 0
    for start in range(0, len(keys), CHUNK):
        count += _note_chunk(reached, rows.filter(pk__in=keys[start : start + CHUNK]))
    return count


@transaction.atomic
def _note_chunk(reached: Reached, rows: QuerySet[Assignment]) -> int:
    """Locked before they are looked at again: another scheduler's worker meets what is noted here."""
    keys = list(
        Assignment.objects.select_for_update()
        .filter(pk__in=list(rows.values_list("pk", flat=True)))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    fresh = list(rows.filter(pk__in=keys).only("pk", "unit_id"))
    people = Recipients({row.unit_id for row in fresh}, timezone.localdate())
    rung = reached.rung
    made = []
    for row in fresh:
        recipients = people.on_step(row.unit_id, rung.step)
        for user, post_name in recipients or [(None, "")]:
            made.append(
                Reminder(
                    assignment=row,
                    user=user,
                    post_name=post_name,
                    event=rung.event,
                    days=rung.days,
                    step=rung.step,
                    round=reached.round,
                    about=reached.about,
                    due_at=start_of_day(reached.on),
                )
            )
    Reminder.objects.bulk_create(made)
    return len(made)
