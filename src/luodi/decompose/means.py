"""The means a sentence names: 通过A、B、C等多种方式."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from luodi.decompose.clauses import protected_ranges
from luodi.source import Span


class Means(NamedTuple):
    """named: spans of the single means; rest: where the words after the means begin."""

    named: tuple[tuple[int, int], ...]
    rest: int


_OPEN = re.compile(
    r"(?:按规定|按照规定|积极|综合|灵活|充分|主要|重点|鼓励|支持)?(?:探索|综合|灵活|充分)?"
    r"(?P<word>通过(?!验收|审核|评审|考核|评估|审查|认定|初审|公示|答辩)|采取|采用|运用|利用|借助|依靠|运用好|用好|以|用|按照|按)"
)
# A clause names its means once; more tries would cost the square of a hostile text.
_INNER_TRIED = 3
_INNER = re.compile(r"通过|采取|采用|运用|利用|借助")
HEAD = r"(?:方式|形式|途径|渠道|手段|载体|办法|模式|方法|举措|措施|路径)"
_ADJECTIVE = (
    r"(?:多种|各种|各类|不同|多元|多样|有效|灵活|多样化|多元化|市场化|线上|线下|一系列|系列|"
    r"[两三四五六七八]种)"
)
# What follows 等 may describe the means (等多种市场化融资手段); without 等 it belongs to the last name.
_CLOSE = re.compile(
    rf"(?P<list>.+?)(?:(?P<deng>等)(?P<kind>{_ADJECTIVE}*[^等、，,]{{0,8}}?{HEAD})|(?P<bare>{_ADJECTIVE}*的?{HEAD}))"
    rf"(?:$|(?:的)?(?P<rest>.+))"
)
_STRONG = re.compile(
    r"(?:推动|促进|支持|加强|提升|提高|推进|加快|引导|鼓励|开展|加大|完善|吸引|解决|实现|予以|给予|进一步|持续|积极|不断|全面|深入|有效|切实)(?=..)"
)
_JOINT = re.compile(r"(?<=...)(?:以及|和|及|与)(?=...)")
# “甲”“乙” and 《甲》《乙》 are two members without a mark between them.
_ADJACENT = ("”“", "》《")
_WHOLE = re.compile(r"相结合|结合$|联动|并举|并重")


def read_means(text: str, start: int, end: int) -> Means | None:
    """The means that ``text[start:end]`` opens with, or None where it names none.

    通过 opens a means by itself; 采取, 利用, 以… only with a word such as 方式 or 形式 at its end.
    """
    opened = _OPEN.match(text, start, end)
    if opened is None:
        return None
    word = opened["word"]
    at = opened.end()
    close = _CLOSE.fullmatch(text, at, end)
    if close is not None and (word != "按照" and word != "按"):
        return _named(text, at, close)
    if word != "通过":
        return None
    if re.search(r"(?:后|的)$", text[at:end]):
        return None
    strong = _STRONG.search(text, at + 2, end)
    stop = strong.start() if strong else end
    return Means(((at, stop),), stop)


def find_inner_means(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The means named inside a duty's own words: 引导社会资本通过甲、乙等模式参与….

    Only where a word such as 方式 or 模式 closes them: anything else may be part of the object.
    """
    for inner in islice(_INNER.finditer(text, start + 2, end), _INNER_TRIED):
        if _quoted(text, start, inner.start(), end):
            continue
        close = _CLOSE.fullmatch(text, inner.end(), end)
        if close is not None and close["deng"]:
            return _named(text, inner.end(), close).named
    return ()


def _named(text: str, at: int, close: re.Match[str]) -> Means:
    rest = close.start("rest") if close["rest"] else close.end()
    list_end = close.end("list")
    if close["deng"] or re.search(r"、[^、]*、", text[at:list_end]):
        return Means(_split(text, at, list_end, closed=bool(close["deng"])), rest)
    if _WHOLE.search(text[at:list_end]) or "、" in text[at : at + 3]:
        return Means(((at, _strip_de(text, at, list_end)),), rest)
    return Means(_split(text, at, _strip_de(text, at, list_end)), rest)


def _split(text: str, start: int, end: int, *, closed: bool = False) -> tuple[tuple[int, int], ...]:
    """A list cut at 、 and at the 和, 与, 以及 before its last member, outside quotes.

    closed: 等 follows, so that two members may be joined by 和 alone.
    """
    named: list[tuple[int, int]] = []
    begin = start
    at = start
    for hole in [*protected_ranges(text, Span(start, end)), Span(end, end)]:
        while (at := text.find("、", at, hole.start)) >= 0:
            named.append((begin, at))
            begin = at = at + 1
        if text[hole.start - 1 : hole.start + 1] in _ADJACENT and hole.start > begin:
            named.append((begin, hole.start))
            begin = hole.start
        at = hole.end
    joint = _JOINT.search(text, begin, end) if named or closed else None
    if joint and not _quoted(text, begin, joint.start(), end):
        named.append((begin, joint.start()))
        begin = joint.end()
    named.append((begin, end))
    return tuple(span for span in named if span[0] < span[1])


def _quoted(text: str, start: int, at: int, end: int) -> bool:
    return any(hole.start <= at < hole.end for hole in protected_ranges(text, Span(start, end)))


def _strip_de(text: str, start: int, end: int) -> int:
    return end - 1 if end > start + 1 and text[end - 1] == "的" else end
