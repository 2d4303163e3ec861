"""起草函件: to which unit; its late tasks are chosen and the words drafted on the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from luodi_web.common.tables import Column, Search, Table
from luodi_web.people.models import Unit
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.addresses import board_url
from luodi_web.supervision.domain.letters_due import units_behind


def _new(row: Unit) -> str:
    return f"{reverse('staff:letter_new')}?unit={row.pk}"


def _rows(name: str, **filters: str) -> Callable[[Unit], str | None]:
    """The address of the rows behind a figure, in the register; none for a nought."""
    return lambda row: board_url(q=row.name, **filters) if getattr(row, name) else None


class UnitsBehindTable(Table):
    """Units with tasks that give cause for a letter, in the order of the unit tree."""

    title = gettext_lazy("需要督促的机构")
    empty = gettext_lazy("没有亮红灯、黄灯或超过签收期限的任务，不需要发函。")
    order = "path"
    exportable = False
    filters = [Search("name", "short_name")]
    columns = [
        Column("name", gettext_lazy("收函机构"), link=_new, sort="path"),
        Column("red", gettext_lazy("红灯"), link=_rows("red", light="red"), sort="red", align="end"),
        Column(
            "yellow", gettext_lazy("黄灯"), link=_rows("yellow", light="yellow"), sort="yellow", align="end"
        ),
        Column(
            "unsigned",
            gettext_lazy("未按时签收"),
            link=_rows("unsigned", signing="late"),
            sort="unsigned",
            align="end",
        ),
        Column("pk", gettext_lazy("办理"), template="staff/letters/begin_cell.html", fit=True),
    ]


@permission(Permission.LETTERS_EDIT)
@require_GET
def letter_begin(request: HttpRequest) -> HttpResponse:
    context: dict[str, Any] = {
        "page_title": _("起草函件"),
        "table": UnitsBehindTable(request.GET, units_behind(request.rights, timezone.localdate())),
        "breadcrumb": [
            {"label": _("督办函件"), "url": reverse("staff:letters")},
            {"label": _("起草"), "url": ""},
        ],
    }
    return render(request, "staff/letters/begin.html", context)
