"""Who acts (``request.rights``, ``request.actor``), for how long, and with a second factor."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.address import address_of
from luodi_web.people.domain.actors import actor_for
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.factors import must_add_factor
from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import PeopleVerb

GetResponse = Callable[[HttpRequest], HttpResponse]
STARTED_AT = "started_at"


class SessionLifetimeMiddleware:
    """Ends a session that is too old, or that began before the person signed out everywhere.

    Idle time is the session's own expiry; this is the limit that activity does not move.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            started = request.session.setdefault(STARTED_AT, time.time())
            ended = request.user.signed_out_at
            if time.time() - started > settings.SESSION_LIFETIME_S or (ended and started < ended.timestamp()):
                record(
                    actor_for(request.user, address_of(request)),
                    PeopleVerb.SIGNED_OUT,
                    request.user,
                    after={"reason": _("会话到期")},
                )
                logout(request)
                messages.info(request, _("登录已到期，请重新登录。"))
        return self.get_response(request)


class ActorMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.rights = SimpleLazyObject(lambda: Rights.of(request.user))
        request.actor = SimpleLazyObject(lambda: actor_of(request))
        return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person with unit, post and address; a stranger otherwise."""
    if not request.user.is_authenticated:
        return Actor(user=None, name="", address=address_of(request))
    return actor_for(request.user, address_of(request), request.rights)


class SecondFactorMiddleware:
    """Leads people whose role needs a second factor to set one up before anything else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.user.is_authenticated
            and not _is_account_page(request.path_info)
            and must_add_factor(request.user, request.rights.factor_roles)
        ):
            messages.info(request, _("您的角色需要第二因素，请先完成设置。"))
            return redirect("mfa_index")
        return self.get_response(request)


def _is_account_page(path: str) -> bool:
    """Pages by which a factor is set up or a session left; told by name, not by where they are mounted."""
    try:
        name = resolve(path).url_name or ""
    except Resolver404:
        return True
    return name.startswith(("account_", "mfa_"))
