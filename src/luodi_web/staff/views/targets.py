"""目标台账: what should be reached by year and region, and what is. A table of places, never a ranking."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luodi_web.common.tables.workbook import workbook_response
from luodi_web.people.domain.audit import record
from luodi_web.people.enums import RegionLevel
from luodi_web.people.models import Region
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.models import Package
from luodi_web.supervision.domain.targets import (
    current_standings,
    indicators_editable_by,
    indicators_visible_to,
    read_standings,
)
from luodi_web.supervision.domain.targets_tables import COLUMNS, PROVINCE, standing_rows
from luodi_web.supervision.enums import SupervisionVerb
from luodi_web.supervision.forms.planning import TargetForm, ValueForm
from luodi_web.supervision.models import Indicator, IndicatorTarget, IndicatorValue

PER_PAGE = 50


def number_of(text: str) -> int | None:
    """A whole number of an address; null for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _narrowed(request: HttpRequest) -> tuple[QuerySet[Indicator], dict[str, Any]]:
    rows = indicators_visible_to(request.rights)
    package = number_of(request.GET.get("package", ""))
    words = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    if package is not None:
        rows = rows.filter(package=package)
    if words:
        rows = rows.filter(name__icontains=words)
    return rows, {"package": package, "q": words, "year": number_of(request.GET.get("year", ""))}


def _years(rows: QuerySet[Indicator]) -> list[int]:
    targets = IndicatorTarget.objects.filter(indicator__in=rows).values_list("year", flat=True)
    values = IndicatorValue.objects.filter(indicator__in=rows).values_list("year", flat=True)
    return sorted(set(targets.distinct().order_by()) | set(values.distinct().order_by()), reverse=True)


@permission(Permission.TASKS_VIEW)
@require_safe
def targets(request: HttpRequest) -> HttpResponse:
    """The province's targets: of each indicator the one it works towards now, or those of a year."""
    rows, asked = _narrowed(request)
    year = asked["year"]
    standings = read_standings(rows, year=year)
    if year is None:
        standings = current_standings(standings, timezone.localdate().year)
    context = {
        "page_title": _("目标台账"),
        "years": _years(rows),
        "year": year,
        "asked": asked,
        "packages": Package.objects.filter(indicators__in=indicators_visible_to(request.rights)).distinct(),
        "page": Paginator(standings, PER_PAGE).get_page(request.GET.get("page")),
        "regions": _regions_with_targets(rows),
        "may_edit": request.rights.may(Permission.PLANS_EDIT),
    }
    return render(request, "staff/planning/targets.html", context)


@permission(Permission.TASKS_VIEW)
@require_safe
def targets_export(request: HttpRequest) -> FileResponse:
    """All places and years of the indicators shown, in the layout that the import reads."""
    rows, asked = _narrowed(request)
    record(request.actor, SupervisionVerb.EXPORTED, after={"list": _("目标台账")})
    standings = read_standings(rows, year=asked["year"], places="all")
    columns = [(str(label), width) for _name, label, width in COLUMNS]
    return workbook_response(
        _("目标台账"), columns, standing_rows(standings), by_name=request.actor.name, at=timezone.localtime()
    )


@permission(Permission.TASKS_VIEW)
@require_safe
def region_targets(request: HttpRequest, code: str) -> HttpResponse:
    """One region's targets in every year."""
    region = get_object_or_404(Region, pk=code)
    rows = indicators_visible_to(request.rights)
    standings = sorted(read_standings(rows, region=region), key=lambda row: -row.year)
    context = {
        "page_title": _("%(region)s目标台账") % {"region": region.name},
        "breadcrumb": [{"label": _("目标台账"), "url": reverse("staff:targets")}, {"label": region.name}],
        "region": region,
        "by_year": [(year, list(items)) for year, items in groupby(standings, key=lambda row: row.year)],
        "regions": _regions_with_targets(rows),
    }
    return render(request, "staff/planning/region.html", context)


@permission(Permission.TASKS_VIEW)
@require_safe
def indicator(request: HttpRequest, pk: int) -> HttpResponse:
    return indicator_page(request, pk)


def indicator_page(
    request: HttpRequest, pk: int, *, target: TargetForm | None = None, value: ValueForm | None = None
) -> HttpResponse:
    """One indicator: years and places, every value with its corrections, and the forms to add to them."""
    rows = indicators_visible_to(request.rights)
    found = get_object_or_404(rows.select_related("package", "owner", "provision__version__policy"), pk=pk)
    standings = read_standings(rows.filter(pk=pk), places="all")
    standings.sort(key=lambda row: (-row.year, row.region.pk if row.region else ""))
    history = found.values.select_related("region", "by", "replaced_by__by").order_by("-at", "-pk")
    year = {"year": timezone.localdate().year}
    context = {
        "page_title": found.name,
        "breadcrumb": [{"label": _("目标台账"), "url": reverse("staff:targets")}, {"label": found.name}],
        "indicator": found,
        "standings": standings,
        "province": PROVINCE,
        "history": Paginator(history, PER_PAGE).get_page(request.GET.get("page")),
        "may_edit": indicators_editable_by(request.rights).filter(pk=pk).exists(),
        "target_form": target or TargetForm(initial=year, prefix="target"),
        "value_form": value or ValueForm(initial=year | {"as_of": timezone.localdate()}, prefix="value"),
    }
    wrong = (target and target.errors) or (value and value.errors)
    return render(request, "staff/planning/indicator.html", context, status=422 if wrong else 200)


def _regions_with_targets(rows: QuerySet[Indicator]) -> list[Region]:
    """Places with a target or value of their own, in the order of their codes."""
    targets = (
        IndicatorTarget.objects.filter(indicator__in=rows, region__isnull=False).order_by().values("region")
    )
    values = (
        IndicatorValue.objects.filter(indicator__in=rows, region__isnull=False).order_by().values("region")
    )
    regions = Region.objects.exclude(level=RegionLevel.PROVINCE)
    return list(regions.filter(Q(pk__in=targets) | Q(pk__in=values)).order_by("code"))
