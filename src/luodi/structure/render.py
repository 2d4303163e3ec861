"""A document as JSON (docs/reference/formats.md) and as Markdown."""

from __future__ import annotations

from typing import Any

from luodi.source import Span
from luodi.structure.model import Annex, Document, Part


def to_json(document: Document) -> dict[str, Any]:
    """The format of ``luodi parse --to json``.

    The provisions of a document that a notice carries are in ``parts``; its entry under ``annexes``
    then says ``"carries_body": true`` and has no parts of its own.
    """
    return {
        "title": document.title,
        "doc_no": document.doc_no,
        "issuers": list(document.issuers),
        "date": document.date,
        "kind": document.kind,
        "parts": [_part_json(part) for part in document.parts],
        "annexes": [_annex_json(annex) for annex in document.annexes],
        "preamble": [list(span) for span in document.preamble],
        "notice": [list(span) for span in document.notice],
    }


def _part_json(part: Part) -> dict[str, Any]:
    return {
        "label": part.label,
        "path": list(part.path),
        "level": part.level,
        "heading": part.heading,
        "text": part.text,
        "span": list(part.span),
        "parts": [_part_json(child) for child in part.parts],
    }


def _annex_json(annex: Annex) -> dict[str, Any]:
    return {
        "label": annex.label,
        "title": annex.title,
        "span": list(annex.span),
        "carries_body": annex.carries_body,
        "parts": [_part_json(part) for part in annex.parts],
    }


def to_markdown(document: Document, text: str) -> str:
    """Markdown with one heading a part; ``text`` is what the document was parsed from."""
    out: list[str] = []
    if document.title:
        out.append(f"# {document.title}")
    if document.doc_no:
        out.append(document.doc_no)
    out.extend(_paragraphs(text, document.notice))
    if document.notice:
        out.extend([*document.issuers, *([document.date] if document.date else [])])
    for annex in document.annexes:
        if annex.carries_body:
            out.append(f"# {annex.title}")
    out.extend(_paragraphs(text, document.preamble))
    for part in document.parts:
        out.extend(_part_markdown(part))
    for annex in document.annexes:
        if not annex.carries_body:
            out.append(f"# {annex.label} {annex.title}".rstrip())
            for part in annex.parts:
                out.extend(_part_markdown(part))
    return "\n\n".join(out) + "\n"


def _paragraphs(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[span.start : span.end].strip() for span in spans]


def _part_markdown(part: Part) -> list[str]:
    out: list[str] = []
    gap = " " if part.label.startswith("第") else ""
    if part.heading is not None:
        # Markdown has six heading levels; the document's title takes the first.
        out.append(f"{'#' * min(part.level + 1, 6)} {part.label}{gap}{part.heading}")
        if part.text:
            out.extend(part.text.split("\n"))
    else:
        paragraphs = part.text.split("\n")
        out.append(f"**{part.label}**{gap}{paragraphs[0]}")
        out.extend(paragraphs[1:])
    for child in part.parts:
        out.extend(_part_markdown(child))
    return out
