"""Bytes to text: ``read_file`` and ``read_bytes``.

What a file is, is decided by its content; its name only tells Markdown from plain text. All spans of
the engine count code points of the text read here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.intake.binary import binary_kind
from luodi.intake.charset import decode
from luodi.intake.html import is_html, page_text

__all__ = ["MAX_BYTES", "ReadResult", "read_bytes", "read_file"]

# A national five-year plan has 0.3 MB; what is larger than this is not a policy text.
MAX_BYTES = 20 * 1024 * 1024

_LINE_END = re.compile(r"\r\n?")
_MD_TITLE = re.compile(r"^# +(.+?) *#* *$", re.MULTILINE)
_MD_SUFFIXES = (".md", ".markdown")


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The text of a file.

    text: without byte order mark, lines ended by ``\\n``; nothing else of a txt or md file is changed
    (Markdown marks stay), of an HTML page it is the main text, one line a paragraph.
    title: of an HTML page its title, of Markdown its first heading (which stays in the text); else None.
    charset: Python's name. newline: the line end of the file, ``\\r\\n`` only if all its lines have it.
    """

    text: str
    title: str | None
    charset: str
    kind: Literal["txt", "md", "html"]
    newline: Literal["\n", "\r\n"] = "\n"


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
        raise _refusal("CLI001", str(path), file=str(path)) from error
    except OSError as error:
        raise _refusal("READ005", str(path), reason=error.strerror or "") from error
    return read_bytes(data, str(path))


def read_bytes(data: bytes, name: str) -> ReadResult:
    """The text of a file's content.

    name: shown in diagnostics; its ending tells ``md`` from ``txt``, and is believed in nothing else.
    Raises LuodiError: READ001 no text, READ002 not a text file, READ003 too large, READ004 charset.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(len(data), name)
    kind = binary_kind(data)
    if kind is not None:
        raise _refusal("READ002", name, kind=kind)
    decoded = decode(data)
    if decoded is None:
        raise _refusal("READ004", name)
    raw, charset = decoded
    text = _LINE_END.sub("\n", raw)
    newline: Literal["\n", "\r\n"] = "\n"
    if "\r\n" in raw and raw.count("\r\n") == raw.count("\n") == text.count("\n"):
        newline = "\r\n"
    if not text.strip():
        raise _refusal("READ001", name)
    if is_html(text):
        page = page_text(text)
        if not page.text.strip():
            raise _refusal("READ001", name)
        return ReadResult(page.text, page.title, charset, "html")
    if name.lower().endswith(_MD_SUFFIXES):
        heading = _MD_TITLE.search(text)
        return ReadResult(text, heading[1] if heading else None, charset, "md", newline)
    return ReadResult(text, None, charset, "txt", newline)


def _too_large(size: int, name: str) -> LuodiError:
    mb = 1024 * 1024
    return _refusal("READ003", name, size_mb=-(-size // mb), limit_mb=MAX_BYTES // mb)


def _refusal(code: str, name: str, **values: object) -> LuodiError:
    return LuodiError(Diagnostic(code, Severity.ERROR, values=values, file=name))
