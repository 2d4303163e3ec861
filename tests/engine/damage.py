"""Damages a clean text the way a family of web sites and their collector do ("chain A").

A model of the corruption, written apart from the repair so that the two can disagree: the repair
searches for the text a page came from, this file only goes forward. ``test_repair_damage.py`` holds
it to a real page byte for byte.

The steps: simplified to traditional by a character table; GBK, with ``?`` for what GBK lacks; for each
annotated character a replacement of its two *bytes* by the same bytes and its reading in brackets,
across character borders too; a control byte before the byte pairs of ，！？； ; reading as cp936, where
a lead byte swallows a bad trail byte; the collector's folding of full-width punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import opencc
from pypinyin import Style, pinyin

# Characters the sites' table maps otherwise than OpenCC does (Taiwan forms and one-to-one choices).
_OTHERWISE = dict(zip("峰吃床说为台准划几岩", "峰吃床說為臺準劃幾巖", strict=True))
_UNCHANGED = frozenset("云于后里制干系范斗采征并布咨了")

CORE = "內創務數業產發續術規領優區態現統習設責質側協復應戰權環經鎮關準當執導構機節細絡網聯調轉醫學費點強進"
LOW = CORE + "據標礎農鄉監嚴堅貿隊驅團實驗"
MID = LOW + "個報勵項財補結認請計動對簡號級國"
HIGH = MID + "穩護達長濟會場價評時見臺來萬開"
SEED = "網統創導進區學習關強設發轉規務內點細應當質續術產業醫現協調戰機經費絡執聯構節權復"
LISTS = {"seed": SEED, "core": CORE, "low": LOW, "mid": MID, "high": HIGH}

_CUT = re.compile(rb"([\xb0-\xf7][\xa1-\xfe])|(\xa3[\xac\xa1\xbf\xbb])")
_MARK = b"\x01"
_FOLD = str.maketrans("，：（）！？；", ",:()!?;")
_s2t = opencc.OpenCC("s2t")


@cache
def traditional(char: str) -> str:
    """The one traditional form the sites' table gives a character."""
    if char in _UNCHANGED:
        return char
    return _OTHERWISE.get(char) or _s2t.convert(char)


def reading(char: str) -> str:
    return pinyin(char, style=Style.TONE)[0][0]


def fold(text: str) -> str:
    """What the collector keeps of full-width punctuation."""
    return text.translate(_FOLD)


def _annotate(data: bytes, chars: Iterable[str]) -> bytes:
    for code, char in sorted((c.encode("gbk"), c) for c in set(chars)):
        data = data.replace(code, code + f"({reading(char)})".encode("gbk"))
    return data


def _cut(data: bytes) -> bytes:
    return _CUT.sub(lambda found: found[0] if found[1] else _MARK + found[2], data)


def _read_cp936(data: bytes) -> str:
    out: list[str] = []
    at = 0
    while at < len(data):
        lead = data[at]
        if lead < 0x80:
            if lead != _MARK[0]:
                out.append(chr(lead))
            at += 1
        elif lead in (0x80, 0xFF):
            out.append("€" if lead == 0x80 else "\uf8f5")
            at += 1
        else:
            pair = data[at : at + 2]
            try:
                out.append(pair.decode("gb18030"))
            except UnicodeDecodeError:
                out.append("?")
            at += 2
    return "".join(out)


def damage(clean: str, chars: Iterable[str], *, cuts: bool = True, folded: bool = True) -> str:
    """The page a clean simplified text becomes.

    chars: the annotated characters, in traditional form. cuts: whether the site breaks the byte
    pairs of ，！？；. folded: whether the collector folds full-width punctuation.
    """
    data = "".join(map(traditional, clean)).encode("gbk", "replace")
    data = _annotate(data, chars)
    if cuts:
        data = _cut(data)
    page = _read_cp936(data)
    return fold(page) if folded else page
