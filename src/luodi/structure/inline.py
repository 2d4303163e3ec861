"""Items that a page wrote on in one line: （一）有场所；（二）有人员。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from luodi.structure.labels import Label, Rank, parse_label
from luodi.structure.lines import Line
from luodi.structure.numerals import CIRCLED

# Where the next item may begin: after a mark that ends the one before it; a circled number needs none.
_NEXT = {
    Rank.PAREN_HAN: re.compile(r"(?<=[。；;])\s*(?=[(（]\s*[一二三四五六七八九十百]{1,4}\s*[)）])"),
    Rank.ARABIC: re.compile(r"(?<=[。；;])\s*(?=\d{1,3}\s*[.．、])"),
    Rank.PAREN_ARABIC: re.compile(r"(?<=[。；;])\s*(?=[(（]\s*\d{1,3}\s*[)）])"),
    Rank.HALF_ARABIC: re.compile(r"(?<=[。；;])\s*(?=\d{1,3}[)）])"),
    Rank.CIRCLED: re.compile(rf"(?=[{CIRCLED}])"),
}
# The longest label with its spaces; what follows it does not decide whether it is one.
_LABEL_LENGTH = 24


def split_items(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, one that holds several items of a list cut into as many.

    It is cut where a number follows that goes on from the one it begins with.
    """
    for line in lines:
        label = parse_label(line.text)
        if label is None or label.rank not in _NEXT:
            yield line
        else:
            yield from _cut(line, label)


def _cut(line: Line, label: Label) -> Iterator[Line]:
    start = 0
    expected = label.value + 1
    for match in _NEXT[label.rank].finditer(line.text, label.length):
        at = match.end()
        following = parse_label(line.text[at : at + _LABEL_LENGTH])
        if following is None or following.rank is not label.rank or following.value != expected:
            continue
        yield _piece(line, start, match.start())
        start, expected = at, expected + 1
    yield line if start == 0 else _piece(line, start, len(line.text))


def _piece(line: Line, start: int, end: int) -> Line:
    words = line.text[start:end].rstrip()
    first = line.start + start
    bold_end = line.bold_end if first < line.bold_end < first + len(words) else 0
    return Line(first, first + len(words), words, line.bold and bold_end == 0, bold_end)
