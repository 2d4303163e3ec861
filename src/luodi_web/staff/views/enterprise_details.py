"""明细: the rows of one detail, over all enterprises and of one; a row more, a row taken back."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.tables import Column, Search, Table, workbook_response
from luodi_web.enterprises.domain.detail_layout import detail_export, detail_heads, detail_notes
from luodi_web.enterprises.domain.details import keep_row, newest_rows, withdraw_row
from luodi_web.enterprises.domain.scope import (
    enterprises_editable_by,
    enterprises_visible_to,
    regions_of,
    within,
)
from luodi_web.enterprises.domain.values import value_words
from luodi_web.enterprises.enums import EnterpriseVerb
from luodi_web.enterprises.forms.enterprises import DetailForm, WithdrawForm
from luodi_web.enterprises.models import DetailRow, Enterprise
from luodi_web.fields.domain.lists import lists_in_use
from luodi_web.fields.enums import FieldType
from luodi_web.fields.models import DetailColumn, DetailList
from luodi_web.people.domain.audit import record
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.acts import done_by_form
from luodi_web.staff.views.enterprise_entries import entry_crumbs, entry_line, take_back

PAGE_ROWS = 50


class DetailTable(Table):
    order = "enterprise__code,as_of"
    count_limit = 10_000
    empty = gettext_lazy("还没有登记过明细")
    empty_text = gettext_lazy("从 Excel 导入，或在企业档案里逐条登记。")
    filters = [Search("enterprise__name", "enterprise__code", label=gettext_lazy("搜索企业名称或代码"))]


def _table(detail: DetailList) -> type[DetailTable]:
    """The list of a detail's rows: the enterprise, the detail's own columns, where they come from."""
    columns = [
        Column(
            "enterprise",
            gettext_lazy("企业名称"),
            value=lambda row: row.enterprise.name,
            sort="enterprise__name",
            link=lambda row: reverse("staff:detail_rows", args=[row.enterprise_id, detail.pk]),
        ),
        *(_column(each) for each in detail.columns.all()),
        Column("source", gettext_lazy("数据来源")),
        Column("as_of", gettext_lazy("数据日期"), sort="as_of", fit=True),
    ]
    return type("OneDetailTable", (DetailTable,), {"columns": columns, "title": detail.name})


def _column(each: DetailColumn) -> Column:
    return Column(
        f"c{each.order}",
        each.name,
        value=lambda row: cell_words(row, each),
        align="end" if each.type == FieldType.NUMBER else "start",
    )


def cell_words(row: DetailRow, each: DetailColumn) -> str:
    """A cell as people read it; empty where nothing is known."""
    return value_words(each, row.values[each.kept_name]) if each.kept_name in row.values else ""


def _cells(row: DetailRow, columns: list[DetailColumn]) -> list[tuple[str, str, bool]]:
    """Of each column its name, the words, and whether they are a number."""
    return [(each.name, cell_words(row, each), each.type == FieldType.NUMBER) for each in columns]


def _rows(request: HttpRequest, detail: DetailList) -> QuerySet[DetailRow]:
    """What counts today of the enterprises that one sees."""
    regions = regions_of(request.rights, Permission.ENTERPRISES_VIEW)
    rows = newest_rows(timezone.localdate()).filter(within(regions, "enterprise__region"), detail=detail)
    return rows.select_related("enterprise")


def _detail(pk: int) -> DetailList:
    return get_object_or_404(DetailList.objects.prefetch_related("columns"), pk=pk)


@permission(Permission.ENTERPRISES_VIEW)
@require_GET
def details(request: HttpRequest, detail: int) -> HttpResponse:
    """One detail over all enterprises; its export is in the layout that the import reads."""
    about = _detail(detail)
    table = _table(about)(request.GET, _rows(request, about))
    if table.wants_export:
        record(request.actor, EnterpriseVerb.EXPORTED, after={"list": about.name})
        return workbook_response(
            about.name,
            detail_heads(about),
            detail_export(table.found, about),
            by_name=request.actor.name,
            at=timezone.localtime(),
            notes=detail_notes(about),
        )
    may_edit = request.rights.may(Permission.ENTERPRISES_EDIT) and about.is_active
    table.empty_url = f"{reverse('staff:enterprise_import_new')}?detail={about.pk}"
    table.empty_act = _("导入") if may_edit else ""
    context = {
        "page_title": _("明细：%(name)s") % {"name": about.name},
        "breadcrumb": [{"label": _("企业档案"), "url": reverse("staff:enterprises")}, {"label": about.name}],
        "detail": about,
        "table": table,
        "may_edit": may_edit,
        "others": lists_in_use().exclude(pk=about.pk),
    }
    return render(request, "staff/enterprises/details.html", context)


@permission(Permission.ENTERPRISES_VIEW)
@require_http_methods(["GET", "POST"])
def detail_rows(request: HttpRequest, pk: int, detail: int) -> HttpResponse:
    """One detail of an enterprise: all its rows, and a form for a new one."""
    row = get_object_or_404(enterprises_visible_to(request.rights).select_related("region"), pk=pk)
    about = _detail(detail)
    edits = enterprises_editable_by(request.rights).filter(pk=pk).exists()
    takes = edits and about.is_active
    if request.method == "POST" and not takes:
        return redirect("staff:detail_rows", pk=pk, detail=detail)
    form = DetailForm(request.POST or None, detail=about)
    if done_by_form(
        request,
        form,
        lambda: keep_row(row, about, form.texts, **form.origin, by=request.actor),
        _("已登记。"),
    ):
        return redirect("staff:detail_rows", pk=pk, detail=detail)
    return _rows_page(request, row, about, form if takes else None, may_withdraw=edits)


def _rows_page(
    request: HttpRequest,
    row: Enterprise,
    about: DetailList,
    form: DetailForm | None,
    *,
    may_withdraw: bool = True,
    refused: WithdrawForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    rows = DetailRow.objects.filter(enterprise=row, detail=about).order_by("-as_of", "-pk")
    rows = rows.select_related("entered_by", "entered_unit", "withdrawn_by", "file")
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    counting = newest_rows(today).filter(enterprise=row, detail=about)
    now = set(counting.filter(pk__in=[each.pk for each in shown]).values_list("pk", flat=True))
    columns = list(about.columns.all())
    context = {
        "page_title": about.name,
        "breadcrumb": entry_crumbs(row, about.name),
        "enterprise": row,
        "detail": about,
        "form": form,
        "may_withdraw": may_withdraw,
        "page": page,
        "columns": columns,
        "counting": counting.count(),
        "lines": [
            entry_line(each, today, is_now=each.pk in now, refused=refused, cells=_cells(each, columns))
            for each in shown
        ],
    }
    wrong = refused is not None or (form is not None and form.errors)
    return render(request, "staff/enterprises/detail_rows.html", context, status=422 if wrong else 200)


@permission(Permission.ENTERPRISES_EDIT)
@require_POST
def row_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    mine = enterprises_editable_by(request.rights)
    rows = DetailRow.objects.filter(enterprise__in=mine).select_related("enterprise__region", "detail")
    row = get_object_or_404(rows, pk=pk)
    if refused := take_back(request, row, withdraw_row):
        box = DetailForm(detail=row.detail) if row.detail.is_active else None
        return _rows_page(request, row.enterprise, row.detail, box, refused=refused)
    return redirect("staff:detail_rows", pk=row.enterprise_id, detail=row.detail_id)


def details_of(row: Enterprise, shown: int = 5) -> list[dict[str, Any]]:
    """What counts today of each detail of an enterprise: how many rows, and the newest of them."""
    today = timezone.localdate()
    counts: dict[int, int] = {}
    for key in newest_rows(today).filter(enterprise=row).values_list("detail", flat=True).order_by():
        counts[key] = counts.get(key, 0) + 1
    found = []
    for detail in DetailList.objects.prefetch_related("columns").order_by("name"):
        rows: list[DetailRow] = []
        if detail.pk in counts:
            newest = newest_rows(today).filter(enterprise=row, detail=detail).order_by("-as_of", "-pk")
            rows = list(newest[:shown])
        elif not detail.is_active:
            continue
        columns = list(detail.columns.all())
        lines = [_cells(one, columns) for one in rows]
        count = counts.get(detail.pk, 0)
        found.append({"detail": detail, "columns": columns, "lines": lines, "count": count})
    return found
