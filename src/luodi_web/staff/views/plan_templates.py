"""模板: plans saved as patterns, and plans for another year made from them or from last year's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luodi_web.common.tables import Column, Search, Table
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.plan_editor import editable_plan
from luodi_web.supervision.domain.plan_content import Content, plan_content
from luodi_web.supervision.domain.plan_templates import (
    delete_template,
    plan_from_content,
    read_shifts,
    save_template,
    templates_visible_to,
    year_of,
)
from luodi_web.supervision.forms.planning import AgainForm, TemplateForm
from luodi_web.supervision.models import PlanTemplate


class TemplateTable(Table):
    title = gettext_lazy("任务分解模板")
    exportable = False
    columns = [
        Column(
            "name",
            gettext_lazy("模板"),
            sort="name",
            link=lambda row: reverse("staff:plan_template_use", args=[row.pk]),
        ),
        Column("year", gettext_lazy("年度"), sort="year", align="end"),
        Column("owner", gettext_lazy("编制机构"), value=lambda row: row.owner.label, sort="owner__name"),
        Column("at", gettext_lazy("保存时间"), sort="at"),
    ]
    filters = [Search("name", label=gettext_lazy("模板名称"))]


def _crumbs(*last: dict[str, str]) -> list[dict[str, str]]:
    return [{"label": _("任务分解"), "url": reverse("staff:plans")}, *last]


@permission(Permission.PLANS_EDIT)
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    rows = templates_visible_to(request.rights).select_related("owner").defer("content")
    context = {
        "page_title": _("任务分解模板"),
        "breadcrumb": _crumbs({"label": _("模板")}),
        "table": TemplateTable(request.GET, rows),
    }
    return render(request, "staff/planning/templates.html", context)


@permission(Permission.PLANS_EDIT)
@require_http_methods(["GET", "POST"])
def template_save(request: HttpRequest, pk: int) -> HttpResponse:
    plan = editable_plan(request, pk)
    initial = {"name": plan.title, "year": year_of(plan)}
    form = TemplateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_template(plan, **form.cleaned_data, by=request.actor)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已另存为模板。"))
            return redirect("staff:plan_templates")
    context = {
        "page_title": _("另存为模板"),
        "breadcrumb": _crumbs(
            {"label": plan.title, "url": reverse("staff:plan", args=[pk])}, {"label": _("另存为模板")}
        ),
        "plan": plan,
        "form": form,
    }
    return render(request, "staff/planning/template_save.html", context, status=422 if form.errors else 200)


@permission(Permission.PLANS_EDIT)
@require_POST
def template_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = _template(request, pk)
    delete_template(found, by=request.actor)
    messages.success(request, _("已删除模板“%(name)s”。") % {"name": found.name})
    return redirect("staff:plan_templates")


@permission(Permission.PLANS_EDIT)
@require_http_methods(["GET", "POST"])
def template_use(request: HttpRequest, pk: int) -> HttpResponse:
    found = _template(request, pk)
    initial = {"title": found.name, "owner": found.owner_id}
    return _make(request, found.content, found.year, initial, found.name, template=found)


@permission(Permission.PLANS_EDIT)
@require_http_methods(["GET", "POST"])
def plan_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Last year's plan as the pattern of another year's."""
    plan = editable_plan(request, pk)
    initial = {"title": plan.title, "owner": plan.owner_id, "package": plan.package_id}
    return _make(request, plan_content(plan), year_of(plan), initial, plan.title)


def _template(request: HttpRequest, pk: int) -> PlanTemplate:
    return get_object_or_404(templates_visible_to(request.rights).select_related("owner"), pk=pk)


def _make(
    request: HttpRequest,
    content: Content,
    old: int,
    initial: dict[str, Any],
    source: str,
    template: PlanTemplate | None = None,
) -> HttpResponse:
    """The form, then every change of the new year with a tick to take it, then the plan."""
    title = str(initial["title"]).replace(str(old), str(old + 1))
    form = AgainForm(
        request.POST or None, rights=request.rights, initial={**initial, "title": title, "year": old + 1}
    )
    shifts = None
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        new = values.pop("year")
        shifts = read_shifts(content, old, new)
        # A preview of another year, or of a plan changed since, says nothing of these changes: shown again.
        shown = {
            key: now for key, _mark, now in (item.partition("=") for item in request.POST.getlist("shown"))
        }
        if "confirm" in request.POST and shown == {shift.key: shift.now for shift in shifts}:
            taken = set(request.POST.getlist("take"))
            refused = {shift.key for shift in shifts if shift.key not in taken}
            plan = plan_from_content(content, old=old, new=new, refused=refused, **values, by=request.actor)
            messages.success(request, _("已新建任务分解表，请核对单位和时限。"))
            return redirect("staff:plan_edit", pk=plan.pk)
    context = {
        "page_title": _("据此新建其他年度的任务分解表"),
        "page_lead": source,
        "breadcrumb": _crumbs({"label": _("据此新建")}),
        "form": form,
        "old": old,
        "shifts": shifts,
        "template": template,
    }
    return render(request, "staff/planning/again.html", context, status=422 if form.errors else 200)
