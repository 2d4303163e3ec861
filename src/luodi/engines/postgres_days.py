"""PostgreSQL's days as numbers from 1970 on: it has years that Python's calendar does not."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import Final

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader

# As datestyle ISO has it; the year before 1 is 1 BC.
_DAY: Final = re.compile(r"(\d{4,})-(\d\d)-(\d\d)( BC)?")
_FIRST: Final = datetime.date(1970, 1, 1).toordinal()
# Years after which the calendar begins anew, and their days.
_CYCLE: Final = 400
_CYCLE_DAYS: Final = 146_097


class DayLoader(Loader):
    """Values of the type ``date`` as numbers of days."""

    def load(self, data: Buffer) -> int:
        return day_number(bytes(data).decode())


# Few days stand in many rows.
@lru_cache(maxsize=50_000)
def day_number(text: str) -> int:
    """Raises psycopg.DataError for what is no day: ``infinity``."""
    found = _DAY.fullmatch(text)
    if found is None:
        raise psycopg.DataError(f"{text}: no day of a calendar")
    year, month, day = (int(part) for part in found.groups()[:3])
    if found[4]:
        year = 1 - year
    cycles, within = divmod(year - 1, _CYCLE)
    return datetime.date(within + 1, month, day).toordinal() + cycles * _CYCLE_DAYS - _FIRST
