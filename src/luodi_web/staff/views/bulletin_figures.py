"""每个数字怎么来的: a bulletin's text with its figures as links, and the rows behind each as they were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from luodi_web.common.tables.workbook import workbook_response
from luodi_web.people.domain.audit import record
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.bulletins import visible_bulletin
from luodi_web.supervision.domain.bulletin_counts import cities_of
from luodi_web.supervision.domain.bulletin_draft import sections_of
from luodi_web.supervision.domain.bulletin_merge import Stretch, stretches
from luodi_web.supervision.domain.bulletin_rows import in_words, rows_behind
from luodi_web.supervision.domain.bulletins_scope import sees_inside
from luodi_web.supervision.enums import SupervisionVerb
from luodi_web.supervision.models import Bulletin

PAGE_SIZE = 50
# Columns of the workbook, in the order of FrozenRow.cells: label, width in characters.
COLUMNS = [
    (gettext_lazy("编号"), 10),
    (gettext_lazy("工作任务"), 50),
    (gettext_lazy("承办单位"), 24),
    (gettext_lazy("分工"), 8),
    (gettext_lazy("完成时限"), 12),
    (gettext_lazy("状态"), 10),
    (gettext_lazy("灯号"), 8),
    (gettext_lazy("灯号原因"), 24),
    (gettext_lazy("完成率"), 8),
    (gettext_lazy("存在问题"), 40),
]
GROUP_COLUMNS = [
    ("total", gettext_lazy("承办任务")),
    ("done", gettext_lazy("已完成")),
    ("under_way", gettext_lazy("推进中")),
    ("sent", gettext_lazy("待签收")),
    ("yellow", gettext_lazy("黄灯")),
    ("red", gettext_lazy("红灯")),
    ("owed", gettext_lazy("未报送")),
]


def section_words(bulletin: Bulletin, key: str) -> list[Stretch]:
    """A section's text as it stands, each figure with its key."""
    part = bulletin.parts[key]
    return stretches(part["auto"], [tuple(mark) for mark in part["marks"]], part["text"])


@dataclass(frozen=True)
class GroupLine:
    """A workstream or unit and its figures: (key, value) in the order of GROUP_COLUMNS."""

    name: str
    cells: list[tuple[str, Any, int]]


def _lines(bulletin: Bulletin, kind: str, groups: list[dict[str, Any]]) -> list[GroupLine]:
    figures = bulletin.data["figures"]
    return [
        GroupLine(
            group["name"],
            [
                (key := f"{kind}.{group['id']}.{name}", label, figures[key]["value"])
                for name, label in GROUP_COLUMNS
            ],
        )
        for group in groups
    ]


@permission(Permission.TASKS_VIEW)
@require_GET
def bulletin_figures(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_bulletin(request, pk)
    data = found.data
    single = [
        (key, figure)
        for key, figure in data["figures"].items()
        if not key.startswith(("stream.", "unit.", "early.", "problem.", "stuck.", "city."))
    ]
    texts = [
        (label, section_words(found, key))
        for key, label in sections_of(found.template).items()
        if found.parts[key]["text"].strip()
    ]
    context = {
        "page_title": _("每个数字怎么来的"),
        "breadcrumb": _trail(found, _("数字来源")),
        "bulletin": found,
        "texts": texts,
        "has_by_hand": any(stretch.by_hand for _label, words in texts for stretch in words),
        "figures": single,
        "columns": [label for _name, label in GROUP_COLUMNS],
        "groups": [
            (_("工作板块"), _lines(found, "stream", data["streams"])),
            (_("市州"), _lines(found, "city", cities_of(data))),
            (_("承办单位"), _lines(found, "unit", data["units"])),
        ],
    }
    return render(request, "staff/bulletins/figures.html", context)


def _trail(found: Bulletin, last: str) -> list[dict[str, str]]:
    return [
        {"label": _("通报"), "url": reverse("staff:bulletins")},
        {"label": found.title, "url": reverse("staff:bulletin", args=[found.pk])},
        {"label": last, "url": ""},
    ]


@permission(Permission.TASKS_VIEW)
@require_GET
def bulletin_rows(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The rows that one figure counted, out of the bulletin's own data; what the tasks are now is a link."""
    found = visible_bulletin(request, pk)
    figure = found.data["figures"].get(key)
    if figure is None:
        raise Http404
    rows = rows_behind(found.data, key)
    is_inside = sees_inside(request.rights, found)
    if not is_inside:
        rows = [{**row, "problem": ""} for row in rows]
    if request.GET.get("export") == "xlsx":
        record(request.actor, SupervisionVerb.EXPORTED, found, after={"list": figure["label"]})
        return workbook_response(
            figure["label"].replace("：", " "),
            [(str(label), width) for label, width in COLUMNS],
            (row.cells() for row in in_words(found.data, rows)),
            by_name=request.actor.name,
            at=timezone.localtime(),
        )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_title": figure["label"],
        "breadcrumb": [
            *_trail(found, "")[:2],
            {"label": _("数字来源"), "url": reverse("staff:bulletin_figures", args=[pk])},
            {"label": figure["label"], "url": ""},
        ],
        "bulletin": found,
        "figure": figure,
        "page": page,
        "is_inside": is_inside,
        "rows": in_words(found.data, page.object_list),
    }
    return render(request, "staff/bulletins/rows.html", context)
