"""Deadlines as sheets have them: days, words for days, words for none, and days that do not exist."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.decompose.terms import find_deadline
from luodi_web.common.tables.sheets import parse_day

_YEAR = re.compile(r"(?:19|20)\d\d")
# Excel's day 1 is 1900-01-01, with a 1900-02-29 that never was: from March 1900 on, count from here.
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(36526, 73051)  # 2000-01-01 to 2099-12-31
_DAY = re.compile(
    r"((?:19|20)\d\d)\s*[-./年]\s*(\d{1,2})\s*(?:[-./月]\s*(\d{1,2})\s*日?|月份?)?(?:底?前|底)?"
)
_RANGE = re.compile(r"\s*(?:—|–|-{1,2}|~|～|至|到)\s*")
_WITHOUT_YEAR = re.compile(r"(\d{1,2})月(?:(\d{1,2})日|底)?前?")


class DayFault(Exception):
    """A cell that settles no day though it means one. suggested: a day to offer; null where none is near.

    may_keep_words: whether the words alone may stand.
    """

    def __init__(self, message: str, suggested: date | None = None, *, may_keep_words: bool = True) -> None:
        super().__init__(message)
        self.message = message
        self.suggested = suggested
        self.may_keep_words = may_keep_words


def parse_deadline(text: str) -> tuple[date | None, str]:
    """A deadline cell as a day and the words it was given in; words alone where they settle no day.

    Raises ValidationError for a day that does not exist.
    """
    try:
        return parse_day(text), ""
    except ValidationError as error:
        found = find_deadline(text, None)
        if found and found.due:
            return date.fromisoformat(found.due), text
        is_words = not any(char.isdigit() for char in text)
        if is_words or (found and not _YEAR.search(text)):
            return None, text
        raise error from None


def read_day(text: str, year: int) -> tuple[date | None, str]:
    """As ``parse_deadline``, but nothing is let through that a person should look at. year: the plan's.

    Raises DayFault for a day that does not exist (2026年2月30日), a serial number of Excel (45000), and a
    day without its year (年底前, 6月底前), each with the day that may be meant.
    """
    text = text.strip()
    if text.isdecimal() and int(text) in _SERIALS:
        day = _SERIAL_ZERO + timedelta(days=int(text))
        words = _("“%(text)s”是 Excel 的日期序号，对应 %(day)s，请确认。")
        raise DayFault(words % {"text": text, "day": day.isoformat()}, day, may_keep_words=False)
    if ends := _range_end(text):
        return ends, text
    try:
        day, words = parse_deadline(text)
    except ValidationError as error:
        if (day := _month_or_year(text)) is not None:
            return day, text
        if text.isdecimal():
            message = _("“%(text)s”不是日期，请选一个日期。") % {"text": text}
            raise DayFault(message, may_keep_words=False) from None
        raise DayFault(_no_such_day(text, error), _nearest(text, year)) from None
    if day is None and (meant := find_deadline(text, f"{year}-01-01")) and meant.dated and meant.due:
        message = _("“%(text)s”没有写年份，请定下日期，或按原文保留。") % {"text": text}
        raise DayFault(message, date.fromisoformat(meant.due))
    return day, words


def _range_end(text: str) -> date | None:
    """The last day of 2026.1-2026.12 or 2026-01-01至2026-12-31."""
    for mark in _RANGE.finditer(text):
        first, last = _DAY.fullmatch(text[: mark.start()]), _DAY.fullmatch(text[mark.end() :])
        if first and last:
            return _last_day(*last.groups())
    return None


def _month_or_year(text: str) -> date | None:
    if found := re.fullmatch(r"((?:19|20)\d\d)年?(?:内|底|末)?", text):
        return date(int(found[1]), 12, 31)
    found = _DAY.fullmatch(text)
    return _last_day(*found.groups()) if found else None


def _last_day(year: str, month: str, day: str | None) -> date | None:
    try:
        if day:
            return date(int(year), int(month), int(day))
        return _end_of(int(year), int(month))
    except ValueError:
        return None


def _end_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _nearest(text: str, year: int) -> date | None:
    """The last day of the month that was meant: for 2026年2月30日 2026-02-28."""
    found = _DAY.search(text)
    if found and 1 <= int(found[2]) <= 12:
        return _end_of(int(found[1]), int(found[2]))
    found = _WITHOUT_YEAR.search(text)
    if found and 1 <= int(found[1]) <= 12:
        try:
            return date(year, int(found[1]), int(found[2])) if found[2] else _end_of(year, int(found[1]))
        except ValueError:
            return _end_of(year, int(found[1]))
    return None


def _no_such_day(text: str, error: ValidationError) -> str:
    if _DAY.search(text):
        return _("“%(text)s”这一天不存在，请选一个日期。") % {"text": text}
    return " ".join(error.messages)
