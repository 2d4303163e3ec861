"""From names as documents write them to units and groups of the tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from luodi_web.people.models import Unit, UnitGroup, UnitName


@dataclass(frozen=True)
class ResolvedName:
    """What a written name stands for; both null: nobody knows it."""

    name: str
    unit: Unit | None = None
    group: UnitGroup | None = None

    @property
    def is_known(self) -> bool:
        return self.unit is not None or self.group is not None


def resolve_names(names: Iterable[str]) -> list[ResolvedName]:
    """Each name with the unit or group it means, by full name, short name or alias; order kept.

    A short name that several units share resolves to none: a person decides. The name of a unit that was
    merged into another means that other one.
    """
    wanted = [name.strip() for name in names if name.strip()]
    found: dict[str, ResolvedName] = {}
    for alias in UnitName.objects.filter(name__in=wanted).select_related("unit__successor", "group"):
        found[alias.name] = ResolvedName(alias.name, _now(alias.unit), alias.group)
    for group in UnitGroup.objects.filter(name__in=wanted):
        found[group.name] = ResolvedName(group.name, group=group)
    for unit in Unit.objects.filter(short_name__in=wanted, successor__isnull=False):
        found.setdefault(unit.short_name, ResolvedName(unit.short_name, _now(unit)))
    shared: set[str] = set()
    for unit in Unit.objects.filter(short_name__in=wanted, is_active=True):
        if unit.short_name in found and found[unit.short_name].unit != unit:
            shared.add(unit.short_name)
        found[unit.short_name] = ResolvedName(unit.short_name, unit)
    for name in shared:
        del found[name]
    for unit in Unit.objects.filter(name__in=wanted).select_related("successor"):
        found[unit.name] = ResolvedName(unit.name, _now(unit))
    return [found.get(name, ResolvedName(name)) for name in wanted]


def _now(unit: Unit | None) -> Unit | None:
    """The unit itself, or the one that it was merged into."""
    return unit.successor if unit is not None and unit.successor is not None else unit
