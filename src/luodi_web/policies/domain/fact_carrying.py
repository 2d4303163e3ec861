"""Decisions on a version's facts, taken over by the next one where the same words stand."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable, Iterator

from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.policies.domain.fact_steps import finish_fact_act, states_of
from luodi_web.policies.domain.places import around, innermost, pairs_of, same_place
from luodi_web.policies.enums import FactSource, FactState, PolicyVerb
from luodi_web.policies.models import Fact, PolicyVersion

_WORKER = "要素识别"
_TAKEN = ["values", "state", "decided_by", "decided_at", "carried_from", "is_carried"]


def carry_facts(version: PolicyVersion) -> int:
    """Take over the decisions on the facts of the version this one started from; how many.

    In the caller's transaction, once the facts are kept. One step: it is undone as one.
    """
    last = version.started_from
    if last is None:
        return 0
    pairs = list(_pairs(last, version))
    before = states_of([new for _old, new in pairs], with_values=True)
    for old, new in pairs:
        new.values = old.values
        new.state = old.state
        if old.state == FactState.CORRECTED and new.read_values == old.values:
            new.state = FactState.ACCEPTED  # the engine reads it now as the person did
        _take_over(old, new)
    Fact.objects.bulk_update([new for _old, new in pairs], _TAKEN, batch_size=500)
    added = list(_added_again(last, version))
    Fact.objects.bulk_create(added, batch_size=500)
    count = len(pairs) + len(added)
    if count:
        finish_fact_act(
            version,
            PolicyVerb.FACTS_CARRIED,
            _("沿用上一版的 %(count)d 项核对") % {"count": count},
            by=Actor.system(_WORKER),
            before=before,
            made=[fact.pk for fact in added],
            audit_after={"from": last.number, "facts": len(pairs), "added": len(added)},
        )
    return count


def _pairs(last: PolicyVersion, version: PolicyVersion) -> Iterator[tuple[Fact, Fact]]:
    """Decided facts of the engine's, each with its like; first those read alike, then those alone with
    their words."""
    decided = last.facts.filter(source=FactSource.ENGINE).order_by("start", "end", "pk")
    old_facts, new_facts = list(decided), list(version.facts.order_by("start", "end", "pk"))
    found: set[int] = set()
    for with_values in (True, False):
        olds, news, said = defaultdict(list), defaultdict(list), defaultdict(set)
        for fact in old_facts:
            key = _key(last.text, fact, with_values)
            olds[key].append(fact)
            said[key].add((fact.state, json.dumps(fact.values, sort_keys=True)))
        for fact in new_facts:
            if fact.pk not in found:
                news[_key(version.text, fact, with_values)].append(fact)
        for old, new in pairs_of(olds, news, said):
            # Read otherwise than before, a fact is taken over only where the person said what it now says.
            if old.state != FactState.PROPOSED and (with_values or _agrees(old, new)):
                yield old, new
            found |= {old.pk, new.pk}
        old_facts = [fact for fact in old_facts if fact.state == FactState.CORRECTED and fact.pk not in found]


def _agrees(old: Fact, new: Fact) -> bool:
    return old.values == new.values


def _key(text: str, fact: Fact, with_values: bool) -> Hashable:
    read = json.dumps(fact.read_values, sort_keys=True) if with_values else ""
    return fact.kind, fact.words, around(text, fact.start, fact.end), read


def _added_again(last: PolicyVersion, version: PolicyVersion) -> Iterator[Fact]:
    """Facts that a person added, where the same words stand; unsaved."""
    provisions = list(version.provisions.order_by("start", "order"))
    for old in last.facts.filter(source=FactSource.PERSON).exclude(state=FactState.REJECTED):
        place = same_place(last.text, old.start, old.end, version.text)
        if place is None:
            continue
        start, end = place
        if any(
            fact.values == old.values for fact in version.facts.filter(kind=old.kind, start=start, end=end)
        ):
            continue  # the engine sees it by itself now
        new = Fact(
            version=version,
            provision=innermost(provisions, start),
            kind=old.kind,
            values=old.values,
            words=old.words,
            start=start,
            end=end,
            source=FactSource.PERSON,
            state=old.state,
        )
        _take_over(old, new)
        yield new


def _take_over(old: Fact, new: Fact) -> None:
    new.decided_by_id, new.decided_at = old.decided_by_id, old.decided_at
    new.carried_from, new.is_carried = old, True
