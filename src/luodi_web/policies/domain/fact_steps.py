"""One act on a version's facts: under lock, on the revision its reader saw, remembered to be undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.policies.domain.examples import keep_examples
from luodi_web.policies.domain.steps import ReviewClosedError, StaleRevisionError
from luodi_web.policies.enums import FactsState, PolicyVerb, VersionState
from luodi_web.policies.models import Fact, FactStep, PolicyVersion

_CHUNK = 5_000


@contextmanager
def deciding_facts(version: PolicyVersion, revision: int) -> Iterator[PolicyVersion]:
    """The version, locked, if its facts are read and it is at the revision its reader saw.

    Raises ReviewClosedError or StaleRevisionError.
    """
    with transaction.atomic():
        rows = PolicyVersion.objects.select_for_update(of=("self",)).select_related("policy")
        locked = rows.get(pk=version.pk)
        if locked.state != VersionState.CONFIRMED or locked.facts_state != FactsState.DONE:
            raise ReviewClosedError
        if locked.revision != revision:
            raise StaleRevisionError(locked, locked.fact_steps.select_related("by").last())
        yield locked


def states_of(facts: Sequence[Fact], *, with_values: bool = False) -> list[list[Any]]:
    """How these facts are now: ``[state, decided_by, decided_at, is_carried, values, keys]`` for each
    distinct one. values: None where the act leaves them alone. Call before changing them."""
    if with_values:
        return [[*_state(fact), fact.values, [fact.pk]] for fact in facts]
    keys: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for fact in facts:
        keys[_state(fact)].append(fact.pk)
    return [[*state, None, pks] for state, pks in keys.items()]


def _state(fact: Fact) -> tuple[Any, ...]:
    at = fact.decided_at.isoformat() if fact.decided_at else None
    return (fact.state, fact.decided_by_id, at, fact.is_carried)


def finish_fact_act(
    version: PolicyVersion,
    verb: str,
    words: str,
    *,
    by: Actor,
    before: list[list[Any]],
    made: Sequence[int] = (),
    audit_before: dict[str, Any] | None = None,
    audit_after: dict[str, Any] | None = None,
) -> FactStep:
    """Keep the step and its examples, write the audit entry, move the version's revision on."""
    step = FactStep.objects.create(
        version=version, verb=verb, words=words[:200], before=before, made=list(made), by=by.user
    )
    keep_examples(version, facts=step.touched)
    record(by, verb, version, before=audit_before, after=audit_after)
    _move_on(version)
    return step


def undo_fact_step(version: PolicyVersion, revision: int, *, by: Actor) -> FactStep | None:
    """Put back what the last act changed, whoever did it; None if nothing is left to undo.

    Raises ReviewClosedError or StaleRevisionError.
    """
    with deciding_facts(version, revision) as locked:
        step = locked.fact_steps.last()
        if step is None:
            return None
        for state, decided_by, at, carried, values, pks in step.before:
            changes = {
                "state": state,
                "decided_by_id": decided_by,
                "decided_at": parse_datetime(at) if at else None,
                "is_carried": carried,
            }
            if values is not None:
                changes["values"] = values
            for keys in _chunks(pks):
                locked.facts.filter(pk__in=keys).update(**changes)
        for keys in _chunks(step.made):
            locked.facts.filter(pk__in=keys).delete()
        keep_examples(locked, facts=step.touched)
        record(by, PolicyVerb.FACT_STEP_UNDONE, locked, before={"step": step.words})
        step.delete()
        _move_on(locked)
    return step


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def _move_on(version: PolicyVersion) -> None:
    version.revision += 1
    version.save(update_fields=["revision"])
