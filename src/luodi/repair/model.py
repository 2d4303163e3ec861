"""What a repair gives: the text, every edit, every character that is lost for good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

from luodi.source import OffsetMap, Replacement, apply_replacements

REPLACEMENT_CHARACTER: Final = "\ufffd"

Script = Literal["simplified", "keep"]
Punctuation = Literal["full", "keep"]


@dataclass(frozen=True, slots=True)
class Edit:
    """``source[start:end]``, which reads ``was``, becomes ``now``.

    kind: one of ``luodi.repair.kinds``. certain: False where another reading of the damage is not
    far behind and a person should look.
    """

    start: int
    end: int
    was: str
    now: str
    kind: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """A character that is in no byte of the page any more; the text has U+FFFD in its place.

    start: its offset in the source. near: the repaired text around it. candidates: what it may have
    been, likeliest first; empty where nothing in the document speaks for any.
    """

    start: int
    near: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What a person should look at though nothing was changed there.

    start, end: offsets in the source. was: what stands there. kind: ``bracket``, a document number with
    half of its brackets gone; ``half``, a character of a page with halved ones (chain B) that may be the
    rest of one. candidates: what it may have been, likeliest first.
    """

    start: int
    end: int
    was: str
    kind: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StageResult:
    """What one stage found in the text it was given; offsets are those of that text.

    edits: sorted, not overlapping. lost: one for each U+FFFD that the edits write. notes: of what no edit
    touches.
    """

    edits: tuple[Edit, ...] = ()
    lost: tuple[Lost, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A text on its way through the stages: what came in, what it is now, what has been done.

    Offsets of edits, lost and notes are those of the source.
    """

    source: str
    text: str
    script: Script
    punctuation: Punctuation = "keep"
    edits: tuple[Edit, ...] = ()
    lost: tuple[Lost, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Repaired:
    """A repaired text with its way back: ``text == apply_edits(source, edits)``."""

    source: str
    text: str
    edits: tuple[Edit, ...] = ()
    lost: tuple[Lost, ...] = ()
    notes: tuple[Note, ...] = ()

    @cached_property
    def offset_map(self) -> OffsetMap:
        """Maps spans of ``text`` to spans of ``source``."""
        return OffsetMap(tuple(_replacements(self.edits)))

    def to_report(self, name: str) -> dict[str, Any]:
        """The ``luodi repair --report`` format (docs/reference/formats.md)."""
        return {
            "source": name,
            "edits": [
                {
                    "start": edit.start,
                    "end": edit.end,
                    "was": edit.was,
                    "now": edit.now,
                    "kind": edit.kind,
                    "certain": edit.certain,
                }
                for edit in self.edits
            ],
            "lost": [
                {"start": lost.start, "near": lost.near, "candidates": list(lost.candidates)}
                for lost in self.lost
            ],
            "notes": [
                {
                    "start": note.start,
                    "end": note.end,
                    "was": note.was,
                    "kind": note.kind,
                    "candidates": list(note.candidates),
                }
                for note in self.notes
            ],
        }


def apply_edits(source: str, edits: Iterable[Edit]) -> str:
    """The source with these edits made: all of a repair, or the ones a person accepted.

    Raises ValueError if they overlap or are out of order.
    """
    return apply_replacements(source, _replacements(edits))


def _replacements(edits: Iterable[Edit]) -> Iterable[Replacement]:
    return (Replacement(edit.start, edit.end, edit.now) for edit in edits)
