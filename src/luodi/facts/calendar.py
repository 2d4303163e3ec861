"""Dates as policy texts write them, and the terms that count from them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Final

from luodi.facts.numbers import parse_number

_HAN_YEAR: Final = "[〇○零一二三四五六七八九]{4}"
YEAR: Final = rf"(?:(?:19|20)\d\d|{_HAN_YEAR})"
# 2021年6月30日 with its parts; months and days may be missing.
DAY: Final = (
    rf"(?:{YEAR})\s?年\s?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s?月\s?(?:\d{{1,2}}|"
    rf"[一二三四五六七八九十]{{1,3}})\s?日"
)
_PARTS: Final = re.compile(
    rf"({YEAR})\s?年\s?(?:(\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s?月\s?(?:(\d{{1,2}}|"
    rf"[一二三四五六七八九十]{{1,3}})\s?[日号])?)?"
)


def parse_day(words: str) -> date | None:
    """The date of 2021年6月30日; None where a part is missing or no such day exists."""
    match = _PARTS.match(words)
    if match is None or not match[2] or not match[3]:
        return None
    return _date(year_of(match[1]), _small(match[2]), _small(match[3]))


def last_day(words: str) -> date | None:
    """The last day of what is written: 2025年 is 2025-12-31, 2021年6月 is 2021-06-30."""
    match = _PARTS.match(words)
    if match is None:
        return None
    year = year_of(match[1])
    if not match[2]:
        return date(year, 12, 31)
    month = _small(match[2])
    if match[3]:
        return _date(year, month, _small(match[3]))
    return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None


def first_day(words: str) -> date | None:
    """The first day of what is written: 2025年 is 2025-01-01."""
    match = _PARTS.match(words)
    if match is None:
        return None
    year, month, day = year_of(match[1]), _small(match[2] or "1"), _small(match[3] or "1")
    return _date(year, month, day)


def year_of(words: str) -> int:
    if words.isdecimal():
        return int(words)
    return int("".join(str("〇一二三四五六七八九".index("〇" if char in "○零" else char)) for char in words))


def add_years(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _small(words: str) -> int:
    return int(parse_number(words))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
