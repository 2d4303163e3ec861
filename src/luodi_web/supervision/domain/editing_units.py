"""Who leads a task and who joins: set from picked units, groups, or words nobody knows yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.names import resolve_names
from luodi_web.people.enums import KINDS_WITHOUT_TASKS
from luodi_web.people.models import Unit, UnitGroup
from luodi_web.supervision.domain.editing import EditRefused, edit_plan
from luodi_web.supervision.enums import UnitRole
from luodi_web.supervision.models import Plan, Task, TaskUnit


@dataclass(frozen=True)
class Pick:
    """One choice of the unit picker: exactly one of unit, group, written (words that no unit answers to)."""

    unit_id: int | None = None
    group_id: int | None = None
    written: str = ""


def parse_picks(values: Sequence[str]) -> list[Pick]:
    """``unit:12``, ``group:3`` or ``written:省某厅`` as the picker sends them; doubles dropped.

    Written words that a unit or group does answer to become that unit or group. Raises EditRefused
    for a value that is none of these, or a unit or group that does not exist, is no longer active, or
    never signs for tasks.
    """
    picks: list[Pick] = []
    units: set[int] = set()
    groups: set[int] = set()
    for value in values:
        kind, _colon, rest = value.partition(":")
        if kind == "written" and rest.strip():
            name = resolve_names([rest])[0]
            if name.unit:
                pick = Pick(unit_id=name.unit.pk)
            elif name.group:
                pick = Pick(group_id=name.group.pk)
            else:
                pick = Pick(written=rest.strip()[:120])
        elif kind in ("unit", "group") and rest.isascii() and rest.isdecimal() and len(rest) < 10:
            pick = Pick(unit_id=int(rest)) if kind == "unit" else Pick(group_id=int(rest))
            (units if kind == "unit" else groups).add(int(rest))
        else:
            raise EditRefused(_("机构选择有误，请重新选择。"))
        if pick not in picks:
            picks.append(pick)
    if Unit.objects.filter(pk__in=units, is_active=True).count() < len(units):
        raise EditRefused(_("所选机构不存在或已停用，请重新选择。"))
    if Unit.objects.filter(pk__in=[pick.unit_id for pick in picks], kind__in=KINDS_WITHOUT_TASKS).exists():
        raise EditRefused(_("企业和高校院所不能签收任务，请选择其主管部门。"))
    if UnitGroup.objects.filter(pk__in=groups).count() < len(groups):
        raise EditRefused(_("所选机构组不存在，请重新选择。"))
    return picks


def set_units(
    plan: Plan,
    task_ids: Sequence[int],
    role: str,
    picks: Sequence[Pick],
    *,
    revision: int,
    by: Actor,
    keep: bool = False,
) -> None:
    """Give tasks these units in a role; what they had in it goes, unless ``keep`` adds to it.

    Nobody both leads and joins the same task, and the lead wins: a new lead leaves the joint units, a
    lead named as joint stays lead. Raises EditRefused for more than one lead.
    """
    if role == UnitRole.LEAD and len(picks) > 1:
        raise EditRefused(_("每项任务只能有一个牵头单位，其余请放入配合单位。"))
    what = _("设定牵头单位") if role == UnitRole.LEAD else _("设定配合单位")
    label = (
        what if len(task_ids) == 1 else _("%(what)s（%(count)d项）") % {"what": what, "count": len(task_ids)}
    )
    with edit_plan(plan, label, revision=revision, by=by) as locked:
        tasks = Task.objects.filter(pk__in=task_ids, workstream__plan=locked).prefetch_related("task_units")
        for task in tasks:
            lead, joint = picks_by_role(task)
            chosen = list(picks)
            if role == UnitRole.LEAD:
                rows = chosen or (lead if keep else []), [pick for pick in joint if pick not in chosen]
            else:
                joint = joint if keep else []
                rows = lead, [pick for pick in dict.fromkeys([*joint, *chosen]) if pick not in lead]
            write_units(task, *rows)


def copy_units(source: Task, target: Task) -> None:
    """Give a task that has no units those of another."""
    lead, joint = picks_by_role(source)
    write_units(target, lead, joint)


def unite_units(task: Task, other: Task) -> None:
    """Add another task's units: its lead leads only if the task has none."""
    lead, joint = picks_by_role(task)
    other_lead, other_joint = picks_by_role(other)
    if not lead:
        lead, other_lead = other_lead, []
    joint = [pick for pick in dict.fromkeys([*joint, *other_lead, *other_joint]) if pick not in lead]
    write_units(task, lead, joint)


def picks_by_role(task: Task) -> tuple[list[Pick], list[Pick]]:
    """Who leads and who joins a task, in order."""
    rows: dict[str, list[Pick]] = {UnitRole.LEAD: [], UnitRole.JOINT: []}
    for entry in task.task_units.all():
        # The words of a known unit are left out, so that equal picks compare equal.
        known = entry.unit_id or entry.group_id
        rows[entry.role].append(Pick(entry.unit_id, entry.group_id, "" if known else entry.written))
    return rows[UnitRole.LEAD], rows[UnitRole.JOINT]


def write_units(task: Task, lead: Sequence[Pick], joint: Sequence[Pick]) -> None:
    """Store a task's units anew, lead first."""
    task.task_units.all().delete()
    ranked = [(UnitRole.LEAD, pick) for pick in lead] + [(UnitRole.JOINT, pick) for pick in joint]
    TaskUnit.objects.bulk_create(
        TaskUnit(task=task, order=order, role=role, unit_id=p.unit_id, group_id=p.group_id, written=p.written)
        for order, (role, p) in enumerate(ranked)
    )
