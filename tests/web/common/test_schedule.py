"""Due work fires once, whoever asks and however often."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from luodi_web.common import schedule
from luodi_web.common.models import ScheduledRun

pytestmark = pytest.mark.django_db


@task()
def nightly() -> None:
    """Stands for an app's job."""


@task()
def often() -> None:
    """Stands for an app's job."""


@pytest.fixture
def schedules(monkeypatch):
    monkeypatch.setattr(schedule, "SCHEDULES", {})
    schedule.daily(time(0, 5), nightly)
    schedule.every_minutes(15, often)


def at(hour: int, minute: int, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


def fired(now: datetime) -> set[str]:
    return {name.rsplit(".", 1)[1] for name in schedule.fire_due(now)}


def test_due_work_fires_once_a_moment(schedules):
    assert fired(at(9, 1)) == {"nightly", "often"}
    assert fired(at(9, 14)) == set()
    assert fired(at(9, 15)) == {"often"}
    assert fired(at(0, 4, day=21)) == {"often"}
    assert fired(at(0, 5, day=21)) == {"nightly"}
    assert DBTaskResult.objects.count() == 5


def test_missed_moments_are_made_up_for_once(schedules):
    fired(at(9, 0))

    assert fired(at(9, 0, day=25)) == {"nightly", "often"}
    assert ScheduledRun.objects.filter(name__endswith="nightly").count() == 2


def test_failed_enqueue_leaves_the_moment_due(schedules, monkeypatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no queue")

    monkeypatch.setattr("django_tasks_db.backend.DatabaseBackend.enqueue", broken)
    with pytest.raises(RuntimeError):
        schedule.fire_due(at(9, 0))

    assert ScheduledRun.objects.count() == 0
