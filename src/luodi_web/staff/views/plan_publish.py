"""下达: who gets what, and then for real; and what may be adjusted afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.plan_acts import shown_revision, stale_words
from luodi_web.staff.views.plan_outline import pick_labels, picker_choices
from luodi_web.supervision.domain.completeness import can_publish
from luodi_web.supervision.domain.editing import EditRefused, StaleRevision
from luodi_web.supervision.domain.editing_units import parse_picks
from luodi_web.supervision.domain.plan_units import plan_dispatch
from luodi_web.supervision.domain.plans import tasks_of
from luodi_web.supervision.domain.publishing import publish_plan
from luodi_web.supervision.domain.publishing_changes import adjust_task, adjustments_of
from luodi_web.supervision.enums import PlanState
from luodi_web.supervision.forms.plans import AdjustForm
from luodi_web.supervision.models import Plan, Task


def _publishable_plan(request: HttpRequest, pk: int) -> Plan:
    rows = Plan.objects.filter(request.rights.scope(Permission.PLANS_PUBLISH, "owner"))
    return get_object_or_404(rows.select_related("package", "owner"), pk=pk)


def _crumbs(plan: Plan, last: str) -> list[dict[str, str]]:
    return [
        {"label": _("任务分解"), "url": reverse("staff:plans")},
        {"label": plan.title, "url": reverse("staff:plan", args=[plan.pk])},
        {"label": last},
    ]


@permission(Permission.PLANS_PUBLISH)
@require_http_methods(["GET", "POST"])
def plan_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Preview, then dispatch exactly what was previewed: a plan changed since is shown again."""
    plan = _publishable_plan(request, pk)
    if plan.state != PlanState.DRAFT:
        if request.method == "POST":
            messages.warning(request, _("这份任务分解表已经下达。"))
        return redirect("staff:plan", pk=pk)
    if request.method == "POST":
        try:
            count = publish_plan(plan, request.actor, revision=shown_revision(request))
        except StaleRevision as stale:
            words = _("%(who)s请核对后再下达。") % {"who": stale_words(stale)}
            messages.error(request, words)
        except EditRefused as refusal:
            messages.warning(request, " ".join(refusal.messages))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            words = _("已下达：%(count)d 份任务送达各承办机构。") % {"count": count}
            messages.success(request, words)
        return redirect("staff:plan", pk=pk) if _is_out(pk) else redirect("staff:plan_publish", pk=pk)
    context = {
        "page_title": _("下达任务"),
        "breadcrumb": _crumbs(plan, _("下达")),
        "plan": plan,
        "readiness": can_publish(plan),
        "dispatch": plan_dispatch(plan),
    }
    return render(request, "staff/plans/publish.html", context)


def _is_out(pk: int) -> bool:
    return Plan.objects.filter(pk=pk).exclude(state=PlanState.DRAFT).exists()


@permission(Permission.PLANS_PUBLISH)
@require_http_methods(["GET", "POST"])
def plan_task_adjust(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    """Another deadline or other units for one dispatched task, with a reason."""
    plan = _publishable_plan(request, pk)
    tasks = (
        tasks_of(plan)
        .select_related("workstream__plan")
        .prefetch_related("task_units__unit", "task_units__group")
    )
    task = get_object_or_404(tasks, pk=task_pk)
    if plan.state != PlanState.PUBLISHED:
        return redirect("staff:plan", pk=pk)
    lead, joint = picker_choices(task)
    form = AdjustForm(request.POST or None, initial={"deadline": task.deadline})
    errors: dict[str, Any] = {}
    if request.method == "POST":
        if _adjust(request, task, form, errors):
            return redirect("staff:plan", pk=pk)
        lead, joint = _kept_choices(request, "lead", lead), _kept_choices(request, "joint", joint)
    context = {
        "page_title": _("调整已下达任务"),
        "breadcrumb": _crumbs(plan, _("调整")),
        "plan": plan,
        "task": task,
        "form": form,
        "lead": lead,
        "joint": joint,
        "errors": errors,
        "history": [
            {
                "when": date_format(timezone.localtime(entry.at), "Y-m-d H:i"),
                "who": entry.user_name,
                "what": (entry.after or {}).get("reason", ""),
            }
            for entry in adjustments_of(task)
        ],
    }
    return render(request, "staff/plans/adjust.html", context, status=422 if form.errors or errors else 200)


def _adjust(request: HttpRequest, task: Task, form: AdjustForm, errors: dict[str, Any]) -> bool:
    """Whether the adjustment was made; if not, ``form`` and ``errors`` say why."""
    picks = {}
    for name in ("lead", "joint"):
        try:
            picks[name] = parse_picks(request.POST.getlist(name))
        except EditRefused as refusal:
            errors[name] = " ".join(refusal.messages)
    if not form.is_valid() or errors:
        return False
    try:
        done = adjust_task(task, **form.cleaned_data, **picks, by=request.actor)
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            errors.update({name: " ".join(words) for name, words in error.message_dict.items()})
        else:
            form.add_error(None, error)
        return False
    words = _("已调整：新下达 %(added)d 份，撤回 %(withdrawn)d 份，变更 %(changed)d 份。")
    messages.success(
        request, words % {"added": done.added, "withdrawn": done.withdrawn, "changed": done.changed}
    )
    return True


def _kept_choices(request: HttpRequest, name: str, known: list[dict[str, str]]) -> list[dict[str, str]]:
    """What the person had picked, with labels again, so that a wrong field elsewhere costs nothing."""
    labels = {choice["value"]: choice["label"] for choice in known}
    values = request.POST.getlist(name)
    missing = [value for value in values if value not in labels]
    labels.update(pick_labels(missing))
    return [{"value": value, "label": labels[value]} for value in values if value in labels]
