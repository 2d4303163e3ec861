"""What the text leaves open in a row, for a person to decide; ``luodi.messages`` has the words."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from luodi.decompose.tasks import Draft
from luodi.decompose.terms import Deadline

_ANY = re.compile(r"(?:各)?(?:有关|相关)(?:部门|单位|地方)$")
NO_VERB = "PLAN101"
SEVERAL_LEADS = "PLAN102"
NO_YEAR = "PLAN103"
SEVERAL_DEADLINES = "PLAN104"
NO_UNIT = "PLAN105"


def doubts_of(
    draft: Draft, deadline: Deadline | None, answered: Container[tuple[str, ...]]
) -> tuple[str, ...]:
    """The codes of a task's doubts; ``answered`` are the provisions that name units."""
    found: list[str] = []
    if not draft.verb:
        found.append(NO_VERB)
    if _has_several(draft.lead):
        found.append(SEVERAL_LEADS)
    if deadline and deadline.dated and deadline.due is None:
        found.append(NO_YEAR)
    if deadline and deadline.several:
        found.append(SEVERAL_DEADLINES)
    if not draft.lead and draft.path in answered:
        found.append(NO_UNIT)
    return tuple(found)


def doubts_after(
    doubts: Sequence[str], lead: tuple[str, ...], *, lead_changed: bool, deadline_changed: bool
) -> tuple[str, ...]:
    """A task's doubts once a person has said who leads it or when it is due; what they said is none."""
    found = list(doubts)
    if deadline_changed:
        found = [code for code in found if code not in (NO_YEAR, SEVERAL_DEADLINES)]
    if lead_changed:
        found = [code for code in found if code not in (SEVERAL_LEADS, NO_UNIT)]
        if _has_several(lead):
            found.append(SEVERAL_LEADS)
    return tuple(sorted(found))


def _has_several(lead: tuple[str, ...]) -> bool:
    """Whether more than one unit leads, or a group that is not told; 各县 lead each for itself."""
    if any("等" in name or _ANY.match(name) for name in lead):
        return True
    return len(lead) > 1 and not all(name.startswith("各") for name in lead)
