"""Which offices a task goes to: its units and the members of its groups, each once."""

from __future__ import annotations

from dataclasses import dataclass, field

from luodi_web.people.models import Unit
from luodi_web.supervision.domain.outline import parents_among, units_in_force
from luodi_web.supervision.domain.plans import tasks_of
from luodi_web.supervision.enums import UnitRole
from luodi_web.supervision.models import Plan, Task

# What a queryset of tasks prefetches for the functions here.
FOR_UNITS = (
    "task_units__unit",
    "task_units__group__members",
    "parent__task_units__unit",
    "parent__task_units__group__members",
)


def units_of_task(task: Task) -> dict[Unit, str]:
    """Each active unit that does the task, named itself or through a group, with its role; lead wins.

    A sub-task without units has its parent's. Wants FOR_UNITS prefetched when called for many.
    """
    found: dict[Unit, str] = {}
    for entry in units_in_force(task):  # lead first
        if entry.unit is not None:
            members = [entry.unit]
        elif entry.group is not None:
            members = list(entry.group.members.all())
        else:
            members = []
        for unit in members:
            if unit.is_active and found.get(unit) != UnitRole.LEAD:
                found[unit] = entry.role
    return found


@dataclass
class UnitShare:
    """What one unit would get."""

    unit: Unit
    lead: list[Task] = field(default_factory=list)
    joint: list[Task] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.lead) + len(self.joint)


@dataclass(frozen=True)
class Dispatch:
    """Who would get what: units in tree order, and every (task, unit, role) there would be."""

    shares: list[UnitShare]
    entries: list[tuple[Task, Unit, str]]
    task_count: int


def plan_dispatch(plan: Plan) -> Dispatch:
    """What dispatching the plan as it is now would create. Of a task with sub-tasks only these go out."""
    found = list(tasks_of(plan).prefetch_related(*FOR_UNITS))
    parents = parents_among(found)
    tasks = [task for task in found if task.pk not in parents]
    entries = [(task, unit, role) for task in tasks for unit, role in units_of_task(task).items()]
    shares: dict[Unit, UnitShare] = {}
    for task, unit, role in entries:
        share = shares.setdefault(unit, UnitShare(unit))
        (share.lead if role == UnitRole.LEAD else share.joint).append(task)
    return Dispatch(sorted(shares.values(), key=lambda share: share.unit.path), entries, len(tasks))
