"""A document from its JSON, checked as a whole (docs/reference/bulletin.md), and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from luodi.diagnostics import Collector, Diagnostic, LuodiError, Severity
from luodi.gazette.blocks import MOST_BLOCKS, block_to_json, read_block
from luodi.gazette.fields import Fields
from luodi.gazette.model import Annex, Attendance, Block, Document, Head, Imprint, Kind, Signature, Table
from luodi.gazette.wording import all_text
from luodi.source import Span

FORMAT = "luodi.gazette"
VERSION = 1
MOST_BYTES = 20_000_000
# Of one document: some 600 pages of text, and tables that take seconds to lay out and not minutes.
MOST_TEXT = 400_000
MOST_CELLS = 20_000
# Characters of one list of people: some 400 of them with their offices.
MOST_NAMES = 8_000

# What each kind prints of the head; `report`ed where another kind gives it.
_HEAD_KEYS = {
    Kind.DOCUMENT: ("organs", "suffix", "copy_no", "secrecy", "urgency", "doc_no", "signers"),
    Kind.LETTER: ("organs", "copy_no", "secrecy", "urgency", "doc_no"),
    Kind.BULLETIN: ("name", "issue", "editor", "day", "copy_no", "secrecy", "urgency"),
    Kind.BRIEF: ("name", "issue", "editor", "day", "secrecy", "urgency"),
    Kind.MINUTES: ("name", "issue", "editor", "day", "copy_no", "secrecy", "urgency"),
}
_ALL_HEAD_KEYS = tuple(dict.fromkeys(key for keys in _HEAD_KEYS.values() for key in keys))


class InvalidDocument(LuodiError):
    """JSON that is no document; ``diagnostics`` has everything that is wrong, the error itself the first."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics[0])
        self.diagnostics = diagnostics


@dataclass(frozen=True, slots=True)
class _Text:
    """JSON text as it came, with its name for messages."""

    text: str
    name: str


