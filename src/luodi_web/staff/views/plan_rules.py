"""How a plan's tasks are supervised: may be changed after dispatch, too."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.measures import hand_in
from luodi_web.supervision.domain.plan_rules import change_plan_rules
from luodi_web.supervision.forms.measures import PlanRulesForm
from luodi_web.supervision.models import Plan


@permission(Permission.PLANS_PUBLISH)
@require_http_methods(["GET", "POST"])
def plan_rules(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Plan.objects.filter(request.rights.scope(Permission.PLANS_PUBLISH, "owner")), pk=pk
    )
    url = reverse("staff:plan", args=[pk])

    def again(form: Form) -> HttpResponse:
        context = {
            "page_title": _("督办规则"),
            "form": form,
            "button": _("保存"),
            "help": _("对以后的申请和函件有效，已经办过的不变。"),
            "cancel_url": url,
            "breadcrumb": [
                {"label": _("任务分解"), "url": reverse("staff:plans")},
                {"label": found.title, "url": url},
                {"label": _("督办规则"), "url": ""},
            ],
        }
        return render(request, "staff/measures/form.html", context, status=422 if form.errors else 200)

    if request.method == "GET":
        return again(PlanRulesForm(instance=found))
    return hand_in(
        request,
        PlanRulesForm(request.POST, instance=found),
        lambda values: change_plan_rules(found, by=request.actor, **values),
        _("已保存。"),
        url,
        again,
    )
