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
        予以 再 另 各 按 照 分别 共 计 上限 总额 合计 每 约 达 至 为 到 原则上 奖 补 贴 的 和 或 单个 年度
        单项 封顶 额外 叠加 增加 追加 不低于 不少于 配套 直接 分档 人民币 以内
    """)
    + r"|[\s、,:;()]"
)
_IS_GRADE: Final = re.compile(
    r"[级类档等奖]$|认定的?$|首次|重新|^[A-E甲乙丙]|第[一二三四五]|以上的?$|以下的?$"
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
    if quantity.measure != "money":
        return None
    words = before(folded, lead.start, lead.end)
    pays = list(_PAYS.finditer(words))
    bare = _NOT_GRADE.sub("", words[pays[-1].end() :] if pays else words)
    if 2 <= len(bare) <= 16 and _IS_GRADE.search(bare):
        return bare
    if pays and not bare:
        head = words[: pays[0].start()].strip("、, 对的")
        if 2 <= len(head) <= 16 and (words.startswith("、") or _IS_GRADE.search(head)):
            return head
    return None


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
