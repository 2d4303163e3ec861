"""Words that people changed and figures that moved, brought together: a three-way merge.

A text is cut into pieces: each number with its percent sign, each mark, and the words between them. What a
person changed against the platform's text stays; what the platform changed against its own earlier text
comes in; where both touched the same piece the person's stands and the caller is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# An item's number (1.15) or a percentage is one piece; so is each punctuation mark.
_PIECES = re.compile(r"\d+(?:\.\d+)*%?|[，。；：、！？（）()《》“”\n]|[^\d，。；：、！？（）()《》“”\n]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)*%?")

Mark = tuple[int, int, str]


def pieces(text: str) -> list[str]:
    """The text in pieces; joined they are the text."""
    return _PIECES.findall(text)


def _edits(before: list[str], after: list[str]) -> list[tuple[int, int, list[str]]]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [(i1, i2, after[j1:j2]) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"]


@dataclass(frozen=True)
class Merged:
    """text, and whether something new could not be brought in because a person had changed that place."""

    text: str
    has_conflict: bool


def merge(base: str, edited: str, renewed: str) -> Merged:
    """base: the platform's earlier text; edited: what people made of it; renewed: the platform's new one."""
    if edited in (base, renewed):
        return Merged(renewed, False)
    if renewed == base:
        return Merged(edited, False)
    cut = pieces(base)
    ours, theirs = _edits(cut, pieces(edited)), _edits(cut, pieces(renewed))
    kept, has_conflict = [], False
    for change in theirs:
        rivals = [other for other in ours if _meet(change, other)]
        if not rivals:
            kept.append(change)
        elif change not in rivals:
            has_conflict = True
    # An insertion comes before what replaces the piece at its place.
    changes = sorted([*ours, *kept], key=lambda change: (change[0], change[1]))
    made: list[str] = []
    at = 0
    for start, end, new in changes:
        made += cut[at:start] + new
        at = end
    made += cut[at:]
    return Merged("".join(made), has_conflict)


def _meet(one: tuple[int, int, list[str]], other: tuple[int, int, list[str]]) -> bool:
    """Whether two changes touch the same pieces; two insertions at one place do, neighbours do not."""
    if one[0] == one[1] and other[0] == other[1]:
        return one[0] == other[0]
    return max(one[0], other[0]) < min(one[1], other[1]) or _inside(one, other) or _inside(other, one)


def _inside(insertion: tuple[int, int, list[str]], other: tuple[int, int, list[str]]) -> bool:
    return insertion[0] == insertion[1] and other[0] < insertion[0] < other[1]


@dataclass(frozen=True)
class Stretch:
    """A stretch of a text: a figure's words with its key, a number typed by hand, or neither."""

    text: str
    key: str = ""
    by_hand: bool = False


def stretches(auto: str, marks: list[Mark], text: str) -> list[Stretch]:
    """The text as it stands, its numbers traced to the figures of the platform's text.

    marks: where in ``auto`` the figures are: start, end, key. A number that the platform did not write at
    that place is marked ``by_hand``.
    """
    cut, now = pieces(auto), pieces(text)
    keys = _keys_of(cut, marks)
    origin: list[int | None] = [None] * len(now)
    for block in SequenceMatcher(None, cut, now, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            origin[block.b + step] = block.a + step
    found: list[Stretch] = []
    for piece, source in zip(now, origin, strict=True):
        key = keys[source] if source is not None else ""
        by_hand = source is None and bool(_NUMBER.fullmatch(piece))
        if not key and not by_hand and found and not found[-1].key and not found[-1].by_hand:
            found[-1] = Stretch(found[-1].text + piece)
        else:
            found.append(Stretch(piece, key, by_hand))
    return found


def _keys_of(cut: list[str], marks: list[Mark]) -> list[str]:
    keys = [""] * len(cut)
    starts = {start: key for start, _end, key in marks}
    at = 0
    for place, piece in enumerate(cut):
        keys[place] = starts.get(at, "")
        at += len(piece)
    return keys
