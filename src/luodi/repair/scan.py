"""The sites' byte scan for ，！？；: where it stands, byte by byte.

The scan looks for the pairs A3 AC, A3 A1, A3 BF, A3 BB at every byte, in the middle of other characters
too. Where it finds one it puts a byte before it, which nobody sees unless a lead byte swallows it. On
most sites it steps over common hanzi (GB 2312) as wholes; on a few it does not.
"""

from __future__ import annotations

from enum import IntEnum
from itertools import pairwise

from luodi.repair.gbk import CUT_TRAILS, FOLDED_LEAD, FULL_WIDTH, page_bytes

_TRAILS = frozenset(CUT_TRAILS.values())


class Scan(IntEnum):
    """What the last byte was to the scan."""

    FREE = 0  # nothing that the next byte could complete
    COMMON = 1  # may be the first half of a common hanzi
    PUNCTUATION = 2  # may be the first half of ，！？；


def next_scan(scan: Scan, byte: int, *, steps_over: bool = True) -> tuple[Scan, bool]:
    """Where the scan stands after ``byte``, and whether it completed one of ，！？； .

    steps_over: whether it takes common hanzi as wholes.
    """
    if scan is Scan.COMMON and 0xA1 <= byte <= 0xFE:
        return Scan.FREE, False
    if scan is Scan.PUNCTUATION and byte in _TRAILS:
        return Scan.FREE, True
    if steps_over and 0xB0 <= byte <= 0xF7:
        return Scan.COMMON, False
    return (Scan.PUNCTUATION if byte == FOLDED_LEAD else Scan.FREE), False


def shows_stepping_over(page: str) -> bool:
    """Whether the page has one of the pairs, whole, in the middle of a common hanzi and the next character.

    True proves that the site's scan steps over common hanzi; False proves nothing.
    """
    for left, right in set(pairwise(page)):
        first, second = page_bytes(left), page_bytes(right)
        if not first or not second or first[-1] != FOLDED_LEAD or second[0] not in _TRAILS:
            continue
        if len(first) == 2 and 0xB0 <= first[0] <= 0xF7:
            return True
    return False


def scan_before(page: str, end: int) -> Scan:
    """Where the scan stands before ``page[end]``, where page and bytes are in step.

    Any half-width character sets the scan free, so it is enough to go back to one.
    """
    start = end
    while start and page[start - 1] >= "\x80" and page[start - 1] not in FULL_WIDTH.values():
        start -= 1
    scan = Scan.FREE
    for char in page[start:end]:
        for byte in page_bytes(char) or b"":
            scan, _ = next_scan(scan, byte)
    return scan
