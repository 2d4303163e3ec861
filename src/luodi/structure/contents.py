"""A table of contents (目录): which lines of a text only repeat its headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from luodi.structure.labels import Label, parse_label

_TITLE = re.compile(r"目[ \u3000\xa0]*[录次][ \u3000\xa0]*[:：]?")
_FRONT_MATTER = re.compile(
    r"(?:前\s*言|引\s*言|序\s*言|导\s*言|附\s*则|附\s*件.{0,40}|附\s*录.{0,40}|附\s*表.{0,40}|后\s*记)"
)
_LEADERS = ".…·．・‥⋯_-—–\t \u3000\xa0"
_DOTS = ".…·．・‥⋯_\t"
# Longer lines are paragraphs.
_MAX_ENTRY = 80
# A book has one table of contents, an annex may have its own; more are not looked for.
_MAX_TABLES = 5


def find_contents(lines: Sequence[str]) -> frozenset[int]:
    """The indexes of the lines that are a table of contents, its title among them.

    Under the title 目录 the entries end where the first one comes again, or before the first line that
    is no heading. Without page numbers they are a table only where a heading does come again. Three
    lines or more with dots and a page number are a table without a title, too.
    """
    taken: set[int] = set()
    tables = 0
    index = 0
    while index < len(lines):
        if tables < _MAX_TABLES and len(lines[index]) <= _MAX_ENTRY and _TITLE.fullmatch(lines[index]):
            tables += 1
            end = _end_of_table(lines, index + 1)
            taken.update(range(index, end) if end > index + 1 else ())
            index = max(end, index + 1)
            continue
        end = index
        while end < len(lines) and _has_page(lines[end], dotted=True):
            end += 1
        if end - index >= 3:
            taken.update(range(index, end))
        index = max(end, index + 1)
    return frozenset(taken)


def _end_of_table(lines: Sequence[str], start: int) -> int:
    """Where the entries from ``start`` end; ``start`` itself where they are none."""
    if start >= len(lines):
        return start
    first = _entry(lines[start])
    paged = False
    end = start
    while end < len(lines) and _is_entry(lines[end]):
        if end > start and _same(first, _entry(lines[end])) and not _has_page(lines[end]):
            return end
        paged = paged or _has_page(lines[end])
        end += 1
    if paged or any(_entry(line)[1] == first[1] for line in lines[end:] if len(line) <= _MAX_ENTRY):
        return end
    return start


def _is_entry(line: str) -> bool:
    if len(line) > _MAX_ENTRY:
        return False
    if _has_page(line):
        return True
    if line.endswith(("。", "；", "：", "，", ":", ";")):
        return False
    return parse_label(line) is not None or _FRONT_MATTER.fullmatch(line) is not None


def _has_page(line: str, *, dotted: bool = False) -> bool:
    """Whether a line ends in a page number that a gap, or only dots, set apart from the words."""
    if len(line) > _MAX_ENTRY or not line[-1:].isdecimal():
        return False
    words = line.rstrip("0123456789０１２３４５６７８９")
    if len(line) - len(words) > 3:
        return False
    heading = words.rstrip(_LEADERS)
    gap = words[len(heading) :]
    return bool(heading) and (sum(char in _DOTS for char in gap) >= 3 or (not dotted and len(gap) >= 2))


def _entry(line: str) -> tuple[Label | None, str]:
    words = line
    if _has_page(line):
        words = line.rstrip("0123456789０１２３４５６７８９").rstrip(_LEADERS)
    label = parse_label(words)
    heading = re.sub(r"[\s*]", "", words[label.length :] if label else words)
    return label, heading


def _same(first: tuple[Label | None, str], other: tuple[Label | None, str]) -> bool:
    """Whether a heading is the one a table opened with: the same label, or the same words."""
    if first[0] is None or other[0] is None:
        return first[0] is None and other[0] is None and first[1] == other[1]
    return first[0].rank == other[0].rank and first[0].value == other[0].value
