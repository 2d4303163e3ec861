"""任务分解: the list of plans, a plan to read, print and take away, and a plan begun by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.tables import Choice, Column, Search, Table
from luodi_web.common.tables.workbook import workbook_response
from luodi_web.people.domain.audit import record
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.models import Package
from luodi_web.staff.views.acts import exported
from luodi_web.staff.views.plan_editor import editable_plan
from luodi_web.supervision.domain.drafting import begin_plan, change_plan, delete_draft
from luodi_web.supervision.domain.outline import parents_among
from luodi_web.supervision.domain.outline_progress import progress_shown_to
from luodi_web.supervision.domain.plan_ledger import LEDGER_COLUMNS, ledger_rows
from luodi_web.supervision.domain.plan_tables import (
    Layout,
    columns_of,
    plan_markdown,
    plan_rows,
    rows_in_layout,
)
from luodi_web.supervision.domain.plans import plans_visible_to, plans_with_counts
from luodi_web.supervision.enums import PlanState, SupervisionVerb
from luodi_web.supervision.forms.plans import PlanForm, SettingsForm
from luodi_web.supervision.models import Plan


class PlanTable(Table):
    title = gettext_lazy("任务分解表")
    columns = [
        Column(
            "title",
            gettext_lazy("标题"),
            sort="title",
            link=lambda plan: reverse("staff:plan", args=[plan.pk]),
            width=40,
        ),
        Column(
            "package",
            gettext_lazy("政策包"),
            value=lambda plan: plan.package.name,
            sort="package__name",
            link=lambda plan: reverse("staff:package_coverage", args=[plan.package_id]),
        ),
        Column("owner", gettext_lazy("编制机构"), value=lambda plan: plan.owner.label, sort="owner__name"),
        Column(
            "state",
            gettext_lazy("状态"),
            value=lambda plan: plan.get_state_display(),
            sort="state",
            template="staff/plans/state_cell.html",
        ),
        Column("workstream_count", gettext_lazy("板块"), sort="workstream_count", align="end", width=8),
        Column("task_count", gettext_lazy("任务"), sort="task_count", align="end", width=8),
        Column("created_at", gettext_lazy("创建时间"), sort="created_at"),
        Column("published_at", gettext_lazy("下达时间"), sort="published_at"),
    ]
    filters = [
        Search("title", "package__name", label=gettext_lazy("标题或政策包")),
        Choice("state", gettext_lazy("状态"), PlanState.choices),
        Choice(
            "package",
            gettext_lazy("政策包"),
            lambda: Package.objects.order_by("name").values_list("pk", "name"),
            lookup="package_id",
        ),
    ]


@permission(Permission.PLANS_VIEW)
@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    table = PlanTable(request.GET, plans_with_counts(plans_visible_to(request.rights)))
    if table.wants_export:
        return exported(request, table, SupervisionVerb.EXPORTED)
    context = {
        "page_title": _("任务分解"),
        "table": table,
        "may_edit": request.rights.may(Permission.PLANS_EDIT),
    }
    return render(request, "staff/plans/list.html", context)


@permission(Permission.PLANS_VIEW)
@require_GET
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as a table, for reading and for paper."""
    found = visible_plan(request, pk)
    rights = request.rights
    is_draft = found.state == PlanState.DRAFT
    may_edit = rights.covers(Permission.PLANS_EDIT, found.owner)
    may_publish = rights.covers(Permission.PLANS_PUBLISH, found.owner)
    progress = {} if is_draft else progress_shown_to(rights, found)
    rows = [replace(row, percent=progress.get(row.task.pk)) for row in plan_rows(found)]
    context = {
        "page_title": found.title,
        "breadcrumb": [{"label": _("任务分解"), "url": reverse("staff:plans")}, {"label": found.title}],
        "plan": found,
        "rows": rows,
        "parents": parents_among(row.task for row in rows),
        "may_template": may_edit,
        "is_draft": is_draft,
        "may_edit": may_edit and is_draft,
        "may_publish": may_publish and is_draft,
        "may_set_rules": may_publish,
        "may_adjust": may_publish and found.state == PlanState.PUBLISHED,
        "settings_form": SettingsForm(instance=found) if may_edit and is_draft else None,
    }
    return render(request, "staff/plans/plan.html", context)


