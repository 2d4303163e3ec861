"""A text as the reviewer sees it: stretches of the original and what stands for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from luodi.repair.model import REPLACEMENT_CHARACTER
from luodi_web.policies.enums import VersionState
from luodi_web.policies.models import LostCharacter, PolicyVersion, RepairEdit
from luodi_web.policies.rules import PERSON

# An edit counts unless a standing correction covers it, or is itself a correction taken back.
IN_FORCE = (Q(covered_by__isnull=True) | Q(covered_by__accepted=False)) & ~Q(kind=PERSON, accepted=False)


class Piece(NamedTuple):
    """``original[start:end]``, which reads ``was``; an edit, or None for text as it came.

    parts: what stands for it, in order: words, and the lost characters among them.
    """

    start: int
    end: int
    was: str
    parts: tuple[Any, ...]
    edit: Any | None = None

    @property
    def now(self) -> str:
        return "".join(part if isinstance(part, str) else lost_words(part) for part in self.parts)


def lost_words(lost: Any) -> str:
    return REPLACEMENT_CHARACTER if lost.chosen is None else lost.chosen


def edits_in_force(version: PolicyVersion) -> QuerySet[RepairEdit]:
    return version.edits.filter(IN_FORCE).order_by("start", "end", "pk")


def lost_in_force(version: PolicyVersion) -> QuerySet[LostCharacter]:
    """Lost characters that stand in the text: not under a correction, nor in an edit that was rejected."""
    return version.lost.filter(
        Q(covered_by__isnull=True) | Q(covered_by__accepted=False),
        Q(edit__isnull=True) | Q(edit__accepted=True),
    )


def current_text(version: PolicyVersion) -> str:
    """What a version reads: its frozen text, or under review what its decisions make of the original."""
    return version.text if version.state == VersionState.CONFIRMED else compose_text(version)


def compose_text(version: PolicyVersion) -> str:
    """The original with the edits in force and the characters filled in.

    Not kept with each decision: in a text of a megabyte it takes a second.
    """
    edits = edits_in_force(version).values_list("start", "end", "now", "accepted", named=True)
    lost = lost_in_force(version).values_list("start", "chosen", named=True)
    return "".join(piece.now for piece in pieces_of(version.original, edits, lost))


def pieces_of(
    original: str, edits: Iterable[Any], lost: Iterable[Any], start: int = 0, end: int | None = None
) -> Iterator[Piece]:
    """The pieces of ``original[start:end]``, in order and without gaps.

    edits, lost: rows in force that lie wholly inside, in order of ``start``.
    """
    end = len(original) if end is None else end
    waiting = list(lost)
    at = start
    taken = 0  # how many of ``waiting`` have found their place
    for edit in edits:
        plain, taken = _plain(original, at, edit.start, waiting, taken)
        yield from plain
        inside = taken
        while inside < len(waiting) and waiting[inside].start < edit.end:
            inside += 1
        was = original[edit.start : edit.end]
        parts = _filled(edit.now, waiting[taken:inside]) if edit.accepted else (was,)
        yield Piece(edit.start, edit.end, was, parts, edit)
        at, taken = edit.end, inside
    yield from _plain(original, at, end, waiting, taken)[0]


def _plain(
    original: str, start: int, end: int, waiting: Sequence[Any], taken: int
) -> tuple[list[Piece], int]:
    """Unedited text; a lost character in it is one that was lost before the text came to us."""
    out: list[Piece] = []
    while taken < len(waiting) and waiting[taken].start < end:
        lost = waiting[taken]
        taken += 1
        if lost.start > start:
            words = original[start : lost.start]
            out.append(Piece(start, lost.start, words, (words,)))
        out.append(Piece(lost.start, lost.start + 1, original[lost.start], (lost,)))
        start = lost.start + 1
    if start < end:
        out.append(Piece(start, end, original[start:end], (original[start:end],)))
    return out, taken


def _filled(now: str, lost: Sequence[Any]) -> tuple[Any, ...]:
    """The edit's words with each U+FFFD told which lost character it is."""
    parts: list[Any] = []
    words = now.split(REPLACEMENT_CHARACTER)
    for index, word in enumerate(words):
        if word:
            parts.append(word)
        if index < len(words) - 1:
            parts.append(lost[index] if index < len(lost) else REPLACEMENT_CHARACTER)
    return tuple(parts)
