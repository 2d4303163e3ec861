"""签收、滞后与提醒: a plan's term to sign, what turns lights yellow, and its reminder ladder."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.calendar_days import calendar_warning
from luodi_web.supervision.domain.ladders import change_alerts, ladder_of
from luodi_web.supervision.domain.plans import plans_editable_by
from luodi_web.supervision.forms.alerts import AlertsForm, RungFormSet
from luodi_web.supervision.rules_reminders import DEFAULT_LADDER


@permission(Permission.PLANS_EDIT)
@require_http_methods(["GET", "POST"])
def plan_alerts(request: HttpRequest, pk: int) -> HttpResponse:
    """For drafts and dispatched plans alike: how loudly a plan speaks is learnt while it runs.

    ``?default`` fills the ladder in with the default rungs; nothing is stored until it is saved.
    """
    found = get_object_or_404(plans_editable_by(request.rights), pk=pk)
    ladder = list(DEFAULT_LADDER) if "default" in request.GET else ladder_of(found)
    data = request.POST or None
    form = AlertsForm(data, instance=found)
    # What was sent counts as it is: compared with the stored ladder, a row left alone would count as empty.
    initial = None if data else [rung._asdict() for rung in ladder]
    rungs = RungFormSet(data, prefix="rung", initial=initial)
    if request.method == "POST" and form.is_valid() and rungs.is_valid():
        try:
            change_alerts(found, **form.cleaned_data, ladder=rungs.ladder, by=request.actor)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("已保存，从下一次提醒起按新规则。"))
            return redirect("staff:plan", pk=pk)
    title = _("签收、滞后与提醒")
    context = {
        "page_title": title,
        "breadcrumb": [
            {"label": _("任务分解"), "url": reverse("staff:plans")},
            {"label": found.title, "url": reverse("staff:plan", args=[pk])},
            {"label": title},
        ],
        "plan": found,
        "form": form,
        "rungs": rungs,
        "warning": calendar_warning(),
    }
    failed = request.method == "POST"
    return render(request, "staff/alerts/plan_alerts.html", context, status=422 if failed else 200)
