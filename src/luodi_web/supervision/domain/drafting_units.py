"""From the unit names a task is written with to its units."""

from __future__ import annotations

from collections.abc import Iterable

from luodi_web.people.domain.names import ResolvedName, resolve_names
from luodi_web.supervision.enums import UnitRole
from luodi_web.supervision.models import Task, TaskUnit


def link_units(rows: Iterable[tuple[Task, Iterable[str], Iterable[str]]]) -> None:
    """Store the units of stored tasks from names as written: (task, lead names, joint names).

    A unit named twice in one task counts once, where it is named first.
    """
    rows = [(task, list(lead), list(joint)) for task, lead, joint in rows]
    names = {name.strip() for _task, lead, joint in rows for name in (*lead, *joint) if name.strip()}
    known = {found.name: found for found in resolve_names(sorted(names))}
    entries: list[TaskUnit] = []
    for task, lead, joint in rows:
        seen: set[tuple[int | None, int | None, str]] = set()
        ranked = [(UnitRole.LEAD, name) for name in lead] + [(UnitRole.JOINT, name) for name in joint]
        for order, (role, name) in enumerate(ranked):
            found = known.get(name.strip())
            if found is None:  # an empty name
                continue
            key = _unit_key(found)
            if key not in seen:
                seen.add(key)
                unit, group, written = key
                entries.append(
                    TaskUnit(task=task, role=role, order=order, unit_id=unit, group_id=group, written=written)
                )
    TaskUnit.objects.bulk_create(entries)


def _unit_key(found: ResolvedName) -> tuple[int | None, int | None, str]:
    if found.unit:
        return found.unit.pk, None, ""
    if found.group:
        return None, found.group.pk, ""
    return None, None, found.name[:120]
