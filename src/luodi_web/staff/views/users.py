"""Accounts: the list, a person's page, making, changing, closing, links, locks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.tables import Choice, Column, Search, Table, workbook_response
from luodi_web.people.domain.factors import can_remove_factors, has_factor, remove_factors
from luodi_web.people.domain.invitations import can_invite, issue_invitation
from luodi_web.people.domain.locks import current_locks, unlock
from luodi_web.people.domain.scope import units_visible_to
from luodi_web.people.domain.users import (
    can_disable_user,
    change_user,
    create_user,
    set_user_active,
    users_visible_to,
)
from luodi_web.people.enums import Role
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.forms.users import UserEditForm, UserForm
from luodi_web.people.models import Grant, PostHolding, Unit, User
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.account import activation_link
from luodi_web.staff.views.form_pages import form_page, picked

STATES = [
    ("active", gettext_lazy("在用")),
    ("waiting", gettext_lazy("待激活")),
    ("disabled", gettext_lazy("已停用")),
]
STATE_CONDITIONS = {
    "active": Q(is_active=True, activated_at__isnull=False),
    "waiting": Q(is_active=True, activated_at__isnull=True),
    "disabled": Q(is_active=False),
}


def _any_state(states: list[str]) -> Q:
    condition = Q(pk__in=[])
    for state in states:
        condition |= STATE_CONDITIONS[state]
    return condition


def _holders(roles: list[str]) -> Q:
    return Q(pk__in=Grant.objects.in_force().filter(role__in=roles).values("user"))


def _in_cities(keys: list[str]) -> Q:
    """People who hold a post, or have a grant, in one of these units or below."""
    below = Q(pk__in=[])
    for path in Unit.objects.filter(pk__in=keys).values_list("path", flat=True):
        below |= Q(path__startswith=path)
    units = Unit.objects.filter(below).values("pk")
    today = timezone.localdate()
    return Q(pk__in=PostHolding.objects.on(today).filter(post__unit__in=units).values("user")) | Q(
        pk__in=Grant.objects.in_force().filter(unit__in=units).values("user")
    )


def state_word(user: User) -> str:
    for state, label in STATES:
        if state == "disabled" and not user.is_active:
            return str(label)
        if state == "waiting" and user.is_active and user.activated_at is None:
            return str(label)
    return str(STATES[0][1])


def _first_holding(user: User) -> PostHolding | None:
    return user.current_holdings[0] if user.current_holdings else None


class UserTable(Table):
    """Accounts; the layout is the import's."""

    title = gettext_lazy("用户")
    order = "username"
    empty = gettext_lazy("还没有用户。")
    selectable = True
    columns = [
        Column(
            "username",
            gettext_lazy("登录名"),
            sort="username",
            link=lambda user: reverse("staff:user", args=[user.pk]),
        ),
        Column("name", gettext_lazy("姓名"), sort="name"),
        Column(
            "unit",
            gettext_lazy("机构"),
            value=lambda user: (held := _first_holding(user)) and held.post.unit.name,
            width=36,
        ),
        Column(
            "post", gettext_lazy("岗位"), value=lambda user: (held := _first_holding(user)) and held.post.name
        ),
        Column(
            "duty",
            gettext_lazy("职责"),
            value=lambda user: (held := _first_holding(user)) and held.post.get_duty_display(),
            screen=False,
        ),
        Column("phone", gettext_lazy("联系电话"), screen=False),
        Column("email", gettext_lazy("电子邮箱"), screen=False, width=26),
        Column(
            "roles",
            gettext_lazy("角色"),
            value=lambda user: _("、").join(
                dict.fromkeys(grant.get_role_display() for grant in user.current_grants)
            ),
            width=26,
        ),
        Column("state", gettext_lazy("状态"), value=state_word),
        Column("last_login", gettext_lazy("上次登录"), sort="last_login"),
    ]
    filters = [
        Search("name", "username", label=gettext_lazy("姓名或登录名")),
        Choice(
            "unit",
            gettext_lazy("机构"),
            lambda: Unit.objects.filter(depth__lte=3).order_by("path").values_list("pk", "name"),
            condition=_in_cities,
        ),
        Choice("role", gettext_lazy("角色"), Role.choices, condition=_holders),
        Choice("state", gettext_lazy("状态"), STATES, condition=_any_state),
    ]


