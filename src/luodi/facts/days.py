"""Days: 到2025年, 6月底前, 今年底前, 自…起, from one day to another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from luodi.facts.calendar import DAY, YEAR, first_day, last_day, year_of
from luodi.facts.model import Deadline
from luodi.facts.parallel import YEAR as ONE_OF_YEARS
from luodi.facts.parallel import YEARS as YEARS_APART
from luodi.source import Span

_MONTH: Final = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s?月"
_DATE: Final = rf"{YEAR}\s?年(?:\s?{_MONTH}(?:\s?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?[日号])?)?"
_END: Final = (
    r"(?:年)?(?:底|末|年底|年末|月底|月末|上半年|下半年|第?[一二三四]季度末?|\s?\d{1,2}(?:时|:\d\d|点))"
)
_PERIOD: Final = re.compile(
    rf"(?:自|从)?(?P<first>{_DATE})(?:起)?\s?(?:-|至|到)\s?(?P<last>{_DATE}|"
    rf"{_MONTH}(?:\s?\d{{1,2}}\s?[日号])?|\d{{1,2}}\s?[日号])(?P<end>底|末)?(?![前])"
)
_YEARS: Final = re.compile(
    r"(?P<first>(?:19|20)\d\d)\s?年?\s?(?:-|至|到)\s?(?P<last>20\d\d)\s?年(?![以度代])"
)
_BY: Final = re.compile(
    rf"(?P<to>(?:截止(?:时间|日期)(?:为|是|至)?:?|(?<=时限):|(?<=时间):|展望|截至|截止到?|截止|至迟|"
    rf"力争到|争取到|到|至|力争在?|在|于|计划于|拟于|"
    rf"确保)\s?)?(?P<date>{_DATE})(?P<end>{_END})?(?P<before>\s?(?:之前|以前|前(?!期|述|后|往|沿|列|移|进|景|"
    rf"瞻|端|款|项)|内(?!容|部|在|外|涵|需|地)))?"
)
# 今年底前, 年底前: of the year the document was issued.
_THIS_YEAR: Final = re.compile(
    r"(?<![\d每十五明])(?<!每年)(?:今年|本年度?|年)(?:年)?(?:底|末)(?:之|以)?前|(?:今年|本年度)内|"
    r"(?<![\d一二三四五六七八九十半两几多每今往历当成同周全百])年内(?=[^,。;]{0,12}(?:完成|实现|建成|"
    r"出台|启动|达到|力争|挂牌|新增|投产|开工|竣工|落地|发布|形成|启用|上线|清零|培育|引进))"
)
_FIVE_YEARS: Final = re.compile(
    r"(?<![较比])(?:到|"
    r"至)?[“\"]?(?<![较比][“\"])十(?P<n>[三四五六七])五[”\"]?(?:规划)?(?:时?期)?(?:末|期末|"
    r"结束时?)(?:前)?"
)
# 2026年起, opening a clause: from its first day.
_YEAR_ON: Final = re.compile(rf"(?<![\d自从到至])(?P<date>{YEAR}\s?年(?:{_MONTH})?)起(?!草|步|点|算)")
_FROM: Final = re.compile(
    rf"(?:自|从)\s?(?P<date>{DAY}|{YEAR}\s?年(?:{_MONTH})?|印发之日|发布之日|公布之日)\s?(?:起|开始|后)"
)
# 11月起实行旬报制
_MONTH_ON: Final = re.compile(
    rf"(?<![\d年每次翌来])(?P<date>{_MONTH}(?:\s?\d{{1,2}}\s?日)?)起(?!草|步|点|算)"
)
# 申报系统于5月11日9时开放: from that day.
_OPENS: Final = re.compile(
    rf"(?:于|自|从|在)?\s?(?P<date>{DAY})(?:\s?\d{{1,2}}(?:时|:\d\d|点)(?:整)?)?(?:正式)?(?:开放|开通|"
    rf"开始(?:受理|申报|报名|填报)?|启动(?:申报|受理|报名))"
)
# 6月12日17时截止
_CLOSES: Final = re.compile(
    rf"(?<![年每\d次翌来])(?P<date>{_MONTH}\s?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?[日号])"
    rf"(?:\s?\d{{1,2}}(?:时|:\d\d|点)(?:整)?)?(?:截止|结束|关闭)"
)
# 三季度末, 上半年完成: of the year the document is for.
_PART_OF_YEAR: Final = re.compile(
    r"(?<![每\d年首])(?:第?(?P<quarter>[一二三四])季度(?:末|底)(?:之|以)?前?|(?P<half>上半年|(?<=,)年中)(?:之|以)?(?:前|底前|"
    r"(?=(?:力争|确保|要|全面|全部|基本)?(?:完成|建成|实现|开工|投产|启动|出台)(?!率|比例|额)))|"
    r"第?(?P<within>[一二三四])季度(?:之|以)?(?:前|内|(?=(?:力争|确保|要|全面|全部|基本)?(?:完成|建成|出台|启动|开工)(?!率|比例|额))))"
)
# 2000年底前建成的小区: what there is; 于2028年基本完成: what is to be.
_STOOD: Final = re.compile(r"[^,。;]{0,4}(?:建成|建设|成立|竣工|出生|取得|投产|注册)的")
_DONE: Final = re.compile(r"(?:基本|全面|全部)?(?:完成|建成|实现|投产|投用|竣工)(?!的|后|并)")
# 2026年种植规模1.2亿棒,2027年1.5亿棒: steps by year.
_STEPS: Final = re.compile(r"(?<![《到至自从较比年-])20\d\d年(?!度|以|至|到|-)[^,;、。()\d]{0,14}\d")
# 次年三月三十一日前, 9月底前: of a year the words do not say, or the one the document was issued in.
_NEXT_YEAR: Final = re.compile(
    rf"(?:次年|翌年|来年|当年)\s?(?:第?[一二三四]季度|{_MONTH})(?:\s?(?:\d{{1,2}}|"
    rf"[一二三四五六七八九十]{{1,3}})\s?[日号])?(?:底|末)?(?:之|以)?前"
)
# 明年底前, 明年6月底前, 明年上半年前: of the year after the document's.
_COMING_YEAR: Final = re.compile(
    rf"明年(?:(?P<half>上半年|[一二三四]季度)|(?P<month>{_MONTH}))?年?(?:底|末)?(?:之|以)?[前内]|"
    r"明年年?底(?!前)"
)
# 2027年不低于25%, 2026年完成立项: what the year is set for follows it.
_SETS: Final = re.compile(
    r"(?:力争|争取|确保|计划|全面|全部|基本|底)?(?:达(?=\d)|不低于|不少于|不超过|达到|突破|超过|提高到|提高至|提升到|提升至|完成|建成|实现|启动|开工|"
    r"投产|投用|竣工|出台|开展|组织|举办|召开|报送|翻[一两]?番|实行|形成|力争)"
)
_SETS_IN_CLAUSE: Final = re.compile(
    r"(?!度|的|版|级)[^,;。()\d]{2,30}(?:不低于|不少于|不超过|达到|突破|超过|提高到|提高至|提升到|提升至|实现)"
)
_ANY_YEAR: Final = re.compile(r"(?<![《\d])(20\d\d)年(?!度|以来|来)\d{1,2}月")
# 服务率2025年达到100%: within a clause only what compares tells that the year is set.
_SETS_LEVEL: Final = re.compile(
    r"(?:力争|要|应)?(?:达到|达(?=\d)|不低于|不少于|不超过|突破|提高到|提高至|提升到|提升至)"
)
_MONTH_DAY: Final = re.compile(
    rf"(?<![年每\d次翌来])(?P<date>{_MONTH}(?:\s?(?:\d{{1,2}}|"
    rf"[一二三四五六七八九十]{{1,3}})\s?[日号])?)(?:底|末)?(?:之|以)?前(?!期|述)"
)
# 每年兑付两次,分别于6月30日前、11月30日前受理: days of each year.
_MONTHS: Final = re.compile(
    rf"(?<![年每\d次翌来])(?P<first>{_MONTH}(?:\s?\d{{1,2}}\s?[日号])?)(?:起)?\s?(?:-|至|到)\s?"
    rf"(?P<last>{_MONTH}(?:\s?\d{{1,2}}\s?[日号])?|\d{{1,2}}\s?[日号])(?!前)"
)
_EVERY_YEAR: Final = re.compile(
    r"每年(?!新增|增长)[^;]{0,24}[分别于在、]\s?$|每年[^;]{0,20}分别于[^;]{0,20}[、和]\s?$"
)
# 3月启动建设,6月完成主体: steps of a plan's year.
_MONTH_STEP: Final = re.compile(
    rf"(?<=[,;。、:])\s?(?P<date>{_MONTH})(?=(?:全面|正式|基本)?(?:启动|完成|建成|开工|投产|投用|竣工|实现|召开|举办|开展|发布|"
    rf"印发|出台|组织|上线))"
)
_SAME_YEAR: Final = re.compile(rf"同年\s?(?P<date>{_MONTH}(?:\s?\d{{1,2}}\s?[日号])?)(?:底|末)?(?:之|以)?前")
# 2027年春运前: before an event whose day the text does not say.
_BEFORE_EVENT: Final = re.compile(
    rf"{YEAR}年(?!底|末|度|内|以|之)[一-龥]{{2,5}}?前(?!期|述|沿|列|后|往|[一二三四五六七八九十\d])"
)
_NOT_LATER: Final = re.compile(
    rf"不[迟晚]于\s?(?:当年)?(?P<date>(?:{YEAR}\s?年)?{_MONTH}(?:\s?\d{{1,2}}\s?[日号])?)(?:底|末)?"
)


def find_days(folded: str, sentence: Span, issued: date | None, year: int | None) -> Iterator[Deadline]:
    """The days a sentence names, likeliest first; the same place may be read twice."""
    yield from _periods(folded, sentence)
    yield from _starts(folded, sentence, year)
    for listed in YEARS_APART.finditer(folded, *sentence):
        for one in ONE_OF_YEARS.finditer(folded, *listed.span()):
            yield Deadline("by", Span(*one.span()), date=date(int(one[1]), 12, 31))
    yield from _spans_of_months(folded, sentence, year)
    yield from _parts_of_year(folded, sentence, year or (issued.year if issued else None))
    for match in _CLOSES.finditer(folded, *sentence):
        said = _year_before(folded, sentence, match.start())
        yield Deadline("by", Span(*match.span()), date=_coming(match["date"], issued, said or year))
    yield from _dates(folded, sentence, issued)
    for match in _NEXT_YEAR.finditer(folded, *sentence):
        yield Deadline("by", Span(*match.span()))
    for match in _COMING_YEAR.finditer(folded, *sentence):
        words = f"{issued.year + 1}年{match['month'] or ''}" if issued else ""
        yield Deadline("by", Span(*match.span()), date=_due(words, match["half"]) if words else None)
    for match in _MONTH_DAY.finditer(folded, *sentence):
        if _EVERY_YEAR.search(folded, max(sentence.start, match.start() - 60), match.start()):
            continue
        said = _year_before(folded, sentence, match.start())
        yield Deadline("by", Span(*match.span()), date=_coming(match["date"], issued, said or year))
    for match in _MONTH_STEP.finditer(folded, *sentence) if year else ():
        yield Deadline("by", Span(*match.span()), date=_in_year(match["date"], year))
    for match in _SAME_YEAR.finditer(folded, *sentence):
        named = re.findall(r"(20\d\d)年", folded[max(sentence.start, match.start() - 80) : match.start()])
        day = _in_year(match["date"], int(named[-1]) if named else None)
        yield Deadline("by", Span(*match.span()), date=day)
    for match in _BEFORE_EVENT.finditer(folded, *sentence):
        yield Deadline("by", Span(*match.span()))
    for match in _NOT_LATER.finditer(folded, *sentence):
        yield Deadline("by", Span(*match.span()), date=last_day(match["date"]))
    for match in _THIS_YEAR.finditer(folded, *sentence):
        yield Deadline("by", Span(*match.span()), date=date(issued.year, 12, 31) if issued else None)
    for match in _FIVE_YEARS.finditer(folded, *sentence):
        # The tenth-and-third plan ended in 2020, each next one five years later.
        yield Deadline(
            "by", Span(*match.span()), date=date(2020 + 5 * "三四五六七".index(match["n"]), 12, 31)
        )


def _periods(folded: str, sentence: Span) -> Iterator[Deadline]:
    for match in _PERIOD.finditer(folded, *sentence):
        first = match["first"]
        last = match["last"]
        if not last.startswith(("19", "20")):
            head = re.match(r"[^年]*年", first)
            if "月" not in last and (month := re.match(r".*月", first)):
                last = month[0] + last
            elif head:
                last = head[0] + last
        start, end = first_day(first), last_day(last)
        if start and end and start <= end and not _titled(folded, match.start()):
            yield Deadline("period", Span(*match.span()), date=start, until=end)
    for match in _YEARS.finditer(folded, *sentence):
        start, end = first_day(match["first"] + "年"), last_day(match["last"] + "年")
        if start and end and start < end and not _titled(folded, match.start()):
            yield Deadline("period", Span(*match.span()), date=start, until=end)


def _titled(folded: str, at: int) -> bool:
    """Whether a place is in a document's name, 《…行动计划（2023—2025年）》, or in a bracket of its own."""
    before = folded[max(0, at - 80) : at]
    if re.match(rf"{YEAR}\s?年\s?{_MONTH}", folded[at : at + 16]) or re.search(
        r"(?:阶段|步骤?|环节)\($", before
    ):
        # 启动阶段（2025年3月至5月）: no name of a document has a month.
        return before.rfind("《") > before.rfind("》")
    in_bracket = before.endswith("(") and re.match(r"[^()]{1,24}\)", folded[at : at + 26]) is not None
    return before.rfind("《") > before.rfind("》") or in_bracket


