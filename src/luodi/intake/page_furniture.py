"""What belongs to the page and not to the text: page numbers, running heads and feet, footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from luodi.intake.page_lines import Line

# Heads and feet stand in the outer eighth: GB/T 9704 leaves 37 mm of 297 above the text and 35 below.
_MARGIN: Final = 0.125
_NUMBER = re.compile(
    r"[-—–―－·•\s]*(?:第\s*)?(\d{1,4}|[ivxlcIVXLC]{1,7})\s*(?:页)?(?:\s*[,，/／|]?\s*(?:共|of)?\s*\d{1,4}\s*(?:页)?)?[-—–―－·•\s]*"
)
_DASHED = re.compile(r"[-—–―－·•]\s*\d{1,4}\s*[-—–―－·•]|第\s*\d{1,4}\s*页.*")
_DIGITS = re.compile(r"\d+")
_BLANKS = re.compile(r"\s+")
# What numbers a part of the text: 附件2, 第三章, （一）, 1. and the like. Where each begins a page, such
# lines differ in nothing but their number, as running heads do.
_LABEL = re.compile(
    r"附[件录表]\s*[\dA-Za-z一二三四五六七八九十]"
    r"|第\s*[\d〇零一二三四五六七八九十百千]+\s*(?:条|章|节|编|部分)"
    r"|(?:[一二三四五六七八九十百]+\s*、|[（(]\s*[\d一二三四五六七八九十百]+\s*[）)]|\d{1,3}\s*[.．、](?!\d))\s*\S"
)
# A running head stands on two pages at least, and on a third of all (heads may differ left and right).
_LEAST_SHARE: Final = 0.3
_SAME_PLACE: Final = 4.0  # points
_MOST_PER_SIDE: Final = 3
_FULL: Final = 0.8  # share of the widest line
_NOTE_START = re.compile(r"(\d{1,3}|[①-⑳]|\[\d{1,3}\]|〔\d{1,3}〕|[*＊†‡※])(?![\d.．、，)）])\s*\S")
_NOTE_SMALLER: Final = 0.93

Pages = Sequence[tuple[int, float, list[Line]]]


def drop_furniture(pages: Pages) -> list[list[Line]]:
    """Each page's lines without page numbers, running heads and feet, and footnotes.

    pages: number, height, and lines from top to bottom.
    """
    body = _body_size(pages)
    widest = max((line.x1 - line.x0 for _, _, lines in pages for line in lines), default=0.0)
    edges = [_edges_of_page(lines, height, body, widest) for _, height, lines in pages]
    repeated = _repeated(pages, edges)
    kept = []
    for (number, height, lines), edge in zip(pages, edges, strict=True):
        lines = _without_edges(number, height, lines, edge, repeated)
        kept.append(_without_notes(lines, height, body))
    return kept


def _key(line: Line) -> str:
    """A running head changes from page to page in nothing but its number."""
    return _DIGITS.sub("#", _BLANKS.sub("", line.text))


def _at_edge(lines: list[Line], height: float) -> list[Line]:
    top = [line for line in lines[:_MOST_PER_SIDE] if line.base < height * _MARGIN]
    bottom = [line for line in lines[-_MOST_PER_SIDE:] if line.top > height * (1 - _MARGIN)]
    return top + bottom


def _edges_of_page(lines: list[Line], height: float, body: float, widest: float) -> list[Line]:
    """Lines at the edge that may be furniture: not those that are set like the text and next to it."""
    steps = sorted(after.base - before.base for before, after in pairwise(lines))
    step = steps[len(steps) // 2] if steps else 0.0
    found = []
    for line in _at_edge(lines, height):
        nearest = min((abs(other.base - line.base) for other in lines if other is not line), default=height)
        full = line.x1 - line.x0 > _FULL * widest and abs(line.size - body) < 0.5
        if not (full and nearest <= step + 1):
            found.append(line)
    return found


def _repeated(pages: Pages, edges: list[list[Line]]) -> set[tuple[str, int]]:
    """Text and place (rounded) of lines that stand at the edge of many pages."""
    seen: Counter[tuple[str, int]] = Counter()
    for (_, height, _), edge in zip(pages, edges, strict=True):
        seen.update({(_key(line), place) for line in edge for place in _places(line, height)})
    least = max(2, _LEAST_SHARE * len(pages))
    return {key for key, count in seen.items() if count >= least}


def _places(line: Line, height: float) -> tuple[int, int]:
    """Two rounded places, so that neighbours agree in one of them. Feet are counted from below."""
    y = line.base if line.base < height / 2 else line.base - height
    return 2 * round(y / _SAME_PLACE / 2), 2 * round((y / _SAME_PLACE + 1) / 2) + 1


def _without_edges(
    number: int, height: float, lines: list[Line], edge: list[Line], repeated: set[tuple[str, int]]
) -> list[Line]:
    dropped: set[int] = set()
    for line in edge:
        repeats = any((_key(line), place) in repeated for place in _places(line, height))
        if (repeats and not _LABEL.match(line.text.strip())) or (
            _NUMBER.fullmatch(line.text) and _is_page_number(line, lines, number)
        ):
            dropped.add(id(line))
    return [line for line in lines if id(line) not in dropped]


def _is_page_number(line: Line, lines: list[Line], number: int) -> bool:
    """A number alone may also be a table's or a list's: it must look like, or count as, a page's."""
    if _DASHED.fullmatch(line.text.strip()):
        return True
    found = _DIGITS.search(line.text)
    if found and int(found[0]) == number:
        return True
    others = [other for other in lines if other is not line]
    return bool(others) and min(abs(other.base - line.base) for other in others) > 2 * line.size


def _body_size(pages: Pages) -> float:
    """The size of most characters."""
    sizes: Counter[float] = Counter()
    for _, _, lines in pages:
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _without_notes(lines: list[Line], height: float, body: float) -> list[Line]:
    """The lines above the footnotes, without the signs that point to them.

    Footnotes are the smaller lines at the foot of a page, the first of which begins with a sign that
    stands raised in the text above. Without such a sign the lines stay.
    """
    first = len(lines)
    while first > 0 and lines[first - 1].size < _NOTE_SMALLER * body and lines[first - 1].base > height / 3:
        first -= 1
    signs = {sign.strip() for line in lines[:first] for _, sign in line.raised}
    start = next((at for at in range(first, len(lines)) if _note_sign(lines[at]) in signs), len(lines))
    marks = frozenset(sign for line in lines[start:] if (sign := _note_sign(line)) in signs)
    kept = []
    for line in lines[:start]:
        kept.append(line.without(marks) if marks else line._replace(raised=()))
    return [line for line in kept if line.text.strip()]


def _note_sign(line: Line) -> str:
    if line.raised and line.raised[0][0] == 0:
        return line.raised[0][1].strip()
    found = _NOTE_START.match(line.text)
    return found[1] if found else ""
