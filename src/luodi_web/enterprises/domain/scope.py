"""Whose enterprises and snapshots a person sees: those of the area that their unit works for."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce

from luodi_web.enterprises.enums import SnapshotState
from luodi_web.enterprises.models import Enterprise, ProfileImport, Snapshot, SnapshotPlace
from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import RegionLevel
from luodi_web.people.models import Region
from luodi_web.people.rules import Permission

Row = TypeVar("Row", bound=Model)


def regions_of(rights: Rights, permission: str) -> list[Region]:
    """The regions of the units in which a person holds a permission; a unit without one governs none."""
    found = {unit.region_id: unit.region for unit in rights.units(permission) if unit.region is not None}
    return list(found.values())


def place_words(region: Region) -> str:
    """A county with its city, for its name alone does not tell everybody where it is."""
    if region.level == RegionLevel.COUNTY and region.parent is not None:
        return f"{region.parent.name} {region.name}"
    return region.name


def within(regions: list[Region], field: str) -> Q:
    """The condition that a row's region, reached by ``field``, is one of these or lies in one.

    Three levels: province, prefecture, county.
    """
    keys = [region.pk for region in regions]
    return (
        Q(**{f"{field}__in": keys})
        | Q(**{f"{field}__parent__in": keys})
        | Q(**{f"{field}__parent__parent__in": keys})
    )


def covers(rights: Rights, permission: str, region: Region) -> bool:
    """Whether the permission reaches all of a region."""
    keys = {each.pk for each in regions_of(rights, permission)}
    at: Region | None = region
    while at is not None:
        if at.pk in keys:
            return True
        at = at.parent
    return False


def enterprises_visible_to(rights: Rights) -> QuerySet[Enterprise]:
    return Enterprise.objects.filter(within(regions_of(rights, Permission.ENTERPRISES_VIEW), "region"))


def enterprises_editable_by(rights: Rights) -> QuerySet[Enterprise]:
    return Enterprise.objects.filter(within(regions_of(rights, Permission.ENTERPRISES_EDIT), "region"))


def regions_editable_by(rights: Rights) -> QuerySet[Region]:
    """Where a person may keep profiles: cities and counties of their area."""
    keys = [region.pk for region in regions_of(rights, Permission.ENTERPRISES_EDIT)]
    return Region.objects.filter(Q(pk__in=keys) | Q(parent__in=keys) | Q(parent__parent__in=keys))


def imports_visible_to(rights: Rights) -> QuerySet[ProfileImport]:
    """Those of the units that one may keep profiles for."""
    return ProfileImport.objects.filter(rights.scope(Permission.ENTERPRISES_EDIT, "unit"))


def snapshots_visible_to(rights: Rights) -> QuerySet[Snapshot]:
    """Snapshots that touch one's area: of the area itself, of parts of it, or of the area that it lies in.

    Of the last kind ``places_seen`` says which rows.
    """
    regions = regions_of(rights, Permission.ENTERPRISES_VIEW)
    above = [step for region in regions for step in regions_above(region)]
    return Snapshot.objects.filter(within(regions, "region") | Q(region__in=above, state=SnapshotState.DONE))


def with_rows_seen(rows: QuerySet[Row], regions: list[Region], snapshot: str) -> QuerySet[Row]:
    """The same with ``is_whole``, whether all of a snapshot's area is governed, and ``rows_seen``: the number
    of rows, of a larger area those of one's own; null where its places were never counted, or it has no
    column that tells one's own.

    regions: those that are governed. snapshot: the path to the snapshot, "" where the rows are snapshots.
    """
    counted = SnapshotPlace.objects.filter(snapshot=OuterRef(snapshot or "pk")).order_by()
    own = counted.filter(in_places(regions)).values("snapshot").annotate(own=Sum("rows")).values("own")
    region = f"{snapshot}__region" if snapshot else "region"
    # A condition that holds nowhere is none that a CASE takes: who governs nothing sees no rows at all.
    is_whole = Case(When(within(regions, region), then=True), default=False, output_field=BooleanField())
    return rows.annotate(is_whole=is_whole).annotate(
        rows_seen=Case(
            When(is_whole=True, then=F("rows")),
            When(_untold(regions, f"{snapshot}__" if snapshot else ""), then=None),
            When(Exists(counted), then=Coalesce(Subquery(own), 0)),
            output_field=BigIntegerField(),
        )
    )


def _untold(regions: list[Region], path: str) -> Q:
    """The condition that a snapshot, at the path, lacks the column for one of the regions that lie in its."""
    condition = Q(pk__in=[])
    for kind in ("city", "county"):
        own = [each for each in _outermost(regions) if _kind(each) == kind]
        above = [step for region in own for step in regions_above(region)]
        condition |= Q(**{f"{path}region__in": above, f"{path}{kind}_column": ""})
    return condition


def _outermost(regions: list[Region]) -> list[Region]:
    """Those that lie in no other of them, which says of their rows already that they are seen."""
    keys = {region.pk for region in regions}
    return [each for each in regions if not any(above.pk in keys for above in regions_above(each))]


def in_places(regions: list[Region]) -> Q:
    """The condition that a row with ``city`` and ``county`` lies in one of these, below the province."""
    kinds = [(_kind(region), region.name) for region in regions]
    return Q(city__in=[name for kind, name in kinds if kind == "city"]) | Q(
        county__in=[name for kind, name in kinds if kind == "county"]
    )


def _kind(region: Region) -> str:
    """The column of a file that names a region below the province."""
    return "county" if region.parent and region.parent.parent_id else "city"


def snapshots_editable_by(rights: Rights) -> QuerySet[Snapshot]:
    """Snapshots all of whose area one works for: taken, given away and run over as a whole."""
    return Snapshot.objects.filter(within(regions_of(rights, Permission.SNAPSHOTS_MAKE), "region"))


def regions_above(region: Region) -> list[Region]:
    """What a region lies in, the nearest first."""
    found = []
    at = region.parent
    while at is not None:
        found.append(at)
        at = at.parent
    return found


def places_seen(rights: Rights, permission: str, region: Region) -> list[tuple[str, str]] | None:
    """Which rows of a file of that area a person sees: None for all, else pairs of "city" or "county" and
    the place's name; an empty list for none.
    """
    if covers(rights, permission, region):
        return None
    seen = []
    for each in _outermost(regions_of(rights, permission)):
        if region.pk in {above.pk for above in regions_above(each)}:
            seen.append((_kind(each), each.name))
    return seen
