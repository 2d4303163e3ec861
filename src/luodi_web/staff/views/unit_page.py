"""机构任务: one unit's tasks, lights and people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from luodi_web.common.tables import Choice, Column, Search, Table
from luodi_web.people.enums import UnitKind
from luodi_web.people.models import PostHolding, Unit
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.board import reported_percent
from luodi_web.staff.views.light_tiles import light_tiles
from luodi_web.supervision.domain.assignments_scope import assignments_visible_to
from luodi_web.supervision.domain.boards import count_lights, in_force, lights_by_child, with_newest_report
from luodi_web.supervision.enums import AssignmentState, Light, UnitRole
from luodi_web.supervision.models import Report

# The newest reports on the page; all of them are on the tasks' own.
REPORTS_SHOWN = 8


class UnitTasksTable(Table):
    title = gettext_lazy("机构任务")
    empty = gettext_lazy("这个机构还没有任务。")
    order = "task__workstream__plan,task__workstream__order,task__order"
    filters = [
        Search("task__text", "task__workstream__name"),
        Choice("light", gettext_lazy("灯号"), Light.choices),
        Choice("state", gettext_lazy("状态"), AssignmentState.choices),
        Choice("role", gettext_lazy("分工"), UnitRole.choices),
    ]
    columns = [
        Column(
            "task",
            gettext_lazy("工作任务"),
            value=lambda row: row.task.text,
            link=lambda row: f"{reverse('staff:task', args=[row.task_id])}?unit={row.pk}",
            template="staff/tasks/cell_task.html",
            width=50,
        ),
        Column("workstream", gettext_lazy("工作板块"), value=lambda row: row.task.workstream.name),
        Column("role", gettext_lazy("分工"), value=lambda row: UnitRole(row.role).label, fit=True, width=8),
        Column("deadline", gettext_lazy("完成时限"), sort="deadline", fit=True),
        Column(
            "state",
            gettext_lazy("状态"),
            value=lambda row: AssignmentState(row.state).label,
            fit=True,
            width=10,
        ),
        Column(
            "percent",
            gettext_lazy("完成率"),
            value=reported_percent,
            sort="percent",
            template="staff/tasks/cell_percent.html",
        ),
        Column(
            "light",
            gettext_lazy("灯号"),
            value=lambda row: Light(row.light).label,
            template="staff/tasks/cell_light.html",
        ),
        Column("light_reason", gettext_lazy("灯号原因"), screen=False, width=24),
    ]


@permission(Permission.TASKS_VIEW)
@require_GET
def unit_page(request: HttpRequest, pk: int) -> HttpResponse:
    seen = assignments_visible_to(request.rights)
    # In one's own scope, or outside it but with a share in a plan one made.
    unit = get_object_or_404(Unit.objects.select_related("region"), pk=pk)
    if not request.rights.covers(Permission.TASKS_VIEW, unit):
        unit = get_object_or_404(Unit.objects.filter(assignments__in=seen).distinct(), pk=pk)
    rows = in_force(seen.filter(unit=unit))
    listed = with_newest_report(rows.select_related("task__workstream__plan"), "period")
    table = UnitTasksTable(request.GET, listed)
    if table.wants_export:
        return table.export(by_name=request.actor.name)
    lights = count_lights(rows)
    reports = (
        Report.objects.filter(assignment__in=rows)
        .select_related("assignment__task")
        .order_by("-submitted_at", "-pk")[:REPORTS_SHOWN]
    )
    holdings = PostHolding.objects.on(timezone.localdate()).filter(post__unit=unit, user__is_active=True)
    context = {
        "page_title": unit.name,
        "unit": unit,
        "table": table,
        "lights": lights,
        "reports": reports,
        "printed_at": timezone.localtime(),
        "tiles": light_tiles(table, lights),
        "holdings": holdings.select_related("post", "user").order_by("post__pk", "pk"),
        "below": lights_by_child(in_force(seen), unit) if unit.kind == UnitKind.CITY else [],
        "breadcrumb": [
            {"label": _("任务台账"), "url": reverse("staff:board")},
            {"label": unit.label, "url": ""},
        ],
    }
    return render(request, "staff/units_page/unit.html", context)
