"""岗位交接 and 机构撤并: each shows what passes over before anything is done."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi_web.people.domain.handover import hand_over, preview_handover
from luodi_web.people.domain.mergers import can_end, can_merge, merge_unit, preview_merger
from luodi_web.people.domain.scope import units_visible_to
from luodi_web.people.domain.users import users_visible_to
from luodi_web.people.forms.delegations import HandOverForm, MergeForm
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.models import PostHolding, Unit
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.units import EDITABLE_OPTIONS, find_unit


@permission(Permission.UNITS_EDIT)
@require_http_methods(["GET", "POST"])
def holding_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    scope = request.rights.scope(Permission.UNITS_EDIT, "post__unit")
    holding = get_object_or_404(PostHolding.objects.filter(scope).select_related("post__unit", "user"), pk=pk)
    unit = holding.post.unit
    form = HandOverForm(
        request.POST or None,
        users=users_visible_to(request.rights, Permission.USERS_VIEW).filter(is_active=True),
        src=reverse("staff:user_options"),
        initial={"last_day": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            hand_over(holding, **form.cleaned_data, by=request.actor)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("已办理交接，双方都会收到通知。"))
            return redirect("staff:unit", pk=unit.pk)
    title = _("交接“%(post)s”") % {"post": holding.post.name}
    context = {
        "page_title": title,
        "breadcrumb": _crumbs(unit, title),
        "holding": holding,
        "unit": unit,
        "handover": preview_handover(holding),
        "form": form,
        # Who keeps units has no right to the tasks themselves: figures and titles, no links to nowhere.
        "may_open": request.rights.may(Permission.TASKS_VIEW),
    }
    return render(request, "staff/alerts/hand_over.html", context, status=422 if form.errors else 200)


@permission(Permission.UNITS_EDIT)
@require_http_methods(["GET", "POST"])
def unit_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """First the preview of what would happen, then the act with what was seen."""
    unit = find_unit(request.rights, pk, Permission.UNITS_EDIT)
    form = MergeForm(
        request.POST or None,
        units=units_visible_to(request.rights, Permission.UNITS_EDIT).filter(is_active=True),
        src=reverse("staff:unit_options") + EDITABLE_OPTIONS,
    )
    context = {
        "page_title": _("撤并“%(name)s”") % {"name": unit.name},
        "breadcrumb": _crumbs(unit, _("机构撤并")),
        "unit": unit,
        "form": form,
        "verdict": can_end(unit),
    }
    if request.method == "POST" and form.is_valid():
        successor: Unit = form.cleaned_data["successor"]
        verdict = can_merge(unit, successor)
        if not verdict:
            form.add_error("successor", verdict.reason)
        elif request.POST.get("confirmed") == str(successor.pk):
            try:
                merge_unit(unit, successor, form.cleaned_data["reason"], by=request.actor)
            except ValidationError as error:
                add_domain_error(form, error)
            else:
                words = _("“%(unit)s”已并入“%(successor)s”。")
                messages.success(request, words % {"unit": unit.name, "successor": successor.name})
                return redirect("staff:unit", pk=unit.pk)
        else:
            context |= {"merger": preview_merger(unit, successor), "successor": successor}
    return render(request, "staff/alerts/merge.html", context, status=422 if form.errors else 200)


def _crumbs(unit: Unit, title: str) -> list[dict[str, str]]:
    return [
        {"label": _("机构"), "url": reverse("staff:units")},
        {"label": unit.label, "url": reverse("staff:unit", args=[unit.pk])},
        {"label": title},
    ]
