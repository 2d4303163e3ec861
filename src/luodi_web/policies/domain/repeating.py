"""A text repaired again with another setting: what was decided stands where the edits are the same."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from luodi.repair.model import REPLACEMENT_CHARACTER, Edit, Repaired
from luodi_web.policies.domain.pieces import edits_in_force
from luodi_web.policies.enums import RepairState
from luodi_web.policies.models import LostCharacter, PolicyVersion, RepairEdit
from luodi_web.policies.rules import PERSON

_CHUNK = 5_000


class _Kept(NamedTuple):
    """An edit by what it is, whoever decided what of it."""

    start: int
    end: int
    was: str
    now: str
    kind: str


def keep_again(version: PolicyVersion, repaired: Repaired) -> None:
    """Make the version's edits those of another repair of the same original, in the caller's transaction.

    Edits made either way stay the rows they are, with their decisions and examples. Corrections by hand
    stay and cover what is new under them; where a new edit would reach over the end of one, the old edits
    there stay.
    """
    by_hand = list(edits_in_force(version).filter(kind=PERSON))
    old = {
        _Kept(*row): pk for *row, pk in version.edits.exclude(kind=PERSON).values_list(*_Kept._fields, "pk")
    }
    wanted = {_Kept(edit.start, edit.end, edit.was, edit.now, edit.kind): edit for edit in repaired.edits}
    fresh, kept_free = [], []
    for key, edit in wanted.items():
        if key in old:
            continue
        above = _above(by_hand, edit)
        if above is not None and not _inside(edit, above):
            kept_free.append(edit)
        else:
            fresh.append(_row(version, edit, above))
    gone = [
        pk for key, pk in old.items() if key not in wanted and not any(_meets(key, one) for one in kept_free)
    ]
    RepairEdit.objects.bulk_create(fresh, batch_size=2_000)
    _keep_lost(version, repaired, by_hand, set(gone))
    for keys in _chunks(gone):
        version.edits.filter(pk__in=keys).delete()
    version.repair_state = RepairState.DONE
    version.repair_total = version.repair_saved = len(repaired.edits)
    version.revision += 1
    version.save(update_fields=["repair_state", "repair_total", "repair_saved", "revision"])


def _row(version: PolicyVersion, edit: Edit, above: RepairEdit | None) -> RepairEdit:
    return RepairEdit(
        version=version,
        start=edit.start,
        end=edit.end,
        was=edit.was,
        now=edit.now,
        kind=edit.kind,
        is_certain=edit.certain,
        covered_by=above,
    )


def _above(by_hand: list[RepairEdit], edit: Edit | _Kept) -> RepairEdit | None:
    """The correction by hand that an edit lies under or reaches into; they do not overlap."""
    at = bisect_right(by_hand, max(edit.start, edit.end - 1), key=lambda row: row.start) - 1
    return by_hand[at] if at >= 0 and _meets(edit, by_hand[at]) else None


def _meets(edit: Edit | _Kept, other: RepairEdit | Edit) -> bool:
    return edit.start < other.end and max(edit.end, edit.start + 1) > other.start


def _inside(edit: Edit, above: RepairEdit) -> bool:
    return above.start <= edit.start and edit.end <= above.end


def _keep_lost(version: PolicyVersion, repaired: Repaired, by_hand: list[RepairEdit], gone: set[int]) -> None:
    """Lost characters by their places: those known stay as they were filled in, each in its present edit."""
    holders = version.edits.filter(now__contains=REPLACEMENT_CHARACTER).exclude(kind=PERSON)
    edits = [row for row in holders.order_by("start").values_list("start", "end", "pk") if row[2] not in gone]
    known = {row.start: row for row in version.lost.all()}
    moved, made = [], []
    for lost in repaired.lost:
        at = bisect_right(edits, (lost.start, float("inf"))) - 1
        holder = edits[at][2] if at >= 0 and lost.start < edits[at][1] else None
        row = known.pop(lost.start, None)
        if row is not None:
            row.edit_id = holder
            moved.append(row)
            continue
        point = _Kept(lost.start, lost.start + 1, "", "", "")
        made.append(
            LostCharacter(
                version=version,
                edit_id=holder,
                start=lost.start,
                near=lost.near[:60],
                candidates=list(lost.candidates),
                covered_by=_above(by_hand, point),
            )
        )
    LostCharacter.objects.bulk_update(moved, ["edit"], batch_size=500)
    LostCharacter.objects.bulk_create(made, batch_size=2_000)
    for keys in _chunks(row.pk for row in known.values()):
        version.lost.filter(pk__in=keys).delete()


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
