"""The bytes behind a page: GBK as its sites wrote it and as Windows code page 936 shows it.

Windows shows user-defined pairs as private-use characters; Python's gb18030 codec has the same
mapping, so it is used for pages, and the narrower gbk codec for what a site can have written.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

HALF_WIDTH: Final = dict(zip("，：（）！？；", ",:()!?;", strict=True))
FULL_WIDTH: Final = {half: full for full, half in HALF_WIDTH.items()}
# The second bytes of the pairs ，！？；, before which the sites' scan puts a byte. The first is A3.
CUT_TRAILS: Final = {",": 0xAC, "!": 0xA1, "?": 0xBF, ";": 0xBB}
FOLDED_LEAD: Final = 0xA3
LEADS: Final = range(0x81, 0xFF)


@lru_cache(maxsize=1 << 16)
def page_bytes(char: str) -> bytes | None:
    """The one or two bytes that show as ``char``; None if code page 936 does not have it."""
    if char == "€":
        return b"\x80"
    try:
        data = char.encode("gb18030")
    except UnicodeEncodeError:  # a lone surrogate
        return None
    return data if len(data) <= 2 else None


@lru_cache(maxsize=1 << 16)
def written_char(code: int) -> str | None:
    """The character a site can have written as two bytes; None for a pair outside GBK."""
    if code < 0x8000:
        return None
    try:
        return code.to_bytes(2).decode("gbk")
    except UnicodeDecodeError:
        return None


@lru_cache(maxsize=1)
def unassigned_pairs() -> tuple[tuple[int, int], ...]:
    """Well-formed pairs that GBK gives no character and that some readers show as one ``?``."""
    return tuple(
        (lead, trail)
        for lead in LEADS
        for trail in range(0x81, 0xFF)
        if written_char(lead << 8 | trail) is None and not 0xAA <= lead <= 0xAF and not 0xF8 <= lead <= 0xFE
    )
