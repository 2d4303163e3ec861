"""Progress reports: written by units, decided on by the office."""

from __future__ import annotations

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.domain.files import file_response
from luodi_web.common.tables import Column, Search, Table
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.tasks import back, chosen_keys, task_address
from luodi_web.supervision.domain.assignments_scope import (
    own_assignments,
    reports_reviewed_by,
    reports_visible_to,
    reports_waiting_for,
)
from luodi_web.supervision.domain.reports import (
    accept_report,
    accept_reports,
    last_report,
    report_no_change,
    return_report,
    submit_report,
)
from luodi_web.supervision.forms.reports import ReasonForm, ReportForm
from luodi_web.supervision.models import Evidence, Report
from luodi_web.supervision.rules import can_decide, can_report, period_of, report_due_on

_PERIOD = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


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
        Column("period", gettext_lazy("报送期"), sort="period", fit=True),
        Column("percent", gettext_lazy("完成率"), sort="percent", template="staff/tasks/cell_percent.html"),
        Column("text", gettext_lazy("进展情况"), template="staff/tasks/cell_text.html", width=50),
        Column("problem", gettext_lazy("存在问题"), screen=False, width=40),
        Column("next_step", gettext_lazy("下步措施"), screen=False, width=40),
        Column("submitted_at", gettext_lazy("报送时间"), sort="submitted_at", fit=True),
    ]


@permission(Permission.TASKS_REPORT)
@require_http_methods(["GET", "POST"])
def edit_report(request: HttpRequest, pk: int, period: str = "") -> HttpResponse:
    """The form of one period, this month's by default; a past one only to correct what was sent."""
    rows = own_assignments(request.rights).select_related("unit", "task__workstream__plan")
    assignment = get_object_or_404(rows, pk=pk)
    today = timezone.localdate()
    period = period or period_of(today)
    if not _PERIOD.fullmatch(period):
        raise Http404
    report = assignment.reports.filter(period=period).first()
    verdict = can_report(assignment.state, report.state if report else None, period, today)
    if not verdict:
        messages.warning(request, verdict.reason)
        return redirect(task_address(assignment))
    last = last_report(assignment, period)
    form = ReportForm(request.POST or None, request.FILES or None, report=report, last=last)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        dropped = [evidence.pk for evidence in values.pop("dropped_evidence", [])]
        try:
            submit_report(assignment, period=period, dropped_evidence=dropped, by=request.actor, **values)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(period)s 的进展已报送。") % {"period": period})
            return redirect(task_address(assignment) + f"&sent={period}")
    context = {
        "page_title": _("报送进展"),
        "assignment": assignment,
        "report": report,
        "last": last,
        "period": period,
        "due_on": report_due_on(period),
        "form": form,
        "breadcrumb": [
            {"label": _("任务台账"), "url": reverse("staff:board")},
            {"label": _("任务"), "url": task_address(assignment)},
            {"label": _("报送进展"), "url": ""},
        ],
    }
    return render(request, "staff/tasks/report_form.html", context, status=422 if form.errors else 200)


@permission(Permission.TASKS_REPORT)
@require_POST
def no_change(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = get_object_or_404(own_assignments(request.rights).select_related("task"), pk=pk)
    try:
        report_no_change(assignment, by=request.actor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("已按“无变化”报送本期进展：%(task)s") % {"task": assignment.task})
    return back(request)


@permission(Permission.TASKS_REVIEW)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    rows = reports_waiting_for(request.rights)
    table = ReviewTable(request.GET, rows.select_related("assignment__unit", "assignment__task"))
    if table.wants_export:
        return table.export(by_name=request.actor.name)
    return render(request, "staff/tasks/reviews.html", {"page_title": table.title, "table": table})


@permission(Permission.TASKS_VIEW)
@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_with_task(reports_visible_to(request.rights)), pk=pk)
    return _report_page(request, found, ReasonForm())


def _with_task(rows: QuerySet[Report]) -> QuerySet[Report]:
    return rows.select_related(
        "assignment__unit", "assignment__task__workstream__plan", "submitted_by", "decided_by"
    )


def _report_page(request: HttpRequest, found: Report, form: ReasonForm, status: int = 200) -> HttpResponse:
    waiting = reports_waiting_for(request.rights)
    is_waiting = waiting.filter(pk=found.pk).exists()
    verdict = can_decide(found.assignment.state, found.state, found.submitted_by_id, request.user.pk)
    context = {
        "page_title": _("%(unit)s %(period)s 进展")
        % {"unit": found.assignment.unit.label, "period": found.period},
        "report": found,
        "last": last_report(found.assignment, found.period),
        "form": form,
        "may_decide": is_waiting and bool(verdict),
        "why_not": verdict.reason if is_waiting else "",
        "task_url": task_address(found.assignment),
        "breadcrumb": [
            {"label": _("任务"), "url": task_address(found.assignment)},
            {"label": found.period, "url": ""},
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
            return_report(found, form.cleaned_data["reason"], by=request.actor)
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
