"""A dispatched task, and what units and the office do with its assignments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from luodi_web.common.tables import Choice, Column, Search, Table
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.domain.scope import versions_visible_to
from luodi_web.staff.views.alert_parts import alert_parts
from luodi_web.staff.views.board import reported_percent
from luodi_web.staff.views.going_back import back
from luodi_web.staff.views.origins import origins_of
from luodi_web.staff.views.parent_task import parent_page
from luodi_web.staff.views.task_measures import measures_of
from luodi_web.supervision.domain.assignments import (
    acknowledge,
    resend_assignment,
    return_assignment,
    withdraw_assignment,
)
from luodi_web.supervision.domain.assignments_history import history_of
from luodi_web.supervision.domain.assignments_scope import (
    assignments_on_task,
    assignments_reviewed_by,
    own_assignments,
    tasks_visible_to,
)
from luodi_web.supervision.domain.boards import count_lights, in_force, with_newest_report
from luodi_web.supervision.domain.figures import open_requests
from luodi_web.supervision.domain.outline_progress import family_of
from luodi_web.supervision.domain.reports import last_report
from luodi_web.supervision.domain.reports_periods import may_report, missed_periods, present_period
from luodi_web.supervision.domain.task_source import source_of
from luodi_web.supervision.enums import AssignmentState, Light, ReportState, UnitRole
from luodi_web.supervision.forms.reports import ReasonForm, ResendForm
from luodi_web.supervision.models import Assignment, Report, Task
from luodi_web.supervision.rules import (
    can_acknowledge,
    can_resend,
    can_return,
    can_withdraw,
)

# Chosen rows of one request: what a list shows at most, several pages over.
MAX_CHOSEN = 2000
MAX_DIGITS = 18  # less than any database's largest key


class TaskUnitsTable(Table):
    """The units of one task and how far each is."""

    title = gettext_lazy("承办机构")
    order = "-role,unit__path"
    page_size = 20
    exportable = False
    filters = [
        Search("unit__name", "unit__short_name"),
        Choice("light", gettext_lazy("灯号"), Light.choices),
        Choice("state", gettext_lazy("状态"), AssignmentState.choices),
    ]
    columns = [
        Column(
            "unit",
            gettext_lazy("承办机构"),
            value=lambda row: row.unit.label,
            link=lambda row: f"?unit={row.pk}#detail",
            sort="unit__path",
        ),
        Column("role", gettext_lazy("分工"), value=lambda row: UnitRole(row.role).label, fit=True),
        Column("deadline", gettext_lazy("完成时限"), sort="deadline", fit=True),
        Column("state", gettext_lazy("状态"), value=lambda row: AssignmentState(row.state).label, fit=True),
        Column(
            "percent",
            gettext_lazy("完成率"),
            value=reported_percent,
            sort="percent",
            template="staff/tasks/cell_percent.html",
        ),
        Column("light", gettext_lazy("灯号"), template="staff/tasks/cell_light.html"),
    ]


@permission(Permission.TASKS_VIEW)
@require_GET
def task(request: HttpRequest, pk: int) -> HttpResponse:
    found = _tasks(request).filter(pk=pk).first()
    if found is None:
        return parent_page(request, pk)
    return _task_page(request, found, _chosen(request, found))


def _tasks(request: HttpRequest) -> Any:
    rows = tasks_visible_to(request.rights)
    return rows.select_related("workstream__plan__version__policy", "workstream__plan__owner", "provision")


def _chosen(request: HttpRequest, found: Task) -> Assignment | None:
    """The assignment the page details: the one asked for, else the person's own, else the only one."""
    rows = assignments_on_task(request.rights, found).select_related("unit", "task__workstream__plan__owner")
    asked = request.GET.get("unit", "")
    if asked:
        return get_object_or_404(rows, pk=key_of(asked) or 0)
    mine = rows.filter(pk__in=own_assignments(request.rights).values("pk")).first()
    return mine or (rows.get() if rows.count() == 1 else None)


