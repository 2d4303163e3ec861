"""The weeks that the demonstration looks back on: its moments, and stories that run side by side in them.

A story is a generator: it yields the moment of its next act, and acts when it is taken up again. The
platform's clock then stands at that moment, so that everything an act leaves behind bears it.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from unittest.mock import patch

from django.db import transaction
from django.utils import timezone

from luodi.workdays import add_workdays
from luodi_web.supervision.domain.calendar_days import holiday_table

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Alone:
    """The moment of an act that has a transaction of its own and may stand in no other."""

    moment: datetime


Story = Iterator[datetime | Alone]


@dataclass(frozen=True)
class Days:
    """Moments seen from that of loading: on working days, and never later than ``now``."""

    now: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def ahead(self, count: int) -> date:
        return self.today + count * _DAY

    def ago(self, count: int, hour: int = 9, minute: int = 0) -> datetime:
        """So many days ago, or on the last working day before."""
        return self.until(self.today - count * _DAY, hour, minute)

    def until(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        """On that day, or on the last working day before."""
        return self._at(add_workdays(day + _DAY, -1, holiday_table()).day, hour, minute)

    def since(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        """On that day, or on the first working day after."""
        return self._at(add_workdays(day - _DAY, 1, holiday_table()).day, hour, minute)

    def after(self, moment: datetime, count: int, hour: int = 9, minute: int = 0) -> datetime:
        return self.since(timezone.localdate(moment) + count * _DAY, hour, minute)

    def night(self, day: date) -> datetime:
        """When the scheduler has lights looked through, whatever day it is."""
        return self._at(day, 0, 5)

    def _at(self, day: date, hour: int, minute: int) -> datetime:
        return min(self.now, timezone.make_aware(datetime.combine(day, time(hour, minute))))


@contextmanager
def clock_at(moment: datetime) -> Iterator[Callable[[datetime], None]]:
    """Within: the platform's clock starts at ``moment`` and goes on; what is given sets it to another."""
    real = timezone.now
    ahead = moment - real()

    def move_to(other: datetime) -> None:
        nonlocal ahead
        ahead = other - real()

    with patch.object(timezone, "now", lambda: real() + ahead):
        yield move_to


def live(stories: Iterable[Story]) -> None:
    """Run the stories act by act in the order of their moments; at the same one, in the order given.

    A story whose next moment is past by then goes on at once: nothing goes back in time.
    """
    waiting: list[tuple[datetime, int, bool, Story]] = []
    for place, story in enumerate(stories):
        _wait(waiting, story, place)
    if not waiting:
        return
    with clock_at(waiting[0][0]) as move_to:

        def act() -> None:
            moment, place, _alone, story = heapq.heappop(waiting)
            if moment > timezone.now():
                move_to(moment)
            _wait(waiting, story, place)

        while waiting:
            if waiting[0][2]:
                act()
                continue
            with transaction.atomic():
                while waiting and not waiting[0][2]:
                    act()


def _wait(waiting: list[tuple[datetime, int, bool, Story]], story: Story, place: int) -> None:
    step = next(story, None)
    if step is not None:
        is_alone = isinstance(step, Alone)
        heapq.heappush(waiting, (step.moment if is_alone else step, place, is_alone, story))
