"""Which case an amount is paid for: conditions with a figure, lists paired by 分别, named grades."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from luodi.facts.clauses import before
from luodi.facts.model import Amount
from luodi.facts.quantities import Quantity
from luodi.facts.words import PAYS, any_of
from luodi.source import Span

_PAYS: Final = re.compile(PAYS)
_APART: Final = re.compile(r"分别|依次|对应")
_LIST: Final = re.compile(r"[^,;。:()]*[、][^,;。:()]*")
_LEAD_IN: Final = re.compile(
    r".*(?:的|为|对于|对|获得|获评|获批|获|认定|评为|评定|达到|入选|列入|新增|成为|建设|评价|评估|"
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
_IS_GRADE: Final = re.compile(
    r"[级类档等奖]$|认定的?$|首次|重新|^[A-E甲乙丙]|第[一二三四五]|以上的?$|以下的?$"
    r"|^(?:国家|省|市|区|县|世界|全国)级|博士(?!后)|硕士|本科|大专|学士|技师|高级工|[正副]高|特级|^(?:优秀|良好|合格)$"
)
# A rank or a degree that tells one case of a list from the others.
_BY_RANK: Final = re.compile(
    r"(?:国家|[省市区县])级|[一二三]等奖|特等奖|[A-E]类|博士(?!后)|硕士|本科|优秀|良好|[一二三]档"
)
_PAYER: Final = re.compile(r"财政|预算|专项|资金|经费|安排|承担|统筹|列支|政府")
_RANKED: Final = re.compile(
    r"(?:国家|[省市区县])级[^,;的]{0,12}$|(?:[一二三]等奖|特等奖|[金银铜]奖|[A-E]类|博士|硕士|本科|优秀|良好|[一二三]档)[^,;的]{0,6}$"
)
_EACH: Final = re.compile(r"(?:每(?:人|家|户|年|月|名|位|个|亩|季|次|套|件|项|度))+")
# 大型企业30%, 国内展会70%, 中小企业按20%: whom a share is for.
_WHOM: Final = re.compile(
    r"^(?:[、,和及\s]|其中)*(?P<whom>[一-龥“”A-E]{2,14}?)(?:的|为|各|按|分别|给予|补助|补贴|奖励|资助|最高|不超过|按照)*\s?$"
)
_SHARED: Final = re.compile(
    r"比例|费用|额|成本|支出|投资|投入|标准|部分|[按给奖补支贴]|价|金|利率|收入|总|年|率|不|其|配套|[的以将从对由到至]"
)


def case_words(folded: str, clause: Span, quantity: Quantity) -> str:
    """The condition a figure stands in: the clause from 对 up to the end of its noun."""
    words = folded[clause.start : clause.end].strip()
    tail = words[quantity.span.end - clause.start :]
    stop = re.search(r"(?:,|给予|按照|按(?=[^,]{1,30}%)|奖励|补助|补贴|资助)", tail)
    if stop:
        words = words[: quantity.span.end - clause.start + stop.start()]
    return re.sub(r"^(?:对于|对|凡|其中|若|如)|的?[,。;、\s]*$", "", words)


def own_grade(folded: str, lead: Span, quantity: Quantity) -> str | None:
    """The case named right before a figure: 国家级100万元、省级50万元, 一等奖奖励10万元."""
    if quantity.measure not in ("money", "percent"):
        return None
    words = _EACH.sub("", before(folded, lead.start, lead.end))
    pays = list(_PAYS.finditer(words))
    if quantity.measure == "percent":
        whom = _WHOM.search(words)
        return whom["whom"] if whom and not (_SHARED.search(whom["whom"]) or _PAYER.search(words)) else None
    said = words[pays[-1].end() :] if pays else words
    bare = _NOT_GRADE.sub("", said)
    if 2 <= len(bare) <= 16 and _IS_GRADE.search(bare) and not _PAYER.search(said):
        return bare
    if pays and not bare:
        head = words[: pays[0].start()].strip("、, 对的")
        head = _LEAD_IN.sub("", head) if _BY_RANK.search(head) else head
        if (
            2 <= len(head) <= 16
            and not _PAYER.search(head)
            and (words.startswith("、") or _IS_GRADE.search(head))
        ):
            return head
    return None


def named_case(folded: str, clause: Span) -> str | None:
    """The rank or degree that a clause without figures sets a case by: 对认定为国家级的; None for none."""
    words = folded[clause.start : clause.end].strip()
    if not words.endswith(("的", "博士", "硕士", "本科")) or len(words) > 60 or re.search(r"分别|、", words):
        return None
    named = _RANKED.search(words.removesuffix("的"))
    return named[0].strip("“”") if named else None


def paired_grades(
    folded: str, sentence: Span, clause: Span, found: list[tuple[Quantity, Amount]]
) -> list[tuple[Quantity, Amount]]:
    """The amounts of a clause with the grades of a list that stands before 分别, where both have as many."""
    if len(found) < 2 or any(one.unit == "比例" for _, one in found):
        return found
    first = found[0][0].span.start
    apart = None
    for match in _APART.finditer(folded, max(sentence.start, first - 400), first):
        apart = match
    if apart is None:
        return found
    grades = _grades(folded[max(sentence.start, apart.start() - 400) : apart.start()], len(found))
    if not grades:
        return found
    return [
        (quantity, replace(one, grade=grade)) for (quantity, one), grade in zip(found, grades, strict=True)
    ]


def _grades(words: str, count: int) -> list[str] | None:
    """The last list of so many elements, each cut to what tells it from the others."""
    for listed in reversed(list(_LIST.finditer(words))):
        elements = [part.strip() for part in _JOINT.split(listed[0])]
        if len(elements) == count and all(elements):
            return _trim(elements)
    return None


def _trim(elements: list[str]) -> list[str]:
    """Take off what leads into the first element and what follows the last: 新认定的国家级 … 市级孵化器."""
    first, last = elements[0], elements[-1]
    if lead := _LEAD_IN.match(first):
        first = first[lead.end() :]
    ends = {element[-1] for element in (first, *elements[1:-1])}
    if len(ends) == 1 and (at := last.find(next(iter(ends)))) >= 0:
        last = last[: at + 1]
    return [first, *elements[1:-1], last]
