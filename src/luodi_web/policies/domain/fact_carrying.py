"""Decisions on a version's facts, taken over by the next one where the same words stand."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.policies.domain.places import around, innermost, pairs_of, same_place
from luodi_web.policies.domain.steps import FACT_CHECK, Act, finish_act
from luodi_web.policies.enums import FactSource, FactState, PolicyVerb
from luodi_web.policies.models import Fact, PolicyVersion

_WORKER = "要素识别"


@dataclass(frozen=True)
class TakenOver:
    """What ``take_over`` did: facts that took a decision, and those that a person had added; all unsaved."""

    decided: Sequence[Fact] = ()
    added: Sequence[Fact] = ()


def take_over(version: PolicyVersion, facts: Sequence[Fact]) -> TakenOver:
    """Give the facts just read in a version, unsaved, what was decided on those it started from."""
    last = version.started_from
    if last is None:
        return TakenOver()
    pairs = list(_pairs(last, version, facts))
    for old, new in pairs:
        new.values, new.state = old.values, old.state
        if old.state == FactState.CORRECTED and new.read_values == old.values:
            new.state = FactState.ACCEPTED  # the engine reads it now as the person did
        _sign(old, new)
    return TakenOver([new for _old, new in pairs], list(_added_again(last, version, facts)))


def remember_taken_over(version: PolicyVersion, taken: TakenOver) -> None:
    """Keep it as one step that can be undone, in the caller's transaction, once the facts are saved."""
    count = len(taken.decided) + len(taken.added)
    if not count:
        return
    act = Act(version, Actor.system(_WORKER), timezone.now(), PolicyVerb.FACTS_CARRIED, track=FACT_CHECK)
    act.words = _("沿用上一版的 %(count)d 项核对") % {"count": count}
    # As they would be had nothing been taken over: they were never saved like that.
    act.before["facts"].append([FactState.PROPOSED, None, None, False, [fact.pk for fact in taken.decided]])
    act.before["values"] += [
        [fact.read_values, [fact.pk]] for fact in taken.decided if fact.values != fact.read_values
    ]
    act.made = tuple(fact.pk for fact in taken.added)
    act.audit_after = {
        "from": version.started_from.number,
        "facts": len(taken.decided),
        "added": len(taken.added),
    }
    finish_act(act)


def _pairs(last: PolicyVersion, version: PolicyVersion, facts: Sequence[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """Decided facts of the engine's, each with its like; first those read alike, then those alone with
    their words."""
    decided = last.facts.filter(source=FactSource.ENGINE).order_by("start", "end", "pk")
    old_facts = list(decided)
    found: set[int] = set()
    for with_values in (True, False):
        olds, news, said = defaultdict(list), defaultdict(list), defaultdict(set)
        for fact in old_facts:
            key = _key(last.text, fact, with_values)
            olds[key].append(fact)
            said[key].add((fact.state, json.dumps(fact.values, sort_keys=True)))
        for fact in facts:
            if id(fact) not in found:
                news[_key(version.text, fact, with_values)].append(fact)
        for old, new in pairs_of(olds, news, said):
            # Read otherwise than before, a fact is taken over only where the person said what it now says.
            if old.state != FactState.PROPOSED and (with_values or _agrees(old, new)):
                yield old, new
            found |= {id(old), id(new)}
        old_facts = [
            fact for fact in old_facts if fact.state == FactState.CORRECTED and id(fact) not in found
        ]


def _agrees(old: Fact, new: Fact) -> bool:
    return old.values == new.values


def _key(text: str, fact: Fact, with_values: bool) -> Hashable:
    read = json.dumps(fact.read_values, sort_keys=True) if with_values else ""
    return fact.kind, fact.words, around(text, fact.start, fact.end), read


def _added_again(last: PolicyVersion, version: PolicyVersion, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Facts that a person added, where the same words stand; unsaved."""
    provisions = list(version.provisions.order_by("start", "order"))
    seen = {(fact.kind, fact.start, fact.end, json.dumps(fact.values, sort_keys=True)) for fact in facts}
    for old in last.facts.filter(source=FactSource.PERSON).exclude(state=FactState.REJECTED):
        place = same_place(last.text, old.start, old.end, version.text)
        if place is None:
            continue
        start, end = place
        if (old.kind, start, end, json.dumps(old.values, sort_keys=True)) in seen:
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
        _sign(old, new)
        yield new


def _sign(old: Fact, new: Fact) -> None:
    new.decided_by_id, new.decided_at = old.decided_by_id, old.decided_at
    new.carried_from, new.is_carried = old, True
