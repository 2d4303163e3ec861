"""A long text in blocks that both sides of a review show next to each other, and pages of blocks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Any

from django.db.models import F, Q

from luodi.repair.model import REPLACEMENT_CHARACTER
from luodi_web.policies.domain.pieces import Piece, edits_in_force, lost_in_force, pieces_of
from luodi_web.policies.models import PolicyVersion, RepairEdit
from luodi_web.policies.rules import BLOCK_CHARS, PAGE_CHARS, PERSON, UNSIGNED_CHARS

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_SENTENCE_END = re.compile(r"[。；;!！?？]+[”’）)》]*")
_CLAUSE_END = re.compile(r"[，,、：:]+")
# SQLite takes no more than a thousand conditions in one; beyond these, every edit of several characters.
_FEW = 100
_SIGNS = "。；;!！?？，,、：:"


@dataclass(frozen=True)
class Mark:
    """One edit, or a run of adjacent ones that look the same: shown, stepped to and decided as one.

    parts: what stands there now: words and lost characters.
    """

    edits: tuple[RepairEdit, ...]
    was: str
    parts: tuple[Any, ...]

    @property
    def first(self) -> RepairEdit:
        return self.edits[0]

    @property
    def keys(self) -> str:
        return ",".join(str(edit.pk) for edit in self.edits)

    @property
    def proposed(self) -> str:
        """What was would become if accepted, lost characters shown as boxes."""
        return "".join(edit.now for edit in self.edits).replace(REPLACEMENT_CHARACTER, "□")

    @property
    def state(self) -> str:
        """ "open", "accepted" or "rejected"."""
        if not self.first.accepted:
            return "rejected"
        return "open" if self.first.decided_at is None else "accepted"

    @property
    def look(self) -> str:
        """How it is drawn: by what it does to the text, or what a person should notice first."""
        if self.state == "rejected":
            return "reverted"
        if not self.first.is_certain and self.state == "open":
            return "uncertain"
        if not self.was:
            return "insert"
        return "replace" if self.parts else "delete"


@dataclass(frozen=True)
class Block:
    """``original[start:end]``: a paragraph, or part of a long one; continues: not its first part."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    continues: bool = False

    @property
    def text(self) -> str:
        return "".join(piece.now for piece in self.pieces)

    def holds(self, edits: set[int], lost: set[int]) -> bool:
        """Whether any of these edits or lost characters stands in this block."""
        return any(
            (piece.edit is not None and piece.edit.pk in edits)
            or any(not isinstance(part, str) and part.pk in lost for part in piece.parts)
            for piece in self.pieces
        )

    @property
    def runs(self) -> list[Any]:
        """What the page shows: words (str), lost characters outside any edit, and marks."""
        out: list[Any] = []
        run: list[Piece] = []
        for piece in self.pieces:
            if run and not (_joins(run[-1], piece)):
                out.append(_mark(run))
                run = []
            if piece.edit is None:
                out.extend(piece.parts)
            else:
                run.append(piece)
        if run:
            out.append(_mark(run))
        return out


def _joins(last: Piece, piece: Piece) -> bool:
    """Whether an edit is shown as one with the one before: only where a person need not tell them apart."""
    if piece.edit is None or last.edit is None:
        return False
    one, other = last.edit, piece.edit
    return (
        one.is_certain
        and other.is_certain
        and one.kind == other.kind != PERSON
        and (one.accepted, one.is_carried) == (other.accepted, other.is_carried)
        and (one.decided_at is None) == (other.decided_at is None)
        and REPLACEMENT_CHARACTER not in one.now + other.now
    )


def _mark(run: list[Piece]) -> Mark:
    return Mark(
        tuple(piece.edit for piece in run),
        "".join(piece.was for piece in run),
        tuple(part for piece in run for part in piece.parts),
    )


