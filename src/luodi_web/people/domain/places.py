"""Conditions on rows by the place of their unit."""

from __future__ import annotations

from django.db.models import Q

from luodi_web.people.enums import RegionLevel
from luodi_web.people.models import Region, Unit


def units_in(subject: Unit | Region, field: str) -> Q:
    """Rows whose unit (reached by ``field``) is the unit or below it, or lies in the region."""
    if isinstance(subject, Unit):
        return Q(**{f"{field}__path__startswith": subject.path})
    if subject.level == RegionLevel.PROVINCE:
        return Q()
    if subject.level == RegionLevel.COUNTY:
        return Q(**{f"{field}__region": subject})
    return Q(**{f"{field}__region": subject}) | Q(**{f"{field}__region__parent": subject})
