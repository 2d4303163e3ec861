"""For how many years something is paid: 连续三年每年, 分三年, 期限不超过2年."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from luodi.facts.model import Amount
from luodi.facts.numbers import HAN, parse_number
from luodi.source import Span

_N: Final = rf"(?<!\d)(?:\d{{1,2}}|{HAN})"
_YEARS: Final = re.compile(
    rf"(?P<lasts>(?:期限|(?:贴息|补贴|补助|奖励|资助|支持|扶持|发放|享受)(?:的)?时间|时间(?=不超过|最长)|年限|资助期|支持期|补贴期|贴息期|补助期|奖励期|扶持期|享受期)限?"
    rf"(?:为|最长|一般|原则上|最多|不超过)*\s?(?P<a>{_N})\s?(?P<months>年|个月))"
    rf"|(?P<runs>(?:连续(?:支持|资助|补贴|补助|奖励|给予|扶持|发放|享受|补)?|为期|分|前|最长|"
    rf"最多)(?:最长|最多)?(?:不超过)?\s?(?P<b>{_N})\s?(?:个)?年(?!度|期|级|龄|以|保持|实现|达到|达标|盈利|纳税|增长|不合格|在规|被))"
    rf"|(?P<total>累计(?:支持|补助|补贴|奖励|资助|享受|扶持)?(?:期限|时间)?(?:最长|最多)?不超过\s?(?P<e>{_N})\s?个?年(?!度|期|级|龄|以))"
    rf"|(?P<paid>(?:发放|享受|最长(?:贴息|补贴|补助|支持|资助|奖励|享受|不超过)?)\s?(?P<f>{_N})\s?(?:年(?!度|期|级|龄|内|以)|(?P<by_month>个月)))"
    rf"|(?P<each>(?P<c>{_N})年(?:内)?(?=,?每年))"
    rf"|(?P<given>(?:给予|享受|予以)[^,;]{{0,8}}?(?P<d>{_N})年(?:的)?(?:[一-龥]{{0,4}}(?:奖励|补助|"
    rf"补贴|资助|支持)|(?=\d{{1,3}}%)))"
)
# 前三年给予80%,后两年给予50%: two grades, no number of years.
_THEN_OTHER: Final = re.compile(r"后[一二两三四五\d]年")
# 单个项目贴息总额不超过200万元: the sum of all years.
_OF_ALL: Final = re.compile(r"总额|累计|合计")
_NEXT: Final = re.compile(r"[、和及]\s?[一-龥]{0,4}")
_SPREAD: Final = re.compile(r"拨付|兑付|兑现|支付|发放|给付|付清|到位")
_YEARLY_WORDS: Final = re.compile(r"每年|年度|(?<![一二三四五两\d])年(?=贴息|补贴|补助)")
_YEARLY: Final = re.compile(
    r"每年|(?<![一二三四五两\d])年(?=贴息|补贴|补助)|每月|每人年|年度|/年|每季|按年|逐年"
)


@dataclass(frozen=True, slots=True)
class YearsPaid:
    """lasts: said as a term (期限2年), which holds for all shares and yearly sums of its clause group."""

    span: Span
    count: int
    lasts: bool


def find_years(folded: str, sentence: Span) -> list[YearsPaid]:
    found: list[YearsPaid] = []
    for match in _YEARS.finditer(folded, *sentence):
        try:
            count = int(
                parse_number(match["a"] or match["b"] or match["c"] or match["d"] or match["e"] or match["f"])
            )
        except ValueError:
            continue
        if "个月" in (match["months"], match["by_month"]):
            if count % 12:
                continue
            count //= 12
        if (
            match["runs"]
            and match["runs"].startswith("前")
            and _THEN_OTHER.search(folded, match.end(), sentence.end)
        ):
            continue
        lasts = any(match[said] is not None for said in ("lasts", "given", "total", "paid"))
        found.append(YearsPaid(Span(*match.span()), count, lasts))
    return found


def with_years(
    folded: str, sentence: Span, amounts: Iterable[Amount], years: list[YearsPaid]
) -> tuple[list[Amount], list[Span]]:
    """The amounts with the years they are paid for, and where those are said.

    A number of years holds for what directly follows it (连续三年每年给予A), and for yearly sums before it in
    the same part of the sentence (每年A,连续2年); a semicolon ends it.
    """
    result: list[Amount] = []
    said: list[Span] = []
    paid = list(amounts)
    for amount in paid:
        held = next((one for one in years if _holds(folded, sentence, amount, one)), None)
        if held and amount.kind == "per" and not _is_yearly(folded, sentence, amount):
            # 给予单位10万元、本人每年12万元,资助期3年: the years are said of what is paid yearly.
            between = (one for one in paid if amount.span.end <= one.span.start < held.span.start)
            if any(_is_yearly(folded, sentence, one) for one in between):
                held = None
        result.append(replace(amount, years=held.count) if held else amount)
        said.extend([held.span] if held else [])
    return list(_shared(folded, result)), said


def _shared(folded: str, amounts: list[Amount]) -> Iterable[Amount]:
    """The amounts, those of one list (10%、8%; 博士20万元、硕士8万元) for as many years as its first."""
    before: Amount | None = None
    for amount in amounts:
        goes_on = before is not None and _NEXT.fullmatch(folded, before.span.end, amount.span.start)
        if before and goes_on and amount.years is None and amount.kind == before.kind:
            amount = replace(amount, years=before.years)
        yield amount
        before = amount


def _holds(folded: str, sentence: Span, amount: Amount, years: YearsPaid) -> bool:
    if years.span.end <= amount.span.start:
        between = folded[years.span.end : amount.span.start]
        if (
            len(between) > 60
            or _OF_ALL.search(between)
            or "(" in between
            or "年" in _YEARLY_WORDS.sub("", between)
            or ";" in between
            or "。" in between
        ):
            return False
        if amount.kind in ("rate", "floor") and re.fullmatch(r"[^,]*(?:,每年[^,]*)?", between):
            return True
        if years.lasts and amount.kind == "cap" and not _is_yearly(folded, sentence, amount):
            return False
        return re.fullmatch(r"[,、]?[^,;]*", between) is not None and "最高" not in between
    if ";" in folded[amount.span.end : years.span.start] or years.span.start < amount.span.end:
        # 每年50万元连续3年 may stand inside the words of the amount itself.
        return amount.span.start <= years.span.start < amount.span.end
    if amount.kind == "fixed" or _is_once(folded, sentence, amount):
        return False
    if _SPREAD.match(folded, years.span.end) and folded.startswith("分", years.span.start):
        return True
    if amount.kind == "cap" and years.span.start - amount.span.end > 40:
        return False
    return years.lasts or amount.kind == "per" or _is_yearly(folded, sentence, amount)


def _is_once(folded: str, sentence: Span, amount: Amount) -> bool:
    """Whether the clause of an amount says that it is paid once: 每条给予一次性补贴40万元."""
    start = max(sentence.start, amount.span.start - 24)
    start = max(start, folded.rfind(",", start, amount.span.start) + 1)
    return "一次性" in folded[start : amount.span.end]


def _is_yearly(folded: str, sentence: Span, amount: Amount) -> bool:
    """Whether the clause of an amount says that it is paid by the year or the month."""
    start = max(sentence.start, amount.span.start - 24)
    start = max(
        start,
        folded.rfind(",", start, amount.span.start) + 1,
        folded.rfind("、", start, amount.span.start) + 1,
    )
    return _YEARLY.search(folded, start, amount.span.end) is not None
