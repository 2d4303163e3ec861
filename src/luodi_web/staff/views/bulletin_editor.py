"""A bulletin begun and edited: sections over one snapshot, figures as links, the pages beside them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.bulletin_figures import section_words
from luodi_web.staff.views.bulletins import UNITS, submit_form
from luodi_web.staff.views.tasks import key_of
from luodi_web.supervision.domain.bulletin_periods import period_words
from luodi_web.supervision.domain.bulletin_steps import can_submit
from luodi_web.supervision.domain.bulletins import (
    StaleBulletin,
    begin_bulletin,
    refresh_figures,
    save_words,
)
from luodi_web.supervision.domain.bulletins_scope import bulletins_editable_by
from luodi_web.supervision.enums import BulletinState
from luodi_web.supervision.forms.bulletins import BulletinForm, NewBulletinForm
from luodi_web.supervision.models import Bulletin


@permission(Permission.BULLETINS_EDIT)
@require_http_methods(["GET", "POST"])
def bulletin_new(request: HttpRequest) -> HttpResponse:
    src = reverse("staff:unit_options") + "?for=tasks&groups=0"
    form = NewBulletinForm(request.POST or None, rights=request.rights, units_src=src)
    if request.method == "POST" and form.is_valid():
        made = begin_bulletin(**form.cleaned_data, by=request.actor)
        return redirect("staff:bulletin_edit", pk=made.pk)
    context = {
        "page_title": _("新建通报"),
        "breadcrumb": [{"label": _("通报"), "url": reverse("staff:bulletins")}, {"label": _("新建")}],
        "form": form,
        "has_plans": form.plans.exists(),
    }
    return render(request, "staff/bulletins/new.html", context, status=422 if form.errors else 200)


def editable_bulletin(request: HttpRequest, pk: int) -> Bulletin:
    rows = bulletins_editable_by(request.rights).select_related(
        "owner", "package", "plan", "workstream", "unit", "corrects"
    )
    return get_object_or_404(rows, pk=pk)


@permission(Permission.BULLETINS_EDIT)
@require_http_methods(["GET", "POST"])
def bulletin_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = editable_bulletin(request, pk)
    if found.state != BulletinState.DRAFT:
        messages.warning(request, _("通报%(state)s，不能修改。") % {"state": found.get_state_display()})
        return redirect("staff:bulletin", pk=pk)
    src = reverse("staff:unit_options") + UNITS
    form = BulletinForm(request.POST or None, bulletin=found, units_src=src)
    is_stale = False
    if request.method == "POST" and form.is_valid():
        try:
            save_words(found, **form.values(), by=request.actor)
        except StaleBulletin as error:
            is_stale = True
            form.add_error(None, error)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect(reverse("staff:bulletin_edit", args=[pk]) + f"?saved={found.revision + 1}")
    sections = [
        {
            "key": key,
            "label": label,
            "field": form[f"text_{key}"],
            "words": section_words(found, key),
            "conflict": key in found.changes.get("conflicts", []),
        }
        for key, label in form.sections.items()
    ]
    context = {
        "page_title": _("编写通报"),
        "breadcrumb": [
            {"label": _("通报"), "url": reverse("staff:bulletins")},
            {"label": found.title, "url": reverse("staff:bulletin", args=[pk])},
            {"label": _("编写")},
        ],
        "bulletin": found,
        "period": period_words(found.period),
        "form": form,
        "sections": sections,
        "is_stale": is_stale,
        "saved": request.GET.get("saved", ""),
        "submit_form": submit_form(found),
        "submit_verdict": can_submit(found),
    }
    return render(request, "staff/bulletins/edit.html", context, status=422 if form.errors else 200)


@permission(Permission.BULLETINS_EDIT)
@require_POST
def bulletin_refresh(request: HttpRequest, pk: int) -> HttpResponse:
    found = editable_bulletin(request, pk)
    revision = key_of(request.POST.get("revision", ""))
    try:
        refresh_figures(found, revision=-1 if revision is None else revision, by=request.actor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("数据已更新到现在，文字里的数字已跟着改。"))
    return redirect("staff:bulletin_edit", pk=pk)
