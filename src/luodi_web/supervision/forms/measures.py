"""Forms of letters, extensions, closings, referrals, and of a plan's rules for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luodi_web.common.forms.words import OwnWords
from luodi_web.supervision.domain.letters_drafting import chinese_day
from luodi_web.supervision.enums import LookBack, ReferralResult, ReferralState
from luodi_web.supervision.forms.plans import DayInput
from luodi_web.supervision.forms.reports import FilesField
from luodi_web.supervision.models import Extension, Letter, Plan

MAX_TEXT = 5000
_DAY = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日")
FILES_HELP = _("没有就不传；每个文件不超过 20 MB，一次最多 10 个。")


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class LetterForm(OwnWords, forms.Form):
    """A letter's words. revision: what the person saw, against somebody who saved meanwhile."""

    subject = forms.CharField(label=_("标题"), max_length=120)
    body = forms.CharField(label=_("正文"), max_length=MAX_TEXT, widget=_lines(9), help_text=_("每段一行。"))
    requirement = forms.CharField(label=_("办理要求"), max_length=2000, widget=_lines(4))
    answer_by = forms.DateField(
        label=_("答复时限"), widget=DayInput(), help_text=_("超过这一天没有答复，函件列入超期。")
    )
    revision = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def clean_answer_by(self) -> date:
        return _ahead(self.cleaned_data["answer_by"])

    def clean(self) -> dict[str, Any]:
        """A letter that says one day and is counted by another would be wrong either way."""
        values = super().clean() or {}
        days, answer_by = _DAY.findall(values.get("requirement", "")), values.get("answer_by")
        if days and answer_by is not None and chinese_day(answer_by) not in days:
            words = gettext("办理要求里写的是%(written)s，与答复时限%(day)s不一致。")
            self.add_error("requirement", words % {"written": days[0], "day": chinese_day(answer_by)})
        return values


class AnswerForm(OwnWords, forms.Form):
    text = forms.CharField(
        label=_("答复内容"),
        max_length=MAX_TEXT,
        widget=_lines(6),
        help_text=_("说明办理情况、滞后原因、下一步措施和完成时间。"),
    )
    files = FilesField(label=_("佐证材料"), required=False, help_text=FILES_HELP)


class NoteForm(OwnWords, forms.Form):
    """Words that may be left out."""

    note = forms.CharField(label=_("意见（可不填）"), max_length=300, required=False, widget=_lines(2))


class CheckForm(OwnWords, forms.Form):
    """What a check found: needed, or it was none."""

    note = forms.CharField(
        label=_("核查意见"), max_length=300, widget=_lines(3), help_text=_("写明核查了什么、怎样核查的。")
    )