def user_rows(users: QuerySet[User]) -> QuerySet[User]:
    """People with ``current_holdings`` and ``current_grants`` as lists."""
    today = timezone.localdate()
    return users.prefetch_related(
        Prefetch(
            "holdings",
            PostHolding.objects.on(today).select_related("post__unit").order_by("pk"),
            to_attr="current_holdings",
        ),
        Prefetch("grants", Grant.objects.in_force().order_by("pk"), to_attr="current_grants"),
    )


@permission(Permission.USERS_VIEW)
@require_GET
def users(request: HttpRequest) -> HttpResponse:
    table = UserTable(request.GET, user_rows(users_visible_to(request.rights, Permission.USERS_VIEW)))
    if table.wants_export:
        return table.export(by_name=request.actor.name)
    table.selectable = request.rights.may(Permission.USERS_EDIT)
    return render(request, "staff/people/users.html", {"table": table})


def find_user(request: HttpRequest, pk: int, needed: str) -> User:
    return get_object_or_404(users_visible_to(request.rights, needed), pk=pk)


@permission(Permission.USERS_VIEW)
@require_GET
def user(request: HttpRequest, pk: int) -> HttpResponse:
    return _user_page(request, find_user(request, pk, Permission.USERS_VIEW))


def _user_page(request: HttpRequest, person: User, **more: Any) -> HttpResponse:
    may_edit = _may_edit(request, person)
    may_grant = request.rights.may(Permission.GRANTS_EDIT)
    grants = list(person.grants.select_related("unit", "granted_by", "revoked_by").order_by("-pk"))
    current = {grant.pk for grant in Grant.objects.in_force().filter(user=person)}
    for grant in grants:
        grant.is_current = grant.pk in current
        grant.may_revoke = grant.is_current and request.rights.covers(Permission.GRANTS_EDIT, grant.unit)
    return render(
        request,
        "staff/people/user.html",
        {
            "person": person,
            "state": state_word(person),
            "holdings": person.holdings.select_related("post__unit"),
            "grants": grants,
            "has_factor": has_factor(person),
            "locks": [lock for lock in current_locks() if lock.username == person.username],
            "may_edit": may_edit,
            "may_grant": may_grant,
            "invite_verdict": can_invite(person, request.actor),
            "disable_verdict": can_disable_user(person, request.actor),
            "factor_verdict": can_remove_factors(person, request.actor) if may_grant else None,
            **more,
        },
    )


def _may_edit(request: HttpRequest, person: User) -> bool:
    return users_visible_to(request.rights, Permission.USERS_EDIT).filter(pk=person.pk).exists()


