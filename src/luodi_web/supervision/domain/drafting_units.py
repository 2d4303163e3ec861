"""From the unit names a task is written with to its units."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from itertools import pairwise

from luodi_web.people.domain.names import ResolvedName, resolve_names
from luodi_web.supervision.enums import UnitRole
from luodi_web.supervision.models import Task, TaskUnit


def known_names(lists: Iterable[Sequence[str]]) -> dict[str, ResolvedName]:
    """Each name of the lists, and each pair of neighbours joined by 、, that the register knows."""
    wanted: set[str] = set()
    for names in lists:
        wanted.update(names)
        wanted.update(f"{first}、{second}" for first, second in pairwise(names))
    return {found.name: found for found in resolve_names(sorted(wanted)) if found.is_known}


def rejoin_names(names: Sequence[str], known: Container[str]) -> list[str]:
    """Names with those put together again that only together are one: 各市 and 州 are 各市、州."""
    joined: list[str] = []
    for name in names:
        together = f"{joined[-1]}、{name}" if joined else ""
        if together in known and (joined[-1] not in known or name not in known):
            joined[-1] = together
        else:
            joined.append(name)
    return joined


def link_units(rows: Iterable[tuple[Task, Iterable[str], Iterable[str]]]) -> None:
    """Store the units of stored tasks from names as written: (task, lead names, joint names).

    A unit named twice in one task counts once, where it is named first.
    """
    rows = [(task, _clean(lead), _clean(joint)) for task, lead, joint in rows]
    known = known_names(names for _task, lead, joint in rows for names in (lead, joint))
    entries: list[TaskUnit] = []
    for task, lead, joint in rows:
        seen: set[tuple[int | None, int | None, str]] = set()
        ranked = [(UnitRole.LEAD, name) for name in rejoin_names(lead, known)]
        ranked += [(UnitRole.JOINT, name) for name in rejoin_names(joint, known)]
        for order, (role, name) in enumerate(ranked):
            key = _unit_key(known.get(name) or ResolvedName(name))
            if key not in seen:
                seen.add(key)
                unit, group, written = key
                entries.append(
                    TaskUnit(task=task, role=role, order=order, unit_id=unit, group_id=group, written=written)
                )
    TaskUnit.objects.bulk_create(entries)


def _clean(names: Iterable[str]) -> list[str]:
    return [name.strip() for name in names if name.strip()]


def _unit_key(found: ResolvedName) -> tuple[int | None, int | None, str]:
    if found.unit:
        return found.unit.pk, None, ""
    if found.group:
        return None, found.group.pk, ""
    return None, None, found.name[:120]
