"""Figures to be reached: 达到20000家以上, 突破1500亿元, 增长15%, 压缩至3周以内, 前三, 翻番, 占比不低于10%."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from luodi.facts.clauses import after, before, clauses, is_modifier, says_case
from luodi.facts.indicators import find_indicator
from luodi.facts.model import Target, TargetOp
from luodi.facts.operators import operator_of, operator_start
from luodi.facts.parallel import side_by_side
from luodi.facts.paying import is_fund
from luodi.facts.places import Places
from luodi.facts.quantities import Quantity, find_quantities
from luodi.facts.standings import find_multiples, find_ranks
from luodi.facts.target_cases import (
    NO_GOAL,
    NOT_MORE_OR_LESS,
    PAST,
    REACHES,
    SHARE_DOES,
    STEP_OF_PAY,
    is_size_of_fund,
    is_told,
    names_whom,
    opens_condition,
    share_does,
)
from luodi.facts.words import ACHIEVES, FALLS, GROWS, any_of
from luodi.source import Span

_ACHIEVES: Final = re.compile(ACHIEVES + r"|新[一-龥]")
_GROWS: Final = re.compile(rf"(?:{GROWS})[^,;、\d]{{0,6}}$")
_FALLS: Final = re.compile(rf"(?:{FALLS})(?:了|约|近|超过|超|突破|不少于|不低于|达到|达|至少)?\s?$")
_TO_A_LEVEL: Final = re.compile(r"(?:降|缩短|压缩|减少|压减|降低|下降)(?:至|到|为)")
_LEVEL: Final = re.compile(
    r"(?:率|占比|比重|比例|覆盖面?|份额|完成[^,;、]{0,10}的|完成|占[^,;、]{0,20}|满意度|水平|增速|强度|"
    r"系数)(?:的)?(?:分别)?(?:均)?(?:为|实现|是|保持)?\s?$"
)
# 2020年,全省达到… tells; 到2025年,… sets. The year the document was issued in can do either.
_OF_YEAR: Final = re.compile(r"(?<![到至比较\d-])(20\d\d)年(?:底|末)?(?:,|全[省市县区国]|我[省市])")
# “十四五”时期,… in a text of 2026.
_OF_PLAN: Final = re.compile(
    r"(?<![较比])[“\"]?十([三四五])五[”\"]?(?:时期|期间|以来)(?:,|全[省市县区国州]|我[省市县])"
)
_DECOY: Final = re.compile(
    r"第\s?$|[A-Za-z+×xX/#]\s?$|“[^”]{0,6}$|[一二三四五六七八九十两双]$|(?<![最至])多$"
)
# Signs of a figure; a sentence without any sets none.
_MAY_SET: Final = re.compile(
    r"\d|翻|倍增|首位|[前第][一二三四五六七八九十]|分之|[一二两三四五六七八九]成|[百千万亿两一二三四五六七八九十][百千万亿]*"
    r"(?:[元家个项件名人种款套台次场期年月周天日亩类条倍所座户支批届小平工余多颗枚发例处只门篇岁辆艘架])"
)
_SANCTION: Final = re.compile(r"罚款|罚金|没收|违法所得|骗取|套取|涉案|追究|移送|追缴|追回|有期徒刑|拘留")
_OWN_YEAR: Final = re.compile(r"(20\d\d)年(?:底|末)?的?\s?$")
# Fractions of a second or a metre, grades and parts: sizes and names, not counts to be reached.
_NOT_COUNTED: Final = frozenset(
    any_of("岁 周岁 米 毫米 厘米 微米 纳米 级 类 层 档 部 对 路 组 本 片 段 期 份 号 页 P E").split("|")
)
# How large a thing is, how often something may be, a score: said of what there is, too.
_SIZES: Final = frozenset(("平方公里", "平方千米", "平方米", "㎡", "m²", "分", "次"))
_FROM_LEVEL: Final = re.compile(r"(?:由|从)[^,;]{0,24}$")
# 120个工作日减至, 45个工作日…,环评由60个减至
_TIME_UNIT: Final = re.compile(
    r"\d\s?个(?P<unit>工作日|月)(?:左右|以内)?(?=[压缩减降])[^。;]{0,40}?(?:减|压减|缩减|压缩|缩短|降)(?:至|到|为)\s?$"
)
_LENGTH: Final = re.compile(r"(?:时间|时长|天数|寿命)(?:均)?(?:达到|达|超过|突破)\s?$")
# 产值与总产值之比达到3.2:1
_RATIO_OF: Final = re.compile(
    r"比(?:例|值)?(?:分别|均)?(?:达到|达|提高到|提升到|优化到|优化为|降到|降至|扩大到|控制在|不低于|不高于|不超过|为|保持在|稳定在)*(?:\d+(?:\.\d+)?:\d+(?:\.\d+)?[、和])*\s?$"
)
# 每千名老年人拥有养老床位38张
_PER_THOUSAND: Final = re.compile(
    r"每[百千万](?:名|户)?[^,;\d]{2,24}$|每[百千万](?:名|户)?[^,;]{2,12}\d岁以[上下][^,;\d]{2,16}$"
)
# 为10万名独居老人配备设备
_EQUIPS: Final = re.compile(r"[一-龥]{2,12}?(?:配备|提供|建立|安装|办理|实施|开展|发放|建档)")
# 设立2亿元基金和3000万元转贷资金
_MORE_FUNDS: Final = re.compile(r"[一-龥]{0,10}(?:基金|资金|资金池)[、和及]\s?")
_RAISED: Final = re.compile(
    r"(?:左右)?(?:提高|提升|增加|增长|下降|降低|压缩|缩短|减少|上升|扩大|减至|降至|增至|压减|延长|扩充|扩容|扩面|缩减|调整|[一-龥]{1,4}[到至为])"
)


def find_targets(
    folded: str,
    whole: Span,
    sentence: Span,
    taken: Places,
    year_at: dict[int, int],
    issued: int | None = None,
    *,
    goes_on: bool = False,
) -> list[Target]:
    """The targets of a sentence in reading order.

    whole: the sentence up to its full stop, ``sentence`` a part of it. taken: places that are amounts, cases
    or deadlines. year_at: the year that holds from each offset on. issued: the year of the document; what is
    said of an earlier one is told, not set. goes_on: the part of the sentence before a semicolon set targets.
    """
    if not _MAY_SET.search(folded, *sentence) or _SANCTION.search(folded, *sentence):
        return []
    if issued and any(int(year[1]) < issued for year in _OF_YEAR.finditer(folded, *whole)):
        return []
    if issued and any(
        2020 + 5 * "三四五".index(plan[1]) < issued for plan in _OF_PLAN.finditer(folded, *whole)
    ):
        return []
    found: list[Target] = []
    for clause in clauses(folded, sentence):
        ranked = [one for one in find_ranks(folded, clause) if not taken.overlap(one.span)]
        if PAST.search(before(folded, whole.start, clause.start)):
            ranked = []
        for one in ranked:
            taken.add(one.span)
        made = list(_of_clause(folded, whole, clause, taken, goes_on=goes_on))
        goes_on = bool(made)
        found.extend((*made, *find_multiples(folded, clause, found[-1] if found else None), *ranked))
    starts = sorted(year_at)
    paired = side_by_side(folded, sentence, sorted(found, key=lambda one: one.span))
    return [_with_year(one, starts, year_at) for one in paired]


def _of_clause(folded: str, whole: Span, clause: Span, taken: Places, *, goes_on: bool) -> Iterator[Target]:
    """goes_on: the clause before had a target, so that its verb may hold here: 新建A5家,B50家."""
    start = clause.start
    last: Target | None = None
    for quantity in find_quantities(folded, clause):
        if taken.overlap(quantity.span):
            continue
        made = list(_of_quantity(folded, whole, clause, start, quantity, goes_on=goes_on, last=last))
        yield from made
        if quantity.measure == "bare" and not made:
            continue
        last = made[-1] if made else None
        start = max(quantity.span.end, *(one.span.end for one in made)) if made else quantity.span.end


def _with_year(target: Target, starts: list[int], year_at: dict[int, int]) -> Target:
    # 覆盖率2026年底达到100%: the year may stand within the words of the target.
    at = bisect_right(starts, target.span.end)
    if target.by is not None or at == 0:
        return target
    return replace(target, by=year_at[starts[at - 1]])


def _of_quantity(
    folded: str,
    whole: Span,
    clause: Span,
    start: int,
    quantity: Quantity,
    *,
    goes_on: bool,
    last: Target | None,
) -> Iterator[Target]:
    words = before(folded, clause.start, quantity.span.start)
    near = before(folded, start, quantity.span.start)
    rest = after(folded, quantity.span.end, clause.end)
    if (
        _DECOY.search(words)
        or ("是指") in words
        or (is_told(folded, whole, quantity, rest) and not NOT_MORE_OR_LESS.search(near))
    ):
        return
    if quantity.measure == "ratio" and not quantity.is_han and not _RATIO_OF.search(words):
        return
    if quantity.measure == "percent" and re.search(r"权重[^,;\d]{0,4}$", near):
        return
    # 下列条件中的一条
    if quantity.is_han and re.search(r"(?:中(?:的)?|下列|以下|任意?|其)\s?$", near):
        return
    # 每2-3年, (3条), 不良率超过5%时, 50个基点
    if (
        re.search(r"每(?:隔)?\s?$", near)
        or NO_GOAL.match(rest)
        or (words.endswith("(") and re.match(r"\)", rest))
    ):
        return
    if _FROM_LEVEL.search(near) and _RAISED.match(rest):
        return
    fund = quantity.measure == "money" and (
        (
            last is not None
            and last.unit == quantity.unit
            and _MORE_FUNDS.fullmatch(near)
            and "资金" in rest[:12]
        )
        or is_fund(near, rest)
        or is_size_of_fund(folded, whole, clause, near)
    )
    if not (fund or share_does(folded, whole, quantity, near, rest)) and (
        says_case(folded, clause, quantity) or is_modifier(folded, clause, quantity)
    ):
        return
    if opens_condition(folded, clause) and words.count("(") <= words.count(")"):
        return
    if names_whom(folded, clause, words, rest):
        return
    if quantity.measure == "count" and operator_of(near, "")[0] != "<=" and STEP_OF_PAY.search(near):
        return
    # 提高到2030年的3.2%: the figure has a year of its own.
    own = _OWN_YEAR.search(near)
    whole_near = near
    near = near[: own.start()] if own else near
    op, mark = operator_of(near, rest)
    if op is None and last is not None and re.fullmatch(r"[、和及]\s?", near):
        op = last.op
    falls = _FALLS.search(near) is not None and not _TO_A_LEVEL.search(near[-6:])
    if quantity.measure == "times" and not re.search(
        r"倍数[^,;\d]{0,4}$|(?:不低于|不少于|不超过|不高于|至少)[^,;、\d]{0,16}$", near
    ):
        yield from _by_times(folded, clause, start, quantity, near)
        return
    if not _may_be(quantity, near, op, words, rest, goes_on=goes_on or last is not None, fund=fund):
        return
    if (
        last is not None
        and last.value < 0
        and last.unit == quantity.unit
        and re.fullmatch(r"[、和及]\s?", near)
    ):
        # 年均下降1%和2%
        falls = True
    value = -quantity.value if falls else quantity.value
    op_said = op is not None and mark == 0
    op = op or "="
    if value < 0 and op in (">=", "<=", ">", "<"):
        op = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}[op]  # type: ignore[assignment]
    indicator, begin = find_indicator(folded, clause, start, quantity)
    if not indicator and last is not None:
        indicator = last.indicator
    compared = quantity.span.start - len(whole_near) + operator_start(near) if op_said else begin
    span = Span(min(begin, compared), quantity.span.end + mark)
    if quantity.high is not None:
        yield Target(indicator, ">=", quantity.value, quantity.unit, span)
        yield Target(indicator, "<=", quantity.high, quantity.unit, span)
        return
    year = int(own[1]) if own else None
    unit = _elided_unit(folded, clause, quantity, rest) or quantity.unit
    yield Target(indicator, op, _rounded(value, quantity), unit, span, year)


def _elided_unit(folded: str, clause: Span, quantity: Quantity, rest: str) -> str | None:
    """由120个工作日减至60个: the unit said of what it was, also in the clause before it."""
    if quantity.unit != "个" or not re.match(r"(?:以内|之内|左右)?(?:[,。;、)]|$)", rest):
        return None
    words = before(folded, max(0, clause.start - 60), quantity.span.start)
    said = _TIME_UNIT.search(words)
    return said["unit"] if said else None


def _rounded(value: Decimal, quantity: Quantity) -> Decimal:
    """Fractions (三分之一) to four places: they have no finite decimal."""
    return round(value, 4) if quantity.measure == "ratio" else value


def _may_be(
    quantity: Quantity,
    near: str,
    op: TargetOp | None,
    words: str,
    rest: str,
    *,
    goes_on: bool,
    fund: bool,
) -> bool:
    """Whether a figure is one to be reached, by its operator or, without one, by its verb."""
    if quantity.measure == "time":
        if goes_on and op is not None and re.fullmatch(r"[、和及]\s?", near):
            return True
        return _is_limit_of_time(quantity, near, op)
    if quantity.measure == "bare":
        if op is not None and quantity.value >= 10**5:
            return True
        return (
            op is not None
            and re.search(
                r"(?:系数|指数|容积率|收入比|比值|倍差|生育率|PUE\)?|\(PUE\)|[A-Z]{2,5}\)?)[^,;\d]{0,6}$",
                near,
            )
            is not None
        )
    if quantity.is_han and quantity.unit == "级":
        return False
    if op is not None or fund:
        return True
    if quantity.measure == "percent" and (SHARE_DOES.match(rest) or REACHES.search(near)):
        return True
    grows = _GROWS.search(near[-12:]) is not None or _FALLS.search(near) is not None
    if quantity.measure == "percent" or quantity.unit in ("个百分点", "个点"):
        return grows or _LEVEL.search(near) is not None or _ends_member(near, rest)
    if quantity.measure == "money":
        if _ends_member(near, rest):
            return True
        return (
            re.search(
                r"(?:产值|收入|规模|销售额|交易额|成交额|投资|增加值|营收|资金|融资|贷款|合同额|盘子|首期|外资|进出口|零售额|授信|增收|贷[”\"]?|社会资本(?:投入)?|"
                r"总额)[^,;\d]{0,6}$",
                words,
            )
            is not None
        )
    if quantity.measure != "count" or quantity.unit in _NOT_COUNTED:
        return grows and quantity.measure in ("count", "ratio")
    if quantity.high is not None and (
        re.search(r"(?:一般|原则上|应|须|可)?(?:为|控制在|在|由)\s?$", near) or "组成" in rest[:12]
    ):
        return True
    if quantity.is_han and (quantity.value < 10 or quantity.unit == "级"):
        return False
    if _PER_THOUSAND.search(words) or (near.endswith(("为", "对")) and _EQUIPS.match(rest)):
        return True
    if re.match(r"(?:措施|政策|意见|举措|建议)", rest):
        return False
    if _is_listed(quantity, near, rest):
        return True
    return _ACHIEVES.search(words) is not None or (
        goes_on and re.search(r"[一-龥]{2,}$|^\s*20\d\d年底?$", near or words) is not None
    )


def _is_listed(quantity: Quantity, near: str, rest: str) -> bool:
    """人工饵料场12处 as plans list what is to be had, the noun before the count and nothing after it."""
    return (
        not quantity.is_han
        and quantity.value > 1
        and quantity.unit not in _SIZES
        and _ends_member(near, rest)
    )


def _ends_member(near: str, rest: str) -> bool:
    """Whether a noun stands before a figure and nothing of the member of a list after it."""
    return (
        re.search(r"[一-龥”)]{2,}(?<!优惠)(?<!减免)$", near) is not None
        and re.match(r"\s*(?:$|[、,;。)])", rest) is not None
    )


def _is_limit_of_time(quantity: Quantity, near: str, op: TargetOp | None) -> bool:
    """压缩至3周以内 and 不少于5年 are figures to keep; 成立3年以上 and 3年内 are not."""
    if op is None:
        return False
    if quantity.unit == "小时" and op in (">=", ">"):
        return True
    if op in (">=", ">") and _LENGTH.search(near):
        return True
    return (
        re.search(
            r"(?:压缩|缩短|控制|减少|降低|降|减|限定|稳定|延长|提高|增加|放宽|调整)(?:至|到|在|为)|"
            r"不(?:得)?(?:超过|少于|低于|多于|高于)|至少|最[长多少高]|应在|须在",
            near,
        )
        is not None
    )


def _by_times(folded: str, clause: Span, start: int, quantity: Quantity, near: str) -> Iterator[Target]:
    indicator, begin = find_indicator(folded, clause, start, quantity)
    span = Span(begin, quantity.span.end)
    if _GROWS.search(near[-8:]) and not re.search(r"(?:到|至|为)[^,;]{0,12}$", near):
        yield Target(indicator, "times", quantity.value + 1, "倍", span)
    elif _ACHIEVES.search(near) or re.search(
        r"(?:达到|达|提高到|增长到|扩大到|为|是|相当于)[^,;]{0,16}$", near
    ):
        yield Target(indicator, "times", quantity.value, "倍", span)
