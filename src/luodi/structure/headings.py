"""Where a provision's heading ends and its text begins."""

from __future__ import annotations

import re

from luodi.source import Span
from luodi.structure.brackets import CLOSING, OPENING
from luodi.structure.stops import STOP

_STOP = re.compile(STOP)
_END = re.compile(rf"(?:{STOP}|[；;！!？?，,、：:])$")
_BRACKETED = re.compile(
    r"[【（(〔]([^】）)〕]{2,30})[】）)〕](?=\s|$)|【([^】]{2,30})】|[（(]([\u4e00-\u9fff、]{2,16})[）)](?=[\u4e00-\u9fff])"
)
# Brackets after 第X条 that are no heading: （以下简称…）, （含）, （试行）.
_ASIDE = re.compile(r"[（(](?:以下|含|不含|试行|暂行|下同|简称|即|如|包括|不包括|删除|已删除)")
_WORDS = rf"(?:(?!{STOP})[^；;，,：:！？!?\n])"
_SENTENCE = re.compile(rf"({_WORDS}{{2,32}}){STOP}[*\s]*(?=\S)")
_TWO_HALVES = re.compile(rf"[ \u3000*]*({_WORDS}{{3,14}}[，,]{_WORDS}{{3,16}}){STOP}[*\s]*(?=\S)")
_COLON = re.compile(r"([^。；;，,：:！？!?\n]{2,20})[：:][*\s]*(?=\S)")
_GAP = re.compile(r"([^。；;，,：:！？!?\s]{2,24})(?:\u3000|[ ]{2,})[ \u3000]*(?=\S)")
# 推进甲。（责任单位：乙） is one sentence with its units, not a heading with a text.
_ONLY_BRACKET = re.compile(rf"[{re.escape(OPENING)}][^。；]*[{re.escape(CLOSING)}][。.\s\u3000]*")
# What opens a provision and already asks something is a sentence of its text, however short: a body told to
# act, a deadline, an amount, a ban. Numbers of things to do (实施10项工程) are what headings count too.
_DUTY = re.compile(
    r"""
    (?!推[进动]|加强|强化|完善|健全|构建|落实|压实|发挥|建立|形成|坚持|明确|严格|提升|优化|深化|做好|支持)
    [\u4e00-\u9fff、（）()]{0,24}
        (?:局|委|办|厅|部|政府|部门|单位|机关|机构|办公室|小组|专班|中心|大学|学院|学校|医院|研究院|银行|集团|公司|企业|协会
          |委员会|管委会|乡|镇|街道|县|区|市|[县区市旗][)）])
        (?:要(?![求素害点件闻务])|应当|应(?![用急届对邀变答])|必?须(?!知)|负责(?![制人任])(?=..))
    | .*?(?:20\d\d年|\d{1,2}月|\d{1,2}日|本?年)[底末]?(?:之|以)?前
    | .*?\d{1,3}个?(?:工作日|月|日|天|小时)之?内
    | (?!.*目标).*?(?:到20\d\d年|20\d\d年[底末])
    | .*?(?:不少于|不低于|不超过|不高于|不多于|至少|达到|突破)\d
    | .*?\d(?:%|％|[多余]?[万亿]|元|家|款|台|套|辆|座|[名人](?!民)|亩|公里|千米|平方|立方|吨|张|间|所)
    | .*?(?:原则上|不得|严禁)
    """,
    re.VERBOSE,
)
# A line this long without a stop is a paragraph that lost it, not a heading.
_MAX_HEADING = 60
_MAX_ARTICLE_NAME = 16
# What a sentence of law has and a name has not: who is bound, what is so.
_LAYS_DOWN = re.compile(
    r"^(?:国家|任何|公民|本|各|有关|申[请报]|企业|单位|[\u4e00-\u9fff]{0,6}(?:省|市|县|区|人民政府|部门|机构|人员|者)(?:应|可|不|有|是|负))"
    r"|应当|可以|不得|必须|享有|属于|适用|实行|是|由"
)
_OWN_LINE = re.compile(rf"{_WORDS}{{2,32}}{STOP}")
_MAX_OWN_LINE = 33


def opens_in_two_halves(text: str, start: int, end: int) -> bool:
    """Whether a text begins with a slogan of two halves and goes on: 聚力攻关，塑造优势。围绕…

    One alone may be two duties; a list whose items all begin so has headings.
    """
    match = _TWO_HALVES.match(text, start, end)
    return match is not None and not _DUTY.match(match[1]) and end - match.end() > match.end() - start


def has_own_line(text: str, start: int, end: int) -> bool:
    """Whether a paragraph is one short sentence without a comma: what heads others reads so."""
    return end - start <= _MAX_OWN_LINE and _OWN_LINE.fullmatch(text, start, end) is not None


def asks(text: str, start: int, end: int) -> bool:
    """Whether a text opens with what already asks something: who is to act, by when, how much, a ban."""
    return _DUTY.match(text, start, end) is not None


def names_article(text: str, start: int, end: int) -> bool:
    """Whether an article's text opens with what may be its name: 支持算力建设。对新建中心…

    One alone is law; where most articles of a list open so, they have headings.
    """
    match = _SENTENCE.match(text, start, end)
    return (
        match is not None
        and match.end() < end
        and len(match[1]) <= _MAX_ARTICLE_NAME
        and not _LAYS_DOWN.search(match[1])
        and not _DUTY.match(match[1])
        and not _ONLY_BRACKET.fullmatch(text, match.end(), end)
    )


def split_heading(
    text: str, start: int, end: int, *, in_article: bool = False, halves: bool = False, bold_end: int = 0
) -> tuple[Span | None, int]:
    """The heading that opens ``text[start:end]``, and where the words after it begin.

    halves: the list's headings are slogans of two halves (``opens_in_two_halves``). bold_end: where bold
    print that begins before ``start`` ends; what it holds is the heading.

    A heading is the whole line where it ends in no stop, or a short first sentence with more after
    it that asks nothing itself. Inside an article (第X条) a first sentence is law, not a heading.
    """
    while start < end and text[start] in " \u3000\t\xa0*":
        start += 1
    if start == end:
        return None, start
    if (
        not _END.search(text, end - 1, end)
        and end - start <= _MAX_HEADING
        and not _STOP.search(text, start, end)
        and not (in_article and re.search(r"[，,]", text[start:end]))
    ):
        return Span(start, end), end
    if start < bold_end <= end:
        last = start + len(text[start:bold_end].rstrip("。：:.* \u3000"))
        if 0 < last - start <= _MAX_HEADING and not _STOP.search(text, start, last):
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
        if match and pattern in (_SENTENCE, _TWO_HALVES) and _DUTY.match(match[1].lstrip()):
            return None, start
        if match and match.end() < end and not _ONLY_BRACKET.fullmatch(text, match.end(), end):
            return Span(*match.span(1)), match.end()
    return None, start


def _skip(text: str, start: int, end: int) -> int:
    while start < end and text[start] in " \u3000\t\xa0*":
        start += 1
    return start
