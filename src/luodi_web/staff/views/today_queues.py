"""One queue of 今日: its number, its first rows, where the rest is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

SHOWN = 6


@dataclass(frozen=True)
class Queue:
    """One queue on the page. name chooses how its rows are shown; url is where all of them are.

    template: of one row, for a queue whose rows are not those of ``staff/today/queue.html`` itself.
    due: the earliest day by which a row wants something, where rows have one; is_late: it is past, and the
    title does not say so.
    """

    name: str
    title: str
    empty: str
    count: int
    rows: list[Any]
    url: str = ""
    template: str = ""
    due: date | None = None
    is_late: bool = False


def make_queue(
    name: str, title: str, empty: str, rows: QuerySet[Any], url: str = "", template: str = ""
) -> Queue:
    return Queue(name, title, empty, rows.count(), list(rows[:SHOWN]), url, template)
