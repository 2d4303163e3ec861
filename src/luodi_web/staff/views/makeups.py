"""The office lets one unit make up for a period it skipped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi_web.common.periods import is_period, period_words
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.measures import hand_in
from luodi_web.staff.views.tasks import task_address
from luodi_web.supervision.domain.assignments_scope import assignments_reviewed_by
from luodi_web.supervision.domain.makeups import allow_makeup, may_allow_makeup
from luodi_web.supervision.forms.makeups import MakeupForm


@permission(Permission.TASKS_REVIEW)
@require_http_methods(["GET", "POST"])
def makeup_allow(request: HttpRequest, pk: int, period: str) -> HttpResponse:
    rows = assignments_reviewed_by(request.rights).select_related("unit", "task__workstream__plan__owner")
    assignment = get_object_or_404(rows, pk=pk)
    if not is_period(period):
        raise Http404
    url = task_address(assignment)
    verdict = may_allow_makeup(assignment, period, timezone.localdate())
    if not verdict:
        messages.warning(request, verdict.reason)
        return redirect(url)
    form = MakeupForm(request.POST or None)

    def again(form: Form) -> HttpResponse:
        context = {
            "page_title": _("允许补报%(period)s的进展") % {"period": period_words(period)},
            "form": form,
            "facts": [(_("工作任务"), assignment.task.text), (_("承办机构"), assignment.unit.name)],
            "button": _("允许补报"),
            "help": _("只对这个机构的这项任务有效；补报的标为迟报。"),
            "cancel_url": url,
            "breadcrumb": [{"label": _("任务"), "url": url}, {"label": _("允许补报"), "url": ""}],
        }
        return render(request, "staff/measures/form.html", context, status=422 if form.errors else 200)

    if request.method == "GET":
        return again(form)

    def do(values: dict[str, Any]) -> None:
        allow_makeup(assignment, period, by=request.actor, **values)

    return hand_in(request, form, do, _("已允许补报，该机构会收到通知。"), url, again)
