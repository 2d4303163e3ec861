"""Who acts: what every domain function takes as ``by``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from luodi_web.people.models import Unit, User


@dataclass(frozen=True)
class Actor:
    """A person in a post of a unit at an address, or the system itself (``user`` None).

    unit: the unit acted for: that of the person's first current grant.
    """

    user: User | None
    name: str
    unit: Unit | None = None
    post_name: str = ""
    address: str | None = None

    @classmethod
    def system(cls, name: str) -> Actor:
        """An act of the platform: the scheduler, an import at set-up."""
        return cls(user=None, name=name)
