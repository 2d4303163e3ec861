"""From characters with positions (pdf, ofd) to lines of text, top to bottom.

Lengths are points, y grows downwards.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Final, NamedTuple

# Shares of the character size. Measured on files of LibreOffice, Word, Chromium and typst.
_SAME_LINE: Final = 0.3
_RAISED_AT_MOST: Final = 0.7
_SMALL: Final = 0.8
_WORD_GAP: Final = 0.2
_WIDE_GAP: Final = 0.8
# Beyond what justification puts between all hanzi of the line; a space of a CJK font is 0.22 em or wider.
_HANZI_GAP: Final = 0.15
# Two of these are one drawing in many fonts: the same place does not mean printed twice.
_LIGATURES: Final = "—…─"
_HOLE: Final = 3.0
_OVERPRINT: Final = 0.15
# Characters wider than this share of their height stand for themselves, without a word space.
_WIDE_CLASSES: Final = "WF"


class Glyph(NamedTuple):
    """One character. base: y of its baseline; size: its height, about one em."""

    char: str
    x0: float
    x1: float
    base: float
    size: float


class Rule(NamedTuple):
    """A horizontal or vertical line that is drawn on the page."""

    x0: float
    y0: float
    x1: float
    y1: float


class Page(NamedTuple):
    """number: from 1. image: the share of the page that pictures cover, 0..1."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    rules: list[Rule]
    image: float = 0.0


class Line(NamedTuple):
    """A line of text on a page.

    raised: small raised signs in it, each with its place in ``text``. gapped: there is a hole in it, as
    between entries of a list; it is no running text.
    """

    page: int
    x0: float
    x1: float
    base: float
    size: float
    text: str
    raised: tuple[tuple[int, str], ...] = ()
    gapped: bool = False

    @property
    def top(self) -> float:
        return self.base - self.size

    def without(self, marks: frozenset[str]) -> Line:
        """The line without those of its raised signs that are ``marks``."""
        text = self.text
        for at, sign in reversed(self.raised):
            if sign in marks:
                text = text[:at] + text[at + len(sign) :]
        return self._replace(text=text, raised=())


def is_wide(char: str) -> bool:
    """Whether a character takes a whole square, as hanzi and full-width punctuation do."""
    return unicodedata.east_asian_width(char) in _WIDE_CLASSES or char in "“”‘’…—·"


def group_lines(page: int, glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines that the characters form, top to bottom; lines without words are left out."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda each: (each.base, each.x0)):
        if rows and glyph.base - rows[-1][0].base <= _SAME_LINE * min(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    lines = [_line(page, row, raised) for row, raised in _with_raised(rows)]
    return [line for line in lines if line.text.strip()]


def _with_raised(rows: list[list[Glyph]]) -> list[tuple[list[Glyph], list[Glyph]]]:
    """Each row with the small signs that stand a little above its baseline, within its width."""
    out: list[tuple[list[Glyph], list[Glyph]]] = []
    raised: list[Glyph] = []
    for index, row in enumerate(rows):
        below = rows[index + 1] if index + 1 < len(rows) else None
        if below is not None and _is_raised(row, below):
            raised = row
            continue
        out.append((row, raised))
        raised = []
    return out


def _is_raised(row: list[Glyph], below: list[Glyph]) -> bool:
    # Rows that are long are lines of their own whatever their size: a few signs are enough here.
    if len(row) > 12:
        return False
    size = max(glyph.size for glyph in below)
    left, right = min(glyph.x0 for glyph in below), max(glyph.x1 for glyph in below)
    return all(
        glyph.size < _SMALL * size
        and 0 < below[0].base - glyph.base < _RAISED_AT_MOST * size
        and left - size < glyph.x0 < right + size
        for glyph in row
    )


def _line(page: int, row: list[Glyph], raised: list[Glyph]) -> Line:
    small = set(map(id, raised))
    size = sorted(glyph.size for glyph in row)[len(row) // 2]
    pieces: list[str] = []
    length = 0
    marks: list[tuple[int, str]] = []
    last: Glyph | None = None
    ordered = sorted([*row, *raised], key=lambda each: each.x0)
    gaps = sorted(after.x0 - before.x1 for before, after in pairwise(ordered) if _are_hanzi(before, after))
    usual = max(0.0, gaps[len(gaps) // 4]) if gaps else 0.0
    for glyph in ordered:
        if (
            last is not None
            and last.char == glyph.char
            and glyph.char not in _LIGATURES
            and glyph.x0 - last.x0 < _OVERPRINT * size
        ):
            continue  # the same character printed twice for a bold look
        if last is not None and _needs_space(last, glyph, size, usual) and pieces and pieces[-1] != " ":
            pieces.append(" ")
            length += 1
        char = " " if glyph.char.isspace() else glyph.char
        if id(glyph) in small:
            if marks and marks[-1][0] + len(marks[-1][1]) == length:
                marks[-1] = (marks[-1][0], marks[-1][1] + char)
            else:
                marks.append((length, char))
        if char != " " or (pieces and pieces[-1] != " "):
            pieces.append(char)
            length += len(char)
        last = glyph
    words = [glyph for glyph in row if not glyph.char.isspace()] or row
    words_in_order = [glyph for glyph in ordered if not glyph.char.isspace()]
    text = "".join(pieces)
    return Line(
        page,
        min(glyph.x0 for glyph in words),
        max(glyph.x1 for glyph in words),
        row[0].base,
        size,
        text.rstrip(),
        tuple(marks),
        gapped=any(after.x0 - before.x1 > _HOLE * size for before, after in pairwise(words_in_order)),
    )


def _are_hanzi(before: Glyph, after: Glyph) -> bool:
    return before.char > "\u2e80" and after.char > "\u2e80" and before.char.isalpha() and after.char.isalpha()


def _needs_space(last: Glyph, glyph: Glyph, size: float, usual: float) -> bool:
    """usual: what lies between the hanzi of this line."""
    gap = glyph.x0 - last.x1
    if glyph.char.isspace() or last.char.isspace():
        return False
    # Between hanzi and Latin letters or digits some programs leave a quarter of an em: no space in the text.
    if _are_hanzi(last, glyph) or (last.char in ".,:;)" and is_wide(glyph.char)):
        return gap - usual > _HANZI_GAP * size
    if is_wide(last.char) or is_wide(glyph.char):
        return gap > _WIDE_GAP * size
    return gap > _WORD_GAP * size
