"""Forms of lights set by hand and of a plan's alerts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luodi_web.common.forms.words import OwnWords
from luodi_web.people.forms.fields import DayField
from luodi_web.supervision.domain.overrides import LONGEST, SETTABLE
from luodi_web.supervision.enums import ReminderEvent, ReminderStep
from luodi_web.supervision.models import Plan
from luodi_web.supervision.rules_reminders import MOST_DAYS, Rung

# Rungs of one ladder: more would be noise.
MOST_RUNGS = 20


class OverrideForm(OwnWords, forms.Form):
    light = forms.ChoiceField(label=_("灯号"), choices=[(light.value, light.label) for light in SETTABLE])
    reason = forms.CharField(
        label=_("调整原因"),
        max_length=150,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("会随灯号一起显示。"),
    )
    until = DayField(label=_("有效期至"), help_text=_("这一天过后自动恢复规则灯号。"))

    def clean_until(self) -> Any:
        until, today = self.cleaned_data["until"], timezone.localdate()
        if until < today:
            raise forms.ValidationError(gettext("有效期不能早于今天。"))
        if until > today + LONGEST:
            raise forms.ValidationError(gettext("有效期不能超过一年。"))
        return until


class AlertsForm(OwnWords, forms.ModelForm):
    """A plan's term to sign and what turns a light yellow besides the deadline."""

    acknowledge_days = forms.IntegerField(
        label=_("签收期限"),
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("下达次日起算，应在这些工作日内签收或退回。"),
    )
    behind_points = forms.IntegerField(
        label=_("滞后亮黄灯"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("完成率比已过时间的比例低于这么多个百分点以上时亮黄灯；不填表示不看进度。"),
    )

    class Meta:
        model = Plan
        fields = ["acknowledge_days", "behind_points", "yellow_when_owed"]
        labels = {"yellow_when_owed": _("过了报送日没有报送本期进展时亮黄灯")}

    def _post_clean(self) -> None:
        """Do not write into the instance: the domain function does, under its lock."""


class RungForm(OwnWords, forms.Form):
    """One rung of the ladder; a row without an occasion is an empty one."""

    event = forms.ChoiceField(
        label=_("时点"), choices=[("", _("不提醒")), *ReminderEvent.choices], required=False
    )
    days = forms.IntegerField(label=_("工作日数"), min_value=0, max_value=MOST_DAYS, required=False)
    step = forms.ChoiceField(label=_("提醒对象"), choices=ReminderStep.choices, required=False)
    every_days = forms.IntegerField(label=_("再提醒间隔"), min_value=0, max_value=MOST_DAYS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "ld-input"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        event = data.get("event")
        if not event:
            return data
        if "days" in data and data["days"] is None:
            self.add_error("days", gettext("请填写工作日数。"))
        elif event != ReminderEvent.BEFORE and data.get("days") == 0:
            self.add_error("days", gettext("期限过后才提醒，至少 1 个工作日。"))
        if not data.get("step") and "step" in data:
            self.add_error("step", gettext("请选择提醒对象。"))
        if event == ReminderEvent.BEFORE and data.get("every_days"):
            self.add_error("every_days", gettext("期限前的提醒只发一次；需要几次就写几条。"))
        return data

    @property
    def rung(self) -> Rung | None:
        data = self.cleaned_data
        if not data.get("event"):
            return None
        return Rung(
            ReminderEvent(data["event"]), data["days"], ReminderStep(data["step"]), data["every_days"] or 0
        )


class RungFormSetBase(forms.BaseFormSet):
    """The whole ladder. Two rungs of a kind are refused at the second one."""

    def clean(self) -> None:
        seen: set[tuple[str, int, str]] = set()
        for form in self.forms:
            if form.errors or (rung := form.rung) is None:
                continue
            if rung[:3] in seen:
                form.add_error("event", gettext("与上面一条重复，请删去一条。"))
            seen.add(rung[:3])

    @property
    def ladder(self) -> list[Rung]:
        return [rung for form in self.forms if (rung := form.rung) is not None]


RungFormSet = forms.formset_factory(
    RungForm, RungFormSetBase, extra=3, max_num=MOST_RUNGS, absolute_max=MOST_RUNGS, validate_max=True
)
