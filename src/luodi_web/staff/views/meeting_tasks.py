"""Decisions become tasks: what would be sent to whom, then in one act."""

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
from luodi_web.staff.views.tasks import chosen_keys
from luodi_web.supervision.domain.meetings_scope import decisions_visible_to, meetings_edited_by
from luodi_web.supervision.domain.meetings_tasks import check_decisions, make_tasks
from luodi_web.supervision.enums import MeetingState, PlanState
from luodi_web.supervision.forms.meetings import MeetingTasksForm


@permission(Permission.MEETINGS_EDIT)
@require_http_methods(["GET", "POST"])
def meeting_tasks(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(meetings_edited_by(request.rights).select_related("owner"), pk=pk)
    if found.state == MeetingState.DRAFT:
        messages.warning(request, _("请先把会议定稿，再转为任务。"))
        return redirect("staff:meeting", pk=pk)
    rows = decisions_visible_to(request.rights).filter(meeting=found)
    rows = rows.prefetch_related("units__unit", "units__group")
    start = {"title": _("%(title)s任务分解表") % {"title": found.title}}
    form = MeetingTasksForm(request.POST or None, initial=start, rights=request.rights)
    chosen = chosen_keys(request) if request.method == "POST" else [row.pk for row in rows]
    plan = None
    if request.method == "POST" and form.is_valid():
        plan = form.cleaned_data["plan"]
        new = None if plan else (form.cleaned_data["package"], form.cleaned_data["title"])
        try:
            plan, tasks = make_tasks(
                found, list(rows.filter(pk__in=chosen)), plan=plan, new_plan=new, by=request.actor
            )
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            if plan.state == PlanState.DRAFT:
                words = _("已把 %(count)d 项议定事项写入任务分解表草稿，核对后下达。")
                messages.success(request, words % {"count": len(tasks)})
                return redirect("staff:plan_edit", pk=plan.pk)
            words = _("已把 %(count)d 项议定事项转为任务并下达。")
            messages.success(request, words % {"count": len(tasks)})
            return redirect("staff:meeting", pk=pk)
    ready = check_decisions(list(rows), dispatched=plan is not None and plan.state == PlanState.PUBLISHED)
    context = {
        "page_title": _("议定事项转为任务"),
        "page_lead": found.title,
        "meeting": found,
        "form": form,
        "rows": ready,
        "chosen": set(chosen),
        "breadcrumb": [
            {"label": _("会议"), "url": reverse("staff:meetings")},
            {"label": found.title, "url": reverse("staff:meeting", args=[pk])},
            {"label": _("转为任务"), "url": ""},
        ],
    }
    return render(request, "staff/meetings/tasks.html", context, status=422 if form.errors else 200)
