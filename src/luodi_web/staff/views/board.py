"""任务台账: every assignment one may see, filtered by the address, looked at in one of several ways."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from luodi_web.common.periods import period_words
from luodi_web.common.tables import Choice, Column, DateRange, Search, Switch, Table
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import RegionLevel, UnitKind
from luodi_web.people.models import Region
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views import board_ways
from luodi_web.staff.views.light_tiles import light_tiles
from luodi_web.supervision.domain.assignments_scope import assignments_visible_to, own_assignments
from luodi_web.supervision.domain.boards import (
    Place,
    count_lights,
    in_cities,
    in_force,
    lights_by_city,
    lights_by_county,
    with_newest_report,
)
from luodi_web.supervision.domain.boards_moves import MOVES, moved
from luodi_web.supervision.domain.register import (
    containing,
    extension_words,
    with_closed_at,
    with_evidence,
    with_extensions,
    with_responsible,
)
from luodi_web.supervision.domain.register_keeping import ask_export
from luodi_web.supervision.domain.unsigned import SIGNING, signing_condition
from luodi_web.supervision.enums import AssignmentState, Light, SupervisionVerb, UnitRole
from luodi_web.supervision.models import Assignment, Plan, SavedView, Workstream
from luodi_web.supervision.rules import OPEN_STATES

# Columns of the register (督办台账) that come from the newest report.
_REPORT_FIELDS = ("period", "text", "problem", "next_step", "decision_note")
# The register is counted and paged up to here; figures of more rows come after the page itself.
COUNTED_ROWS = 2_000
_WORDS = "staff/register/cell_words.html"
# What only some columns need is fetched for them alone.
_WIDER = {"extensions": with_extensions, "evidence_count": with_evidence, "closed_at": with_closed_at}


def reported_percent(row: Assignment) -> int | None:
    """The completion rate, None (not zero) before the first report; wants ``period`` annotated."""
    return row.percent if row.period else None


class BoardTable(Table):
    """Assignments. Which places one may filter by follows from how far one sees."""

    title = gettext_lazy("任务台账")
    empty = gettext_lazy("还没有下达的任务")
    empty_text = gettext_lazy("任务分解表下达后，各机构的任务会列在这里。")
    order = "position"
    count_limit = COUNTED_ROWS
    choosable = True
    columns = [
        Column(
            "task",
            gettext_lazy("工作任务"),
            value=lambda row: row.task.text,
            link=lambda row: f"{reverse('staff:task', args=[row.task_id])}?unit={row.pk}",
            sort="position",
            template="staff/tasks/cell_task.html",
            width=50,
        ),
        Column(
            "source", gettext_lazy("来源"), value=lambda row: row.task.workstream.plan.title, screen=False
        ),
        Column("workstream", gettext_lazy("工作板块"), value=lambda row: row.task.workstream.name),
        Column("sent_at", gettext_lazy("下达时间"), screen=False),
        Column(
            "measures",
            gettext_lazy("要求"),
            value=lambda row: _("；").join(row.task.measures),
            template=_WORDS,
            screen=False,
            width=40,
        ),
        Column("target", gettext_lazy("目标值"), value=lambda row: row.task.target, screen=False),
        Column("deliverable", gettext_lazy("成果形式"), value=lambda row: row.task.deliverable, screen=False),
        Column(
            "unit",
            gettext_lazy("承办机构"),
            value=lambda row: row.unit.name,
            link=lambda row: reverse("staff:unit_page", args=[row.unit_id]),
            sort="unit__path",
            width=24,
        ),
        Column("role", gettext_lazy("分工"), value=lambda row: UnitRole(row.role).label, fit=True, width=8),
        Column("responsible", gettext_lazy("责任人"), screen=False, width=12),
        Column("deadline", gettext_lazy("完成时限"), sort="deadline", fit=True),
        Column(
            "state",
            gettext_lazy("状态"),
            value=lambda row: AssignmentState(row.state).label,
            fit=True,
            width=10,
        ),
        Column("acknowledged_at", gettext_lazy("签收时间"), screen=False),
        Column(
            "period",
            gettext_lazy("最近报送"),
            value=lambda row: period_words(row.period or ""),
            fit=True,
            width=14,
        ),
        Column("text", gettext_lazy("进展情况"), template=_WORDS, screen=False, width=50),
        Column(
            "percent",
            gettext_lazy("完成率"),
            value=reported_percent,
            sort="percent",
            template="staff/tasks/cell_percent.html",
            width=8,
        ),
        Column("problem", gettext_lazy("存在问题"), template=_WORDS, screen=False, width=40),
        Column("next_step", gettext_lazy("下步措施"), template=_WORDS, screen=False, width=40),
        Column(
            "light",
            gettext_lazy("灯号"),
            value=lambda row: Light(row.light).label,
            template="staff/tasks/cell_light.html",
            width=8,
        ),
        Column("light_reason", gettext_lazy("灯号原因"), screen=False, width=24),
        Column(
            "extensions",
            gettext_lazy("延期记录"),
            value=lambda row: extension_words(row.asked_extensions),
            template=_WORDS,
            screen=False,
            width=36,
        ),
        Column("evidence_count", gettext_lazy("佐证"), screen=False, align="end", width=8),
        Column("decision_note", gettext_lazy("审核意见"), template=_WORDS, screen=False, width=30),
        Column("done_at", gettext_lazy("完成时间"), screen=False),
        Column("closed_at", gettext_lazy("销号时间"), screen=False),
    ]

    def __init__(self, params: QueryDict, rights: Rights) -> None:
        self.rights = rights
        self.sees_province = rights.may(Permission.PLANS_VIEW)
        self.own_city = _own_city(rights)
        self.city = self._city(params)
        self.plans = list(
            Plan.objects.filter(
                Exists(assignments_visible_to(rights).filter(task__workstream__plan=OuterRef("pk")))
            ).order_by("-published_at", "-pk")
        )
        self.filters = self._filters(params)
        # Only those who sign for tasks have something to do with several rows at once.
        self.selectable = rights.may(Permission.TASKS_REPORT)
        super().__init__(params, self._rows(params, rights))

    @cached_property
    def selectable_keys(self) -> set[int]:
        """Only what the person's own unit has still to sign for."""
        shown = [row.pk for row in self.page.object_list]
        rows = own_assignments(self.rights).filter(pk__in=shown, state=AssignmentState.SENT)
        return set(rows.values_list("pk", flat=True))

    def _city(self, params: QueryDict) -> Region | None:
        if not self.sees_province:
            return self.own_city
        return Region.objects.filter(level=RegionLevel.PREFECTURE, code=params.get("city", "")[:6]).first()

    def _rows(self, params: QueryDict, rights: Rights) -> QuerySet[Assignment]:
        rows = assignments_visible_to(rights).select_related("task__workstream__plan", "unit")
        if AssignmentState.WITHDRAWN not in params.getlist("state"):
            rows = in_force(rows)
        shown = (
            {column.name for column in self.columns} if params.get("export") else set(params.getlist("col"))
        )
        rows = with_newest_report(
            rows, *(name for name in _REPORT_FIELDS if name == "period" or name in shown)
        )
        if "responsible" in shown:
            rows = with_responsible(rows, timezone.localdate())
        for name, add in _WIDER.items():
            if name in shown:
                rows = add(rows)
        return rows

    def _filters(self, params: QueryDict) -> list[Any]:
        filters: list[Any] = [Search(through=containing)]
        if len(self.plans) > 1:
            choices = [(plan.pk, plan.title) for plan in self.plans]
            filters.append(Choice("plan", gettext_lazy("任务分解表"), choices, "task__workstream__plan"))
        plan = next((plan for plan in self.plans if str(plan.pk) == params.get("plan")), None)
        plan = plan or (self.plans[0] if len(self.plans) == 1 else None)
        if plan is not None:
            choices = Workstream.objects.filter(plan=plan).values_list("pk", "name")
            filters.append(Choice("workstream", gettext_lazy("工作板块"), list(choices), "task__workstream"))
        if self.sees_province:
            cities = Region.objects.filter(level=RegionLevel.PREFECTURE).order_by("code")
            filters.append(
                Choice(
                    "city",
                    gettext_lazy("市州"),
                    list(cities.values_list("code", "name")),
                    condition=in_cities,
                )
            )
        if self.city is not None:
            counties = Region.objects.filter(parent=self.city).order_by("code").values_list("code", "name")
            choices = [(self.city.code, _own_office(self.city)), *counties]
            filters.append(Choice("county", gettext_lazy("县市区"), choices, "unit__region"))
        return [
            *filters,
            Choice("light", gettext_lazy("灯号"), Light.choices),
            Choice("state", gettext_lazy("状态"), AssignmentState.choices),
            Choice("role", gettext_lazy("分工"), UnitRole.choices),
            DateRange("deadline", gettext_lazy("完成时限")),
            Choice("moved", gettext_lazy("近期变化"), MOVES, condition=moved),
            Switch("overdue", gettext_lazy("只看逾期"), _is_overdue),
            Choice("signing", gettext_lazy("签收"), SIGNING, condition=signing_condition),
        ]

    def rows_without(self, *names: str) -> QuerySet[Assignment]:
        """What all filters but these let through: what the figures that lead to a filter count."""
        rows = self.all_rows
        for item in self.filters:
            if not set(names) & set(item.names):
                rows = item.narrow(rows, self.params)
        return rows


