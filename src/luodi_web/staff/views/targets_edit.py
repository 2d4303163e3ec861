"""Changing the 目标台账: indicators, targets, values, and all of them from Excel."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luodi_web.people.models import Unit
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.targets import indicator_page
from luodi_web.supervision.domain.targets import (
    enter_value,
    indicators_editable_by,
    save_indicator,
    set_target,
)
from luodi_web.supervision.domain.targets_tables import TargetsImport, import_targets, parse_targets_sheet
from luodi_web.supervision.forms.planning import IndicatorForm, TargetForm, TargetsFileForm, ValueForm
from luodi_web.supervision.models import Indicator


def _editable(request: HttpRequest, pk: int) -> Indicator:
    return get_object_or_404(indicators_editable_by(request.rights), pk=pk)


@permission(Permission.PLANS_EDIT)
@require_http_methods(["GET", "POST"])
def indicator_new(request: HttpRequest) -> HttpResponse:
    return _indicator_form(request, None)


@permission(Permission.PLANS_EDIT)
@require_http_methods(["GET", "POST"])
def indicator_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _indicator_form(request, _editable(request, pk))


def _indicator_form(request: HttpRequest, found: Indicator | None) -> HttpResponse:
    form = IndicatorForm(request.POST or None, instance=found, rights=request.rights)
    if request.method == "POST" and form.is_valid():
        try:
            provision = found.provision if found else None
            made = save_indicator(found, **form.cleaned_data, provision=provision, by=request.actor)
        except ValidationError as error:
            _add(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("staff:indicator", pk=made.pk)
    title = _("修改指标") if found else _("新建指标")
    context = {
        "page_title": title,
        "breadcrumb": [{"label": _("目标台账"), "url": reverse("staff:targets")}, {"label": title}],
        "form": form,
        "back": reverse("staff:indicator", args=[found.pk]) if found else reverse("staff:targets"),
    }
    return render(request, "staff/planning/indicator_form.html", context, status=422 if form.errors else 200)


@permission(Permission.PLANS_EDIT)
@require_POST
def target_set(request: HttpRequest, pk: int) -> HttpResponse:
    found = _editable(request, pk)
    form = TargetForm(request.POST, prefix="target")
    if form.is_valid():
        values = dict(form.cleaned_data)
        set_target(found, values.pop("year"), values.pop("region"), **values, by=request.actor)
        messages.success(request, _("已设定目标。"))
        return redirect("staff:indicator", pk=pk)
    return indicator_page(request, pk, target=form)


@permission(Permission.PLANS_EDIT)
@require_POST
def value_enter(request: HttpRequest, pk: int) -> HttpResponse:
    found = _editable(request, pk)
    form = ValueForm(request.POST, prefix="value")
    if form.is_valid():
        values = dict(form.cleaned_data)
        try:
            enter_value(found, values.pop("year"), values.pop("region"), **values, by=request.actor)
        except ValidationError as error:
            _add(form, error)
        else:
            messages.success(request, _("已登记数值。"))
            return redirect("staff:indicator", pk=pk)
    return indicator_page(request, pk, value=form)


@permission(Permission.PLANS_EDIT)
@require_http_methods(["GET", "POST"])
def targets_import(request: HttpRequest) -> HttpResponse:
    """All rows or none: faults are listed by row and column."""
    form = TargetsFileForm(request.POST or None, request.FILES or None)
    found: TargetsImport | None = None
    if request.method == "POST" and form.is_valid():
        try:
            found = parse_targets_sheet(form.cleaned_data["file"])
            if not found.errors:
                scope = request.rights.scope(Permission.PLANS_EDIT)
                owners = set(Unit.objects.filter(scope).values_list("pk", flat=True))
                package = form.cleaned_data["package"]
                count = import_targets(found, package=package, owners=owners, by=request.actor)
                messages.success(request, _("已导入 %(count)d 行。") % {"count": count})
                return redirect("staff:targets")
        except ValidationError as error:
            form.add_error("file", error)
    context = {
        "page_title": _("导入目标台账"),
        "breadcrumb": [{"label": _("目标台账"), "url": reverse("staff:targets")}, {"label": _("导入")}],
        "form": form,
        "found": found,
    }
    wrong = form.errors or (found and found.errors)
    return render(request, "staff/planning/targets_import.html", context, status=422 if wrong else 200)


def _add(form: Form, error: ValidationError) -> None:
    """The domain's refusal at the field it names, where the form has it."""
    named = hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields)
    form.add_error(None, error if named else ValidationError(error.messages))
