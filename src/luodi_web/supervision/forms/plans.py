"""Forms of the plan screens. Each says at the field what is wrong; the domain refuses the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.common.forms.words import OwnWords
from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import UnitKind
from luodi_web.people.models import Unit
from luodi_web.people.rules import Permission
from luodi_web.policies.models import Package
from luodi_web.supervision.domain.milestones import milestones_of, milestones_text, parse_milestones
from luodi_web.supervision.models import Plan, Task

# A task is a sentence or a few; what is longer belongs into its measures.
TASK_CHARS = 1000


# Who makes plans, besides the person's own unit.
OWNER_KINDS = (UnitKind.DEPARTMENT, UnitKind.SECTION, UnitKind.CITY, UnitKind.COUNTY)


class DayInput(forms.DateInput):
    """The browser's date picker, which wants ISO dates in any language."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


MAX_TITLE = Plan._meta.get_field("title").max_length


class PlanForm(OwnWords, forms.ModelForm):
    """A plan begun by hand. The owner is chosen among the units for which the person may edit plans."""

    class Meta:
        model = Plan
        fields = ["package", "title", "owner"]

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["package"].queryset = Package.objects.all()
        self.fields["package"].empty_label = _("请选择政策包")
        self.fields["owner"].empty_label = _("请选择机构")
        own = rights.units(Permission.PLANS_EDIT)
        makers = Q(kind__in=OWNER_KINDS) | Q(pk__in=[unit.pk for unit in own])
        units = Unit.objects.filter(rights.scope(Permission.PLANS_EDIT), makers, is_active=True)
        self.fields["owner"].queryset = units.order_by("path")
        self.fields["owner"].initial = own[0] if own else None

    def clean_title(self) -> str:
        return self.cleaned_data["title"].strip()


class ImportForm(PlanForm):
    """A plan from a workbook: the same choices and the file, whose name is the title where none is given."""

    file = forms.FileField(
        label=gettext_lazy("任务分解表文件"),
        help_text=gettext_lazy("任务分解表或责任分工表，Excel 工作簿（.xlsx）；列按常用名称识别。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        if data is not None and files and "file" in files and not data.get("title", "").strip():
            data = data.copy()
            data["title"] = Path(files["file"].name or "").stem[:MAX_TITLE]
        super().__init__(data, files, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = _("不填就用文件名。")

    def clean_title(self) -> str:
        title = super().clean_title()
        if not title:
            raise ValidationError(_("请填写标题，或选择文件。"))
        return title


class SettingsForm(OwnWords, forms.ModelForm):
    """A draft's title, its lights, and when its units report."""

    class Meta:
        model = Plan
        fields = ["title", "blue_days", "yellow_days", "period_kind", "report_day", "makeup_periods"]
        help_texts = {
            "blue_days": gettext_lazy("距完成时限不多于这些工作日时亮蓝灯。"),
            "yellow_days": gettext_lazy("距完成时限不多于这些工作日时亮黄灯。"),
            "report_day": gettext_lazy("每期最后一个月的这一天前报送；大于当月天数时为月末。"),
            "makeup_periods": gettext_lazy("漏报后，最多可以补报往前几期，补报的标为迟报；0 为不能补报。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("blue_days", "yellow_days"):
            self.fields[name].validators.append(_at_most_a_year)
        for name, low, high in (("report_day", 1, 31), ("makeup_periods", 0, 12)):
            label = self.fields[name].label
            self.fields[name] = forms.IntegerField(
                label=label, min_value=low, max_value=high, help_text=self.fields[name].help_text
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        yellow, blue = values.get("yellow_days"), values.get("blue_days")
        if yellow is not None and blue is not None and yellow >= blue:
            self.add_error("yellow_days", _("黄灯要比蓝灯更临近时限，天数应少于蓝灯。"))
        return values


def _at_most_a_year(days: int) -> None:
    if days > 250:
        raise ValidationError(_("不能多于 250 个工作日。"))


class TaskForm(OwnWords, forms.ModelForm):
    """One task in the editor. measures: one a line. Units are picked beside the form."""

    text = forms.CharField(
        label=gettext_lazy("工作任务"),
        max_length=TASK_CHARS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("任务内容不能为空；不要这一项时请删除它。")},
    )
    measures = forms.CharField(
        label=gettext_lazy("具体举措"),
        required=False,
        help_text=gettext_lazy("每行一条"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=8000,
    )

    milestones = forms.CharField(
        label=gettext_lazy("季度节点"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=8000,
    )

    class Meta:
        model = Task
        fields = [
            *("text", "measures", "target", "deliverable", "deadline", "deadline_text"),
            *("leader", "responsible", "phone", "note"),
        ]
        widgets = {"deadline": DayInput()}
        error_messages = {
            "deadline": {"invalid": gettext_lazy("日期不存在，请重新选择，例如 2026-12-31。")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["measures"] = "\n".join(self.instance.measures)
            self.initial["milestones"] = milestones_text(milestones_of(self.instance))
        for name, bound in self.fields.items():
            key = self.add_prefix(name)
            bound.widget.attrs["aria-describedby"] = f"{key}-error"

    def clean_measures(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["measures"].splitlines() if line.strip()]

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split("\n")).strip()

    def clean(self) -> dict[str, Any]:
        """Milestones last: a quarter without a year is that of the deadline."""
        values = super().clean()
        day = values.get("deadline") or self.instance.deadline
        try:
            steps = parse_milestones(values.get("milestones", ""), day.year if day else None)
        except ValidationError as error:
            self.add_error("milestones", error)
        else:
            values["milestones"] = steps
        return values

    def changed_values(self, task: Task) -> dict[str, Any]:
        """Valid fields whose value is not the task's: what there is to save, though others be wrong."""
        return {name: value for name, value in self.cleaned_data.items() if value != stored_value(task, name)}

    def _post_clean(self) -> None:
        """Do not write into the instance: an invalid form must leave the task as it is stored."""


def stored_value(task: Task, name: str) -> Any:
    """What a field of the form holds of a task."""
    return milestones_of(task) if name == "milestones" else getattr(task, name)


class WorkstreamForm(OwnWords, forms.Form):
    name = forms.CharField(label=gettext_lazy("板块名称"), max_length=200, strip=True)


class AdjustForm(OwnWords, forms.Form):
    """Another deadline for a dispatched task, with the reason. Units are picked beside the form."""

    deadline = forms.DateField(label=gettext_lazy("完成时限"), required=False, widget=DayInput())
    reason = forms.CharField(
        label=gettext_lazy("调整原因"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("会随调整通知有关单位，并记入审计。"),
    )
