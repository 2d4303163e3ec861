"""Cut text into sentences, segments (；) and clauses (，), never inside quotes, titles or brackets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from luodi.source import Span
from luodi.structure.brackets import ROUND, SQUARE
from luodi.structure.stops import is_stop

_PAIRS = {
    "“": "”",
    "‘": "’",
    "《": "》",
    "〈": "〉",
    "「": "」",
    "『": "』",
    **ROUND,
    **SQUARE,
}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}
# Mirrors mix both widths, so （ may close with ).
_CLOSERS |= {")": "(", "）": "("}
_SAME = {"（": "("}
_SENTENCE = "。！!？?\n"
_SEGMENT = "；;"
_CLAUSE = "，,"


class Clause(NamedTuple):
    """``text[start:end]`` without its mark; ``mark`` is the character that ended it ('' at the end)."""

    start: int
    end: int
    mark: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


Segment = list[Clause]
Sentence = list[Segment]


def split_sentences(text: str, span: Span) -> list[Sentence]:
    """The sentences of a range, each a list of segments, each a list of clauses; blanks dropped."""
    sentences: list[Sentence] = []
    segments: Sentence = []
    clauses: Segment = []
    for clause in _cut(text, span):
        if clause.start < clause.end:
            clauses.append(clause)
        if clause.mark in _CLAUSE and clause.mark:
            continue
        if clauses:
            segments.append(clauses)
            clauses = []
        if clause.mark in _SEGMENT and clause.mark:
            continue
        if segments:
            sentences.append(segments)
            segments = []
    return sentences


def _cut(text: str, span: Span) -> Iterator[Clause]:
    protected = protected_ranges(text, span)
    start = span.start
    at = span.start
    upcoming = iter(protected)
    hole = next(upcoming, None)
    while at < span.end:
        if hole is not None and at >= hole.start:
            at = max(at, hole.end)
            hole = next(upcoming, None)
            continue
        char = text[at]
        if (
            char in _SENTENCE
            or char in _SEGMENT
            or (char in _CLAUSE and not _in_number(text, at))
            or (char == "." and is_stop(text, at))
        ):
            yield _trim(text, start, at, char)
            start = at + 1
        at += 1
    yield _trim(text, start, span.end, "")


def protected_ranges(text: str, span: Span) -> list[Span]:
    """The outermost quoted or bracketed ranges; an opener that never closes protects nothing."""
    stack: list[tuple[str, int]] = []
    pairs: list[Span] = []
    straight: int | None = None
    for at in range(span.start, span.end):
        char = text[at]
        if char == '"':
            if straight is None:
                straight = at
            else:
                pairs.append(Span(straight, at + 1))
                straight = None
        elif char in _PAIRS:
            stack.append((_SAME.get(char, char), at))
        elif char in _CLOSERS:
            opener = _CLOSERS[char]
            depth = next(
                (i for i in range(len(stack) - 1, max(-1, len(stack) - 9), -1) if stack[i][0] == opener), None
            )
            if depth is not None:
                pairs.append(Span(stack[depth][1], at + 1))
                del stack[depth:]
        elif char == "\n":
            # Nothing is quoted across paragraphs in these texts; a lost closer must not swallow one.
            stack.clear()
            straight = None
    outer: list[Span] = []
    for pair in sorted(pairs):
        if not outer or pair.start >= outer[-1].end:
            outer.append(pair)
    return outer


def _in_number(text: str, at: int) -> bool:
    """Whether a comma groups digits: 5,000万元."""
    return (
        text[at] == ","
        and text[at - 1 : at].isdigit()
        and text[at + 1 : at + 4].isdigit()
        and not text[at + 4 : at + 5].isdigit()
    )


def _trim(text: str, start: int, end: int, mark: str) -> Clause:
    while start < end and text[start] in " \t\u3000\xa0*\r":
        start += 1
    # A colon at the end announces a list; it is not part of the words.
    while end > start and text[end - 1] in " \t\u3000\xa0*\r：:":
        end -= 1
    return Clause(start, end, mark)
