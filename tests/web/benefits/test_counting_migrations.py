"""Snapshots and runs that were there before lists told figures by place: counted, going back and forth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from luodi_web.benefits.models import MatchRun, RunPlace
from luodi_web.enterprises.models import SnapshotPlace
from tests.web.benefits.making import done
from tests.web.enterprises.making import Area

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("enterprises", "0006_places"), ("benefits", "0005_places")]
COUNTED = (
    [("宜昌市", "宜昌市", 3), ("武汉市", "江夏区", 2), ("武汉市", "洪山区", 2)],
    [("宜昌市", "宜昌市", 2, "10"), ("武汉市", "江夏区", 0, ""), ("武汉市", "洪山区", 2, "30")],
)


def migrate(targets: Sequence[tuple[str, str]] = ()) -> None:
    """To these, or to today's."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())


@pytest.fixture(autouse=True)
def _forth_again() -> Iterator[None]:
    """Whatever a test finds, the next one has today's tables."""
    recorder = MigrationRecorder(connection)
    today = set(recorder.applied_migrations())
    yield
    if set(recorder.applied_migrations()) != today:
        migrate()


def told(run: MatchRun) -> tuple[list[Any], list[Any]]:
    return (
        list(run.snapshot.places.values_list("city", "county", "rows")),
        list(run.places.values_list("city", "county", "won", "amount")),
    )


def test_places_are_counted_once_going_back_and_forth(area: Area) -> None:
    kept = done(area)
    uncounted = done(area, version=kept.version)

    migrate(BEFORE)
    SnapshotPlace.objects.filter(snapshot=uncounted.snapshot).delete()
    RunPlace.objects.filter(run=uncounted).delete()
    assert (told(kept), told(uncounted)) == (COUNTED, ([], []))
    migrate()

    assert (told(kept), told(uncounted)) == (COUNTED, COUNTED)
    for rows in (kept.snapshot.places.all(), kept.places.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
