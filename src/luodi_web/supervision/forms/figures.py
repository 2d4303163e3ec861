"""The form by which an office asks a task's units for a figure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi_web.common.forms.words import OwnWords
from luodi_web.common.indicators import all_indicators


class FigureRequestForm(OwnWords, forms.Form):
    name = forms.CharField(label=_("数据名称"), max_length=60, help_text=_("写全称，例如“技术合同成交额”。"))
    measure = forms.CharField(label=_("计量单位"), max_length=20, help_text=_("例如“万元”“家”“项”。"))
    indicator = forms.ChoiceField(
        label=_("系统统计指标"),
        required=False,
        help_text=_("平台能统计的，选定后自动填入，各机构不必填报。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(item.name, f"{item.label}（{item.measure}）") for item in all_indicators()]
        self.fields["indicator"].choices = [("", _("没有，由各机构填报")), *known]
