"""Charsets a text is wrongly read in, and what the text then looks like.

Each test is one pass of a regular expression, so that clean text costs no more than that.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from luodi.repair.chinese import is_hanzi
from luodi.repair.gbk import page_bytes, written_char
from luodi.repair.utf8 import MISSING

# What stands on a page for a byte that could not be read.
MARKS: Final = frozenset("?\ufffd")
# The bytes that cp1252 leaves undefined: some readers show a control character, some ``?`` or nothing.
_UNDEFINED: Final = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D))
# General punctuation with its spaces, numerals in circles and Roman ones, CJK and full-width marks.
_MARKS_OF_TEXT: Final = re.compile(
    "[\u00a0\u00a9\u00b0\u00b1\u00b7\u00d7\u00f7\u2000-\u206f\u2103\u2116\u2160-\u217f\u2190-\u2193"
    "\u221a\u221e\u2236\u2248\u2260-\u2267\u33a1\u33a5\u2460-\u249b\u25a0-\u25cf\u3000-\u3017\uff01-\uff5e]"
)


@dataclass(frozen=True)
class Misreading:
    """UTF-8 read in another charset.

    gate: finds at least one place in any text of it that is worth repairing. run: characters that may be
    such text; ``?`` and U+FFFD stand for an unreadable byte. bytes_of: the bytes that show as a character,
    None if none do. fits: whether a byte becomes unreadable before that one. width: bytes of most characters.
    two: lead bytes of the UTF-8 characters of two bytes that are worth repairing.
    """

    name: str
    gate: re.Pattern[str]
    run: re.Pattern[str]
    bytes_of: Callable[[str], bytes | None]
    fits: Callable[[int, int], bool]
    width: int
    two: frozenset[int]


def _in_class(chars: set[str]) -> str:
    return "[" + "".join(sorted(re.escape(char) for char in chars)) + "]"


def _pairs(leads: range | tuple[int, ...], trails: range | tuple[int, ...]) -> set[str]:
    shown = set()
    for lead in leads:
        for trail in trails:
            try:
                char = bytes((lead, trail)).decode("gb18030")
            except UnicodeDecodeError:
                continue
            shown.add(char)
    return shown


def gb18030_bytes(char: str) -> bytes | None:
    """Two or four bytes; one for ``€`` and ASCII."""
    if char == "€":
        return b"\x80"
    try:
        return char.encode("gb18030")
    except UnicodeEncodeError:
        return None


def _missing_in_gbk(byte: int, after: int) -> bool:
    """GBK has no single byte 80, and no character for some pairs."""
    return after == MISSING or byte == 0x80 or after < 0x40 or written_char(byte << 8 | after) is None


@lru_cache(maxsize=1)
def utf8_as_gbk() -> Misreading:
    """``高新`` shows as ``楂樻柊``."""
    leads = (*range(0xE3, 0xEA), 0xEF)
    continues = range(0x80, 0xC0)
    first = _in_class(_pairs(leads, continues))
    second = _in_class(_pairs(continues, (0xC2, 0xE2, *leads)) | {"\ufffd"})
    third = _in_class(_pairs(continues, continues) | {"\ufffd"})
    western = _in_class(_pairs((0xC2, 0xC3), continues))  # cp1252 that was read as GBK: 脙漏芦
    return Misreading(
        "gbk",
        re.compile(f"{first}(?:{second}{third}|\ufffd)|{western}{{4}}|锟斤拷"),
        re.compile(r"[^\x00-\x7f]+(?:[?\ufffd]+[^\x00-\x7f]+)*[?\ufffd]*"),
        gb18030_bytes,
        _missing_in_gbk,
        2,
        frozenset((0xC2, 0xC3, 0xC5, 0xC6, 0xCB, 0xCE, 0xCF, 0xD0, 0xD1)),
    )


@lru_cache(maxsize=1)
def utf8_as_gb18030() -> Misreading:
    """Where ``€`` is the pair A2 E3, as GB 18030 has it, and not the byte 80 of code page 936."""
    return replace(utf8_as_gbk(), bytes_of=lambda char: b"\xa2\xe3" if char == "€" else gb18030_bytes(char))


@lru_cache(maxsize=1)
def _cp1252() -> dict[str, int]:
    shown = {chr(byte): byte for byte in range(0x80, 0x100)}
    for byte in range(0x80, 0xA0):
        if byte not in _UNDEFINED:
            shown[bytes((byte,)).decode("cp1252")] = byte
    return shown


def cp1252_bytes(char: str) -> bytes | None:
    """Latin-1's control characters count too: many readers show those for what cp1252 lacks."""
    byte = _cp1252().get(char)
    return None if byte is None else bytes((byte,))


@lru_cache(maxsize=1)
def _western_classes() -> tuple[str, str]:
    """All characters above ASCII that cp1252 or Latin-1 shows, and those of bytes 80 to BF."""
    shown = _cp1252()
    return _in_class(set(shown)), _in_class({char for char, byte in shown.items() if byte < 0xC0})


@lru_cache(maxsize=1)
def utf8_as_cp1252() -> Misreading:
    """``高新`` shows as ``é«˜æ–°``."""
    shown, continues = _western_classes()
    return Misreading(
        "cp1252",
        re.compile(
            rf"[ã-éï]{continues}(?:{continues}|[?\ufffd])|[ÂÃ]{continues}(?:[ÂÃÅËâ]{continues}|[?\ufffd])"
        ),
        re.compile(rf"{shown}+(?:[?\ufffd]+{shown}+)*[?\ufffd]*"),
        cp1252_bytes,
        lambda byte, _: byte in _UNDEFINED,
        1,
        frozenset((0xC2, 0xC3, 0xC5, 0xC6, 0xCB, 0xCE, 0xCF)),
    )


READINGS: Final = {"gbk": utf8_as_gbk, "cp1252": utf8_as_cp1252}


@dataclass(frozen=True)
class WesternRun:
    """GBK read as cp1252: gate finds two characters side by side, run all of a run."""

    gate: re.Pattern[str]
    run: re.Pattern[str]


@lru_cache(maxsize=1)
def western_run() -> WesternRun:
    """``中国`` shows as ``ÖÐ¹ú``: a run of pairs, second bytes below 80 as what they are."""
    shown, _ = _western_classes()
    pair = "[¡-÷][¡-þ]"
    return WesternRun(re.compile(f"(?:{pair}){{2}}"), re.compile(f"{pair}(?:{shown}(?:{shown}|[@-~]))*"))


@lru_cache(maxsize=1 << 16)
def is_usual(char: str) -> bool:
    """Whether it is what Chinese official texts are made of: common in GB 2312 or in Big5."""
    if char < "\x7f":
        return char >= " " or char in "\n\r\t"
    if _MARKS_OF_TEXT.match(char):
        return True
    if not is_hanzi(char):
        return False
    for charset, last in (("gb2312", b"\xf7\xfe"), ("big5", b"\xc6\x7e")):
        try:
            if char.encode(charset) <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False


def is_common(char: str) -> bool:
    """Whether it is one of the 3,755 hanzi that GB 2312 puts first."""
    data = page_bytes(char)
    return data is not None and len(data) == 2 and 0xB0 <= data[0] <= 0xD7 and data[1] >= 0xA1
