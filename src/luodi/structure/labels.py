"""The labels that open a provision at the start of a line: 第X章, 一、, （一）, 1., （1）, ①.

Source of the forms: 25 plans and measures and 83 laws, read and counted. Both bracket
widths and all full stops after digits occur, sometimes in one document.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

from luodi.structure.numerals import CIRCLED, DIGITS, HAN, bare_numeral, numeral_value


class Rank(IntEnum):
    """Which label may stand inside which: as a rule a larger one inside a smaller one."""

    BOOK = 1
    SUBBOOK = 2
    CHAPTER = 3
    SECTION = 4
    ARTICLE = 5
    DUN = 6
    PAREN_HAN = 7
    ARABIC = 8
    PAREN_ARABIC = 9
    HALF_ARABIC = 10
    CIRCLED = 11


class Label(NamedTuple):
    """A recognised label.

    text: as written; length: its length with the space after it; numeral: bare, as ``Part.path`` holds it.
    value: the number; sub: of 第五条之二 the 2, else 0.
    doubtful: it may be the beginning of a sentence; only its place in a list can tell.
    """

    rank: Rank
    text: str
    length: int
    numeral: str
    value: int
    sub: int = 0
    doubtful: bool = False


_SP = r"[ \t\u3000\xa0]*"
_HAN_ORDINAL = "一二三四五六七八九十百"
# 第三条规定的, 第一章和第二章: the sentence goes on, no provision begins.
_GOES_ON = r"(?:规定|所列|所述|所称|所指|之规定|[的和至、，,。；）)》第])"
_PATTERNS: tuple[tuple[Rank, re.Pattern[str]], ...] = (
    (Rank.SUBBOOK, re.compile(rf"(第{_SP}([{HAN}\d]{{1,5}}){_SP}分编)(?!{_GOES_ON}){_SP}")),
    (Rank.BOOK, re.compile(rf"(第{_SP}([{HAN}\d]{{1,5}}){_SP}(?:编|篇|部分))(?!{_GOES_ON}){_SP}")),
    (Rank.CHAPTER, re.compile(rf"(第{_SP}([{HAN}\d]{{1,5}}){_SP}章)(?!{_GOES_ON}){_SP}")),
    (Rank.SECTION, re.compile(rf"(第{_SP}([{HAN}\d]{{1,5}}){_SP}节)(?!{_GOES_ON}){_SP}")),
    (
        Rank.ARTICLE,
        re.compile(
            rf"(第{_SP}([{HAN}\d]{{1,6}}){_SP}条(?:{_SP}之{_SP}(?P<sub>[一二三四五六七八九十]{{1,3}}))?)(?!{_GOES_ON}){_SP}"
        ),
    ),
    (Rank.DUN, re.compile(rf"(([{_HAN_ORDINAL}]{{1,4}}){_SP}[、．.]){_SP}")),
    # （一）项规定的, （一）和（二）, （一）、（三）项 quote items; （一）项目建设 is one.
    (
        Rank.PAREN_HAN,
        re.compile(
            rf"([(（]{_SP}([{_HAN_ORDINAL}]{{1,4}}){_SP}[)）])(?!项(?!目)|款(?!项)|[、，至和或及与]*第?{_SP}[(（]{_SP}[{_HAN_ORDINAL}]){_SP}[、．.]?{_SP}"
        ),
    ),
    # 1.5亿元 is a figure; 1.2025年底前 and 2.5G应用 are not.
    (
        Rank.ARABIC,
        re.compile(rf"((\d{{1,3}}){_SP}\\?[.．、](?!\d(?!\d{{3}}年|[GD](?![A-Za-z])))){_SP}"),
    ),
    (Rank.PAREN_ARABIC, re.compile(rf"([(（]{_SP}(\d{{1,3}}){_SP}[)）]){_SP}[、．.]?{_SP}")),
    (Rank.HALF_ARABIC, re.compile(rf"((\d{{1,3}})[)）]){_SP}")),
    (Rank.PAREN_HAN, re.compile(rf"(([㈠-㈩])){_SP}[、．.]?{_SP}")),
    (Rank.ARABIC, re.compile(rf"(([⒈-⒛])){_SP}")),
    (Rank.PAREN_ARABIC, re.compile(rf"(([⑴-⒇])){_SP}")),
    (Rank.CIRCLED, re.compile(rf"(([{CIRCLED}])){_SP}[、．.]?{_SP}")),
)
_ORDINALS = frozenset((Rank.SUBBOOK, Rank.BOOK, Rank.CHAPTER, Rank.SECTION, Rank.ARTICLE))
_ORDINAL_PATTERNS = tuple(pair for pair in _PATTERNS if pair[0] in _ORDINALS)
_OTHER_PATTERNS = tuple(pair for pair in _PATTERNS if pair[0] not in _ORDINALS)
# Any other first character but a digit turns a line away without trying the patterns.
_FIRST = frozenset(f"(（{_HAN_ORDINAL}{CIRCLED}㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇")
# 一、二级市场; 一、二、三产业; 十、百、千工程; 一、2类: a row of numbers with what they count.
_ROW = re.compile(rf"(?P<han>[{HAN}]{{1,3}})[、级类线者期等次季批审手届轮产]|\d{{1,2}}(?:[类级月期号]|季度)")


def parse_label(line: str) -> Label | None:
    """The label a line begins with; None where it begins with something else."""
    first = line[:1]
    if first == "第":
        patterns = _ORDINAL_PATTERNS
    elif first in _FIRST or first.isdecimal():
        patterns = _OTHER_PATTERNS
    else:
        return None
    for rank, pattern in patterns:
        match = pattern.match(line)
        if match is None:
            continue
        text = match.group(1)
        numeral = bare_numeral(match.group(2))
        value = numeral_value(numeral)
        bare = bare_numeral(re.sub(r"\s", "", text)) if rank <= Rank.ARTICLE else numeral
        sub = match["sub"] if rank is Rank.ARTICLE else None
        doubtful = rank is Rank.DUN and _begins_row(line, match.end(), value)
        return Label(rank, text, match.end(), bare, value, numeral_value(sub) if sub else 0, doubtful)
    return None


def _begins_row(line: str, at: int, value: int) -> bool:
    """Whether the number before ``at`` is the first of several: 一、二级 (but not 二、一体推进)."""
    match = _ROW.match(line, at)
    if match is None:
        return False
    han = match["han"]
    if han is None:
        return True
    return (len(han) == 1 or han[0] not in DIGITS or han[1] in "十百千") and numeral_value(han) > value
