"""Several people at the same moment, each with a database connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

# An act that waits for ever holds a lock it should not: the test fails by name and does not hang.
PATIENCE_S = 60

Refusals = tuple[type[Exception], ...]


def needs_row_locks() -> None:
    """Skips where the database lets one writer at a time in."""
    if connection.vendor == "sqlite":
        pytest.skip("elsewhere: needs row locks; one writer at a time is all SQLite has")


def at_once(
    *acts: Callable[[], Any], refusals: tuple[type[Exception], ...] = (ValidationError,)
) -> list[Any]:
    """What each act gave or was refused with, in their order, all begun at the same moment.

    Any other error than ``refusals`` is raised here.
    """
    needs_row_locks()
    start = threading.Barrier(len(acts))
    outcomes: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            start.wait(10)
            outcomes[place] = act()
        except Exception as error:  # noqa: BLE001 -- handed to the test
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
    for outcome in outcomes:
        if isinstance(outcome, Exception) and not isinstance(outcome, refusals):
            raise outcome
    return outcomes


def refused(outcomes: list[Any]) -> list[str]:
    """The reasons of those that were refused."""
    return [one.messages[0] for one in outcomes if isinstance(one, ValidationError)]


def told(outcomes: list[Any]) -> list[str]:
    """What the people were told, sorted: ``done``, or why not."""
    return sorted(one.messages[0] if isinstance(one, ValidationError) else "done" for one in outcomes)
