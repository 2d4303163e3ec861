"""Forms of clues: a sender's few fields, and the office's acts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luodi_web.common.forms.words import OwnWords
from luodi_web.people.domain.scope import Rights
from luodi_web.people.domain.search import units_for_tasks
from luodi_web.people.forms.fields import DayField, UnitField
from luodi_web.policies.domain.scope import policies_visible_to
from luodi_web.policies.models import Provision
from luodi_web.supervision.domain.adding_tasks import plans_open_to
from luodi_web.supervision.domain.assignments_scope import tasks_visible_to
from luodi_web.supervision.domain.clues_scope import sending_units
from luodi_web.supervision.enums import Satisfaction
from luodi_web.supervision.forms.reports import FilesField
from luodi_web.supervision.models import Clue, ClueFile, ClueTerms, Plan


class ClueForm(OwnWords, forms.ModelForm):
    """A clue: two fields are wanted. unit is asked only of who may send for several units."""

    files = FilesField(
        label=_("附件"), required=False, help_text=_("照片、表格等，没有就不传；每个文件不超过 20 MB。")
    )
    dropped = forms.ModelMultipleChoiceField(
        label=_("去掉已有附件"),
        queryset=ClueFile.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Clue
        fields = ["unit", "subject", "text", "wish", "policy", "anonymous", "provision", "about"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 6}),
            "wish": forms.Textarea(attrs={"rows": 2}),
            "provision": forms.HiddenInput,
            "about": forms.HiddenInput,
        }
        help_texts = {
            "subject": _("一句话说清是什么问题。"),
            "text": _("什么政策或任务、在哪里、遇到什么问题、影响多大。"),
            "anonymous": _("办理单位看不到是谁反映的；省科技创新办公室看得到，以便答复。"),
        }

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = sending_units(rights)
        if len(units) == 1:
            del self.fields["unit"]
            self.instance.unit = units[0]
        else:
            self.fields["unit"].queryset = self.fields["unit"].queryset.filter(
                pk__in=[unit.pk for unit in units]
            )
        policies = policies_visible_to(rights)
        self.fields["text"].max_length = 4000
        self.fields["text"].validators.append(_at_most(4000))
        self.fields["policy"].queryset = policies.order_by("title")
        self.fields["policy"].empty_label = gettext("不涉及或说不准")
        self.fields["provision"].queryset = Provision.objects.filter(version__policy__in=policies)
        self.fields["about"].queryset = tasks_visible_to(rights)
        if self.instance.pk and self.instance.files.exists():
            self.fields["dropped"].queryset = self.instance.files.all()
        else:
            del self.fields["dropped"]

    def values(self) -> dict[str, Any]:
        """What ``save_draft`` takes."""
        names = {name: value for name, value in self.cleaned_data.items() if name not in ("files", "dropped")}
        return {"unit": self.instance.unit, **names}

    def _post_clean(self) -> None:
        """Do not write into the instance: the domain function does, under its lock."""


def _at_most(limit: int) -> Any:
    def check(text: str) -> None:
        if len(text) > limit:
            words = gettext("不能超过 %(limit)d 个字，现有 %(count)d 个字。")
            raise ValidationError(words % {"limit": limit, "count": len(text)})

    return check


class AcceptForm(OwnWords, forms.Form):
    """Accepting, with or without passing it on."""

    referred_to = UnitField(
        label=_("转办单位"), required=False, help_text=_("留空表示由本办公室办理；转办后仍由本办公室答复。")
    )

    def __init__(self, *args: Any, src: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["referred_to"].bind(units_for_tasks().filter(is_active=True), src)


class ReferForm(AcceptForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["referred_to"].required = True


class RefuseForm(OwnWords, forms.Form):
    reason = forms.CharField(
        label=_("不予受理的原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    turn_to = forms.CharField(
        label=_("可以向哪里反映"),
        max_length=200,
        help_text=_("写明单位和渠道，例如“省信访局，网上信访平台”。"),
    )


class ReplyForm(OwnWords, forms.Form):
    text = forms.CharField(label=_("办理情况"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))


class HandBackForm(OwnWords, forms.Form):
    reason = forms.CharField(label=_("退回原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(OwnWords, forms.Form):
    answer = forms.CharField(label=_("答复"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))


class RateForm(OwnWords, forms.Form):
    satisfaction = forms.ChoiceField(label=_("评价"), choices=Satisfaction.choices, widget=forms.RadioSelect)
    rating_note = forms.CharField(
        label=_("说明"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不满意时请说明哪里没有解决；线索会重新办理一次。"),
    )


class PlanField(forms.ModelChoiceField):
    def label_from_instance(self, plan: Plan) -> str:
        return f"{plan.title}（{plan.get_state_display()}）"


class ClueTaskForm(OwnWords, forms.Form):
    """The task a clue becomes. Units are picked beside the form."""

    plan = PlanField(
        label=_("任务分解表"),
        queryset=Plan.objects.none(),
        help_text=_("已下达的：任务立即送达承办单位；编制中的：随任务分解表下达。"),
    )
    workstream = forms.CharField(label=_("工作板块"), max_length=200, initial=_("问题线索办理"))
    text = forms.CharField(label=_("工作任务"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    deadline = DayField(label=_("完成时限"), required=False)

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans_open_to(rights)
        self.fields["plan"].empty_label = gettext("请选择任务分解表")


class TermsForm(OwnWords, forms.ModelForm):
    class Meta:
        model = ClueTerms
        fields = ["accept_days", "answer_days"]
        help_texts = {
            "accept_days": _("反映之日的次日起算。"),
            "answer_days": _("受理之日的次日起算。已经开始的期限不变。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for bound in self.fields.values():
            bound.validators.append(_days)

    def _post_clean(self) -> None:
        """Do not write into the instance: the domain function does, under its lock."""


def _days(days: int) -> None:
    if not 1 <= days <= 90:
        raise ValidationError(gettext("填 1 到 90 的整数。"))
