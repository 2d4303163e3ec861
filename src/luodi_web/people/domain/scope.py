"""What a person may do, and for which units: default deny, by grant and unit tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from luodi_web.people.models import Delegation, Grant, Unit
from luodi_web.people.rules import ADMINISTRATORS, DELEGABLE, DELEGATED_ACTS, ROLE_PERMISSIONS

if TYPE_CHECKING:
    from luodi_web.people.models import User


def current_grants(user: User) -> tuple[tuple[Grant, ...], tuple[Grant, ...]]:
    """The grants in force now, with their units, in the order given: one's own, and those lent to one.

    Lent are the grants by which colleagues who are away sign for, report on or review tasks: their own
    ones only, so nothing is passed on twice. An administrator borrows nothing: the roles exclude it.
    """
    lenders = Delegation.objects.in_force().filter(to_user=user, from_user__is_active=True)
    lent = Q(user__in=lenders.values("from_user"), role__in=_LENT_ROLES)
    rows = Grant.objects.in_force().filter(Q(user=user) | lent)
    grants = list(rows.select_related("unit__region", "user").order_by("pk"))
    own = tuple(grant for grant in grants if grant.user_id == user.pk)
    if any(grant.role in ADMINISTRATORS for grant in own):
        return own, ()
    return own, tuple(grant for grant in grants if grant.user_id != user.pk)


_LENT_ROLES = [role for role, held in ROLE_PERMISSIONS.items() if held & DELEGATED_ACTS]


@dataclass(frozen=True)
class Rights:
    """One person's rights at one moment; read once a request.

    grants: the person's own. lent: grants of colleagues who are away, of which only ``DELEGABLE`` counts.
    """

    grants: tuple[Grant, ...]
    lent: tuple[Grant, ...] = ()

    @classmethod
    def of(cls, user: User) -> Rights:
        if not user.is_authenticated or not user.is_active:
            return cls(())
        return cls(*current_grants(user))

    @property
    def roles(self) -> set[str]:
        return {grant.role for grant in self.grants}

    @property
    def factor_roles(self) -> set[str]:
        """Roles whose rights one has, lent ones too: a second factor is not lent away."""
        return self.roles | {grant.role for grant in self.lent}

    @property
    def lenders(self) -> list[User]:
        """The colleagues for whom the person acts, each once."""
        return list({grant.user_id: grant.user for grant in self.lent}.values())

    def may(self, permission: str) -> bool:
        return any(permission in ROLE_PERMISSIONS[grant.role] for grant in self._holding(permission))

    def units(self, permission: str) -> list[Unit]:
        """The tops of the subtrees in which the person has the permission."""
        return [
            grant.unit for grant in self._holding(permission) if permission in ROLE_PERMISSIONS[grant.role]
        ]

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

    def acting_for(self, permission: str, *units: Unit, below: bool = True) -> User | None:
        """For whom the person acts when using the permission on what belongs to any of these units.

        None: by a right of their own. below False: a grant reaches its very unit only, as with reports.
        """
        own = Rights(self.grants)
        if any(own._reaches(top, unit, below) for top in own.units(permission) for unit in units):
            return None
        for grant in self.lent:
            holds = permission in ROLE_PERMISSIONS[grant.role] and permission in DELEGABLE
            if holds and any(self._reaches(grant.unit, unit, below) for unit in units):
                return grant.user
        return None

    @staticmethod
    def _reaches(top: Unit, unit: Unit, below: bool) -> bool:
        return unit.path.startswith(top.path) if below else unit.path == top.path

    def _holding(self, permission: str) -> tuple[Grant, ...]:
        return self.grants + self.lent if permission in DELEGABLE else self.grants


def units_visible_to(rights: Rights, permission: str) -> QuerySet[Unit]:
    return Unit.objects.filter(rights.scope(permission))