def _spans_of_months(folded: str, sentence: Span, year: int | None) -> Iterator[Deadline]:
    """A step of a call or a plan: (4月1日-5月10日), 6月至8月."""
    for match in _MONTHS.finditer(folded, *sentence):
        last = match["last"]
        if "月" not in last:
            last = match["first"][: match["first"].index("月") + 1] + last
        start = first_day(f"{year}年{match['first']}") if year else None
        end = _in_year(last, year)
        if start and end and start <= end:
            yield Deadline("period", Span(*match.span()), date=start, until=end)


def _parts_of_year(folded: str, sentence: Span, year: int | None) -> Iterator[Deadline]:
    for match in _PART_OF_YEAR.finditer(folded, *sentence):
        quarter = match["quarter"] or match["within"]
        month = 3 * ("一二三四".index(quarter) + 1) if quarter else 6
        yield Deadline("by", Span(*match.span()), date=_in_year(f"{month}月", year))


def _starts(folded: str, sentence: Span, year: int | None) -> Iterator[Deadline]:
    for match in _FROM.finditer(folded, *sentence):
        day = first_day(match["date"])
        if day:
            yield Deadline("from", Span(*match.span()), date=day)
    for match in _MONTH_ON.finditer(folded, *sentence) if year else ():
        if day := first_day(f"{year}年{match['date']}"):
            yield Deadline("from", Span(*match.span()), date=day)
    for match in _OPENS.finditer(folded, *sentence):
        if day := first_day(match["date"]):
            yield Deadline("from", Span(*match.span()), date=day)
    for match in _YEAR_ON.finditer(folded, *sentence):
        if day := first_day(match["date"]):
            yield Deadline("from", Span(*match.span()), date=day)


