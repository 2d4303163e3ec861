"""Forms of meetings: the facts, one decision, pasted minutes, and where the tasks go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luodi_web.common.forms.words import OwnWords
from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import UnitKind
from luodi_web.people.forms.fields import DayField
from luodi_web.people.models import Unit
from luodi_web.people.rules import Permission
from luodi_web.policies.models import Package
from luodi_web.supervision.domain.adding_tasks import plans_open_to
from luodi_web.supervision.domain.meetings_reading import MAX_READ
from luodi_web.supervision.domain.meetings_scope import meetings_edited_by
from luodi_web.supervision.forms.clues import PlanField
from luodi_web.supervision.models import Meeting, MeetingDecision, Plan

OWNER_KINDS = (UnitKind.GOVERNMENT, UnitKind.DEPARTMENT, UnitKind.SECTION, UnitKind.CITY, UnitKind.COUNTY)
MAX_PEOPLE_CHARS = 10_000


class MeetingForm(OwnWords, forms.ModelForm):
    """A meeting's facts. owner is asked only when it is begun."""

    present = forms.CharField(
        label=_("出席"),
        required=False,
        max_length=MAX_PEOPLE_CHARS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("每行一个单位或人员，例如“省财政厅 李某”。定稿后这些单位能看到纪要。"),
    )
    absent = forms.CharField(
        label=_("请假"),
        required=False,
        max_length=MAX_PEOPLE_CHARS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("每行一个，冒号后写原因，例如“省教育厅 王某：出差”。"),
    )
    held_at = forms.DateTimeField(
        label=_("召开时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("日期或时间不存在，请重新选择。")},
    )

    class Meta:
        model = Meeting
        fields = [
            "title",
            "kind",
            "owner",
            "held_at",
            "place",
            "chair",
            "recorder",
            "previous",
            "present",
            "absent",
            "agenda",
            "summary",
        ]
        widgets = {
            "agenda": forms.Textarea(attrs={"rows": 3}),
            "summary": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "agenda": _("每行一项。"),
            "summary": _("议定事项以外的内容，按段落写入纪要，可以不填。"),
            "previous": _("页面会列出上次会议议定事项的落实情况，并附在纪要后。"),
        }

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(
            rights.scope(Permission.MEETINGS_EDIT), kind__in=OWNER_KINDS, is_active=True
        )
        earlier = meetings_edited_by(rights).order_by("-held_at", "-pk")
        if self.instance.pk:
            del self.fields["owner"]
            earlier = earlier.filter(owner=self.instance.owner_id).exclude(pk=self.instance.pk)
        else:
            own = rights.units(Permission.MEETINGS_EDIT)
            self.fields["owner"].queryset = units.order_by("path")
            self.fields["owner"].empty_label = gettext("请选择机构")
            self.fields["owner"].initial = own[0] if own else None
        self.fields["previous"].queryset = earlier
        self.fields["previous"].empty_label = gettext("没有")
        for name, limit in (("agenda", 4000), ("summary", 20_000)):
            self.fields[name].max_length = limit
            self.fields[name].validators.append(MaxLengthValidator(limit))

    def _post_clean(self) -> None:
        """Do not write into the instance: the domain function does, under its lock."""

    def facts(self) -> dict[str, Any]:
        """The meeting's FIELDS."""
        apart = ("owner", "present", "absent")
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}


class QuickForm(OwnWords, forms.Form):
    """One decision typed as a sentence; units and deadline are read from its words."""

    text = forms.CharField(
        label=_("新的议定事项"),
        max_length=2000,
        help_text=_("写完按回车。牵头、配合单位和时限从文字中读出，可以再改。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class DecisionForm(OwnWords, forms.ModelForm):
    """All of one decision. Units are picked beside the form."""

    text = forms.CharField(label=_("议定事项"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    deadline = DayField(label=_("完成时限"), required=False)

    class Meta:
        model = MeetingDecision
        fields = ["text", "deadline", "deadline_text", "note", "confidential"]
        labels = {"confidential": _("不公开")}
        help_texts = {
            "deadline_text": _("没有具体日期时照原文写，例如“尽快”。"),
            "confidential": _("只有参会单位和人员能看到；不写入纪要，不转为任务。"),
        }

    def _post_clean(self) -> None:
        """Do not write into the instance: the domain function does, under its lock."""


class PasteForm(OwnWords, forms.Form):
    text = forms.CharField(
        label=_("纪要文字"),
        max_length=MAX_READ,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("把纪要或议定事项粘贴到这里，下一步逐项核对后才会记入。"),
    )


class MeetingTasksForm(OwnWords, forms.Form):
    """Which plan the decisions go to: one there is, or a new one."""

    plan = PlanField(
        label=_("任务分解表"),
        queryset=Plan.objects.none(),
        required=False,
        help_text=_("已下达的：任务立即送达承办单位；编制中的：随任务分解表下达。"),
    )
    package = forms.ModelChoiceField(
        label=_("新建时所属政策包"), queryset=Package.objects.none(), required=False
    )
    title = forms.CharField(label=_("新建时的标题"), max_length=200, required=False)

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans_open_to(rights)
        self.fields["plan"].empty_label = gettext("新建一份任务分解表")
        self.fields["package"].queryset = Package.objects.order_by("name")
        self.fields["package"].empty_label = gettext("请选择政策包")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("plan") and "plan" not in self.errors:
            for name in ("package", "title"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, gettext("新建任务分解表时要填。"))
        return values
