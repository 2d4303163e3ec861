"""What each stretch of a text was read as, so that a reader sees that nothing was lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from luodi.source import Span
from luodi.structure.model import Document, Part


class Region(NamedTuple):
    """A stretch of text and what it is.

    kind: header, notice, preamble, label, heading, text, closing, annex (its label and title), annex_notes,
    signature, contents or furniture (what a page or a collector added).
    """

    span: Span
    kind: str


def regions(document: Document) -> tuple[Region, ...]:
    """The stretches of the text a document was parsed from, in order and apart from each other.

    Between them is only white space, Markdown's marks and the stop between a heading and its text.
    """
    found = [
        *_all("header", document.header),
        *_all("notice", document.notice),
        *_all("preamble", document.preamble),
        *_all("closing", document.closing),
        *_all("annex_notes", document.annex_notes),
        *_all("signature", document.signature),
        *_all("contents", document.contents),
        *_all("furniture", document.furniture),
    ]
    for part in document.parts:
        found.extend(_of_part(part))
    for annex in document.annexes:
        found.extend(_all("annex", annex.opening))
        found.extend(_all("preamble", annex.preamble))
        for part in annex.parts:
            found.extend(_of_part(part))
    return tuple(sorted(found))


def _of_part(part: Part) -> Iterator[Region]:
    for each in part.walk():
        yield Region(Span(each.span.start, each.span.start + len(each.label)), "label")
        if each.heading_span is not None:
            yield Region(each.heading_span, "heading")
        yield from _all("text", each.own_blocks)


def _all(kind: str, spans: tuple[Span, ...]) -> Iterator[Region]:
    for span in spans:
        yield Region(span, kind)
