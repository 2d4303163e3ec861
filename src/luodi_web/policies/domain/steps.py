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
from luodi_web.policies.enums import PolicyVerb, RepairState, VersionState
from luodi_web.policies.models import PolicyVersion, ReviewStep

if TYPE_CHECKING:
    from collections.abc import Iterator

# Keys in one SQL statement: SQLite allows 32 766 values.
_CHUNK = 5_000
_EDIT_STATE = ("accepted", "decided_by_id", "decided_at", "covered_by_id")
_LOST_STATE = ("chosen", "decided_by_id", "decided_at", "covered_by_id")


class StaleRevisionError(Exception):
    """Somebody decided something since the page was shown. ``step``: the last thing decided, if any."""

    def __init__(self, version: PolicyVersion) -> None:
        super().__init__(version.revision)
        self.version = version
        self.step = version.steps.select_related("by").last()


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
        return {"decided_by": self.by.user, "decided_at": self.at}

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
            raise StaleRevisionError(locked)
        yield locked


def finish_act(act: Act) -> ReviewStep:
    """Keep the step, write the audit entry, move the version's revision on."""
    step = ReviewStep.objects.create(
        version=act.version,
        verb=act.verb,
        words=act.words[:200],
        before=_plain(act.before),
        made=list(act.made),
        by=act.by.user,
    )
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
        record(by, PolicyVerb.DECISION_UNDONE, locked, before={"step": step.words})
        step.delete()
        _move_on(locked)
    return step


def _restore(rows: Any, states: list[list[Any]], names: tuple[str, ...]) -> None:
    for *state, pks in states:
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
