"""Puts who acts on the request: ``request.rights`` and ``request.actor``."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from luodi_web.people.actor import Actor
from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import PostHolding


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.rights = SimpleLazyObject(lambda: Rights.of(request.user))
        request.actor = SimpleLazyObject(lambda: actor_of(request))
        return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person in their first grant's unit and current post there; a stranger otherwise."""
    address = request.META.get("REMOTE_ADDR")
    user = request.user
    if not user.is_authenticated:
        return Actor(user=None, name="", address=address)
    unit = request.rights.grants[0].unit if request.rights.grants else None
    today = timezone.localdate()
    holding = (
        PostHolding.objects.filter(user=user, starts_on__lte=today)
        .exclude(ends_on__lt=today)
        .select_related("post")
        .first()
    )
    return Actor(
        user=user,
        name=user.name,
        unit=unit,
        post_name=holding.post.name if holding else "",
        address=address,
    )
