"""Lights kept up to date, with a history, and said to those they concern."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.db import transaction
from django.utils import timezone

from luodi.workdays import HolidayTable
from luodi_web.supervision.domain.calendar_days import holiday_table
from luodi_web.supervision.domain.notices import tell_lights
from luodi_web.supervision.domain.notices_lights import hold_lights
from luodi_web.supervision.domain.overrides_daily import Overrides
from luodi_web.supervision.domain.owing import owed_since
from luodi_web.supervision.enums import Light
from luodi_web.supervision.models import Assignment, LightChange
from luodi_web.supervision.rules import LightReading
from luodi_web.supervision.rules_lights import Standing, Thresholds, reading_for

# Rows locked at a time: a daily run over 20,000 must not hold up somebody who signs for a task.
CHUNK = 500


_waiting: ContextVar[dict[int, Assignment] | None] = ContextVar("waiting", default=None)


@contextmanager
def refreshed_once() -> Iterator[None]:
    """Within: lights stay as they are; at the end those that an act would have refreshed are, once for all.

    For a long run of acts in one transaction, between which nobody looks.
    """
    outer = _waiting.get()
    waiting: dict[int, Assignment] = {} if outer is None else outer
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    if outer is None:
        refresh_lights(waiting.values())


def refresh_lights(
    assignments: Iterable[Assignment], today: date | None = None, *, hold_notices: bool = False
) -> int:
    """Write every light that is no longer right, with its reason; the number of lights that changed.

    today: a day in Asia/Shanghai, default now. A changed light goes into the history and, when an
    assignment turns yellow or red, to its unit: at once, or with ``hold_notices`` once people may be
    reminded (``send_held_lights``). The instances given get their new light, too.
    """
    waiting = _waiting.get()
    if waiting is not None:
        waiting.update((assignment.pk, assignment) for assignment in assignments)
        return 0
    day = today or timezone.localdate()
    given = {assignment.pk: assignment for assignment in assignments}
    holidays = holiday_table()
    changes: list[LightChange] = []
    for keys in _chunks(sorted(given)):
        changes += _refresh_chunk(keys, given, day, holidays)
    # From grey it was just dispatched: the unit hears of the task itself.
    told = [
        change for change in changes if change.new in (Light.YELLOW, Light.RED) and change.old != Light.GREY
    ]
    if hold_notices:
        hold_lights(told)
    else:
        tell_lights([change.assignment for change in told])
    return len(changes)


def _chunks(keys: list[int]) -> Iterable[list[int]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))


@transaction.atomic
def _refresh_chunk(
    keys: list[int], given: dict[int, Assignment], day: date, holidays: HolidayTable
) -> list[LightChange]:
    rows = list(
        Assignment.objects.select_for_update(of=("self",))
        .filter(pk__in=keys)
        .select_related("task__workstream__plan", "unit")
        .defer("task__measures", "task__target", "task__deliverable", "task__note")
        .order_by("pk")
    )
    now = timezone.now()
    overrides = Overrides(keys)
    owed = owed_since(rows, day)
    history = []
    # Many rows share a reading ("剩 12 个工作日"): one UPDATE for each reading, not for each row.
    keys_by_reading: dict[tuple[LightReading, bool], list[int]] = defaultdict(list)
    for row in rows:
        reading = overrides.shown(row, _rule_light(row, day, holidays, owed.get(row.pk)), day, now)
        old = row.light
        if reading == (old, row.light_reason):
            continue
        is_new_light = reading.light != old
        keys_by_reading[reading, is_new_light].append(row.pk)
        if is_new_light:
            history.append(
                LightChange(assignment=row, at=now, old=old, new=reading.light, reason=reading.reason)
            )
            row.light_since = now
        row.light, row.light_reason = reading
        given[row.pk].light, given[row.pk].light_reason = reading
        given[row.pk].light_since = row.light_since
    for (reading, is_new_light), group in keys_by_reading.items():
        values = {"light": reading.light, "light_reason": reading.reason}
        if is_new_light:
            values["light_since"] = now
        Assignment.objects.filter(pk__in=group).update(**values)
    LightChange.objects.bulk_create(history)
    return history


def _rule_light(row: Assignment, day: date, holidays: HolidayTable, owed: date | None) -> LightReading:
    plan = row.task.workstream.plan
    started_on = timezone.localdate(row.sent_at)
    return reading_for(
        Standing(row.deadline, row.state, row.percent, started_on, owed),
        day,
        holidays,
        Thresholds(plan.blue_days, plan.yellow_days, plan.behind_points),
    )
