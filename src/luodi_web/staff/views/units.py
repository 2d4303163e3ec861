"""Units: the tree, a unit's page, changing and moving it, its posts and their holders."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length, Substr
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.tables import Choice, Column, Filter, Table
from luodi_web.common.tables.filters import Chip
from luodi_web.people.domain.scope import Rights, units_visible_to
from luodi_web.people.domain.search import matching_units, unit_options, units_for_tasks
from luodi_web.people.domain.units import (
    can_disable_unit,
    change_unit,
    create_unit,
    move_unit,
    set_unit_active,
)
from luodi_web.people.enums import UnitKind
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.forms.units import MoveForm, UnitForm
from luodi_web.people.models import Grant, PostHolding, Region, Unit
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.form_pages import form_page, picked

EDITABLE_OPTIONS = "?for=units&groups=0"


class UnitSearch(Filter):
    """Part of a name, short name, alias, region or the pinyin's initials."""

    template = "common/filters/search.html"
    names = ("q",)
    label = gettext_lazy("名称、别名、地区或拼音首字母")

    def narrow(self, rows: QuerySet[Unit], params: QueryDict) -> QuerySet[Unit]:
        text = params.get("q", "").strip()
        return matching_units(rows, text) if text else rows

    def chips(self, params: QueryDict) -> list[Chip]:
        text = params.get("q", "").strip()[:40]
        return [Chip(_("包含“%(words)s”") % {"words": text}, ("q",))] if text else []

    def context(self, params: QueryDict) -> dict[str, Any]:
        return {"filter": self, "value": params.get("q", "")[:100]}


class UnitTable(Table):
    """Every unit in the tree's order; the layout is the import's."""

    title = gettext_lazy("机构")
    order = "path"
    empty = gettext_lazy("还没有机构。")
    columns = [
        Column(
            "name",
            gettext_lazy("名称"),
            sort="name",
            link=lambda unit: reverse("staff:unit", args=[unit.pk]),
            width=36,
        ),
        Column("short_name", gettext_lazy("简称"), width=22),
        Column("kind", gettext_lazy("类别"), value=lambda unit: unit.get_kind_display(), sort="kind,path"),
        Column("parent", gettext_lazy("上级机构"), value=lambda unit: unit.parent_name, width=36),
        Column("region", gettext_lazy("所在地区"), value=lambda unit: unit.region and unit.region.name),
        Column(
            "aliases",
            gettext_lazy("别名"),
            value=lambda unit: "、".join(alias.name for alias in unit.aliases.all()),
            width=36,
            screen=False,
        ),
        Column("people", gettext_lazy("在任人数"), sort="people", align="end"),
        Column(
            "is_active", gettext_lazy("状态"), value=lambda unit: _("启用") if unit.is_active else _("停用")
        ),
    ]
    filters = [
        UnitSearch(),
        Choice("kind", gettext_lazy("类别"), UnitKind.choices),
        Choice(
            "city",
            gettext_lazy("市、州"),
            lambda: Region.objects.filter(level="prefecture").values_list("code", "name"),
            condition=lambda codes: Q(region__in=codes) | Q(region__parent__in=codes),
        ),
        Choice(
            "state",
            gettext_lazy("状态"),
            [("1", gettext_lazy("启用")), ("0", gettext_lazy("停用"))],
            lookup="is_active",
        ),
    ]