def visible_plan(request: HttpRequest, pk: int) -> Plan:
    rows = plans_with_counts(plans_visible_to(request.rights)).select_related(
        "package", "owner", "version__policy", "created_by", "published_by"
    )
    return get_object_or_404(rows, pk=pk)


@permission(Permission.PLANS_VIEW)
@require_GET
def plan_export(request: HttpRequest, pk: int) -> FileResponse:
    """The workbook as 任务分解表, or with ``?layout=duties`` as 责任分工表; ``plan_import`` reads both."""
    found = visible_plan(request, pk)
    asked = request.GET.get("layout", "")
    layout = Layout(asked) if asked in Layout.values else Layout.TASKS
    record(request.actor, SupervisionVerb.EXPORTED, found, after={"format": "xlsx", "list": layout.label})
    title = found.title
    if layout == Layout.DUTIES:
        title = f"{title.removesuffix(str(Layout.TASKS.label))}{layout.label}"
    return workbook_response(
        title,
        [(str(label), width) for _name, label, width in columns_of(layout)],
        (row.cells(layout) for row in rows_in_layout(found, layout)),
        by_name=request.actor.name,
        at=timezone.localtime(),
    )


@permission(Permission.PLANS_VIEW)
@require_GET
def plan_ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """The 督办台账 of a dispatched plan: one matter a row, as far as it is today."""
    found = visible_plan(request, pk)
    if found.state == PlanState.DRAFT:
        messages.warning(request, _("任务分解表下达后才有督办台账。"))
        return redirect("staff:plan", pk=pk)
    record(request.actor, SupervisionVerb.EXPORTED, found, after={"list": _("督办台账")})
    return workbook_response(
        _("%(plan)s督办台账") % {"plan": found.title.removesuffix(str(Layout.TASKS.label))},
        [(str(label), width) for label, width in LEDGER_COLUMNS],
        ledger_rows(found, request.rights),
        by_name=request.actor.name,
        at=timezone.localtime(),
    )


@permission(Permission.PLANS_VIEW)
@require_GET
def plan_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as Markdown: a download, or with ``?copy`` text to put on the clipboard."""
    found = visible_plan(request, pk)
    record(request.actor, SupervisionVerb.EXPORTED, found, after={"format": "md"})
    response = HttpResponse(plan_markdown(found), content_type="text/markdown; charset=utf-8")
    name = found.title.replace("/", " ").replace("\\", " ")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.md")
    return response


@permission(Permission.PLANS_EDIT)
@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST or None, rights=request.rights)
    if request.method == "POST" and form.is_valid():
        made = begin_plan(**form.cleaned_data, by=request.actor)
        return redirect("staff:plan_edit", pk=made.pk)
    context = {
        "page_title": _("新建任务分解表"),
        "breadcrumb": [{"label": _("任务分解"), "url": reverse("staff:plans")}, {"label": _("新建")}],
        "form": form,
    }
    return render(request, "staff/plans/new.html", context, status=422 if form.errors else 200)


@permission(Permission.PLANS_EDIT)
@require_http_methods(["GET", "POST"])
def plan_settings(request: HttpRequest, pk: int) -> HttpResponse:
    found = editable_plan(request, pk)
    form = SettingsForm(request.POST or None, instance=found)
    context: dict[str, Any] = {
        "page_title": _("标题、亮灯与报送规则"),
        "breadcrumb": [
            {"label": _("任务分解"), "url": reverse("staff:plans")},
            {"label": Plan.objects.get(pk=pk).title, "url": reverse("staff:plan", args=[pk])},
            {"label": _("标题、亮灯与报送规则")},
        ],
        "plan": found,
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        try:
            change_plan(found, **form.cleaned_data, by=request.actor)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("staff:plan", pk=pk)
    return render(request, "staff/plans/settings.html", context, status=422 if form.errors else 200)


@permission(Permission.PLANS_EDIT)
@require_POST
def plan_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = editable_plan(request, pk)
    try:
        delete_draft(found, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("staff:plan", pk=pk)
    messages.success(request, _("已删除草稿“%(title)s”。") % {"title": found.title})
    return redirect("staff:plans")
