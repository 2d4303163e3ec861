"""How far a zone is from UTC on a local date, by the time zone database.

A zone is named (``Asia/Shanghai``) or is an offset in seconds. The database is Python's
``zoneinfo``: the system's, or the ``tzdata`` package where a system has none.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

# XML Schema ends at 14:00 (1.1 part 2, 3.3.7.2); other engines, and the kit's borderline cases, at 18:00.
OFFSET_LIMIT_S: Final = 18 * 3600
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,3}")


@lru_cache(maxsize=1024)
def find_zone(name: str) -> ZoneInfo | None:
    """The zone of that name; None where the database has none. Names are bounded, never paths."""
    if len(name) > 64 or not _NAME.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def offset_at(zone: str, year: int, month: int, day: int, second_of_day: int) -> int:
    """Seconds east of UTC that the zone's clocks show at a local moment.

    Python's calendar ends at 9999. Later years take the rules of the year with the same calendar
    in the 400-year cycle, earlier ones the zone's first known offset, its local mean time.
    In the hour that an autumn repeats, the first pass counts.
    """
    info = find_zone(zone)
    if info is None:
        raise ValueError(zone)
    if year > 9998:
        year = 8000 + year % 400
    elif year < 2:
        year = 2 if month != 2 or day != 29 else 4
    moment = datetime(year, month, day, tzinfo=info) + timedelta(seconds=second_of_day)
    offset = moment.utcoffset()
    return 0 if offset is None else round(offset.total_seconds())


def offset_at_instant(zone: str, epoch_seconds: int) -> int:
    """Seconds east of UTC at an instant, in seconds since 1970-01-01T00:00Z; years 2 to 9998."""
    info = find_zone(zone)
    if info is None:
        raise ValueError(zone)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=epoch_seconds)
    offset = moment.astimezone(info).utcoffset()
    return 0 if offset is None else round(offset.total_seconds())