def read(source: str | bytes | Mapping[str, Any], *, name: str = "") -> Document:
    """The document that JSON text, its UTF-8 bytes or an already parsed object describes.

    name: what messages call the file. An object is read as if it had been written as JSON first, so that a
    float means what JSON would show of it.
    Raises InvalidDocument with every mistake and its path (``$.blocks[2].rows[5]``).
    """
    if isinstance(source, Mapping):
        try:
            source = json.dumps(source, ensure_ascii=False, allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            raise _unreadable(name) from error
    value = _parse(_decoded(source, name))
    found = Collector(name)
    document = _document(value, found)
    if found.has_errors or document is None:
        raise InvalidDocument(tuple(found))
    return document


def _unreadable(name: str, span: Span | None = None, where: str = "$") -> InvalidDocument:
    return InvalidDocument((Diagnostic("GAZ001", Severity.ERROR, span, file=name, where=where),))


def _decoded(source: str | bytes, name: str) -> _Text:
    if len(source) > MOST_BYTES:
        values = {"size_mb": len(source) // 1_000_000, "limit_mb": MOST_BYTES // 1_000_000}
        raise InvalidDocument((Diagnostic("GAZ002", Severity.ERROR, values=values, file=name),))
    if isinstance(source, str):
        return _Text(source, name)
    try:
        return _Text(source.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        raise _unreadable(name) from error


def _parse(source: _Text) -> object:
    def no_constant(_: str) -> object:
        raise ValueError

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        if len(set(keys)) != len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            values = {"key": twice[:40]}
            raise InvalidDocument((Diagnostic("GAZ017", Severity.ERROR, values=values, file=source.name),))
        return dict(pairs)

    try:
        return json.loads(
            source.text, parse_float=Decimal, parse_constant=no_constant, object_pairs_hook=once
        )
    except json.JSONDecodeError as error:
        end = min(len(source.text), error.pos + 1)
        line = f"{error.lineno}:{error.colno}"
        raise _unreadable(source.name, Span(min(error.pos, end), end), line) from error
    # Nested too deep, a number of thousands of digits, NaN: no document of ours has them.
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise _unreadable(source.name) from error


def _document(value: object, found: Collector) -> Document | None:
    fields = Fields(value, "$", found)
    if not isinstance(value, dict):
        return None
    if fields.choice("format", (FORMAT,)) and fields.whole("version", 1, 1_000_000, required=True) != VERSION:
        fields.report("GAZ003", "$.version", version=VERSION)
        return None
    kind = Kind(fields.choice("kind", [kind.value for kind in Kind]))
    document = Document(
        kind=kind,
        title=fields.text("title", required=True, lines=True),
        head=_head(fields, kind),
        addressees=fields.texts("addressees", most=200),
        blocks=_blocks(fields),
        attachments=fields.texts("attachments", most=50),
        signature=_signature(fields),
        note=fields.text("note", limit=500),
        annexes=fields.items("annexes", lambda item, path: _annex(item, path, found), most=50),
        imprint=_imprint(fields),
        attendance=fields.items("attendance", lambda item, path: _attendance(item, path, found), most=10),
    )
    if kind is not Kind.MINUTES:
        fields.out_of_place(("attendance",), kind.value)
    if kind is Kind.BRIEF:
        fields.out_of_place(("addressees", "annexes", "attachments", "note", "imprint"), kind.value)
    fields.done()
    _check_annexes(document, fields)
    _check_size(document, fields)
    return document


def _head(fields: Fields, kind: Kind) -> Head:
    head = fields.part("head")
    if head is None:
        fields.report("GAZ004", "$", key="head")
        return Head()
    allowed = _HEAD_KEYS[kind]
    head.out_of_place([key for key in _ALL_HEAD_KEYS if key not in allowed], kind.value)

    def text(key: str, limit: int = 60, *, required: bool = False) -> str:
        return head.text(key, limit=limit, required=required) if key in allowed else ""

    official = kind in (Kind.DOCUMENT, Kind.LETTER)
    suffix = "文件" if kind is Kind.DOCUMENT and not head.has("suffix") else text("suffix", 10)
    if kind is Kind.DOCUMENT:
        head.text("suffix", limit=10)
    made = Head(
        organs=head.texts("organs", required=True, most=10, limit=60) if official else (),
        suffix=suffix,
        copy_no=_copy_no(head) if "copy_no" in allowed else "",
        secrecy=text("secrecy", 20),
        urgency=text("urgency", 10),
        doc_no=text("doc_no"),
        signers=head.texts("signers", most=10, limit=20) if "signers" in allowed else (),
        name=text("name", 30, required=not official),
        issue=text("issue", 30),
        editor=text("editor"),
        day=head.day("day", required=True) if not official else None,
    )
    head.done()
    return made


def _copy_no(head: Fields) -> str:
    """份号: six digits (GB/T 9704, 7.2.1), fewer are filled up."""
    number = head.text("copy_no", limit=6)
    if number and not (number.isascii() and number.isdigit()):
        head.report("GAZ018", head.at("copy_no"))
        return ""
    return number.zfill(6) if number else ""


def _blocks(fields: Fields) -> tuple[Block, ...]:
    return fields.items("blocks", lambda item, path: read_block(item, path, fields.found), most=MOST_BLOCKS)


def _signature(fields: Fields) -> Signature | None:
    part = fields.part("signature")
    if part is None:
        return None
    organs = part.texts("organs", required=True, most=10, limit=60)
    day = part.day("day", required=True)
    seal = part.flag("seal", default=False)
    part.done()
    return Signature(organs, day or date.min, seal)


def _annex(value: Any, path: str, found: Collector) -> Annex:
    part = Fields(value, path, found)
    made = Annex(
        part.text("title", required=True, lines=True),
        _blocks(part),
        part.flag("landscape", default=False),
    )
    part.done()
    return made


def _attendance(value: Any, path: str, found: Collector) -> Attendance:
    part = Fields(value, path, found)
    names = part.text("names", required=True, limit=MOST_NAMES)
    made = Attendance(part.text("label", required=True, limit=6), names)
    part.done()
    return made


def _imprint(fields: Fields) -> Imprint | None:
    part = fields.part("imprint")
    if part is None:
        return None
    made = Imprint(
        part.texts("copies", most=200),
        part.text("organ", limit=60),
        part.day("day"),
    )
    part.done()
    return made


def _check_annexes(document: Document, fields: Fields) -> None:
    """The note and the annexes must agree (GB/T 9704, 7.3.7); a note may name what is not printed here."""
    if document.attachments and document.annexes:
        titles = tuple(annex.title.replace("\n", "") for annex in document.annexes)
        if document.attachments[: len(titles)] != titles:
            fields.report("GAZ019", "$.attachments")


def _check_size(document: Document, fields: Fields) -> None:
    if (size := len(all_text(document))) > MOST_TEXT:
        fields.report("GAZ007", "$", size=size, limit=MOST_TEXT)
    bodies = (document.blocks, *(annex.blocks for annex in document.annexes))
    tables = [block for blocks in bodies for block in blocks if isinstance(block, Table)]
    if (cells := sum(len(table.columns) * len(table.rows) for table in tables)) > MOST_CELLS:
        fields.report("GAZ007", "$", size=cells, limit=MOST_CELLS)


def to_json(document: Document) -> dict[str, Any]:
    """The object ``read`` reads an equal document from; empty parts are left out."""
    head = document.head
    made: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "kind": document.kind.value,
        "head": _filled(
            organs=[*head.organs],
            copy_no=head.copy_no,
            secrecy=head.secrecy,
            urgency=head.urgency,
            doc_no=head.doc_no,
            signers=[*head.signers],
            name=head.name,
            issue=head.issue,
            editor=head.editor,
            day=head.day.isoformat() if head.day else None,
        ),
        **_filled(
            title=document.title,
            addressees=[*document.addressees],
            blocks=[block_to_json(block) for block in document.blocks],
            attachments=[*document.attachments],
            note=document.note,
        ),
    }
    if document.kind is Kind.DOCUMENT:
        made["head"]["suffix"] = head.suffix
    if signature := document.signature:
        made["signature"] = {
            "organs": [*signature.organs],
            "day": signature.day.isoformat(),
            "seal": signature.seal,
        }
    if document.annexes:
        made["annexes"] = [
            {
                "title": annex.title,
                "landscape": annex.landscape,
                "blocks": [block_to_json(block) for block in annex.blocks],
            }
            for annex in document.annexes
        ]
    if document.attendance:
        made["attendance"] = [{"label": one.label, "names": one.names} for one in document.attendance]
    if imprint := document.imprint:
        day = imprint.day.isoformat() if imprint.day else None
        made["imprint"] = _filled(copies=[*imprint.copies], organ=imprint.organ, day=day)
    return made


def _filled(**parts: Any) -> dict[str, Any]:
    return {key: value for key, value in parts.items() if value}