def _task_page(
    request: HttpRequest, found: Task, chosen: Assignment | None, status: int = 200, **forms: Form
) -> HttpResponse:
    rows = assignments_on_task(request.rights, found).select_related("unit")
    leads = found.assignments.filter(role=UnitRole.LEAD).exclude(state=AssignmentState.WITHDRAWN)
    params = request.GET if request.method == "GET" else QueryDict()
    context = {
        "page_title": found.text,
        "task": found,
        "plan": found.workstream.plan,
        "family": family_of(request.rights, found),
        "source": source_of(found),
        "source_url": _source_url(request, found),
        "origins": origins_of(request.rights, found),
        "may_send_clue": request.rights.may(Permission.CLUES_SEND),
        "leads": [lead.unit for lead in leads.select_related("unit")[:6]],
        "joint_count": in_force(found.assignments.filter(role=UnitRole.JOINT)).count(),
        "table": TaskUnitsTable(params, with_newest_report(rows, "period")),
        "lights": count_lights(in_force(rows)),
        "chosen": chosen,
        "sent": request.GET.get("sent", ""),
        "figure_requests": open_requests(found),
        "milestones": found.milestones.all(),
        "may_ask": request.rights.covers(Permission.PLANS_EDIT, found.workstream.plan.owner),
        "breadcrumb": [
            {"label": _("任务台账"), "url": reverse("staff:board")},
            {
                "label": found.workstream.name,
                "url": f"{reverse('staff:board')}?workstream={found.workstream_id}",
            },
            {"label": _("任务"), "url": ""},
        ],
    }
    if chosen is not None:
        context |= _detail(request, chosen, forms)
    return render(request, "staff/tasks/task.html", context, status=status)


def _source_url(request: HttpRequest, found: Task) -> str:
    """The clause in the whole text, for those who may read it."""
    version = found.workstream.plan.version
    if version is None or not versions_visible_to(request.rights).filter(pk=version.pk).exists():
        return ""
    anchor = f"#p-{found.provision.order}" if found.provision else ""
    return reverse("staff:version_structure", args=[version.pk]) + anchor


def _detail(request: HttpRequest, chosen: Assignment, forms: dict[str, Form]) -> dict[str, Any]:
    is_own = own_assignments(request.rights).filter(pk=chosen.pk).exists()
    reviews = assignments_reviewed_by(request.rights).filter(pk=chosen.pk).exists()
    reports = Report.objects.filter(assignment=chosen).select_related("submitted_by", "decided_by")
    return {
        "reports": reports.prefetch_related(
            "evidence__file", "reached", "figures__request", "contributions__source__assignment__unit"
        ),
        "events": history_of(chosen),
        "measures": measures_of(request, chosen),
        "is_own": is_own,
        "reviews": reviews,
        "may_acknowledge": is_own and bool(can_acknowledge(chosen.state)),
        "may_return": is_own and bool(can_return(chosen.state)),
        "may_report": is_own and _owes_report(chosen),
        "may_correct": is_own and chosen.state == AssignmentState.ACKNOWLEDGED,
        "missed": missed_periods(chosen, timezone.localdate()),
        "period_now": present_period(chosen),
        "has_reports": reports.exclude(state=ReportState.RETURNED).exists(),
        "may_repeat": _may_repeat(chosen),
        "may_resend": reviews and bool(can_resend(chosen.state)),
        "may_withdraw": reviews and bool(can_withdraw(chosen.state)),
        "return_form": forms.get("return_form") or ReasonForm(prefix="return"),
        "withdraw_form": forms.get("withdraw_form") or ReasonForm(prefix="withdraw"),
        "resend_form": forms.get("resend_form") or ResendForm(prefix="resend", assignment=chosen),
        **alert_parts(request, chosen, forms, reviews=reviews, is_own=is_own),
    }


def _owes_report(assignment: Assignment) -> bool:
    """Whether the present period's report can be sent and has not been; a returned one is owed."""
    today = timezone.localdate()
    period = present_period(assignment, today)
    report = assignment.reports.filter(period=period).first()
    is_open = report is None or report.state == ReportState.RETURNED
    return is_open and bool(may_report(assignment, report, period, today))


