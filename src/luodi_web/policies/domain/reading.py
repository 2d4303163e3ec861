"""What a policy's text says about itself, read before anything is stored."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext, gettext_noop

from luodi.decompose import decompose_text
from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.intake import read_bytes
from luodi.repair import repair_text
from luodi.repair.model import Repaired
from luodi.structure import parse_document
from luodi_web.policies.enums import PolicyKind
from luodi_web.policies.models import PolicyVersion
from luodi_web.policies.rules import BACKGROUND_CHARS, HEAD_CHARS

# A word in what the engine calls a document (管理办法, 若干措施, 行动方案…) → our kind; the first that fits.
_KINDS = (
    ("文章", PolicyKind.ARTICLE),
    ("意见", PolicyKind.OPINION),
    ("措施", PolicyKind.MEASURES),
    ("办法", PolicyKind.RULES),
    ("细则", PolicyKind.RULES),
    ("规定", PolicyKind.RULES),
    ("方案", PolicyKind.PLAN),
    ("计划", PolicyKind.PLAN),
    ("规划", PolicyKind.PLAN),
    ("通知", PolicyKind.NOTICE),
)


# Python's names of charsets that people know by another.
_CHARSET_NAMES = {
    "utf-8-sig": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "big5hkscs": "Big5",
    "cp1252": "Windows-1252",
    "shift_jis": "Shift JIS",
    "cp932": "Shift JIS",
    "euc_jp": "EUC-JP",
    "euc_kr": "EUC-KR",
}


# What the engine calls kinds of files, in words for people who never look at file endings.
_FILE_KINDS = {
    "DOCX": "Word",
    "DOC": gettext_noop("旧版 Word"),
    "DOCX / OFD": gettext_noop("Word 或 OFD"),
    "DOC / WPS": gettext_noop("旧版 Word 或 WPS"),
    "XLSX": "Excel",
    "XLS": "Excel",
    "PPTX": gettext_noop("演示文稿"),
    "PPT": gettext_noop("演示文稿"),
    "ZIP": gettext_noop("压缩文件"),
    "OLE": gettext_noop("无法识别的文件"),
}


@dataclass(frozen=True)
class SourceRead:
    """A text as it came, with where it came from.

    title: the file's own (a web page's), if any. kind: the engine's name of the file's kind, "" for a
    pasted text. notes: what the engine could not read of the file.
    """

    text: str
    charset: str = ""
    title: str = ""
    kind: str = ""
    notes: tuple[Diagnostic, ...] = ()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def charset_name(self) -> str:
        """The charset as people call it."""
        return _CHARSET_NAMES.get(self.charset, self.charset.upper().replace("_", "-"))

    @property
    def kind_name(self) -> str:
        """The kind of a file that is no text file, as people call it; "" for a text."""
        known = _FILE_KINDS.get(self.kind.upper())
        return (gettext(known) if known else self.kind.upper()) if self.kind and not self.charset else ""

    @property
    def warnings(self) -> list[str]:
        """What the text may lack, in the reader's language."""
        return [in_words(note) for note in self.notes]

    @property
    def kept_notes(self) -> list[dict[str, object]]:
        """What a version keeps of the notes, so that whoever opens it later is told too."""
        return [{"code": note.code, "values": dict(note.values)} for note in self.notes]

    @cached_property
    def repaired(self) -> Repaired:
        """The repair of the whole text: asked for twice, by the form and by the storing, made once."""
        return repair_text(self.text)

    @property
    def is_long(self) -> bool:
        return len(self.text) > BACKGROUND_CHARS


@dataclass(frozen=True)
class Head:
    """What a document's head says; empty where it says nothing."""

    title: str
    doc_no: str
    issuer: str
    issued_on: date | None
    kind: str


def read_upload(data: bytes, name: str) -> SourceRead:
    """The text of an uploaded file. Raises ValidationError, in words for the field."""
    try:
        result = read_bytes(data, name)
    except LuodiError as error:
        raise ValidationError(in_words(error.diagnostic), code=error.diagnostic.code) from error
    title = (result.title or "").strip()
    return SourceRead(_storable(result.text), result.charset, title, result.kind, result.notes)


def read_pasted(text: str) -> SourceRead:
    """A pasted text; line ends become line feeds, as a browser sends them differently from a file."""
    return SourceRead(_storable(text.replace("\r\n", "\n").replace("\r", "\n")))


def _storable(text: str) -> str:
    # PostgreSQL cannot store U+0000; a text has no use for it. One for one, so that no offset moves.
    return text.replace("\x00", "\ufffd")


def in_words(diagnostic: Diagnostic) -> str:
    """The engine's finding and what to do about it, in the reader's language."""
    kind = _FILE_KINDS.get(str(diagnostic.values.get("kind")))
    if kind:
        diagnostic = replace(diagnostic, values={**diagnostic.values, "kind": gettext(kind)})
    lang = "en" if (get_language() or "").startswith("en") else "zh"
    hint = diagnostic.hint(lang)
    return f"{diagnostic.message(lang)}{hint}" if hint else diagnostic.message(lang)


def notes_in_words(version: PolicyVersion) -> list[str]:
    """What a version's text may lack, in the reader's language, as it was found when the file was read."""
    notes = (Diagnostic(note["code"], Severity.WARNING, values=note["values"]) for note in version.read_notes)
    return [in_words(note) for note in notes]


@dataclass(frozen=True)
class Preview:
    """What a person is shown of a text before it is stored. has_tasks: None where it is too long to say."""

    head: Head
    opening: str
    has_tasks: bool | None


def preview_source(source: SourceRead) -> Preview:
    """A long text is judged by its beginning alone, so that the form answers at once."""
    repaired = (repair_text(source.text[:HEAD_CHARS]) if source.is_long else source.repaired).text
    return Preview(
        head=_head(repaired, source),
        opening=repaired.strip()[:160],
        has_tasks=None if source.is_long else holds_tasks(repaired),
    )


def _head(repaired: str, source: SourceRead) -> Head:
    document = parse_document(repaired)
    return Head(
        title=(document.title or source.title).strip()[:200],
        doc_no=(document.doc_no or "")[:60],
        issuer="、".join(document.issuers)[:200],
        issued_on=_day(document.date),
        kind=next((kind for word, kind in _KINDS if word in document.kind), PolicyKind.OTHER),
    )


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:  # a day the calendar does not have, such as 2月30日
        return None


def holds_tasks(text: str) -> bool:
    """Whether a task decomposition finds anything in a repaired text."""
    try:
        return any(stream.tasks for stream in decompose_text(text).workstreams)
    except LuodiError:
        return False
