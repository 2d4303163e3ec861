"""The labels that open a provision at the start of a line: 第X章, 一、, （一）, 1., （1）, ①.

Source of the forms: 25 plans and measures and 83 laws, read and counted. Both bracket
widths and all full stops after digits occur, sometimes in one document.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

from luodi.structure.numerals import HAN, numeral_value


class Rank(IntEnum):
    """Which label may stand inside which: a larger one inside a smaller one."""

    CHAPTER = 1
    SECTION = 2
    ARTICLE = 3
    DUN = 4
    PAREN_HAN = 5
    ARABIC = 6
    PAREN_ARABIC = 7
    CIRCLED = 8
    RUNNING = 9


class Label(NamedTuple):
    """A recognised label: text as written, its length with the space after it, its bare numeral."""

    rank: Rank
    text: str
    length: int
    numeral: str
    value: int


_SP = r"[ \t\u3000\xa0]*"
# The look-aheads keep 一、二级市场, 2、3月份, 1.5亿, 第三条规定的 from being labels.
_PATTERNS: tuple[tuple[Rank, re.Pattern[str]], ...] = (
    (Rank.CHAPTER, re.compile(rf"(第{_SP}([{HAN}\d]{{1,5}}){_SP}(?:章|编|篇|部分)){_SP}(?![的和至、])")),
    (Rank.SECTION, re.compile(rf"(第{_SP}([{HAN}\d]{{1,5}}){_SP}节){_SP}(?![的和至、])")),
    (
        Rank.ARTICLE,
        re.compile(
            rf"(第{_SP}([{HAN}\d]{{1,6}}){_SP}条(?:之[一二三四五六七八九十]+)?){_SP}(?!规定|所列|所述|[的和至、，,第])"
        ),
    ),
    (Rank.DUN, re.compile(rf"(([{HAN}]{{1,4}})[、．.]){_SP}(?![{HAN}]{{1,3}}(?:[、级类线者])|\d)")),
    (Rank.PAREN_HAN, re.compile(rf"([(（]{_SP}([{HAN}]{{1,4}}){_SP}[)）]){_SP}[、．.]?{_SP}")),
    (Rank.ARABIC, re.compile(rf"((\d{{1,2}}|[０-９]{{1,2}})[.．、]){_SP}(?!\d)")),
    (Rank.PAREN_ARABIC, re.compile(rf"([(（]{_SP}(\d{{1,2}}){_SP}[)）]){_SP}")),
    (Rank.PAREN_ARABIC, re.compile(rf"((\d{{1,2}})[)）]){_SP}")),
    (Rank.CIRCLED, re.compile(rf"(([①-⑳])){_SP}[、．.]?{_SP}")),
)


def parse_label(line: str) -> Label | None:
    """The label a line begins with; None where it begins with something else."""
    for rank, pattern in _PATTERNS:
        match = pattern.match(line)
        if match is None:
            continue
        text = match.group(1)
        numeral = match.group(2)
        value = numeral_value(numeral)
        bare = re.sub(r"\s", "", text) if rank <= Rank.ARTICLE else numeral
        return Label(rank, text, match.end(), bare, value)
    return None


class Continuity:
    """Remembers the last number of each rank, to tell labels from text that looks like one.

    A label begins a list (1) or goes on in one; some lists run on through the whole document, so
    a new section does not reset anything. A number that is neither first nor later is text.
    """

    def __init__(self) -> None:
        self._last: dict[Rank, int] = {}

    def accept(self, label: Label) -> bool:
        last = self._last.get(label.rank, 0)
        if label.value != 1 and label.value <= last and label.rank is not Rank.ARTICLE:
            return False
        self._last[label.rank] = label.value
        return True
