"""Text with a name, spans into it, and offset maps that survive edits.

Everything the engine says about a text is anchored to code points of a ``SourceText``.
A text that was repaired keeps an ``OffsetMap`` back to the text it came from, so a task, a
fact or a diagnostic can always be shown in the original the user uploaded.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple


class Span(NamedTuple):
    """Half-open range of code points: ``text[start:end]``."""

    start: int
    end: int


class Position(NamedTuple):
    """Line and column, both counted from 1; the column counts code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Replacement:
    """``source[start:end]`` becomes ``now``. Offsets are those of the source text."""

    start: int
    end: int
    now: str


def display_width(text: str) -> int:
    """Columns the text takes on a terminal: wide characters 2, combining marks 0 (UAX #11)."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


@dataclass(frozen=True)
class SourceText:
    """A named text with line arithmetic.

    name: what the user calls it, usually the file name; shown in diagnostics.
    """

    text: str
    name: str = ""

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        starts.extend(i + 1 for i, char in enumerate(self.text) if char == "\n")
        return starts

    def position(self, offset: int) -> Position:
        """Line and column of a code point; ``len(text)`` is allowed and means the end."""
        if not 0 <= offset <= len(self.text):
            raise ValueError(f"offset {offset} outside 0..{len(self.text)}")
        line = bisect_right(self._line_starts, offset) - 1
        return Position(line + 1, offset - self._line_starts[line] + 1)

    def line(self, number: int) -> str:
        """One line without its line end, counted from 1."""
        start = self._line_starts[number - 1]
        end = self._line_starts[number] - 1 if number < len(self._line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r")

    def excerpt(self, span: Span, *, width: int = 76) -> str:
        """Two lines for a terminal: the source around the span, and carets beneath it.

        Carets are placed by display width, so they stand under wide characters too. A line
        longer than ``width`` columns is cut around the span with ``…``.
        """
        line_no, column = self.position(span.start)
        line = self.line(line_no)
        begin = column - 1
        end = min(len(line), begin + max(1, span.end - span.start))
        left, right = begin, end
        room = width - display_width(line[begin:end])
        while room > 0 and (left > 0 or right < len(line)):
            if left > 0:
                left -= 1
                room -= display_width(line[left])
            if right < len(line) and room > 0:
                right += 1
                room -= display_width(line[right - 1])
        before = ("…" if left else "") + line[left:begin]
        after = line[end:right] + ("…" if right < len(line) else "")
        marked = line[begin:end]
        carets = "^" * max(1, display_width(marked))
        return f"{before}{marked}{after}\n{' ' * display_width(before)}{carets}"


@dataclass(frozen=True)
class OffsetMap:
    """Maps offsets of an edited text back to the text it was made from.

    Built from the replacements, which must be sorted and must not overlap. An offset inside
    replaced text maps to the replacement's whole source range.
    """

    replacements: Sequence[Replacement] = ()
    _starts: list[int] = field(init=False, repr=False, compare=False)
    _ends: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts: list[int] = []
        ends: list[int] = []
        shift = 0
        last = 0
        for rep in self.replacements:
            if rep.start < last or rep.end < rep.start:
                raise ValueError(f"replacement at {rep.start} overlaps or is out of order")
            last = rep.end
            starts.append(rep.start + shift)
            shift += len(rep.now) - (rep.end - rep.start)
            ends.append(rep.end + shift)
        object.__setattr__(self, "_starts", starts)
        object.__setattr__(self, "_ends", ends)

    def to_source(self, span: Span) -> Span:
        """The smallest source range that produced ``span`` of the edited text."""
        start = self._map(span.start, at_end=False)
        end = self._map(span.end, at_end=True) if span.end > span.start else start
        return Span(start, max(start, end))

    def _map(self, offset: int, *, at_end: bool) -> int:
        # The last replacement that begins before the offset (for an end) or at or before it.
        index = (bisect_right(self._starts, offset - 1 if at_end else offset)) - 1
        # An insertion or replacement of zero new length does not hold the offset; step past it.
        if index < 0:
            return offset
        rep = self.replacements[index]
        if offset < self._ends[index] or (at_end and offset == self._ends[index]):
            if at_end:
                return rep.end
            return rep.start if rep.now else rep.end
        return rep.end + offset - self._ends[index]


def apply_replacements(text: str, replacements: Iterable[Replacement]) -> str:
    """The text after all replacements; they must be sorted and must not overlap."""
    out: list[str] = []
    last = 0
    for rep in replacements:
        if rep.start < last:
            raise ValueError(f"replacement at {rep.start} overlaps or is out of order")
        out.append(text[last : rep.start])
        out.append(rep.now)
        last = rep.end
    out.append(text[last:])
    return "".join(out)
