"""The holiday table that all working-day arithmetic uses."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.models import Holiday
from luodi_web.common.tables import Choice, Column, Table
from luodi_web.people.domain.holidays import WARN_DAYS, covered_until, remove_holiday, save_holiday
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.forms.holidays import HolidayForm
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.supervision.jobs import refresh_all_lights

WEEKDAYS = [
    gettext_lazy("星期一"),
    gettext_lazy("星期二"),
    gettext_lazy("星期三"),
    gettext_lazy("星期四"),
    gettext_lazy("星期五"),
    gettext_lazy("星期六"),
    gettext_lazy("星期日"),
]


def _years() -> list[tuple[str, str]]:
    return [
        (str(day.year), _("%(year)d 年") % {"year": day.year}) for day in Holiday.objects.dates("day", "year")
    ]


class HolidayTable(Table):
    title = gettext_lazy("节假日")
    order = "-day"
    empty = gettext_lazy("还没有节假日安排。")
    columns = [
        Column(
            "day",
            gettext_lazy("日期"),
            sort="day",
            link=lambda holiday: reverse("staff:holiday", args=[holiday.pk]),
        ),
        Column("weekday", gettext_lazy("星期"), value=lambda holiday: str(WEEKDAYS[holiday.day.weekday()])),
        Column("name", gettext_lazy("名称"), sort="name,day", width=26),
        Column(
            "is_workday",
            gettext_lazy("安排"),
            value=lambda holiday: _("上班") if holiday.is_workday else _("放假"),
            sort="is_workday,day",
        ),
    ]
    filters = [Choice("year", gettext_lazy("年份"), _years, lookup="day__year")]


@permission(Permission.HOLIDAYS_EDIT)
@require_GET
def holidays(request: HttpRequest) -> HttpResponse:
    table = HolidayTable(request.GET, Holiday.objects.all())
    if table.wants_export:
        return table.export(by_name=request.actor.name)
    last = covered_until()
    today = timezone.localdate()
    runs_out = last is None or (last - today).days < WARN_DAYS
    return render(
        request, "staff/people/holidays.html", {"table": table, "covered_until": last, "runs_out": runs_out}
    )


@permission(Permission.HOLIDAYS_EDIT)
@require_http_methods(["GET", "POST"])
def holiday_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@permission(Permission.HOLIDAYS_EDIT)
@require_http_methods(["GET", "POST"])
def holiday(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Holiday, pk=pk))


def _edit(request: HttpRequest, day: Holiday | None) -> HttpResponse:
    initial: dict[str, Any] = {}
    if day is not None:
        initial = {"day": day.day, "name": day.name, "is_workday": day.is_workday}
    form = HolidayForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            save_holiday(day, data["day"], data["name"], data["is_workday"], request.actor)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            refresh_all_lights.enqueue()
            messages.success(request, _("已保存。"))
            return redirect("staff:holidays")
    title = _("修改节假日") if day else _("新增节假日")
    back = reverse("staff:holidays")
    crumbs = [{"label": _("节假日"), "url": back}, {"label": title}]
    return render(
        request,
        "staff/people/form.html",
        {
            "form": form,
            "page_title": title,
            "back_url": back,
            "breadcrumb": crumbs,
            "remove_url": reverse("staff:holiday_remove", args=[day.pk]) if day else None,
        },
    )


@permission(Permission.HOLIDAYS_EDIT)
@require_POST
def holiday_remove(request: HttpRequest, pk: int) -> HttpResponse:
    remove_holiday(get_object_or_404(Holiday, pk=pk), request.actor)
    refresh_all_lights.enqueue()
    messages.success(request, _("已删除。"))
    return redirect("staff:holidays")
