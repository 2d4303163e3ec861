"""Where the last page of a DOCX ends, counted on the grid.

A DOCX has no pages until somebody opens it, and the edition record must stand on an even one. On a grid of 28
by 22 the count comes out without any font; it is an estimate all the same (punctuation may be squeezed), so a
document that is edited afterwards must be looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from luodi.gazette import measures
from luodi.gazette.blocks import SIZES
from luodi.gazette.measures import CHARACTERS, PT_PER_MM, WORD_LINE_PITCH, mark_of
from luodi.gazette.model import (
    Block,
    Chart,
    Document,
    Figures,
    Heading,
    Kind,
    Listing,
    Paragraph,
    Picture,
    Table,
)
from luodi.gazette.wording import addressees_words, width_in_characters

PITCH = WORD_LINE_PITCH / 20
_HEIGHT = measures.AREA_HEIGHT_MM * PT_PER_MM
_WIDTH = measures.AREA_WIDTH_MM * PT_PER_MM


@dataclass(slots=True)
class Paper:
    """A position: page from 1, and points used of the current page. landscape: the area lies across."""

    page: int = 1
    used: float = 0.0
    landscape: bool = False

    @property
    def height(self) -> float:
        return _WIDTH if self.landscape else _HEIGHT

    @property
    def left(self) -> float:
        return self.height - self.used

    def put(self, height: float) -> None:
        """Something that stays in one piece."""
        if self.used > 0 and height > self.left + 0.01:
            self.turn()
        self.used += height

    def lines(self, count: int) -> None:
        for _ in range(count):
            self.put(PITCH)

    def turn(self, *, landscape: bool | None = None) -> None:
        self.page += 1
        self.used = 0.0
        if landscape is not None:
            self.landscape = landscape


def end_of(document: Document) -> Paper:
    """Where the document ends before its edition record."""
    paper = Paper()
    _head(document, paper)
    paper.lines(_line_count(document.title, 20) + 1)
    if document.addressees:
        paper.lines(_wrapped(addressees_words(document.addressees)))
    _blocks(document.blocks, paper)
    if names := document.attachment_names:
        paper.lines(1 + sum(_wrapped(name, indent=6) for name in names))
    if document.attendance:
        paper.lines(1)
    for one in document.attendance:
        paper.lines(_wrapped(one.names, line=CHARACTERS - 3 - len(one.label)))
    if signature := document.signature:
        paper.lines(2 if signature.seal else 1)
        paper.put((len(signature.organs) + 1) * PITCH)
    if document.note:
        paper.lines(_wrapped(document.note, indent=4))
    for annex in document.annexes:
        paper.turn(landscape=annex.landscape)
        paper.lines(3 + _line_count(annex.title, 20))
        _blocks(annex.blocks, paper)
    return paper


def _head(document: Document, paper: Paper) -> None:
    size = mark_of(document.head, document.kind).size_pt
    match document.kind:
        case Kind.DOCUMENT:
            paper.used = measures.HEAD_TOP_MM * PT_PER_MM + size * max(1, len(document.head.organs))
            paper.lines(5 + (len(document.head.signers) + 1) // 2)
        case Kind.LETTER:
            paper.used = (measures.LETTER_HEAD_TOP_MM - measures.TOP_MM + 5) * PT_PER_MM + size
            paper.lines(3)
        case Kind.BULLETIN:
            paper.used = 28 + size * 1.15
            paper.lines(5)
        case Kind.MINUTES:
            paper.used = measures.HEAD_TOP_MM * PT_PER_MM + size
            paper.lines(5)
        case Kind.BRIEF:
            paper.used = size * 1.15
            paper.lines(2)


def _wrapped(text: str, *, indent: float = 0, line: float = CHARACTERS) -> int:
    return max(1, -int(-(indent + width_in_characters(text)) // line))


def _line_count(text: str, line: float) -> int:
    return sum(_wrapped(part, line=line) for part in text.split("\n"))


def _blocks(blocks: Iterable[Block], paper: Paper) -> None:
    for block in blocks:
        match block:
            case Heading():
                paper.lines(_wrapped(block.text + block.follow, indent=2))
            case Paragraph():
                paper.lines(_wrapped(block.lead + block.text, indent=2))
            case Listing():
                paper.lines(bool(block.title) + sum(_wrapped(item, indent=3.5) for item in block.items))
            case Table():
                _table(block, paper)
            case Figures():
                paper.put(80)
            case Chart():
                paper.put(24 + 16 * len(block.bars))
            case Picture():
                paper.put(float(block.width_mm) * PT_PER_MM * 0.7)


def _table(block: Table, paper: Paper) -> None:
    size = float(SIZES[block.size])
    whole = sum(float(column.width) for column in block.columns)
    width = _HEIGHT if paper.landscape else _WIDTH
    rooms = [max(1.0, (width * float(column.width) / whole - 8.5) / size) for column in block.columns]
    if block.caption:
        paper.lines(1)
    header = _row([column.title for column in block.columns], rooms, size)
    paper.put(header)
    for row in block.rows:
        height = _row(row, rooms, size)
        if height > paper.left:
            paper.turn()
            paper.put(header)
        paper.put(height)


def _row(words: Sequence[str], rooms: Sequence[float], size: float) -> float:
    lines = max(_wrapped(word, line=room) for word, room in zip(words, rooms, strict=True))
    return max(size * 1.8, lines * size * 1.35)
