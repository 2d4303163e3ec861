"""Who acts: what every domain function takes as ``by``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from luodi_web.people.domain.scope import Rights
    from luodi_web.people.models import Unit, User


@dataclass(frozen=True)
class Actor:
    """A person in a post of a unit at an address, or the system itself (``user`` None).

    unit: the unit acted for: that of the person's first current grant. rights: the person's, where an act
    may be done for a colleague who is away; behalf_of: that colleague, once ``acting`` has found so.
    """

    user: User | None
    name: str
    unit: Unit | None = None
    post_name: str = ""
    address: str | None = None
    rights: Rights | None = None
    behalf_of: User | None = None

    @property
    def signature(self) -> str:
        """The name as it stands in the audit trail, with whom the act was done for."""
        if self.behalf_of is None:
            return self.name
        return _("%(name)s（代%(other)s办理）") % {"name": self.name, "other": self.behalf_of.name}

    @property
    def borrows(self) -> bool:
        """Whether some of the person's rights are lent by a colleague who is away."""
        return self.rights is not None and bool(self.rights.lent)

    def acting(self, permission: str, *units: Unit, below: bool = True) -> Actor:
        """The same person, acting for a colleague where only a lent right reaches one of the units."""
        if self.rights is None or not self.rights.lent:
            return self
        return replace(self, behalf_of=self.rights.acting_for(permission, *units, below=below))

    @classmethod
    def system(cls, name: str) -> Actor:
        """An act of the platform: the scheduler, an import at set-up."""
        return cls(user=None, name=name)
