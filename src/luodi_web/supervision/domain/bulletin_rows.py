"""The rows behind a figure of a bulletin, out of its own frozen data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from luodi_web.supervision.enums import AssignmentState, Light, UnitRole

Row = dict[str, Any]
_EQUAL = ("state", "light", "task", "stream", "unit", "owed", "unsigned")


def state_words(state: AssignmentState) -> str:
    """A state as a bulletin names it: 销号 is the office's own business, done is done."""
    return _("已完成") if state == AssignmentState.DONE else str(state.label)


def stage_of(row: Row) -> str:
    """Which part of a chart's bar a row is in, exactly one: done, red, yellow, under_way."""
    if row["state"] == AssignmentState.DONE:
        return "done"
    return row["light"] if row["light"] in (Light.RED, Light.YELLOW) else "under_way"


def chosen_rows(rows: Iterable[Row], conditions: dict[str, Any]) -> list[Row]:
    """Rows that meet all conditions; none: all rows. Raises KeyError for a condition of no known name.

    state, light, task, stream, unit, owed, unsigned: equal. done_from, done_to: done on these days or
    between. stage: as ``stage_of`` says. ids, units: keys of assignments, of units.
    """
    left = dict(conditions)
    equal = {name: left.pop(name) for name in _EQUAL if name in left}
    first, last = left.pop("done_from", None), left.pop("done_to", None)
    stage = left.pop("stage", None)
    ids = set(left.pop("ids")) if "ids" in left else None
    units = set(left.pop("units")) if "units" in left else None
    if left:
        raise KeyError(f"unknown conditions {sorted(left)}")
    return [
        row
        for row in rows
        if all(row[name] == value for name, value in equal.items())
        and (first is None or (row["done"] or "") >= first)
        and (last is None or "" < (row["done"] or "") <= last)
        and (stage is None or stage_of(row) == stage)
        and (ids is None or row["id"] in ids)
        and (units is None or row["unit"] in units)
    ]


def rows_behind(data: dict[str, Any], key: str) -> list[Row]:
    """The rows that a figure counts. Raises KeyError for a figure that there is not."""
    return chosen_rows(data["rows"], data["figures"][key]["filter"])


@dataclass(frozen=True)
class FrozenRow:
    """One assignment as it was at the snapshot, in words. task_id leads to what it is now."""

    task_id: int
    no: str
    task: str
    unit: str
    role: str
    deadline: str
    state: str
    light: str
    light_label: str
    reason: str
    percent: int
    problem: str

    def cells(self) -> list[Any]:
        """Values in the order of ``COLUMN_WORDS`` of the screen that lists them."""
        return [
            self.no,
            self.task,
            self.unit,
            self.role,
            self.deadline,
            self.state,
            self.light_label,
            self.reason,
            self.percent,
            self.problem,
        ]


def in_words(data: dict[str, Any], rows: Iterable[Row]) -> list[FrozenRow]:
    """The rows as a page shows them, in the order given."""
    units = {unit["id"]: unit["name"] for unit in data["units"]}
    return [
        FrozenRow(
            task_id=row["task"],
            no=data["tasks"][str(row["task"])]["no"],
            task=data["tasks"][str(row["task"])]["text"],
            unit=units[row["unit"]],
            role=str(UnitRole(row["role"]).label),
            deadline=row["deadline"] or "",
            state=state_words(AssignmentState(row["state"])),
            light=row["light"],
            light_label=str(Light(row["light"]).label),
            reason=row["reason"],
            percent=row["percent"],
            problem=row["problem"],
        )
        for row in rows
    ]
