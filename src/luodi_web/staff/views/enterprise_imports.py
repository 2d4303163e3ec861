"""Importing profiles: a table goes up, the worker looks through it, a person confirms."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.tables import Choice, Column, Table, workbook_response
from luodi_web.enterprises.domain.detail_layout import detail_heads, detail_notes
from luodi_web.enterprises.domain.importing import (
    begin_import,
    cancel_import,
    confirm_import,
    fault_table,
    is_import_stuck,
    retry_import,
)
from luodi_web.enterprises.domain.layout import heads, notes
from luodi_web.enterprises.domain.profiles import profile_fields
from luodi_web.enterprises.domain.scope import imports_visible_to
from luodi_web.enterprises.enums import EnterpriseVerb, ImportState
from luodi_web.enterprises.forms.enterprises import ImportForm
from luodi_web.enterprises.models import ProfileImport
from luodi_web.fields.domain.lists import lists_in_use
from luodi_web.fields.models import DetailList
from luodi_web.people.domain.audit import record
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission

SHOWN_FAULTS = 200


class ImportTable(Table):
    title = gettext_lazy("企业数据导入")
    empty = gettext_lazy("还没有导入过")
    exportable = False
    filters = [Choice("state", gettext_lazy("状态"), ImportState.choices)]
    columns = [
        Column(
            "file_name",
            gettext_lazy("文件名"),
            link=lambda row: reverse("staff:enterprise_import", args=[row.pk]),
        ),
        Column("detail", gettext_lazy("内容"), value=lambda row: str(row.detail or _("企业数据")), fit=True),
        Column("source", gettext_lazy("数据来源")),
        Column("as_of", gettext_lazy("数据日期"), fit=True),
        Column("state", gettext_lazy("状态"), value=lambda row: row.get_state_display(), fit=True),
        Column("by", gettext_lazy("上传人"), value=lambda row: row.by.name if row.by else "", fit=True),
        Column("created_at", gettext_lazy("上传时间"), sort="created_at", fit=True),
    ]


@permission(Permission.ENTERPRISES_EDIT)
@require_GET
def enterprise_imports(request: HttpRequest) -> HttpResponse:
    table = ImportTable(request.GET, imports_visible_to(request.rights).select_related("by", "detail"))
    context = {"page_title": _("企业数据导入"), "breadcrumb": _crumbs(), "table": table}
    return render(request, "staff/enterprises/imports.html", context)


@permission(Permission.ENTERPRISES_EDIT)
@require_http_methods(["GET", "POST"])
def enterprise_import_new(request: HttpRequest) -> HttpResponse:
    initial = {"as_of": timezone.localdate(), "detail": request.GET.get("detail", "")}
    form = ImportForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            row = begin_import(given.pop("file"), **given, by=request.actor)
        except ValidationError as error:
            if not hasattr(error, "error_dict"):
                error = ValidationError({"file": error.messages})
            add_domain_error(form, error)
        else:
            return redirect("staff:enterprise_import", pk=row.pk)
    context = {
        "page_title": _("导入企业数据"),
        "breadcrumb": [*_crumbs()[:1], {"label": _("导入企业数据")}],
        "form": form,
        "field_count": len(profile_fields()),
        "details": lists_in_use(),
    }
    return render(request, "staff/enterprises/import_new.html", context, status=422 if form.errors else 200)


@permission(Permission.ENTERPRISES_EDIT)
@require_GET
def enterprise_template(request: HttpRequest) -> HttpResponse:
    """An empty table in the layout of the export."""
    fields = profile_fields()
    return workbook_response(_("企业数据模板"), heads(fields), [], notes=notes(fields))


@permission(Permission.ENTERPRISES_EDIT)
@require_GET
def detail_template(request: HttpRequest, detail: int) -> HttpResponse:
    """An empty table of a detail in the layout of its export."""
    row = get_object_or_404(DetailList.objects.prefetch_related("columns"), pk=detail)
    title = _("%(name)s模板") % {"name": row.name}
    return workbook_response(title, detail_heads(row), [], notes=detail_notes(row))


@permission(Permission.ENTERPRISES_EDIT)
@require_GET
def enterprise_import(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an import is, what it would do, what it did; htmx asks for the part that changes."""
    row = _find(request, pk)
    stuck = is_import_stuck(row)
    at_work = row.state in (ImportState.CHECKING, ImportState.IMPORTING)
    context = {
        "page_title": row.file_name,
        "breadcrumb": [*_crumbs(last=False), {"label": row.file_name}],
        "import": row,
        "stuck": stuck,
        "waits": at_work and not stuck,
        "faults": row.faults[:SHOWN_FAULTS],
        "shown_faults": SHOWN_FAULTS,
        "writes": row.counts.get("created", 0) + row.counts.get("changed", 0),
    }
    page = "staff/enterprises/import.html"
    return render(request, f"{page}#progress" if request.htmx else page, context)


@permission(Permission.ENTERPRISES_EDIT)
@require_POST
def enterprise_import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        confirm_import(_find(request, pk), by=request.actor)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    return redirect("staff:enterprise_import", pk=pk)


@permission(Permission.ENTERPRISES_EDIT)
@require_POST
def enterprise_import_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        cancel_import(_find(request, pk), by=request.actor)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("staff:enterprise_import", pk=pk)
    messages.success(request, _("已放弃，没有导入任何内容。"))
    return redirect("staff:enterprises")


@permission(Permission.ENTERPRISES_EDIT)
@require_POST
def enterprise_import_retry(request: HttpRequest, pk: int) -> HttpResponse:
    retry_import(_find(request, pk), by=request.actor)
    return redirect("staff:enterprise_import", pk=pk)


@permission(Permission.ENTERPRISES_EDIT)
@require_GET
def enterprise_import_faults(request: HttpRequest, pk: int) -> HttpResponse:
    """The faulty rows as they were written, each with what is wrong: corrected, they can be imported."""
    row = _find(request, pk)
    if not row.faults:
        return redirect("staff:enterprise_import", pk=pk)
    try:
        columns, rows = fault_table(row)
    except (ValidationError, OSError):
        messages.error(request, _("上传的文件已经不在，请重新选择。"))
        return redirect("staff:enterprise_import", pk=pk)
    record(request.actor, EnterpriseVerb.EXPORTED, row, after={"list": _("问题清单")})
    title = _("%(name)s问题清单") % {"name": row.file_name.rpartition(".")[0]}
    return workbook_response(title, columns, rows, by_name=request.actor.name, at=timezone.localtime())


def _find(request: HttpRequest, pk: int) -> ProfileImport:
    return get_object_or_404(
        imports_visible_to(request.rights).select_related("by", "unit", "file", "detail"), pk=pk
    )


def _crumbs(*, last: bool = True) -> list[dict[str, str]]:
    crumbs = [{"label": _("企业档案"), "url": reverse("staff:enterprises")}]
    words = {"label": _("导入记录")}
    return [*crumbs, words if last else words | {"url": reverse("staff:enterprise_imports")}]
