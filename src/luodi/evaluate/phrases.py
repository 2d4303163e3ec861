"""Values, bounds and gaps as people write them: the figures here, the words from whoever says them.

The engine says them in Chinese (``words``), the platform in the language of its screens, so the words are
handed in. A unit says how a figure is written: ``比例`` holds 0.03 and is written 3%, ``%`` holds 3 and is
written 3%, ``元`` is written in 万元 or 亿元 where that is shorter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from luodi.evaluate.temporal import Date, DateTime, DayTimeDuration, YearMonthDuration
from luodi.evaluate.temporal_text import format_date
from luodi.evaluate.values import NUMBERS, Value, format_number, format_value
from luodi.feel import ast

# The unit of a share of one: 0.03 is 3%.
SHARE: Final = "比例"
_PERCENT: Final = ("%", "‰")
_SCALES: Final = ((Decimal(10**8), "亿元"), (Decimal(10**4), "万元"))
_NUMBER_OPS: Final = {
    ">=": "不低于 %(bound)s",
    ">": "高于 %(bound)s",
    "<=": "不超过 %(bound)s",
    "<": "低于 %(bound)s",
    "=": "为 %(bound)s",
    "!=": "不是 %(bound)s",
}
_DATE_OPS: Final = {
    ">=": "不早于 %(bound)s",
    ">": "晚于 %(bound)s",
    "<=": "不晚于 %(bound)s",
    "<": "早于 %(bound)s",
}
_DURATION_OPS: Final = {">=": "不短于 %(bound)s", ">": "长于 %(bound)s", "<": "短于 %(bound)s"}
_PARTS: Final = {
    "Y": "%(number)s 年",
    "M": "%(number)s 个月",
    "D": "%(number)s 天",
    "H": "%(number)s 小时",
    "m": "%(number)s 分",
    "S": "%(number)s 秒",
}


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words around figures; templates take %(bound)s, %(number)s or %(text)s. Default: Chinese sentences.

    date_ops, duration_ops: where they differ from ops.
    """

    yes: str = "是"
    no: str = "否"
    empty: str = "未填"
    nothing: str = "无"
    text: str = "“%(text)s”"
    points: str = "%(number)s 个百分点"
    negative: str = "负 "
    between_items: str = "、"
    between_entries: str = "，"
    entry: str = "%(name)s %(value)s"
    ops: Mapping[str, str] = field(default_factory=lambda: _NUMBER_OPS)
    date_ops: Mapping[str, str] = field(default_factory=lambda: _DATE_OPS)
    duration_ops: Mapping[str, str] = field(default_factory=lambda: _DURATION_OPS)
    parts: Mapping[str, str] = field(default_factory=lambda: _PARTS)

    def number(self, number: Decimal, unit: str = "") -> str:
        """``2.6%``, ``500 万元``, ``1,234,567.89 元``."""
        if unit == SHARE:
            number, unit = NUMBERS.multiply(number, Decimal(100)), "%"
        if unit == "元":
            for size, name in _SCALES:
                scaled = NUMBERS.divide(number, size)
                # Only where it shortens: 1,234,567 元 stays as it is.
                if abs(number) >= size and len(format_number(scaled)) < len(format_number(number)):
                    return f"{_grouped(scaled)} {name}"
        text = _grouped(number)
        return f"{text}{unit}" if unit in _PERCENT else f"{text} {unit}".rstrip()

    def duration(self, value: YearMonthDuration | DayTimeDuration) -> str:
        """``2 年 6 个月``."""
        years = isinstance(value, YearMonthDuration)
        names = "YM" if years else "DHmS"
        counts: list[Decimal] = [Decimal(abs(each)) for each in value.parts]
        if not years:
            counts = [*counts[:3], counts[3] + counts[4] / 10**9]
        said = [
            self.parts[name] % {"number": format_number(count)}
            for name, count in zip(names, counts, strict=True)
            if count
        ]
        smallest = self.parts["M" if years else "D"] % {"number": "0"}
        return (self.negative if min(value.parts) < 0 else "") + (" ".join(said) or smallest)

    def value(self, value: Value, unit: str = "") -> str:
        """A value: 2.6%, 500 万元, 2026-03-01, 是, “高新”."""
        match value:
            case None:
                return self.empty
            case bool():
                return self.yes if value else self.no
            case Decimal():
                return self.number(value, unit)
            case str():
                return self.text % {"text": value}
            case YearMonthDuration() | DayTimeDuration():
                return self.duration(value)
            case list():
                return self.between_items.join(self.value(item, unit) for item in value) or self.nothing
            case dict():
                return self.between_entries.join(
                    self.entry % {"name": name, "value": self.value(item, unit)}
                    for name, item in value.items()
                )
            case DateTime(date, time) if not time.nanos:
                return format_date(date)
        return format_value(value)

    def gap(self, gap: Value, unit: str = "") -> str:
        """How much is lacking: 0.4 个百分点, 20 万元, 10 天."""
        if isinstance(gap, Decimal) and unit in (SHARE, "%"):
            points = NUMBERS.multiply(gap, Decimal(100)) if unit == SHARE else gap
            return self.points % {"number": format_number(points)}
        return self.value(gap, unit)

    def comparison(self, op: str, bound: Value, unit: str = "") -> str:
        """``>= 0.03`` as 不低于 3%."""
        return self._op(op, bound) % {"bound": self.value(bound, unit)}

    def _op(self, op: str, bound: Value) -> str:
        if isinstance(bound, (Date, DateTime)) and op in self.date_ops:
            return self.date_ops[op]
        if isinstance(bound, (DayTimeDuration, YearMonthDuration)) and op in self.duration_ops:
            return self.duration_ops[op]
        return self.ops[op]


def bounds_of(
    test: ast.RangeLiteral | ast.UnaryComparison,
) -> tuple[tuple[str, ast.Expression], ...]:
    """The comparisons that a range or a comparison asks for: sign and bound, the lower one first."""
    if isinstance(test, ast.UnaryComparison):
        return ((test.op, test.operand),)
    ends = (
        (">=" if test.start_included else ">", test.start),
        ("<=" if test.end_included else "<", test.end),
    )
    return tuple((op, end) for op, end in ends if end is not None)


def _grouped(number: Decimal) -> str:
    """With marks between thousands."""
    text = format_number(number)
    whole, point, rest = text.partition(".")
    if "e" in text.lower():
        return text
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-') or '0'):,}{point}{rest}"
