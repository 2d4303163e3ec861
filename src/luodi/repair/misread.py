"""Undoes the reading of UTF-8 text in another charset: ``楂樻柊`` and ``é«˜æ–°`` are 高新.

Stretch by stretch, as a file may be put together from sound and unsound parts. A stretch is believed to be
UTF-8 if its bytes are, throughout, and what they make is what Chinese texts are made of: no stretch of a
sound text is. Text may have been wrongly read twice, in the same charset or in two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from luodi.repair import kinds
from luodi.repair.charsets import (
    MARKS,
    READINGS,
    Misreading,
    is_common,
    is_usual,
    utf8_as_cp1252,
    utf8_as_gbk,
)
from luodi.repair.chinese import simplify
from luodi.repair.model import REPLACEMENT_CHARACTER, Draft, Edit, Lost, StageResult
from luodi.repair.settle import Settler
from luodi.repair.utf8 import MISSING, UNKNOWN, Byte, Gap, Piece, completions, read_pieces

_LEAST_USUAL = 0.7
_LEAST_SOUND = 2
# Text wrongly read more often than this is too rare and too broken to be looked for.
_MOST_LEVELS = 3
# Sound characters in believed stretches, from which on a stretch too short to be believed alone is too.
_ESTABLISHED = 4
# Characters of a run read at a time: each of their bytes is an object.
_WINDOW = 4096
# So many lost characters are ranked by the document; of a text with more, each costs a person's look anyway.
_MOST_RANKED = 5_000
_SHOWN = 5
_WHOLE = 64  # characters at a window's end that are read again with the next


# Names of the charsets that a text read back has to be read back from again.
_Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A character with the characters ``start..end`` of the page it comes from. gap: where it is lost."""

    char: str
    start: int
    end: int
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class _Misread:
    """Neighbouring pieces of a run, read back. is_whole: nothing of the run is left over."""

    reading: Misreading
    cells: tuple[_Cell, ...]
    pieces: tuple[Piece, ...]
    is_whole: bool

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    def read(self) -> list[_Cell]:
        """What was read back, each character with the place of its piece."""
        out: list[_Cell] = []
        for piece in self.pieces:
            start, end = self.cells[piece.start].start, self.cells[piece.end - 1].end
            gaps = iter(piece.gaps)
            for char in piece.text:
                gap = next(gaps) if char == REPLACEMENT_CHARACTER else None
                out.append(_Cell(char, start, end, gap))
        return out


def undo_misreading(draft: Draft) -> StageResult:
    """Edits that put right UTF-8 read as GBK, GB 18030, cp1252 or Latin-1, once or more often."""
    text = draft.text
    found: list[tuple[Misreading, list[_Cell]]] = []
    for reading in (utf8_as_gbk(), utf8_as_cp1252()):
        if reading.gate.search(text):
            runs = ((run.start(), run[0]) for run in reading.run.finditer(text))
            stretches = [
                one
                for start, run in runs
                for one in _stretches([_Cell(c, at, at + 1) for at, c in enumerate(run, start)], reading)
            ]
            found.extend((reading, cells) for cells in _believed(stretches))
    return _result(text, found)


def _stretches(run: Sequence[_Cell], reading: Misreading) -> Iterator[_Misread]:
    """The stretches of a run that can be UTF-8."""
    begin = 0
    pieces: list[Piece] = []
    is_whole = True
    while begin < len(run):
        window = run[begin : begin + _WINDOW]
        last = begin + len(window) == len(run)
        after = begin + len(window) if last else begin + len(window) - _WHOLE
        for piece in read_pieces(_bytes(window, begin, reading), reading.two):
            if piece.start >= after:
                break
            expected = pieces[-1].end if pieces else begin
            if piece.start != expected:
                is_whole = False
                if pieces:
                    yield _Misread(reading, tuple(run), tuple(pieces), is_whole=False)
                    pieces = []
            pieces.append(piece)
            if not last and piece.end > after:
                after = piece.end
        begin = after
    if pieces:
        rest = run[pieces[-1].end :]
        yield _Misread(
            reading, tuple(run), tuple(pieces), is_whole and all(cell.char in MARKS for cell in rest)
        )