def _own_city(rights: Rights) -> Region | None:
    """The city whose office the person works in, if it is one."""
    units = rights.units(Permission.TASKS_VIEW)
    return next((unit.region for unit in units if unit.kind == UnitKind.CITY and unit.region), None)


def _own_office(city: Region) -> str:
    """The city's own office among its counties."""
    return _("%(city)s（市本级）") % {"city": city.name}


def _is_overdue() -> Q:
    return Q(deadline__lt=timezone.localdate(), state__in=OPEN_STATES)


@permission(Permission.TASKS_VIEW)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    params = request.GET.copy()
    part = params.pop("part", [""])[0]
    table = BoardTable(params, request.rights)
    if table.wants_export and table.page.paginator.more:
        # Too large to wait for: made in the background, under the rights of whoever asks.
        # Imported here: the job makes this module's table.
        from luodi_web.staff.jobs import export_register

        export = ask_export(request.user, params.urlencode(), by=request.actor, start=export_register.enqueue)
        return redirect("staff:register_export", export.pk)
    if table.wants_export:
        record(
            request.actor,
            SupervisionVerb.EXPORTED,
            after={"list": str(table.title), "filter": request.GET.urlencode()},
        )
        return table.export(by_name=request.actor.name)
    if part == "figures":
        return render(request, "staff/board/figures.html", _figures(table))
    way = board_ways.way_of(params)
    is_long = table.page.paginator.more
    context = {
        "page_title": _("任务台账"),
        "table": table,
        "city": table.city,
        "bulk": "staff/tasks/bulk.html",
        "bulk_url": reverse("staff:acknowledge"),
        "way": way,
        "ways": board_ways.tabs(table, way, sees_places=table.city is not None or table.sees_province),
        "saved_views": SavedView.objects.filter(user=request.user),
        "figures_url": table.query(part="figures") if is_long else "",
        **({} if is_long else _figures(table)),
    }
    if way == "map":
        context |= _places(table)
    elif way != "table":
        context |= board_ways.CONTEXTS[way](table, request.rights)
    return render(request, "staff/board/board.html", context)


