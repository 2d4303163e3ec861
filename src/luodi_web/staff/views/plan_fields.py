"""Saving the fields of one task as they are changed, without touching what the person is typing in."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.plan_acts import shown_revision, stale_words
from luodi_web.staff.views.plan_editor import editable_plan, toast_event, tools_context
from luodi_web.staff.views.plan_outline import line_of, picker_choices
from luodi_web.supervision.domain.completeness import Finding
from luodi_web.supervision.domain.editing import EditRefused, StaleRevision
from luodi_web.supervision.domain.editing_tasks import EDITABLE, change_task
from luodi_web.supervision.domain.editing_units import Pick, parse_picks, picks_by_role, set_units
from luodi_web.supervision.domain.milestones import milestones_text
from luodi_web.supervision.domain.plan_units import FOR_UNITS
from luodi_web.supervision.domain.plans import tasks_of
from luodi_web.supervision.enums import UnitRole
from luodi_web.supervision.forms.plans import TaskForm, stored_value
from luodi_web.supervision.models import Plan, Task

ROLES = (("lead", UnitRole.LEAD), ("joint", UnitRole.JOINT))


@permission(Permission.PLANS_EDIT)
@require_POST
def plan_task_save(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    """Saves every changed field that is right, says at the others what is wrong, and renews the line.

    The fields themselves are not sent back: what the person typed since stays. When somebody else was
    quicker, nothing is saved and the answer says what they changed (409); saving again is then allowed.
    """
    plan = editable_plan(request, pk)
    prefix = f"t{task_pk}"
    try:
        task = tasks_of(plan).get(pk=task_pk)
        form = TaskForm(request.POST, instance=task, prefix=prefix)
        form.is_valid()
        errors = {name: " ".join(form.errors.get(name, [])) for name in (*form.fields, "lead", "joint")}
        try:
            _save(request, plan, task, form, errors)
        except StaleRevision as stale:
            return _conflict(request, plan, form, stale)
        except EditRefused as refusal:
            response = HttpResponse(status=422)
            response["HX-Trigger"] = json.dumps(
                {"ld-toast": toast_event(" ".join(refusal.messages), "error")}
            )
            return response
    except ObjectDoesNotExist:
        if Plan.objects.get(pk=pk).revision == shown_revision(request):
            raise Http404 from None
        return _gone(request, plan, task_pk)
    context = _line_context(plan, task_pk, errors)
    for name, _role in ROLES:
        # A unit that became lead is no longer joint: the other picker must show it.
        stored = [choice["value"] for choice in context[name]]
        context[f"renew_{name}"] = not errors[name] and stored != request.POST.getlist(f"{prefix}-{name}")
    status = 422 if any(errors.values()) else 200
    response = render(request, "staff/plans/task_saved.html", context, status=status)
    response["HX-Trigger"] = json.dumps({"plan-saved": {"target": "body"}})
    return response


def _save(request: HttpRequest, plan: Plan, task: Task, form: TaskForm, errors: dict[str, str]) -> None:
    common: dict[str, Any] = {"revision": shown_revision(request), "by": request.actor}
    values = form.changed_values(task)
    if values:
        change_task(plan, task.pk, values, **common)
        common["revision"] = plan.revision
    if f"{form.prefix}-units" not in request.POST:
        return
    for name, role in ROLES:
        try:
            picks = parse_picks(request.POST.getlist(f"{form.prefix}-{name}"))
            if _known(picks_by_role(task)[0 if role == UnitRole.LEAD else 1]) != picks:
                set_units(plan, [task.pk], role, picks, **common)
                common["revision"] = plan.revision
        except EditRefused as refusal:
            errors[name] = " ".join(refusal.messages)


def _known(picks: list[Pick]) -> list[Pick]:
    return list(dict.fromkeys(picks))


def _line_context(plan: Plan, task_pk: int, errors: dict[str, str]) -> dict[str, Any]:
    tools = tools_context(plan)
    task = tasks_of(plan).prefetch_related(*FOR_UNITS, "milestones").get(pk=task_pk)
    lead, joint = picker_choices(task)
    # What sub-tasks show of their parent's units and deadline follows it at once.
    children = task.children.prefetch_related(*FOR_UNITS, "milestones")
    return {
        **tools,
        "line": line_of(task, "", _findings(tools, task)),
        "sub_lines": [line_of(child, "", _findings(tools, child)) for child in children],
        "prefix": f"t{task_pk}",
        "errors": [(name, errors.get(name, "")) for name in (*EDITABLE, "lead", "joint")],
        "lead": lead,
        "joint": joint,
        "saved": True,
    }


def _findings(tools: dict[str, Any], task: Task) -> list[Finding]:
    return [
        found for found in tools["readiness"].findings if found.task is not None and found.task.pk == task.pk
    ]


def _conflict(request: HttpRequest, plan: Plan, form: TaskForm, stale: StaleRevision) -> HttpResponse:
    """What is stored now beside what the person typed, which stays in the fields."""
    plan.refresh_from_db()
    task = tasks_of(plan).get(pk=form.instance.pk)
    differing = [
        (str(EDITABLE[name]), _shown(stored_value(task, name))) for name in form.changed_values(task)
    ]
    context = tools_context(plan) | {"task": task, "who": stale_words(stale), "differing": differing}
    return render(request, "staff/plans/task_conflict.html", context, status=409)


def _gone(request: HttpRequest, plan: Plan, task_pk: int) -> HttpResponse:
    plan.refresh_from_db()
    words = _("这项任务已被他人删除，您的输入没有保存；可复制下来，另建一项。")
    context = tools_context(plan) | {"task": Task(pk=task_pk), "who": words, "is_gone": True}
    return render(request, "staff/plans/task_conflict.html", context, status=409)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        lines = [item if isinstance(item, str) else milestones_text([item]) for item in value]
        return _("；").join(lines) or _("（空）")
    return str(value or "") or _("（空）")
