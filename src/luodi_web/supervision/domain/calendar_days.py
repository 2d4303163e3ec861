"""The holiday rows as the engine's table, and whether they reach far enough."""

from __future__ import annotations

from datetime import date

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.workdays import HolidayTable
from luodi_web.common.models import Holiday
from luodi_web.supervision.models import Assignment
from luodi_web.supervision.rules import OPEN_STATES


def holiday_table() -> HolidayTable:
    """All rows of the holiday table.

    It covers whole years, the first to the last that has a row: holidays are announced by the year.
    """
    rows = list(Holiday.objects.values_list("day", "is_workday"))
    days = [day for day, _is_workday in rows]
    covers = (date(min(days).year, 1, 1), date(max(days).year, 12, 31)) if days else None
    return HolidayTable(
        rest=frozenset(day for day, is_workday in rows if not is_workday),
        work=frozenset(day for day, is_workday in rows if is_workday),
        covers=covers,
    )


def calendar_warning() -> str:
    """Words when open tasks run past the holiday table's end; empty when it reaches far enough."""
    covers = holiday_table().covers
    if covers is not None and timezone.localdate() > covers[1]:
        return _(
            "节假日表只到 %(end)s，今天已经超出：工作日按周一至周五计算，灯号、期限和提醒可能有出入。"
        ) % {"end": covers[1].isoformat()}
    last = Assignment.objects.filter(state__in=OPEN_STATES).aggregate(last=Max("deadline"))["last"]
    if last is None or (covers is not None and last <= covers[1]):
        return ""
    if covers is None:
        return _("节假日表是空的，工作日按周一至周五计算，灯号可能有出入。")
    return _(
        "节假日表只到 %(end)s，有任务的时限在 %(last)s：之后的工作日按周一至周五计算，灯号可能有出入。"
    ) % {
        "end": covers[1].isoformat(),
        "last": last.isoformat(),
    }
