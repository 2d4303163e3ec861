"""Work that is due at times: an app's ``jobs.py`` says when, the scheduler process fires it once.

    @task()
    def refresh_all_lights() -> None: ...

    daily(time(0, 5), refresh_all_lights)

``django-tasks`` has no cron. Firing is an insert into a table with a unique moment, in one transaction
with the task's own row: however many schedulers run, and whenever one restarts, a moment fires once.
A moment missed while nothing ran is made up for, but only the last one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from luodi_web.common.models import ScheduledRun

KEEP_RUNS = timedelta(days=60)


@dataclass(frozen=True)
class Schedule:
    """A task and when it is due.

    name: the task's path, stable across restarts. last_due: the latest due moment not after a given one.
    """

    name: str
    task: Any
    last_due: Callable[[datetime], datetime]


SCHEDULES: dict[str, Schedule] = {}


def every_minutes(minutes: int, task: Any) -> None:
    """Fire at each multiple of so many minutes of the day (1 to 1440, dividing it evenly)."""

    def last_due(now: datetime) -> datetime:
        local = timezone.localtime(now)
        passed = (local.hour * 60 + local.minute) // minutes * minutes
        return local.replace(hour=passed // 60, minute=passed % 60, second=0, microsecond=0)

    _register(task, last_due)


def daily(at: time, task: Any) -> None:
    """Fire once a day at a local time."""

    def last_due(now: datetime) -> datetime:
        local = timezone.localtime(now)
        due = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
        return due if due <= local else due - timedelta(days=1)

    _register(task, last_due)


def _register(task: Any, last_due: Callable[[datetime], datetime]) -> None:
    name = task.module_path
    SCHEDULES[name] = Schedule(name, task, last_due)


def fire_due(now: datetime | None = None) -> list[str]:
    """Enqueue what is due and was not fired for that moment yet; the names fired."""
    moment = now or timezone.now()
    fired = []
    for schedule in SCHEDULES.values():
        due_at = schedule.last_due(moment)
        if ScheduledRun.objects.filter(name=schedule.name, due_at=due_at).exists():
            continue
        try:
            with transaction.atomic():
                ScheduledRun.objects.create(name=schedule.name, due_at=due_at)
                schedule.task.enqueue()
        except IntegrityError:
            continue  # Another scheduler was quicker.
        fired.append(schedule.name)
    if fired:
        ScheduledRun.objects.filter(due_at__lt=moment - KEEP_RUNS).delete()
    return fired
