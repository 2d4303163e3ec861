"""FEEL as people read it: conditions, results and values in Chinese."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi.dmn.hit_policy import Aggregation, HitPolicy
from luodi.dmn.plain import unit_of_label
from luodi.evaluate import format_value
from luodi.evaluate.temporal import DayTimeDuration, YearMonthDuration
from luodi.evaluate.values import Range, Value, format_number
from luodi.feel import ast
from luodi.feel.parser import parse_expression, parse_unary_tests

# Percentages differ by percentage points.
_POINTS: Final = {"%": gettext_lazy("个百分点")}
_OPS: Final = {
    ">=": gettext_lazy("不低于 %(bound)s"),
    ">": gettext_lazy("高于 %(bound)s"),
    "<=": gettext_lazy("不高于 %(bound)s"),
    "<": gettext_lazy("低于 %(bound)s"),
    "=": gettext_lazy("%(bound)s"),
    "!=": gettext_lazy("不是 %(bound)s"),
}
_DATE_OPS: Final = {
    ">=": gettext_lazy("不早于 %(bound)s"),
    ">": gettext_lazy("晚于 %(bound)s"),
    "<=": gettext_lazy("不晚于 %(bound)s"),
    "<": gettext_lazy("早于 %(bound)s"),
}
POLICY_WORDS: Final = {
    (HitPolicy.UNIQUE, None): (gettext_lazy("唯一"), gettext_lazy("每种情形只能有一条规则成立。")),
    (HitPolicy.ANY, None): (
        gettext_lazy("结果一致"),
        gettext_lazy("可以有几条规则同时成立，但结果必须相同。"),
    ),
    (HitPolicy.PRIORITY, None): (
        gettext_lazy("按结果优先"),
        gettext_lazy("几条规则成立时，取允许值里排在最前的结果。"),
    ),
    (HitPolicy.FIRST, None): (
        gettext_lazy("优先顺序"),
        gettext_lazy("从上往下看，取第一条成立的规则。"),
    ),
    (HitPolicy.RULE_ORDER, None): (
        gettext_lazy("全部列出（按规则顺序）"),
        gettext_lazy("成立的规则各给一个结果，按规则顺序排列。"),
    ),
    (HitPolicy.OUTPUT_ORDER, None): (
        gettext_lazy("全部列出（按结果优先）"),
        gettext_lazy("成立的规则各给一个结果，按允许值的顺序排列。"),
    ),
    (HitPolicy.COLLECT, None): (
        gettext_lazy("全部列出"),
        gettext_lazy("成立的规则各给一个结果。"),
    ),
    (HitPolicy.COLLECT, Aggregation.SUM): (
        gettext_lazy("可叠加"),
        gettext_lazy("成立的规则，结果相加。"),
    ),
    (HitPolicy.COLLECT, Aggregation.MAX): (
        gettext_lazy("就高不重复"),
        gettext_lazy("几条规则成立时，只取最高的一个结果。"),
    ),
    (HitPolicy.COLLECT, Aggregation.MIN): (
        gettext_lazy("就低"),
        gettext_lazy("几条规则成立时，只取最低的一个结果。"),
    ),
    (HitPolicy.COLLECT, Aggregation.COUNT): (
        gettext_lazy("计数"),
        gettext_lazy("结果是成立的规则有几条。"),
    ),
}
TYPE_WORDS: Final = {
    "number": gettext_lazy("数值"),
    "string": gettext_lazy("文本"),
    "boolean": gettext_lazy("是或否"),
    "date": gettext_lazy("日期"),
    "time": gettext_lazy("时间"),
    "date and time": gettext_lazy("日期时间"),
    "dateTime": gettext_lazy("日期时间"),
    "years and months duration": gettext_lazy("时长（年、月）"),
    "yearMonthDuration": gettext_lazy("时长（年、月）"),
    "days and time duration": gettext_lazy("时长（天、时、分）"),
    "dayTimeDuration": gettext_lazy("时长（天、时、分）"),
}


def type_words(reference: str | None) -> str:
    """A type's name in words; a type of the model by its own name, "" for none."""
    name = (reference or "").rpartition(":")[2].strip()
    return str(TYPE_WORDS.get(name, name))


def unit_for(label: str | None, name: str | None, units: dict[str, str]) -> str:
    """The unit of a column or an input: in brackets in its label, else the dictionary's; "" for none."""
    unit = unit_of_label(label)
    if unit is None:
        unit = units.get((name or "").strip(), "")
    return unit


def bare_label(label: str) -> str:
    """A label without the unit at its end, for sentences in which the figures carry it."""
    unit = unit_of_label(label)
    return label if unit is None else label[: label.rfind(unit) - 1].rstrip()


