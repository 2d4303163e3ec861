"""The light of an assignment by everything that is known of it: its deadline, its progress, its reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from luodi.workdays import HolidayTable
from luodi_web.supervision.enums import Light
from luodi_web.supervision.rules import OPEN_STATES, LightReading, light_for


@dataclass(frozen=True)
class Thresholds:
    """A plan's: working days before the deadline, and percentage points of delay (null: not looked at)."""

    blue_days: int
    yellow_days: int
    behind_points: int | None = None


@dataclass(frozen=True)
class Standing:
    """How an assignment stands on a day.

    started_on: the day it was sent out. owed_since: the reporting day that passed without the period's
    report; null when none is owed or the plan does not look at it.
    """

    deadline: date | None
    state: str
    percent: int
    started_on: date
    owed_since: date | None = None


def time_share_percent(start: date, deadline: date, today: date) -> int | None:
    """How much of the time from start to deadline has gone, 0..100, rounded down; None for no time."""
    total = (deadline - start).days
    if total <= 0:
        return None
    return max(0, min(100, (today - start).days * 100 // total))


def reading_for(
    standing: Standing, today: date, holidays: HolidayTable, thresholds: Thresholds
) -> LightReading:
    """The light by rule: red when overdue, yellow when near the deadline, behind or owing a report.

    Behind and owing turn green and blue into yellow, never a red back; all that holds is in the reason.
    Source: conventions of supervision registers: blue near the limit, yellow behind or poor, red overdue.
    """
    reading = light_for(
        standing.deadline,
        standing.state,
        standing.percent,
        today,
        holidays,
        thresholds.blue_days,
        thresholds.yellow_days,
    )
    if standing.state not in OPEN_STATES or standing.percent >= 100 or reading.light == Light.RED:
        return reading
    faults = [words for words in (_behind(standing, today, thresholds), _owed(standing)) if words]
    if not faults:
        return reading
    return LightReading(Light.YELLOW, "；".join([*faults, reading.reason]))


def _behind(standing: Standing, today: date, thresholds: Thresholds) -> str:
    if thresholds.behind_points is None or standing.deadline is None:
        return ""
    share = time_share_percent(standing.started_on, standing.deadline, today)
    if share is None or share - standing.percent <= thresholds.behind_points:
        return ""
    values = {"share": share, "percent": standing.percent}
    return _("进度滞后：时间已过 %(share)d%%，完成率 %(percent)d%%") % values


def _owed(standing: Standing) -> str:
    if standing.owed_since is None:
        return ""
    day = standing.owed_since
    return _("本期进展应于%(month)d月%(day)d日前报送，尚未报送") % {"month": day.month, "day": day.day}
