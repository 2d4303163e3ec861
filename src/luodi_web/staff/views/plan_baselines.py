"""基线: what a plan promised, and what has changed since."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luodi_web.common.tables.workbook import workbook_response
from luodi_web.people.domain.audit import record
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.plan_editor import editable_plan
from luodi_web.staff.views.plans import visible_plan
from luodi_web.supervision.domain.baselines import count_kinds, freeze_baseline, is_intact, kinds, read_drift
from luodi_web.supervision.enums import SupervisionVerb
from luodi_web.supervision.forms.planning import BaselineForm
from luodi_web.supervision.models import Baseline, Plan

PER_PAGE = 50


def _baseline(request: HttpRequest, plan: Plan) -> Baseline | None:
    """The one asked for by ``?baseline=``, else the first: what was promised when the plan went out."""
    rows = plan.baselines.select_related("by", "plan__version")
    asked = request.GET.get("baseline", "")
    if asked:
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
            asked = "0"
        return get_object_or_404(rows, pk=int(asked))
    return rows.order_by("pk").first()


@permission(Permission.PLANS_VIEW)
@require_safe
def drift(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, visible_plan(request, pk), BaselineForm())


def _page(request: HttpRequest, plan: Plan, form: BaselineForm) -> HttpResponse:
    baseline = _baseline(request, plan)
    rows = read_drift(baseline) if baseline else []
    counts = count_kinds(rows)
    kind = request.GET.get("kind", "")
    if kind in kinds():
        shown = [row for row in rows if any(change.kind == kind for change in row.changes)]
    else:
        kind, shown = "", rows
    key = f"baseline={baseline.pk}" if baseline else ""
    tabs = [{"label": _("全部"), "url": f"?{key}", "current": not kind, "count": len(rows)}]
    tabs += [
        {"label": label, "url": f"?{key}&kind={name}", "current": kind == name, "count": counts[name]}
        for name, label in kinds().items()
        if name in counts
    ]
    context = {
        "page_title": _("与基线比较"),
        "page_lead": plan.title,
        "breadcrumb": [
            {"label": _("任务分解"), "url": reverse("staff:plans")},
            {"label": plan.title, "url": reverse("staff:plan", args=[plan.pk])},
            {"label": _("与基线比较")},
        ],
        "plan": plan,
        "baseline": baseline,
        "baselines": plan.baselines.order_by("pk"),
        "intact": baseline is None or is_intact(baseline),
        "tabs": tabs,
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "may_edit": request.rights.covers(Permission.PLANS_EDIT, plan.owner),
    }
    return render(request, "staff/planning/drift.html", context, status=422 if form.errors else 200)


@permission(Permission.PLANS_VIEW)
@require_safe
def drift_export(request: HttpRequest, pk: int) -> FileResponse | HttpResponse:
    plan = visible_plan(request, pk)
    baseline = _baseline(request, plan)
    if baseline is None:
        messages.warning(request, _("这份任务分解表还没有基线。"))
        return redirect("staff:plan_drift", pk=pk)
    record(request.actor, SupervisionVerb.EXPORTED, plan, after={"list": _("与基线比较")})
    labels = kinds()
    columns = [
        *((_("序号"), 8), (_("工作板块"), 18), (_("工作任务"), 44), (_("变化"), 12), (_("内容"), 44)),
        *((_("相差天数"), 10), (_("原因"), 44)),
    ]
    rows = (
        [
            *(row.no, row.workstream, row.text, labels[change.kind], change.words, change.days),
            "\n".join(row.reasons),
        ]
        for row in read_drift(baseline)
        for change in row.changes
    )
    title = _("%(plan)s与基线“%(name)s”比较") % {"plan": plan.title, "name": baseline.name}
    return workbook_response(title, columns, rows, by_name=request.actor.name, at=timezone.localtime())


@permission(Permission.PLANS_EDIT)
@require_POST
def baseline_new(request: HttpRequest, pk: int) -> HttpResponse:
    plan = editable_plan(request, pk)
    form = BaselineForm(request.POST)
    if form.is_valid():
        try:
            made = freeze_baseline(plan, form.cleaned_data["name"], by=request.actor)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已冻结基线“%(name)s”。") % {"name": made.name})
            return redirect(f"{reverse('staff:plan_drift', args=[pk])}?baseline={made.pk}")
    return _page(request, visible_plan(request, pk), form)
