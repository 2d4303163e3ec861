"""Facts of the whole document: validity, repeals, what it rests on, whether it is on trial."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from luodi.facts.calendar import DAY, YEAR, add_months, add_years, last_day, parse_day
from luodi.facts.model import Reference, Repeal
from luodi.facts.numbers import HAN, parse_number
from luodi.facts.places import Places
from luodi.source import Span
from luodi.structure import Document

_N: Final = rf"(?:\d+|{HAN})"
_DOC_NO: Final = (
    r"(?P<word>[一-龥]{1,16})\s*[\[(]\s*(?P<year>(?:19|20)\d\d)\s*[\])]\s*第?\s*(?P<no>\d{1,4})\s*号"
)
_TITLED: Final = re.compile(
    rf"《(?P<title>(?:[^《》]|《[^《》]*》){{2,120}})》(?:\s?[(\[]\s?(?P<doc>{_DOC_NO})[^()]{{0,12}}[)\]])?"
)
_BARE_NO: Final = re.compile(_DOC_NO)
_NO_YEAR: Final = re.compile(r"[\[(]\s*(?:19|20)\d\d\s*[\])]\s*第?\s*\d{1,4}\s*号")
_ARTICLE: Final = re.compile(
    rf"(?:\s?(?:中)?(?:的)?(?:有关)?)?(?P<article>第{_N}条(?:之{_N})?(?:第?{_N}款)?(?:第?[(]?{_N}[)]?[项目])?(?:(?:至|、|和|及|或)第?[(]?{_N}[)]?[条款项](?:第?{_N}款)?(?:第?[(]?{_N}[)]?项)?)*)"
)
# What a document is called by its last word; 《任务书》 and 《申请表》 are forms.
_KIND: Final = re.compile(
    r"(?:法|条例|办法|规定|意见|措施|方案|规划|纲要|通知|细则|决定|计划|目录|指南|标准|公告|规则|"
    r"准则|章程|公约|协定|宪法|决议|政策|要点|制度|规范|名录|指引|批复|通告|函|行动|法典|解释|报告|"
    r"清单|若干条|纪要|协议|指标|公报|讲话|要求|体系)"
    r"(?:\([^()]*\)|〈[^〈〉]*〉)*(?:(?:修订|修正)(?:版|案)?)?(?:的通知)?$"
)
_FORM: Final = re.compile(
    r"(?:申请书|申报书|任务书|合同|承诺书|证书|申请表|申报表|登记表|审批表|推荐表|通知书|报告书|"
    r"备案表|协议书|证明|凭证|推荐书|评价表|登记证|许可证|日报|晚报|时报|杂志)$"
)
# A document yet to be made is no basis.
_MAKES: Final = re.compile(
    r"(?:制定|制订|出台|编制|起草|研究制定|印发实施|发布实施|修订完善|组织编写|修订出台|研究出台|"
    r"探索制定|修订|完善|签订|签署|填写|提交|填报|颁发|核发|出具)(?:并(?:实施|印发|发布|落实|"
    r"出台))?(?:了)?[^,。;《》]{0,8}$"
)
_ISSUES: Final = re.compile(
    r"(?:现将|印发|制定了|制订了|修订了|研究修订了|组织制定了|编制了)[^。《》]{0,20}$"
)
_AND_NEXT: Final = re.compile(r"》(?:\s?[(\[][^()\[\]]{0,40}[)\]])?[、,和及以]{0,2}$")
_REPEALS: Final = re.compile(r"废止|停止执行|失效|不再执行")
_START: Final = re.compile(
    rf"(?:自|从|于)\s?(?:(?P<day>{DAY})|(?P<issue>(?:印发|发布|公布|下发|发文|"
    rf"颁布)之日))(?:起)?(?:\s?满?\s?(?P<later>{_N})\s?(?P<unit>日|天|"
    rf"个月)后)?(?:起)?\s?(?:正式)?(?:施行|实施|执行|生效|起施行|试行)"
)
_LAST: Final = rf"(?:{DAY}|{YEAR}\s?年(?:\s?\d{{1,2}}\s?月)?(?:底|末)?)"
_UNTIL: Final = re.compile(rf"有效期(?:限)?(?:暂定)?(?:为)?(?:至|到|截至|截止到?)\s?(?P<day>{_LAST})")
_FOR: Final = re.compile(
    rf"(?:有效期|试行期|施行期|实施期|执行期)(?:限)?(?:暂定)?(?:为|是|"
    rf"共)?\s?(?P<n>{_N})\s?(?P<unit>年|个月)|试行\s?(?P<trial>{_N})\s?年"
)
_SPAN: Final = re.compile(
    rf"(?:有效期|实施期|执行期|施行期)(?:限)?(?:为|自|从)?\s?(?P<first>{DAY})\s?(?:起)?(?:-|至|"
    rf"到)\s?(?P<last>{DAY})"
)
_FROM_TO: Final = re.compile(
    rf"(?:自|从)\s?(?P<first>{DAY})\s?(?:起)?\s?(?:至|到)\s?(?P<last>{DAY})(?:止)?(?:施行|实施|执行|"
    rf"有效|试行)"
)
_ENDS: Final = re.compile(
    rf"(?:试行|执行|实施|施行|有效)(?:期)?(?:至|到|截至|截止到?)\s?(?P<day>{DAY})|截至\s?(?P<till>{DAY})"
)
_OF_ITSELF: Final = re.compile(
    r"本(?:办法|措施|意见|方案|细则|规定|政策|通知|计划|规划|条例|规则|指南|决定|制度|若干|行动|实施|"
    r"暂行|管理|试行|目录|文件|要点|规范|标准|章程)"
)
_TRIAL: Final = re.compile(r"试行")


class Validity(NamedTuple):
    """First and last day; None where the text settles none. span: the words that say it."""

    start: date | None
    end: date | None
    span: Span | None


def find_validity(document: Document, folded: str, issued: date | None) -> Validity:
    """From when and until when the document holds.

    有效期3年 from 2026-01-01 ends on 2028-12-31. 自印发之日起 counts from the document's own date.
    """
    for sentence in _sentences(folded):
        match = _START.search(folded, *sentence)
        both = _SPAN.search(folded, *sentence) or _FROM_TO.search(folded, *sentence)
        if both and parse_day(both["first"]) and _speaks_of_itself(folded, sentence, both.start()):
            return Validity(parse_day(both["first"]), parse_day(both["last"]), Span(*both.span()))
        if match is None or not _speaks_of_itself(folded, sentence, match.start()):
            continue
        start = parse_day(match["day"]) if match["day"] else issued
        if start and match["later"]:
            count = int(parse_number(match["later"]))
            start = add_months(start, count) if "月" in match["unit"] else start + timedelta(days=count)
        stop = _paragraph_end(folded, sentence.start)
        # 试行两年 is start and term in one.
        end, last = _end(folded, match.end() - 2, stop, start)
        return Validity(start, end, Span(match.start(), max(match.end(), last)))
    for sentence in _sentences(folded):
        until = _UNTIL.search(folded, *sentence)
        if until and _speaks_of_itself(folded, sentence, until.start()):
            return Validity(None, last_day(until["day"]), Span(*until.span()))
    return Validity(None, None, None)


def _speaks_of_itself(folded: str, sentence: Span, at: int) -> bool:
    before = folded[sentence.start : at]
    return (
        _OF_ITSELF.search(before) is not None or len(before.strip(" \u3000*")) <= 12 or "以上政策" in before
    )


def _end(folded: str, at: int, stop: int, start: date | None) -> tuple[date | None, int]:
    if match := _UNTIL.search(folded, at, stop):
        return last_day(match["day"]), match.end()
    if (match := _FOR.search(folded, at, stop)) and start:
        count = int(parse_number(match["n"] or match["trial"]))
        after = add_months(start, count) if match["unit"] == "个月" else add_years(start, count)
        return after - timedelta(days=1), match.end()
    if match := _ENDS.search(folded, at, stop):
        return last_day(match["day"] or match["till"]), match.end()
    return None, at


def is_trial(document: Document, folded: str) -> bool:
    """Whether the document is issued on trial (试行): its title or its own validity says so."""
    titles = [document.title, *(annex.title for annex in document.annexes if annex.carries_body)]
    if any(_TRIAL.search(title) for title in titles):
        return True
    return any(
        re.search(
            r"本[^,。;]{1,12}试行(?:期)?|(?:起|之日)试行|[施执]行,试行(?:期)?[\d一二两三]",
            folded[slice(*sentence)],
        )
        is not None
        for sentence in _sentences(folded)
    )


def find_repeals(document: Document, text: str, folded: str) -> tuple[Repeal, ...]:
    """The documents this one ends, in reading order."""
    found: list[Repeal] = []
    for sentence in _sentences(folded):
        match = _REPEALS.search(folded, *sentence)
        if match is None:
            continue
        for titled in _TITLED.finditer(folded, sentence.start, sentence.end):
            before = folded[sentence.start : titled.start()]
            if titled.start() > match.start() and not re.search(r"废止[^,。;]{0,10}$", before):
                continue
            repeal = Repeal(
                text[titled.start("title") : titled.end("title")], _number(titled), Span(*titled.span())
            )
            found.append(repeal)
        numbered = {(span.start, span.end) for span in (one.span for one in found)}
        for bare in _BARE_NO.finditer(folded, sentence.start, match.start()):
            if not any(start <= bare.start() < end for start, end in numbered):
                found.append(Repeal("", _number_of(bare), Span(*bare.span())))
    return tuple(found)


def find_references(
    document: Document, text: str, folded: str, repeals: tuple[Repeal, ...]
) -> tuple[Reference, ...]:
    """The documents the text rests on, each once an article, in reading order.

    Left out: its own title and attachments, what it repeals, documents still to be made, forms.
    """
    own = _own_titles(document)
    gone = {repeal.span for repeal in repeals}
    # Who adopted and amended a law stands under its title.
    head = Places(document.header)
    found: dict[tuple[str, str | None], Reference] = {}
    skipped_until = -1
    for match in _TITLED.finditer(folded):
        span = Span(*match.span())
        title = text[match.start("title") : match.end("title")]
        plain = _plain(title)
        number = _number(match)
        # An edition of its own name but another number is another document.
        is_own = plain in own and number in (None, document.doc_no)
        if span in gone or is_own or head.overlap(span) or _amends(folded, match):
            continue
        before = folded[max(0, match.start() - 40) : match.start()]
        following = _AND_NEXT.search(before) is not None and match.start() - skipped_until <= 4
        if _MAKES.search(before) or following or _titles_line(folded, match):
            skipped_until = match.end()
            continue
        if not _KIND.search(match["title"].strip()) and number is None:
            continue
        if _FORM.search(title):
            continue
        article = _ARTICLE.match(folded, match.end())
        words = text[article.start("article") : article.end("article")] if article else None
        end = article.end() if article else match.end()
        key = (plain, words)
        known = found.get(key)
        if known is None:
            found[key] = Reference(title, number, words, Span(match.start(), end))
        elif known.doc_no is None and number is not None:
            found[key] = Reference(known.title, number, words, known.span)
    taken = Places([*(one.span for one in found.values()), *(one.span for one in repeals)])
    for one in _numbered(text, folded):
        if not taken.overlap(one.span):
            found.setdefault((one.doc_no or "", None), one)
    references = list(_with_numbers(list(found.values())))
    return tuple(sorted(references, key=lambda one: one.span))


def _bare_numbers(folded: str) -> Iterator[re.Match[str]]:
    """The document numbers of a text, found by their brackets, which are seldom."""
    end = 0
    for year in _NO_YEAR.finditer(folded):
        match = _BARE_NO.search(folded, max(end, year.start() - 24), year.end() + 12)
        if match:
            end = match.end()
            yield match


def _numbered(text: str, folded: str) -> Iterator[Reference]:
    """Documents named by their number alone: 落实国发〔2020〕7号文件要求."""
    for match in _bare_numbers(folded):
        before = folded[max(0, match.start() - 1) : match.start()]
        lead = re.match(r"(?:按照|根据|落实|依据|贯彻|执行|见|参照|依照)+", match["word"])
        if lead is None and not re.match(r"文(?:件)?|精神|规定|要求", folded[match.end() : match.end() + 2]):
            continue
        if before in ("(", "[", "》"):
            continue
        start = match.start() + (lead.end() if lead else 0)
        word = match["word"][lead.end() :] if lead else match["word"]
        number = f"{word}〔{match['year']}〕{match['no']}号"
        yield Reference("", number, None, Span(start, match.end()))


def _with_numbers(references: list[Reference]) -> Iterator[Reference]:
    """A number said once holds for the other mentions."""
    numbers = {_plain(one.title): one.doc_no for one in references if one.doc_no}
    for one in references:
        yield (
            one if one.doc_no else Reference(one.title, numbers.get(_plain(one.title)), one.article, one.span)
        )


def _own_titles(document: Document) -> set[str]:
    """The document's title, its annexes' and, of a notice, the title it issues: 关于印发《…》的通知."""
    own = {_plain(document.title), *(_plain(annex.title) for annex in document.annexes)}
    issued = re.search(
        r"(?:印发|转发|批转|发布|公布|颁布)(?:了)?《(.+)》",
        document.title.replace("〈", "《").replace("〉", "》"),
    )
    return own | ({_plain(issued[1])} if issued else set())


def _amends(folded: str, match: re.Match[str]) -> bool:
    """Whether a name stands in the note of a law's history: 《关于修改…的决定》第一次修正."""
    history = re.match(
        r"(?:[一二三四五六七八九十第次]{0,5})(?:修正|修订)", folded[match.end() : match.end() + 10]
    )
    return "修改" in match["title"] and history is not None


def _titles_line(folded: str, match: re.Match[str]) -> bool:
    """Whether the name stands in a line that is a heading of the page: the title or a link to it."""
    start = folded.rfind("\n", 0, match.start()) + 1
    end = folded.find("\n", match.end())
    line = folded[start : end if end >= 0 else len(folded)]
    return line.startswith(("#", "- [", "* [")) or (line.rstrip(" *").endswith("的通知") and "。" not in line)


def _number(match: re.Match[str]) -> str | None:
    return f"{match['word']}〔{match['year']}〕{match['no']}号" if match["doc"] else None


def _number_of(match: re.Match[str]) -> str:
    return f"{match['word']}〔{match['year']}〕{match['no']}号"


def _plain(title: str) -> str:
    return re.sub(r"[\s*\-—－–、“”\"()（）_〈〉《》<>]", "", title)


def _sentences(folded: str) -> Iterator[Span]:
    for match in re.finditer(r"[^。\n]+", folded):
        yield Span(*match.span())


def _paragraph_end(folded: str, at: int) -> int:
    end = folded.find("\n", at)
    return end if end >= 0 else len(folded)
