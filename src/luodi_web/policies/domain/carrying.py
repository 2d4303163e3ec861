"""Decisions on a version's repairs, taken over by a new upload where the same words stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.policies.domain.nearest import (
    by_key,
    nearest_pairs,
    place_map,
    same_sentence,
    sentence_around,
)
from luodi_web.policies.domain.pieces import edits_in_force, lost_in_force
from luodi_web.policies.domain.places import around, pairs_of, same_place
from luodi_web.policies.domain.steps import Act, finish_act
from luodi_web.policies.enums import FactsState, PolicyVerb
from luodi_web.policies.models import Example, Fact, LostCharacter, PolicyVersion, RepairEdit
from luodi_web.policies.rules import PERSON, SENTENCE_LEAST

_CHUNK = 5_000
_BATCH = 500

_Row = TypeVar("_Row", RepairEdit, LostCharacter)


def carry_review(version: PolicyVersion, *, by: Actor) -> int:
    """Take over the decisions of the version this one was uploaded after; how many.

    In the caller's transaction, once the repair is kept. One step of the review: it is undone as one, or
    each decision by opening it again.
    """
    last = version.started_from
    if last is None:
        return 0
    edits = list(_edit_pairs(last, version))
    lost = list(_lost_pairs(last, version))
    act = Act(version, by, timezone.now(), PolicyVerb.CARRIED_OVER)
    for keys in _chunks(new.pk for _old, new in edits):
        act.remember(edits=RepairEdit.objects.filter(pk__in=keys))
    for keys in _chunks(new.pk for _old, new in lost):
        act.remember(lost=LostCharacter.objects.filter(pk__in=keys))
    for old, new in edits:
        new.accepted = old.accepted
        _take_over(old, new)
    for old, new in lost:
        new.chosen = old.chosen
        _take_over(old, new)
    _save(RepairEdit, [new for _old, new in edits], "accepted")
    _save(LostCharacter, [new for _old, new in lost], "chosen")
    act.made = tuple(_correct_again(last, version, act))
    count = len(edits) + len(lost) + len(act.made)
    if count:
        act.words = _("沿用上一版的 %(count)d 处校订") % {"count": count}
        act.audit_after = {
            "from": last.number,
            "edits": len(edits),
            "lost": len(lost),
            "corrections": len(act.made),
        }
        finish_act(act)
    return count


def _save(model: type[RepairEdit | LostCharacter], rows: list[Any], name: str) -> None:
    """Rows decided alike in one statement: thousands of them are; the row each comes from is its own."""
    alike = defaultdict(list)
    for row in rows:
        alike[getattr(row, name), row.decided_by_id, row.decided_at].append(row.pk)
    for (value, person, at), pks in alike.items():
        for keys in _chunks(pks):
            model.objects.filter(pk__in=keys).update(
                **{name: value}, decided_by=person, decided_at=at, is_carried=True
            )
    model.objects.bulk_update(rows, ["carried_from"], batch_size=_BATCH)


def _take_over(old: Any, new: Any) -> None:
    new.decided_by_id, new.decided_at = old.decided_by_id, old.decided_at
    new.carried_from, new.is_carried = old, True


def _edit_pairs(last: PolicyVersion, version: PolicyVersion) -> Iterator[tuple[RepairEdit, RepairEdit]]:
    """Edits of the engine that someone decided on, each with its like in the new version."""
    before = edits_in_force(last).exclude(kind=PERSON)
    decided = before.filter(decided_at__isnull=False)
    forms = set(decided.values_list("kind", "was", "now"))
    if not forms:
        return
    yield from _decided_pairs(
        last,
        version,
        [edit for edit in before if _form(edit) in forms],
        [edit for edit in edits_in_force(version) if _form(edit) in forms],
        key=_form,
        end=lambda edit: edit.end,
        said=lambda edit: (edit.accepted, edit.decided_at is not None),
    )


def _form(edit: RepairEdit) -> tuple[str, str, str]:
    return edit.kind, edit.was, edit.now


def _lost_pairs(last: PolicyVersion, version: PolicyVersion) -> Iterator[tuple[LostCharacter, LostCharacter]]:
    """Lost characters that someone filled in, each with its like in the new version."""
    yield from _decided_pairs(
        last,
        version,
        list(lost_in_force(last)),
        list(lost_in_force(version)),
        key=lambda _lost: (),
        end=lambda lost: lost.start + 1,
        said=lambda lost: lost.chosen,
    )


def _decided_pairs(
    last: PolicyVersion,
    version: PolicyVersion,
    mine: Sequence[_Row],
    theirs: Sequence[_Row],
    *,
    key: Callable[[_Row], Hashable],
    end: Callable[[_Row], int],
    said: Callable[[_Row], Hashable],
) -> Iterator[tuple[_Row, _Row]]:
    """Rows decided on, each with the new version's row at the same place.

    First those with the same text on either side; of the others those whose own sentence is the same, so
    that a changed heading above takes nothing away.
    """

    def near(row: _Row, original: str) -> Hashable:
        return key(row), around(original, row.start, end(row))

    def sentence(row: _Row, original: str) -> Hashable:
        words = sentence_around(original, row.start, end(row))
        return (key(row), words) if len("".join(words)) >= SENTENCE_LEAST else id(row)

    olds, news, words = defaultdict(list), defaultdict(list), defaultdict(set)
    for row in mine:
        olds[near(row, last.original)].append(row)
        words[near(row, last.original)].add(said(row))
    for row in theirs:
        news[near(row, version.original)].append(row)
    pairs = list(pairs_of(olds, news, words))
    found = {id(row) for pair in pairs for row in pair}
    pairs += nearest_pairs(
        by_key(
            (row for row in mine if id(row) not in found), lambda row: sentence(row, last.original), _start
        ),
        by_key(
            (row for row in theirs if id(row) not in found),
            lambda row: sentence(row, version.original),
            _start,
        ),
        place_map(last.original, version.original),
    )
    for old, new in pairs:
        if old.decided_at is not None:
            yield old, new


def _start(row: _Row) -> int:
    return row.start


def _correct_again(last: PolicyVersion, version: PolicyVersion, act: Act) -> Iterator[int]:
    """Corrections by hand where the same original words stand; keys of the new ones."""
    expected = place_map(last.original, version.original)
    for old in edits_in_force(last).filter(kind=PERSON, accepted=True, decided_at__isnull=False):
        place = same_place(last.original, old.start, old.end, version.original) or same_sentence(
            last.original, old.start, old.end, version.original, expected
        )
        if place is None:
            continue
        start, end = place
        touching = edits_in_force(version).filter(Q(start__lt=end, end__gt=start) | Q(start=start, end=start))
        inside = list(touching)
        if any(edit.start < start or edit.end > end or edit.kind == PERSON for edit in inside):
            continue  # the repair reads this place differently now
        edits = RepairEdit.objects.filter(pk__in=[edit.pk for edit in inside])
        lost = LostCharacter.objects.filter(
            pk__in=lost_in_force(version).filter(start__gte=start, start__lt=end).values("pk")
        )
        new = RepairEdit(
            version=version,
            start=start,
            end=end,
            was=version.original[start:end],
            now=old.now,
            kind=PERSON,
        )
        _take_over(old, new)
        keys = list(lost.values_list("pk", flat=True))
        act.remember(edits=edits, lost=lost)
        new.save()
        edits.update(covered_by=new)
        LostCharacter.objects.filter(pk__in=keys).update(covered_by=new)
        yield new.pk


def not_carried(version: PolicyVersion) -> QuerySet[Example]:
    """Decisions of the version before that found no place in this one, as that version's examples.

    Those on facts are named once this version's facts are read.
    """
    if version.started_from_id is None:
        return Example.objects.none()
    taken = Q()
    for name, model in (("edit", RepairEdit), ("lost", LostCharacter), ("fact", Fact)):
        mine = model.objects.filter(version=version, carried_from=OuterRef(name))
        taken |= Q(**{f"{name}__isnull": False}) & Exists(mine)
    rows = Example.objects.filter(version=version.started_from_id).exclude(taken)
    return rows if version.facts_state == FactsState.DONE else rows.filter(fact__isnull=True)


def carried_count(version: PolicyVersion) -> int:
    """How many decisions of this version's repairs are the earlier version's."""
    return version.edits.filter(is_carried=True).count() + version.lost.filter(is_carried=True).count()


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
