"""UTF-8 bytes behind characters that were read in another charset, some of the bytes gone.

The bytes say by themselves where a character begins and how long it is, so a stretch is read back
exactly; where a byte is missing, the bytes that are there say what the character can have been.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Final

MISSING: Final = -1
_CONTINUES: Final = range(0x80, 0xC0)
_MOST_MISSING: Final = 2


@dataclass(frozen=True, slots=True)
class Byte:
    """A byte of the stretch. value: ``MISSING`` for the mark of an unreadable one. place: index of the
    page's character it comes from. first: whether it is that character's first byte."""

    value: int
    place: int
    first: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A character with bytes missing. data: its bytes, ``MISSING`` where one is gone. after: the byte
    that follows it; ``MISSING`` at the end of the stretch. marked: whether the page shows a mark for
    what is missing; without one it has vanished."""

    data: tuple[int, ...]
    after: int
    marked: bool


# A character nothing is known of.
UNKNOWN: Final = Gap((), MISSING, marked=True)


@dataclass(frozen=True, slots=True)
class Piece:
    """``stretch`` characters ``start..end`` read back. gaps: one for each U+FFFD of ``text``."""

    start: int
    end: int
    text: str
    gaps: tuple[Gap, ...] = ()


def length_of(lead: int, two: Container[int]) -> int:
    """Bytes of the character that ``lead`` begins; 0 if none does. two: leads of characters of two bytes."""
    if 0 <= lead < 0x80:
        return 1
    if lead in two:
        return 2
    if 0xE0 <= lead <= 0xEF:
        return 3
    return 4 if 0xF0 <= lead <= 0xF4 else 0


def read_pieces(stretch: Sequence[Byte], two: Container[int]) -> Iterator[Piece]:
    """What the stretch holds, in pieces that begin and end with whole characters of both.

    two: lead bytes of two-byte characters that count. What cannot be read back is in no piece.
    """
    at = 0
    while at < len(stretch):
        found = None
        if stretch[at].first and stretch[at].value >= 0xC2:
            found = _read_piece(stretch, at, two)
        if found is None:
            at += 1
        else:
            piece, at = found
            yield piece


def _read_piece(stretch: Sequence[Byte], begin: int, two: Container[int]) -> tuple[Piece, int] | None:
    """The shortest piece that begins here, and where it ends."""
    at = begin
    text: list[str] = []
    gaps: list[Gap] = []
    while at < len(stretch):
        data = _read_slots(stretch, at, two)
        if data is None:
            return None
        at += len(data)
        size = length_of(data[0], two)
        after = stretch[at].value if at < len(stretch) else MISSING
        if (size > 1 and len(data) < max(size - 1, 2)) or data.count(MISSING) > _MOST_MISSING:
            return None
        if len(data) == size and MISSING not in data:
            try:
                text.append(bytes(data).decode("utf-8", "surrogatepass"))
            except UnicodeDecodeError:
                return None
            if text[-1] == "\ufffd":
                gaps.append(Gap(data, after, marked=True))
        else:
            text.append("\ufffd")
            whole = data if len(data) == size else (*data, MISSING)
            gaps.append(Gap(whole, after, marked=len(data) == size))
        if at == len(stretch) or stretch[at].first:
            start, end = stretch[begin].place, stretch[at - 1].place + 1
            return Piece(start, end, "".join(text), tuple(gaps)), at
    return None


def read_leniently(stretch: Sequence[Byte], two: Container[int]) -> tuple[list[Piece], int]:
    """All of a stretch that is known to be such text, in pieces, and how many of its bytes fit nowhere.

    Of a character one byte is enough to say that it was there; bytes that fit nowhere are one lost character.
    """
    pieces: list[Piece] = []
    text: list[str] = []
    gaps: list[Gap] = []
    at = begin = strays = 0
    is_stray = False
    while at < len(stretch):
        data = _read_slots(stretch, at, two)
        after = stretch[at + len(data or (0,))].value if at + len(data or (0,)) < len(stretch) else MISSING
        if data is None:
            strays += stretch[at].value != MISSING
            if not is_stray:
                text.append("\ufffd")
                gaps.append(UNKNOWN)
        else:
            char, gap = _read_char(data, length_of(data[0], two), after)
            text.append(char)
            gaps += [gap] if gap else []
        is_stray = data is None
        at += len(data or (0,))
        if at == len(stretch) or stretch[at].first:
            if text:
                pieces.append(
                    Piece(stretch[begin].place, stretch[at - 1].place + 1, "".join(text), tuple(gaps))
                )
            elif pieces:  # the rest of what fitted nowhere before
                pieces[-1] = replace(pieces[-1], end=stretch[at - 1].place + 1)
            text, gaps, begin = [], [], at
    return pieces, strays


def _read_char(data: tuple[int, ...], size: int, after: int) -> tuple[str, Gap | None]:
    """The character of these bytes; U+FFFD and what is known of it where some are missing."""
    if len(data) == size and MISSING not in data:
        try:
            char = bytes(data).decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return "\ufffd", UNKNOWN
        return char, Gap(data, after, marked=True) if char == "\ufffd" else None
    whole = (*data, *(MISSING,) * (size - len(data)))
    if whole.count(MISSING) > _MOST_MISSING:
        return "\ufffd", UNKNOWN
    return "\ufffd", Gap(whole, after, marked=len(data) == size)


def _read_slots(stretch: Sequence[Byte], at: int, two: Container[int]) -> tuple[int, ...] | None:
    """The bytes of the character that begins here, as many as there are; None if none begins."""
    size = length_of(stretch[at].value, two)
    if not size:
        return None
    end = at + 1
    while end < min(at + size, len(stretch)):
        value = stretch[end].value
        if value != MISSING and value not in _CONTINUES:
            break
        end += 1
    return tuple(byte.value for byte in stretch[at:end])


@lru_cache(maxsize=1 << 14)
def completions(gap: Gap, fits: Callable[[int, int], bool]) -> tuple[str, ...]:
    """The characters that the bytes of a gap allow; none where U+FFFD itself was wrongly read.

    fits: whether a byte can have gone missing before that one (``MISSING`` where that is not known).
    """
    found: list[str] = []
    if MISSING not in gap.data:
        return ()
    for slots in _arrangements(gap):
        options = [_CONTINUES if value == MISSING else (value,) for value in slots]
        for data in product(*options):
            following = (*data[1:], gap.after)
            if all(
                fits(byte, after)
                for known, byte, after in zip(slots, data, following, strict=True)
                if known == MISSING
            ):
                try:
                    found.append(bytes(data).decode("utf-8"))
                except UnicodeDecodeError:
                    continue
    return tuple(found)


def _arrangements(gap: Gap) -> list[tuple[int, ...]]:
    """Where the missing byte can have stood: a byte without a mark can have vanished anywhere."""
    if gap.marked:
        return [gap.data]
    if gap.data.count(MISSING) > 1:
        return [gap.data]
    *known, _ = gap.data
    return [(*known[:at], MISSING, *known[at:]) for at in range(1, len(known) + 1)]