class WordsForm(OwnWords, forms.Form):
    """A reason or an order in a few sentences."""

    words = forms.CharField(label=_("理由"), max_length=2000, widget=_lines(5))

    def __init__(self, *args: Any, label: Any = "", limit: int = 2000, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = forms.CharField(max_length=limit, label=label or self.fields["words"].label, widget=_lines(5))
        self.fields["words"] = field


class ExtensionForm(OwnWords, forms.Form):
    wanted = forms.DateField(label=_("申请延至"), widget=DayInput())
    reason = forms.CharField(
        label=_("延期理由"),
        max_length=2000,
        widget=_lines(5),
        help_text=_("写明为什么不能按时完成、已经做了什么、怎样保证新的时限。"),
    )
    files = FilesField(label=_("佐证材料"), required=False, help_text=FILES_HELP)


class AgreeForm(OwnWords, forms.Form):
    granted = forms.DateField(label=_("同意延至"), widget=DayInput(), help_text=_("可以比申请的日期早。"))
    note = forms.CharField(label=_("审批意见"), max_length=300, widget=_lines(3))

    def __init__(self, *args: Any, extension: Extension, **kwargs: Any) -> None:
        super().__init__(*args, initial={"granted": extension.wanted}, **kwargs)


class ClosingForm(OwnWords, forms.Form):
    text = forms.CharField(
        label=_("完成情况"),
        max_length=MAX_TEXT,
        widget=_lines(6),
        help_text=_("对照目标值和成果形式，写明完成了什么。"),
    )
    files = FilesField(label=_("佐证材料"), required=False, help_text=FILES_HELP)


class LookBackForm(OwnWords, forms.Form):
    """The last two belong to a relapse only, and are needed there."""

    result = forms.ChoiceField(label=_("回头看结果"), choices=LookBack.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("回头看情况"), max_length=300, widget=_lines(3))
    deadline = forms.DateField(
        label=_("新时限"), required=False, widget=DayInput(), help_text=_("反弹时填写，任务按此重新办理。")
    )
    percent = forms.IntegerField(
        label=_("重新核定完成率"),
        required=False,
        min_value=0,
        max_value=99,
        help_text=_("反弹时填写，0 到 99。"),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("result") == LookBack.RELAPSED:
            if not values.get("deadline") and "deadline" not in self.errors:
                self.add_error("deadline", gettext("反弹的任务要重新办理，请填写新时限。"))
            if values.get("percent") is None and "percent" not in self.errors:
                self.add_error("percent", gettext("请填写重新核定的完成率，0 到 99。"))
        return values


class StageForm(OwnWords, forms.Form):
    """One step of an inspection as the government told of it."""

    stage = forms.ChoiceField(label=_("环节"), widget=forms.RadioSelect)
    day = forms.DateField(label=_("日期"), widget=DayInput())
    words = forms.CharField(label=_("内容"), max_length=MAX_TEXT, widget=_lines(4))
    rectify_by = forms.DateField(
        label=_("整改期限"), required=False, widget=DayInput(), help_text=_("环节为整改时填写。")
    )
    moves_deadline = forms.BooleanField(
        label=_("以整改期限作为任务的新时限"), required=False, help_text=_("原时限仍会显示在任务页。")
    )
    result = forms.ChoiceField(
        label=_("督查结果"),
        required=False,
        choices=[("", _("未结束")), *ReferralResult.choices],
        help_text=_("环节为结束时选择。"),
    )
    files = FilesField(label=_("有关文件"), required=False, help_text=FILES_HELP)

    def __init__(self, *args: Any, stages: Iterable[ReferralState], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = list(stages)
        self.fields["stage"].choices = [(stage.value, stage.label) for stage in stages]
        if len(stages) == 1:
            self.fields["stage"].initial = stages[0].value
        if ReferralState.RECTIFYING not in stages:
            del self.fields["rectify_by"], self.fields["moves_deadline"]
        if ReferralState.FINISHED not in stages:
            del self.fields["result"]


class ReviewForm(OwnWords, forms.Form):
    day = forms.DateField(label=_("申请日期"), widget=DayInput())
    words = forms.CharField(label=_("申请复核的理由"), max_length=MAX_TEXT, widget=_lines(4))
    files = FilesField(label=_("有关文件"), required=False, help_text=FILES_HELP)


class PlanRulesForm(OwnWords, forms.ModelForm):
    """How a plan's tasks are supervised; dispatched or not."""

    class Meta:
        model = Plan
        fields = ["letter_word", "extension_limit", "referral_days", "lookback_months", "office_closes"]
        help_texts = {
            "letter_word": _("函件的文号由它开头，例如“鄂科创督〔2026〕3号”。"),
            "extension_limit": _("0 表示不接受延期申请。"),
            "referral_days": _("红灯超过这么多个工作日，才可以提请督查；领导批示的不受限制。"),
            "lookback_months": _("留空表示不安排回头看。"),
            "office_closes": _("不勾选时，销号由领导签批。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, most in (("extension_limit", 9), ("referral_days", 250), ("lookback_months", 60)):
            field = self.fields[name]
            least = 1 if name == "lookback_months" else 0
            self.fields[name] = forms.IntegerField(
                label=field.label,
                help_text=field.help_text,
                required=field.required,
                min_value=least,
                max_value=most,
            )

    def clean_letter_word(self) -> str:
        word = self.cleaned_data["letter_word"].strip()
        if any(char in "〔〕[]()（）" or char.isspace() or char.isdigit() for char in word):
            raise ValidationError(gettext("发文代字只写代字，不写年份、序号和括号。"))
        return word

    def _post_clean(self) -> None:
        """Do not write into the instance: the domain function compares it with what is wanted."""


def letter_initial(letter: Letter) -> dict[str, Any]:
    names = ("subject", "body", "requirement", "answer_by", "revision")
    return {name: getattr(letter, name) for name in names}


def _ahead(day: date) -> date:
    if day <= timezone.localdate():
        raise ValidationError(gettext("请选择今天以后的日期。"))
    return day
