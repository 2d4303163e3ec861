"""The form of one day in the holiday table."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi_web.common.forms.words import OwnWords
from luodi_web.people.forms.fields import DayField


class HolidayForm(OwnWords, forms.Form):
    day = DayField(label=_("日期"))
    name = forms.CharField(label=_("名称"), max_length=40)
    is_workday = forms.BooleanField(
        label=_("这一天上班（周末调休）"), required=False, help_text=_("不选表示放假。")
    )
