"""Bytes to text: ``read_file`` and ``read_bytes``.

What a file is, is decided by its content; its name only tells Markdown from plain text. All spans of
the engine count code points of the text read here.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, Literal

from luodi.diagnostics import Diagnostic
from luodi.intake.archive import Archive
from luodi.intake.binary import OTHER, binary_kind
from luodi.intake.charset import decode, is_broken
from luodi.intake.docx import is_docx, read_docx
from luodi.intake.html import is_fragment, is_html, page_text, saved_page
from luodi.intake.model import Contents, Kind, ReadResult, note, refusal
from luodi.intake.ofd import is_ofd, read_ofd
from luodi.intake.office import read_office
from luodi.intake.ole import ole_kind
from luodi.intake.pdf import read_pdf
from luodi.messages import SystemReason

__all__ = ["MAX_BYTES", "ReadResult", "read_bytes", "read_file"]

# A national five-year plan has 0.3 MB; what is larger than this is not a policy text.
MAX_BYTES = 20 * 1024 * 1024

_LINE_END = re.compile(r"\r\n?")
_MD_TITLE = re.compile(r"^# +(.+?) *#* *$", re.MULTILINE)
# Word 2003 and flat documents: XML in one file, called .doc or .xml.
_WORD_XML = re.compile(r"""<\?mso-application\s+progid=["']Word\.Document|<pkg:package\b|<w:wordDocument\b""")
_MD_SUFFIXES = (".md", ".markdown")
# Other zip containers, by a part that each of them has.
_ZIP_KINDS: Final = (
    ("xl/", "XLSX"),
    ("ppt/", "PPTX"),
    ("content.xml", "ODT / ODS"),
    ("meta-inf/container.xml", "EPUB"),
)


def read_file(path: str | Path) -> ReadResult:
    """The text of a file on disk.

    Raises LuodiError: CLI001 not found, READ005 cannot be opened, and what ``read_bytes`` raises.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(size, str(path))
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise refusal("CLI001", str(path), file=str(path)) from error
    except OSError as error:
        raise refusal("READ005", str(path), reason=SystemReason.of(error)) from error
    return read_bytes(data, str(path))


def read_bytes(data: bytes, name: str) -> ReadResult:
    """The text of a file's content.

    name: shown in diagnostics; its ending tells ``md`` from ``txt``, and is believed in nothing else.
    Raises LuodiError: READ001 no text, READ002 no kind that can be read, READ003 too large, READ004
    charset, READ006 password, READ007 damaged, READ008 unpacks to too much, READ009 scanned, READ010 no
    program for it, READ011 that program failed, READ016 an XML document type, READ019 neither a text nor a
    known format.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(len(data), name)
    kind = binary_kind(data)
    if kind is not None:
        return _read_document(kind, data, name)
    page = saved_page(data)
    decoded = decode(data if page is None else page)
    if decoded is None:
        raise refusal("READ004", name)
    raw, charset = decoded
    broken = is_broken(data if page is None else page, charset)
    text = _LINE_END.sub("\n", raw)
    newline: Literal["\n", "\r\n"] = "\n"
    if "\r\n" in raw and raw.count("\r\n") == raw.count("\n") == text.count("\n"):
        newline = "\r\n"
    if not text.strip():
        raise refusal("READ001", name)
    if _WORD_XML.search(text[:2000]):
        raise refusal("READ002", name, kind="Word XML")
    is_md = name.lower().endswith(_MD_SUFFIXES)
    if page is not None or is_html(text) or (not is_md and is_fragment(text)):
        found = page_text(text)
        if not found.text.strip():
            raise refusal("READ001", name)
        notes = (*_broken(broken, name, "html"), *((note("READ018", name),) if found.flat else ()))
        return ReadResult(found.text, found.title, charset, "html", notes=notes)
    if is_md:
        heading = _MD_TITLE.search(text)
        notes = _broken(broken, name, "md")
        return ReadResult(text, heading[1] if heading else None, charset, "md", newline, notes)
    return ReadResult(text, None, charset, "txt", newline, _broken(broken, name, "txt"))


def _broken(broken: bool, name: str, kind: Kind) -> tuple[Diagnostic, ...]:
    """The warning that a text lacks characters, most often its last, where its bytes were cut off."""
    return (note("READ013", name, kind=kind.upper()),) if broken else ()


def _read_document(found: str, data: bytes, name: str) -> ReadResult:
    """The text of a file that is no text file."""
    if found == OTHER:
        raise refusal("READ019", name)
    if found == "PDF":
        return _result(read_pdf(data, name), "pdf")
    if found == "RTF":
        return _result(read_office(data, name, "rtf"), "rtf")
    if found == "ZIP":
        archive = Archive(data, name)
        if is_ofd(archive):
            archive.kind = "OFD"
            return _result(read_ofd(archive), "ofd")
        if is_docx(archive):
            archive.kind = "DOCX"
            return _result(read_docx(archive), "docx")
        kinds = (kind for part, kind in _ZIP_KINDS if any(each.startswith(part) for each in archive.parts))
        raise refusal("READ002", name, kind=next(kinds, "ZIP"))
    if found == "OLE":
        ole = ole_kind(data)
        if ole is None:
            raise refusal("READ007", name, kind="DOC / WPS")
        if ole.encrypted:
            raise refusal("READ006", name, kind=ole.name)
        if ole.kind is None:
            raise refusal("READ002", name, kind=ole.name)
        return _result(read_office(data, name, ole.kind), ole.kind)
    raise refusal("READ002", name, kind=found)


def _result(contents: Contents, kind: Kind) -> ReadResult:
    return ReadResult("\n".join(contents.lines) + "\n", None, "", kind, notes=tuple(contents.notes))


def _too_large(size: int, name: str) -> Exception:
    mb = 1024 * 1024
    return refusal("READ003", name, size_mb=-(-size // mb), limit_mb=MAX_BYTES // mb)
