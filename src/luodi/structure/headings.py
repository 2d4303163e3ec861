"""Where a provision's heading ends and its text begins."""

from __future__ import annotations

import re

from luodi.source import Span

_END = re.compile(r"[。；;！!？?，,、：:]$")
_BRACKETED = re.compile(r"[【（(]([^】）)]{2,30})[】）)](?=\s|\u3000|$)")
_SENTENCE = re.compile(r"([^。；;，,：:！？!?\n]{2,32})。[*\s]*(?=\S)")
_TWO_HALVES = re.compile(
    r"[ \u3000*]*([^。；;，,：:！？!?\n]{3,14}[，,][^。；;，,：:！？!?\n]{3,16})。[*\s]*(?=\S)"
)
_COLON = re.compile(r"([^。；;，,：:！？!?\n]{2,20})[：:][*\s]*(?=\S)")
_GAP = re.compile(r"([^。；;，,：:！？!?\s]{2,24})(?:\u3000|[ ]{2,})[ \u3000]*(?=\S)")
# 推进甲。（责任单位：乙） is one sentence with its units, not a heading with a text.
_ONLY_BRACKET = re.compile(r"[（(【][^。；]*[）)】][。\s\u3000]*")
# A line this long without a stop is a paragraph that lost it, not a heading.
_MAX_HEADING = 60


def opens_in_two_halves(text: str, start: int, end: int) -> bool:
    """Whether a text begins with a slogan of two halves and goes on: 聚力攻关，塑造优势。围绕…

    One alone may be two duties; a list whose items all begin so has headings.
    """
    match = _TWO_HALVES.match(text, start, end)
    return match is not None and end - match.end() > match.end() - start


def split_heading(
    text: str, start: int, end: int, *, in_article: bool = False, halves: bool = False
) -> tuple[Span | None, int]:
    """The heading that opens ``text[start:end]``, and where the words after it begin.

    halves: the list's headings are slogans of two halves (``opens_in_two_halves``).

    A heading is the whole line where it ends in no stop, or a short first sentence with more after
    it. Inside an article (第X条) a first sentence is law, not a heading.
    """
    while start < end and text[start] in " \u3000\t*":
        start += 1
    if start == end:
        return None, start
    if (
        not _END.search(text[end - 1 : end])
        and end - start <= _MAX_HEADING
        and text.find("。", start, end) < 0
    ):
        return Span(start, end), end
    bracketed = _BRACKETED.match(text, start, end)
    if in_article:
        return (Span(*bracketed.span(1)), _skip(text, bracketed.end(), end)) if bracketed else (None, start)
    if text[end - 1] in "：:" and end - start <= 20 and not re.search(r"[，,。；]", text[start : end - 1]):
        return Span(start, end - 1), end
    for pattern in (_SENTENCE, *([_TWO_HALVES] if halves else []), _COLON, _GAP):
        match = pattern.match(text, start, end)
        if match and match.end() < end and not _ONLY_BRACKET.fullmatch(text, match.end(), end):
            return Span(*match.span(1)), match.end()
    return None, start


def _skip(text: str, start: int, end: int) -> int:
    while start < end and text[start] in " \u3000\t*":
        start += 1
    return start
