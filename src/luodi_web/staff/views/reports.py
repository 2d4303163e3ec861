"""Progress reports as the office has them: the queue, one report, accepting and giving back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from luodi_web.common.domain.files import file_response
from luodi_web.common.periods import period_order
from luodi_web.common.tables import Column, Search, Table
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.going_back import back
from luodi_web.staff.views.tasks import chosen_keys, task_address
from luodi_web.supervision.domain.assignments_scope import (
    reports_reviewed_by,
    reports_visible_to,
    reports_waiting_for,
)
from luodi_web.supervision.domain.reports import (
    accept_report,
    accept_reports,
    last_report,
    return_report,
)
from luodi_web.supervision.domain.reports_joint import changed_since, decided_with
from luodi_web.supervision.forms.reports import ReasonForm
from luodi_web.supervision.models import Evidence, Report
from luodi_web.supervision.rules import can_decide


class ReviewTable(Table):
    """Reports that wait for a decision, longest waiting first."""

    title = gettext_lazy("待审核进展")
    empty = gettext_lazy("没有待审核的进展。")
    order = "submitted_at"
    selectable = True
    filters = [Search("assignment__unit__name", "assignment__task__text", "text")]
    columns = [
        Column(
            "unit",
            gettext_lazy("报送机构"),
            value=lambda row: row.assignment.unit.label,
            link=lambda row: reverse("staff:report", args=[row.pk]),
            sort="assignment__unit__path",
        ),
        Column(
            "task",
            gettext_lazy("工作任务"),
            value=lambda row: row.assignment.task.text,
            template="staff/tasks/cell_task.html",
            width=40,
        ),
        Column(
            "period_words",
            gettext_lazy("报送期"),
            sort="period_order",
            fit=True,
            template="staff/reports/cell_period.html",
        ),
        Column("percent", gettext_lazy("完成率"), sort="percent", template="staff/tasks/cell_percent.html"),
        Column("text", gettext_lazy("进展情况"), template="staff/tasks/cell_text.html", width=50),
        Column("problem", gettext_lazy("存在问题"), screen=False, width=40),
        Column("next_step", gettext_lazy("下步措施"), screen=False, width=40),
        Column("submitted_at", gettext_lazy("报送时间"), sort="submitted_at", fit=True),
    ]


@permission(Permission.TASKS_REVIEW)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    rows = reports_waiting_for(request.rights)
    rows = rows.annotate(period_order=period_order())
    table = ReviewTable(request.GET, rows.select_related("assignment__unit", "assignment__task"))
    if table.wants_export:
        return table.export(by_name=request.actor.name)
    return render(request, "staff/tasks/reviews.html", {"page_title": table.title, "table": table})


@permission(Permission.TASKS_VIEW)
@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_with_task(reports_visible_to(request.rights)), pk=pk)
    return _report_page(request, found, ReasonForm())


# What a report's card shows besides its own fields.
_PARTS = ("reached", "figures__request", "evidence__file", "contributions__source__assignment__unit")


def _with_task(rows: QuerySet[Report]) -> QuerySet[Report]:
    return rows.select_related(
        "assignment__unit", "assignment__task__workstream__plan", "submitted_by", "decided_by"
    )


def _report_page(request: HttpRequest, found: Report, form: ReasonForm, status: int = 200) -> HttpResponse:
    waiting = reports_waiting_for(request.rights)
    is_waiting = waiting.filter(pk=found.pk).exists()
    last = last_report(found.assignment, found.period)
    prefetch_related_objects([found, *([last] if last else [])], *_PARTS)
    verdict = can_decide(found.assignment.state, found.state, found.submitted_by_id, request.user.pk)
    context = {
        "page_title": _("%(unit)s %(period)s 进展")
        % {"unit": found.assignment.unit.label, "period": found.period_words},
        "report": found,
        "last": last,
        "form": form,
        "contributions": found.contributions.all(),
        "changed": changed_since(found),
        "with_it": [row.source for row in decided_with(found)] if is_waiting else [],
        "taken_into": found.taken_into.select_related("report__assignment__unit"),
        "may_decide": is_waiting and bool(verdict),
        "why_not": verdict.reason if is_waiting else "",
        "task_url": task_address(found.assignment),
        "breadcrumb": [
            {"label": _("任务"), "url": task_address(found.assignment)},
            {"label": found.period_words, "url": ""},
        ],
    }
    return render(request, "staff/tasks/report.html", context, status=status)


@permission(Permission.TASKS_REVIEW)
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(reports_reviewed_by(request.rights), pk=pk)
    try:
        accept_report(found, request.POST.get("note", "")[:300], by=request.actor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("staff:report", pk=pk)
    messages.success(request, _("进展已通过。"))
    return _to_next(request)


@permission(Permission.TASKS_REVIEW)
@require_POST
def accept_many(request: HttpRequest) -> HttpResponse:
    chosen = _with_task(reports_reviewed_by(request.rights)).filter(pk__in=chosen_keys(request))
    result = accept_reports(chosen, by=request.actor)
    if result.accepted:
        messages.success(request, _("已通过 %(count)d 份进展。") % {"count": len(result.accepted)})
    for refused, reason in result.refused[:5]:
        values = {"unit": refused.assignment.unit.label, "reason": reason}
        messages.error(request, _("%(unit)s：%(reason)s") % values)
    if not result.accepted and not result.refused:
        messages.warning(request, _("请先选择要通过的进展。"))
    return back(request) if request.POST.get("next") else redirect("staff:report_reviews")


@permission(Permission.TASKS_REVIEW)
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_with_task(reports_reviewed_by(request.rights)), pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            reason, parts = form.cleaned_data["reason"], chosen_keys(request)
            return_report(found, reason, contributions=parts, by=request.actor)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("进展已退回，对方会收到通知。"))
            return _to_next(request)
    return _report_page(request, found, form, status=422)


def _to_next(request: HttpRequest) -> HttpResponse:
    """On to the next report that waits; to the list when that was the last."""
    following = reports_waiting_for(request.rights).order_by("submitted_at", "pk").first()
    if following is None:
        return redirect("staff:report_reviews")
    return redirect("staff:report", pk=following.pk)


@permission(Permission.TASKS_VIEW)
@require_GET
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Evidence.objects.filter(report__in=reports_visible_to(request.rights)).select_related("file")
    found = get_object_or_404(rows, pk=pk)
    return file_response(found.file, found.name)
