"""Undoes the reading of UTF-8 text in another charset: ``楂樻柊`` and ``é«˜æ–°`` are 高新.

Stretch by stretch, as a file may be put together from sound and unsound parts. A stretch is believed to be
UTF-8 if its bytes are, throughout, and what they make is what Chinese texts are made of: no stretch of a
sound text is. Text may have been wrongly read twice, in the same charset or in two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from luodi.repair import kinds
from luodi.repair.charsets import (
    Misreading,
    is_common,
    is_usual,
    utf8_as_cp1252,
    utf8_as_gb18030,
    utf8_as_gbk,
)
from luodi.repair.chinese import simplify
from luodi.repair.leftovers import leftovers
from luodi.repair.model import REPLACEMENT_CHARACTER, Draft, Edit, Lost, StageResult
from luodi.repair.settle import Settler
from luodi.repair.stretches import Cell, Misread, Path, all_stretches, follow, is_chinese, is_telling, path_of
from luodi.repair.utf8 import UNKNOWN, Gap, completions
from luodi.source import Span

# Sound characters in believed stretches, from which on a stretch too short to be believed alone is too.
_ESTABLISHED = 4
_LONG = 40  # characters
# So many lost characters are ranked by the document; of a text with more, each costs a person's look anyway.
_MOST_RANKED = 5_000
_SHOWN = 5


def undo_misreading(draft: Draft) -> StageResult:
    """Edits that put right UTF-8 read as GBK, GB 18030, cp1252 or Latin-1, once or more often."""
    text = draft.text
    found: list[tuple[Misreading, list[Cell]]] = []
    for reading in (utf8_as_gbk(), utf8_as_cp1252()):
        if reading.gate.search(text):
            stretches = all_stretches(text, reading)
            if reading.name == "gbk" and "€" in text:
                other = all_stretches(text, utf8_as_gb18030())
                stretches = max(stretches, other, key=_common)
            believed, path = _believed(stretches)
            found.extend((reading, cells) for cells in believed)
            if path is not None and stretches:
                found.extend(
                    (reading, cells)
                    for cells in leftovers(text, stretches[0].reading, _spans(believed), path)
                )
    return _result(text, found)


def _common(stretches: Sequence[Misread]) -> int:
    """How many common characters they hold."""
    return sum(map(is_common, (char for one in stretches for char in one.text)))


def _believed(stretches: Sequence[Misread]) -> tuple[list[list[Cell]], Path | None]:
    """What the stretches that are no sound text say, read back as often as it takes.

    Besides, in which charsets the text has to be read back again, where enough of it shows that.
    """
    paths = [path_of(one) for one in stretches]
    weights: Counter[Path] = Counter()
    for one, path in zip(stretches, paths, strict=True):
        if path is not None:
            weights[path] += len(_wide(one.text))
    if not weights:
        return [], None
    (usual, weight), *_ = weights.most_common(1)
    believed: list[list[Cell]] = []
    for one, path in zip(stretches, paths, strict=True):
        # A short stretch read back too seldom can look like Chinese; a long one cannot.
        if path is not None and (path == usual or len(_wide(one.text)) >= _LONG):
            believed.append(follow(one, path))
        elif weight >= _ESTABLISHED and (one.is_whole or path is not None):
            cells = follow(one, usual)
            if is_chinese(cells) or _may_be(one, cells):
                believed.append(cells)
    return believed, usual if weight >= _ESTABLISHED else None


def _spans(believed: Sequence[Sequence[Cell]]) -> list[Span]:
    return [Span(cells[0].start, cells[-1].end) for cells in believed if cells]


def _may_be(stretch: Misread, cells: Sequence[Cell]) -> bool:
    """Whether a stretch too short to tell is one more of those that the text has."""
    wide = [cell.char for cell in cells if cell.char > "\x7f" and cell.gap is None]
    marked = any(gap.marked for piece in stretch.pieces for gap in piece.gaps)
    # Two-byte characters show as hanzi in GBK (© as 漏), but in cp1252 as what no Chinese text has.
    return all(map(is_usual, wide)) and (marked or any(map(is_telling, wide)) or stretch.reading.width == 1)


def _wide(text: str) -> list[str]:
    return [char for char in text if char > "\x7f" and char != REPLACEMENT_CHARACTER]


def _result(text: str, found: Iterable[tuple[Misreading, list[Cell]]]) -> StageResult:
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
            certain = not lost and all(cell.is_sure for cell in group)
            edits.append(Edit(start, end, text[start:end], now, kind, certain))
            gaps += [
                (end - 1, cell.gap or UNKNOWN, reading)
                for cell in group
                if cell.char == REPLACEMENT_CHARACTER
            ]
            taken = end
    return StageResult(tuple(edits), tuple(_lost(text, edits, gaps)))


def _groups(cells: Sequence[Cell]) -> Iterator[tuple[int, int, list[Cell]]]:
    """The cells in groups that one edit writes: as few characters as can be around a lost one."""
    group: list[Cell] = []
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


def _atoms(cells: Sequence[Cell]) -> Iterator[tuple[int, int, list[Cell], bool]]:
    """Cells that come from the same characters of the page, and whether one of them is lost."""
    atom: list[Cell] = []
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
