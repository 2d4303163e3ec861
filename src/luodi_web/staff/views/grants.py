"""Roles: the list, giving and taking them, who could do what on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.tables import Choice, Column, DateRange, Search, Table
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.grants import grant_role, grants_visible_to, revoke_grant
from luodi_web.people.domain.scope import units_visible_to
from luodi_web.people.domain.users import users_visible_to
from luodi_web.people.enums import PeopleVerb, Role
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.forms.users import GrantForm
from luodi_web.people.models import Grant
from luodi_web.people.permissions import permission
from luodi_web.people.rules import ROLE_PERMISSIONS, Permission

STATES = [
    ("now", gettext_lazy("有效")),
    ("later", gettext_lazy("未生效")),
    ("over", gettext_lazy("已到期")),
    ("revoked", gettext_lazy("已收回")),
]


def grant_state(grant: Grant) -> str:
    today = timezone.localdate()
    if grant.revoked_at:
        return "revoked"
    if grant.starts_on > today:
        return "later"
    return "over" if grant.ends_on and grant.ends_on < today else "now"


def _in_state(states: list[str]) -> Q:
    today = timezone.localdate()
    kept = Q(revoked_at__isnull=True)
    conditions = {
        "now": kept & Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today)),
        "later": kept & Q(starts_on__gt=today),
        "over": kept & Q(ends_on__lt=today),
        "revoked": Q(revoked_at__isnull=False),
    }
    condition = Q(pk__in=[])
    for state in states:
        condition |= conditions[state]
    return condition


def _granter(grant: Grant) -> str | None:
    return grant.granted_by.name if grant.granted_by else None


def _username(grant: Grant) -> str:
    return grant.user.username


GRANT_COLUMNS = [
    Column("username", gettext_lazy("登录名"), value=_username, sort="user__username"),
    Column("name", gettext_lazy("姓名"), value=lambda grant: grant.user.name, sort="user__name"),
    Column("role", gettext_lazy("角色"), value=lambda grant: grant.get_role_display(), sort="role", width=18),
    Column("unit", gettext_lazy("机构"), value=lambda grant: grant.unit.name, sort="unit__path", width=36),
    Column("starts_on", gettext_lazy("生效日期"), sort="starts_on"),
    Column("ends_on", gettext_lazy("截止日期"), sort="ends_on"),
]


class GrantTable(Table):
    """Every grant ever given; the layout is the import's."""

    title = gettext_lazy("授权")
    order = "-pk"
    empty = gettext_lazy("还没有授权。")
    columns = [
        Column(
            "username",
            gettext_lazy("登录名"),
            value=_username,
            sort="user__username",
            link=lambda grant: reverse("staff:grant", args=[grant.pk]),
        ),
        *GRANT_COLUMNS[1:],
        Column("granted_by", gettext_lazy("授权人"), value=_granter),
        Column("state", gettext_lazy("状态"), value=lambda grant: str(dict(STATES)[grant_state(grant)])),
    ]
    filters = [
        Search("user__name", "user__username", "unit__name", label=gettext_lazy("姓名、登录名或机构")),
        Choice("role", gettext_lazy("角色"), Role.choices),
        Choice("state", gettext_lazy("状态"), STATES, condition=_in_state),
        DateRange("starts_on", gettext_lazy("生效日期")),
    ]


class DayTable(Table):
    """Who held which role on a day, and what it let them do."""

    title = gettext_lazy("授权日报")
    order = "unit__path,user__username,pk"
    empty = gettext_lazy("这一天没有任何授权。")
    columns = [
        *GRANT_COLUMNS,
        Column(
            "permissions",
            gettext_lazy("可以做的事"),
            value=lambda grant: _("、").join(
                str(item.label) for item in Permission if item in ROLE_PERMISSIONS[grant.role]
            ),
            width=60,
        ),
        Column("granted_by", gettext_lazy("授权人"), value=_granter),
    ]
    filters = [
        Search("user__name", "user__username", "unit__name", label=gettext_lazy("姓名、登录名或机构")),
        Choice("role", gettext_lazy("角色"), Role.choices),
    ]


def _rows(request: HttpRequest) -> QuerySet[Grant]:
    visible = grants_visible_to(request.rights, Permission.GRANTS_VIEW)
    return visible.select_related("user", "unit", "granted_by", "revoked_by")


@permission(Permission.GRANTS_VIEW)
@require_GET
def grants(request: HttpRequest) -> HttpResponse:
    table = GrantTable(request.GET, _rows(request))
    if table.wants_export:
        return table.export(by_name=request.actor.name)
    may_edit = request.rights.may(Permission.GRANTS_EDIT)
    return render(request, "staff/people/grants.html", {"table": table, "may_edit": may_edit})


@permission(Permission.GRANTS_VIEW)
@require_GET
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(_rows(request), pk=pk)
    return render(
        request,
        "staff/people/grant.html",
        {
            "grant": one,
            "state": grant_state(one),
            "state_word": dict(STATES)[grant_state(one)],
            "permissions": [item.label for item in Permission if item in ROLE_PERMISSIONS[one.role]],
            "may_revoke": grant_state(one) in ("now", "later")
            and request.rights.covers(Permission.GRANTS_EDIT, one.unit),
            "may_see_user": request.rights.may(Permission.USERS_VIEW),
        },
    )


@permission(Permission.GRANTS_EDIT)
@require_http_methods(["GET", "POST"])
def grant_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a role."""
    person = get_object_or_404(users_visible_to(request.rights, Permission.GRANTS_EDIT), pk=pk)
    holding = person.holdings.select_related("post__unit").first()
    units = units_visible_to(request.rights, Permission.GRANTS_EDIT).filter(is_active=True)
    form = GrantForm(
        request.POST or None,
        units=units,
        src=reverse("staff:unit_options") + "?for=grants&groups=0",
        initial={"unit": holding.post.unit if holding else None},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            grant_role(
                person,
                data["role"],
                data["unit"],
                request.actor,
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
            )
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(
                request,
                _("已授予%(name)s“%(role)s”。") % {"name": person.name, "role": Role(data["role"]).label},
            )
            return redirect("staff:user", pk=person.pk)
    back = reverse("staff:user", args=[person.pk])
    title = _("为%(name)s授权") % {"name": person.name}
    crumbs: list[dict[str, Any]] = [
        {"label": _("用户"), "url": reverse("staff:users")},
        {"label": person.name, "url": back},
        {"label": title},
    ]
    return render(
        request,
        "staff/people/form.html",
        {"form": form, "page_title": title, "back_url": back, "breadcrumb": crumbs},
    )


@permission(Permission.GRANTS_EDIT)
@require_POST
def grant_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(grants_visible_to(request.rights).select_related("user", "unit"), pk=pk)
    try:
        revoke_grant(one, request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request,
            _("已收回%(name)s的“%(role)s”，立即生效。")
            % {"name": one.user.name, "role": one.get_role_display()},
        )
    return redirect("staff:grant", pk=one.pk)


@permission(Permission.GRANTS_VIEW)
@require_GET
def grants_on_day(request: HttpRequest) -> HttpResponse:
    """Who could do what on a day; the workbook is what an inspection asks for."""
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        day = timezone.localdate()
    table = DayTable(request.GET, _rows(request).on(day))
    if table.wants_export:
        record(request.actor, PeopleVerb.EXPORTED, after={"title": str(DayTable.title), "starts_on": day})
        return table.export(by_name=request.actor.name)
    return render(request, "staff/people/grants_day.html", {"table": table, "day": day})
