"""Every view declares who may open it; a test walks all URLs and finds those that do not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luodi_web.people.domain.audit import record
from luodi_web.people.enums import PeopleVerb
from luodi_web.people.rules import Permission

View = Callable[..., HttpResponse]

# What ``view.permission`` says of a page that needs no sign-in.
PUBLIC = "public"
# What it says of a page that everyone signed in may open, also without any grant: their own account.
SIGNED_IN = "signed in"


def permission(code: str) -> Callable[[View], View]:
    """Lets in who holds the permission somewhere; which objects is the view's own query's business.

    Not signed in: to the sign-in page and back. Signed in without the right: a page that says so
    (status 403), and an audit entry.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.rights.may(code):
                record(request.actor, PeopleVerb.DENIED, after={"path": request.path, "permission": code})
                needed = {"needed": Permission(code).label}
                return render(request, "staff/errors/403.html", needed, status=403)
            return view(request, *args, **kwargs)

        guarded.permission = code
        return guarded

    return decorate


def signed_in_page(view: View) -> View:
    """Lets in everyone who is signed in; the page shows nothing but their own."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.permission = SIGNED_IN
    return guarded


def public_page(view: View) -> View:
    """Declares that a page may be opened by anyone."""
    view.permission = PUBLIC
    return view
