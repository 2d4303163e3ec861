"""Paragraphs that a page's or a line's end broke in the middle of a sentence, read as one.

A break is kept out of the words, not out of the text: a document is read from the text without its breaks,
and every span is put back to where its words stand. What only may be a break stays one: a heading, a
paragraph that lost its stop and a line of a form are not to grow together with what follows them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from typing import Any, Final, TypeVar

from luodi.source import OffsetMap, Replacement, Span, apply_replacements
from luodi.structure.labels import parse_label
from luodi.structure.lines import INDENT
from luodi.structure.model import Document
from luodi.structure.signature import is_dated, units_of

_Read = TypeVar("_Read")
# Neither ends in the middle of a sentence nor goes on one: Markdown, tables, comments, rules.
_SET_APART = re.compile(r"[#*|<>\-=_]|.*[|\t]|.*_{3}|.* {4}")
_INSIDE = re.compile(r"[，；。]")
_ENDS_OPEN = re.compile(r"[，、（(《〈“]$")
_CANNOT_BEGIN = re.compile(r"[，、。；：）)》〉”！？%％]|等[，。、；的]|的[\u4e00-\u9fff]")
_NUMBER = re.compile(r"[\d.]*[年月日个家万亿元项件名人次％%倍]")
_STOPS: Final = "。；！？：….;!?:"
# Often followed by a stop that a page left out.
_CLOSING: Final = "）)》”"
_HAN = re.compile(r"[\u4e00-\u9fff]")
# The part of a sentence that one character alone can be (至, 且, 或 begin one that goes on).
_LAST_CLAUSE = re.compile(r"[，；。、]([^，；。、]*)$")
# Of two characters at a break: how often they must stand together elsewhere, and how seldom apart.
_TOGETHER: Final = 2
_BOUND: Final = 0.6
# The pairs of characters are counted in so much of a text.
_COUNTED: Final = 300_000
# A line of fewer characters than this was not broken by its length.
_SHORTEST: Final = 15


def find_breaks(text: str) -> tuple[Span, ...]:
    """Where a paragraph is broken, in order: from its last word to the first one after the break."""
    found: list[Span] = []
    pairs: _Pairs | None = None
    start = 0
    above: tuple[int, str, bool] | None = None
    for raw in text.split("\n"):
        words = raw.strip(INDENT)
        if words:
            first = start + len(raw) - len(raw.lstrip(INDENT))
            indented = first > start
            if above is not None and _may_go_on(above[1], words):
                pairs = pairs or _Pairs(text)
                if _goes_on(above[1], words, pairs, outdented=above[2] and not indented):
                    found.append(Span(above[0], first))
                    indented = above[2]
            above = (first + len(words), words, indented)
        start += len(raw) + 1
    return tuple(found)


def in_whole_paragraphs(document: Document, text: str, read: Callable[[Document, str], _Read]) -> _Read:
    """What ``read`` finds in a document whose paragraphs are whole, with its spans in ``text`` as it is."""
    if not document.breaks:
        return read(document, text)
    joined = _Joined(text, document.breaks)
    return joined.put_back(read(replace(joined.take_out(document), breaks=()), joined.text))


def read_whole(text: str, breaks: Sequence[Span], parse: Callable[[str], _Read]) -> _Read:
    """What ``parse`` makes of the text without its breaks, with its spans in the text as it is."""
    joined = _Joined(text, breaks)
    return joined.put_back(parse(joined.text))


class _Pairs:
    """How often two characters stand together in a text."""

    def __init__(self, text: str) -> None:
        text = text[:_COUNTED]
        self._single = Counter(text)
        self._double = Counter(map("".join, pairwise(text)))

    def are_one_word(self, one: str, other: str) -> bool:
        """Whether one of two characters hardly stands without the other: 技|术, 探|索."""
        together = self._double[one + other]
        # Each stands once more at the break itself.
        apart = min(self._single[one], self._single[other]) - 1
        return together >= _TOGETHER and together >= _BOUND * apart


def _may_go_on(above: str, words: str) -> bool:
    """Whether the first of two lines ends without a stop and neither is a line of its own kind."""
    return not (
        above[-1] in _STOPS
        or parse_label(words)
        or _SET_APART.match(above)
        or _SET_APART.match(words)
        or not (_INSIDE.search(above) or _ENDS_OPEN.search(above))
        or is_dated(words)
        or units_of(words)
    )


def _goes_on(above: str, words: str, pairs: _Pairs, *, outdented: bool) -> bool:
    if _CANNOT_BEGIN.match(words):
        return True
    if above[-1] in _CLOSING:
        return False
    if _ENDS_OPEN.search(above):
        return _INSIDE.search(words) is not None
    if not _INSIDE.search(words):
        # A heading, a name, a cell: nothing says that it ends a sentence.
        return False
    if above[-1].isdigit():
        return _NUMBER.match(words) is not None
    if not _HAN.match(above[-1]) or not _HAN.match(words):
        return False
    last = _LAST_CLAUSE.search(above)
    if last and len(last[1]) == 1:
        return True
    prose = "。" in above or "；" in above or len(above) > 2 * _SHORTEST
    if outdented and prose and len(above) >= _SHORTEST:
        return True
    return prose and pairs.are_one_word(above[-1], words[0])


class _Joined:
    """A text without its breaks, and the way between the two."""

    def __init__(self, text: str, breaks: Sequence[Span]) -> None:
        cuts = [Replacement(*span, "") for span in breaks]
        self.text = apply_replacements(text, cuts)
        self._back = OffsetMap(cuts)
        shift = 0
        put_in: list[Replacement] = []
        for span in breaks:
            put_in.append(Replacement(span.start - shift, span.start - shift, text[slice(*span)]))
            shift += span.end - span.start
        self._out = OffsetMap(put_in)

    def put_back(self, value: _Read) -> _Read:
        """The value with every span in it moved to the text with its breaks."""
        moved: _Read = _moved(value, self._back.to_source)
        return moved

    def take_out(self, value: _Read) -> _Read:
        moved: _Read = _moved(value, self._out.to_source)
        return moved


def _moved(value: Any, move: Callable[[Span], Span]) -> Any:
    if isinstance(value, Span):
        return move(value)
    if isinstance(value, tuple):
        moved = [_moved(each, move) for each in value]
        return value._make(moved) if hasattr(value, "_make") else tuple(moved)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {each.name: _moved(getattr(value, each.name), move) for each in fields(value)}
        return replace(value, **changed)
    return value
