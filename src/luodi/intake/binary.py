"""Tells binary files by their content, whatever they are called."""

from __future__ import annotations

from typing import Final

# First bytes, and the format's name as users of any language know it.
_MAGIC: Final = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"\x1f\x8b", "GZIP"),
    (b"\x7fELF", "ELF"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"PAR1", "Parquet"),
)
_UTF16_32_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
# Control bytes of text: tab, line ends, form feed, escape (ISO-2022), and end of file as DOS wrote it.
_CONTROLS: Final = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D, 0x1A, 0x1B})
_MOST_CONTROLS: Final = 0.005
OTHER: Final = ""


def binary_kind(data: bytes) -> str | None:
    """The format's name if ``data`` is no text, OTHER if it is of no known format; None if it can be text."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    if data.startswith(b"MZ") and b"\x00" in data[:64]:
        return "EXE"
    if data.startswith(_UTF16_32_MARKS) or looks_utf16(data):
        return None
    if b"\x00" in data:
        return OTHER
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return OTHER if controls > _MOST_CONTROLS * len(data) else None


def looks_utf16(data: bytes) -> str | None:
    """``utf-16-le`` or ``utf-16-be`` if text in it without a mark is likely; else None.

    Judged by where the bytes of spaces, digits, line ends and common hanzi (4E..9F) stand.
    """
    sample = data[: 1 << 16]
    if len(sample) < 4 or len(data) % 2 or b"\x00" not in sample:
        return None
    for charset, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        low = sample[0::2] if charset == "utf-16-le" else sample[1::2]
        texty = sum(
            0x4E <= top <= 0x9F or top in (0x30, 0xFF, 0x20) or (top == 0 and 0x09 <= bottom < 0x7F)
            for top, bottom in zip(high, low, strict=False)
        )
        if texty >= 0.98 * len(high):
            return charset
    return None