@dataclass(frozen=True)
class Layout:
    """Where the blocks of a version begin and end, and how they fall into pages.

    borders: offsets from 0 to the text's length; a block lies between two neighbours.
    page_starts: indexes into ``borders`` of each page's first block.
    """

    borders: tuple[int, ...]
    page_starts: tuple[int, ...]

    @classmethod
    def of(cls, version: PolicyVersion) -> Layout:
        found, hard = _borders(version.original)
        crossing = version.edits.filter(_may_cross(hard)).order_by("start")
        borders = tuple(_without_crossed(found, list(crossing.values_list("start", "end"))))
        return cls(borders, tuple(_page_starts(borders)))

    @property
    def page_count(self) -> int:
        return len(self.page_starts)

    def page_of(self, offset: int) -> int:
        """The page (from 1) on which an offset of the original lies."""
        block = max(0, bisect_right(self.borders, offset) - 1)
        return max(1, bisect_right(self.page_starts, block))

    def span_of_page(self, number: int) -> tuple[int, int]:
        first = self.page_starts[number - 1]
        last = self.page_starts[number] if number < self.page_count else len(self.borders) - 1
        return self.borders[first], self.borders[last]

    def block_at(self, offset: int) -> tuple[int, int]:
        """The block that begins at the offset. Raises ValueError if none does."""
        index = bisect_left(self.borders, offset)
        if index >= len(self.borders) - 1 or self.borders[index] != offset:
            raise ValueError(f"no block begins at {offset}")
        return self.borders[index], self.borders[index + 1]


def _may_cross(hard: Sequence[int]) -> Q:
    """Only an edit of text with a line, sentence or clause end in it can reach over a border, or one that
    lies where a text without any had to be cut."""
    condition = Q(was__contains="\n")
    for sign in _SIGNS:
        condition |= Q(was__contains=sign)
    if len(hard) > _FEW:
        return condition | Q(end__gt=F("start") + 1)
    for cut in hard:
        condition |= Q(start__lt=cut, end__gt=cut)
    return condition


def _borders(original: str) -> tuple[list[int], list[int]]:
    """All borders, and those of them where there was no sign to cut at."""
    borders, hard = [0], []
    for line in _LINE.finditer(original):
        if line.end() - line.start() > BLOCK_CHARS:
            cuts, forced = _cuts(original, line.start(), line.end())
            borders.extend(cuts)
            hard.extend(forced)
        borders.append(line.end())
    return borders, hard


def _cuts(original: str, start: int, end: int) -> tuple[list[int], list[int]]:
    """Places to cut one long line: at sentence ends, in a long sentence at clause ends, else at the limit."""
    cuts: list[int] = []
    hard: list[int] = []
    for one, other in pairwise([start, *_at_ends(_SENTENCE_END, original, start, end), end]):
        inner = _at_ends(_CLAUSE_END, original, one, other) if other - one > BLOCK_CHARS * 2 else []
        for first, last in pairwise([one, *inner, other]):
            forced = list(range(first + UNSIGNED_CHARS, last, UNSIGNED_CHARS))
            cuts.extend(forced)
            hard.extend(forced)
            if last != end:
                cuts.append(last)
    return cuts, hard


def _at_ends(sign: re.Pattern[str], original: str, start: int, end: int) -> list[int]:
    """The signs' ends that cut a stretch into parts of about a block each."""
    cuts: list[int] = []
    last = best = start
    for found in sign.finditer(original, start, end):
        if found.end() - last > BLOCK_CHARS and best > last:
            cuts.append(best)
            last = best
        best = found.end()
    if end - last > BLOCK_CHARS and last < best < end:
        cuts.append(best)
    return cuts


def _without_crossed(borders: list[int], spans: list[tuple[int, int]]) -> list[int]:
    crossed: set[int] = set()
    for start, end in spans:
        for border in borders[bisect_right(borders, start) : bisect_left(borders, end)]:
            crossed.add(border)
    return [border for border in borders if border not in crossed]


def _page_starts(borders: tuple[int, ...]) -> list[int]:
    starts = [0]
    for index, (_start, end) in enumerate(pairwise(borders)):
        if end - borders[starts[-1]] > PAGE_CHARS and index > starts[-1]:
            starts.append(index)
    return starts


def blocks_between(version: PolicyVersion, layout: Layout, start: int, end: int) -> list[Block]:
    """The blocks of ``original[start:end]``, which must begin and end at borders; two queries."""
    inside = edits_in_force(version).filter(start__gte=start, end__lte=end)
    # An insertion at a border belongs to the block that begins there; at the very end, to the last one.
    edits = [edit for edit in inside if edit.start < end or end == len(version.original)]
    lost = list(lost_in_force(version).filter(start__gte=start, start__lt=end))
    first = bisect_left(layout.borders, start)
    last = bisect_left(layout.borders, end)
    blocks = []
    for one, other in pairwise(layout.borders[first : last + 1]):
        mine = list(takewhile(lambda edit: edit.start < other or other == end, edits))  # noqa: B023 -- used at once
        edits = edits[len(mine) :]
        here = [item for item in lost if one <= item.start < other]
        continues = one > 0 and version.original[one - 1] != "\n"
        blocks.append(
            Block(one, other, tuple(pieces_of(version.original, mine, here, one, other)), continues)
        )
    return blocks
