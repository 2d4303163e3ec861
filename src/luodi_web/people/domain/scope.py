"""What a person may do, and for which units: default deny, by grant and unit tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from luodi_web.people.models import Grant, Unit
from luodi_web.people.rules import ROLE_PERMISSIONS

if TYPE_CHECKING:
    from luodi_web.people.models import User


def current_grants(user: User) -> list[Grant]:
    """The grants in force now, with their units, in the order given."""
    return list(Grant.objects.in_force().filter(user=user).select_related("unit__region").order_by("pk"))


@dataclass(frozen=True)
class Rights:
    """One person's rights at one moment; read once a request."""

    grants: tuple[Grant, ...]

    @classmethod
    def of(cls, user: User) -> Rights:
        if not user.is_authenticated or not user.is_active:
            return cls(())
        return cls(tuple(current_grants(user)))

    @property
    def roles(self) -> set[str]:
        return {grant.role for grant in self.grants}

    def may(self, permission: str) -> bool:
        return any(permission in ROLE_PERMISSIONS[grant.role] for grant in self.grants)

    def units(self, permission: str) -> list[Unit]:
        """The tops of the subtrees in which the person has the permission."""
        return [grant.unit for grant in self.grants if permission in ROLE_PERMISSIONS[grant.role]]

    def scope(self, permission: str, field: str = "") -> Q:
        """A condition on rows whose unit (reached by ``field``) lies in the permitted subtrees.

        ``field`` is a lookup path to the unit, e.g. ``"assignment__unit"``; empty for Unit itself.
        Without the permission the condition matches nothing.
        """
        prefix = f"{field}__" if field else ""
        tops = self.units(permission)
        if not tops:
            return Q(pk__in=[])
        condition = Q()
        for top in tops:
            condition |= Q(**{f"{prefix}path__startswith": top.path})
        return condition

    def covers(self, permission: str, unit: Unit) -> bool:
        """Whether the permission reaches this unit."""
        return any(unit.path.startswith(top.path) for top in self.units(permission))


def units_visible_to(rights: Rights, permission: str) -> QuerySet[Unit]:
    return Unit.objects.filter(rights.scope(permission))
