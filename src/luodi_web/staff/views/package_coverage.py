"""完整性: which clauses of a package have no task, which tasks no clause."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.domain.scope import packages_visible_to, policies_visible_to
from luodi_web.policies.models import Provision
from luodi_web.staff.views.going_back import back
from luodi_web.supervision.domain.package_coverage import (
    BARE,
    COVERED,
    EXEMPT,
    exempt_provision,
    need_provision,
    read_package_coverage,
    task_from_provision,
)
from luodi_web.supervision.domain.plans import plans_editable_by, plans_visible_to
from luodi_web.supervision.forms.planning import ReasonForm

PER_PAGE = 50
LOOSE = "loose"


@permission(Permission.PLANS_VIEW)
@require_safe
def coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """The package's clauses by state; ``?policy=`` narrows both halves to one document."""
    package = get_object_or_404(packages_visible_to(request.rights), pk=pk)
    policies = policies_visible_to(request.rights).filter(package=package)
    plans = plans_visible_to(request.rights).filter(package=package)
    asked = request.GET.get("policy", "")
    chosen = (
        policies.filter(pk=int(asked)).first()
        if asked.isascii() and asked.isdecimal() and len(asked) < 10
        else None
    )
    shown = policies.filter(pk=chosen.pk) if chosen else policies
    found = read_package_coverage(shown, plans)
    state = request.GET.get("state", BARE)
    state = state if state in (BARE, EXEMPT, COVERED, LOOSE) else BARE
    rows = found.loose if state == LOOSE else [clause for clause in found.clauses if clause.state == state]
    counts = {**found.counts, LOOSE: len(found.loose)}
    labels = {BARE: _("没有任务"), EXEMPT: _("不需任务"), COVERED: _("已有任务"), LOOSE: _("没有条款的任务")}
    narrowed = f"&policy={chosen.pk}" if chosen else ""
    context = {
        "page_title": _("条款与任务对照"),
        "page_lead": package.name,
        "breadcrumb": [
            {"label": _("政策包"), "url": reverse("staff:packages")},
            {"label": package.name, "url": f"{reverse('staff:policies')}?package={pk}"},
            {"label": _("条款与任务对照")},
        ],
        "package": package,
        "policies": policies.order_by("pk"),
        "chosen": chosen,
        "state": state,
        "tabs": [
            {"label": label, "url": f"?state={key}{narrowed}", "current": key == state, "count": counts[key]}
            for key, label in labels.items()
        ],
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "total": len(found.clauses),
        "may_edit": request.rights.may(Permission.PLANS_EDIT),
        "editable": set(
            policies.filter(request.rights.scope(Permission.PLANS_EDIT, "owner")).values_list("pk", flat=True)
        ),
    }
    return render(request, "staff/planning/coverage.html", context)


def _provision(request: HttpRequest, pk: int) -> Provision:
    mine = Provision.objects.filter(request.rights.scope(Permission.PLANS_EDIT, "version__policy__owner"))
    return get_object_or_404(mine.select_related("version__policy"), pk=pk)


@permission(Permission.PLANS_EDIT)
@require_POST
def provision_task(request: HttpRequest, pk: int) -> HttpResponse:
    provision = _provision(request, pk)
    task = task_from_provision(provision, plans_editable_by(request.rights), by=request.actor)
    messages.success(request, _("已据此条款建任务，请补充单位和时限。"))
    url = reverse("staff:plan_edit", args=[task.workstream.plan_id])
    return redirect(f"{url}?task={task.pk}#task-{task.pk}")


@permission(Permission.PLANS_EDIT)
@require_POST
def provision_exempt(request: HttpRequest, pk: int) -> HttpResponse:
    provision = _provision(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明为什么不需要任务，最多 200 个字。"))
        return _back(request, provision)
    try:
        exempt_provision(provision, form.cleaned_data["reason"], by=request.actor)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("已标为不需任务。"))
    return _back(request, provision)


@permission(Permission.PLANS_EDIT)
@require_POST
def provision_need(request: HttpRequest, pk: int) -> HttpResponse:
    provision = _provision(request, pk)
    need_provision(provision, by=request.actor)
    messages.success(request, _("已取消，这一条重新列入没有任务的条款。"))
    return _back(request, provision)


def _back(request: HttpRequest, provision: Provision) -> HttpResponse:
    return back(request, reverse("staff:package_coverage", args=[provision.version.policy.package_id]))
