"""The period a bulletin is about: a month (``2026-11``) or a quarter (``2026-Q4``)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi_web.common.periods import current_periods
from luodi_web.supervision.enums import BulletinTemplate

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(20\d\d)-Q([1-4])")
# How far back a bulletin may reach.
MONTHS_BACK = 12


def months_of(period: str) -> list[str]:
    """The months of a period, in order. Raises ValueError for what is no period."""
    if _MONTH.fullmatch(period):
        return [period]
    if found := _QUARTER.fullmatch(period):
        first = int(found[2]) * 3 - 2
        return [f"{found[1]}-{month:02d}" for month in range(first, first + 3)]
    raise ValueError(period)


def days_of(period: str) -> tuple[date, date]:
    """First and last day of a period."""
    months = months_of(period)
    year, month = map(int, months[-1].split("-"))
    return date.fromisoformat(f"{months[0]}-01"), date(year, month, monthrange(year, month)[1])


def period_words(period: str) -> str:
    """2026年11月, 2026年第四季度."""
    if found := _QUARTER.fullmatch(period):
        return _("%(year)s年第%(quarter)s季度") % {"year": found[1], "quarter": "一二三四"[int(found[2]) - 1]}
    year, month = period.split("-")
    return _("%(year)s年%(month)d月") % {"year": year, "month": int(month)}


def reports_asked(period: str, today: date) -> str:
    """The month whose reports a bulletin asks after: the period's last that has begun."""
    begun = [month for month in months_of(period) if month <= f"{today:%Y-%m}"]
    return begun[-1] if begun else months_of(period)[0]


def report_periods(*months: str) -> list[str]:
    """The periods of reports that these months fall in, by whatever kind of period a plan reports."""
    return sorted({key for month in months for key in current_periods(date.fromisoformat(f"{month}-01"))})


def period_choices(today: date) -> list[tuple[str, str]]:
    """This month and quarter and those of the year before, newest first, months before quarters."""
    months, quarters = [], []
    year, month = today.year, today.month
    for _step in range(MONTHS_BACK + 1):
        months.append(f"{year}-{month:02d}")
        quarter = f"{year}-Q{(month + 2) // 3}"
        if quarter not in quarters:
            quarters.append(quarter)
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return [(period, period_words(period)) for period in (*months, *quarters)]


def check_period(template: str, period: str) -> None:
    """Raises ValidationError where a monthly bulletin is given a quarter, or the reverse."""
    is_month = bool(_MONTH.fullmatch(period))
    if template == BulletinTemplate.MONTHLY and not is_month:
        raise ValidationError(_("月度通报请选月份。"))
    if template == BulletinTemplate.QUARTERLY and is_month:
        raise ValidationError(_("季度通报请选季度。"))
