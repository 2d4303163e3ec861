"""What was decided of a text's facts, in the tasks drafted from it: units and days rejected or corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from luodi.decompose import doubts_after
from luodi_web.policies.enums import FactKind, FactSource, FactState
from luodi_web.policies.models import Fact, PolicyVersion, Provision

if TYPE_CHECKING:
    from luodi.decompose import PlanTask

_CHANGED = (FactState.REJECTED, FactState.CORRECTED)


class DecidedFacts:
    """The units and deadlines of a version that a person rejected or corrected, by provision.

    A decision counts for the tasks of the provision its words stand in. A rejected name goes unless the
    provision names it in that role elsewhere too; facts before the first provision change no task.
    """

    def __init__(self, version: PolicyVersion) -> None:
        kinds = (FactKind.UNIT, FactKind.DEADLINE)
        facts = version.facts.filter(kind__in=kinds, source=FactSource.ENGINE, provision__isnull=False)
        self._by_provision: dict[int, list[Fact]] = {}
        for fact in facts:
            self._by_provision.setdefault(fact.provision_id or 0, []).append(fact)

    def apply(self, item: PlanTask, provision: Provision | None) -> PlanTask:
        """The task as read, with what was decided of the facts of its provision."""
        facts = self._by_provision.get(provision.pk, []) if provision else []
        if not any(fact.state in _CHANGED for fact in facts):
            return item
        units = [fact for fact in facts if fact.kind == FactKind.UNIT]
        lead = _names(item.lead, "lead", units)
        joint = _names(item.joint, "joint", units)
        days = [fact for fact in facts if fact.kind == FactKind.DEADLINE]
        decided = [
            fact for fact in days if fact.state in _CHANGED and _day(fact.read_values) == item.deadline
        ]
        changed = item.lead != tuple(lead)
        item = replace(item, lead=tuple(lead), joint=tuple(joint))
        is_dated = item.deadline is not None and 0 < len(_saying(days, item.deadline)) <= len(decided)
        doubts = doubts_after(item.doubts, item.lead, lead_changed=changed, deadline_changed=is_dated)
        item = replace(item, doubts=doubts)
        if not is_dated:
            return item
        fact = decided[0]
        if fact.state == FactState.REJECTED:
            return replace(item, deadline=None, deadline_text=None)
        day = _day(fact.values)
        # The words say the day that was wrong; they stay only where the correction names none.
        return replace(item, deadline=day, deadline_text=None if day else item.deadline_text)


def _names(read: Sequence[str], role: str, units: Sequence[Fact]) -> Iterable[str]:
    """Names in a role: those read and not rejected, then those that a correction brought here."""
    kept = {fact.values["name"] for fact in units if fact.state != FactState.REJECTED and _role(fact) == role}
    gone = {
        (fact.read_values or {})["name"]
        for fact in units
        if fact.state in _CHANGED and (fact.read_values or {}).get("role") == role
    } - kept
    brought = [
        fact.values["name"] for fact in units if fact.state == FactState.CORRECTED and _role(fact) == role
    ]
    names = [name for name in read if name not in gone]
    return [*names, *(name for name in dict.fromkeys(brought) if name not in names)]


def _role(fact: Fact) -> Any:
    return fact.values["role"]


def _day(values: Any) -> str | None:
    """The last day a deadline says."""
    values = values or {}
    return values.get("until") or values.get("date")


def _saying(days: Sequence[Fact], day: str) -> list[Fact]:
    return [fact for fact in days if _day(fact.read_values) == day]
