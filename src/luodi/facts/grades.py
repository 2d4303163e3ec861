"""Which case an amount is paid for: conditions with a figure, and lists paired one to one (分别)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from luodi.facts.model import Amount
from luodi.facts.quantities import Quantity
from luodi.source import Span

_APART: Final = re.compile(r"分别|依次|对应")
_LIST: Final = re.compile(r"[^,;。:()]*[、][^,;。:()]*")
_LEAD_IN: Final = re.compile(
    r".*(?:的|为|对于|对|获得|获评|获批|获|认定|评为|评定|达到|入选|列入|新增|成为|建设|评价|评估|考核|结果|新建|首次|凡|属于|荣获|纳入|备案|设立)(?=.{1,24}$)"
)
_JOINT: Final = re.compile(r"、|(?<=[级等类档])(?:和|或|及)")


def case_words(folded: str, clause: Span, quantity: Quantity) -> str:
    """The condition a figure stands in: the clause from 对 up to the end of its noun."""
    words = folded[clause.start : clause.end].strip()
    stop = re.search(
        r"(?:,|给予|按照|按(?=[^,]{1,30}%)|奖励|补助|补贴|资助)", words[quantity.span.end - clause.start :]
    )
    if stop:
        words = words[: quantity.span.end - clause.start + stop.start()]
    return re.sub(r"^(?:对于|对|凡|其中|若|如)|[,。;、\s]+$", "", words)


def paired_grades(
    folded: str, sentence: Span, clause: Span, found: list[tuple[Quantity, Amount]]
) -> list[tuple[Quantity, Amount]]:
    """The amounts of a clause with the grades of a list that stands before 分别, where both have as many."""
    apart = None
    for match in _APART.finditer(folded, sentence.start, clause.end):
        if match.start() < found[0][0].span.start:
            apart = match
    if apart is None or len(found) < 2 or any(one.unit == "比例" for _, one in found):
        return found
    grades = _grades(folded[sentence.start : apart.start()], len(found))
    if not grades:
        return found
    return [
        (quantity, replace(one, grade=grade)) for (quantity, one), grade in zip(found, grades, strict=True)
    ]


def _grades(words: str, count: int) -> list[str] | None:
    """The last list of so many elements, each cut to what tells it from the others."""
    for listed in reversed(list(_LIST.finditer(words))):
        elements = [part.strip() for part in _JOINT.split(listed[0])]
        if len(elements) != count or not all(elements):
            continue
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
