"""Keeping one profile: the enterprise, one value with its history, a value taken back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luodi_web.enterprises.domain.profiles import (
    change_enterprise,
    create_enterprise,
    keep_value,
    profile_fields,
    withdraw_value,
)
from luodi_web.enterprises.domain.scope import enterprises_editable_by, enterprises_visible_to
from luodi_web.enterprises.domain.values import value_words
from luodi_web.enterprises.forms.enterprises import EnterpriseForm, ValueForm, WithdrawForm
from luodi_web.enterprises.models import Enterprise, ProfileValue
from luodi_web.fields.models import Field
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.acts import done_by_form
from luodi_web.staff.views.enterprise_entries import entry_crumbs, entry_line, take_back
from luodi_web.staff.views.enterprises import is_counting


@permission(Permission.ENTERPRISES_EDIT)
@require_http_methods(["GET", "POST"])
def enterprise_new(request: HttpRequest) -> HttpResponse:
    return _form_page(request, None)


@permission(Permission.ENTERPRISES_EDIT)
@require_http_methods(["GET", "POST"])
def enterprise_edit(request: HttpRequest, pk: int) -> HttpResponse:
    rows = enterprises_editable_by(request.rights).select_related("region")
    return _form_page(request, get_object_or_404(rows, pk=pk))


def _form_page(request: HttpRequest, row: Enterprise | None) -> HttpResponse:
    form = EnterpriseForm(request.POST or None, rights=request.rights, row=row)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if row is None:
                made = create_enterprise(given["code"], given["name"], given["region"], by=request.actor)
            else:
                made = change_enterprise(
                    row, given["name"], given["region"], form.seen_revision, by=request.actor
                )
        except ValidationError as error:
            if not hasattr(error, "error_dict") and error.code is None:
                error = ValidationError({"code": error.messages})
            add_domain_error(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("staff:enterprise", pk=made.pk)
    crumbs = [{"label": _("企业档案"), "url": reverse("staff:enterprises")}]
    if row is not None:
        crumbs.append({"label": row.name, "url": reverse("staff:enterprise", args=[row.pk])})
    title = _("修改企业信息") if row else _("新建企业档案")
    context = {
        "page_title": title,
        "breadcrumb": [*crumbs, {"label": title}],
        "enterprise": row,
        "form": form,
        "back_url": crumbs[-1]["url"],
    }
    return render(request, "staff/enterprises/edit.html", context, status=422 if form.errors else 200)


@permission(Permission.ENTERPRISES_VIEW)
@require_http_methods(["GET", "POST"])
def enterprise_value(request: HttpRequest, pk: int, field: int) -> HttpResponse:
    """One field of an enterprise: all its values, and a form for a new one."""
    row = get_object_or_404(enterprises_visible_to(request.rights).select_related("region"), pk=pk)
    about = get_object_or_404(Field, pk=field)
    edits = enterprises_editable_by(request.rights).filter(pk=pk).exists()
    takes = edits and about.pk in {each.pk for each in profile_fields()}
    if request.method == "POST" and not takes:
        return redirect("staff:enterprise", pk=pk)
    form = ValueForm(request.POST or None, field=about)
    if done_by_form(
        request,
        form,
        lambda: keep_value(row, about, **form.cleaned_data, by=request.actor),
        _("已登记。"),
    ):
        return redirect("staff:enterprise", pk=pk)
    return _value_page(request, row, about, form if takes else None)


def _value_page(
    request: HttpRequest,
    row: Enterprise,
    about: Field,
    form: ValueForm | None,
    *,
    refused: WithdrawForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    rows = ProfileValue.objects.filter(enterprise=row, field=about)
    rows = rows.select_related("entered_by", "entered_unit", "withdrawn_by", "file")
    values = list(rows.order_by("-as_of", "-pk"))
    now = next((value for value in values if is_counting(value, today)), None)
    context = {
        "page_title": about.name,
        "breadcrumb": entry_crumbs(row, about.name),
        "enterprise": row,
        "field": about,
        "form": form,
        "may_withdraw": form is not None,
        "now": now,
        "lines": [
            entry_line(
                value, today, is_now=value is now, refused=refused, words=value_words(about, value.text)
            )
            for value in values
        ],
    }
    wrong = refused is not None or (form is not None and form.errors)
    return render(request, "staff/enterprises/value.html", context, status=422 if wrong else 200)


@permission(Permission.ENTERPRISES_EDIT)
@require_POST
def value_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    mine = enterprises_editable_by(request.rights)
    rows = ProfileValue.objects.filter(enterprise__in=mine).select_related("enterprise__region", "field")
    value = get_object_or_404(rows, pk=pk)
    if refused := take_back(request, value, withdraw_value):
        box = ValueForm(field=value.field)
        return _value_page(request, value.enterprise, value.field, box, refused=refused)
    return redirect("staff:enterprise_value", pk=value.enterprise_id, field=value.field_id)
