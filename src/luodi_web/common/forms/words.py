"""What is wrong at a field, in words that name it: Django's own speak of “this field”."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _


class OwnWords:
    """Mixed into a form, before Django's class: the errors that every form has, in our words.

    Words that a field was given for itself stay.
    """

    fields: dict[str, forms.Field]

    def full_clean(self) -> None:
        for field in self.fields.values():
            stock = _stock_words(type(field))
            for code, words in _words(field).items():
                # Compared by what they say: a field's words are lazy, and its class may have its own.
                if field.error_messages.get(code) == stock.get(code):
                    field.error_messages[code] = words
        super().full_clean()  # type: ignore[misc]


def _stock_words(kind: type[forms.Field]) -> dict[str, Any]:
    """What Django's own classes among its ancestors say, by code."""
    words: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        if base.__module__.startswith("django."):
            words.update(getattr(base, "default_error_messages", {}))
    return words


def _words(field: forms.Field) -> dict[str, str]:
    label = {"label": field.label or ""}
    limit = _("不能超过 %(limit_value)d 个字，现有 %(show_value)d 个字。")
    match field:
        case forms.FileField():
            return {"required": _("请选择文件。"), "empty": _("文件是空的。")}
        case forms.IntegerField(min_value=int() as low, max_value=int() as high):
            words = _("%(label)s填 %(low)d 到 %(high)d 的整数。") % {**label, "low": low, "high": high}
            return {"required": words, "invalid": words, "min_value": words, "max_value": words}
        case forms.EmailField():
            return {"required": _required(label), "invalid": _("电子邮箱格式不对。"), "max_length": limit}
        case forms.DateField():
            return {"required": _required(label), "invalid": _("日期不存在，请重新选择，例如 2026-12-31。")}
        case forms.CharField():
            return {"required": _required(label), "max_length": limit}
        case forms.ChoiceField():
            return {"required": _("请选择“%(label)s”。") % label}
    return {"required": _required(label)}


def _required(label: dict[str, Any]) -> str:
    return _("请填写“%(label)s”。") % label
