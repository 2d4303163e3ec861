"""Figures with their units, ranges read as such: 500万元, 20—40万元, 15%, 3周, 8—10家, 三分之一."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from luodi.facts.numbers import ALL_SCALES, ARABIC, HAN, SCALE, parse_number
from luodi.source import Span

Measure = Literal["money", "percent", "ratio", "times", "time", "count", "bare"]

_MONEY: Final = {"元": "元", "元人民币": "元", "人民币": "元", "美元": "美元"}
_TIME: Final = {
    "个工作日": "工作日",
    "工作日": "工作日",
    "个自然日": "日",
    "自然日": "日",
    "日": "日",
    "天": "天",
    "周": "周",
    "个星期": "周",
    "个月": "月",
    "月": "月",
    "个季度": "季度",
    "季度": "季度",
    "年": "年",
    "个年度": "年",
    "小时": "小时",
    "个小时": "小时",
    "分钟": "分钟",
}
# What policies count. A measure word before a noun: 30个场景, 5家企业, 600颗卫星.
_COUNTED: Final = """
个百分点 平方公里 平方千米 万千瓦时 千瓦时 兆瓦时 立方米 平方米 万千瓦 千瓦 兆瓦 吉瓦 公里 千米 公顷
公斤 千克 毫克 微克 克 千克标准煤 吨标准煤 克标准煤 秒 毫秒 微秒 斤
毫米 厘米 微米 纳米 人次 场次 间夜 吨公里 ㎡ m² 列 管 羽 班 间 盏 台套 台(套) 车次 架次 批次
标箱 周岁 家次 班次 课时 学时 款次 亩 吨 米 家 个 项 件 名 人 位 台 套 颗 枚 发 种 款 例 场 次 所 条 处
座 户 支 只 批 类 门 期 篇 部 本 岁 辆 艘 架 头 届 张 间 幢 栋 层 段 片 对 组 路 册 集 档 级 席 团 份
根 棒 尾 箱 块 航次 口
眼 株 棵 户次 件次 亩次 倍频 床 分 /10万 GW MW KW kW TB PB EB EFLOPS PFLOPS Tops TOPS EFlops PFlops P E
"""
_UNITS: Final = sorted({*_MONEY, *_TIME, *_COUNTED.split(), "%", "‰", "个点", "倍"}, key=len, reverse=True)
# 同一部门, 同一人员, 同一项目: they begin a noun and count nothing.
# 80分以上 is a score; 三分天下, 十分重要 and 5分钟 are none.
_NOUNS: Final = {
    "部": "[门委署位]",
    "人": "员",
    "项": "目(?!标)",
    "期": "限",
    "口": "[岸径号语碑腔味]",
    "分": "(?!及?以[上下]|的?[,;。)]|$).",
}
_UNIT: Final = "|".join(
    re.escape(unit) + (rf"(?!{_NOUNS[unit]})" if unit in _NOUNS else "") for unit in _UNITS
)
# 28微克/立方米, 120万吨/日: what a measure is by belongs to its unit; 元/吨 is read as a sum and by what.
_BY: Final = (
    r"(?:(?<=[克吨米里斤煤个人辆张秒次株])/(?:立方米|平方米|平方公里|千瓦时|百公里|公里|小时|万人|千人|"
    r"百人|万元|亩|升|日|天))?"
)
_MEASURE: Final = rf"(?:{_UNIT}){_BY}"
# 平均、左右 and the like may stand between a number and its unit in 20余家, 100多项, 3000多万元.
_ABOUT: Final = r"[余多]?"
_NUMBER: Final = rf"(?:{ARABIC}|{HAN})"
_FIGURE: Final = re.compile(
    rf"""
    (?<![\d.A-Za-z第+]) (?<![\dA-Za-z]-)
    (?P<low>{_NUMBER}) \s? {_ABOUT} (?P<low_scale>{SCALE})? {_ABOUT} (?P<low_unit>{_MEASURE})? \s?
    (?:(?:-{{1,2}}|至|到) \s? (?P<high>{_NUMBER}) \s? (?P<high_scale>{SCALE})? (?P<high_unit>{_MEASURE})?)?
    """,
    re.VERBOSE,
)
_RATIO: Final = re.compile(r"(?<![\d:.])(\d{1,4}(?:\.\d{1,4})?)\s?:\s?(\d{1,4}(?:\.\d{1,4})?)(?![\d:])")
_PERCENT_HAN: Final = re.compile(rf"百分之({HAN}|{ARABIC})(?:至百分之({HAN}|{ARABIC}))?")
_SHARE: Final = re.compile(rf"({HAN}|\d{{1,4}}|[千万])分之({HAN}|\d{{1,4}})")
# 七成半 is 75%; 三成员, 一成果 are no shares.
_TENTHS: Final = re.compile(
    r"(?<![一二三四五六七八九十百千万第])([一二两三四五六七八九])成(半|[一二三四五六七八九](?=[,。;、以左的]|$))?(?![员本立为果品长熟都功绩片型分就效交])"
)
_HALF: Final = re.compile(r"半数|一半")
# 百项, 千家, 万亿元: the scale is the number.
_SCALE_ALONE: Final = re.compile(
    rf"(?<![\d一二三四五六七八九十百千万亿余多几数.每])(?P<scale>百亿|千亿|万亿|百万|千万|百|千|万|"
    rf"亿)(?P<unit>{_UNIT})"
)
# A text without any of these holds no figure; a look for them is cheaper than reading for each kind.
_SIGN: Final = re.compile(r"[\d一二两三四五六七八九十百千万亿半廿卅〇]")
# Words that contain a figure and are none: 3D打印, 1+4, 5A级, 6G; 一体, 三区联动, 双一流.
_GLUED: Final = re.compile(r"[A-Za-z+]")
_LISTED: Final = re.compile(r"[、和或及]\s?")
_HAN_NUMBER: Final = re.compile(rf"(?:{HAN})")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure of a text, scale applied.

    value: yuan, dollars, percent as written, or the count; the lower end of a range. high: the upper end;
    None where it is no range. unit: 元 or 美元 for money, else as written without 个 before a unit of time.
    is_han: written in Chinese numerals.
    """

    span: Span
    value: Decimal
    unit: str
    measure: Measure
    high: Decimal | None = None
    is_han: bool = False


