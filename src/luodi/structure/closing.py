"""The paragraphs that close a text below its last provision: from when it holds, what it repeals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from luodi.source import Span
from luodi.structure.labels import Label, Rank
from luodi.structure.lines import Line
from luodi.structure.model import Part

# How a text speaks of itself, or of one that it repeals.
_NAMED: Final = (
    r"(?:本|以上|上述|原|此前|《)[^。；]{0,60}?"
    r"(?:办法|措施|意见|方案|细则|规定|政策|通知|计划|规划|规则|条例|制度|若干|文件|决定|指南)"
)
_HOLDS: Final = (
    r"自[^。；]{2,30}起(?:正式)?(?:施行|实施|执行|生效|试行)|(?:有效|试行|实施|执行)期|负责解释"
    r"|废止|停止执行|不再执行"
)
_CLOSING = re.compile(
    rf"{_NAMED}[^。；]{{0,80}}?(?:{_HOLDS})|自(?:印发|发布|公布)之日起(?:施行|实施|执行|生效)"
)
_ENDED = re.compile(r"[。；！）)]$")
# Longer paragraphs say more than how long a text holds.
_LONGEST: Final = 400


def closing_start(lines: Sequence[Line], labels: Sequence[Label | None]) -> int:
    """The index of the first of the closing lines; the number of lines where there are none.

    In a rule they are paragraphs of its last article. Below a heading that nothing else follows (八、附则)
    they are what it heads.
    """
    end = len(lines)
    last = next((label for label in reversed(labels) if label), None)
    if last is None or any(label and label.rank is Rank.ARTICLE for label in labels):
        return end
    while end > 0 and labels[end - 1] is None and closes(lines[end - 1].text):
        end -= 1
    return end if end > 0 and _ENDED.search(lines[end - 1].text) else len(lines)


def closes(line: str) -> bool:
    return len(line) <= _LONGEST and _CLOSING.match(line) is not None


def hold_closing(parts: tuple[Part, ...], closing: tuple[Span, ...]) -> tuple[Part, ...]:
    """The provisions, the last one with the closing paragraphs in its span and blocks, not in its text."""
    if not closing:
        return parts
    *before, last = parts
    span = Span(last.span.start, closing[-1].end)
    if last.parts and not last.parts[-1].running:
        held = replace(last, span=span, parts=hold_closing(last.parts, closing))
    else:
        held = replace(last, span=span, blocks=(*last.blocks, *closing))
    return (*before, held)
