"""Every decision of a person on what the engine said, as an example: its place, both sides' words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from luodi.repair.model import REPLACEMENT_CHARACTER
from luodi_web.people.domain.scope import Rights
from luodi_web.policies.domain.pieces import pieces_of
from luodi_web.policies.domain.places import around
from luodi_web.policies.domain.scope import versions_visible_to
from luodi_web.policies.enums import ExampleKind, FactSource, FactState
from luodi_web.policies.models import Example, Fact, LostCharacter, PolicyVersion, RepairEdit
from luodi_web.policies.rules import PERSON

# Characters of text kept on either side.
AROUND = 30
# Keys in one SQL statement: SQLite allows 32 766 values.
_CHUNK = 5_000
_UNCOVERED = Q(covered_by__isnull=True) | Q(covered_by__accepted=False)


def examples_visible_to(rights: Rights) -> QuerySet[Example]:
    return Example.objects.filter(version__in=versions_visible_to(rights))


def keep_examples(
    version: PolicyVersion,
    *,
    edits: Iterable[int] = (),
    lost: Iterable[int] = (),
    facts: Iterable[int] = (),
) -> None:
    """Make the examples of these rows what their decisions now are, in the caller's transaction.

    Rows that a correction by hand covers, or that come to light when it is taken back, are seen to too.
    """
    edits, lost, facts = list(edits), list(lost), list(facts)
    for keys in _chunks(edits):
        mine = Q(pk__in=keys) | Q(covered_by__in=keys)
        Example.objects.filter(edit__in=RepairEdit.objects.filter(mine).values("pk")).delete()
        found = version.edits.filter(mine, _UNCOVERED, decided_at__isnull=False)
        Example.objects.bulk_create(_edit_examples(version, found), batch_size=500)
        theirs = Q(edit__in=keys) | Q(covered_by__in=keys)
        lost.extend(version.lost.filter(theirs).values_list("pk", flat=True))
    for keys in _chunks(dict.fromkeys(lost)):
        Example.objects.filter(lost__in=keys).delete()
        filled = version.lost.filter(
            _UNCOVERED, Q(edit__isnull=True) | Q(edit__accepted=True), pk__in=keys, decided_at__isnull=False
        )
        Example.objects.bulk_create([_lost_example(version, row) for row in filled], batch_size=500)
    for keys in _chunks(facts):
        Example.objects.filter(fact__in=keys).delete()
        decided = version.facts.filter(pk__in=keys).exclude(state=FactState.PROPOSED)
        made = (_fact_example(version, row) for row in decided)
        Example.objects.bulk_create([row for row in made if row is not None], batch_size=500)


def _edit_examples(version: PolicyVersion, edits: QuerySet[RepairEdit]) -> list[Example]:
    telling = edits.filter(Q(kind=PERSON, accepted=True) | ~Q(kind=PERSON) & Q(accepted=False))
    rows = [_edit_example(version, row) for row in telling.exclude(kind=PERSON)]
    kept = edits.filter(accepted=True, is_certain=False).exclude(kind=PERSON)
    # An edit around a lost character is answered by filling that in.
    rows += [_edit_example(version, row) for row in kept.exclude(now__contains=REPLACEMENT_CHARACTER)]
    by_hand = list(telling.filter(kind=PERSON).order_by("start"))
    return rows + [_example(version, version.original, row, **said) for row, said in _read(version, by_hand)]


def _edit_example(version: PolicyVersion, row: RepairEdit) -> Example:
    kind = ExampleKind.EDIT_ACCEPTED if row.accepted else ExampleKind.EDIT_REJECTED
    person = row.now if row.accepted else row.was
    return _example(version, version.original, row, kind=kind, edit=row, engine=row.now, person=person)


def _read(
    version: PolicyVersion, by_hand: Sequence[RepairEdit]
) -> Iterator[tuple[RepairEdit, dict[str, Any]]]:
    """Corrections by hand with what the engine made of the same stretch of the original."""
    if not by_hand:
        return
    span = {"start__gte": by_hand[0].start, "end__lte": max(row.end for row in by_hand)}
    proposed = list(version.edits.filter(**span).exclude(kind=PERSON).order_by("start", "end", "pk"))
    for edit in proposed:
        edit.accepted = True  # as it was proposed, whatever became of it; not saved
    at = 0
    for row in by_hand:
        while at < len(proposed) and proposed[at].start < row.start:
            at += 1
        inside = []
        while at < len(proposed) and proposed[at].end <= row.end:
            inside.append(proposed[at])
            at += 1
        engine = "".join(piece.now for piece in pieces_of(version.original, inside, (), row.start, row.end))
        yield row, {"kind": ExampleKind.TEXT_CORRECTED, "edit": row, "engine": engine, "person": row.now}


def _lost_example(version: PolicyVersion, row: LostCharacter) -> Example:
    row.end = row.start + 1
    said = {"kind": ExampleKind.LOST_FILLED, "lost": row, "engine": row.candidates, "person": row.chosen}
    return _example(version, version.original, row, **said)


def _fact_example(version: PolicyVersion, row: Fact) -> Example | None:
    by_person = row.source == FactSource.PERSON
    if by_person and row.state == FactState.REJECTED:
        return None  # added and taken back: nothing was said in the end
    kinds = {
        FactState.ACCEPTED: ExampleKind.FACT_ACCEPTED,
        FactState.CORRECTED: ExampleKind.FACT_CORRECTED,
        FactState.REJECTED: ExampleKind.FACT_REJECTED,
    }
    engine = None if by_person else {"kind": row.kind, "values": row.read_values}
    person = None if row.state == FactState.REJECTED else {"kind": row.kind, "values": row.values}
    kind = ExampleKind.FACT_ADDED if by_person else kinds[FactState(row.state)]
    return _example(version, version.text, row, kind=kind, fact=row, engine=engine, person=person)


def _example(version: PolicyVersion, text: str, row: Any, **said: Any) -> Example:
    before, after = around(text, row.start, row.end, AROUND)
    return Example(
        version=version,
        before=before,
        words=text[row.start : row.end],
        after=after,
        start=row.start,
        is_carried=row.is_carried,
        by_id=row.decided_by_id,
        at=row.decided_at,
        **said,
    )


def example_json(example: Example) -> dict[str, Any]:
    """One example for a test or a model to learn from. The version's policy and person come with the row."""
    return {
        "policy": example.version.policy.title,
        "version": example.version.number,
        "kind": example.kind,
        "before": example.before,
        "words": example.words,
        "after": example.after,
        "start": example.start,
        "engine": example.engine,
        "person": example.person,
        "by": example.by.name if example.by else None,
        "at": example.at.isoformat(),
    }


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
