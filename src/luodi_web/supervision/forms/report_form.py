"""The form of one period's report: percentage or milestones, figures, texts, evidence, parts taken in."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luodi_web.common.forms.words import OwnWords
from luodi_web.supervision.domain.figures_values import Slot
from luodi_web.supervision.forms.reports import FilesField
from luodi_web.supervision.models import Evidence, Milestone, Report

MAX_TEXT = 5000
TEXTS = ("text", "problem", "next_step")


class FigureField(forms.DecimalField):
    """A number as people type it: with marks between thousands, and full-width."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, label: str) -> None:
        invalid = gettext("“%(label)s”填数字，例如 1234.5。") % {"label": label}
        too_long = gettext("“%(label)s”最多 16 位整数、4 位小数。") % {"label": label}
        codes = {"max_digits": too_long, "max_decimal_places": too_long, "max_whole_digits": too_long}
        super().__init__(
            label=label, max_digits=20, decimal_places=4, error_messages={"invalid": invalid, **codes}
        )

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = value.replace(",", "").replace("，", "").replace("．", ".").strip()
        return super().to_python(value)


class MilestonesField(forms.ModelMultipleChoiceField):
    """The task's milestones, to be ticked as they are reached."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Milestone) -> str:
        if obj.due is None:
            return obj.text
        return gettext("%(day)s前：%(text)s") % {"day": obj.due.isoformat(), "text": obj.text}


class ReportForm(OwnWords, forms.Form):
    """One period's report.

    last: the one before it; less than its percentage needs a word of explanation. slots: its figures; those
    to be typed become fields named ``figure_`` and the request's key. milestones: the task's; where there are
    any they take the percentage's place. contributions: joint units' reports that may be taken in. values:
    what was typed before, by field name, from a draft.
    """

    percent = forms.IntegerField(label=_("完成率"), min_value=0, max_value=100)
    reached = MilestonesField(
        label=_("已达到的节点"),
        queryset=Milestone.objects.none(),
        required=False,
        help_text=_("完成率按已达到的节点数计算。"),
        error_messages={"invalid_choice": _("任务的节点已经调整，请刷新页面后再报。")},
    )
    text = forms.CharField(
        label=_("进展情况"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("截至本期的进展和结果，有数字的写数字。"),
    )
    problem = forms.CharField(
        label=_("存在问题"), max_length=MAX_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    next_step = forms.CharField(
        label=_("下步措施"), max_length=MAX_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    taken = forms.ModelMultipleChoiceField(
        label=_("并入的配合机构进展"),
        queryset=Report.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("有配合机构的进展已被退回或撤回，请核对后再报。")},
    )
    dropped_evidence = forms.ModelMultipleChoiceField(
        label=_("去掉已有材料"),
        queryset=Evidence.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    files = FilesField(
        label=_("佐证材料"), required=False, help_text=_("没有就不传；每个文件不超过 20 MB，一次最多 10 个。")
    )

    def __init__(
        self,
        *args: Any,
        report: Report | None,
        last: Report | None,
        slots: Iterable[Slot] = (),
        milestones: QuerySet[Milestone] | None = None,
        contributions: QuerySet[Report] | None = None,
        values: dict[str, list[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.last = last
        self.milestone_count = milestones.count() if milestones is not None else 0
        self._choose(report, milestones, contributions)
        self.figure_keys = [slot.request.pk for slot in slots if slot.typed]
        for slot in slots:
            if slot.typed:
                name = f"figure_{slot.request.pk}"
                self.fields[name] = FigureField(label=slot.request.name)
                if slot.value is not None:
                    self.initial[name] = f"{slot.value.normalize():f}"
        start = report or last
        if start:
            names = ("percent", *TEXTS) if "percent" in self.fields else TEXTS
            self.initial |= {name: getattr(start, name) for name in names}
            if "reached" in self.fields:
                self.initial["reached"] = list(start.reached.values_list("pk", flat=True))
        if report and "taken" in self.fields:
            self.initial["taken"] = list(report.contributions.values_list("source", flat=True))
        self.initial |= self._typed(values or {})

    def _choose(
        self,
        report: Report | None,
        milestones: QuerySet[Milestone] | None,
        contributions: QuerySet[Report] | None,
    ) -> None:
        """Keep the fields that this report has, with what may be chosen in them."""
        self.fields["reached"].queryset = milestones
        del self.fields["percent" if self.milestone_count else "reached"]
        if contributions is not None and contributions.exists():
            self.fields["taken"].queryset = contributions
        else:
            del self.fields["taken"]
        if report is not None and report.evidence.exists():
            self.fields["dropped_evidence"].queryset = report.evidence.all()
        else:
            del self.fields["dropped_evidence"]

    def _typed(self, values: dict[str, list[str]]) -> dict[str, Any]:
        """A draft's values as initial ones; of fields that are no longer there nothing."""
        several = (forms.ModelMultipleChoiceField, FilesField)
        found: dict[str, Any] = {}
        for name, field in self.fields.items():
            if name != "files" and name in values:
                is_list = isinstance(field, several)
                found[name] = values[name] if is_list else (values[name] or [""])[0]
        return found

    def figure_fields(self) -> dict[int, forms.BoundField]:
        """By the request's key, the fields of figures to be typed."""
        return {key: self[f"figure_{key}"] for key in self.figure_keys}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "reached" in self.fields:
            percent = len(values.get("reached", [])) * 100 // self.milestone_count
        else:
            percent = values.get("percent")
        if self.last and percent is not None and percent < self.last.percent and not values.get("problem"):
            words = gettext("完成率比上期（%(percent)d%%）低，请说明原因。") % {"percent": self.last.percent}
            self.add_error("problem", words)
        return values

    def report_values(self) -> dict[str, Any]:
        """What ``submit_report`` takes."""
        values = {name: self.cleaned_data[name] for name in (*TEXTS, "files")}
        for name in ("reached", "taken", "dropped_evidence"):
            if name in self.fields:
                values[name] = [item.pk for item in self.cleaned_data[name]]
        if "percent" in self.fields:
            values["percent"] = self.cleaned_data["percent"]
        values["figures"] = {key: self.cleaned_data[f"figure_{key}"] for key in self.figure_keys}
        return values
