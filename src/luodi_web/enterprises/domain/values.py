"""Values of fields: from what people write to what is kept, and back to what they read."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.engines.digits import NUMBER
from luodi.evaluate.expression import evaluate_tests
from luodi_web.common.tables.sheets import parse_day
from luodi_web.enterprises.rules import MONEY, VALUE_CHARS
from luodi_web.fields.domain.allowed import allowed_text, allowed_words
from luodi_web.fields.enums import FieldType

Plain = Decimal | bool | date | str
# In both languages: a table that was exported in one comes in again in the other.
_YES, _NO = {"是", "true", "yes", "y"}, {"否", "false", "no", "n"}
# As numbers are kept; people's own may also be .5, and spreadsheets' 1.5E+05.
_KEPT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_WRITTEN = re.compile(NUMBER, re.ASCII)
# A column of a population holds 38 digits, of whatever values stand in it together: each has room for these.
_WHOLE, _DECIMALS = 20, 16


class Described(Protocol):
    """What says which values there can be: a field of the dictionary, or a column of a detail."""

    name: str
    type: str
    measure: str
    allowed: str


def parse_value(field: Described, text: str) -> str:
    """The value as it is kept. Raises ValidationError with words for who wrote it.

    Numbers may have marks between thousands and a percent sign; days are written as people write them.
    """
    text = text.replace("\x00", "").strip()
    if not text:
        raise ValidationError(_("请填写内容。"))
    if len(text) > VALUE_CHARS:
        raise ValidationError(_("不能超过 %(limit)d 个字。") % {"limit": VALUE_CHARS})
    kept = _parsed(field.type, text)
    if not is_allowed(field, kept):
        words = {"text": text, "allowed": allowed_text(field.allowed)}
        raise ValidationError(_("“%(text)s”不在取值范围内：%(allowed)s。") % words)
    return kept


def _parsed(type_: str, text: str) -> str:
    if type_ == FieldType.NUMBER:
        return _number(text)
    if type_ == FieldType.BOOLEAN:
        if text.lower() in _YES | _NO:
            return "true" if text.lower() in _YES else "false"
        raise ValidationError(_("请填“是”或“否”；不知道的留空。"))
    if type_ == FieldType.DATE:
        return parse_day(text).isoformat()
    return text


def _number(text: str) -> str:
    plain = text.replace(",", "").replace("，", "").replace(" ", "")
    share = plain.endswith(("%", "％"))
    plain = plain.rstrip("%％")
    if not _WRITTEN.fullmatch(plain):
        raise ValidationError(_("“%(text)s”不是数字；计量单位不要写在格子里。") % {"text": text})
    number = Decimal(plain)
    whole, _point, decimals = f"{number:f}".lstrip("-").partition(".")
    if len(whole.lstrip("0")) > _WHOLE or len(decimals) > _DECIMALS:
        words = _("“%(text)s”的位数太多：整数最多 %(whole)d 位，小数最多 %(decimals)d 位。")
        raise ValidationError(words % {"text": text, "whole": _WHOLE, "decimals": _DECIMALS})
    with localcontext(prec=_WHOLE + _DECIMALS + 2):
        return f"{number.scaleb(-2) if share else number:f}"


def is_allowed(field: Described, kept: str) -> bool:
    """Whether a value as it is kept is one of those that the dictionary allows."""
    return not field.allowed or _is_allowed(field.allowed, field.type, kept)


@lru_cache(maxsize=4096)
def _is_allowed(allowed: str, type_: str, kept: str) -> bool:
    words = allowed_words(allowed)
    if words:
        return kept in words
    return evaluate_tests(allowed, plain_value(type_, kept)).value is True


def plain_value(type_: str, kept: str) -> Plain | None:
    """What is kept as a value of Python's: Decimal, bool, date or str.

    None, which is unknown, for what was kept while the field had another type and is none of the new one.
    """
    match type_:
        case FieldType.NUMBER:
            return Decimal(kept) if _KEPT.fullmatch(kept) else None
        case FieldType.BOOLEAN:
            return {"true": True, "false": False}.get(kept)
        case FieldType.DATE:
            try:
                return date.fromisoformat(kept)
            except ValueError:
                return None
    return kept


def sheet_value(field: Described, kept: str) -> object:
    """As a cell of a workbook shows it and the import reads it again."""
    if field.type == FieldType.BOOLEAN:
        return {"true": _("是"), "false": _("否")}.get(kept, kept)
    value = plain_value(field.type, kept)
    return kept if value is None else value


def value_words(field: Described, kept: str) -> str:
    """As people read it: marks between thousands, the unit behind; a share as per cent, sums to the cent."""
    if field.type == FieldType.BOOLEAN:
        return {"true": _("是"), "false": _("否")}.get(kept, kept)
    number = plain_value(field.type, kept)
    if not isinstance(number, Decimal):
        return kept
    if field.measure == "比例":
        with localcontext(prec=_WHOLE + _DECIMALS + 4):
            return f"{(number * 100).normalize():f}%"
    if number == number.to_integral_value():
        number = number.to_integral_value()
    words = f"{number:,f}"
    if field.measure in MONEY and len(words.partition(".")[2]) == 1:
        words += "0"
    return f"{words} {field.measure}" if field.measure else words
