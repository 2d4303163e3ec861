"""One act on a version: under lock, on the revision its reader saw, remembered so that it can be undone.

The review of a text and the checking of its facts are two tracks of the same kind of work.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.policies.domain.examples import keep_examples
from luodi_web.policies.enums import FactsState, PolicyVerb, RepairState, VersionState
from luodi_web.policies.models import PolicyVersion
from luodi_web.policies.models.steps import Step

# Keys in one SQL statement: SQLite allows 32 766 values.
_CHUNK = 5_000
# What an act may keep: which rows of the version, and which of their columns.
_KEPT = {
    "edits": ("edits", ("accepted", "decided_by_id", "decided_at", "covered_by_id", "is_carried")),
    "lost": ("lost", ("chosen", "decided_by_id", "decided_at", "covered_by_id", "is_carried")),
    "facts": ("facts", ("state", "decided_by_id", "decided_at", "is_carried")),
    # Apart, so that accepting thousands of facts does not copy what each of them says.
    "values": ("facts", ("values",)),
}


@dataclass(frozen=True)
class Track:
    """One kind of work on a version. steps: where its acts are kept; makes: the rows an act may create;
    undone: what the log calls an undoing; is_open: whether such an act may be done now."""

    steps: str
    makes: str
    undone: PolicyVerb
    is_open: Callable[[PolicyVersion], bool]


REVIEW = Track(
    "steps",
    "edits",
    PolicyVerb.DECISION_UNDONE,
    lambda version: version.state == VersionState.REVIEW and version.repair_state == RepairState.DONE,
)
FACT_CHECK = Track(
    "fact_steps",
    "facts",
    PolicyVerb.FACT_STEP_UNDONE,
    lambda version: version.state == VersionState.CONFIRMED and version.facts_state == FactsState.DONE,
)


class StaleRevisionError(Exception):
    """Somebody decided something since the page was shown. ``step``: the last thing decided, if any."""

    def __init__(self, version: PolicyVersion, step: Step | None) -> None:
        super().__init__(version.revision)
        self.version = version
        self.step = step


class ReviewClosedError(Exception):
    """Nothing can be decided: the version is confirmed, or its repair or its facts are not done."""


@dataclass
class Act:
    """What one act is about to change; ``words`` name it for the undo button and the log."""

    version: PolicyVersion
    by: Actor
    at: datetime
    verb: str
    words: str = ""
    track: Track = REVIEW
    made: tuple[int, ...] = ()
    audit_before: dict[str, Any] | None = None
    audit_after: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        self.before: dict[str, list[list[Any]]] = defaultdict(list)

    @property
    def stamp(self) -> dict[str, Any]:
        return {"decided_by": self.by.user, "decided_at": self.at, "is_carried": False}

    def remember(self, **rows: QuerySet[Any]) -> None:
        """Keep how these rows are now, by name of what is kept; call before changing them."""
        for name, found in rows.items():
            self.before[name] += _states(found, _KEPT[name][1])


def _states(rows: QuerySet[Any], columns: tuple[str, ...]) -> list[list[Any]]:
    """[state…, keys] for each distinct state, as JSON keeps it."""
    keys: dict[str, list[int]] = defaultdict(list)
    for pk, *state in rows.order_by("pk").values_list("pk", *columns):
        keys[json.dumps(state, default=datetime.isoformat)].append(pk)
    return [[*json.loads(state), pks] for state, pks in keys.items()]


@contextmanager
def _acting(track: Track, version: PolicyVersion, revision: int) -> Iterator[PolicyVersion]:
    with transaction.atomic():
        rows = PolicyVersion.objects.select_for_update(of=("self",)).select_related("policy")
        locked = rows.get(pk=version.pk)
        if not track.is_open(locked):
            raise ReviewClosedError
        if locked.revision != revision:
            raise StaleRevisionError(locked, last_step(locked, track))
        yield locked


def reviewing(version: PolicyVersion, revision: int) -> AbstractContextManager[PolicyVersion]:
    """The version, locked, if it is open for review and still at the revision its reviewer saw.

    Raises ReviewClosedError or StaleRevisionError.
    """
    return _acting(REVIEW, version, revision)


def deciding_facts(version: PolicyVersion, revision: int) -> AbstractContextManager[PolicyVersion]:
    """The same for its facts: it is confirmed and they are read."""
    return _acting(FACT_CHECK, version, revision)


def last_step(version: PolicyVersion, track: Track) -> Step | None:
    """What undoing would take back."""
    return getattr(version, track.steps).select_related("by").last()


def finish_act(act: Act) -> Step:
    """Keep the step and its examples, write the audit entry, move the version's revision on."""
    step = getattr(act.version, act.track.steps).create(
        verb=act.verb, words=act.words[:200], before=dict(act.before), made=list(act.made), by=act.by.user
    )
    _keep_examples(act.version, step, {act.track.makes: step.made})
    record(act.by, act.verb, act.version, before=act.audit_before, after=act.audit_after)
    _move_on(act.version)
    return step


def _keep_examples(version: PolicyVersion, step: Step, made: dict[str, list[int]]) -> None:
    names = {"edits", "lost", "facts"}
    keep_examples(version, **{name: [*step.keys(name), *made.get(name, [])] for name in names})


@dataclass(frozen=True)
class Undone:
    """What undoing put back. places: ``(start, name, key)`` of every row, in the order of the text; the
    name is "edits", "lost" or "facts", and "" where the row is gone, as the act had made it."""

    words: str
    places: tuple[tuple[int, str, int], ...]

    def nearest(self, start: int, end: int) -> tuple[int, str, int]:
        """The first place within a stretch of the text, else the first of all; there must be one."""
        inside = (place for place in self.places if start <= place[0] < end)
        return next(inside, self.places[0])


def undo_step(track: Track, version: PolicyVersion, revision: int, *, by: Actor) -> Undone | None:
    """Put back what the last act changed, whoever did it; None if nothing is left to undo.

    Raises ReviewClosedError or StaleRevisionError.
    """
    with _acting(track, version, revision) as locked:
        step = last_step(locked, track)
        if step is None:
            return None
        made = getattr(locked, track.makes)
        gone = [(start, "", pk) for pk, start in _starts(made, step.made)]
        for name in step.before:
            _restore(locked, name, step.before[name])
        for keys in _chunks(step.made):
            made.filter(pk__in=keys).delete()
        _keep_examples(locked, step, {})
        record(by, track.undone, locked, before={"step": step.words})
        step.delete()
        _move_on(locked)
        kept = [
            (start, name, pk)
            for name in ("edits", "lost", "facts")
            for pk, start in _starts(getattr(locked, name), step.keys(name))
        ]
    return Undone(step.words, tuple(sorted(kept or gone)))


def _starts(rows: Any, keys: Iterable[int]) -> Iterator[tuple[int, int]]:
    for some in _chunks(keys):
        yield from rows.filter(pk__in=some).values_list("pk", "start")


def _restore(version: PolicyVersion, name: str, states: list[list[Any]]) -> None:
    relation, columns = _KEPT[name]
    # Backwards: a row that an act changed twice ends as it was before the first.
    for *state, pks in reversed(states):
        for keys in _chunks(pks):
            rows = getattr(version, relation).filter(pk__in=keys)
            rows.update(**dict(zip(columns, state, strict=True)))


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def _move_on(version: PolicyVersion) -> None:
    version.revision += 1
    version.save(update_fields=["revision"])