def _opens_a_step(folded: str, sentence: Span, match: re.Match[str], issued: date | None) -> bool:
    """Whether a bare year is one to come: 2024年,建成…; 2027年不低于25%; 服务率2025年达到100%.

    A year before the document's own tells what was.
    """
    year = year_of(match["date"][:4])
    if issued and year < issued.year:
        return False
    if _SETS_LEVEL.match(folded, match.end()):
        return True
    near = (max(sentence.start, match.start() - 120), min(sentence.end, match.end() + 120))
    if _STEPS.match(folded, match.start()) and len(_STEPS.findall(folded, *near)) > 1:
        return True
    if issued is None:
        return False
    before = folded[max(sentence.start, match.start() - 3) : match.start()].rstrip(" \u3000*")
    if before and not before.endswith((",", ";", ":", "、")):
        return False
    if year > issued.year and _SETS_IN_CLAUSE.match(folded, match.end()):
        return True
    at_start = not folded[sentence.start : match.start()].strip(" \u3000*")
    return (at_start and folded[match.end() : match.end() + 1] == ",") or (
        _SETS.match(folded, match.end()) is not None
    )


def _year_before(folded: str, sentence: Span, at: int) -> int | None:
    """The year last named in a sentence before a day without one: 2024年6月底前完成…,9月底前…"""
    named = _ANY_YEAR.findall(folded, max(sentence.start, at - 80), at)
    return int(named[-1]) if named else None


