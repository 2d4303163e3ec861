"""A long query in a thread of its own: how far it is can be told, and it can be cancelled."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

import duckdb

# Told of the share that is done, 0 to 1; None where that is not known yet.
Progress: TypeAlias = Callable[[float | None], None]
_EVERY_S: Final = 0.2


@contextmanager
def interrupts() -> Iterator[None]:
    """Raises KeyboardInterrupt where Ctrl-C came in the midst of DuckDB's work, which words it otherwise."""
    try:
        yield
    except RuntimeError as error:
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from error
        raise


def watched(
    run: Callable[[], None],
    *,
    share: Callable[[], float | None],
    cancel: Callable[[], None],
    progress: Progress | None = None,
) -> None:
    """Run a query to its end; ``progress`` hears of its share several times a second.

    On Ctrl-C, and where progress raises, the query is cancelled, its thread is waited for, and the exception
    goes on: then nobody writes any more. Raises what the query raises.
    """
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
                progress(share())
    except BaseException:
        # Again and again: between two of its statements there is nothing to cancel.
        while not ended.is_set():
            cancel()
            ended.wait(_EVERY_S)
        raise
    if failed:
        raise failed[0]


def watched_in_duckdb(
    connection: duckdb.DuckDBPyConnection, run: Callable[[], None], progress: Progress | None = None
) -> None:
    """``watched`` for queries of a connection to DuckDB."""
    if progress is not None:
        # Only then does DuckDB keep count; it prints nothing itself.
        connection.execute("SET enable_progress_bar = true")
        connection.execute("SET enable_progress_bar_print = false")
        connection.execute("SET progress_bar_time = 0")

    def share() -> float | None:
        percent = connection.query_progress()
        return None if percent < 0 else min(percent / 100, 1.0)

    watched(run, share=share, cancel=connection.interrupt, progress=progress)
