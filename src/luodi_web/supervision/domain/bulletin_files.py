"""A bulletin's document on paper: DOCX, PDF, pictures of its pages, and the digest of what it was made of."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from typing import Any

import pypdfium2

from luodi.diagnostics import LuodiError
from luodi.gazette import docx, pdf, read
from luodi_web.common.domain.files import open_stored, store_bytes
from luodi_web.common.models import StoredFile
from luodi_web.supervision.enums import BulletinState
from luodi_web.supervision.models import Bulletin

# Pixels for a point: an A4 page is some 900 pixels wide, sharp on a phone and on a screen.
SCALE = 1.5
# GAZ101: no font with Chinese characters; typst would print blanks.
NO_FONT = "GAZ101"


def digest_of(document: dict[str, Any], data: dict[str, Any]) -> str:
    """SHA-256 over both, however the database spells them: keys in order, no blanks, UTF-8."""
    plain = json.dumps(
        {"data": data, "document": document}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(plain.encode()).hexdigest()


def json_bytes(value: dict[str, Any]) -> bytes:
    """The JSON for a download; of a document, `luodi bulletin` makes the same DOCX and PDF from it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()


def is_untouched(bulletin: Bulletin) -> bool:
    """Whether an issued bulletin's document and data still have the digest of its issue."""
    return digest_of(bulletin.document, bulletin.data) == bulletin.digest


@dataclass(frozen=True)
class OnPaper:
    """pdf is None where the machine has no Chinese font; why_no_pdf then says so in words."""

    docx: bytes
    pdf: bytes | None
    pages: int
    why_no_pdf: str = ""


def put_on_paper(document: dict[str, Any]) -> OnPaper:
    """Both files of a document."""
    made = read(document)
    word = docx(made)
    try:
        rendered = pdf(made)
    except LuodiError as error:
        if error.diagnostic.code != NO_FONT:
            raise
        return OnPaper(word, None, 0, error.diagnostic.message(lang="zh"))
    return OnPaper(word, rendered.data, rendered.pages)


@dataclass(frozen=True)
class Preview:
    """The PDF that the pages are pictures of; None with the reason where there can be none."""

    file: StoredFile | None
    pages: int
    why_not: str = ""

    @property
    def numbers(self) -> range:
        return range(1, self.pages + 1)


def preview_of(bulletin: Bulletin) -> Preview:
    """The document as it stands, laid out; kept until the next edit. The issued PDF for an issued one."""
    kept = bulletin.pdf if bulletin.state == BulletinState.ISSUED else bulletin.preview
    if kept is not None:
        return Preview(kept, page_count(kept))
    try:
        rendered = pdf(read(bulletin.document))
    except LuodiError as error:
        if error.diagnostic.code != NO_FONT:
            raise
        return Preview(None, 0, error.diagnostic.message(lang="zh"))
    stored = store_bytes(rendered.data)
    if bulletin.state != BulletinState.ISSUED:
        # Only beside the very words it shows: an edit meanwhile has a preview of its own.
        Bulletin.objects.filter(pk=bulletin.pk, revision=bulletin.revision).exclude(
            state=BulletinState.ISSUED
        ).update(preview=stored)
    return Preview(stored, rendered.pages)


def page_count(stored: StoredFile) -> int:
    with open_stored(stored) as file:
        document = pypdfium2.PdfDocument(file.read())
    try:
        return len(document)
    finally:
        document.close()


def page_picture(stored: StoredFile, page: int) -> bytes | None:
    """A page, counted from 1, as PNG; None where there is no such page."""
    with open_stored(stored) as file:
        document = pypdfium2.PdfDocument(file.read())
    try:
        if not 1 <= page <= len(document):
            return None
        picture = document[page - 1].render(scale=SCALE).to_pil()
    finally:
        document.close()
    out = io.BytesIO()
    # Few colours: a page is black on white with some red, and a palette a quarter of the size.
    picture.quantize(64).save(out, "PNG")
    return out.getvalue()