def _bytes(window: Sequence[_Cell], offset: int, reading: Misreading) -> list[Byte]:
    out: list[Byte] = []
    for place, cell in enumerate(window, offset):
        data = None if cell.char in MARKS else reading.bytes_of(cell.char)
        if data is not None:
            out.extend(Byte(value, place, first=index == 0) for index, value in enumerate(data))
        else:
            # A character lost while it was read back once already had two bytes in most charsets.
            missing = reading.width if cell.gap and MISSING in cell.gap.data else 1
            out.extend(Byte(MISSING, place, first=index == 0) for index in range(missing))
    return out


def _believed(stretches: Sequence[_Misread]) -> Iterator[list[_Cell]]:
    """What the stretches that are no sound text say, read back as often as it takes."""
    paths = [_path(one) for one in stretches]
    weights: Counter[_Path] = Counter()
    for one, path in zip(stretches, paths, strict=True):
        if path is not None:
            weights[path] += len(_wide(one.text))
    if not weights:
        return
    (usual, weight), *_ = weights.most_common(1)
    for one, path in zip(stretches, paths, strict=True):
        if path is not None:
            yield _follow(one, path)
        elif weight >= _ESTABLISHED and one.is_whole:
            cells = _follow(one, usual)
            if _may_be(cells, one.reading):
                yield cells


def _path(stretch: _Misread, level: int = 1) -> _Path | None:
    """In which charsets the stretch has to be read back once more to be Chinese; None if it never is."""
    cells = stretch.read()
    if _is_chinese(cells):
        return ()
    if level >= _MOST_LEVELS:
        return None
    for reading in (utf8_as_gbk(), utf8_as_cp1252()):
        again = list(_stretches(cells, reading))
        read = sum(piece.end - piece.start for one in again for piece in one.pieces)
        if again and read >= _LEAST_USUAL * len(cells):
            longest = max(again, key=lambda one: len(one.text))
            path = _path(longest, level + 1)
            if path is not None:
                return (reading.name, *path)
    return None


def _follow(stretch: _Misread, path: _Path) -> list[_Cell]:
    """The stretch read back; what a further reading cannot read is lost."""
    cells = stretch.read()
    for name in path:
        out: list[_Cell] = []
        at = 0
        for one in _stretches(cells, READINGS[name]()):
            out += map(_lose, cells[at : one.pieces[0].start])
            out += one.read()
            at = one.pieces[-1].end
        cells = out + list(map(_lose, cells[at:]))
    return cells


def _lose(cell: _Cell) -> _Cell:
    return cell if cell.char < "\x80" else replace(cell, char=REPLACEMENT_CHARACTER, gap=UNKNOWN)


def _may_be(cells: Sequence[_Cell], reading: Misreading) -> bool:
    """Whether a stretch too short to tell is one more of those that the text has."""
    wide = [cell.char for cell in cells if cell.char > "\x7f" and cell.gap is None]
    marked = any(cell.gap.marked for cell in cells if cell.gap)
    # Two-byte characters show as hanzi in GBK (© as 漏), but in cp1252 as what no Chinese text has.
    return all(map(is_usual, wide)) and (marked or any(map(_is_telling, wide)) or reading.width == 1)


def _is_chinese(cells: Sequence[_Cell]) -> bool:
    if cells and all(cell.gap and MISSING not in cell.gap.data for cell in cells):
        return True  # all were U+FFFD before they were wrongly read
    wide = [cell.char for cell in cells if cell.char > "\x7f" and cell.gap is None]
    telling = sum(map(_is_telling, wide))
    return telling >= _LEAST_SOUND and sum(map(is_usual, wide)) >= _LEAST_USUAL * len(wide)


