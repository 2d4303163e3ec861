"""Back to the page an act was started from."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest, otherwise: str = "") -> HttpResponseRedirect:
    """To the page that the form's ``next`` names; to ``otherwise``, or 今日, if that is no page of ours."""
    target = request.POST.get("next", "")
    return HttpResponseRedirect(target if is_ours(request, target) else otherwise or reverse("staff:today"))


def is_ours(request: HttpRequest, target: str) -> bool:
    """Whether an address that came with the request leads to this platform: a path, and nobody else's."""
    return target.startswith("/") and url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    )
