"""A document as JSON (docs/reference/formats.md) and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from luodi.source import Span
from luodi.structure.addresses import addresses, paragraph_addresses
from luodi.structure.model import Annex, Document, Part


def to_json(document: Document) -> dict[str, Any]:
    """The format of ``luodi parse --to json``.

    The provisions of a document that a notice carries are in ``parts``; its entry under ``annexes``
    then says ``"carries_body": true`` and has no parts of its own.
    """
    known = {id(part): address for address, part in addresses(document).items()}
    places = {span: address for address, span in paragraph_addresses(document).items()}
    return {
        "title": document.title,
        "doc_no": document.doc_no,
        "issuers": list(document.issuers),
        "date": document.date,
        "kind": document.kind,
        "parts": [_part_json(part, known, places) for part in document.parts],
        "annexes": [_annex_json(annex, known, places) for annex in document.annexes],
        "preamble": [list(span) for span in document.preamble],
        "notice": [list(span) for span in document.notice],
        "closing": [{"address": places[span], "span": list(span)} for span in document.closing],
    }


def _part_json(part: Part, known: dict[int, str], places: dict[Span, str]) -> dict[str, Any]:
    return {
        "label": part.label,
        "path": list(part.path),
        "address": known[id(part)],
        "level": part.level,
        "heading": part.heading,
        "text": part.text,
        "span": list(part.span),
        "paragraphs": [
            {"address": places[span], "span": list(span)} for span in part.paragraphs if span in places
        ],
        "parts": [_part_json(child, known, places) for child in part.parts],
    }


def _annex_json(annex: Annex, known: dict[int, str], places: dict[Span, str]) -> dict[str, Any]:
    return {
        "label": annex.label,
        "title": annex.title,
        "span": list(annex.span),
        "carries_body": annex.carries_body,
        "preamble": [list(span) for span in annex.preamble],
        "parts": [_part_json(part, known, places) for part in annex.parts],
    }


def to_markdown(document: Document, text: str) -> str:
    """Markdown with one heading a part; ``text`` is what the document was parsed from.

    Parsed again it gives the same paths.
    """
    carried = next((annex for annex in document.annexes if annex.carries_body), None)
    # A notice is signed above the document it carries.
    border = carried.span.start if carried else 0
    above = [span for span in document.signature if span.start < border]
    below = [span for span in document.signature if span.start >= border]
    out: list[str] = []
    if document.title:
        out.append(f"# {document.title}")
    if document.doc_no:
        out.append(document.doc_no)
    if document.date and not document.signature:
        out.append(f"（{document.date}）")
    out.extend(_words(text, document.notice))
    notes = list(_words(text, document.annex_notes))
    if carried is not None:
        out.extend(notes)
        out.extend(_words(text, above))
        out.extend([carried.label] if carried.label else [])
        out.extend([f"# {carried.title}"] if carried.title else [])
    if document.parts and document.parts[0].running:
        out.extend(_words(text, _whole_paragraphs(document, text)))
    else:
        out.extend(_words(text, document.preamble))
        for part in document.parts:
            out.extend(_part_markdown(part, text))
    out.extend(_words(text, document.closing))
    if carried is None:
        out.extend(notes)
    out.extend(_words(text, below))
    for annex in document.annexes:
        if not annex.carries_body:
            out.append(f"# {annex.label} {annex.title}".rstrip())
            out.extend(_words(text, annex.preamble))
            for part in annex.parts:
                out.extend(_part_markdown(part, text))
    return "\n\n".join(out) + "\n"


def _whole_paragraphs(document: Document, text: str) -> list[Span]:
    """The paragraphs of an article, whose running lists were cut out of them."""
    whole: list[Span] = []
    for span in sorted([*document.preamble, *(part.span for part in document.parts)]):
        if whole and "\n" not in text[whole[-1].end : span.start]:
            whole[-1] = Span(whole[-1].start, span.end)
        else:
            whole.append(span)
    return whole


def _words(text: str, spans: tuple[Span, ...] | list[Span]) -> Iterator[str]:
    return (text[span.start : span.end].strip() for span in spans)


def _part_markdown(part: Part, text: str) -> Iterator[str]:
    gap = " " if part.label.startswith("第") else ""
    paragraphs = list(_words(text, part.paragraphs))
    if part.heading is not None:
        # Markdown has six heading levels; the document's title takes the first.
        yield f"{'#' * min(part.level + 1, 6)} {part.label}{gap}{part.heading}"
        yield from paragraphs
    else:
        first = paragraphs[0] if paragraphs else ""
        yield f"**{part.label}**{gap}{first}"
        yield from paragraphs[1:]
    for child in part.parts:
        # A running list stands in its paragraph.
        if not child.running:
            yield from _part_markdown(child, text)
