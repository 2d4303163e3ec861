"""The page of a plan that the worker is drafting."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.drafting_queue import is_drafting_stuck, retry_drafting
from luodi_web.supervision.models import Drafting


def _drafting(request: HttpRequest, pk: int) -> Drafting:
    mine = request.rights.scope(Permission.PLANS_EDIT, "version__policy__owner")
    return get_object_or_404(Drafting.objects.filter(mine).select_related("version__policy"), pk=pk)


@permission(Permission.PLANS_EDIT)
@require_safe
def drafting(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; its part is asked for again until the plan is there, which is then opened."""
    found = _drafting(request, pk)
    if found.plan_id is not None:
        url = reverse("staff:plan_edit", args=[found.plan_id])
        return HttpResponse(headers={"HX-Redirect": url}) if request.htmx else redirect(url)
    template = "staff/plans/drafting.html"
    policy = found.version.policy
    return render(
        request,
        f"{template}#progress" if request.htmx else template,
        {
            "page_title": _("起草任务分解表"),
            "page_lead": policy.title,
            "breadcrumb": [
                {"label": _("政策"), "url": reverse("staff:policies")},
                {"label": policy.title, "url": reverse("staff:policy", args=[policy.pk])},
                {"label": _("起草任务分解表")},
            ],
            "drafting": found,
            "stuck": is_drafting_stuck(found),
        },
    )


@permission(Permission.PLANS_EDIT)
@require_POST
def drafting_retry(request: HttpRequest, pk: int) -> HttpResponse:
    retry_drafting(_drafting(request, pk))
    return redirect("staff:drafting", pk=pk)
