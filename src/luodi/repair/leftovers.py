"""What is left over of a misread text, where it has lost too much to tell by itself.

A date like ``2023骞10鏈26鏃`` holds characters with two of three bytes, each alone: nothing in them says that
they are none. What stands around them does: a whole part of the text was read wrongly, and these with it.
They are read back as the rest was, each for a person to look at, so that nothing wrong is left unsaid.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from luodi.repair.charsets import MARKS, Misreading, is_common, is_usual
from luodi.repair.chinese import is_hanzi
from luodi.repair.stretches import Cell, Path, follow_leniently, is_telling
from luodi.source import Span

_WIDE: Final = re.compile(r"[^\x00-\x7f]+")
# So many bytes of a part may fit nowhere; most of a sound text's do.
_MOST_STRAYS: Final = 0.25
# Where it begins as such text does and sound text rarely: bytes were lost in pairs.
_MOST_BROKEN: Final = 0.6
_THREE_BYTES: Final = 0xE0  # lead bytes from here on; those of two are met in sound text
_LONGEST: Final = 4096  # characters of a part; each of their bytes is an object


@dataclass(slots=True)
class _Run:
    """A run of wide characters. misread, sound: whether it says by itself that it is; mostly neither does.

    parts: what of it has not been read back, with what it would be.
    """

    misread: bool
    sound: bool
    parts: list[list[Cell]]


def leftovers(text: str, reading: Misreading, taken: Sequence[Span], path: Path) -> Iterator[list[Cell]]:
    """The parts of the text that were misread with those around them, read back.

    taken: what has been read back. path: in which charsets that was read back again. A part is misread if it
    can be and stands beside such text without a break, or if its nearest neighbours that tell are on
    both sides.
    """
    runs = list(_runs(text, reading, sorted(taken), path))
    before: list[bool] = []
    misread = True
    for run in runs:
        before.append(misread)
        misread = run.misread or (misread and not run.sound)
    misread = True
    after: list[bool] = []
    for run in reversed(runs):
        after.append(misread)
        misread = run.misread or (misread and not run.sound)
    for run, is_before, is_after in zip(runs, before, reversed(after), strict=True):
        if run.misread or (is_before and is_after and not run.sound):
            yield from run.parts


def _runs(text: str, reading: Misreading, taken: Sequence[Span], path: Path) -> Iterator[_Run]:
    starts = [span.start for span in taken]
    for found in _WIDE.finditer(text):
        start, end = found.span()
        first = bisect_right(starts, start) - 1
        if first < 0 or taken[first].end <= start:
            first += 1
        last = bisect_right(starts, end - 1)
        run = _Run(first < last, False, [])
        for part in _between(start, end, taken[first:last]):
            _read_part(run, text, part, reading, path)
        yield run


def _between(start: int, end: int, taken: Sequence[Span]) -> Iterator[Span]:
    """What of ``start..end`` is not taken."""
    borders = [start, *(at for span in taken for at in (span.start, span.end)), end]
    for at, (left, right) in enumerate(pairwise(borders)):
        if at % 2 == 0 and left < right:
            yield Span(left, right)


def _read_part(run: _Run, text: str, part: Span, reading: Misreading, path: Path) -> None:
    """Adds to the run what a part of it that was not read back says."""
    chars = text[part.start : part.end][:_LONGEST]
    shown = [reading.bytes_of(char) for char in chars if char not in MARKS]
    if not shown:
        return
    cells = [Cell(char, at, at + 1) for at, char in enumerate(chars, part.start)]
    usual = all(map(is_usual, chars))
    strays = _MOST_STRAYS
    begins = shown[0] is not None and shown[0][0] >= _THREE_BYTES
    if begins and not is_common(chars[0]) and chars[0] not in MARKS:
        strays = _MOST_BROKEN
    elif usual and run.misread:
        strays = 0.0
    read = follow_leniently(cells, reading, path, most_strays=strays) if None not in shown else None
    if read is None:
        run.sound = run.sound or any(is_hanzi(char) and is_usual(char) for char in chars)
    elif not (run.misread and usual) or begins or (path and any(is_telling(cell.char) for cell in read)):
        run.parts.append(read)
