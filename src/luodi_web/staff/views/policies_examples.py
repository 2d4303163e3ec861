"""校订样例: what people decided on what the engine said; and what a new version could not take over."""

from __future__ import annotations

import json

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from luodi_web.common.tables import Choice, Column, Search, Switch, Table
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.domain.carrying import carried_count, not_carried
from luodi_web.policies.domain.example_words import engine_words, person_words
from luodi_web.policies.domain.examples import example_json, examples_visible_to
from luodi_web.policies.domain.scope import versions_visible_to
from luodi_web.policies.enums import ExampleKind
from luodi_web.policies.models import Example, Policy


def _place(row: Example) -> str:
    """Where the example stands: in the facts, or in the review of its version."""
    if row.fact_id:
        url = reverse("staff:facts", args=[row.version_id])
        return f"{url}?{urlencode({'at': row.start})}#f{row.fact_id}"
    url = reverse("staff:review", args=[row.version_id])
    mark = f"e{row.edit_id}" if row.edit_id else f"l{row.lost_id}"
    return f"{url}?{urlencode({'at': row.start})}#{mark}"


_COLUMNS = [
    Column(
        "words",
        gettext_lazy("文字与上下文"),
        value=lambda row: f"{row.before}【{row.words}】{row.after}",
        template="staff/policies/example_cell.html",
        width=70,
    ),
    Column(
        "kind",
        gettext_lazy("类别"),
        sort="kind",
        value=lambda row: row.get_kind_display(),
        fit=True,
        width=16,
    ),
    Column("engine", gettext_lazy("系统的判断"), value=engine_words, width=40),
    Column("person", gettext_lazy("人的判断"), value=person_words, width=40),
]
_WHO = [
    Column("by", gettext_lazy("校订人"), value=lambda row: row.by.name if row.by else "", fit=True, width=12),
    Column("at", gettext_lazy("时间"), sort="at", fit=True, width=18),
]


class ExampleTable(Table):
    columns = [
        *_COLUMNS,
        Column(
            "policy",
            gettext_lazy("政策"),
            sort="version__policy__title",
            value=lambda row: str(row.version),
            link=lambda row: reverse("staff:policy", args=[row.version.policy_id]),
            width=40,
        ),
        *_WHO,
    ]
    order = "-at,version,start"
    title = gettext_lazy("校订样例")
    empty = gettext_lazy("还没有校订样例")
    empty_text = gettext_lazy("校订修复、核对要素之后，人的判断会记在这里。")


def _policy_choices(request: HttpRequest) -> list[tuple[int, str]]:
    mine = examples_visible_to(request.rights).values("version__policy")
    return list(Policy.objects.filter(pk__in=mine).order_by("title").values_list("pk", "title"))


def _table(request: HttpRequest) -> ExampleTable:
    rows = examples_visible_to(request.rights).select_related("version__policy", "by")
    rows = rows.defer("version__original", "version__text")
    if request.GET.get("carried") != "1":
        rows = rows.filter(is_carried=False)
    table = ExampleTable(request.GET, rows)
    # The policies offered are those the person sees.
    table.filters = [
        Search("words", "before", "after"),
        Choice("policy", gettext_lazy("政策"), lambda: _policy_choices(request), lookup="version__policy"),
        Choice("kind", gettext_lazy("类别"), ExampleKind.choices),
        Switch("carried", gettext_lazy("含沿用的"), condition=Q),
    ]
    return table


@permission(Permission.POLICIES_VIEW)
@require_safe
def examples(request: HttpRequest) -> HttpResponse:
    table = _table(request)
    if table.wants_export:
        return table.export(by_name=request.actor.name)
    return render(
        request,
        "staff/policies/examples.html",
        {
            "page_title": _("校订样例"),
            "page_lead": _("每一处人的判断都留作样例：原来的文字、系统怎么说、人怎么说。"),
            "breadcrumb": [{"label": _("政策"), "url": reverse("staff:policies")}, {"label": _("校订样例")}],
            "table": table,
            "json_query": table.query(page=None, size=None),
        },
    )


@permission(Permission.POLICIES_VIEW)
@require_safe
def examples_json(request: HttpRequest) -> HttpResponse:
    """The list as filtered, for a test or a model: one JSON array of ``examples.example_json``."""
    rows: QuerySet[Example] = _table(request).found
    data = [example_json(row) for row in rows.iterator(chunk_size=2_000)]
    response = HttpResponse(json.dumps(data, ensure_ascii=False, indent=1), content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(True, _("校订样例") + ".json")
    response["X-Content-Type-Options"] = "nosniff"
    return response


class LeftTable(Table):
    columns = [*_COLUMNS, *_WHO]
    filters = [Choice("kind", gettext_lazy("类别"), ExampleKind.choices)]
    order = "start"
    title = gettext_lazy("没有沿用的判断")
    empty = gettext_lazy("上一版的判断都沿用到了这一版。")


@permission(Permission.POLICIES_VIEW)
@require_safe
def version_carried(request: HttpRequest, pk: int) -> HttpResponse:
    """What was decided on the version before and found no place in this one."""
    rows = versions_visible_to(request.rights).select_related("policy__owner", "started_from")
    version = get_object_or_404(rows, pk=pk, started_from__isnull=False)
    left = not_carried(version).select_related("version__policy", "by")
    table = LeftTable(request.GET, left.defer("version__original", "version__text"))
    if table.wants_export:
        return table.export(by_name=request.actor.name)
    return render(
        request,
        "staff/policies/carried.html",
        {
            "page_title": _("沿用上一版的情况"),
            "page_lead": version.policy.title,
            "breadcrumb": [
                {"label": _("政策"), "url": reverse("staff:policies")},
                {"label": version.policy.title, "url": reverse("staff:policy", args=[version.policy_id])},
                {"label": _("沿用上一版的情况")},
            ],
            "version": version,
            "table": table,
            "carried": carried_count(version),
            "carried_facts": version.facts.filter(is_carried=True).count(),
            "may_edit": request.rights.covers(Permission.POLICIES_EDIT, version.policy.owner),
        },
    )
