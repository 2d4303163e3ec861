"""Finds the charset of a text by its bytes and decodes it."""

from __future__ import annotations

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

from luodi.intake.binary import looks_utf16

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([A-Za-z0-9_-]{3,20})""", re.I
)
# Names that pages give to what their bytes are a part of.
_WIDER: Final = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso8859-1": "cp1252"}
_CHINESE: Final = ("gb18030", "big5hkscs")
_SAMPLE_BYTES: Final = 1 << 18
# A text cut off in the middle of a character, or with a few broken ones, is still that text.
_MOST_BROKEN: Final = 0.002
_LEAST_PLAUSIBLE: Final = 0.7
_REPLACED: Final = "\ufffd"


def decode(data: bytes) -> tuple[str, str] | None:
    """The text and its charset; None where no charset gives a likely text.

    A few bytes that the charset does not have become U+FFFD each.
    """
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return _decode(data, charset)
    wide = looks_utf16(data)
    if wide:
        return data.decode(wide, "replace"), wide
    utf8 = _decode(data, "utf-8")
    if utf8 is not None:
        return utf8
    return _declared(data) or _likeliest(data) or _other(data)


def is_broken(data: bytes, charset: str) -> bool:
    """Whether bytes of ``data`` are no characters: a U+FFFD that the file has itself is one."""
    try:
        data.decode(charset)
    except UnicodeDecodeError:
        return True
    return False


def _decode(data: bytes, charset: str) -> tuple[str, str] | None:
    """None if more than a few characters are broken."""
    try:
        return data.decode(charset), charset
    except UnicodeDecodeError:
        text = data.decode(charset, "replace")
    wide = sum(char > "\x7f" for char in text)
    broken = text.count(_REPLACED)
    return (text, charset) if broken <= 1 + _MOST_BROKEN * wide and broken * 4 < wide else None


def _declared(data: bytes) -> tuple[str, str] | None:
    found = _DECLARED.search(data[:4096])
    if not found:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return None
    decoded = _decode(data, _WIDER.get(name, name))
    return decoded if decoded and _plausibility(decoded[0]) >= _LEAST_PLAUSIBLE else None


def _likeliest(data: bytes) -> tuple[str, str] | None:
    """The Chinese charset whose text has the larger share of common characters."""
    best: tuple[float, tuple[str, str]] | None = None
    for charset in _CHINESE:
        decoded = _decode(data, charset)
        if decoded is None:
            continue
        score = _plausibility(decoded[0])
        if best is None or score > best[0]:
            best = (score, decoded)
    return best[1] if best and best[0] >= _LEAST_PLAUSIBLE else None


def _plausibility(text: str) -> float:
    """Share of common Chinese characters and punctuation in what is not ASCII."""
    wide = [char for char in text[:_SAMPLE_BYTES] if char > "\x7f"]
    if not wide:
        return 1.0
    return sum(_is_common(char) for char in wide) / len(wide)


def _is_common(char: str) -> bool:
    """The common hanzi of GB 2312 and of Big5 stand first in them; so does the punctuation."""
    for charset, last in (("gb2312", b"\xd7\xf9"), ("big5", b"\xc6\x7e")):
        try:
            code = char.encode(charset)
        except UnicodeEncodeError:
            continue
        if code <= last and not (charset == "gb2312" and b"\xa4" <= code[:1] <= b"\xaf"):
            return True
    return False


def _other(data: bytes) -> tuple[str, str] | None:
    """What charset-normalizer finds: Western and other charsets."""
    best = from_bytes(data[:_SAMPLE_BYTES]).best()
    if best is None or best.encoding in (*_CHINESE, "gbk", "gb2312", "hz", "big5"):
        return None
    return _decode(data, best.encoding)
