"""From a person to who acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from luodi_web.people.actor import Actor
from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import PostHolding

if TYPE_CHECKING:
    from luodi_web.people.models import User


def actor_for(user: User, address: str | None, rights: Rights | None = None) -> Actor:
    """The person in their first grant's unit (else their post's) and their current post there."""
    rights = rights or Rights.of(user)
    grants = rights.grants or rights.lent
    holdings = list(
        PostHolding.objects.on(timezone.localdate()).filter(user=user).select_related("post__unit")[:20]
    )
    unit = grants[0].unit if grants else holdings[0].post.unit if holdings else None
    held = next((holding.post for holding in holdings if holding.post.unit_id == (unit and unit.pk)), None)
    return Actor(
        user=user,
        name=user.name,
        unit=unit,
        post_name=held.name if held else "",
        address=address,
        rights=rights,
    )