def _is_telling(char: str) -> bool:
    """Whether UTF-8 has three bytes for it: those of two are made of sound text's by chance (路 is ·)."""
    return char >= "\u2000"


def _wide(text: str) -> list[str]:
    return [char for char in text if char > "\x7f" and char != REPLACEMENT_CHARACTER]


def _result(text: str, found: Iterable[tuple[Misreading, list[_Cell]]]) -> StageResult:
    """Edits that write what was read back; a character with bytes missing stays lost."""
    edits: list[Edit] = []
    gaps: list[tuple[int, Gap, Misreading]] = []
    taken = 0
    for reading, cells in sorted(found, key=lambda item: item[1][0].start):
        if cells[0].start < taken:
            continue  # one reading's stretch inside another's
        for start, end, group in _groups(cells):
            now = "".join(cell.char for cell in group)
            lost = REPLACEMENT_CHARACTER in now
            kind = kinds.LOST if lost else kinds.BYTES
            edits.append(Edit(start, end, text[start:end], now, kind, not lost))
            gaps += [
                (end - 1, cell.gap or UNKNOWN, reading)
                for cell in group
                if cell.char == REPLACEMENT_CHARACTER
            ]
            taken = end
    return StageResult(tuple(edits), tuple(_lost(text, edits, gaps)))


def _groups(cells: Sequence[_Cell]) -> Iterator[tuple[int, int, list[_Cell]]]:
    """The cells in groups that one edit writes: as few characters as can be around a lost one."""
    group: list[_Cell] = []
    start = end = 0
    for first, last, atom, has_lost in _atoms(cells):
        if group and (has_lost or first != end):
            yield start, end, group
            group = []
        start = start if group else first
        group += atom
        end = last
        if has_lost:
            yield start, end, group
            group = []
    if group:
        yield start, end, group


def _atoms(cells: Sequence[_Cell]) -> Iterator[tuple[int, int, list[_Cell], bool]]:
    """Cells that come from the same characters of the page, and whether one of them is lost."""
    atom: list[_Cell] = []
    end = 0
    for cell in cells:
        if atom and cell.start >= end:
            yield atom[0].start, end, atom, any(one.char == REPLACEMENT_CHARACTER for one in atom)
            atom = []
        atom.append(cell)
        end = max(end, cell.end) if len(atom) > 1 else cell.end
    if atom:
        yield atom[0].start, end, atom, any(one.char == REPLACEMENT_CHARACTER for one in atom)


def _lost(text: str, edits: Sequence[Edit], gaps: Sequence[tuple[int, Gap, Misreading]]) -> Iterator[Lost]:
    """The gaps with what their bytes allow, likeliest first by the rest of the document."""
    if not gaps:
        return
    parts: list[str] = []
    places: list[int] = []
    at = length = 0
    for edit in edits:
        parts.extend((text[at : edit.start], edit.now))
        length += edit.start - at
        places += [length + i for i, char in enumerate(edit.now) if char == REPLACEMENT_CHARACTER]
        at, length = edit.end, length + len(edit.now)
    parts.append(text[at:])
    among = [_possible(gap, reading) for _, gap, reading in gaps]
    asked = list(zip(places, among, strict=True))[:_MOST_RANKED]
    settler = Settler(simplify("".join(parts)), asked)
    for index, (chars, (start, _, _)) in enumerate(zip(among, gaps, strict=True)):
        ranked = settler.choose(*asked[index]).candidates if index < len(asked) else chars[:_SHOWN]
        yield Lost(start, "", ranked)


@lru_cache(maxsize=1 << 14)
def _possible(gap: Gap, reading: Misreading) -> tuple[str, ...]:
    """What a gap's bytes allow that Chinese texts are made of, common hanzi first."""
    usual = filter(is_usual, completions(gap, reading.fits))
    return tuple(sorted(usual, key=lambda char: not is_common(char)))
