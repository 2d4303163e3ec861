"""我的提醒: what one was reminded of, counted by occasion."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from luodi_web.common.tables import Choice, Column, DateRange, Switch, Table
from luodi_web.people.domain.preferences import preference_of
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.reminders_sending import EVENT_WORDS, is_unsettled, reminders_of
from luodi_web.supervision.enums import Light


class ReminderTable(Table):
    """The person's own reminders, each with how its task stands now."""

    title = _("我的提醒")
    order = "-sent_at,-pk"
    empty = _("还没有提醒。任务临近或超过时限、没有签收或报送时会提醒您。")
    filters = [
        Choice("event", _("事由"), [(event.value, words) for event, words in EVENT_WORDS.items()]),
        Switch("open", _("只看还要办的"), is_unsettled),
        DateRange("sent", _("提醒时间"), lookup="sent_at__date"),
    ]
    columns = [
        Column(
            "task",
            _("工作任务"),
            value=lambda row: row.assignment.task.text,
            link=lambda row: (
                f"{reverse('staff:task', args=[row.assignment.task_id])}?unit={row.assignment_id}"
            ),
            template="staff/tasks/cell_task.html",
            width=50,
        ),
        Column("event", _("事由"), value=lambda row: EVENT_WORDS[row.event], sort="event", fit=True),
        Column("unit", _("承办机构"), value=lambda row: row.assignment.unit.label, width=24),
        Column("deadline", _("完成时限"), value=lambda row: row.assignment.deadline, fit=True),
        Column(
            "light",
            _("现在灯号"),
            value=lambda row: Light(row.assignment.light).label,
            template="staff/alerts/cell_light.html",
            fit=True,
        ),
        Column("sent_at", _("提醒时间"), sort="sent_at", fit=True),
    ]


@permission(Permission.HOME)
@require_GET
def reminders(request: HttpRequest) -> HttpResponse:
    mine = reminders_of(request.user)
    table = ReminderTable(request.GET, mine.select_related("assignment__task", "assignment__unit"))
    if table.wants_export:
        return table.export(by_name=request.actor.name)
    context = {
        "page_title": table.title,
        "table": table,
        "figures": _figures(mine.filter(is_unsettled())),
        "preference": preference_of(request.user),
    }
    return render(request, "staff/alerts/reminders.html", context)


def _figures(rows: Any) -> list[dict[str, Any]]:
    """How many reminders are not settled yet, by occasion; each leads to its rows."""
    counts = dict(rows.order_by().values_list("event").annotate(number=Count("pk")))
    url = reverse("staff:reminders")
    return [
        {"label": words, "figure": counts.get(event.value, 0), "url": f"{url}?open=1&event={event.value}"}
        for event, words in EVENT_WORDS.items()
    ]
