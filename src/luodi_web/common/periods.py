"""Periods of reporting: their keys, the days they run over, their words, their order.

A key says its kind: ``2026-11`` a month, ``2026Q4`` a quarter, ``2026H2`` a half year. Days are days in
Asia/Shanghai; keys of one kind sort as text, ``sort_key`` sorts keys of any kind.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from django.db.models import Case, CharField, F, TextChoices, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class PeriodKind(TextChoices):
    MONTH = "month", gettext_lazy("每月")
    QUARTER = "quarter", gettext_lazy("每季度")
    HALF_YEAR = "half_year", gettext_lazy("每半年")


# How many months each lasts.
MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6}
_KEY = re.compile(r"(20\d\d)(?:-(0[1-9]|1[0-2])|Q([1-4])|H([12]))", re.ASCII)


def period_of(day: date, kind: str = PeriodKind.MONTH) -> str:
    """The key of the period a day falls in."""
    part = (day.month - 1) // MONTHS[PeriodKind(kind)] + 1
    return _key(day.year, part, PeriodKind(kind))


def current_periods(day: date) -> list[str]:
    """The keys of all kinds that a day falls in: which one an assignment has is its plan's business."""
    return [period_of(day, kind) for kind in PeriodKind]


def is_period(text: str) -> bool:
    """Whether a text is a key at all."""
    return _KEY.fullmatch(text) is not None


def kind_of(period: str) -> PeriodKind:
    """Raises ValueError when it is no key; so do all functions below."""
    return _read(period)[2]


def period_days(period: str) -> tuple[date, date]:
    """The first and the last day of a period."""
    year, part, kind = _read(period)
    last_month = part * MONTHS[kind]
    first = date(year, last_month - MONTHS[kind] + 1, 1)
    return first, date(year, last_month, monthrange(year, last_month)[1])


def due_day(period: str, report_day: int) -> date:
    """The reporting day in the period's last month; past the month's end it is the month's last day."""
    last = period_days(period)[1]
    return last.replace(day=min(max(report_day, 1), last.day))


def next_period(period: str) -> str:
    return period_of(period_days(period)[1] + timedelta(days=1), kind_of(period))


def previous_period(period: str) -> str:
    return period_of(period_days(period)[0] - timedelta(days=1), kind_of(period))


def periods_between(first: str, last: str) -> list[str]:
    """All keys from the first to the last, both included; empty when the last comes before the first."""
    keys = []
    while sort_key(first) <= sort_key(last):
        keys.append(first)
        first = next_period(first)
    return keys


def period_words(period: str) -> str:
    """2026年11月, 2026年四季度, 2026年下半年; what is no key comes back as it is."""
    if not is_period(period):
        return period
    year, part, kind = _read(period)
    match kind:
        case PeriodKind.MONTH:
            return _("%(year)d年%(month)d月") % {"year": year, "month": part}
        case PeriodKind.QUARTER:
            words = (
                _("%(year)d年一季度"),
                _("%(year)d年二季度"),
                _("%(year)d年三季度"),
                _("%(year)d年四季度"),
            )
        case PeriodKind.HALF_YEAR:
            words = (_("%(year)d年上半年"), _("%(year)d年下半年"))
    return words[part - 1] % {"year": year}


def sort_key(period: str) -> str:
    """Sorts by the period's last month; of periods that end together, the shorter first."""
    _year, _part, kind = _read(period)
    return f"{period_days(period)[1]:%Y-%m}{MONTHS[kind]}"


def period_order(field: str = "period") -> Combinable:
    """``sort_key`` as the database computes it, for lists that hold periods of several kinds."""
    year = Substr(F(field), 1, 4)
    ends = {"Q1": "-033", "Q2": "-063", "Q3": "-093", "Q4": "-123", "H1": "-066", "H2": "-126"}
    cases = [
        When(**{f"{field}__endswith": part}, then=Concat(year, Value(end))) for part, end in ends.items()
    ]
    return Case(*cases, default=Concat(F(field), Value("1")), output_field=CharField())


def _read(period: str) -> tuple[int, int, PeriodKind]:
    found = _KEY.fullmatch(period)
    if found is None:
        raise ValueError(f"no period: {period!r}")
    year, month, quarter, half = found.groups()
    if month:
        return int(year), int(month), PeriodKind.MONTH
    if quarter:
        return int(year), int(quarter), PeriodKind.QUARTER
    return int(year), int(half), PeriodKind.HALF_YEAR


def _key(year: int, part: int, kind: PeriodKind) -> str:
    match kind:
        case PeriodKind.MONTH:
            return f"{year}-{part:02d}"
        case PeriodKind.QUARTER:
            return f"{year}Q{part}"
        case PeriodKind.HALF_YEAR:
            return f"{year}H{part}"
