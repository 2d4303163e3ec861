"""Which thing in a new text is which in an old one, where what stands around them has changed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from luodi_web.policies.domain.places import words_in
from luodi_web.policies.rules import SENTENCE_CHARS, SENTENCE_LEAST, SENTENCE_SHARE

_Old = TypeVar("_Old")
_New = TypeVar("_New")

# Half-width ? and ! are no ends: in a damaged text they are what is left of other characters.
_ENDS = "。！？；\n"


def sentence_around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after ``text[start:end]`` in its own sentence, a heading above not included."""
    head = text[max(0, start - SENTENCE_CHARS) : start]
    cut = max(head.rfind(mark) for mark in _ENDS) + 1
    tail = text[end : end + SENTENCE_CHARS]
    stops = [at for mark in _ENDS if (at := tail.find(mark)) >= 0]
    return head[cut:].lstrip(), tail[: min(stops, default=len(tail))].rstrip()


def is_alike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two sentences, without the words in question, are the same but for a change."""
    mine, theirs = Counter("".join(one)), Counter("".join(other))
    size = mine.total() + theirs.total()
    return size > 0 and 2 * (mine & theirs).total() / size >= SENTENCE_SHARE


def place_map(old: str, new: str) -> Callable[[int], int]:
    """Where an offset of the old text is to be expected in the new one.

    Lines that either text has once, in the order both have them, say it; between them it is in proportion.
    """
    marks = [(0, 0)]
    for before, after, length in _same_lines(old, new):
        marks += [(before, after), (before + length, after + length)]
    marks.append((len(old), len(new)))
    starts = [before for before, _after in marks]

    def expected(offset: int) -> int:
        at = min(bisect_right(starts, offset) - 1, len(marks) - 2)
        (left, there), (right, beyond) = marks[at], marks[at + 1]
        return there + (offset - left) * (beyond - there) // max(1, right - left)

    return expected


def _same_lines(old: str, new: str) -> Iterator[tuple[int, int, int]]:
    """(offset in old, offset in new, length) of the longest run of shared lines in one order."""
    mine, theirs = _lines_once(old), _lines_once(new)
    pairs = [(at, theirs[line], len(line)) for line, at in mine.items() if line in theirs]
    tails: list[int] = []  # ends of the best runs of each length, by their place in the new text
    runs: list[int] = []
    for _at, there, _length in pairs:
        place = bisect_left(tails, there)
        tails[place : place + 1] = [there]
        runs.append(place)
    wanted = len(tails) - 1
    kept = []
    for pair, run in zip(reversed(pairs), reversed(runs), strict=True):
        if run == wanted and (not kept or pair[1] < kept[-1][1]):
            kept.append(pair)
            wanted -= 1
    yield from reversed(kept)


def _lines_once(text: str) -> dict[str, int]:
    places: dict[str, int] = {}
    twice: set[str] = set()
    at = 0
    for line in text.split("\n"):
        if line.strip():
            if line in places:
                twice.add(line)
            places[line] = at
        at += len(line) + 1
    return {line: place for line, place in places.items() if line not in twice}


def nearest_pairs(
    olds: dict[Hashable, list[tuple[int, _Old]]],
    news: dict[Hashable, list[tuple[int, _New]]],
    expected: Callable[[int], int],
) -> Iterator[tuple[_Old, _New]]:
    """Of the things under one key, those that are each the nearest to the other.

    olds, news: (offset, thing) by key. A thing whose nearest is nearer to another is paired with none.
    """
    for key, mine in olds.items():
        theirs = sorted(news.get(key, ()), key=_place)
        here = sorted(((expected(at), thing) for at, thing in mine), key=_place)
        for index, (at, thing) in enumerate(here):
            found = _nearest(theirs, at)
            if found is not None and _nearest(here, theirs[found][0]) == index:
                yield thing, theirs[found][1]


def _place(row: tuple[int, object]) -> int:
    return row[0]


def _nearest(rows: Sequence[tuple[int, object]], at: int) -> int | None:
    """Which row stands nearest; the first of those at one place."""
    right = bisect_left(rows, at, key=_place)
    near = [index for index in (right - 1, right) if 0 <= index < len(rows)]
    if not near:
        return None
    best = min(near, key=lambda index: abs(rows[index][0] - at))
    return bisect_left(rows, rows[best][0], key=_place)


def by_key(
    things: Iterable[_Old], key: Callable[[_Old], Hashable], place: Callable[[_Old], int]
) -> dict[Hashable, list[tuple[int, _Old]]]:
    """Things as ``nearest_pairs`` wants them."""
    found: dict[Hashable, list[tuple[int, _Old]]] = {}
    for thing in things:
        found.setdefault(key(thing), []).append((place(thing), thing))
    return found


def same_sentence(
    old: str, start: int, end: int, new: str, expected: Callable[[int], int], *, or_alike: bool = False
) -> tuple[int, int] | None:
    """Where the words ``old[start:end]`` stand in another text in the same sentence, nearest to their place.

    or_alike: a sentence that is the same but for a change will do. None where there is none, or where one
    of the other places with these words in the old text has the better claim.
    """
    words = old[start:end]
    sentence = sentence_around(old, start, end)
    if not words or len("".join(sentence)) + len(words) < SENTENCE_LEAST:
        return None

    def fits(text: str, at: int, changed: bool) -> bool:
        other = sentence_around(text, at, at + len(words))
        return other == sentence or (changed and is_alike(sentence, other))

    for changed in (False, True) if or_alike else (False,):
        mine = [(at, at) for at in words_in(words, old) if fits(old, at, changed)]
        theirs = [(at, at) for at in words_in(words, new) if fits(new, at, changed)]
        for was, now in nearest_pairs({0: mine}, {0: theirs}, expected):
            if was == start:
                return now, now + len(words)
    return None
