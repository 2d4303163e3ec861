"""FEEL as people read it: conditions, results and values in Chinese."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi.dmn.hit_policy import Aggregation, HitPolicy
from luodi.dmn.model import Definitions
from luodi.evaluate.phrases import Phrases, bounds_of
from luodi.evaluate.values import Value
from luodi.feel import ast
from luodi.feel.parser import parse_expression, parse_unary_tests
from luodi.feel.written import unit_of_label
from luodi.review.check_constants import is_constant, value_of

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
_PARTS: Final = {
    "Y": gettext_lazy("%(number)s 年"),
    "M": gettext_lazy("%(number)s 个月"),
    "D": gettext_lazy("%(number)s 天"),
    "H": gettext_lazy("%(number)s 小时"),
    "m": gettext_lazy("%(number)s 分"),
    "S": gettext_lazy("%(number)s 秒"),
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


def type_words(reference: str | None, definitions: Definitions | None = None) -> str:
    """A type's name in words; "" for none.

    A type of the model that only narrows another one is said as that one: people know 数值, not its name.
    """
    name = (reference or "").rpartition(":")[2].strip()
    if definitions is not None:
        name = _plain_types(definitions).get(name, name)
    return str(TYPE_WORDS.get(name, name))


def allowed_of(reference: str | None, definitions: Definitions, unit: str = "") -> str:
    """The values that a type of the model allows, in words; "" for all."""
    name = (reference or "").rpartition(":")[2].strip()
    tests = next((each.allowed_values for each in definitions.item_definitions if each.name == name), None)
    return condition_words(tests.text, unit) if tests is not None and tests.text.strip() else ""


def _plain_types(definitions: Definitions) -> dict[str, str]:
    """By name of a type, the built-in one that it narrows, for those that do."""
    above = {
        each.name: (each.type_ref or "").rpartition(":")[2].strip()
        for each in definitions.item_definitions
        if not each.components and not each.is_collection and each.function is None
    }
    found = {}
    for name in above:
        plain, seen = name, set[str]()
        while plain in above and plain not in seen:
            seen.add(plain)
            plain = above[plain]
        if plain in TYPE_WORDS:
            found[name] = plain
    return found


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
    said = [_test(each, unit, _phrases()) for each in node.tests]
    if any(each is None for each in said):
        return text
    words = _("或").join(each for each in said if each is not None)
    return _("不是 %(words)s") % {"words": words} if node.negated else words


def _test(test: ast.Test, unit: str, said: Phrases) -> str | None:
    """A test in words; None where it is more than constants."""
    if isinstance(test, (ast.UnaryComparison, ast.RangeLiteral)):
        bounds = bounds_of(test)
        if not all(is_constant(bound) for _op, bound in bounds):
            return None
        if len(bounds) == 2:
            return _range(test, [said.value(value_of(bound), unit) for _op, bound in bounds])
        [(op, bound)] = bounds
        return said.comparison(op, value_of(bound), unit)
    return said.value(value_of(test), unit) if is_constant(test) else None


def _range(test: ast.UnaryComparison | ast.RangeLiteral, ends: list[str]) -> str:
    kind = (getattr(test, "start_included", True), getattr(test, "end_included", True))
    words = {
        (True, True): _("%(low)s 至 %(high)s"),
        (True, False): _("%(low)s 以上、不足 %(high)s"),
        (False, True): _("超过 %(low)s、至 %(high)s"),
        (False, False): _("超过 %(low)s、不足 %(high)s"),
    }[kind]
    return words % {"low": ends[0], "high": ends[1]}


def result_words(text: str, unit: str = "") -> str:
    """A result's text in words; the text itself where it is a formula."""
    parsed = parse_expression(text)
    if parsed.diagnostics or not text.strip() or not is_constant(parsed.node):
        return text
    return value_words(value_of(parsed.node), unit)


_ITEM = re.compile(r"\[([0-9]+)\]\.?")


def input_words(name: str) -> str:
    """What is missing as people say it: the third contract's sum for an entry of a list's third item."""

    def item(found: re.Match[str]) -> str:
        words = _("第 %(number)s 条的") if found.group().endswith(".") else _("第 %(number)s 条")
        return words % {"number": found.group(1)}

    return _ITEM.sub(item, name)


def value_words(value: Value, unit: str = "") -> str:
    """A value as people write it; an empty one says so."""
    return _phrases().value(value, unit)


def number_words(number: Decimal, unit: str = "") -> str:
    """``500 万元``, ``3%``; marks between thousands."""
    return _phrases().number(number, unit)


def gap_words(gap: Value, unit: str = "") -> str:
    """How much is lacking: ``0.4 个百分点``, ``30 万元``, ``2 个月``."""
    return _phrases().gap(gap, unit)


def _phrases() -> Phrases:
    """The engine's figures with the words of the screen's language."""
    return Phrases(
        yes=_("是"),
        no=_("否"),
        empty=_("空"),
        nothing=_("没有"),
        text="%(text)s",
        points=f"%(number)s {_('个百分点')}",
        negative=_("负 "),
        between_items=_("、"),
        between_entries=_("；"),
        entry=_("%(name)s：%(value)s"),
        ops={op: str(words) for op, words in _OPS.items()},
        date_ops={op: str(words) for op, words in _DATE_OPS.items()},
        duration_ops={},
        parts={name: str(words) for name, words in _PARTS.items()},
    )
