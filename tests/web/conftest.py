"""For all tests of the platform."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module

import pytest
from django.db import connection

from luodi_web.common.frozen import statements, undoing

issued = import_module("luodi_web.supervision.migrations.0010_issued_is_frozen")
DONE = [
    (found.TABLE, found.CONDITION)
    for name in (
        "enterprises.migrations.0002_done_is_frozen",
        "enterprises.migrations.0008_places_are_frozen",
        "benefits.migrations.0002_done_is_frozen",
        "benefits.migrations.0007_places_are_frozen",
    )
    for found in [import_module(f"luodi_web.{name}")]
]


@pytest.fixture(autouse=True)
def _frozen_until_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests with transactions of their own empty all tables, on SQLite row by row, which guards refuse.

    They go away for that and are back before the next such test; tests that roll back come before these.
    """
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction") or connection.vendor != "sqlite":
        yield
        return
    if not _has_guards():
        _run(issued.statements("sqlite"))
        for table, condition in DONE:
            _run(statements("sqlite", table, condition))
    yield
    _run(issued.undoing("sqlite"))
    for table, _condition in DONE:
        _run(undoing("sqlite", table))


def _has_guards() -> bool:
    name, _table = next(issued.names())
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = %s", [name])
        return cursor.fetchone() is not None


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
