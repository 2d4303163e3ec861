"""One act of a review: under lock, on the revision the reviewer saw, remembered so that it can be undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.policies.domain.examples import keep_examples
from luodi_web.policies.enums import PolicyVerb, RepairState, VersionState
from luodi_web.policies.models import FactStep, PolicyVersion, ReviewStep

if TYPE_CHECKING:
    from collections.abc import Iterator

# Keys in one SQL statement: SQLite allows 32 766 values.
_CHUNK = 5_000
_EDIT_STATE = ("accepted", "decided_by_id", "decided_at", "covered_by_id", "is_carried")
_LOST_STATE = ("chosen", "decided_by_id", "decided_at", "covered_by_id", "is_carried")


class StaleRevisionError(Exception):
    """Somebody decided something since the page was shown. ``step``: the last thing decided, if any."""

    def __init__(self, version: PolicyVersion, step: ReviewStep | FactStep | None) -> None:
        super().__init__(version.revision)
        self.version = version
        self.step = step


class ReviewClosedError(Exception):
    """The version is confirmed, or its repair is not done: nothing can be decided."""


@dataclass
class Act:
    """What one act is about to change; ``words`` name it for the undo button and the log."""

    version: PolicyVersion
    by: Actor
    at: datetime
    verb: str
    words: str = ""
    made: tuple[int, ...] = ()
    audit_before: dict[str, Any] | None = None
    audit_after: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        self.before: dict[str, list[list[Any]]] = {"edits": [], "lost": []}

    @property
    def stamp(self) -> dict[str, Any]:
        return {"decided_by": self.by.user, "decided_at": self.at, "is_carried": False}

    def keys(self, name: str) -> list[int]:
        """Keys of the "edits" or "lost" that it changes, those it made among the edits."""
        kept = [pk for *_state, pks in self.before[name] for pk in pks]
        return [*kept, *self.made] if name == "edits" else kept

    def remember(self, *, edits: QuerySet[Any] | None = None, lost: QuerySet[Any] | None = None) -> None:
        """Keep how these rows are now; call before changing them."""
        if edits is not None:
            self.before["edits"] += _states(edits, _EDIT_STATE)
        if lost is not None:
            self.before["lost"] += _states(lost, _LOST_STATE)


def _states(rows: QuerySet[Any], names: tuple[str, ...]) -> list[list[Any]]:
    """[state…, keys] for each distinct state."""
    keys: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for pk, *state in rows.order_by("pk").values_list("pk", *names):
        keys[tuple(state)].append(pk)
    return [[*state, pks] for state, pks in keys.items()]


@contextmanager
def reviewing(version: PolicyVersion, revision: int) -> Iterator[PolicyVersion]:
    """The version, locked, if it is open for review and still at the revision its reviewer saw.

    Raises ReviewClosedError or StaleRevisionError.
    """
    with transaction.atomic():
        locked = (
            PolicyVersion.objects.select_for_update(of=("self",)).select_related("policy").get(pk=version.pk)
        )
        if locked.state != VersionState.REVIEW or locked.repair_state != RepairState.DONE:
            raise ReviewClosedError
        if locked.revision != revision:
            raise StaleRevisionError(locked, locked.steps.select_related("by").last())
        yield locked


def finish_act(act: Act) -> ReviewStep:
    """Keep the step and its examples, write the audit entry, move the version's revision on."""
    step = ReviewStep.objects.create(
        version=act.version,
        verb=act.verb,
        words=act.words[:200],
        before=_plain(act.before),
        made=list(act.made),
        by=act.by.user,
    )
    keep_examples(act.version, edits=act.keys("edits"), lost=act.keys("lost"))
    record(act.by, act.verb, act.version, before=act.audit_before, after=act.audit_after)
    _move_on(act.version)
    return step


def undo_last_step(version: PolicyVersion, revision: int, *, by: Actor) -> ReviewStep | None:
    """Put back what the last step changed, whoever took it; None if nothing is left to undo.

    Raises ReviewClosedError or StaleRevisionError.
    """
    with reviewing(version, revision) as locked:
        step = locked.steps.last()
        if step is None:
            return None
        _restore(locked.edits, step.before["edits"], _EDIT_STATE)
        _restore(locked.lost, step.before["lost"], _LOST_STATE)
        for keys in _chunks(step.made):
            locked.edits.filter(pk__in=keys).delete()
        touched = {
            name: [pk for *_state, pks in step.before[name] for pk in pks] for name in ("edits", "lost")
        }
        keep_examples(locked, **touched)
        record(by, PolicyVerb.DECISION_UNDONE, locked, before={"step": step.words})
        step.delete()
        _move_on(locked)
    return step


def _restore(rows: Any, states: list[list[Any]], names: tuple[str, ...]) -> None:
    # Backwards: a row that an act changed twice ends as it was before the first.
    for *state, pks in reversed(states):
        for keys in _chunks(pks):
            rows.filter(pk__in=keys).update(**dict(zip(names, state, strict=True)))


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def _plain(before: dict[str, list[list[Any]]]) -> dict[str, list[list[Any]]]:
    return {
        name: [[value.isoformat() if isinstance(value, datetime) else value for value in row] for row in rows]
        for name, rows in before.items()
    }


def _move_on(version: PolicyVersion) -> None:
    version.revision += 1
    version.save(update_fields=["revision"])