@permission(Permission.USERS_EDIT)
@require_http_methods(["GET", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    units = units_visible_to(request.rights, Permission.USERS_EDIT).filter(is_active=True)
    initial = {"unit": picked(units, request.GET.get("unit", ""))}
    form = UserForm(
        request.POST or None,
        units=units,
        src=reverse("staff:unit_options") + "?for=users&groups=0",
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            person = create_user(
                data["username"],
                data["name"],
                request.actor,
                unit=data["unit"],
                post_name=data["post_name"],
                duty=data["duty"],
                email=data["email"],
                phone=data["phone"],
            )
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("已新建用户。下一步：生成激活链接，并请安全管理员授予角色。"))
            return redirect("staff:user", pk=person.pk)
    return render(request, "staff/people/form.html", _form_page(form, _("新建用户"), reverse("staff:users")))


def _form_page(form: Any, title: str, back: str) -> dict[str, Any]:
    return form_page(form, title, back, {"label": _("用户"), "url": reverse("staff:users")})


@permission(Permission.USERS_EDIT)
@require_http_methods(["GET", "POST"])
def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = find_user(request, pk, Permission.USERS_EDIT)
    form = UserEditForm(
        request.POST or None, initial={"name": person.name, "phone": person.phone, "email": person.email}
    )
    if request.method == "POST" and form.is_valid():
        change_user(person, request.actor, **form.cleaned_data)
        messages.success(request, _("已保存。"))
        return redirect("staff:user", pk=person.pk)
    title = _("修改“%(name)s”") % {"name": person.name}
    return render(
        request, "staff/people/form.html", _form_page(form, title, reverse("staff:user", args=[person.pk]))
    )


@permission(Permission.USERS_EDIT)
@require_POST
def user_active(request: HttpRequest, pk: int) -> HttpResponse:
    person = find_user(request, pk, Permission.USERS_EDIT)
    is_active = request.POST.get("active") == "1"
    try:
        set_user_active(person, is_active, request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("已启用。") if is_active else _("已停用，正在使用的登录立即失效。"))
    return redirect("staff:user", pk=person.pk)


@permission(Permission.USERS_EDIT)
@never_cache
@require_POST
def user_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """A one-time link, shown once on the answer's page."""
    person = find_user(request, pk, Permission.USERS_EDIT)
    try:
        invitation, token = issue_invitation(person, request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("staff:user", pk=person.pk)
    link = activation_link(request, token)
    return _user_page(request, person, link=link, invitation=invitation)


@permission(Permission.USERS_EDIT)
@never_cache
@require_POST
def users_invite(request: HttpRequest) -> HttpResponse:
    """Links for the chosen people who are not active yet, as a workbook: they are not kept anywhere else."""
    keys = [key for key in request.POST.getlist("row") if key.isdecimal() and len(key) < 19]
    chosen = (
        users_visible_to(request.rights, Permission.USERS_EDIT)
        .filter(pk__in=keys, is_active=True, activated_at__isnull=True)
        .exclude(pk=request.user.pk)
    )
    people = list(user_rows(chosen).order_by("username"))
    if not people:
        messages.error(request, _("所选的人里没有待激活的账号。"))
        return redirect("staff:users")
    rows = []
    for person in people:
        invitation, token = issue_invitation(person, request.actor)
        held = _first_holding(person)
        rows.append(
            [
                person.username,
                person.name,
                held.post.unit.name if held else None,
                activation_link(request, token),
                invitation.expires_at,
            ]
        )
    columns = [(_("登录名"), 16), (_("姓名"), 14), (_("机构"), 36), (_("激活链接"), 70), (_("有效期至"), 18)]
    return workbook_response(
        _("激活链接"), columns, rows, by_name=request.actor.name, at=timezone.localtime()
    )


@permission(Permission.GRANTS_EDIT)
@require_POST
def user_factors(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person's lost second factor away."""
    person = find_user(request, pk, Permission.GRANTS_EDIT)
    try:
        remove_factors(person, request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("已解除第二因素，此人下次登录时重新设置。"))
    return redirect("staff:user", pk=person.pk)


@permission(Permission.USERS_EDIT)
@require_GET
def locks(request: HttpRequest) -> HttpResponse:
    """User names that are locked now; names that nobody has are attempts from outside."""
    visible = set(users_visible_to(request.rights, Permission.USERS_EDIT).values_list("pk", flat=True))
    all_units = any(top.is_root() for top in request.rights.units(Permission.USERS_EDIT))
    shown = [lock for lock in current_locks() if (lock.user.pk in visible if lock.user else all_units)]
    return render(request, "staff/people/locks.html", {"locks": shown})


@permission(Permission.USERS_EDIT)
@require_POST
def user_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    person = find_user(request, pk, Permission.USERS_EDIT)
    if unlock(person.username, request.actor):
        messages.success(request, _("已解除“%(name)s”的锁定。") % {"name": person.name})
    if request.POST.get("back") == "locks":
        return redirect("staff:locks")
    return redirect("staff:user", pk=pk)
