"""Forms of one's own: lending task rights while away, being reminded; and handing a post over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi_web.common.forms.words import OwnWords
from luodi_web.people.enums import NoticeMode
from luodi_web.people.forms.fields import DayField, UnitField, UserField
from luodi_web.people.models import User


class DelegationForm(OwnWords, forms.Form):
    """candidates: colleagues of the same unit or the one above."""

    to_user = forms.ModelChoiceField(
        label=_("代办人"), queryset=User.objects.none(), empty_label=_("请选择同事")
    )
    starts_on = DayField(label=_("委托起"))
    ends_on = DayField(label=_("委托止"))
    reason = forms.CharField(label=_("委托事由"), max_length=100, help_text=_("例如：出差、学习、休假。"))

    def __init__(self, *args: Any, candidates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_user"].queryset = candidates


class PreferenceForm(OwnWords, forms.Form):
    mode = forms.ChoiceField(label=_("提醒方式"), choices=NoticeMode.choices)
    quiet_from = forms.TimeField(
        label=_("免打扰起"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("免打扰止"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("这段时间和非工作日，催办和灯号的定时提醒顺延；有人当场办理的事，随时列入消息。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("quiet_from", "quiet_until"):
            self.fields[name].error_messages["invalid"] = _("时间不对，请重新填写，例如 20:00。")


class HandOverForm(OwnWords, forms.Form):
    user = UserField(label=_("接任人"))
    last_day = DayField(label=_("交接日"), help_text=_("原任职到这一天为止，接任人从次日起任职。"))
    note = forms.CharField(
        label=_("交接说明"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, users: Any, src: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].bind(users, src)


class MergeForm(OwnWords, forms.Form):
    successor = UnitField(label=_("继任机构"))
    reason = forms.CharField(
        label=_("撤并依据"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例如机构改革方案的文号；会记入任务的办理经过和审计。"),
    )

    def __init__(self, *args: Any, units: Any, src: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].bind(units, src)
