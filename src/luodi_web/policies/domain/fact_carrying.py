"""Decisions on a version's facts, taken over by the next one where the same words stand."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.policies.domain.nearest import (
    by_key,
    is_alike,
    nearest_pairs,
    place_map,
    same_sentence,
    sentence_around,
)
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
    """Decided facts of the engine's, each with its like.

    First those with the same text on either side; then those whose own sentence is the same, or the same
    but for a change, nearest to their place; last those that are read otherwise than before, as the person
    had said.
    """
    mine = list(last.facts.filter(source=FactSource.ENGINE).order_by("start", "end", "pk"))
    found: set[int] = set()
    for step in (_same_around, _same_sentence, _alike, _read_as_corrected):
        olds = [fact for fact in mine if id(fact) not in found]
        news = [fact for fact in facts if id(fact) not in found]
        if not any(fact.state != FactState.PROPOSED for fact in olds):
            return
        for old, new in step(last.text, version.text, olds, news):
            if old.state != FactState.PROPOSED:
                yield old, new
            found |= {id(old), id(new)}


_Pairs = Iterator[tuple[Fact, Fact]]


def _same_around(old: str, new: str, mine: Sequence[Fact], theirs: Sequence[Fact]) -> _Pairs:
    olds, news, said = defaultdict(list), defaultdict(list), defaultdict(set)
    for fact in mine:
        key = (*_reading(fact), around(old, fact.start, fact.end))
        olds[key].append(fact)
        said[key].add((fact.state, json.dumps(fact.values, sort_keys=True)))
    for fact in theirs:
        news[(*_reading(fact), around(new, fact.start, fact.end))].append(fact)
    return pairs_of(olds, news, said)


def _same_sentence(old: str, new: str, mine: Sequence[Fact], theirs: Sequence[Fact]) -> _Pairs:
    return nearest_pairs(
        by_key(mine, lambda fact: (*_reading(fact), sentence_around(old, fact.start, fact.end)), _start),
        by_key(theirs, lambda fact: (*_reading(fact), sentence_around(new, fact.start, fact.end)), _start),
        place_map(old, new),
    )


def _alike(old: str, new: str, mine: Sequence[Fact], theirs: Sequence[Fact]) -> _Pairs:
    pairs = nearest_pairs(
        by_key(mine, _reading, _start), by_key(theirs, _reading, _start), place_map(old, new)
    )
    return (pair for pair in pairs if _in_like_sentences(old, new, *pair))


def _read_as_corrected(old: str, new: str, mine: Sequence[Fact], theirs: Sequence[Fact]) -> _Pairs:
    corrected = [fact for fact in mine if fact.state == FactState.CORRECTED]
    pairs = nearest_pairs(
        by_key(corrected, _said, _start), by_key(theirs, _said, _start), place_map(old, new)
    )
    return (pair for pair in pairs if _in_like_sentences(old, new, *pair))


def _in_like_sentences(old: str, new: str, mine: Fact, theirs: Fact) -> bool:
    one = sentence_around(old, mine.start, mine.end)
    other = sentence_around(new, theirs.start, theirs.end)
    return one == other or is_alike(one, other)


def _reading(fact: Fact) -> tuple[str, str, str]:
    return fact.kind, fact.words, json.dumps(fact.read_values, sort_keys=True)


def _said(fact: Fact) -> tuple[str, str, str]:
    return fact.kind, fact.words, json.dumps(fact.values, sort_keys=True)


def _start(fact: Fact) -> int:
    return fact.start


def _added_again(last: PolicyVersion, version: PolicyVersion, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Facts that a person added, where the same words stand; unsaved."""
    provisions = list(version.provisions.order_by("start", "order"))
    expected = place_map(last.text, version.text)
    seen = {(fact.kind, fact.start, fact.end, json.dumps(fact.values, sort_keys=True)) for fact in facts}
    for old in last.facts.filter(source=FactSource.PERSON).exclude(state=FactState.REJECTED):
        place = same_place(last.text, old.start, old.end, version.text) or same_sentence(
            last.text, old.start, old.end, version.text, expected, or_alike=True
        )
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
