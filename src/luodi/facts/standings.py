"""Targets without a figure of their own: 翻番, 翻两番, 倍增; 进入全国前三, 位居中部第一."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from luodi.facts.clauses import WINDOW, before
from luodi.facts.indicators import clean_indicator
from luodi.facts.model import Target
from luodi.facts.numbers import HAN, parse_number
from luodi.source import Span

_TIMES: Final = re.compile(
    r"(?:(?P<each>均|都|分别)?(?:实现|力争|全部)*)(?:翻(?P<n>一|两|三|四|1|2|3|4)?番|倍增|翻一倍|成倍增长)"
)
_ONLY_YEAR: Final = re.compile(r"[\s到至再]*20\d\d年(?:底|末)?(?:前)?(?:再)?(?:力争|实现)?")
_RANK: Final = re.compile(
    rf"(?:第(?P<nth>\d{{1,3}}|{HAN})(?:位|名)?(?!类|类型|三方|[一二三四五六七八九十]?(?:批|条|章|款|"
    rf"项|节|次|届|期|产业|季度|步|梯队|阶段|者|线|个|代|轮|家))"
    rf"|前(?P<top>\d{{1,3}}|{HAN})(?:位|名|强|名次)?(?!列|沿|期|瞻|提|端|述|款|项|年|批|个|次|期|往|后)|首位)"
)
_RANK_VERB: Final = re.compile(
    r"(?:力争|争取|保持|稳定)?(?:进入|位居|居于|居|位列|列|跻身|保持|稳居|处于|排名|位次|进位|迈入|"
    r"挺进|位于)[^,。;\d]{0,14}$"
)
_MORE_PLACES: Final = re.compile(rf"^(?:[、和及]第(?:\d{{1,3}}|{HAN}))+(?:名|位)?")
_OTHERS: Final = re.compile(r"[^,。;、]{0,6}(?:高校|企业|机构|学科|院校|大学|公司|的)")


def find_multiples(folded: str, clause: Span, last: Target | None) -> Iterator[Target]:
    """翻番, 翻两番, 倍增; 均 and 分别 say it of each of a list, 2030年翻一番 of what was said last."""
    for match in _TIMES.finditer(folded, *clause):
        value = Decimal(2) ** (int(parse_number(match["n"])) if match["n"] else 1)
        head = before(folded, clause.start, match.start())
        indicator = clean_indicator(head)
        if not indicator and last and _ONLY_YEAR.fullmatch(head):
            indicator = last.indicator
        if not indicator or re.search(r"行动|计划|工程|方案|专项", folded[match.end() : match.end() + 4]):
            continue
        shown = folded.rfind(indicator, max(clause.start, match.start() - WINDOW), match.start())
        span = Span(shown if shown >= 0 else match.start(), match.end())
        names = indicator.split("、") if match["each"] and "、" in indicator else [indicator]
        for name in names:
            yield Target(name, "times", value, "倍", span)


def find_ranks(folded: str, clause: Span) -> Iterator[Target]:
    """Places in a ranking: 进入全国前三, 位居中部第一; 全国前10强企业 are others."""
    for match in _RANK.finditer(folded, *clause):
        words = match["nth"] or match["top"]
        head = before(folded, clause.start, match.start())
        verb = _RANK_VERB.search(head)
        if verb is None or _OTHERS.match(_MORE_PLACES.sub("", folded[match.end() : match.end() + 40])):
            continue
        try:
            value = parse_number(words) if words else Decimal(1)
        except ValueError:
            continue
        offset = match.start() - len(head)
        indicator = clean_indicator(head[: verb.start()])
        start = folded.find(indicator, offset, match.start()) if indicator else offset + verb.start()
        yield Target(indicator, "rank", value, "位", Span(start, match.end()))
