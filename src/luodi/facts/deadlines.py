"""When things are due: 到2025年, 6月底前, 30日内, 每半年, 2021年1月至3月, 3年建设期, 自…起, 长期坚持."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, cast

from luodi.facts.calendar import DAY, YEAR, first_day, last_day, year_of
from luodi.facts.model import Deadline, TermUnit
from luodi.facts.numbers import ARABIC, HAN, parse_number
from luodi.facts.places import Places
from luodi.source import Span

_MONTH: Final = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s?月"
_DATE: Final = rf"{YEAR}\s?年(?:\s?{_MONTH}(?:\s?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?[日号])?)?"
_END: Final = (
    r"(?:年)?(?:底|末|年底|年末|月底|月末|上半年|下半年|第?[一二三四]季度末?|\s?\d{1,2}(?:时|:\d\d|点))"
)
_N: Final = rf"(?:{ARABIC}|{HAN}|半)"
_TERM: Final = r"(?:个)?(?:工作日|自然日|日|天|周|星期|月|季度|年)"

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
    rf"确保)\s?)?(?P<date>{_DATE})(?P<end>{_END})?(?P<before>\s?(?:之前|以前|前(?!期|述|后|往|沿|列|"
    rf"瞻|端|款|项)|内(?!容|部|在|外|涵|需|地)))?"
)
# 今年底前, 年底前: of the year the document was issued.
_THIS_YEAR: Final = re.compile(
    r"(?<![\d每十五])(?:今年|本年度?|年)(?:年)?(?:底|末)(?:之|以)?前|(?:今年|本年度)内|"
    r"(?<![\d一二三四五六七八九十半两几多每今往历当成同周全百])年内(?=[^,。;]{0,12}(?:完成|实现|建成|"
    r"出台|启动|达到|力争))"
)
_FIVE_YEARS: Final = re.compile(
    r"(?:到|至)?[“\"]?十(?P<n>[三四五六七])五[”\"]?(?:规划)?(?:时?期)?(?:末|期末|结束时?)(?:前)?"
)
_FROM: Final = re.compile(
    rf"(?:自|从)\s?(?P<date>{DAY}|{YEAR}\s?年(?:{_MONTH})?|印发之日|发布之日|公布之日)\s?(?:起|开始|后)"
)
_WITHIN: Final = re.compile(
    rf"(?<![\d.第])(?P<n>{_N})\s?(?P<unit>{_TERM})\s?(?P<tail>(?:之|以)?内(?!容|部|在|外|涵|需))"
)
_AHEAD: Final = re.compile(
    rf"(?:(?:至少|应当?|须)?提前(?:至少|不少于)?|(?:期满|届满|到期|结束|上线|开始|开工|实施|举办|"
    rf"召开|开展|使用|投产)前)\s?(?P<n>{_N})\s?(?P<unit>{_TERM})(?!(?:之|以)?内)"
)
# 次年三月三十一日前, 9月底前: of a year the words do not say, or the one the document was issued in.
_NEXT_YEAR: Final = re.compile(
    rf"(?:次年|翌年|来年)\s?{_MONTH}(?:\s?(?:\d{{1,2}}|"
    rf"[一二三四五六七八九十]{{1,3}})\s?[日号])?(?:底|末)?(?:之|以)?前"
)
_MONTH_DAY: Final = re.compile(
    rf"(?<![年每\d次翌来])(?P<date>{_MONTH}(?:\s?(?:\d{{1,2}}|"
    rf"[一二三四五六七八九十]{{1,3}})\s?[日号])?)(?:底|末)?(?:之|以)?前(?!期|述)"
)
_EVERY: Final = re.compile(
    rf"每(?:隔)?\s?(?P<n>{_N})?\s?(?P<unit>个?(?:工作日|日|天|周|星期|月|季度|季|年|学期))"
    r"(?![轻级]|(?:均|度)?[以新]?来|不(?:得)?(?:超过|少于|低于|多于))"
)
_CYCLE: Final = re.compile(
    rf"(?P<n>{_N})\s?(?P<unit>{_TERM})(?:为|作为)?(?:一个?)(?:评估|考核|评价|管理|认定|复核|运行|"
    rf"建设|资助|支持)?(?:周期|轮|届)"
)
_REGULAR: Final = re.compile(
    r"(?:报送|提交|上报|报告|进行|开展|组织|实施|编制|编报|落实)[^,。;]{0,16}?(?P<unit>月度|季度|"
    r"半年度|年度)(?:报告|报表|总结|考核|评估|评价|检查|审计|统计|评议|通报|绩效)"
)
_MORE_REGULAR: Final = re.compile(
    r"(?:[、和及与]|以及)(?P<unit>月度|季度|半年度|年度)(?:报告|报表|总结|考核|评估|评价|检查|审计|统计)"
)
_BY_PERIOD: Final = re.compile(
    r"(?:按|逐)(?P<unit>月|季度|季|年)(?:度)?(?=报|通报|调度|公布|更新|考核|评估|统计|汇总|推进|开展|"
    r"向|对|组织)"
)
_TERM_OF: Final = re.compile(
    rf"(?P<what>建设期|实施期|执行期|公示期|任期|聘期|周期|培育期|服务期|试点期|运行期|筹建期|研究期|"
    rf"考核期|项目期|合作期|资助期|期限|年限|公示时间|公示)(?:限|间|时间)?(?:一般|原则上|均|"
    rf"最长)?(?:为|是|不少于|不超过|不得少于|不得超过)?\s?(?P<n>{_N})\s?(?P<unit>{_TERM})"
)
_TERM_BEFORE: Final = re.compile(
    rf"(?P<n>{_N})\s?(?P<unit>{_TERM})(?:的)?(?:建设期|实施期|执行期|公示期|任期|聘期|培育期|服务期|"
    rf"试点期|运行期|过渡期|考核期|期限)(?:内)?"
)
_FOR: Final = re.compile(rf"为期\s?(?P<n>{_N})\s?(?P<unit>{_TERM})")
_ONGOING: Final = re.compile(
    r"长期坚持|长期(?:推进|实施|任务)|常年(?:推进|坚持|实施)|持续(?:推进|坚持)(?=[。;)]|$)|"
    r"(?<=时限[:])(?:长期|持续)"
)
_UNITS: Final = {
    "工作日": "工作日", "自然日": "日", "日": "日", "天": "日", "周": "周", "星期": "周", "月": "月",
    "季度": "季度", "季": "季度", "年": "年", "年度": "年", "月度": "月",
}  # fmt: skip
# How long a sanction lasts, how far back a condition looks, what was: none is due.
_LOOKS_BACK: Final = re.compile(
    r"(?:近|过去|(?<![期届满束始止])前|最近|此前|上|以往|连续|曾|已|满|超过|不满)\s?$|(?:近|过去|"
    r"最近)[^,。;]{0,4}$"
)
_CONDITION: Final = re.compile(
    r"^[^,。;]{0,30}?(?:存在|有过|曾|未曾|发生过|获得过?的|受过|没有|无(?!故|偿|锡)|毕业的|成立的|"
    r"新设立的|注册的)|^(?:未|无|没有)|^[^,。;]{0,8}(?:完成|取得|形成|发生)的"
)
_SANCTION: Final = re.compile(
    r"免予|免于|豁免|不得|取消|暂停|禁止|禁入|限制|不予受理|不再受理|停止|处罚|失信|惩戒|撤销"
)
_PAST: Final = re.compile(r"(?:截至|截止到?|截止)\s?$")
# Signs of a date or a term; a sentence without any has no deadline.
_MAY_BE_DUE: Final = re.compile(
    r"[\d一二三四五六七八九十两半〇]\s?个?(?:工作|自然)?[年月日天周季星]|每|年(?:底|末|内)|[月季年]度|长期|常年|持续|[按逐][月季年]|十[三四五六七]五"
)
_EXPIRY: Final = re.compile(r"有效期|废止|施行之日|(?:起|之日)(?:施行|实施|执行|生效)|试行期")
_PAID: Final = re.compile(r"[\d十百千万亿]元|%|资金|补贴|奖励|补助|资助|贷款|经费|额度")
_RECURS: Final = re.compile(r"[一-龥]")
_MONEY_NEAR: Final = re.compile(
    r"(?:最高|给予|不超过|不低于|奖励|补助|补贴|资助|累计|支持|安排|按)?[^,。;]{0,18}?\d[\d,.]*\s?[万亿]?元"
)


def find_deadlines(folded: str, sentence: Span, issued: date | None = None) -> list[Deadline]:
    """The deadlines of a sentence in reading order, each once.

    issued: the document's own date; 今年底前 is of its year, and None without it.
    """
    if _EXPIRY.search(folded, *sentence) and re.search(
        r"本[^,。;]{1,8}自|有效期|废止", folded[slice(*sentence)]
    ):
        return []
    if not _MAY_BE_DUE.search(folded, *sentence):
        return []
    found: list[Deadline] = []
    taken = Places()
    said: set[tuple[object, ...]] = set()
    for deadline in _all(folded, sentence, issued):
        if taken.overlap(deadline.span):
            continue
        taken.add(deadline.span)
        values = (deadline.kind, deadline.date, deadline.until, deadline.amount, deadline.unit)
        if values not in said:
            said.add(values)
            found.append(deadline)
    return sorted(found, key=lambda one: one.span)


def _all(folded: str, sentence: Span, issued: date | None) -> Iterator[Deadline]:
    yield from _periods(folded, sentence)
    yield from _starts(folded, sentence)
    yield from _dates(folded, sentence, issued)
    for match in _NEXT_YEAR.finditer(folded, *sentence):
        yield Deadline("by", Span(*match.span()))
    for match in _MONTH_DAY.finditer(folded, *sentence):
        day = last_day(f"{issued.year}年{match['date']}") if issued else None
        if day and issued and day < issued:
            day = last_day(f"{issued.year + 1}年{match['date']}")
        yield Deadline("by", Span(*match.span()), date=day)
    for match in _THIS_YEAR.finditer(folded, *sentence):
        yield Deadline("by", Span(*match.span()), date=date(issued.year, 12, 31) if issued else None)
    for match in _FIVE_YEARS.finditer(folded, *sentence):
        # The tenth-and-third plan ended in 2020, each next one five years later.
        yield Deadline(
            "by", Span(*match.span()), date=date(2020 + 5 * "三四五六七".index(match["n"]), 12, 31)
        )
    yield from _terms(folded, sentence)
    yield from _recurring(folded, sentence)
    yield from _within(folded, sentence)
    for match in _ONGOING.finditer(folded, *sentence):
        yield Deadline("ongoing", Span(*match.span()))


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
    """Whether a place is inside the name of a document: 《…行动计划（2023—2025年）》."""
    before = folded[max(0, at - 80) : at]
    return before.rfind("《") > before.rfind("》")


def _starts(folded: str, sentence: Span) -> Iterator[Deadline]:
    for match in _FROM.finditer(folded, *sentence):
        day = first_day(match["date"])
        if day:
            yield Deadline("from", Span(*match.span()), date=day)


def _opens_a_step(folded: str, sentence: Span, match: re.Match[str], issued: date | None) -> bool:
    """Whether a bare year opens a step of a plan: 2024年,建成… in a document of that year or earlier."""
    opens = not folded[sentence.start : match.start()].strip(" \u3000*")
    return (
        opens
        and issued is not None
        and folded[match.end() : match.end() + 1] == ","
        and year_of(match["date"][:4]) >= issued.year
    )


def _dates(folded: str, sentence: Span, issued: date | None) -> Iterator[Deadline]:
    for match in _BY.finditer(folded, *sentence):
        to, end, before = match["to"], match["end"], match["before"]
        if _titled(folded, match.start()):
            continue
        if not (to or end or before) and not _opens_a_step(folded, sentence, match, issued):
            continue
        word = (to or "").strip()
        if word and word in ("在", "于", "确保", "力争", "力争在", "计划于", "拟于") and not (end or before):
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


def _terms(folded: str, sentence: Span) -> Iterator[Deadline]:
    for pattern in (_TERM_OF, _TERM_BEFORE, _FOR):
        for match in pattern.finditer(folded, *sentence):
            if _SANCTION.search(folded, sentence.start, match.start()) and pattern is not _TERM_OF:
                continue
            what = match.groupdict().get("what") or ""
            # 离岗期限不超过三年 sets a limit; 公示期不少于5日 and 建设期3年 say how long something takes.
            if what in ("期限", "年限") and re.search(r"不(?:得)?(?:超过|少于|低于|高于)", match[0]):
                continue
            if what in ("期限", "年限") and re.search(
                r"贷款|出让|租赁|质保|信用", folded[sentence.start : match.start()]
            ):
                continue
            if what == "公示" and not re.search(
                r"公示\s?(?:一般|原则上|不少于)?\s?\S{0,3}$", folded[match.start() : match.start("n")]
            ):
                continue
            yield _of("period", folded, match)


def _recurring(folded: str, sentence: Span) -> Iterator[Deadline]:
    for match in _EVERY.finditer(folded, *sentence):
        if _belongs_to_money(folded, match.end(), sentence.end) or _belongs_to_term(
            folded, match.start(), sentence.start
        ):
            continue
        if re.match(
            r"(?:都|均|年|度|平均|增长|递增|产|新增产|节约|营业|销售|用电|用水|更换比例)",
            folded[match.end() : match.end() + 4],
        ):
            continue
        yield _of("every", folded, match)
    for match in _CYCLE.finditer(folded, *sentence):
        yield _of("every", folded, match)
    for match in _REGULAR.finditer(folded, *sentence):
        yield _regular(match)
        at = match.end()
        while more := _MORE_REGULAR.match(folded, at, sentence.end):
            yield _regular(more)
            at = more.end()
    for match in _BY_PERIOD.finditer(folded, *sentence):
        unit = _UNITS[match["unit"]]
        yield Deadline(
            "every", Span(match.start(), match.end()), amount=Decimal(1), unit=cast(TermUnit, unit)
        )


def _regular(match: re.Match[str]) -> Deadline:
    words = match["unit"]
    span = Span(match.start("unit"), match.end())
    if words == "半年度":
        return Deadline("every", span, amount=Decimal(6), unit="月")
    unit = cast(TermUnit, _UNITS[words])
    return Deadline("every", span, amount=Decimal(1), unit=unit)


def _belongs_to_money(folded: str, at: int, stop: int) -> bool:
    """每年最高100万元 says how an amount is paid, not when an act is due."""
    comma = re.search(r"[,，]", folded[at:stop])
    clause = folded[at : at + comma.start() if comma else stop]
    return (
        _MONEY_NEAR.match(clause) is not None
        or re.match(r"(?:可)?(?:按|给予|最高|不超过|补贴|补助|奖励|支持额)[^,]{0,20}[%元]", clause)
        is not None
    )


def _belongs_to_term(folded: str, at: int, start: int) -> bool:
    before = folded[max(start, at - 8) : at]
    return re.search(r"连续[\d一二三四五六七八九十两]+年[,、]?$", before) is not None


def _within(folded: str, sentence: Span) -> Iterator[Deadline]:
    for match in _WITHIN.finditer(folded, *sentence):
        if re.fullmatch(r"(?:19|20)\d\d", match["n"]):
            continue
        before = folded[max(sentence.start, match.start() - 8) : match.start()]
        after = folded[match.end() : sentence.end]
        if _LOOKS_BACK.search(before) or _CONDITION.match(after) or _SANCTION.search(after[:24]):
            continue
        # 压缩至3周以内 is a figure to reach, not a date.
        if re.search(r"(?:压缩|缩短|控制|减少|降低|降|压减|限定|稳定)(?:至|到|在|为)\s?$", before):
            continue
        yield _of("within", folded, match)
    for match in _AHEAD.finditer(folded, *sentence):
        found = _of("by", folded, match)
        yield found


def _of(kind: str, folded: str, match: re.Match[str]) -> Deadline:
    words, unit = match["n"], match["unit"].removeprefix("个")
    amount = Decimal(1) if words is None else Decimal("0.5") if words == "半" else parse_number(words)
    name = _UNITS.get(unit, "年")
    if amount == Decimal("0.5") and name == "年":
        amount, name = Decimal(6), "月"
    return Deadline(kind, Span(*match.span()), amount=amount, unit=cast(TermUnit, name))  # type: ignore[arg-type]
