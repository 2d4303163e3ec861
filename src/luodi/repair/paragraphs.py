"""The paragraphs of a simplified text that were copied from a damaged page."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

from luodi.repair.annotations import NOTED, is_reading, plain_reading
from luodi.repair.chinese import is_simplified_only, is_traditional_only
from luodi.source import Span

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_Test = Callable[[int, int], bool]
_TRADITIONAL = 0.8  # share of the characters of one script only


def damaged_paragraphs(text: str) -> list[Span]:
    """Paragraphs with readings after traditional characters, and the traditional ones that adjoin them."""
    return list(_adjoining(text, lambda start, end: _is_noted(text, start, end)))


def traditional_paragraphs(text: str, places: Iterable[int]) -> Iterator[Span]:
    """The traditional paragraphs that hold one of the places, and those that adjoin them."""
    ordered = list(places)

    def holds(start: int, end: int) -> bool:
        index = bisect_left(ordered, start)
        return index < len(ordered) and ordered[index] < end

    return _adjoining(text, holds)


def _adjoining(text: str, counts: _Test) -> Iterator[Span]:
    group: list[Span] = []
    counted = False
    for line in _LINE.finditer(text):
        start, end = line.span()
        if not line[0].isspace():
            if not _is_traditional(line[0]):
                if counted:
                    yield from group
                group, counted = [], False
                continue
            counted = counted or counts(start, end)
        group.append(Span(start, end))
    if counted:
        yield from group


def _is_noted(text: str, start: int, end: int) -> bool:
    return any(
        is_traditional_only(found[1]) and is_reading(plain_reading(found[2]), found[1])
        for found in NOTED.finditer(text, start, end)
    )


def _is_traditional(line: str) -> bool:
    traditional = sum(map(is_traditional_only, line))
    simplified = sum(map(is_simplified_only, line))
    return traditional > 0 and traditional >= _TRADITIONAL * (traditional + simplified)
