"""Figures: the table of all that was given, the rows behind a measured one, and asking for one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.indicators import find_indicator
from luodi_web.common.periods import is_period, period_days, period_order, period_words, sort_key
from luodi_web.common.tables import Choice, Column, Search, Table
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.acts import exported
from luodi_web.staff.views.tasks import key_of
from luodi_web.supervision.domain.addresses import board_url
from luodi_web.supervision.domain.assignments_scope import assignments_on_task, tasks_visible_to
from luodi_web.supervision.domain.figures import (
    DuplicateFigure,
    close_figure,
    newest_value,
    open_requests,
    request_figure,
    reuse_figure,
)
from luodi_web.supervision.domain.figures_values import figures_visible_to, measured_figure
from luodi_web.supervision.domain.plans import plans_editable_by
from luodi_web.supervision.enums import PlanState, ReportState, SupervisionVerb
from luodi_web.supervision.forms.figures import FigureRequestForm
from luodi_web.supervision.models import FigureRequest, Report, ReportFigure, Task

ROWS_SHOWN = 50


def _origin(row: ReportFigure) -> str:
    if row.measured:
        return _("系统统计")
    return _("引自其他任务") if row.source_id else _("机构填报")


def _periods() -> list[tuple[str, str]]:
    """Every period of which there is a figure, newest first."""
    keys = Report.objects.filter(figures__isnull=False).values_list("period", flat=True).distinct()
    return [(key, period_words(key)) for key in sorted(keys, key=sort_key, reverse=True)]


class FiguresTable(Table):
    """Figures by unit and period; the workbook has one row for each."""

    title = gettext_lazy("填报数据")
    empty = gettext_lazy("还没有填报的数据")
    empty_text = gettext_lazy("任务下达后，编制机构可以在任务页要求各承办机构填报数据。")
    empty_act = gettext_lazy("看任务台账")
    order = "-period_order,request__name,report__assignment__unit__path"
    filters = [
        Search("request__name", "report__assignment__unit__name", label=gettext_lazy("数据名称或机构")),
        Choice("period", gettext_lazy("报送期"), _periods, lookup="report__period"),
        Choice("state", gettext_lazy("审核"), ReportState.choices[:2], lookup="report__state"),
    ]
    columns = [
        Column(
            "name",
            gettext_lazy("数据名称"),
            value=lambda row: row.request.name,
            link=lambda row: reverse("staff:report", args=[row.report_id]),
            sort="request__name",
            width=28,
        ),
        Column(
            "unit",
            gettext_lazy("机构"),
            value=lambda row: row.report.assignment.unit.label,
            sort="report__assignment__unit__path",
            width=24,
        ),
        Column(
            "period",
            gettext_lazy("报送期"),
            value=lambda row: row.report.period_words,
            sort="period_order",
            fit=True,
        ),
        Column(
            "value",
            gettext_lazy("数值"),
            sort="value",
            align="end",
            template="staff/reports/cell_value.html",
        ),
        Column("measure", gettext_lazy("计量单位"), value=lambda row: row.request.measure, fit=True),
        Column("origin", gettext_lazy("来源"), value=_origin, fit=True),
        Column(
            "state",
            gettext_lazy("审核"),
            value=lambda row: ReportState(row.report.state).label,
            template="staff/reports/cell_state.html",
            fit=True,
        ),
        Column(
            "task",
            gettext_lazy("工作任务"),
            value=lambda row: row.report.assignment.task.text,
            screen=False,
            width=50,
        ),
    ]


@permission(Permission.TASKS_VIEW)
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    rows = figures_visible_to(request.rights).annotate(period_order=period_order("report__period"))
    table = FiguresTable(
        request.GET, rows.select_related("request", "report__assignment__unit", "report__assignment__task")
    )
    if table.wants_export:
        return exported(request, table, SupervisionVerb.EXPORTED)
    table.empty_url = board_url()
    return render(request, "staff/reports/figures.html", {"page_title": table.title, "table": table})


@permission(Permission.TASKS_VIEW)
@require_GET
def measured(request: HttpRequest, pk: int, period: str, name: str) -> HttpResponse:
    """The rows behind a figure that the platform measured for an assignment's unit."""
    task = get_object_or_404(tasks_visible_to(request.rights), assignments__pk=pk)
    rows = assignments_on_task(request.rights, task).select_related("unit", "task")
    assignment = get_object_or_404(rows, pk=pk)
    indicator = find_indicator(name)
    found = measured_figure(name, assignment.unit, period) if is_period(period) else None
    if indicator is None or found is None:
        raise Http404
    page = Paginator(found.rows, ROWS_SHOWN).get_page(request.GET.get("page"))
    then = ReportFigure.objects.filter(
        report__assignment=assignment, report__period=period, request__indicator=name, measured=True
    ).first()
    context = {
        "page_title": _("%(unit)s %(period)s %(name)s")
        % {"unit": assignment.unit.label, "period": period_words(period), "name": indicator.label},
        "indicator": indicator,
        "found": found,
        "days": period_days(period),
        "then": then if then and then.value != found.value else None,
        "page": page,
        "rows": [found.describe(row) for row in page.object_list],
        "breadcrumb": [
            {"label": _("填报数据"), "url": reverse("staff:figures")},
            {"label": indicator.label, "url": ""},
        ],
    }
    return render(request, "staff/reports/measured.html", context)


@permission(Permission.PLANS_EDIT)
@require_http_methods(["GET", "POST"])
def requests(request: HttpRequest, pk: int) -> HttpResponse:
    """What a dispatched task's reports must give; asking for one more, or showing one that is held."""
    task = _editable_task(request, pk)
    form = FigureRequestForm(request.POST or None)
    held: DuplicateFigure | None = None
    if request.method == "POST" and "reuse" in request.POST:
        source = get_object_or_404(FigureRequest, pk=key_of(request.POST["reuse"]) or 0)
        form = FigureRequestForm()
        try:
            made = reuse_figure(task, source, by=request.actor)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("已引用“%(name)s”，各机构不必再填。") % {"name": made.name})
        return redirect("staff:figure_requests", pk=pk)
    if request.method == "POST" and form.is_valid():
        try:
            made = request_figure(task, by=request.actor, **form.cleaned_data)
        except DuplicateFigure as error:
            held = error
            form.add_error("name", error)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("从下一次报送起填报“%(name)s”。") % {"name": made.name})
            return redirect("staff:figure_requests", pk=pk)
    context: dict[str, Any] = {
        "page_title": _("要求填报的数据"),
        "task": task,
        "requests": [
            (item, newest_value(item), find_indicator(item.indicator)) for item in open_requests(task)
        ],
        "form": form,
        "held": held,
        "breadcrumb": [
            {"label": _("任务"), "url": reverse("staff:task", args=[pk])},
            {"label": _("要求填报的数据"), "url": ""},
        ],
    }
    return render(request, "staff/reports/requests.html", context, status=422 if form.errors else 200)


@permission(Permission.PLANS_EDIT)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(FigureRequest.objects.select_related("task__workstream__plan"), pk=pk)
    task = _editable_task(request, found.task_id)
    try:
        close_figure(found, by=request.actor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("已停止填报“%(name)s”，已报的数据保留。") % {"name": found.name})
    return redirect("staff:figure_requests", pk=task.pk)


def _editable_task(request: HttpRequest, pk: int) -> Task:
    plans = plans_editable_by(request.rights).filter(state=PlanState.PUBLISHED)
    return get_object_or_404(
        Task.objects.filter(workstream__plan__in=plans).select_related("workstream__plan"), pk=pk
    )
