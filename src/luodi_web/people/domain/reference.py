"""Regions, units, aliases and groups that the platform starts with: Hubei."""

from __future__ import annotations

import csv
from importlib.resources import files

from django.db import transaction

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.initials import initials_of
from luodi_web.people.enums import PeopleVerb, RegionLevel, UnitKind
from luodi_web.people.models import Region, Unit, UnitGroup, UnitName

SCIENCE_DEPARTMENT = "湖北省科学技术厅"
# The one office whose name is not its city's with 科学技术局.
OFFICE_NAMES = {"420100": "武汉市科技创新局"}


def load_reference(by: Actor) -> dict[str, int]:
    """Add what is missing of the reference tables; the number added by kind, all 0 the second time.

    What an administrator has changed stays: units are known again by name, alias or region, and
    nothing that exists is overwritten.
    """
    with transaction.atomic():
        added = {
            "regions": _load_regions(),
            "departments": _load_departments(),
            "offices": _load_offices(),
            "groups": _load_groups(),
        }
        if any(added.values()):
            record(by, PeopleVerb.IMPORTED, after=added)
    return added


def _rows(name: str) -> list[dict[str, str]]:
    text = files("luodi_web.people").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _load_regions() -> int:
    known = set(Region.objects.values_list("code", flat=True))
    missing = [row for row in _rows("regions.csv") if row["code"] not in known]
    # In the table's order a parent comes before its children.
    Region.objects.bulk_create(
        Region(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            kind=row["kind"],
            parent_id=row["parent"] or None,
            is_county_too=row["also"] == RegionLevel.COUNTY,
        )
        for row in missing
    )
    return len(missing)


def _unit_named(name: str) -> Unit | None:
    return Unit.objects.filter(name=name).first() or Unit.objects.filter(aliases__name=name).first()


def _add(parent: Unit | None, **fields: object) -> Unit:
    fields["initials"] = initials_of(str(fields.get("short_name", "")), str(fields["name"]))
    return Unit.objects.add_child(parent, fields) if parent else Unit.objects.add_root(fields)


def _load_departments() -> int:
    added = 0
    for row in _rows("departments.csv"):
        if _unit_named(row["name"]):
            continue
        unit = _add(
            _unit_named(row["parent"]) if row["parent"] else None,
            name=row["name"],
            short_name=row["short_name"],
            kind=row["kind"],
            region_id="420000",
        )
        _add_aliases(row["aliases"].split("|"), unit=unit)
        added += 1
    return added


def _add_aliases(names: list[str], unit: Unit | None = None, group: UnitGroup | None = None) -> None:
    """Aliases that are still free; one that an administrator gave to another keeps that meaning."""
    UnitName.objects.bulk_create(
        (UnitName(name=name, unit=unit, group=group) for name in dict.fromkeys(names) if name),
        ignore_conflicts=True,
    )


def _load_offices() -> int:
    """The offices of 17 prefectures under the science department, and of 103 counties under theirs.

    Four regions are both at once and have one office: 116 in all.
    """
    department = _unit_named(SCIENCE_DEPARTMENT)
    offices = {
        unit.region_id: unit
        for unit in Unit.objects.filter(kind__in=(UnitKind.CITY, UnitKind.COUNTY)).order_by("path")
    }
    added = 0
    regions = Region.objects.exclude(level=RegionLevel.PROVINCE).order_by("-level", "code")
    for region in regions:
        if region.code in offices:
            continue
        is_city = region.level == RegionLevel.PREFECTURE
        name = OFFICE_NAMES.get(region.code, f"{region.name}科学技术局")
        unit = _add(
            department if is_city else offices[region.parent_id],
            name=name,
            short_name=f"{_plain_name(region)}科技局",
            kind=UnitKind.CITY if is_city else UnitKind.COUNTY,
            region=region,
        )
        _add_aliases(
            [
                alias
                for place in (region.name, _plain_name(region))
                for alias in (place, f"{place}人民政府", f"{place}科学技术局", f"{place}科技局")
                if alias not in (unit.name, unit.short_name)
            ],
            unit=unit,
        )
        offices[region.code] = unit
        added += 1
    return added


def _plain_name(region: Region) -> str:
    """A region as people say it: 恩施州, 长阳县, 五峰县."""
    for people in ("土家族苗族", "土家族"):
        if people in region.name:
            return region.name.replace(people, "").replace("自治", "")
    return region.name


def _load_groups() -> int:
    offices = Unit.objects.filter(kind__in=(UnitKind.CITY, UnitKind.COUNTY))
    members = {
        "city": offices.filter(kind=UnitKind.CITY),
        "county": offices.filter(kind=UnitKind.COUNTY) | offices.filter(region__is_county_too=True),
        "office": offices,
        "department": Unit.objects.filter(kind=UnitKind.DEPARTMENT),
    }
    added = 0
    for row in _rows("groups.csv"):
        group, created = UnitGroup.objects.get_or_create(name=row["name"])
        if not created:
            continue
        group.members.set(members[row["members"]])
        _add_aliases(row["aliases"].split("|"), group=group)
        added += 1
    return added