def unit_rows(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Units with what the table shows: region, aliases, how many people are in post, the parent's name."""
    in_post = Q(posts__holdings__in=PostHolding.objects.on(timezone.localdate()))
    parent = Unit.objects.filter(path=OuterRef("parent_path")).values("name")[:1]
    return (
        units.select_related("region")
        .prefetch_related("aliases")
        .annotate(
            people=Count("posts__holdings__user", filter=in_post, distinct=True),
            parent_path=Substr("path", 1, Length("path") - Unit.steplen),
        )
        .annotate(parent_name=Subquery(parent))
    )


@permission(Permission.UNITS_VIEW)
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """The tree from the tops that the person sees; a list as soon as something is searched for."""
    visible = units_visible_to(request.rights, Permission.UNITS_VIEW)
    table = UnitTable(request.GET, unit_rows(visible))
    if table.wants_export:
        return table.export(by_name=request.actor.name)
    as_list = request.GET.get("view") == "list" or bool(table.chips)
    context: dict[str, Any] = {
        "table": table,
        "as_list": as_list,
        "may_edit": request.rights.may(Permission.UNITS_EDIT),
    }
    if not as_list:
        tops = request.rights.units(Permission.UNITS_VIEW)
        # A top inside another's subtree would show twice.
        paths = [top.path for top in tops if not any(top.is_descendant_of(other) for other in tops)]
        found = with_region(Unit.objects.filter(path__in=paths))
        below = children_by_parent(visible, found)
        context["tree"] = [{"unit": top, "children": below[top.pk]} for top in found]
    return render(request, "staff/people/units.html", context)


def with_region(units: QuerySet[Unit]) -> list[Unit]:
    return list(units.select_related("region").order_by("path"))


def children_by_parent(visible: QuerySet[Unit], parents: list[Unit]) -> dict[int, list[Unit]]:
    """The units right below each parent, in one query."""
    found: dict[int, list[Unit]] = {parent.pk: [] for parent in parents}
    condition = Q(pk__in=[])
    for parent in parents:
        condition |= Q(path__startswith=parent.path, depth=parent.depth + 1)
    by_path = {parent.path: parent.pk for parent in parents}
    for child in visible.filter(condition).select_related("region").order_by("path"):
        found[by_path[child.path[: -Unit.steplen]]].append(child)
    return found


@permission(Permission.UNITS_VIEW)
@require_GET
def unit_children(request: HttpRequest, pk: int) -> HttpResponse:
    """The branches right below a unit, as a fragment of the tree."""
    visible = units_visible_to(request.rights, Permission.UNITS_VIEW)
    unit = get_object_or_404(visible, pk=pk)
    nodes = with_region(visible.filter(path__startswith=unit.path, depth=unit.depth + 1))
    return render(request, "staff/people/units.html#branch", {"nodes": nodes})


@permission(Permission.UNITS_VIEW)
@require_GET
def unit_options_json(request: HttpRequest) -> JsonResponse:
    """Choices for a picker. ``for``: "units", "users" or "grants" keeps to what may be edited so.

    "tasks" keeps to who may be given a task; anything else finds any unit.
    """
    limits = {
        "units": Permission.UNITS_EDIT,
        "users": Permission.USERS_EDIT,
        "grants": Permission.GRANTS_EDIT,
    }
    units = Unit.objects.all()
    if request.GET.get("for") == "tasks":
        units = units_for_tasks()
    elif request.GET.get("for") in limits:
        units = units_visible_to(request.rights, limits[request.GET["for"]])
    options = unit_options(units, request.GET.get("q", ""), with_groups=request.GET.get("groups") != "0")
    return JsonResponse(
        [{"value": one.value, "label": one.label, "hint": one.hint} for one in options], safe=False
    )


def find_unit(rights: Rights, pk: int, needed: str = Permission.UNITS_VIEW) -> Unit:
    return get_object_or_404(units_visible_to(rights, needed).select_related("region"), pk=pk)


@permission(Permission.UNITS_VIEW)
@require_GET
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: where it stands, what it is called, its posts and people, what lies below."""
    one = find_unit(request.rights, pk)
    visible = units_visible_to(request.rights, Permission.UNITS_VIEW)
    today = timezone.localdate()
    holdings = PostHolding.objects.filter(post__unit=one).select_related("user")
    posts = list(one.posts.order_by("pk"))
    for post in posts:
        post.shown_holdings = [holding for holding in holdings if holding.post_id == post.pk]
        for holding in post.shown_holdings:
            holding.is_current = holding.starts_on <= today and not (
                holding.ends_on and holding.ends_on < today
            )
    may_edit = request.rights.covers(Permission.UNITS_EDIT, one)
    verdict = can_disable_unit(one) if may_edit and one.is_active else None
    return render(
        request,
        "staff/people/unit.html",
        {
            "unit": one,
            "ancestors": [
                each
                for each in Unit.objects.get_ancestors(one)
                if request.rights.covers(Permission.UNITS_VIEW, each)
            ],
            "children": visible.filter(path__startswith=one.path, depth=one.depth + 1).order_by("path"),
            "aliases": one.aliases.order_by("name"),
            "groups": one.groups.all(),
            "posts": posts,
            "grants": Grant.objects.in_force().filter(unit=one).select_related("user"),
            "may_edit": may_edit,
            "may_see_users": request.rights.covers(Permission.USERS_VIEW, one),
            "disable_verdict": verdict,
        },
    )


@permission(Permission.UNITS_EDIT)
@require_http_methods(["GET", "POST"])
def unit_new(request: HttpRequest) -> HttpResponse:
    editable = units_visible_to(request.rights, Permission.UNITS_EDIT).filter(is_active=True)
    initial = {"parent": picked(editable, request.GET.get("parent", ""))}
    form = UnitForm(
        request.POST or None,
        parents=editable,
        src=reverse("staff:unit_options") + EDITABLE_OPTIONS,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = create_unit(
                data["name"],
                data["kind"],
                data["parent"],
                request.actor,
                short_name=data["short_name"],
                region=data["region"],
                aliases=data["aliases"],
            )
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("已新建“%(name)s”。") % {"name": made.name})
            return redirect("staff:unit", pk=made.pk)
    return render(request, "staff/people/form.html", _form_page(form, _("新建机构"), reverse("staff:units")))


def _form_page(form: Any, title: str, back: str, **more: Any) -> dict[str, Any]:
    return form_page(form, title, back, {"label": _("机构"), "url": reverse("staff:units")}, **more)


@permission(Permission.UNITS_EDIT)
@require_http_methods(["GET", "POST"])
def unit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    one = find_unit(request.rights, pk, Permission.UNITS_EDIT)
    initial = {
        "name": one.name,
        "short_name": one.short_name,
        "kind": one.kind,
        "region": one.region,
        "aliases": "、".join(one.aliases.values_list("name", flat=True)),
    }
    form = UnitForm(request.POST or None, unit=one, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            change_unit(
                one,
                request.actor,
                name=data["name"],
                short_name=data["short_name"],
                kind=data["kind"],
                region=data["region"],
                aliases=data["aliases"],
            )
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("staff:unit", pk=one.pk)
    back = reverse("staff:unit", args=[one.pk])
    return render(
        request, "staff/people/form.html", _form_page(form, _("修改“%(name)s”") % {"name": one.name}, back)
    )


@permission(Permission.UNITS_EDIT)
@require_http_methods(["GET", "POST"])
def unit_move(request: HttpRequest, pk: int) -> HttpResponse:
    one = find_unit(request.rights, pk, Permission.UNITS_EDIT)
    form = MoveForm(
        request.POST or None,
        unit=one,
        parents=units_visible_to(request.rights, Permission.UNITS_EDIT),
        src=reverse("staff:unit_options") + EDITABLE_OPTIONS,
    )
    if request.method == "POST" and form.is_valid():
        try:
            move_unit(one, form.cleaned_data["parent"], request.actor)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("已移动。"))
            return redirect("staff:unit", pk=one.pk)
    back = reverse("staff:unit", args=[one.pk])
    note = _("移动后，新的上级及其管理员能看到本机构和所有下级，原来的上级不再能看到。")
    return render(
        request,
        "staff/people/form.html",
        _form_page(form, _("移动“%(name)s”") % {"name": one.name}, back, note=note),
    )


@permission(Permission.UNITS_EDIT)
@require_POST
def unit_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Close or reopen a unit."""
    one = find_unit(request.rights, pk, Permission.UNITS_EDIT)
    try:
        set_unit_active(one, request.POST.get("active") == "1", request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("已启用。") if request.POST.get("active") == "1" else _("已停用。"))
    return redirect("staff:unit", pk=one.pk)
