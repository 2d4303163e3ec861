"""政策匹配: the list of runs, beginning one, and what came out of it in figures."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.benefits.domain.results import summary_for, units_of_results
from luodi_web.benefits.domain.runs import AT_WORK, begin_run, cancel_run, is_run_stuck, retry_run
from luodi_web.benefits.domain.scope import (
    figures_seen,
    places_of,
    runs_editable_by,
    runs_visible_to,
    snapshots_to_run,
    versions_to_run,
    with_figures_seen,
)
from luodi_web.benefits.enums import BenefitVerb, RunState
from luodi_web.benefits.forms.runs import RunForm
from luodi_web.benefits.models import MatchRun
from luodi_web.common.tables import Choice, Column, Search, Table
from luodi_web.decisions.domain.content import Tampered
from luodi_web.decisions.domain.dictionary import units_by_name
from luodi_web.decisions.domain.words import input_words
from luodi_web.decisions.models import ModelProvision
from luodi_web.enterprises.domain.shares import PlaceUntold
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.acts import exported
from luodi_web.staff.views.snapshots import rows_words

# Percent: the first rows may wait for files to be read.
SHARE_THAT_TELLS = 5
YES_NO = {"true": gettext_lazy("是"), "false": gettext_lazy("否")}


class MatchTable(Table):
    title = gettext_lazy("政策匹配")
    empty = gettext_lazy("还没有运行过政策匹配")
    empty_text = gettext_lazy("用已发布的判定模型，在数据快照上一次算出每家企业能得什么、还缺什么。")
    filters = [
        Search("version__model__name", "snapshot__name", label=gettext_lazy("搜索模型或快照")),
        Choice("state", gettext_lazy("状态"), RunState.choices),
    ]
    columns = [
        Column(
            "version",
            pgettext_lazy("one", "判定模型"),
            value=lambda row: str(row.version),
            link=lambda row: reverse("staff:match", args=[row.pk]),
            width=40,
        ),
        Column("snapshot", pgettext_lazy("one", "数据快照"), value=lambda row: row.snapshot.name, width=30),
        Column("region", gettext_lazy("地区"), value=lambda row: row.snapshot.region.name, fit=True),
        Column(
            "rows",
            gettext_lazy("企业数"),
            value=lambda row: rows_words(row.rows_seen),
            sort="rows_seen",
            align="end",
        ),
        Column("won", gettext_lazy("结果"), value=lambda row: _won(row), align="end"),
        Column("amount", gettext_lazy("合计"), align="end"),
        Column("state", gettext_lazy("状态"), value=lambda row: row.get_state_display(), fit=True),
        Column("by", gettext_lazy("提交人"), value=lambda row: row.by.name if row.by else "", fit=True),
        Column("finished_at", gettext_lazy("完成时间"), sort="finished_at", fit=True),
        Column("model_digest", gettext_lazy("模型摘要"), screen=False, width=66),
        Column("snapshot_digest", gettext_lazy("快照摘要"), screen=False, width=66),
        Column("result_digest", gettext_lazy("结果摘要"), screen=False, width=66),
    ]


def _table(units: dict[str, str]) -> type[MatchTable]:
    """The list with sums in their units, which the dictionary has by field."""
    columns = [
        replace(each, value=lambda row: _amount(row, units)) if each.name == "amount" else each
        for each in MatchTable.columns
    ]
    return type("MatchTableWithUnits", (MatchTable,), {"columns": columns})


def _won(run: MatchRun) -> str:
    """How many enterprises of one's area the first result gives something, and what that is: of words, only
    that there are some, for they may refuse.
    """
    figures = figures_seen(run)
    if figures is None:
        return "—"
    kind = next(kind for _name, kind, is_result in run.decisions if is_result)
    return f"{won_words(kind)} {figures[0]:,}"


def _amount(run: MatchRun, units: dict[str, str]) -> str:
    """What they get, as people say it; a dash where it is no amount."""
    figures = figures_seen(run)
    if figures is None or figures[1] is None:
        return "—"
    try:
        own = units_of_results(run, units)
    except Tampered:
        return "—"
    first = next(name for name, _kind, is_result in run.decisions if is_result)
    return money(f"{figures[1]:f}", own.get(first, ""))


@permission(Permission.MATCHES_VIEW)
@require_GET
def matches(request: HttpRequest) -> HttpResponse:
    rows = runs_visible_to(request.rights).select_related("version__model", "snapshot__region", "by")
    table = _table(units_by_name())(request.GET, with_figures_seen(rows, request.rights))
    if table.wants_export:
        return exported(request, table, BenefitVerb.EXPORTED)
    may_run = request.rights.may(Permission.MATCHES_RUN)
    table.empty_url, table.empty_act = reverse("staff:match_new"), _("运行匹配") if may_run else ""
    context = {"page_title": _("政策匹配"), "table": table, "may_run": may_run}
    return render(request, "staff/benefits/list.html", context)


@permission(Permission.MATCHES_RUN)
@require_http_methods(["GET", "POST"])
def match_new(request: HttpRequest) -> HttpResponse:
    form = RunForm(request.POST or None, rights=request.rights, snapshot=request.GET.get("snapshot", ""))
    if request.method == "POST" and form.is_valid():
        try:
            owner = request.actor.unit
            if owner is None:
                raise ValidationError(_("您没有所属机构。"))
            run = begin_run(**form.cleaned_data, owner=owner, by=request.actor)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            return redirect("staff:match", pk=run.pk)
    context = {
        "page_title": _("运行政策匹配"),
        "breadcrumb": [
            {"label": _("政策匹配"), "url": reverse("staff:matches")},
            {"label": _("运行政策匹配")},
        ],
        "form": form,
        "no_versions": not versions_to_run(request.rights).exists(),
        "no_snapshots": not snapshots_to_run(request.rights, Permission.MATCHES_RUN).exists(),
    }
    return render(request, "staff/benefits/new.html", context, status=422 if form.errors else 200)


@permission(Permission.MATCHES_VIEW)
@require_GET
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a run is, then what came out; htmx asks for the part that changes."""
    run = find_run(request, pk)
    stuck = is_run_stuck(run)
    waits = run.state in AT_WORK and not stuck
    if request.htmx and not waits:
        # What may be done now stands beside the title too.
        return HttpResponse(headers={"HX-Refresh": "true"})
    places = places_of(request.rights, run)
    context = {
        "page_title": str(run.version.model),
        "breadcrumb": crumbs(run, last=True),
        "run": run,
        "stuck": stuck,
        "waits": waits,
        "steps": _steps(run),
        "time_left": _time_left(run),
        "may_run": runs_editable_by(request.rights).filter(pk=pk).exists(),
        "is_whole": places is None,
        "links": ModelProvision.objects.filter(model=run.version.model_id).select_related("provision"),
    }
    if run.state == RunState.DONE:
        try:
            context |= _outcome(run, summary_for(run, places))
        except PlaceUntold as error:
            context["untold"] = error.message
        except ValidationError as error:
            context["problem"] = " ".join(error.messages)
    page = "staff/benefits/match.html"
    return render(request, f"{page}#progress" if request.htmx else page, context)


