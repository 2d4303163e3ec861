"""Facts about single characters: script, readings, byte length."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

import opencc
from pypinyin.pinyin_dict import pinyin_dict

# Simplified only in some words or not in names: a person may want to look.
_DOUBTFUL: Final = frozenset("乾著藉徵餘瞭祇麼鬱麯麴鍾閤菸薹拚捱摺吒夥榘袷醣麽穀昇陞甦釐谿崑薑龢暱瀋穭")
# A surname where a sentence or a name begins; else the preposition.
_SURNAME_FIRST: Final = re.compile(
    r"(?:\A|[^\u4e00-\u9fff]|[人者長长记記员員師师生任理士])於(?=[\u4e00-\u9fff]{1,2}(?:\Z|[^\u4e00-\u9fff]))"
)
# Forms of Hong Kong and Taiwan that OpenCC's table to simplified characters leaves.
_VARIANTS: Final = str.maketrans("衞敍枱粧", "卫叙台妆")
# The particle 着 is written 著 in Taiwan; 著 keeps its form where it means to write or to show.
_PARTICLE: Final = re.compile(r"(?<![显原编论专土卓昭遗合执巨译拙共参名])著(?![名作述称录书者])")
_ONLY: Final = re.compile(r"祇(?=[有能是要可])")

_HALVES: Final = re.compile("[\ud800-\udfff]")
REPLACED: Final = "\ufffd"

_to_simplified = opencc.OpenCC("t2s")
_to_traditional = opencc.OpenCC("s2t")


def _convert(text: str) -> str:
    """OpenCC's text; halves of surrogate pairs, which it cannot take, as they are."""
    try:
        converted: str = _to_simplified.convert(text)
    except UnicodeEncodeError:
        converted = _to_simplified.convert(_HALVES.sub(REPLACED, text))
        if len(converted) == len(text):
            pairs = zip(text, converted, strict=True)
            converted = "".join(was if now == REPLACED else now for was, now in pairs)
    return converted


def simplify(text: str) -> str:
    """The text in simplified characters, words kept whole (乾坤, 著作 stay); same length."""
    simplified = _convert(text)
    if len(simplified) != len(text):
        simplified = "".join(map(simplify_char, text))
    simplified = _ONLY.sub("只", simplified.translate(_VARIANTS))
    return simplified if "着" in simplified else _PARTICLE.sub("着", simplified)


@lru_cache(maxsize=1 << 16)
def simplify_char(char: str) -> str:
    simplified = _convert(char)
    return simplified.translate(_VARIANTS) if len(simplified) == 1 else char


def is_certain(text: str, at: int) -> bool:
    """Whether ``text[at]``, a traditional character, has its one simplified form whatever the word."""
    if text[at] == "於":
        return _SURNAME_FIRST.match(text, max(0, at - 1)) is None
    return text[at] not in _DOUBTFUL


def _encodable(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=1 << 16)
def is_hanzi(char: str) -> bool:
    return "\u3400" <= char <= "\u4dbf" or "\u4e00" <= char <= "\u9fff" or char >= "\U00020000"


@lru_cache(maxsize=1 << 16)
def is_traditional_only(char: str) -> bool:
    """Whether only a text in traditional characters has it: 創 but not 乾, 著, 后.

    What GB 2312, the simplified set of 1980, holds can stand in a simplified text.
    """
    return is_hanzi(char) and simplify_char(char) != char and not _encodable(char, "gb2312")


@lru_cache(maxsize=1 << 16)
def is_simplified_only(char: str) -> bool:
    """Whether only a text in simplified characters has it: 创 but not 后, 里, 台.

    Big5, the set of traditional texts, holds what stands in those: 后 is a queen there.
    """
    return is_hanzi(char) and _to_traditional.convert(char) != char and not _encodable(char, "big5")


@lru_cache(maxsize=1 << 14)
def readings(char: str) -> frozenset[str]:
    """All readings in pinyin with tone marks; empty for what is not a hanzi."""
    found = pinyin_dict.get(ord(char), "")
    return frozenset(unicodedata.normalize("NFC", one) for one in found.split(",") if one)


@lru_cache(maxsize=1)
def unknown_to_big5() -> tuple[str, ...]:
    """The common simplified characters whose traditional form Big5 lacks, in some of their tables."""
    rows = (bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    chars = "".join(row.decode("gb2312", "ignore") for row in rows)
    return tuple(char for char in chars if not _encodable(_to_traditional.convert(char), "big5"))