def find_quantities(folded: str, span: Span) -> list[Quantity]:
    """The figures of ``folded[span]`` in reading order; those without a unit too (``bare``)."""
    found: list[Quantity] = []
    taken = span.start
    for quantity in sorted(_all(folded, span), key=lambda one: (one.span.start, -one.span.end)):
        if quantity.span.start >= taken:
            found.append(quantity)
            taken = quantity.span.end
    return _with_units(folded, found)


def _with_units(folded: str, found: list[Quantity]) -> list[Quantity]:
    """10万、5万、2万元: the unit of a list's last sum is that of the others."""
    for at in range(len(found) - 2, -1, -1):
        one, following = found[at], found[at + 1]
        if one.measure != "bare" or following.measure != "money" or one.value < 100:
            continue
        if _LISTED.fullmatch(folded, one.span.end, following.span.start):
            found[at] = replace(one, unit=following.unit, measure="money")
    return found


def _shares(folded: str, start: int, end: int) -> Iterator[Quantity]:
    """百分之七十, 七成, 半数, 三分之一: each looked for where its own character stands."""
    parts = folded.find("分之", start, end) >= 0
    for match in _PERCENT_HAN.finditer(folded, start, end) if parts else ():
        high = parse_number(match[2]) if match[2] else None
        yield Quantity(Span(*match.span()), parse_number(match[1]), "%", "percent", high, True)
    for match in _TENTHS.finditer(folded, start, end) if folded.find("成", start, end) >= 0 else ():
        value = parse_number(match[1]) * 10 + (
            5 if match[2] == "半" else parse_number(match[2]) if match[2] else 0
        )
        yield Quantity(Span(*match.span()), value, "%", "percent", None, True)
    for match in _HALF.finditer(folded, start, end) if folded.find("半", start, end) >= 0 else ():
        yield Quantity(Span(*match.span()), Decimal("0.5"), "比例", "ratio", None, True)
    for match in _SHARE.finditer(folded, start, end) if parts else ():
        if match[1] != "百" and (whole := parse_number(match[1])):
            yield Quantity(Span(*match.span()), parse_number(match[2]) / whole, "比例", "ratio", None, True)