def _steps(run: MatchRun) -> list[dict[str, Any]]:
    """The steps of the work, and whether each is done, going on or to come."""
    order = list(AT_WORK)
    now = order.index(run.state) if run.state in order else len(order)
    return [
        {"label": RunState(state).label, "is_done": at < now, "is_now": at == now}
        for at, state in enumerate(order)
    ]


def _time_left(run: MatchRun) -> str:
    """In words, from what the part that is done has taken; empty while that is too little to tell."""
    if run.state != RunState.RUNNING or not run.percent or run.percent < SHARE_THAT_TELLS:
        return ""
    taken = (timezone.now() - run.started_at).total_seconds()
    minutes = math.ceil(taken * (100 - run.percent) / run.percent / 60)
    return _("约还需 %(count)d 分钟") % {"count": minutes} if minutes > 1 else _("约还需 1 分钟以内")


def _outcome(run: MatchRun, summary: dict[str, Any]) -> dict[str, Any]:
    units = units_of_results(run, units_by_name())
    cards = []
    for name, kind, is_result in run.decisions:
        if not is_result:
            continue
        told = summary["decisions"][name]
        cards.append(
            {
                "name": name,
                "kind": kind,
                "won_words": won_words(kind),
                "lost_words": lost_words(kind),
                "sum": money(told["sum"], units.get(name, "")),
                "values": [(YES_NO.get(said, said), said, count) for said, count in told["values"]],
                "places": [
                    {
                        "place": place["place"],
                        "rows": place["rows"],
                        **place["decisions"][name],
                        "sum": money(place["decisions"][name]["sum"], units.get(name, "")),
                    }
                    for place in summary["places"]
                ],
                "chart_id": f"chart-{len(cards)}",
                "chart": _chart(name, kind, summary["places"], units.get(name, "")),
                "missing": [(name, input_words(name), count) for name, count in told["missing"]],
                **{key: told[key] for key in ("won", "lost", "open")},
            }
        )
    return {"cards": cards, "rows": summary["rows"]}


