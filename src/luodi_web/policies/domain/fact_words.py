"""A fact in the words an officer reads: 最高 500 万元, 截止 2025-12-31, 牵头单位 省科技厅."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from luodi_web.policies.domain.fact_values import Values, plain_decimal
from luodi_web.policies.enums import FactKind

_WAN, _YI = Decimal(10_000), Decimal(100_000_000)
# Units that sums are kept in.
CURRENCIES = ("元", "美元")

UNIT_ROLES = {"lead": gettext_lazy("牵头单位"), "joint": gettext_lazy("配合单位")}
DEADLINE_KINDS = {
    "by": gettext_lazy("截止某日"),
    "from": gettext_lazy("自某日起"),
    "within": gettext_lazy("某事之后多久以内"),
    "every": gettext_lazy("定期"),
    "period": gettext_lazy("一段期间"),
    "ongoing": gettext_lazy("长期"),
}
TERM_UNITS = {
    "日": pgettext_lazy("term", "日"),
    "工作日": pgettext_lazy("term", "个工作日"),
    "周": pgettext_lazy("term", "周"),
    "月": pgettext_lazy("term", "个月"),
    "季度": pgettext_lazy("term", "个季度"),
    "年": pgettext_lazy("term", "年"),
}
# Every one day, every one month… read without the figure.
EVERY_ONE = {
    "日": gettext_lazy("每日"),
    "工作日": gettext_lazy("每个工作日"),
    "周": gettext_lazy("每周"),
    "月": gettext_lazy("每月"),
    "季度": gettext_lazy("每季度"),
    "年": gettext_lazy("每年"),
}
TARGET_OPS = {
    ">=": gettext_lazy("不低于"),
    ">": gettext_lazy("超过"),
    "<=": gettext_lazy("不超过"),
    "<": gettext_lazy("低于"),
    "=": gettext_lazy("等于"),
    "~": gettext_lazy("约"),
    "rank": gettext_lazy("位次在前"),
    "times": gettext_lazy("达到原来的倍数"),
}
AMOUNT_KINDS = {
    "fixed": gettext_lazy("定额"),
    "cap": gettext_lazy("最高"),
    "floor": gettext_lazy("最低"),
    "rate": gettext_lazy("按比例"),
    "match": gettext_lazy("配套"),
    "per": gettext_lazy("按数量计"),
}
STACKING_KINDS = {
    "highest": gettext_lazy("就高不重复"),
    "once": gettext_lazy("不重复享受"),
    "add": gettext_lazy("可以叠加"),
    "priority": gettext_lazy("按先后顺序"),
}


def fact_label(kind: str, values: Values) -> str:
    """What sort of fact it is, as exactly as one word says: 牵头单位 rather than 责任单位."""
    if kind == FactKind.UNIT:
        return str(UNIT_ROLES[values["role"]])
    return str(FactKind(kind).label)


def describe(kind: str, values: Values) -> str:
    """Label and words in one line, as the undo button and the audit name a fact."""
    return f"{fact_label(kind, values)} {fact_words(kind, values)}"[:120]


def fact_words(kind: str, values: Values) -> str:
    """What it says, without its label."""
    match kind:
        case FactKind.UNIT:
            return values["name"]
        case FactKind.DEADLINE:
            return _deadline(values)
        case FactKind.TARGET:
            return _target(values)
        case FactKind.AMOUNT:
            return _amount(values)
        case FactKind.STACKING:
            return str(STACKING_KINDS[values["kind"]])
        case FactKind.REFERENCE | FactKind.REPEAL:
            return _document(values)
        case FactKind.VALIDITY:
            return _validity(values)
    raise ValueError(f"no words for a fact of kind {kind}")


def _deadline(values: Values) -> str:
    day, until = values["date"], values["until"]
    match values["kind"]:
        case "by":
            return _("截止 %(day)s") % {"day": day}
        case "from":
            return _("自 %(day)s 起") % {"day": day}
        case "within":
            return _("%(term)s以内") % {"term": _term(values)}
        case "every":
            if values["amount"] == "1":
                return str(EVERY_ONE[values["unit"]])
            return _("每 %(term)s") % {"term": _term(values)}
        case "period":
            if day and until:
                return _("%(day)s 至 %(until)s") % {"day": day, "until": until}
            return _("为期 %(term)s") % {"term": _term(values)}
        case "ongoing":
            return _("长期")
    raise ValueError(f"no deadline of kind {values['kind']}")


def _term(values: Values) -> str:
    if values["amount"] is None or values["unit"] is None:
        return _("一段时间")
    return f"{values['amount']} {TERM_UNITS[values['unit']]}"


def _target(values: Values) -> str:
    value, unit, op = Decimal(values["value"]), values["unit"], values["op"]
    figure = _figure(abs(value) if op == "=" else value, unit)
    if op == "rank":
        figure = _("进入前 %(place)s") % {"place": plain_decimal(value)}
    elif op == "times":
        figure = _("达到原来的 %(times)s 倍") % {"times": plain_decimal(value)}
    elif op == "=":
        figure = _("下降 %(figure)s") % {"figure": figure} if value < 0 else figure
    else:
        figure = f"{TARGET_OPS[op]} {figure}"
    words = f"{values['indicator']} {figure}".strip()
    return (
        _("%(words)s（到 %(year)s 年）") % {"words": words, "year": values["by"]} if values["by"] else words
    )


def _figure(value: Decimal, unit: str) -> str:
    if unit in CURRENCIES:
        return money_words(value, unit)
    number = grouped(value)
    # A count of time reads 24 个月, as in a deadline.
    return f"{number}{unit}" if unit in ("%", "‰", "") else f"{number} {TERM_UNITS.get(unit, unit)}"


def _amount(values: Values) -> str:
    kind, value = values["kind"], Decimal(values["value"])
    if kind == "match":
        words = _("1∶%(ratio)s 配套") % {"ratio": plain_decimal(value)}
    else:
        figure = money_words(value, values["unit"])
        words = {
            "fixed": "%(figure)s",
            "rate": "%(figure)s",
            "cap": _("最高 %(figure)s"),
            "floor": _("最低 %(figure)s"),
            "per": _("每个（家、人、项、年）%(figure)s"),
        }[kind] % {"figure": figure}
    more = []
    if values["base"]:
        more.append(_("按%(base)s计") % {"base": values["base"]})
    if values["grade"]:
        more.append(values["grade"])
    if values["years"]:
        more.append(_("连续 %(years)s 年") % {"years": values["years"]})
    return _("%(words)s（%(more)s）") % {"words": words, "more": _("，").join(more)} if more else words


def money_words(value: Decimal, unit: str) -> str:
    """An amount, exactly: in 亿元 or 万元 where two decimals hold it, else in 元; a ratio as a percentage."""
    if unit == "比例":
        return f"{plain_decimal(value * 100)}%"
    figure, named = money_parts(value, unit)
    return f"{grouped(figure)} {named}"


def money_parts(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """The figure and the unit it is said in."""
    for size, prefix in ((_YI, "亿"), (_WAN, "万")):
        if abs(value) >= size and value * 100 % size == 0:
            return value / size, f"{prefix}{unit}"
    return value, unit


def exact_money(kind: str, values: Values) -> str:
    """A sum to the last yuan, where its words say it in 万 or 亿; else ""."""
    if kind not in (FactKind.AMOUNT, FactKind.TARGET) or values["unit"] not in CURRENCIES:
        return ""
    value, unit = Decimal(values["value"]), values["unit"]
    return "" if money_parts(value, unit)[1] == unit else f"{grouped(value)} {unit}"


def grouped(value: Decimal) -> str:
    """With a comma at each thousand, every decimal kept."""
    whole, point, rest = plain_decimal(value).partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-") != "0" else f"{whole}{point}{rest}"


def _document(values: Values) -> str:
    title, number = values["title"], values["doc_no"]
    words = f"《{title}》" if title and not title.startswith("《") else title
    if number:
        words = f"{words}（{number}）" if words else number
    return f"{words}{values.get('article') or ''}"


def _validity(values: Values) -> str:
    first, last = values["valid_from"], values["valid_to"]
    parts: list[Any] = []
    if first and last:
        parts.append(_("%(day)s 至 %(until)s") % {"day": first, "until": last})
    elif first:
        parts.append(_("自 %(day)s 起") % {"day": first})
    elif last:
        parts.append(_("至 %(day)s") % {"day": last})
    if values["trial"]:
        parts.append(_("试行"))
    return _("，").join(parts)
