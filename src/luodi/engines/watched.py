"""A long query in a thread of its own: how far it is can be told, and it can be cancelled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, TypeAlias

import duckdb

# Told of the share that is done, 0 to 1; None where that is not known yet.
Progress: TypeAlias = Callable[[float | None], None]
_EVERY_S: Final = 0.2


def watched(
    connection: duckdb.DuckDBPyConnection, run: Callable[[], None], progress: Progress | None = None
) -> None:
    """Run a query of a connection to its end; ``progress`` hears of it several times a second.

    On Ctrl-C the query is interrupted, its thread is waited for, and KeyboardInterrupt is raised: then
    nobody writes any more. Raises what the query raises.
    """
    if progress is not None:
        # Only then does DuckDB keep count; it prints nothing itself.
        connection.execute("SET enable_progress_bar = true")
        connection.execute("SET enable_progress_bar_print = false")
        connection.execute("SET progress_bar_time = 0")
    failed: list[BaseException] = []
    # Not ``Thread.join``: when Ctrl-C comes while it waits, Python 3.11 takes the thread for ended.
    ended = threading.Event()

    def work() -> None:
        try:
            run()
        except BaseException as error:  # noqa: BLE001 -- raised again by who waits
            failed.append(error)
        finally:
            ended.set()

    thread = threading.Thread(target=work, name="luodi-query")
    thread.start()
    try:
        while not ended.wait(_EVERY_S):
            if progress is not None:
                percent = connection.query_progress()
                progress(None if percent < 0 else min(percent / 100, 1.0))
    except BaseException:
        connection.interrupt()
        ended.wait()
        raise
    if failed:
        raise failed[0]
