"""Which case an amount is paid for: conditions with a figure, lists paired by 分别, named grades."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from luodi.facts.clauses import before
from luodi.facts.model import Amount
from luodi.facts.quantities import Quantity
from luodi.facts.words import EACH, PAYS, any_of
from luodi.source import Span

_PAYS: Final = re.compile(PAYS)
_APART: Final = re.compile(r"分别|依次|对应")
# What is listed may say 50亩(含)至200亩(不含), and no other bracket.
_LISTED: Final = r"(?:[^,;。:()]|\((?:含|不含)\))*"
_LIST: Final = re.compile(rf"{_LISTED}、{_LISTED}")
_LEAD_IN: Final = re.compile(
    r".*(?:的|为|对于|对|获得|获评|获批|获|认定|评为|评定|达到|入选|列入|新增|按照|按|依据|带动|取得|通过|创建|支持|招引|引进|种植|\d[项个件]|成为|建设|评价|评估|"
    r"考核|结果|新建|首次|凡|属于|荣获|纳入|备案|设立|突破|超过|达)(?=.{1,24}$)"
)
_JOINT: Final = re.compile(r"、|(?<=[级等类档])(?:和|或|及)")
_NOT_GRADE: Final = re.compile(
    any_of("""
        一次性 定额 财政 资金 经费 奖励 补助 补贴 资助 支持 最高 累计 不超过 金额 额度 标准 最多 可 给予
        予以 再 另 各 按 照 分别 共 计 上限 总额 合计 每 约 达 至 为 到 原则上 (?<![金银铜等秀])奖
        补 贴 的 和 或 单个 年度
        单项 封顶 额外 叠加 增加 追加 不低于 不少于 配套 直接 分档 人民币 以内
    """)
    + r"|[\s、,:;()]"
)
_CASE_ENDS: Final = re.compile(
    r",|给予|不超过|不低于|按照|按(?=[^,]{1,30}%)|奖励|补助|补贴|资助|的?再(?=[奖给增补])|奖(?=\d)|的每|(?<=部分)的"
)
_STEP: Final = re.compile(r"每(?:新)?(?:增加|新增|提高|增)[^,;]{0,16}$")
# 50亩以上的, 年满60周岁的, 运营满一年的: a case by a count.
_BY_COUNT: Final = re.compile(
    r"(?:\d|[一二两三四五六七八九十百千万]+)(?:个)?"
    r"(?:亩|头|只|羽|人|家|户|名|平方米|吨|年|月|周岁|岁|级|分|公里|台|间|次|架次|件|项|套|场|天|日|位)"
    r"(?:\((?:含|不含)\))?(?:及?以上|及?以下|以内)?(?:\((?:含|不含)\))?$|(?:排名|排名前|居|列|第)[^,]{0,6}[一二三\d]+[名位]?$"
)
_SETS_OFF: Final = re.compile(r"(?:再|另|一次性|[①-⑳]|最高|可)+$|^(?:[①-⑳]|此后|其中|对)+")
_BOUND: Final = re.compile(r"(?:\((?:含|不含)\))?(?:及?以上|及?以下|以内)?")
_KINDS: Final = re.compile(r"(?:[二两三四五]个?)?(?:等次|等级|档次|档|类|级别|类别|层次)$")
_TERM: Final = re.compile(r"^(?:分|连续|前|后|最长)?[\d一二两三四五六]+(?:年|个月|次|期|批)$")
_ANYONE: Final = re.compile(
    r"^(?:单(?:家|户|个|项|笔|台|人|一).{0,4}|企业|单位|个人|项目|机构|申报人|申请人|每|单个|单项|年度|其|全年|合计|累计|最高)+$"
)
_IS_GRADE: Final = re.compile(
    r"[级类档等奖]$|认定的?$|首次|重新|^[A-E甲乙丙]|第[一二三四五]|以上的?$|以下的?$"
    r"|^(?:国家|省|市|区|县|世界|全国)级|博士(?!后)|硕士|本科|大专|学士|技师|高级工|[正副]高|特级|^(?:优秀|良好|合格)$"
)
# A rank or a degree that tells one case of a list from the others.
_BY_RANK: Final = re.compile(
    r"(?:国家|[省市区县])级|[一二三]等奖|特等奖|[A-E]类|博士(?!后)|硕士|本科|优秀|良好|[一二三A-C]档|[初中高]级|[甲乙丙]级"
)
_SUMS: Final = re.compile(r"[\d.,]+\s?[万亿]?(?:元|%)(?:[、和及]\s?[\d.,]+\s?[万亿]?(?:元|%))+")
_PAYER: Final = re.compile(r"出资|自筹|财政|预算|专项|资金|经费|安排|承担|统筹|列支|政府")
_RANKED: Final = re.compile(
    r"(?:国家|[省市区县])级[^,;的]{0,12}$|(?:[一二三]等奖|特等奖|[金银铜]奖|[A-E]类|博士|硕士|本科|优秀|良好|[一二三]档)[^,;的]{0,6}$"
)
_EACH: Final = re.compile(rf"(?:每(?:{EACH}|季|周))+(?:(?:补助|补贴|奖励|奖补|资助|给予)$)?")
# 大型企业30%, 国内展会70%, 中小企业按20%: whom a share is for.
_WHOM: Final = re.compile(
    r"^(?:[、,和及\s]|其中)*(?P<whom>[一-龥“”A-E]{2,14}?)(?:的|为|各|按|分别|给予|补助|补贴|奖励|资助|最高|不超过|按照|可)*\s?$"
)
# 其中完成股改50万元、成功上市300万元: what each sum of a list is for.
_STEP_PAID: Final = re.compile(r"(?:[、,]|其中)+(?P<what>[一-龥“”]{2,8})")
_SHARED: Final = re.compile(
    r"比例|费用|额|成本|支出|投资|投入|标准|部分|[按给奖补支贴]|价|金|利率|收入|总|年|率|不|其|配套|期间|领取|费|且|拨付|[的以将从对由到至可后]"
)


def case_words(folded: str, clause: Span, quantity: Quantity) -> str:
    """The condition a figure stands in: the clause from 对 up to its noun; from 每增加 for a step."""
    # 按投资额给予奖励:1亿元以下的按6%: what stands before a colon belongs to all cases.
    start = max(clause.start, folded.rfind(":", clause.start, quantity.span.start) + 1)
    words = folded[start : clause.end].strip()
    tail = words[quantity.span.end - start :]
    stop = _CASE_ENDS.search(tail)
    if stop:
        words = words[: quantity.span.end - start + stop.start()]
    if step := _STEP.search(words):
        return step[0]
    return re.sub(r"^(?:对于|对|凡|其中|若|如)|的?[,。;、\s]*$", "", words)


def is_step(case: str | None) -> bool:
    """Whether a case is a step (每增加1000万元), which holds for no later clause."""
    return case is not None and case.startswith("每")


def own_grade(folded: str, lead: Span, quantity: Quantity) -> str | None:
    """The case named right before a figure: 国家级100万元、省级50万元, 一等奖奖励10万元."""
    if quantity.measure not in ("money", "percent"):
        return None
    near = before(folded, lead.start, lead.end)
    words = _EACH.sub("", near)
    pays = list(_PAYS.finditer(words))
    if quantity.measure == "percent":
        whom = _WHOM.search(words)
        return whom["whom"] if whom and not (_SHARED.search(whom["whom"]) or _PAYER.search(words)) else None
    said = words[pays[-1].end() :] if pays else words
    bare = _NOT_GRADE.sub("", said)
    if (
        2 <= len(bare) <= 16
        and _IS_GRADE.search(bare)
        and not (_PAYER.search(said) or _TERM.match(bare) or bare.startswith("按"))
    ):
        return _SETS_OFF.sub("", bare)
    listed = _STEP_PAID.fullmatch(words)
    if (
        listed
        and not pays
        and not (
            _SHARED.search(listed["what"]) or _PAYER.search(listed["what"]) or _ANYONE.match(listed["what"])
        )
    ):
        return listed["what"]
    if not pays and (each := _EACH.search(near)):
        # 重箱每标箱200元, 面上项目每项10万元: the noun before 每.
        noun = re.sub(r"^(?:.*按(?=.{2,10}$)|[、,和及\s按照①-⑳]+)", "", near[: each.start()])
        plain = 2 <= len(noun) <= 10 and not (
            _ANYONE.match(noun) or _SHARED.search(noun) or _PAYER.search(noun)
        )
        return noun if plain else None
    if pays and not bare and not words.lstrip("、,和及 ").startswith("每"):
        head = words[: pays[0].start()].strip("、, 对的")
        head = _SETS_OFF.sub("", head)
        head = _LEAD_IN.sub("", head) if _BY_RANK.search(head) else head
        if (
            2 <= len(head) <= 16
            and not (_PAYER.search(head) or _TERM.match(head))
            and (words.startswith("、") or _IS_GRADE.search(head) or _BY_COUNT.search(head))
        ):
            return head
    return None


def by_rank(grade: str) -> bool:
    """Whether a grade is a rank or a degree (国家级, 一等奖, 博士)."""
    return _BY_RANK.search(grade) is not None


def named_case(folded: str, clause: Span) -> str | None:
    """The rank or degree that a clause without figures sets a case by: 对认定为国家级的; None for none."""
    words = folded[clause.start : clause.end].strip()
    if not words.endswith(("的", "博士", "硕士", "本科")) or len(words) > 60 or re.search(r"分别|、", words):
        return None
    bare = words.removesuffix("的")
    if words.endswith("的") and _BY_COUNT.search(bare):
        return re.sub(r"^(?:对于|对|凡|其中|若|如)", "", bare)
    named = _RANKED.search(bare)
    return named[0].strip("“”") if named else None


def paired_grades(
    folded: str, sentence: Span, clause: Span, found: list[tuple[Quantity, Amount]], paid: list[Amount]
) -> list[tuple[Quantity, Amount]]:
    """The amounts of a clause with the grades of a list that stands before 分别, where both have as many.

    paid: the amounts before, which are no grades. Where there is no list, they lend theirs: 最高分别为A、B.
    """
    if len(found) < 2 or len({one.unit == "比例" for _, one in found}) > 1:
        return found
    first = found[0][0].span.start
    apart = None
    for match in _APART.finditer(folded, max(sentence.start, first - 400), first):
        apart = match
    if apart is None:
        grades = _listed_before(folded, sentence, clause, found, paid)
    elif any(apart.end() <= one.span.start < first for one in paid):
        return found
    else:
        start = max(sentence.start, apart.start() - 400)
        sums = [Span(one.span.start - start, one.span.end - start) for one in paid]
        grades = _grades(folded[start : apart.start()], len(found), sums) or _lent(paid, len(found))
    if not grades:
        return found
    return [
        (quantity, replace(one, grade=grade)) for (quantity, one), grade in zip(found, grades, strict=True)
    ]


def _listed_before(
    folded: str, sentence: Span, clause: Span, found: list[tuple[Quantity, Amount]], paid: list[Amount]
) -> list[str] | None:
    """The ranks of a list before a list of as many sums, also without 分别: 对国家级、省级平台,给予A、B."""
    first, last = found[0][0].span, found[-1][0].span
    if any(one.grade for _, one in found) or not _SUMS.fullmatch(folded, first.start, last.end):
        return None
    start = max(
        sentence.start, clause.start - 120, *(one.span.end for one in paid if one.span.end <= first.start), 0
    )
    grades = _grades(folded[start : first.start], len(found), [])
    return grades if grades and all(_BY_RANK.search(one) for one in grades) else None


def _lent(paid: list[Amount], count: int) -> list[str] | None:
    """The grades of the last so many amounts, where each has one of its own."""
    grades = [one.grade for one in paid[-count:] if one.grade]
    return grades if len(set(grades)) == count else None


def _grades(words: str, count: int, sums: list[Span]) -> list[str] | None:
    """The last list of so many elements that are no sums paid, each cut to what tells it from the others."""
    for listed in reversed(list(_LIST.finditer(words))):
        if any(listed.start() <= one.start < listed.end() for one in sums):
            continue
        elements = [part.strip() for part in _JOINT.split(listed[0])]
        if len(elements) == count and all(elements):
            return _trim(elements)
    return None


def _trim(elements: list[str]) -> list[str]:
    """Take off what leads into the first element and what follows the last: 新认定的国家级 … 市级孵化器."""
    first, last = elements[0], elements[-1]
    if lead := _LEAD_IN.match(first):
        first = first[lead.end() :]
    if "的" not in "".join((first, *elements[1:-1])):
        last = last.split("的")[0]
    if not any(_KINDS.search(element) for element in elements[:-1]):
        last = _KINDS.sub("", last)
    ends = {element[-1] for element in (first, *elements[1:-1])}
    if len(ends) == 1 and (at := last.find(next(iter(ends)))) >= 0:
        bound = _BOUND.match(last, at + 1)
        last = last[: bound.end() if bound else at + 1]
    return [first, *elements[1:-1], last]