def _chart(name: str, kind: str, places: list[dict[str, Any]], unit: str) -> dict[str, Any] | None:
    """Bars by place for ``ld-chart``: sums where the result is an amount, else who gets something."""
    shown = [place for place in places if place["place"]][:20]
    if len(shown) < 2 or kind not in ("number", "boolean"):
        return None
    if kind == "number":
        # Drawn only: the table beside it has the exact sums.
        scale, label = (10_000, _("金额（万元）")) if unit == "元" else (1, unit)
        values = [float(Decimal(place["decisions"][name]["sum"] or 0) / scale) for place in shown]
    else:
        values = [place["decisions"][name]["won"] for place in shown]
        label = str(won_words(kind))
    return {
        "grid": {"left": 8, "right": 24, "top": 24, "bottom": 8, "containLabel": True},
        "xAxis": {
            "type": "category",
            "data": [place["place"] for place in shown],
            "axisLabel": {"rotate": 40},
        },
        "yAxis": {"type": "value", "name": label, "nameTextStyle": {"align": "left"}},
        "series": [{"type": "bar", "name": label, "data": [round(value, 2) for value in values]}],
    }


def won_words(kind: str) -> str:
    return {"number": _("可以得到"), "boolean": _("符合条件")}.get(kind, _("有结果"))


def lost_words(kind: str) -> str:
    return {"number": _("得不到"), "boolean": _("不符合")}.get(kind, _("没有结果"))


def money(text: str | None, unit: str) -> str:
    """A sum as people say it: yuan in 万元 and 亿元, or in millions, from where figures get long."""
    if text is None:
        return ""
    number = Decimal(text)
    if unit == "元":
        if (get_language() or "zh").startswith("zh"):
            steps = [(10**8, _("%(number)s 亿元")), (10**4, _("%(number)s 万元"))]
        else:
            steps = [(10**9, _("%(number)s 十亿元")), (10**6, _("%(number)s 百万元"))]
        for step, words in steps:
            if abs(number) >= step:
                return words % {"number": f"{number / step:,.2f}"}
    plain = f"{number:,f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return _("%(number)s 元") % {"number": plain} if unit == "元" else f"{plain} {unit}".strip()


@permission(Permission.MATCHES_RUN)
@require_POST
def match_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(runs_editable_by(request.rights), pk=pk)
    try:
        cancel_run(run, by=request.actor)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, _("已取消。"))
    return redirect("staff:match", pk=pk)


@permission(Permission.MATCHES_RUN)
@require_POST
def match_retry(request: HttpRequest, pk: int) -> HttpResponse:
    retry_run(get_object_or_404(runs_editable_by(request.rights), pk=pk), by=request.actor)
    return redirect("staff:match", pk=pk)


def find_run(request: HttpRequest, pk: int) -> MatchRun:
    rows = runs_visible_to(request.rights).select_related(
        "version__model", "snapshot__region__parent", "snapshot__file", "file", "by", "owner"
    )
    return get_object_or_404(rows, pk=pk)


def crumbs(run: MatchRun, *, last: bool = False) -> list[dict[str, str]]:
    """The way to a run; last: the run is the page itself."""
    own = {"label": str(run.version)}
    url = {} if last else {"url": reverse("staff:match", args=[run.pk])}
    return [{"label": _("政策匹配"), "url": reverse("staff:matches")}, own | url]
