"""One's own account; and the open pages that lead to one: activation, a lost password, the first run."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.people.address import address_of
from luodi_web.people.domain.delegations import can_delegate
from luodi_web.people.domain.factors import has_factor, needs_factor
from luodi_web.people.domain.first_run import is_first_run_token, make_first_administrators
from luodi_web.people.domain.invitations import accept_invitation, find_invitation
from luodi_web.people.domain.passwords import password_expires_in
from luodi_web.people.domain.preferences import preference_of
from luodi_web.people.domain.users import sign_out_everywhere
from luodi_web.people.enums import Role
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.forms.users import FirstRunForm, NewPasswordForm
from luodi_web.people.models import Delegation, PostHolding, User
from luodi_web.people.permissions import public_page, signed_in_page


@signed_in_page
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "staff/people/account.html",
        {
            "grants": request.rights.grants,
            "holdings": PostHolding.objects.filter(user=request.user).select_related("post__unit"),
            "has_factor": has_factor(request.user),
            "needs_factor": needs_factor(request.rights.factor_roles),
            "password_days": password_expires_in(request.user),
            **_own_settings(request.user),
        },
    )


def _own_settings(user: User) -> dict[str, Any]:
    today = timezone.localdate()
    given = Delegation.objects.filter(from_user=user, ended_at__isnull=True, ends_on__gte=today)
    taken = Delegation.objects.in_force().filter(to_user=user)
    return {
        "may_delegate": can_delegate(user),
        "delegations_given": given.select_related("to_user").order_by("starts_on"),
        "delegations_taken": taken.select_related("from_user"),
        "preference": preference_of(user),
    }


@signed_in_page
@require_POST
def leave_everywhere(request: HttpRequest) -> HttpResponse:
    sign_out_everywhere(request.user, by=request.actor)
    logout(request)
    messages.success(request, _("已在所有设备上退出。"))
    return redirect("account_login")


@public_page
@require_GET
def forgotten(request: HttpRequest) -> HttpResponse:
    return render(request, "account/forgotten.html")


@public_page
@never_cache
@sensitive_post_parameters("password", "repeated")
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password by a one-time link."""
    invitation = find_invitation(token)
    if invitation is None:
        return render(request, "account/spent.html", status=404)
    form = NewPasswordForm(request.POST or None, user=invitation.user)
    if request.method == "POST" and form.is_valid():
        try:
            accept_invitation(token, form.cleaned_data["password"], address_of(request))
        except ValidationError:
            return render(request, "account/spent.html", status=404)
        logout(request)
        messages.success(request, _("密码已设置，请登录。"))
        return redirect("account_login")
    return render(request, "account/activate.html", {"form": form, "invitation": invitation})


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Make the first three administrators; only while there are no users, with the token of the terminal."""
    token = request.POST.get("token", "") or request.GET.get("token", "")
    if not is_first_run_token(token):
        return render(request, "account/spent.html", status=404)
    form = FirstRunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_first_administrators(form.people, address_of(request))
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            administrators = [
                {
                    "label": Role(one.role).label,
                    "name": one.user.name,
                    "username": one.user.username,
                    "link": activation_link(request, one.token),
                }
                for one in made
            ]
            return render(request, "account/first_run_done.html", {"administrators": administrators})
    return render(request, "account/first_run.html", {"form": form, "token": token})


def activation_link(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("staff:account_activate", args=[token]))
