"""Posts of a unit and who holds them; groups of units."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.tables import Column, Search, Table
from luodi_web.people.domain.posts import end_holding, hold_post, save_post
from luodi_web.people.domain.search import user_options
from luodi_web.people.domain.units import save_group
from luodi_web.people.domain.users import users_visible_to
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.forms.units import GroupForm, HoldingForm, PostForm
from luodi_web.people.models import Post, PostHolding, Unit, UnitGroup
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.units import find_unit


def _page(form: Any, title: str, unit: Unit) -> dict[str, Any]:
    back = reverse("staff:unit", args=[unit.pk])
    crumbs = [
        {"label": _("机构"), "url": reverse("staff:units")},
        {"label": unit.label, "url": back},
        {"label": title},
    ]
    return {"form": form, "page_title": title, "back_url": back, "breadcrumb": crumbs}


@permission(Permission.UNITS_EDIT)
@require_http_methods(["GET", "POST"])
def post_new(request: HttpRequest, pk: int) -> HttpResponse:
    unit = find_unit(request.rights, pk, Permission.UNITS_EDIT)
    form = PostForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        save_post(None, unit, form.cleaned_data["name"], form.cleaned_data["duty"], request.actor)
        messages.success(request, _("已新建岗位。"))
        return redirect("staff:unit", pk=unit.pk)
    return render(request, "staff/people/form.html", _page(form, _("新建岗位"), unit))


def _find_post(request: HttpRequest, pk: int) -> Post:
    scope = request.rights.scope(Permission.UNITS_EDIT, "unit")
    return get_object_or_404(Post.objects.filter(scope).select_related("unit"), pk=pk)


@permission(Permission.UNITS_EDIT)
@require_http_methods(["GET", "POST"])
def post_edit(request: HttpRequest, pk: int) -> HttpResponse:
    post = _find_post(request, pk)
    form = PostForm(
        request.POST or None, unit=post.unit, post=post, initial={"name": post.name, "duty": post.duty}
    )
    if request.method == "POST" and form.is_valid():
        save_post(post, post.unit, form.cleaned_data["name"], form.cleaned_data["duty"], request.actor)
        messages.success(request, _("已保存。"))
        return redirect("staff:unit", pk=post.unit_id)
    return render(request, "staff/people/form.html", _page(form, _("修改岗位"), post.unit))


@permission(Permission.UNITS_EDIT)
@require_http_methods(["GET", "POST"])
def holding_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody takes up the post."""
    post = _find_post(request, pk)
    form = HoldingForm(
        request.POST or None,
        users=users_visible_to(request.rights, Permission.USERS_VIEW).filter(is_active=True),
        src=reverse("staff:user_options"),
        initial={"starts_on": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            hold_post(post, data["user"], data["starts_on"], request.actor, data["ends_on"])
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("已登记任职。"))
            return redirect("staff:unit", pk=post.unit_id)
    title = _("登记“%(post)s”的任职") % {"post": post.name}
    return render(request, "staff/people/form.html", _page(form, title, post.unit))


@permission(Permission.UNITS_EDIT)
@require_POST
def holding_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Today is the last day in the post."""
    scope = request.rights.scope(Permission.UNITS_EDIT, "post__unit")
    holding = get_object_or_404(PostHolding.objects.filter(scope).select_related("post", "user"), pk=pk)
    try:
        end_holding(holding, timezone.localdate(), request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(name)s的任职到今天为止。") % {"name": holding.user.name})
    return redirect("staff:unit", pk=holding.post.unit_id)


@permission(Permission.USERS_VIEW)
@require_GET
def user_options_json(request: HttpRequest) -> JsonResponse:
    """People to pick by part of a name."""
    options = user_options(users_visible_to(request.rights, Permission.USERS_VIEW), request.GET.get("q", ""))
    return JsonResponse(
        [{"value": one.value, "label": one.label, "hint": one.hint} for one in options], safe=False
    )


class GroupTable(Table):
    title = gettext_lazy("机构组")
    order = "pk"
    empty = gettext_lazy("还没有机构组。")
    columns = [
        Column(
            "name",
            gettext_lazy("名称"),
            sort="name",
            link=lambda group: reverse("staff:unit_group", args=[group.pk]),
            width=30,
        ),
        Column("size", gettext_lazy("成员数"), sort="size", align="end"),
        Column(
            "aliases",
            gettext_lazy("别名"),
            value=lambda group: "、".join(alias.name for alias in group.aliases.all()),
            width=60,
        ),
    ]
    filters = [Search("name", "aliases__name")]


@permission(Permission.UNITS_VIEW)
@require_GET
def unit_groups(request: HttpRequest) -> HttpResponse:
    """Names for several units at once; they belong to the whole province, so everyone sees them."""
    # A subquery of the keys: the search joins aliases, which would count members twice.
    groups = UnitGroup.objects.annotate(size=Count("members", distinct=True)).prefetch_related("aliases")
    table = GroupTable(request.GET, groups)
    if table.wants_export:
        return table.export(by_name=request.actor.name)
    return render(request, "staff/people/groups.html", {"table": table, "may_edit": _edits_groups(request)})


def _edits_groups(request: HttpRequest) -> bool:
    """Groups speak of the whole tree: who edits them must have it."""
    return any(top.is_root() for top in request.rights.units(Permission.UNITS_EDIT))


@permission(Permission.UNITS_VIEW)
@require_http_methods(["GET", "POST"])
def unit_group(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(UnitGroup, pk=pk)
    if not _edits_groups(request):
        if request.method == "POST":
            return render(request, "staff/errors/403.html", status=403)
        members = group.members.select_related("region").order_by("path")
        return render(request, "staff/people/group.html", {"group": group, "members": members})
    return _edit_group(request, group)


@permission(Permission.UNITS_EDIT)
@require_http_methods(["GET", "POST"])
def unit_group_new(request: HttpRequest) -> HttpResponse:
    if not _edits_groups(request):
        return render(request, "staff/errors/403.html", status=403)
    return _edit_group(request, None)


def _edit_group(request: HttpRequest, group: UnitGroup | None) -> HttpResponse:
    initial: dict[str, Any] = {}
    if group is not None:
        initial = {
            "name": group.name,
            "members": list(group.members.order_by("path")),
            "aliases": "、".join(group.aliases.values_list("name", flat=True)),
        }
    form = GroupForm(
        request.POST or None,
        group=group,
        units=Unit.objects.all(),
        src=reverse("staff:unit_options") + "?groups=0",
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            save_group(group, data["name"], data["members"], data["aliases"], request.actor)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("staff:unit_groups")
    title = _("修改“%(name)s”") % {"name": group.name} if group else _("新建机构组")
    back = reverse("staff:unit_groups")
    crumbs = [
        {"label": _("机构"), "url": reverse("staff:units")},
        {"label": _("机构组"), "url": back},
        {"label": title},
    ]
    return render(
        request,
        "staff/people/form.html",
        {"form": form, "page_title": title, "back_url": back, "breadcrumb": crumbs},
    )
