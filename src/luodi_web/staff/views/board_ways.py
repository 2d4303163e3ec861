"""Ways of looking at the register beside the table: 看板, 日历, 甘特图. The filters are the same for all.

None of them moves a task: a card stands where its state puts it, and what is done with it is done by the
acts of the task's page under their own rules.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.common.tables import Table
from luodi_web.people.domain.scope import Rights
from luodi_web.supervision.domain.assignments_scope import own_assignments
from luodi_web.supervision.domain.calendar_days import holiday_table
from luodi_web.supervision.domain.register import count_by
from luodi_web.supervision.domain.register_calendar import Span, days_of, span_of
from luodi_web.supervision.enums import AssignmentState, Light
from luodi_web.supervision.models import Assignment
from luodi_web.supervision.rules import WORST_FIRST

WAYS = {
    "table": (gettext_lazy("表格"), "table-2"),
    "cards": (gettext_lazy("看板"), "layout-dashboard"),
    "calendar": (gettext_lazy("日历"), "calendar-days"),
    "gantt": (gettext_lazy("甘特图"), "chart-column"),
    "map": (gettext_lazy("地区"), "map"),
}
# Cards shown in a column; the rest is a click away in the table.
CARDS_SHOWN = 12
_STATES = (
    AssignmentState.SENT,
    AssignmentState.ACKNOWLEDGED,
    AssignmentState.RETURNED,
    AssignmentState.DONE,
    AssignmentState.CLOSED,
)


def way_of(params: QueryDict) -> str:
    way = params.get("view", "")
    return way if way in WAYS else "table"


def tabs(table: Table, way: str, *, sees_places: bool) -> list[dict[str, Any]]:
    """The switch between the ways; places only for those who see more than one."""
    return [
        {
            "label": label,
            "icon": icon,
            "url": table.query(
                view=None if name == "table" else name, page=None, day=None, span=None, by=None
            ),
            "current": name == way,
        }
        for name, (label, icon) in WAYS.items()
        if name != "map" or sees_places
    ]


def cards(table: Table, rights: Rights) -> dict[str, Any]:
    """Columns by state or by light, each with its first cards."""
    by_light = table.params.get("by") == "light"
    kinds = WORST_FIRST if by_light else _STATES
    field = "light" if by_light else "state"
    # Of a long register the numbers are left out: they would have to be counted row by row.
    counts = None if table.page.paginator.more else count_by(table.found, field)
    columns = []
    for kind in kinds:
        rows = table.found.filter(**{field: kind.value})
        keys = list(rows.values_list("pk", flat=True)[: CARDS_SHOWN + 1])
        found = {row.pk: row for row in table.all_rows.filter(pk__in=keys[:CARDS_SHOWN])}
        columns.append(
            {
                "label": kind.label,
                "light": kind.value if by_light else "",
                "rows": [found[key] for key in keys[:CARDS_SHOWN] if key in found],
                "more": len(keys) > CARDS_SHOWN,
                "count": counts.get(kind.value, 0) if counts is not None else None,
                "url": table.query(**{field: kind.value, "view": None, "by": None, "page": None}),
            }
        )
    shown = [row.pk for column in columns for row in column["rows"]]
    mine = own_assignments(rights).filter(pk__in=shown, state=AssignmentState.SENT)
    return {
        "columns": columns,
        "to_sign": set(mine.values_list("pk", flat=True)),
        "card_tabs": [
            {"label": _("按状态"), "url": table.query(by=None, page=None), "current": not by_light},
            {"label": _("按灯号"), "url": table.query(by="light", page=None), "current": by_light},
        ],
    }


def calendar(table: Table, _rights: Rights) -> dict[str, Any]:
    """Deadlines and reporting days of a month or a week, with working days told from holidays."""
    today = timezone.localdate()
    span = span_of(table.params.get("span", ""), table.params.get("day", ""), today)
    holidays = holiday_table()
    days = days_of(span, table.found, holidays, today)
    for day in days:
        text = day.day.isoformat()
        day.url = table.query(deadline_from=text, deadline_to=text, view=None, span=None, day=None, page=None)
    return {
        "span": span,
        "days": days,
        "warning": "" if _is_covered(span, holidays) else _("节假日表没有录到这里，工作日按周一至周五显示。"),
        "previous_query": _turn(table, span, span.previous),
        "next_query": _turn(table, span, span.next),
        "today_query": _turn(table, span, today),
        "span_tabs": [
            {
                "label": label,
                "url": table.query(span=name, day=span.anchor.isoformat(), page=None),
                "current": span.name == name,
            }
            for name, label in (("month", _("月")), ("week", _("周")))
        ],
    }


def _is_covered(span: Span, holidays: Any) -> bool:
    return holidays.knows(span.first) and holidays.knows(span.last)


def _turn(table: Table, span: Span, day: date) -> str:
    return table.query(span=span.name, day=day.isoformat(), page=None)


def gantt(table: Table, _rights: Rights) -> dict[str, Any]:
    """The table's page as bars from dispatch to deadline; rows without a deadline are named beside it."""
    rows: list[Assignment] = list(table.page.object_list)
    timed = [row for row in rows if row.deadline]
    holidays = holiday_table()
    return {
        "bars": [_bar(row) for row in timed],
        "timed": timed,
        "untimed": [row for row in rows if not row.deadline],
        "rest_days": [day.isoformat() for day in _rest_days(timed, holidays)],
    }


def _bar(row: Assignment) -> dict[str, Any]:
    start = timezone.localtime(row.sent_at).date()
    return {
        "id": str(row.pk),
        "name": _("%(unit)s：%(task)s") % {"unit": row.unit.label, "task": row.task.text[:40]},
        # A task sent after its deadline is a bar of one day, at the deadline.
        "start": min(start, row.deadline).isoformat(),
        "end": row.deadline.isoformat(),
        "progress": row.percent,
        "light": row.light,
        "text": _("，").join(filter(None, [str(Light(row.light).label), row.light_reason])),
        "url": f"{reverse('staff:task', args=[row.task_id])}?unit={row.pk}",
    }


def _rest_days(rows: list[Assignment], holidays: Any) -> list[date]:
    """Days off from the first bar to the last, three years at most."""
    if not rows:
        return []
    first = min(min(timezone.localtime(row.sent_at).date(), row.deadline) for row in rows)
    last = min(max(row.deadline for row in rows), first + timedelta(days=3 * 366))
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if not holidays.is_workday(day)]


CONTEXTS: dict[str, Callable[[Any, Rights], dict[str, Any]]] = {
    "cards": cards,
    "calendar": calendar,
    "gantt": gantt,
}