def _coming(words: str, issued: date | None, year: int | None) -> date | None:
    """A day of the year the document is for; of the next one where an autumn call names the spring."""
    day = _in_year(words, year)
    late = day is not None and issued is not None and year == issued.year and issued.month >= 10
    return _in_year(words, issued.year + 1) if day and issued and late and day.month <= 3 else day


def _in_year(words: str, year: int | None) -> date | None:
    return last_day(f"{year}年{words}") if year else None


def _dates(folded: str, sentence: Span, issued: date | None) -> Iterator[Deadline]:
    for match in _BY.finditer(folded, *sentence):
        to, end, before = match["to"], match["end"], match["before"]
        if _titled(folded, match.start()):
            continue
        if not (to or end or before) and not _opens_a_step(folded, sentence, match, issued):
            continue
        word = (to or "").strip()
        if before and _STOOD.match(folded, match.end()):
            continue
        if (
            word
            and word in ("在", "于", "确保", "力争", "力争在", "计划于", "拟于")
            and not (end or before or _DONE.match(folded, match.end()))
        ):
            continue
        if word.startswith("截") and not before and not _asks_after(folded, match.end(), sentence.end):
            continue
        rest = folded[match.end() : match.end() + 2]
        if rest.startswith(("度", "以来", "来", "版", "期间", "印发", "起", "级", "的")) and not (
            end or before
        ):
            continue
        day = _due(match["date"], end)
        if day:
            yield Deadline("by", Span(match.start(), match.end()), date=day)


def _asks_after(folded: str, at: int, stop: int) -> bool:
    """Whether what follows 截至… is asked for, not told: 截至2025年，已… is what was."""
    return (
        re.search(r"已|共有|累计(?:建|培|认|实|引)|现有|达到了", folded[at : min(stop, at + 30)]) is None
        and "截止" in folded[max(0, at - 20) : at]
    )


def _due(words: str, end: str | None) -> date | None:
    """The last day of 2025年, of 2025年6月, of its first half (上半年) or a quarter."""
    year = words[: words.index("年") + 1]
    if end and "上半年" in end:
        return last_day(year + "6月")
    if end and (quarter := re.search(r"[一二三四](?=季度)", end)):
        return last_day(year + f"{('一二三四'.index(quarter[0]) + 1) * 3}月")
    return last_day(words)