def _all(folded: str, span: Span) -> Iterator[Quantity]:
    start, end = span
    if not _SIGN.search(folded, start, end):
        return
    yield from _shares(folded, start, end)
    for match in _RATIO.finditer(folded, start, end) if folded.find(":", start, end) >= 0 else ():
        first, second = Decimal(match[1]), Decimal(match[2])
        if first and second and not re.match(r"[:\d]", folded[match.end() : match.end() + 1]):
            # 1:0.5 is a half, 2:1 is twice.
            value = first / second if second == 1 else second / first
            yield Quantity(Span(*match.span()), value, "比例", "ratio")
    for match in _SCALE_ALONE.finditer(folded, start, end):
        unit, measure = _unit(match["unit"])
        # 以万元为单位 names a unit; 千亿级产业链, 亿元以上项目 a size.
        if unit == "级" or (measure == "money" and ALL_SCALES[match["scale"]] < 10**8):
            continue
        yield Quantity(Span(*match.span()), Decimal(ALL_SCALES[match["scale"]]), unit, measure, None, True)
    at = start
    while figure := _FIGURE.search(folded, at, end):
        at = figure.end()
        quantity = _figure(folded, figure)
        if quantity is not None:
            at = quantity.span.end
            yield quantity


def _figure(folded: str, match: re.Match[str]) -> Quantity | None:
    low_unit, high_unit = match["low_unit"], match["high_unit"]
    is_range = match["high"] is not None and bool(high_unit)
    # 2021-2025年: years, not a range of counts; left to the deadlines.
    if is_range and high_unit == "年" and len(match["high"]) == 4:
        return None
    end = match.end("high_unit") if is_range else match.end("low_unit")
    if not is_range and low_unit is None:
        end = max(match.end("low"), match.end("low_scale"))
    if is_range and low_unit and _unit(low_unit)[0] != _unit(high_unit)[0]:
        is_range, end = False, match.end("low_unit")
    unit_words = (high_unit if is_range else low_unit) or ""
    if not unit_words and _GLUED.match(folded[end : end + 1]):
        return None
    try:
        low = parse_number(match["low"])
        high = parse_number(match["high"]) if is_range else None
    except (ValueError, ArithmeticError, KeyError):
        return None
    low_scale = match["low_scale"] or ""
    if is_range and not low_scale and not low_unit:
        low_scale = match["high_scale"] or ""
    low *= ALL_SCALES[low_scale]
    if high is not None:
        high *= ALL_SCALES[match["high_scale"] or ""]
        if high <= low:
            return None
    unit, measure = _unit(unit_words)
    # 五百亿级产业链, 千万级: how large something is.
    if unit == "级" and low >= 10**4:
        return None
    if unit == "年" and measure == "time" and len(match["low"]) == 4 and low > 1900 and not low_scale:
        return None
    start = match.start("low")
    # 每百户, 每千名: what something is counted by.
    if folded[max(0, start - 1) : start] == "每" and match["low"] in ("十", "百", "千", "万"):
        return None
    is_han = _HAN_NUMBER.fullmatch(match["low"]) is not None
    return Quantity(Span(start, end), low, unit, measure, high, is_han)


def _unit(words: str) -> tuple[str, Measure]:
    if words in _MONEY:
        return _MONEY[words], "money"
    if words in _TIME:
        return _TIME[words], "time"
    if words in ("%", "‰"):
        return words, "percent"
    if words == "倍":
        return "倍", "times"
    # Full width again, as the text has it.
    return words.replace("(", "（").replace(")", "）"), "count" if words else "bare"
