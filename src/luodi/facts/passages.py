"""The passages facts are looked for in: each item of a document with its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luodi.source import Span
from luodi.structure import Document, Part
from luodi.structure.brackets import SQUARE
from luodi.structure.stops import widen_stops

# Same length before and after, so that offsets stay those of the text.
_FOLDED = {0xFF01 + i: 0x21 + i for i in range(94)}
_FOLDED |= {ord(wide): ord(plain) for wide, plain in zip("∶︰﹪％　\xa0\t", "::%%   ", strict=True)}
_FOLDED |= {ord(opening): ord("[") for opening in SQUARE} | {
    ord(closing): ord("]") for closing in SQUARE.values()
}
_FOLDED |= {ord(dash): ord("-") for dash in "—–－―‐‑‒~～〜"}
_LOOKS_BACK = re.compile(
    r"(?:发展|工作|现实|良好|规划|建设|改革)基础$|^基础$|成就|成效|现状|形势|回顾|面临|"
    r"发展环境$|发展条件$|规划背景$|存在(?:的)?(?:主要)?问题|"
    r"^(?:\S{0,6}背景)$|工作总结|完成情况|进展情况"
)
_MARKS = re.compile(r"[。!?;\n()\[\]〈〉<>]")
_OPENS, _CLOSES = "([〈<", ")]〉>"


@dataclass(frozen=True, slots=True)
class Passage:
    """An item's own words.

    blocks: its paragraphs in reading order: heading, own paragraphs, running sub-items (一是…二是…).
    looks_back: it stands under a heading such as 发展基础 or 主要成就 and tells what was reached.
    is_leaf: nothing numbered stands below it.
    """

    path: tuple[str, ...]
    heading: str | None
    span: Span
    blocks: tuple[Span, ...]
    looks_back: bool = False
    is_leaf: bool = True


def fold(text: str) -> str:
    """The text with half-width forms of ASCII, colons, dashes and brackets; same length.

    A half-width full stop after Chinese becomes 。, which ends a sentence.
    """
    return widen_stops(text.translate(_FOLDED))


def passages(document: Document, text: str) -> tuple[Passage, ...]:
    """The items of a document in reading order, those of further annexes last.

    An item is a numbered provision that has words of its own, its heading too, or nothing below it. Running
    items belong to the numbered one around them; where a text has only running items, they are the items. A
    text without any is one item with an empty path.
    """
    found = list(_items(document.parts, text, ()))
    if not document.parts and document.preamble:
        blocks = document.preamble
        found.append(Passage((), None, Span(blocks[0].start, blocks[-1].end), blocks))
    for annex in document.annexes:
        prefix = (annex.label or annex.title,)
        found.extend(_items(annex.parts, text, prefix))
        if not annex.parts and not annex.carries_body and annex.preamble:
            blocks = annex.preamble
            found.append(Passage(prefix, annex.title, annex.span, blocks, is_leaf=False))
    return tuple(found)


def _items(
    parts: tuple[Part, ...], text: str, prefix: tuple[str, ...], *, looks_back: bool = False
) -> Iterator[Passage]:
    for part in parts:
        back = looks_back or _LOOKS_BACK.search(part.heading or "") is not None
        below = tuple(child for child in part.parts if not child.running)
        inside = [child.span for child in part.parts if child.running]
        own = [*([part.heading_span] if part.heading_span else []), *part.blocks, *inside]
        blocks = tuple(_paragraphs(text, own))
        if blocks or not below:
            yield Passage((*prefix, *part.path), part.heading, part.span, blocks, back, not below)
        yield from _items(below, text, prefix, looks_back=back)


def _paragraphs(text: str, spans: list[Span]) -> Iterator[Span]:
    """Spans of one line joined, spans of several lines cut."""
    pieces: list[Span] = []
    for span in sorted(spans):
        start = span.start
        while (end := text.find("\n", start, span.end)) >= 0:
            pieces.append(Span(start, end))
            start = end + 1
        pieces.append(Span(start, span.end))
    joined: list[Span] = []
    for piece in pieces:
        if piece.start >= piece.end:
            continue
        if joined and "\n" not in text[joined[-1].end : piece.start]:
            joined[-1] = Span(joined[-1].start, max(piece.end, joined[-1].end))
        else:
            joined.append(piece)
    yield from joined


def full_sentences(folded: str, block: Span) -> Iterator[Span]:
    """The sentences of a paragraph; stops inside brackets end none."""
    return _split(folded, block, "。!?\n")


def sentences(folded: str, block: Span) -> Iterator[Span]:
    """As ``full_sentences``, semicolons ending one too."""
    return _split(folded, block, "。!?\n;")


def _split(folded: str, block: Span, stops: str) -> Iterator[Span]:
    depth, start = 0, block.start
    for mark in _MARKS.finditer(folded, *block):
        at, char = mark.start(), mark[0]
        if char in _OPENS:
            depth += 1
        elif char in _CLOSES:
            depth = max(0, depth - 1)
        elif char in stops and (depth == 0 or char == "\n"):
            if at > start:
                yield Span(start, at)
            start, depth = at + 1, 0
    if block.end > start:
        yield Span(start, block.end)