def condition_words(text: str, unit: str = "") -> str:
    """A cell's condition in words; the text itself where it is more than constants."""
    parsed = parse_unary_tests(text)
    if parsed.diagnostics:
        return text
    node = parsed.node
    if node.any:
        return _("不限")
    said = [_test(each, unit, text) for each in node.tests]
    if any(each is None for each in said):
        return text
    words = _("或").join(each for each in said if each is not None)
    return _("不是 %(words)s") % {"words": words} if node.negated else words


def _test(test: ast.Test, unit: str, text: str) -> str | None:
    if isinstance(test, ast.UnaryComparison):
        bound = _constant(test.operand, unit)
        if bound is None:
            return None
        ops = _DATE_OPS if isinstance(test.operand, (ast.AtLiteral, ast.Call)) else _OPS
        return str(ops.get(test.op, _OPS[test.op])) % {"bound": bound}
    if isinstance(test, ast.RangeLiteral):
        return _range(test, unit)
    return _constant(test, unit)


def _range(test: ast.RangeLiteral, unit: str) -> str | None:
    low = _constant(test.start, unit) if test.start is not None else None
    high = _constant(test.end, unit) if test.end is not None else None
    if low is None or high is None:
        return None
    kind = (test.start_included, test.end_included)
    words = {
        (True, True): _("%(low)s 至 %(high)s"),
        (True, False): _("%(low)s 以上、不足 %(high)s"),
        (False, True): _("超过 %(low)s、至 %(high)s"),
        (False, False): _("超过 %(low)s、不足 %(high)s"),
    }[kind]
    return words % {"low": low, "high": high}


def _constant(node: ast.Expression, unit: str) -> str | None:
    """A constant in words; None for anything else."""
    match node:
        case ast.Number():
            return number_words(node.value, unit)
        case ast.Negate(operand=ast.Number() as number):
            return number_words(-number.value, unit)
        case ast.String():
            return node.value
        case ast.Boolean():
            return _("是") if node.value else _("否")
        case ast.AtLiteral():
            return node.text
        case ast.Null():
            return _("空")
        case ast.Call(function=ast.Name(name="date"), arguments=(ast.Argument(value=ast.String() as day),)):
            return day.value
    return None


def result_words(text: str, unit: str = "") -> str:
    """A result's text in words; the text itself where it is a formula."""
    parsed = parse_expression(text)
    if parsed.diagnostics or not text.strip():
        return text
    return _constant(parsed.node, unit) or text


def number_words(number: Decimal, unit: str = "") -> str:
    """``1,200 万元``, ``3%``: marks between thousands, the unit behind."""
    whole, point, rest = format_number(number).partition(".")
    sign = "-" if whole.startswith("-") else ""
    digits = f"{int(whole or '0'):,}" if "e" not in whole.lower() else whole
    text = f"{digits if digits.startswith('-') or not sign else sign + digits}{point}{rest}"
    if not unit:
        return text
    return f"{text}{unit}" if unit in ("%", "‰") else f"{text} {unit}"


def gap_words(gap: Value, unit: str = "") -> str:
    """How much is lacking: ``0.4 个百分点``, ``30 万元``, ``2 个月``."""
    if isinstance(gap, Decimal) and unit in _POINTS:
        return f"{number_words(gap)} {_POINTS[unit]}"
    return value_words(gap, unit)


def value_words(value: Value, unit: str = "") -> str:
    """A value as people write it; an empty one says so."""
    match value:
        case None:
            return _("空")
        case bool():
            return _("是") if value else _("否")
        case Decimal():
            return number_words(value, unit)
        case str():
            return value
        case list():
            return "、".join(value_words(each, unit) for each in value) or _("没有")
        case dict():
            return "；".join(f"{key}：{value_words(each)}" for key, each in value.items())
        case YearMonthDuration() | DayTimeDuration():
            return duration_words(format_value(value))
        case Range():
            return format_value(value)
    return format_value(value)


_PARTS: Final[dict[str, Callable[[str], str]]] = {
    "Y": lambda number: _("%(number)s 年") % {"number": number},
    "M": lambda number: _("%(number)s 个月") % {"number": number},
    "D": lambda number: _("%(number)s 天") % {"number": number},
    "H": lambda number: _("%(number)s 小时") % {"number": number},
    "m": lambda number: _("%(number)s 分") % {"number": number},
    "S": lambda number: _("%(number)s 秒") % {"number": number},
}


def duration_words(text: str) -> str:
    """``P2Y6M`` as ``2 年 6 个月``; a text that is none as it is."""
    sign = _("负 ") if text.startswith("-") else ""
    body = text.lstrip("-")
    if not body.startswith("P"):
        return text
    days, _t, time = body[1:].partition("T")
    words, number = [], ""
    for char in days + time.replace("M", "m"):
        if char in _PARTS:
            words.append(_PARTS[char](number))
            number = ""
        else:
            number += char
    return sign + " ".join(words) if words else text