def _may_repeat(assignment: Assignment) -> bool:
    """Whether a report that is owed can be the last one again."""
    return last_report(assignment, present_period(assignment)) is not None


@permission(Permission.TASKS_REPORT)
@require_POST
def acknowledge_many(request: HttpRequest) -> HttpResponse:
    chosen = own_assignments(request.rights)
    if request.POST.get("all") == "1":
        chosen = chosen.filter(state=AssignmentState.SENT)[:MAX_CHOSEN]
    else:
        chosen = chosen.filter(pk__in=chosen_keys(request))
    if not chosen:
        words = _("请先选择要签收的任务。")
        if chosen_keys(request):
            words = _("所选任务不是本机构的，只能由承办机构签收。")
        messages.warning(request, words)
        return back(request)
    result = acknowledge(chosen, by=request.actor)
    if result.signed:
        messages.success(request, _("已签收 %(count)d 项任务。") % {"count": len(result.signed)})
    for assignment in result.already[:5]:
        messages.info(request, _already_words(assignment))
    return back(request)


def _already_words(assignment: Assignment) -> str:
    if assignment.state == AssignmentState.ACKNOWLEDGED and assignment.acknowledged_by:
        values = {"name": assignment.acknowledged_by, "task": assignment.task}
        return _("%(name)s已经签收了“%(task)s”。") % values
    return can_acknowledge(assignment.state).reason


@permission(Permission.TASKS_REPORT)
@require_POST
def return_one(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = get_object_or_404(_with_task(own_assignments(request.rights)), pk=pk)
    form = ReasonForm(request.POST, prefix="return")
    if form.is_valid():
        try:
            return_assignment(assignment, form.cleaned_data["reason"], by=request.actor)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("任务已退回，等待科技创新办公室处理。"))
            return redirect(task_address(assignment))
    return _task_page(request, _task_of(request, assignment), assignment, status=422, return_form=form)


@permission(Permission.TASKS_REVIEW)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = get_object_or_404(_with_task(assignments_reviewed_by(request.rights)), pk=pk)
    form = ReasonForm(request.POST, prefix="withdraw")
    if form.is_valid():
        try:
            withdraw_assignment(assignment, form.cleaned_data["reason"], by=request.actor)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("任务已撤回，可以重新下达。"))
            return redirect(task_address(assignment))
    return _task_page(request, _task_of(request, assignment), assignment, status=422, withdraw_form=form)


@permission(Permission.TASKS_REVIEW)
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = get_object_or_404(_with_task(assignments_reviewed_by(request.rights)), pk=pk)
    form = ResendForm(request.POST, prefix="resend", assignment=assignment)
    if form.is_valid():
        try:
            resend_assignment(assignment, deadline=form.cleaned_data["deadline"], by=request.actor)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("任务已重新下达。"))
            return redirect(task_address(assignment))
    return _task_page(request, _task_of(request, assignment), assignment, status=422, resend_form=form)


def task_page(request: HttpRequest, assignment: Assignment, status: int, **forms: Form) -> HttpResponse:
    """The task's page with this assignment open and a form of an act on it as it was filled in."""
    return _task_page(request, _task_of(request, assignment), assignment, status=status, **forms)


def _with_task(rows: Any) -> Any:
    return rows.select_related("unit", "task__workstream__plan__owner")


def _task_of(request: HttpRequest, assignment: Assignment) -> Task:
    return get_object_or_404(_tasks(request), pk=assignment.task_id)


def task_address(assignment: Assignment) -> str:
    """The task's page with this assignment's detail open."""
    return f"{reverse('staff:task', args=[assignment.task_id])}?unit={assignment.pk}"


def chosen_keys(request: HttpRequest) -> list[int]:
    """Keys of the rows ticked in a list; what is no key is left out."""
    keys = (key_of(text) for text in request.POST.getlist("row")[:MAX_CHOSEN])
    return [key for key in keys if key is not None]


def key_of(text: str) -> int | None:
    """A row's key as an address or a form has it; None for what can be none."""
    return int(text) if text.isdecimal() and len(text) <= MAX_DIGITS else None
