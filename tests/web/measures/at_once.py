"""Several people at the same moment, each with a database connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection


def all_at_once(acts: Sequence[Callable[[], Any]]) -> list[str]:
    """Run the acts in threads that start together; "done" or the reason refused, sorted."""
    if connection.vendor == "sqlite":
        pytest.skip("elsewhere: needs row locks; one writer at a time is all SQLite has")
    start, results = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            start.wait(10)
            act()
            results.append("done")
        except ValidationError as error:
            results.append(error.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(results)
