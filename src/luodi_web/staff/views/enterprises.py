"""一企一档: the list of enterprises, and what is known of one of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from luodi_web.common.tables import Choice, Column, Search, Table, workbook_response
from luodi_web.enterprises.domain.entries import counts_on
from luodi_web.enterprises.domain.layout import export_rows, heads, notes
from luodi_web.enterprises.domain.profiles import profile_fields
from luodi_web.enterprises.domain.scope import (
    enterprises_editable_by,
    enterprises_visible_to,
    place_words,
    regions_of,
)
from luodi_web.enterprises.domain.values import plain_value, value_words
from luodi_web.enterprises.enums import EnterpriseVerb
from luodi_web.enterprises.models import Enterprise, ProfileValue
from luodi_web.enterprises.rules import PROFILE_SUBJECTS
from luodi_web.fields.domain.lists import lists_in_use
from luodi_web.fields.enums import FieldSubject, FieldType
from luodi_web.fields.models import Field
from luodi_web.people.domain.audit import record
from luodi_web.people.enums import RegionLevel
from luodi_web.people.models import Region
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.enterprise_details import details_of

# What the list shows of each profile, by the dictionary's names; the page shows everything.
HITECH, REVENUE = "是否有效高企", "上年销售收入"
UNKNOWN = "unknown"


def _cities() -> list[tuple[str, str]]:
    rows = Region.objects.filter(level=RegionLevel.PREFECTURE).order_by("code")
    return [(region.code, region.name) for region in rows]


def _in_cities(chosen: list[str]) -> Q:
    return Q(region__in=chosen) | Q(region__parent__in=chosen)


def _hitech(chosen: list[str]) -> Q:
    known = Q(hitech__in=[value for value in chosen if value != UNKNOWN])
    return known | Q(hitech__isnull=True) if UNKNOWN in chosen else known


def _hitech_words(row: Any) -> str:
    return {"true": _("是"), "false": _("否")}.get(row.hitech, _("未知"))


def _revenue(row: Any) -> str | None:
    yuan = plain_value(FieldType.NUMBER, row.revenue) if row.revenue is not None else None
    return f"{yuan / 10_000:,.0f}" if isinstance(yuan, Decimal) else None


class EnterpriseTable(Table):
    title = gettext_lazy("企业档案")
    order = "code"
    count_limit = 10_000
    empty = gettext_lazy("还没有企业档案")
    empty_text = gettext_lazy("从 Excel 导入，或逐家建档。")
    filters = [
        Search("name", "code", label=gettext_lazy("搜索企业名称或代码")),
        Choice("city", gettext_lazy("市州"), _cities, condition=_in_cities),
        Choice(
            "hitech",
            gettext_lazy("有效高企"),
            [("true", gettext_lazy("是")), ("false", gettext_lazy("否")), (UNKNOWN, gettext_lazy("未知"))],
            condition=_hitech,
        ),
    ]
    columns = [
        Column(
            "name",
            gettext_lazy("企业名称"),
            sort="name",
            link=lambda row: reverse("staff:enterprise", args=[row.pk]),
            width=34,
        ),
        Column("code", gettext_lazy("统一社会信用代码"), sort="code", fit=True, width=22),
        Column(
            "region", gettext_lazy("注册地区"), value=lambda row: place_words(row.region), sort="region,code"
        ),
        Column("hitech", gettext_lazy("有效高企"), value=_hitech_words, fit=True, width=10),
        Column("revenue", gettext_lazy("上年销售收入（万元）"), value=_revenue, align="end"),
        Column("last_entry", gettext_lazy("最近登记"), fit=True),
    ]


def _newest(name: str, today: date) -> Subquery:
    """The text that counts of a field, by its name."""
    rows = ProfileValue.objects.filter(counts_on(today), enterprise=OuterRef("pk"), field__name=name)
    return Subquery(rows.order_by("-as_of", "-pk").values("text")[:1])


def _rows(rows: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    today = timezone.localdate()
    entries = ProfileValue.objects.filter(enterprise=OuterRef("pk")).order_by()
    last = entries.values("enterprise").annotate(last=Max("entered_at")).values("last")
    return rows.select_related("region__parent").annotate(
        hitech=_newest(HITECH, today), revenue=_newest(REVENUE, today), last_entry=Subquery(last)
    )


@permission(Permission.ENTERPRISES_VIEW)
@require_GET
def enterprises(request: HttpRequest) -> HttpResponse:
    """The list; its export is in the layout that the import reads."""
    table = EnterpriseTable(request.GET, _rows(enterprises_visible_to(request.rights)))
    if table.wants_export:
        fields = profile_fields()
        record(request.actor, EnterpriseVerb.EXPORTED, after={"list": str(table.title)})
        return workbook_response(
            str(table.title),
            heads(fields),
            export_rows(table.found, fields),
            by_name=request.actor.name,
            at=timezone.localtime(),
            notes=notes(fields),
        )
    table.empty_url = reverse("staff:enterprise_import_new")
    table.empty_act = _("导入") if request.rights.may(Permission.ENTERPRISES_EDIT) else ""
    context = {
        "page_title": _("企业档案"),
        "table": table,
        "may_edit": request.rights.may(Permission.ENTERPRISES_EDIT),
        "details": lists_in_use(),
        "no_region": not regions_of(request.rights, Permission.ENTERPRISES_VIEW),
    }
    return render(request, "staff/enterprises/list.html", context)


@permission(Permission.ENTERPRISES_VIEW)
@require_GET
def enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything known of one enterprise: value, source, day and who entered it; and what is not known."""
    row = get_object_or_404(enterprises_visible_to(request.rights).select_related("region__parent"), pk=pk)
    values = ProfileValue.objects.filter(enterprise=row).select_related("entered_by", "entered_unit")
    today = timezone.localdate()
    by_field: dict[int, list[ProfileValue]] = {}
    for value in values.order_by("field", "-as_of", "-pk"):
        by_field.setdefault(value.field_id, []).append(value)
    fields = profile_fields()
    groups = [
        {
            "label": FieldSubject(subject).label,
            "rows": [
                _known(each, by_field[each.pk], today)
                for each in fields
                if each.subject == subject and each.pk in by_field
            ],
        }
        for subject in PROFILE_SUBJECTS
    ]
    details = details_of(row)
    known = sum(line["value"] is not None for group in groups for line in group["rows"])
    context = {
        "page_title": row.name,
        "breadcrumb": [{"label": _("企业档案"), "url": reverse("staff:enterprises")}, {"label": row.name}],
        "enterprise": row,
        "place": place_words(row.region),
        "groups": [group for group in groups if group["rows"]],
        "details": details,
        "without": [shown["detail"] for shown in details if not shown["count"]],
        "unknown": [each for each in fields if each.pk not in by_field],
        "known": known,
        "total": len(fields),
        "may_edit": enterprises_editable_by(request.rights).filter(pk=pk).exists(),
    }
    return render(request, "staff/enterprises/enterprise.html", context)


def _known(each: Field, values: list[ProfileValue], today: date) -> dict[str, Any]:
    """One line: the value that counts, or why none does any more."""
    now = next((value for value in values if is_counting(value, today)), None)
    return {
        "field": each,
        "value": now,
        "words": value_words(each, now.text) if now else "",
        "older": len(values) - (now is not None),
    }


def is_counting(value: ProfileValue, today: date) -> bool:
    """Whether a value may be used today: the condition of ``counts_on``, for one that is read already."""
    valid = value.valid_to is None or value.valid_to >= today
    return valid and value.withdrawn_at is None and value.as_of <= today
