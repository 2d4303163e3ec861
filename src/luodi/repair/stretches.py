"""Stretches of a text that are UTF-8 read in another charset, read back as often as it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from luodi.repair.charsets import MARKS, READINGS, Misreading, is_usual, utf8_as_cp1252, utf8_as_gbk
from luodi.repair.model import REPLACEMENT_CHARACTER
from luodi.repair.utf8 import MISSING, UNKNOWN, Byte, Gap, Piece, read_leniently, read_pieces

_LEAST_USUAL: Final = 0.7
_LEAST_SOUND: Final = 2
# Text wrongly read more often than this is too rare and too broken to be looked for.
_MOST_LEVELS: Final = 3
# Characters of a run read at a time: each of their bytes is an object.
_WINDOW: Final = 4096
_WHOLE: Final = 64  # characters at a window's end that are read again with the next
# Names of the charsets that a text read back has to be read back from again.
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A character with the characters ``start..end`` of the page it comes from.

    gap: where it is lost. is_sure: whether the stretch it is from says by itself that it was misread.
    """

    char: str
    start: int
    end: int
    gap: Gap | None = None
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Misread:
    """Neighbouring pieces of a run, read back. is_whole: nothing of the run is left over."""

    reading: Misreading
    cells: tuple[Cell, ...]
    pieces: tuple[Piece, ...]
    is_whole: bool

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    def read(self) -> list[Cell]:
        """What was read back, each character with the place of its piece."""
        return _cells_of(self.cells, self.pieces)


def _cells_of(cells: Sequence[Cell], pieces: Sequence[Piece]) -> list[Cell]:
    out: list[Cell] = []
    for piece in pieces:
        start, end = cells[piece.start].start, cells[piece.end - 1].end
        gaps = iter(piece.gaps)
        for char in piece.text:
            gap = next(gaps) if char == REPLACEMENT_CHARACTER else None
            out.append(Cell(char, start, end, gap))
    return out


def all_stretches(text: str, reading: Misreading) -> list[Misread]:
    runs = ((run.start(), run[0]) for run in reading.run.finditer(text))
    return [
        one
        for start, run in runs
        for one in _stretches([Cell(char, at, at + 1) for at, char in enumerate(run, start)], reading)
    ]


def _stretches(run: Sequence[Cell], reading: Misreading) -> Iterator[Misread]:
    """The stretches of a run that can be UTF-8."""
    begin = 0
    pieces: list[Piece] = []
    is_whole = True
    while begin < len(run):
        window = run[begin : begin + _WINDOW]
        last = begin + len(window) == len(run)
        after = begin + len(window) if last else begin + len(window) - _WHOLE
        for piece in read_pieces(read_bytes(window, begin, reading), reading.two):
            if piece.start >= after:
                break
            expected = pieces[-1].end if pieces else begin
            if piece.start != expected:
                is_whole = False
                if pieces:
                    yield Misread(reading, tuple(run), tuple(pieces), is_whole=False)
                    pieces = []
            pieces.append(piece)
            if not last and piece.end > after:
                after = piece.end
        begin = after
    if pieces:
        rest = run[pieces[-1].end :]
        yield Misread(
            reading, tuple(run), tuple(pieces), is_whole and all(cell.char in MARKS for cell in rest)
        )


def read_bytes(window: Sequence[Cell], offset: int, reading: Misreading) -> list[Byte]:
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


def path_of(stretch: Misread, level: int = 1) -> Path | None:
    """In which charsets the stretch has to be read back once more to be Chinese; None if it never is."""
    cells = stretch.read()
    if is_chinese(cells):
        return ()
    if level >= _MOST_LEVELS:
        return None
    for reading in (utf8_as_gbk(), utf8_as_cp1252()):
        again = list(_stretches(cells, reading))
        read = sum(piece.end - piece.start for one in again for piece in one.pieces)
        if again and read >= _LEAST_USUAL * len(cells):
            longest = max(again, key=lambda one: len(one.text))
            path = path_of(longest, level + 1)
            if path is not None:
                return (reading.name, *path)
    return None


def follow(stretch: Misread, path: Path) -> list[Cell]:
    """The stretch read back; what a further reading cannot read is lost."""
    cells = stretch.read()
    for name in path:
        out: list[Cell] = []
        at = 0
        for one in _stretches(cells, READINGS[name]()):
            out += map(_lose, cells[at : one.pieces[0].start])
            out += one.read()
            at = one.pieces[-1].end
        cells = out + list(map(_lose, cells[at:]))
    return cells


def _lose(cell: Cell) -> Cell:
    return cell if cell.char < "\x80" else replace(cell, char=REPLACEMENT_CHARACTER, gap=UNKNOWN)


def is_chinese(cells: Sequence[Cell]) -> bool:
    if cells and all(cell.gap and cell.gap.data and MISSING not in cell.gap.data for cell in cells):
        return True  # all were U+FFFD before they were wrongly read
    wide = [cell.char for cell in cells if cell.char > "\x7f" and cell.gap is None]
    telling = sum(map(is_telling, wide))
    return telling >= _LEAST_SOUND and sum(map(is_usual, wide)) >= _LEAST_USUAL * len(wide)


def is_telling(char: str) -> bool:
    """Whether UTF-8 has three bytes for it: those of two are made of sound text's by chance (路 is ·)."""
    return char >= "\u2000"


def follow_leniently(
    cells: Sequence[Cell], reading: Misreading, path: Path, *, most_strays: float
) -> list[Cell] | None:
    """What is left over of a misread text, read back as the rest of it was; None if it cannot be such text.

    most_strays: share of its bytes that may fit nowhere. Each character of which a byte is there is one
    again, whole or lost; none of them is sure.
    """
    level = reading
    for name in (None, *path):
        level = reading if name is None else READINGS[name]()
        stretch = read_bytes(cells, 0, level)
        pieces, strays = read_leniently(stretch, level.two)
        if name is None and strays > most_strays * len(stretch):
            return None
        cells = [replace(cell, is_sure=False) for cell in _cells_of(cells, pieces)]
    return list(cells)
