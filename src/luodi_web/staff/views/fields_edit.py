"""Making and changing fields of the dictionary, taking them out of use and back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luodi_web.fields.domain.fields import (
    change_field,
    create_field,
    fields_editable_by,
    restore_field,
    retire_field,
)
from luodi_web.fields.forms.fields import FieldForm, RetireForm
from luodi_web.fields.models import Field
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.acts import done_by_button, done_by_form
from luodi_web.staff.views.fields import field_page


def _editable(request: HttpRequest, pk: int) -> Field:
    return get_object_or_404(fields_editable_by(request.rights).select_related("owner", "successor"), pk=pk)


@permission(Permission.FIELDS_EDIT)
@require_http_methods(["GET", "POST"])
def field_new(request: HttpRequest) -> HttpResponse:
    return _form_page(request, None)


@permission(Permission.FIELDS_EDIT)
@require_http_methods(["GET", "POST"])
def field_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _form_page(request, _editable(request, pk))


def _form_page(request: HttpRequest, row: Field | None) -> HttpResponse:
    form = FieldForm(request.POST or None, rights=request.rights, row=row)

    def save() -> Field:
        if row is None:
            return create_field(form.values, by=request.actor)
        return change_field(row, form.values, form.seen_revision, by=request.actor)

    made = done_by_form(request, form, save, _("已保存。"))
    if made is not None:
        return redirect("staff:field", pk=made.pk)
    crumbs = [{"label": _("字段字典"), "url": reverse("staff:fields")}]
    if row is not None:
        crumbs.append({"label": row.name, "url": reverse("staff:field", args=[row.pk])})
    title = _("修改字段") if row else _("新建字段")
    context = {
        "form": form,
        "page_title": title,
        "back_url": crumbs[-1]["url"],
        "breadcrumb": [*crumbs, {"label": title}],
    }
    return render(request, "staff/people/form.html", context, status=422 if form.errors else 200)


@permission(Permission.FIELDS_EDIT)
@require_POST
def field_retire(request: HttpRequest, pk: int) -> HttpResponse:
    row = _editable(request, pk)
    form = RetireForm(request.POST, row=row)
    if done_by_form(
        request,
        form,
        lambda: retire_field(row, **form.cleaned_data, by=request.actor),
        _("已停用。已经使用它的规则不受影响。"),
    ):
        return redirect("staff:field", pk=pk)
    return field_page(request, row, retire_form=form)


@permission(Permission.FIELDS_EDIT)
@require_POST
def field_restore(request: HttpRequest, pk: int) -> HttpResponse:
    row = _editable(request, pk)
    seen = posted_revision(request)
    done_by_button(request, lambda: restore_field(row, seen, by=request.actor), _("已恢复使用。"))
    return redirect("staff:field", pk=pk)


def posted_revision(request: HttpRequest) -> int:
    """The revision that the page showed; one that none shows where it is missing."""
    given = request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1
