"""What stands beside the duties of a provision: who answers for them and by when.

The units are those of ``luodi.facts``; here is only how far each bracket, line or sentence reaches.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from luodi.facts.passages import Passage
from luodi.facts.units import find_unit_groups
from luodi.source import Span


class Margin(NamedTuple):
    """One bracket, line or closing sentence; it asks nothing itself and counts for what stands before it.

    words: what a deadline may be read from.
    """

    span: Span
    lead: tuple[str, ...] = ()
    joint: tuple[str, ...] = ()
    words: str = ""


# 完成时限：2025年6月; 责任人：…. A line that tells who or when and names no unit.
_LINE = re.compile(
    r"(?:^|(?<=[。；;\n]))[ \u3000]*[（(]?"
    r"(?P<when>(?:完成|办结|落实|推进|工作)?(?:时限|时间|期限)(?:要求|节点|安排)?)?"
    r"(?(when)|(?:(?:责任|分管|牵头|包保|联系)(?:领导|人|处室|科室)|联系电话|电话))"
    r"[ \u3000]*[:：][^。；;\n]{0,120}"
    r"|[（(](?:联系人|联系电话|联系方式)[:：][^（）()\n]{0,80}[）)]"
)


# 材料的真实性由申报单位负责 names nobody who answers for a task.
_BY_WHOEVER = re.compile(r"(?:真实性|合法性|完整性|准确性)[^。；]{0,12}负责")


def find_margins(text: str, folded: str, passage: Passage) -> list[Margin]:
    """The margins of one provision, in reading order; ``folded`` is ``text`` with half-width forms."""
    found: list[Margin] = []
    for group in find_unit_groups(passage, text, folded):
        if _BY_WHOEVER.search(text, *group.span):
            continue
        lead = tuple(unit.name for unit in group.units if unit.role == "lead")
        joint = tuple(unit.name for unit in group.units if unit.role == "joint")
        found.append(Margin(group.span, lead, joint, text[slice(*group.span)]))
    taken = [margin.span for margin in found]
    for block in passage.blocks:
        for line in _LINE.finditer(text, block.start, block.end):
            span = Span(*line.span())
            place = bisect_left(taken, span)
            beside = taken[max(0, place - 1) : place + 1]
            if not any(each.start < span.end and span.start < each.end for each in beside):
                found.append(Margin(span, words=line.group() if line["when"] else ""))
    return sorted(found)
