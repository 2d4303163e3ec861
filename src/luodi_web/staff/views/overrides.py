"""The office shows another light for a while, or goes back to the rule's."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.tasks import task_address, task_page
from luodi_web.supervision.domain.assignments_scope import assignments_reviewed_by
from luodi_web.supervision.domain.overrides import lift_override, override_light
from luodi_web.supervision.forms.alerts import OverrideForm
from luodi_web.supervision.models import Assignment


def _find(request: HttpRequest, pk: int) -> Assignment:
    rows = assignments_reviewed_by(request.rights).select_related("unit", "task__workstream__plan")
    return get_object_or_404(rows, pk=pk)


@permission(Permission.TASKS_REVIEW)
@require_POST
def light_override(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = _find(request, pk)
    form = OverrideForm(request.POST, prefix="override")
    if form.is_valid():
        try:
            override_light(assignment, **form.cleaned_data, by=request.actor)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("灯号已调整，到期自动恢复。"))
            return redirect(task_address(assignment))
    return task_page(request, assignment, status=422, override_form=form)


@permission(Permission.TASKS_REVIEW)
@require_POST
def light_lift(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = _find(request, pk)
    try:
        lift_override(assignment, by=request.actor)
    except ValidationError as error:
        messages.info(request, error.messages[0])
    else:
        messages.success(request, _("已恢复规则灯号。"))
    return redirect(task_address(assignment))
