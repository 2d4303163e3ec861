"""The tree a text is read into. Every span counts code points of the text that was parsed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from luodi.source import Span


@dataclass(frozen=True, slots=True)
class Part:
    """One labelled provision.

    label: as written, e.g. ``一、``, ``（三）``, ``第七条``, ``一是``.
    path: bare numerals from the top, e.g. ``("一", "三", "5")``; chapters and articles keep their word.
    level: depth in the tree, 1 at the top.
    heading: None where the label runs straight into the text.
    text: the part's own words, without label, heading and sub-parts; paragraphs end with a line feed.
    span: from the label to the end of the last sub-part; of the last provision to the end of the paragraphs
    that close the document: what they say is cited with it.
    blocks: the spans of the paragraphs that make up ``text``; of the last provision also the closing ones.
    heading_span: None exactly where heading is None.
    running: the label stands inside a paragraph (一是…二是…), not at the head of a line.
    paragraphs: the spans of its unnumbered paragraphs with the running lists in them; of an article these
    are its 款 (``luodi.structure.addresses``).
    """

    label: str
    path: tuple[str, ...]
    level: int
    heading: str | None
    text: str
    span: Span
    parts: tuple[Part, ...] = ()
    blocks: tuple[Span, ...] = ()
    heading_span: Span | None = None
    running: bool = False
    paragraphs: tuple[Span, ...] = ()

    @property
    def own_blocks(self) -> tuple[Span, ...]:
        """The paragraphs that make up ``text``."""
        end = self.paragraphs[-1].end if self.paragraphs else self.span.start
        return tuple(block for block in self.blocks if block.start < end)

    def walk(self) -> Iterator[Part]:
        """This part and everything under it, in reading order."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class Annex:
    """A document that came with the notice.

    carries_body: its provisions are the document's own ``parts`` (an issuing notice has none), so
    ``parts`` here is empty, and so are the others.
    preamble: the paragraphs between its title and its first part; all of them where it has no parts.
    opening: the lines of its label and title.
    """

    label: str
    title: str
    span: Span
    parts: tuple[Part, ...] = ()
    carries_body: bool = False
    preamble: tuple[Span, ...] = ()
    opening: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A text as a document.

    title: the issuing notice's where there is one; empty where the text has no title.
    kind: what the document is, in its own word (方案, 办法, 意见…); 文章 where it is none.
    preamble: the paragraphs between the head and the first part; of an article, all that no part holds.
    closing: the paragraphs below the last provision that say from when the document holds and the like.
    notice: the paragraphs of the issuing notice.
    header: the lines of title, number and the like; annex_notes: where the text lists its annexes;
    signature: units, date and imprint; contents: a table of contents; furniture: what a page or a
    collector put around the text. Every word of a text is in one of these, in a part or in an annex.
    cut: the text has more provisions than are read (``numbering.MAX_LABELS``); the rest is text.
    breaks: where a page's or a line's end stands inside a paragraph (``luodi.structure.broken``).
    """

    title: str
    doc_no: str | None
    issuers: tuple[str, ...]
    date: str | None
    kind: str
    parts: tuple[Part, ...]
    annexes: tuple[Annex, ...]
    preamble: tuple[Span, ...] = ()
    closing: tuple[Span, ...] = ()
    notice: tuple[Span, ...] = ()
    header: tuple[Span, ...] = ()
    annex_notes: tuple[Span, ...] = ()
    signature: tuple[Span, ...] = ()
    contents: tuple[Span, ...] = ()
    furniture: tuple[Span, ...] = ()
    cut: bool = False
    breaks: tuple[Span, ...] = ()

    def walk(self) -> Iterator[Part]:
        for part in self.parts:
            yield from part.walk()
