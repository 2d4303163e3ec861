"""Where a provision's heading ends and its text begins."""

from __future__ import annotations

import re

from luodi.source import Span

_END = re.compile(r"[。；;！!？?，,、：:]$")
_BRACKETED = re.compile(
    r"[【（(〔]([^】）)〕]{2,30})[】）)〕](?=\s|$)|【([^】]{2,30})】|[（(]([\u4e00-\u9fff、]{2,16})[）)](?=[\u4e00-\u9fff])"
)
# Brackets after 第X条 that are no heading: （以下简称…）, （含）, （试行）.
_ASIDE = re.compile(r"[（(](?:以下|含|不含|试行|暂行|下同|简称|即|如|包括|不包括|删除|已删除)")
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
_OWN_LINE = re.compile(r"[^。；;，,：:！？!?\n]{2,32}。")
_MAX_OWN_LINE = 33


def opens_in_two_halves(text: str, start: int, end: int) -> bool:
    """Whether a text begins with a slogan of two halves and goes on: 聚力攻关，塑造优势。围绕…

    One alone may be two duties; a list whose items all begin so has headings.
    """
    match = _TWO_HALVES.match(text, start, end)
    return match is not None and end - match.end() > match.end() - start


def has_own_line(text: str, start: int, end: int) -> bool:
    """Whether a paragraph is one short sentence without a comma: what heads others reads so."""
    return end - start <= _MAX_OWN_LINE and _OWN_LINE.fullmatch(text, start, end) is not None


def split_heading(
    text: str, start: int, end: int, *, in_article: bool = False, halves: bool = False, bold_end: int = 0
) -> tuple[Span | None, int]:
    """The heading that opens ``text[start:end]``, and where the words after it begin.

    halves: the list's headings are slogans of two halves (``opens_in_two_halves``). bold_end: where bold
    print that begins before ``start`` ends; what it holds is the heading.

    A heading is the whole line where it ends in no stop, or a short first sentence with more after
    it. Inside an article (第X条) a first sentence is law, not a heading.
    """
    while start < end and text[start] in " \u3000\t\xa0*":
        start += 1
    if start == end:
        return None, start
    if (
        not _END.search(text[end - 1 : end])
        and end - start <= _MAX_HEADING
        and text.find("。", start, end) < 0
    ):
        return Span(start, end), end
    if start < bold_end <= end:
        last = start + len(text[start:bold_end].rstrip("。：:.* \u3000"))
        if 0 < last - start <= _MAX_HEADING and text.find("。", start, last) < 0:
            return Span(start, last), _skip(text, bold_end, end)
    if in_article:
        bracketed = None if _ASIDE.match(text, start, end) else _BRACKETED.match(text, start, end)
        if bracketed is None:
            return None, start
        return Span(*bracketed.span(bracketed.lastindex or 1)), _skip(text, bracketed.end(), end)
    if text[end - 1] in "：:" and end - start <= 20 and not re.search(r"[，,。；]", text[start : end - 1]):
        return Span(start, end - 1), end
    for pattern in (_SENTENCE, *([_TWO_HALVES] if halves else []), _COLON, _GAP):
        match = pattern.match(text, start, end)
        if match and match.end() < end and not _ONLY_BRACKET.fullmatch(text, match.end(), end):
            return Span(*match.span(1)), match.end()
    return None, start


def _skip(text: str, start: int, end: int) -> int:
    while start < end and text[start] in " \u3000\t\xa0*":
        start += 1
    return start
