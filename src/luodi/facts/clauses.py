"""Clauses of a sentence, and where a figure in them only says which case is meant."""

from __future__ import annotations

import re
from typing import Final

from luodi.facts.quantities import Quantity
from luodi.source import Span

# What support is called after its figure: 500万元的一次性奖励, 200万元经费支持.
PAY_NOUN: Final = (
    r"(?:奖励|补助|补贴|资助|支持|经费|资金|奖金|贴息|贴保|配套|奖补|津贴|补偿|保障|额度|授信|贷款|补助金|安家费|生活费|开办费|创新券|科技券|代偿|减免|优惠|费用|投资|后补助|投入|启动|标准|比例|"
    r"扣除|奖)"
)
_SAYS_CASE: Final = re.compile(
    r"(?:/年)?(?:\((?:含|不含)\))?(?:及?以上|及?以下|以内|之内|之间|以外)?(?:/年)?(?:\((?:含|不含)\))?(?:人民币)?(?:的?部分|部份|区间|的(?P<noun>[^,]*)|$)"
)
_PAID_FIRST: Final = re.compile(
    rf"^(?:一次性|定额|财政|专项|市级|省级|区级|市|省|区|县|研发|项目|科研|建设|开办|启动|后|事后|事前|无偿|资金|经费|资本金|运营|租金|贷款|利息|首次|年度|综合|工作|人才|创新|生活|购房|安家|住房|引导|"
    rf"基础|成果|转化|平台|创业|股权|股权投资|补充|最高|等额|配套|比例|标准|直接|信用|政府|公共|风险)*{PAY_NOUN}"
)
_COMMA: Final = re.compile(r"[,;]")


def clauses(folded: str, sentence: Span) -> list[Span]:
    """The clauses of a sentence: between commas outside brackets, not those inside 5,000."""
    found: list[Span] = []
    start, depth = sentence.start, 0
    for at in range(sentence.start, sentence.end):
        char = folded[at]
        if char in "([〈":
            depth += 1
        elif char in ")]〉":
            depth = max(0, depth - 1)
        elif depth == 0 and _COMMA.match(char) and not _in_number(folded, at):
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


def says_case(folded: str, clause: Span, quantity: Quantity) -> bool:
    """Whether a figure says which case is meant: 研发费用超过2亿元的(企业), 500万元以上的部分.

    What follows 的 tells: a word for support makes it what is paid.
    """
    match = _SAYS_CASE.match(folded, quantity.span.end, clause.end)
    if match is None:
        return False
    noun = match["noun"]
    if noun is None:
        return "部" in match[0] or "区间" in match[0]
    return _PAID_FIRST.match(noun) is None


def is_modifier(folded: str, clause: Span, quantity: Quantity) -> bool:
    """Whether a figure of money, a share or a size describes a thing that follows: 年产值超100亿元的企业."""
    if quantity.measure == "count" and quantity.unit not in (
        "亩",
        "平方米",
        "人",
        "岁",
        "周岁",
        "平方公里",
        "公顷",
        "年",
    ):
        return _direct(folded, clause, quantity)
    if _direct(folded, clause, quantity):
        return True
    if quantity.measure == "count" and quantity.unit == "人":
        return False
    rest = folded[quantity.span.end : clause.end]
    return re.search(r"的[一-龥]", rest) is not None and not re.match(
        r"(?:左右)?的(?:目标|水平|增速|增长|速度)", rest
    )


def _direct(folded: str, clause: Span, quantity: Quantity) -> bool:
    rest = folded[quantity.span.end : clause.end]
    before = folded[clause.start : quantity.span.start]
    # 赋予不低于70%的所有权 gives a share; 占比不低于70%的企业 says which firms.
    if re.search(
        r"(?:享有|赋予|给予|安排|预留|保障|留出|配置|拿出|用于|设置)[^,]{0,12}(?:不低于|不少于|不超过)\s?$",
        before,
    ):
        return False
    if re.match(r"(?:及?以上|及?以下|以内|之内)?(?:\([^()]{1,6}\))?的(?!目标|水平|增速|规模)", rest):
        return True
    return quantity.unit in ("岁", "周岁") and re.match(r"(?:及?以上|及?以下)[一-龥]", rest) is not None
