"""Official documents made once and kept: their data with a digest, and the files rendered from them.

A document is JSON as ``luodi.gazette`` reads it (docs/reference/bulletin.md); whoever has the data file
can make the same paper again with ``luodi bulletin``.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi import gazette
from luodi.diagnostics import LuodiError, Severity
from luodi.gazette.fields import unprintable
from luodi_web.common.domain.files import store_bytes
from luodi_web.supervision.domain.title_lines import title_lines
from luodi_web.supervision.models import Paper

# A cell that fills half a page is a text: the whole of it stays on the platform.
MOST_CELL = 800
# From this share of the width on a column holds sentences.
WIDE = 3

Block = dict[str, Any]
Document = dict[str, Any]


def make_paper(document: Document) -> Paper:
    """Render and keep a document. To be called in the transaction that issues it.

    Where this machine can set no PDF the paper has none, with the reason; the Word file is always there.
    Raises ValidationError with what is wrong where the document cannot be printed as it is.
    """
    data = document_bytes(document)
    try:
        read = gazette.read(data)
        word = gazette.docx(read)
    except LuodiError as error:
        raise ValidationError(_("公文还不能生成：%(why)s") % {"why": error.diagnostic.message()}) from error
    pdf, note = _pdf(read)
    stored = store_bytes(data)
    return Paper.objects.create(
        data=stored,
        docx=store_bytes(word),
        pdf=store_bytes(pdf) if pdf is not None else None,
        pdf_note=note[:300],
        digest=stored.sha256,
        made_at=timezone.now(),
    )


def _pdf(document: gazette.Document) -> tuple[bytes | None, str]:
    """The PDF, or None, and what there is to know about it in words."""
    try:
        made = gazette.pdf(document)
    except LuodiError as error:
        return None, _("没有生成 PDF：%(why)s") % {"why": error.diagnostic.message()}
    # Which font stood in for which is nothing to the reader; that characters are missing is.
    warnings = [found.message() for found in made.diagnostics if found.severity == Severity.WARNING]
    return made.data, " ".join(warnings)


def document_bytes(document: Document) -> bytes:
    """The document as it is kept: keys in order, so that the same content has the same digest."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode()


def letter(
    organ: str, title: str, to: str, blocks: list[Block], day: date, doc_no: str = "", **more: Any
) -> Document:
    """A document in the form of a letter (信函格式, GB/T 9704-2012 10.1)."""
    return {
        "format": "luodi.gazette",
        "version": 1,
        "kind": "letter",
        "head": {"organs": [organ], **({"doc_no": doc_no} if doc_no else {})},
        "title": title_lines(printable(title)),
        "addressees": [to],
        "blocks": blocks,
        "signature": {"organs": [organ], "day": day.isoformat(), "seal": True},
        **more,
    }


def heading(text: str, level: int = 1) -> Block:
    return {"type": "heading", "level": level, "text": text}


def paragraphs(text: str) -> list[Block]:
    """One block for each line that says something."""
    lines = [printable(line) for line in text.splitlines()]
    return [{"type": "paragraph", "text": line} for line in lines if line]


def grid(columns: list[tuple[str, int]], rows: list[list[str]], caption: str = "") -> Block:
    """A table; columns: title and share of the width. Empty cells are a dash, long ones are cut short."""
    return {
        "type": "table",
        "caption": caption,
        "size": "五号",
        "columns": [
            # Short words stand in the middle, sentences begin at the left.
            {"title": title, "width": width, "align": "left" if width >= WIDE else "center"}
            for title, width in columns
        ],
        "rows": [[_cell(cell) for cell in row] for row in rows],
    }


def _cell(text: str) -> str:
    text = printable(text)
    return (text if len(text) <= MOST_CELL else f"{text[:MOST_CELL]}……") or "—"


def printable(text: str) -> str:
    """The text in one line without what cannot stand on paper: control characters, turning marks."""
    line = " ".join(text.split())
    return "".join(char for char in line if unprintable(char, lines=False) is None)
