"""Units in the cells of a sheet: several in one, with 牵头 and 配合 inside, and names like a wrong one."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

from luodi_web.people.domain.search import units_for_tasks
from luodi_web.people.models import UnitGroup, UnitName
from luodi_web.supervision.domain.drafting_units import rejoin_names

NEAR = 4
# How alike two names must be, from 0 to 1, for one to be offered for the other.
ALIKE = 0.5
_BETWEEN = re.compile(r"[、，,；;\n/]+")
_LEAD_WORD, _JOINT_WORD = r"牵头(?:单位|部门)?", r"(?:责任|配合|参与|协办|参加)(?:单位|部门)?"
_MARK = re.compile(rf"(?:^|(?<=[；;。，,\n\s]))(?:({_LEAD_WORD})|({_JOINT_WORD}))\s*[：:]")
_AFTER = re.compile(r"[（(](?:(牵头[^）)]{0,4})|((?:配合|参与|协办)[^）)]{0,4}))[）)]$")
_CLAUSE = re.compile(r"(?:(负责牵头|牵头)|(分工负责|共同参与|配合|参与))$")
_OFTEN = re.compile(r"^(?:湖北省|省直|省|武汉市)")


class CellUnits(NamedTuple):
    """Names of one cell by what it says of them; plain: those it says nothing of."""

    lead: list[str]
    joint: list[str]
    plain: list[str]


def split_units(cell: str, known: Container[str]) -> CellUnits:
    """The names in a cell. What is a name as a whole (各市、州) stays whole."""
    cell = cell.strip()
    if cell in known:
        return CellUnits([], [], [cell])
    marks = list(_MARK.finditer(cell))
    if marks:
        found = CellUnits([], [], names_in(cell[: marks[0].start()], known))
        for mark, after in zip(marks, [*marks[1:], None], strict=True):
            words = cell[mark.end() : after.start() if after else len(cell)]
            (found.lead if mark[1] else found.joint).extend(names_in(words, known))
        return found
    found = CellUnits([], [], [])
    for clause in re.split(r"[，,；;\n]", cell):
        said = _CLAUSE.search(clause.strip())
        if said and (bare := clause.strip()[: said.start()]):
            (found.lead if said[1] else found.joint).extend(names_in(bare, known))
            continue
        for name in names_in(clause, known):
            role = _AFTER.search(name)
            bare = name[: role.start()].strip() if role else name
            (found.plain if role is None else found.lead if role[1] else found.joint).append(bare)
    return CellUnits(found.lead, found.joint, rejoin_names(found.plain, known))


def names_in(words: str, known: Container[str]) -> list[str]:
    """Names between 、，；/ and line ends; a name that is none but together with its neighbour stays so."""
    words = words.strip().strip("。")
    if words in known:
        return [words]
    return rejoin_names([name.strip() for name in _BETWEEN.split(words) if name.strip()], known)


def candidate_names(cell: str) -> list[list[str]]:
    """Every list of names a cell may hold, for asking the register once for a whole sheet."""
    cell = cell.strip()
    found = split_units(cell, ())
    return [
        [cell],
        found.lead,
        found.joint,
        found.plain,
        [n.strip() for n in _BETWEEN.split(cell) if n.strip()],
    ]


class NearNames:
    """Offers units and groups for names that the register does not know. Three queries, made once."""

    def __init__(self) -> None:
        self._names: list[tuple[str, str, str]] = []
        for unit in units_for_tasks().filter(is_active=True).order_by("depth", "path"):
            value = f"unit:{unit.pk}"
            self._names += [(name, value, unit.name) for name in {unit.name, unit.short_name} if name]
        for group in UnitGroup.objects.all():
            self._names.append((group.name, f"group:{group.pk}", group.name))
        aliases = UnitName.objects.filter(unit__is_active=True).select_related("unit")
        values = {value for _name, value, _label in self._names}
        for alias in aliases:
            if (value := f"unit:{alias.unit_id}") in values:
                self._names.append((alias.name, value, alias.unit.name))

    def near(self, name: str) -> list[tuple[str, str]]:
        """Up to NEAR pairs of value (``unit:12``) and label, the most alike first."""
        bare = _OFTEN.sub("", name)
        best: dict[str, tuple[float, str]] = {}
        for known, value, label in self._names:
            score = _likeness(bare, _OFTEN.sub("", known))
            if score >= ALIKE and score > best.get(value, (0.0, ""))[0]:
                best[value] = (score, label)
        ranked = sorted(best.items(), key=lambda item: -item[1][0])
        return [(value, label) for value, (_score, label) in ranked[:NEAR]]


def same_units(names: Iterable[str]) -> list[str]:
    """Names without doubles, in order."""
    return list(dict.fromkeys(names))


def _likeness(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    # 财政 is part of 财政厅: nearer than letters alone would say.
    inside = 0.3 if one in other or other in one else 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio() + inside
