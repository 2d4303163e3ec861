"""Forms of models: what they are called, which provisions they are for, a blank table, a period."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luodi_web.common.forms.words import OwnWords
from luodi_web.decisions.domain.new_table import ColumnChoice
from luodi_web.decisions.domain.words import TYPE_WORDS
from luodi_web.decisions.models import DecisionModel, ModelVersion
from luodi_web.decisions.rules import MODEL_MAX_BYTES
from luodi_web.fields.domain.fields import fields_in_use
from luodi_web.fields.domain.naming import parse_name
from luodi_web.fields.models import Field
from luodi_web.people.domain.scope import Rights
from luodi_web.people.forms.fields import DayField, PickerField
from luodi_web.people.models import Unit
from luodi_web.people.rules import Permission
from luodi_web.policies.models import Provision

RESULT_TYPES = ("number", "string", "boolean", "date")
RESULTS = 3
POLICY_CHOICES = [
    ("unique", _("唯一：每种情形只对应一条规则")),
    ("first", _("优先顺序：从上往下，取第一条成立的规则")),
    ("highest", _("就高不重复：几条成立时只取最高的")),
    ("sum", _("可叠加：几条成立时结果相加")),
    ("list", _("全部列出：几条成立时各给一个结果")),
]


def editing_units(rights: Rights) -> list[Unit]:
    """The units a person may own models for: the tops of what they edit, each once."""
    return list({unit.pk: unit for unit in rights.units(Permission.MODELS_EDIT)}.values())


class FieldPicker(PickerField):
    kind = "field"
    placeholder = _("输入字段名称中的几个字")


class ModelInfoForm(OwnWords, forms.ModelForm):
    """Name, summary and, where there is a choice, whose it is."""

    class Meta:
        model = DecisionModel
        fields = ["name", "summary"]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            "name": forms.TextInput({"autocomplete": "off"}),
        }
        help_texts = {"name": _("例如“研发投入补助比例”。")}

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = editing_units(rights)
        self.fields["summary"].max_length = 2000
        self.default_owner = units[0] if units else None
        if self.instance.pk is None and len(units) > 1:
            self.fields["owner"] = forms.ModelChoiceField(
                Unit.objects.filter(pk__in=[unit.pk for unit in units]), label=gettext("主管机构")
            )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_summary(self) -> str:
        text = self.cleaned_data["summary"]
        if len(text) > 2000:
            raise ValidationError(gettext("不能超过 %(limit)d 个字。") % {"limit": 2000})
        return text

    @property
    def chosen_owner(self) -> Unit:
        return self.cleaned_data.get("owner") or self.default_owner

    def info(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "summary")}

    def _post_clean(self) -> None:
        """Do not write into the instance: the domain function does, under its lock."""


class PeriodFields(forms.Form):
    effective_from = DayField(label=_("生效日期"), required=False, help_text=_("送复核前必须填写。"))
    effective_to = DayField(label=_("失效日期"), required=False, help_text=_("留空表示长期有效。"))


class NewTableForm(PeriodFields, ModelInfoForm):
    """A blank table: conditions from the field dictionary, up to three results, which rules count."""

    inputs = FieldPicker(
        label=_("条件（从字段字典选取）"),
        multiple=True,
        help_text=_("表里的每个条件列对应字典里的一个字段；字典里没有的，请先登记。"),
    )
    policy = forms.ChoiceField(
        label=_("几条规则同时成立时"), choices=POLICY_CHOICES, widget=forms.RadioSelect, initial="unique"
    )

    def __init__(self, *args: Any, src: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["inputs"].bind(fields_in_use(), src)
        types = [(name, TYPE_WORDS[name]) for name in RESULT_TYPES]
        for number in range(1, RESULTS + 1):
            self.fields[f"result_{number}"] = forms.CharField(
                label=gettext("结果名称"), max_length=60, required=number == 1
            )
            self.fields[f"type_{number}"] = forms.ChoiceField(
                label=gettext("类型"), choices=types, required=number == 1, initial="number"
            )
            self.fields[f"unit_{number}"] = forms.CharField(
                label=gettext("计量单位"), max_length=20, required=False
            )
        self.order_fields(["name", "owner", "summary", "inputs"])

    @property
    def result_rows(self) -> list[list[forms.BoundField]]:
        return [
            [self[f"{name}_{number}"] for name in ("result", "type", "unit")]
            for number in range(1, RESULTS + 1)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        names: list[str] = [field.name for field in data.get("inputs") or []]
        for number in range(1, RESULTS + 1):
            written = data.get(f"result_{number}")
            if not written:
                continue
            try:
                name = parse_name(written)
            except ValidationError as error:
                self.add_error(f"result_{number}", error)
                continue
            if name in names:
                self.add_error(f"result_{number}", gettext("名称与别的条件或结果重复。"))
            names.append(name)
            data[f"result_{number}"] = name
        policy, results = data.get("policy"), self.results()
        numeric = len(results) == 1 and results[0].type == "number"
        if policy in ("highest", "sum") and not numeric:
            self.add_error("policy", gettext("就高不重复、可叠加只用于一个数值结果。"))
        return data

    def conditions(self) -> list[ColumnChoice]:
        fields: list[Field] = self.cleaned_data["inputs"]
        return [ColumnChoice(each.name, each.type, each.measure, each.allowed) for each in fields]

    def results(self) -> list[ColumnChoice]:
        data = self.cleaned_data
        return [
            ColumnChoice(
                data[f"result_{number}"],
                data.get(f"type_{number}") or "number",
                (data.get(f"unit_{number}") or "").strip(),
            )
            for number in range(1, RESULTS + 1)
            if data.get(f"result_{number}")
        ]


def check_size(upload: Any) -> Any:
    if upload.size > MODEL_MAX_BYTES:
        raise ValidationError(
            gettext("文件有 %(size)d MB，超过 %(limit)d MB 的上限。")
            % {"size": upload.size // 2**20 or 1, "limit": MODEL_MAX_BYTES // 2**20}
        )
    return upload


class NewUploadForm(PeriodFields, ModelInfoForm):
    """A model from a DMN file or a workbook."""

    file = forms.FileField(
        label=_("DMN 文件或 Excel 工作簿"), help_text=_("Excel 请按空白模板的格式：一张工作表一个判定表。")
    )

    def clean_file(self) -> Any:
        return check_size(self.cleaned_data["file"])


class UploadForm(OwnWords, forms.Form):
    """New content for a draft. revision: the one that the person had before them."""

    file = forms.FileField(label=_("DMN 文件或 Excel 工作簿"))
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def clean_file(self) -> Any:
        return check_size(self.cleaned_data["file"])


class PeriodForm(OwnWords, PeriodFields):
    change_note = forms.CharField(
        label=_("修改说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("这一版改了什么、为什么；复核的人会看到。"),
    )

    @classmethod
    def of(cls, version: ModelVersion, data: Any = None) -> PeriodForm:
        initial = {
            "effective_from": version.effective_from,
            "effective_to": version.effective_to,
            "change_note": version.change_note,
        }
        return cls(data, initial=initial)


class ProvisionChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, provision: Provision) -> str:
        text = provision.heading or provision.text
        return f"{'　' * (provision.level - 1)}{provision.label}{text[:40]}"


class ProvisionsForm(OwnWords, forms.Form):
    """The provisions of one policy's text that a model is for."""

    provisions = ProvisionChoice(
        label=_("条款"),
        queryset=Provision.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, provisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provisions"].queryset = provisions
