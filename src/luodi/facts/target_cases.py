"""What keeps a figure from being a goal: it tells what was, or says whom a payment is for."""

from __future__ import annotations

import re
from typing import Final

from luodi.facts.clauses import WINDOW, after, before
from luodi.facts.operators import operator_of
from luodi.facts.quantities import Quantity
from luodi.facts.words import PAYS
from luodi.source import Span

PAST: Final = re.compile(
    r"(?<!由)(?<!从)(?:已(?!纳入|取得|上市|获批|认定|[^,;]{1,10}的[一-龥])|目前|现有|截至|近年来|"
    r"以来|去年|此前|曾|共有|期间(?:累计)?完成|记者了解到|三年前|过去[一二三四五六七八九十\d]+年|"
    r"上一?年度?(?!.{0,8}(?:增长|提高)|[^,;。]{0,30}(?:[应须]|不低于|不少于|不超过|不高于|及?以上|以下)))"
)
NOT_MORE_OR_LESS: Final = re.compile(r"不(?:得)?(?:低于|少于|超过|高于)[^,;\d]{0,4}$")
# 每新增1个托位,给予… counts what is paid for.
STEP_OF_PAY: Final = re.compile(
    r"每(?![年月季日周天]|半年|两年)[^,;]{0,4}(?:新增|增加|提高|招用|引荐|接待|引进|成功|新|促成|"
    r"主导|培育|孵化|完成|获得)[^,;\d]{0,8}$"
    r"|每(?:家|个|户)?(?:企业|机构)?(?:成功|新)?(?:招收|培养|吸纳|聘用|举办|组织|转化|入驻|建成|认定|取得|参加|达到|培训|满)"
    r"[^,;\d]{0,8}$"
)
_OPENS_WITH_WHOM: Final = re.compile(r"\s*(?:对|对于|凡)[^,;]")
# 引进千人以上演出,市外观众超过40%的,按…奖励: a condition over two clauses.
_CHAINED: Final = re.compile(rf",(?!对|凡|其中)[^,;。\n]{{2,60}}的,[^;。\n]{{0,60}}?(?:{PAYS})")
_GOAL: Final = re.compile(r"力争|确保|目标|年底|建成|新增|到20\d\d")
_PAID_BEYOND: Final = re.compile(r"[^()]{0,20}\)(?:的|一次性|给予|奖励|补)")
SHARE_DOES: Final = re.compile(
    r"(?:及?以上|左右)?的[^,;\d的]{2,24}?(?:完成|实现|达到|达标|建成|纳入|接入|得到|开展|具备|配备|建立|通过|使用|设立|用上)"
)
# 覆盖八成以上社区
REACHES: Final = re.compile(r"(?:覆盖|惠及|带动|服务)\s?$")
NO_GOAL: Final = re.compile(
    r"(?:及?以[上下])?(?:时|的情况下)(?:[,，]|$)|基点|(?:及?以[上下])?(?:的)?(?:为|评为|定为|属于)(?:优|良|合格|不合格|[A-E]|[一二三]|较|差)"
)


def names_whom(folded: str, clause: Span, words: str, rest: str) -> bool:
    """Whether a figure says who is paid: 对服务30户且满意度90%以上的机构, 航线(年飞行100架次以上)."""
    if words.count("(") > words.count(")"):
        return _PAID_BEYOND.match(rest) is not None
    compared = operator_of(words, rest)[0] is not None and not _GOAL.search(words)
    if compared and _CHAINED.match(folded, clause.end) and not re.search(PAYS, words + rest):
        return True
    if not _OPENS_WITH_WHOM.match(words) or re.search(PAYS, words):
        return False
    return (
        re.search(r"的[一-龥]", rest) is not None
        and re.search(PAYS, after(folded, clause.end, clause.end + WINDOW).split(";")[0]) is not None
    )


def share_does(folded: str, whole: Span, quantity: Quantity, near: str, rest: str) -> bool:
    """65%以上的产能完成改造: how much of something is to do it, where nothing is paid for that."""
    return (
        quantity.measure == "percent"
        and (SHARE_DOES.match(rest) is not None or REACHES.search(near) is not None)
        and re.search(PAYS, after(folded, quantity.span.end, whole.end)) is None
    )


def is_size_of_fund(folded: str, whole: Span, clause: Span, near: str) -> bool:
    """设立产业基金,首期规模20亿元: the size of the fund that the clause before sets up."""
    return re.search(r"(?:首期|总)?规模(?:为|约|达|达到)?\s?$", near) is not None and (
        re.search(r"(?:设立|组建|发起|成立)[^,;]{0,24}基金,?$", before(folded, whole.start, clause.start))
        is not None
    )


def opens_condition(folded: str, clause: Span) -> bool:
    """Whether a clause ends in 的 and the next says what then holds: 营业面积不低于200平方米且…的,给予…."""
    end = clause.end
    return folded[end - 1 : end] == "的" and folded[end : end + 1] == ","


def is_told(folded: str, whole: Span, quantity: Quantity, rest: str) -> bool:
    """Whether the sentence tells what was, not what is to be; 上年度收入100万元以上 asks for it."""
    told = PAST.search(before(folded, whole.start, quantity.span.start))
    if told is None:
        return False
    return not (told[0].startswith("上") and re.match(r"(?:及|或)?以[上下]|以内", rest))