def _figures(table: BoardTable) -> dict[str, Any]:
    """Numbers by light, each leading to its rows."""
    lights = count_lights(table.rows_without("light"))
    return {
        "tiles": light_tiles(table, lights),
        "total": lights.total,
        "total_query": table.query(light=None, page=None),
    }


def _places(table: BoardTable) -> dict[str, Any]:
    context: dict[str, Any] = {"city_query": table.query(city=None, county=None, page=None)}
    if table.sees_province:
        places = lights_by_city(table.rows_without("city", "county"))
        context["cities"] = [
            _place_row(table, place, city=place.region.code, county=None) for place in places
        ]
        context["map_rows"] = [row for row in context["cities"] if row["light"]]
    if table.city is not None:
        places = lights_by_county(table.rows_without("county"), table.city)
        rows = [_place_row(table, place, county=place.region.code) for place in places]
        rows[0]["name"] = _own_office(table.city)
        context["counties"] = rows
    return context


def _place_row(table: BoardTable, place: Place, **names: str | None) -> dict[str, Any]:
    """A place as the map and the table beside it show it; ``names`` are what its addresses filter by."""
    counts = [
        {
            "light": light.value,
            "label": str(light.label),
            "count": count,
            "url": table.query(light=light.value, page=None, **names),
        }
        for light, count in place.lights.pairs
    ]
    words = [_("%(label)s %(count)d 项") % item for item in counts if item["count"]]
    worst = place.lights.worst
    return {
        "name": place.region.name,
        "light": worst.value if worst else "",
        "light_label": str(worst.label) if worst else "",
        "text": _("，").join(words) or _("没有任务"),
        "url": table.query(page=None, **names),
        "counts": counts,
        "total": place.lights.total,
    }
