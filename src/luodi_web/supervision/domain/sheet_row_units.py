"""Who leads and who joins, of the names in a row's cells."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from luodi_web.people.domain.names import ResolvedName
from luodi_web.people.enums import KINDS_WITHOUT_TASKS
from luodi_web.people.models import Unit, UnitGroup
from luodi_web.supervision.domain.drafting_units import known_names
from luodi_web.supervision.domain.sheet_cells import UNIT_COLUMNS, SheetCells
from luodi_web.supervision.domain.sheet_problems import TAKE_FIRST, Kind, Problem
from luodi_web.supervision.domain.sheet_units import NearNames, candidate_names, same_units, split_units


class RowUnits:
    """The units of each row of one sheet; ``know`` comes first, ``mark_unknown`` last."""

    def __init__(self, cells: SheetCells) -> None:
        self.cells = cells
        self._known: dict[str, ResolvedName] = {}
        self._chosen: dict[str, str] = {}
        self._near: NearNames | None = None
        self._unknown: dict[str, Problem] = {}

    def know(self, rows: list[int]) -> None:
        """Asks the register once for every name of the sheet, and puts chosen units in for wrong names."""
        lists = [
            names
            for row in rows
            for column in UNIT_COLUMNS
            if (cell := self.cells.text(row, column))
            for names in candidate_names(cell)
        ]
        self._known = known_names(lists)
        for key, value in self.cells.fixes.items():
            if key.startswith("unit:") and (chosen := _unit_of(value)):
                name = key.removeprefix("unit:")
                self._chosen[name] = str(chosen)
                self._known |= known_names([[str(chosen)]])

    def of(self, row: int) -> tuple[list[str], list[str]]:
        """Names of the lead and of the joint units; several leads and unknown names are noted as problems."""
        lead = split_units(self.cells.text(row, "lead"), self._known)
        joint = split_units(self.cells.text(row, "joint"), self._known)
        both = split_units(self.cells.text(row, "units"), self._known)
        leads = [*lead.lead, *lead.plain, *joint.lead, *both.lead]
        joints = [*lead.joint, *joint.joint, *joint.plain, *both.joint]
        column = "lead" if "lead" in self.cells.header.places else "units"
        if not leads and both.plain:
            # 责任单位 as one column: the first listed leads (conventions.md 4.3).
            leads, joints = both.plain[:1], [*both.plain[1:], *joints]
        else:
            joints += both.plain
        leads = self._resolved(row, column, leads)
        joints = self._resolved(row, "joint" if "joint" in self.cells.header.places else column, joints)
        if len(leads) > 1:
            leads, joints = self._one_lead(row, column, leads, joints)
        return leads, [name for name in same_units(joints) if name not in leads]

    def _one_lead(
        self, row: int, column: str, leads: list[str], joints: list[str]
    ) -> tuple[list[str], list[str]]:
        key = self.cells.key("lead", row, column)
        if self.cells.fixes.get(key) == TAKE_FIRST:
            words = _("以第一个单位“%(name)s”为牵头，其余为配合。") % {"name": leads[0]}
            self.cells.note_fixed(row, column, words)
            return leads[:1], [*leads[1:], *joints]
        words = _("牵头单位只能有一个：可以第一个为牵头、其余为配合，或在表中改正。")
        first = (TAKE_FIRST, _("以“%(name)s”牵头，其余配合") % {"name": leads[0]})
        self.cells.found.errors.append(
            self.cells.problem(
                Kind.LEAD, row, column, words, value="、".join(leads), key=key, choices=[first]
            )
        )
        return leads, joints

    def _resolved(self, row: int, column: str, names: list[str]) -> list[str]:
        found = []
        for name in names:
            name = self._chosen.get(name, name)
            unit = self._known[name].unit if name in self._known else None
            if name in self._known and not (unit and unit.kind in KINDS_WITHOUT_TASKS):
                found.append(name)
                continue
            found.append(name)
            if name in self._unknown:
                seen = self._unknown[name]
                self._unknown[name] = replace(seen, count=seen.count + 1)
                continue
            words = _("机构名册里没有“%(name)s”，请选定是哪个机构，或先在机构里加这个别名。")
            if unit:
                words = _("“%(name)s”是企业或高校院所，不能签收任务，请改为其主管部门。")
            self._unknown[name] = self.cells.problem(
                Kind.UNIT, row, column, words % {"name": name}, value=name, key=f"unit:{name}"
            )
        return same_units(found)

    def mark_unknown(self) -> None:
        """Each unknown name once, with names near it; and what was chosen for a name."""
        for name, problem in self._unknown.items():
            self._near = self._near or NearNames()
            self.cells.found.errors.append(replace(problem, choices=self._near.near(name)))
        for name, chosen in self._chosen.items():
            self.cells.found.fixed.append(
                Problem(Kind.NOTE, 0, "", _("“%(name)s”是“%(unit)s”。") % {"name": name, "unit": chosen})
            )


def _unit_of(value: str) -> Unit | UnitGroup | None:
    """The unit or group of ``unit:12`` or ``group:3``; null for anything else, or one that is gone."""
    kind, _colon, rest = value.partition(":")
    if not (rest.isascii() and rest.isdecimal() and len(rest) < 10):
        return None
    if kind == "unit":
        units = Unit.objects.filter(is_active=True).exclude(kind__in=KINDS_WITHOUT_TASKS)
        return units.filter(pk=int(rest)).first()
    return UnitGroup.objects.filter(pk=int(rest)).first() if kind == "group" else None
