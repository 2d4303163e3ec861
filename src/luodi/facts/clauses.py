"""Clauses of a sentence, and where a figure in them only says which case is meant."""

from __future__ import annotations

import re
from typing import Final

from luodi.facts.quantities import Quantity
from luodi.facts.words import PAID_THING
from luodi.source import Span

# Words that decide about a figure stand near it; looking further would cost the square of a hostile text.
WINDOW: Final = 160
_MARKS: Final = re.compile(r"[,;()\[\]〈〉]")
_BOUNDS: Final = r"(?:及|或)?以上|(?:及|或)?以下|以内|之内"
_SAYS_CASE: Final = re.compile(
    rf"(?:/年)?(?:\((?:含|不含)\))?(?:{_BOUNDS}|之间|以外)?(?:/年)?(?:\((?:含|不含)\))?(?:人民币)?"
    r"(?:台阶|大关|门槛|关口)?(?:的?(?:部分|部份|区间)|的(?P<noun>[^,]*)|$)"
)
# Measure words before a noun count things; other units say how large one is.
_SIZES: Final = frozenset(
    [
        ("亩"),
        "平方米",
        "平方公里",
        "公顷",
        "岁",
        "周岁",
        "米",
        "厘米",
        "毫米",
        "级",
        "层",
        "吨",
        "千瓦",
        "兆瓦",
        "公里",
        "小时",
        "元",
        "美元",
        "%",
    ]
)
_PAYS_NEXT: Final = re.compile(r"(?:再)?(?:奖励|补助|补贴|资助|奖补|奖|补)\s?[\d.]+\s?[万亿]?元")
_SHARES_OUT: Final = re.compile(
    r"(?:享有|赋予|给予|安排|预留|保障|留出|配置|拿出|用于|设置|持有|单列|划出|提供)[^,]{0,24}"
    r"(?:不低于|不少于|不超过)[^,;、\d]{0,12}\s?$"
    r"|(?:将|把|拿出)(?:不低于|不少于)\s?$|(?:组建|建设|打造|配备|设立|建成|形成|建立|构建|汇集)(?:不低于|不少于)\s?$"
)


# 超亿美元企业3家, 10亿元级产业集群: a sum that says how large the thing is.
_OF_SIZE: Final = re.compile(
    rf"级?(?:{_BOUNDS})?(?:企业|项目|产业|集群|园区|镇|村|县|街|品牌|单品|大户|订单|楼宇|龙头|工业|制造业)"
)


# 超亿元文旅企业20家, 万亩示范片12个: how large what is counted is.
_OF_COUNTED: Final = re.compile(r"[一-龥“”]{2,8}\d")


def clauses(folded: str, sentence: Span) -> list[Span]:
    """The clauses of a sentence: between commas outside brackets, not those inside 5,000."""
    found: list[Span] = []
    start, depth = sentence.start, 0
    for mark in _MARKS.finditer(folded, *sentence):
        at, char = mark.start(), mark[0]
        if char in "([〈":
            depth += 1
        elif char in ")]〉":
            depth = max(0, depth - 1)
        elif depth == 0 and not _in_number(folded, at):
            found.append(Span(start, at))
            start = at + 1
    found.append(Span(start, sentence.end))
    return [span for span in found if span.start < span.end]


def _in_number(folded: str, at: int) -> bool:
    return (
        folded[at] == ","
        and folded[max(0, at - 1) : at].isdigit()
        and re.match(r"\d{3}(?!\d)", folded[at + 1 : at + 5]) is not None
    )


def before(folded: str, start: int, at: int) -> str:
    """The words before a place, from ``start`` on, as far back as words can decide about it."""
    return folded[max(start, at - WINDOW) : at]


def after(folded: str, at: int, end: int) -> str:
    """The words after a place up to ``end``, as far as they can decide about it."""
    return folded[at : min(end, at + WINDOW)]


def says_case(folded: str, clause: Span, quantity: Quantity) -> bool:
    """Whether a figure says which case is meant: 研发费用超过2亿元的(企业), 500万元以上的部分.

    What follows 的 tells: a word for support makes it what is paid. 赋予不低于70%的所有权 gives a share.
    """
    rest = after(folded, quantity.span.end, clause.end)
    if re.match(r"\((?:含|不含)\)\s?(?:-|至|到)", rest):
        # 500万元(含)-2000万元的部分: the lower end of what is compared with.
        return True
    match = _SAYS_CASE.match(rest)
    if match is None or _SHARES_OUT.search(before(folded, clause.start, quantity.span.start)):
        return False
    noun = match["noun"]
    if noun is None:
        return "部" in match[0] or "区间" in match[0]
    # 超过20%的奖励5万元: the word for support is the verb of another sum.
    return PAID_THING.match(noun) is None or _PAYS_NEXT.match(noun) is not None


def is_modifier(folded: str, clause: Span, quantity: Quantity) -> bool:
    """Whether a figure describes what follows it: 年产值超100亿元的企业, 亿元以上项目, 45周岁以下骨干."""
    rest = after(folded, quantity.span.end, clause.end)
    if _SHARES_OUT.search(before(folded, clause.start, quantity.span.start)):
        return False
    if re.match(
        rf"(?:{_BOUNDS}|左右)?(?:\([^()]{{1,6}}\))?的(?!目标|水平|增速|规模|标准|比例|(?:投入|增长)?机制|要求|幅度|增幅|力度)",
        rest,
    ):
        return True
    if quantity.unit not in _SIZES:
        return False
    if (quantity.is_han or quantity.measure == "money") and _OF_COUNTED.match(rest):
        return True
    if quantity.measure == "money" and _OF_SIZE.match(rest):
        return True
    if re.match(rf"(?:{_BOUNDS})[一-龥“]", rest):
        return True
    return (
        re.search(r"的(?![一二三四五六七八九十百]+分之|一?半)[一-龥]", rest) is not None
        and re.match(r"(?:左右)?的(?:目标|水平|增速|增长|速度|标准|比例|投入|机制|要求|幅度|力度)", rest)
        is None
    )
