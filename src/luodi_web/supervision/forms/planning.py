"""Forms of baselines, templates, clauses without tasks, and the 目标台账."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.common.forms.words import OwnWords
from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import RegionLevel
from luodi_web.people.models import Region, Unit
from luodi_web.people.rules import Permission
from luodi_web.policies.models import Package
from luodi_web.supervision.domain.targets_tables import PROVINCE
from luodi_web.supervision.enums import TargetOperator
from luodi_web.supervision.forms.plans import OWNER_KINDS, DayInput, PlanForm
from luodi_web.supervision.models import Indicator
from luodi_web.supervision.models.targets import DIGITS

YEAR = {"min_value": 2000, "max_value": 2100}


class BaselineForm(OwnWords, forms.Form):
    name = forms.CharField(
        label=gettext_lazy("基线名称"),
        max_length=100,
        help_text=gettext_lazy("例如“一季度末”。冻结后不能修改。"),
    )


class ReasonForm(OwnWords, forms.Form):
    reason = forms.CharField(label=gettext_lazy("不需任务的原因"), max_length=200)


class TemplateForm(OwnWords, forms.Form):
    name = forms.CharField(label=gettext_lazy("模板名称"), max_length=200)
    year = forms.IntegerField(
        label=gettext_lazy("表中的年度"),
        help_text=gettext_lazy("以后据此新建时，从这一年起的日期和文字按年度推移。"),
        **YEAR,
    )


class AgainForm(PlanForm):
    """A plan for another year."""

    year = forms.IntegerField(label=gettext_lazy("新的年度"), **YEAR)
    field_order = ["year", "package", "title", "owner"]


class IndicatorForm(OwnWords, forms.ModelForm):
    class Meta:
        model = Indicator
        fields = ["package", "name", "unit", "measured_by", "source", "owner"]
        widgets = {"measured_by": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "unit": gettext_lazy("例如：家、亿元、%。"),
            "measured_by": gettext_lazy("由谁、按什么口径统计。"),
            "source": gettext_lazy("提出这个目标的文件名称和文号。"),
        }

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["package"].queryset = Package.objects.all()
        self.fields["package"].empty_label = _("请选择政策包")
        units = Unit.objects.filter(rights.scope(Permission.PLANS_EDIT), kind__in=OWNER_KINDS, is_active=True)
        self.fields["owner"].queryset = units.order_by("path")
        self.fields["owner"].empty_label = _("请选择机构")

    def _post_clean(self) -> None:
        """Do not write into the instance: the domain does, under its lock."""


class PlaceForm(OwnWords, forms.Form):
    """The year and place that a target or a value is of."""

    year = forms.IntegerField(label=gettext_lazy("年度"), **YEAR)
    region = forms.ModelChoiceField(Region.objects.none(), label=gettext_lazy("地区"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = Region.objects.exclude(level=RegionLevel.PROVINCE)
        self.fields["region"].queryset = regions.order_by("code")
        self.fields["region"].empty_label = str(PROVINCE)


class TargetForm(PlaceForm):
    op = forms.ChoiceField(label=gettext_lazy("要求"), choices=TargetOperator.choices)
    value = forms.DecimalField(label=gettext_lazy("目标值"), **DIGITS)


class ValueForm(PlaceForm):
    value = forms.DecimalField(label=gettext_lazy("数值"), **DIGITS)
    as_of = forms.DateField(
        label=gettext_lazy("截止日期"),
        widget=DayInput(),
        error_messages={"invalid": gettext_lazy("日期不存在，请重新选择，例如 2026-12-31。")},
    )
    source = forms.CharField(label=gettext_lazy("数据来源"), max_length=300)
    reason = forms.CharField(
        label=gettext_lazy("更正原因"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("同一天的数值已登记过时才填；原数值保留。"),
    )

    def clean_as_of(self) -> Any:
        day = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise ValidationError(_("截止日期不能晚于今天。"))
        return day


class TargetsFileForm(OwnWords, forms.Form):
    package = forms.ModelChoiceField(Package.objects.all(), label=gettext_lazy("政策包"))
    file = forms.FileField(
        label=gettext_lazy("目标台账文件"),
        help_text=gettext_lazy("Excel 工作簿（.xlsx），列与导出的目标台账相同。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
