"""A second forward model of chain A, with everything that differs from site to site as an option.

Written apart from ``damage.py`` as well as from the repair: it works on single bytes that know which
character they come from, so it can say which characters a page has lost for good.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import opencc
from pypinyin import Style, pinyin
from pypinyin.pinyin_dict import pinyin_dict

_TABLES = {name: opencc.OpenCC(name) for name in ("s2t", "s2tw", "s2hk")}
_KEPT = frozenset("云于后里制干系范斗采征并布咨了")
_STOP_PAIRS = {"，": "A3AC", "！": "A3A1", "？": "A3BF", "；": "A3BB"}
_HALF = dict(zip("，：（）！？；", ",:()!?;", strict=True))


@dataclass(frozen=True)
class Site:
    """What one site does to a text.

    share: of the traditional-only character types, how many are annotated. plain_share: the same of
    characters both scripts have. wrong_share: annotated types whose reading is another of the same
    character. order: ``code``, ``list`` or ``once`` (one pass from left to right). cuts: which of ，！？；
    the scan breaks. guard: ``common`` (GB 2312 hanzi are units), ``none``. mark: what is put before them:
    unseen, or a comma that is. space: inside the bracket. bad: what unreadable bytes become. swallow:
    whether an unreadable lead byte takes the half-width character after it along. fold: which marks
    become half width. doubled: a comma before each ， and 。.
    """

    seed: int = 0
    table: str = "s2t"
    variants: dict[str, str] = field(default_factory=dict)
    share: float = 0.5
    plain_share: float = 0.0
    wrong_share: float = 0.0
    order: str = "code"
    cuts: str = "，！？；"
    guard: str = "common"
    mark: bytes = b"\x01"
    space: str = ""
    bad: str = "?"
    swallow: bool = True
    fold: str = "，：（）！？；"
    doubled: bool = False


@dataclass(frozen=True)
class Damaged:
    """page: what the site shows. expected: what an ideal repair gives, simplified and folded as the page is.
    gone: offsets in it of characters with a byte that is nowhere on the page."""

    page: str
    expected: str
    gone: frozenset[int]


def damage_as(clean: str, site: Site) -> Damaged:
    choose = random.Random(site.seed)
    chars = [_traditional(char, site) for char in clean]
    listed = _listed(clean, chars, site, choose)
    if site.doubled:
        clean_out, chars = _doubled(clean, chars)
    else:
        clean_out = list(range(len(clean)))
    stream: list[tuple[int, int]] = []  # byte, index of its character or -1
    gone: set[int] = set()
    for at, char in zip(clean_out, chars, strict=True):
        data = _gbk(char)
        if data is None:
            gone.add(at)
            data = b"?"
        stream.extend((byte, at) for byte in data)
    stream = _annotated(stream, listed, site)
    stream = _cut(stream, site)
    page = _shown(stream, site, gone)
    folded = {char: _HALF[char] for char in site.fold}
    page = "".join(folded.get(char, char) for char in page)
    expected = "".join(folded.get(char, char) for char in clean)
    return Damaged(page, expected, frozenset(gone))


def _doubled(clean: str, chars: Sequence[str]) -> tuple[list[int], list[str]]:
    places: list[int] = []
    out: list[str] = []
    for at, char in enumerate(chars):
        if char in "，。":
            places.append(-1)
            out.append("，")
        places.append(at)
        out.append(char)
    return places, out


@cache
def _table(name: str, char: str) -> str:
    changed = _TABLES[name].convert(char)
    return changed if len(changed) == 1 else char


def _traditional(char: str, site: Site) -> str:
    if char in site.variants:
        return site.variants[char]
    return char if char in _KEPT else _table(site.table, char)


def _gbk(char: str) -> bytes | None:
    try:
        return char.encode("gbk")
    except UnicodeEncodeError:
        return None


def _listed(clean: str, chars: Sequence[str], site: Site, choose: random.Random) -> dict[bytes, str]:
    """The annotated byte pairs, with their readings, in the order of the site's list."""
    changed = sorted({new for old, new in zip(clean, chars, strict=True) if old != new and new > "\x80"})
    plain = sorted(
        {old for old, new in zip(clean, chars, strict=True) if old == new and "\u4e00" <= old <= "\u9fff"}
    )
    # Lists name characters that the page need not have: they hit across borders.
    changed = sorted({*changed, *"獎請範揚財鎮驅創務數業產發"})
    picked = choose.sample(changed, round(site.share * len(changed)))
    picked += choose.sample(plain, round(site.plain_share * len(plain)))
    choose.shuffle(picked)
    if site.order == "code":
        picked.sort(key=lambda char: char.encode("gbk", "replace"))
    out: dict[bytes, str] = {}
    for char in picked:
        data = _gbk(char)
        if data is None or len(data) != 2:
            continue
        note = pinyin(char, style=Style.TONE)[0][0]
        readings = [one for one in pinyin_dict.get(ord(char), note).split(",") if one != note]
        if readings and choose.random() < site.wrong_share:
            note = choose.choice(readings)
        try:
            note.encode("gbk")
        except UnicodeEncodeError:
            continue
        out[data] = note
    return out


def _annotated(stream: list[tuple[int, int]], listed: dict[bytes, str], site: Site) -> list[tuple[int, int]]:
    notes = {pair: f"({note}{site.space})".encode("gbk") for pair, note in listed.items()}
    if site.order == "once":
        return _replaced(stream, notes)
    for pair, note in notes.items():
        stream = _replaced(stream, {pair: note})
    return stream


def _replaced(stream: list[tuple[int, int]], notes: dict[bytes, bytes]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    at = 0
    while at < len(stream):
        note = notes.get(bytes(byte for byte, _ in stream[at : at + 2]))
        if note is None:
            out.append(stream[at])
            at += 1
        else:
            out.extend(stream[at : at + 2])
            out.extend((byte, -1) for byte in note)
            at += 2
    return out


def _cut(stream: list[tuple[int, int]], site: Site) -> list[tuple[int, int]]:
    pairs = {bytes.fromhex(_STOP_PAIRS[char]) for char in site.cuts}
    out: list[tuple[int, int]] = []
    at = 0
    while at < len(stream):
        pair = bytes(byte for byte, _ in stream[at : at + 2])
        if pair in pairs:
            out.extend((byte, -1) for byte in site.mark)
            out.extend(stream[at : at + 2])
            at += 2
        elif (
            site.guard == "common" and len(pair) == 2 and 0xB0 <= pair[0] <= 0xF7 and 0xA1 <= pair[1] <= 0xFE
        ):
            out.extend(stream[at : at + 2])
            at += 2
        else:
            out.append(stream[at])
            at += 1
    return out


def _shown(stream: list[tuple[int, int]], site: Site, gone: set[int]) -> str:
    out: list[str] = []
    at = 0
    while at < len(stream):
        byte, _ = stream[at]
        if byte < 0x80:
            if byte > 0x1F or byte in b"\n\r\t":
                out.append(chr(byte))
            at += 1
            continue
        if byte in (0x80, 0xFF):
            out.append("€" if byte == 0x80 else "\uf8f5")
            at += 1
            continue
        pair = stream[at : at + 2]
        try:
            out.append(bytes(one for one, _ in pair).decode("gb18030"))
        except UnicodeDecodeError:
            out.append(site.bad)
            if not site.swallow:
                pair = pair[:1]
            gone.update(of for _, of in pair if of >= 0)
        at += len(pair)
    return "".join(out)
