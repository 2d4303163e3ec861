"""Forms of the units' side: a period's report, and the words of a return, a withdrawal, a decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luodi_web.common.domain.files import check_upload
from luodi_web.common.forms.words import OwnWords
from luodi_web.supervision.models import Assignment, Evidence, Report

MAX_FILES = 10
MAX_TEXT = 5000


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files up to MAX_FILES, each checked by content; cleaned to a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        if len(uploads) > MAX_FILES:
            raise ValidationError(gettext("一次最多上传 %(count)d 个文件。") % {"count": MAX_FILES})
        errors = []
        for upload in uploads:
            try:
                check_upload(upload)
            except ValidationError as error:
                values = {"name": upload.name, "error": error.messages[0]}
                errors.append(gettext("“%(name)s”：%(error)s") % values)
        if errors:
            raise ValidationError(errors)
        return list(uploads)


class ReportForm(OwnWords, forms.Form):
    """One period's report. last: the one before it; less than its percentage needs a word of explanation."""

    percent = forms.IntegerField(label=_("完成率"), min_value=0, max_value=100)
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
    dropped_evidence = forms.ModelMultipleChoiceField(
        label=_("去掉已有材料"),
        queryset=Evidence.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    files = FilesField(
        label=_("佐证材料"), required=False, help_text=_("没有就不传；每个文件不超过 20 MB，一次最多 10 个。")
    )

    def __init__(self, *args: Any, report: Report | None, last: Report | None, **kwargs: Any) -> None:
        start = report or last
        names = ("percent", "text", "problem", "next_step")
        initial = {name: getattr(start, name) for name in names} if start else {}
        super().__init__(*args, initial=initial, **kwargs)
        self.last = last
        if report is not None and report.evidence.exists():
            self.fields["dropped_evidence"].queryset = report.evidence.all()
        else:
            del self.fields["dropped_evidence"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        percent = values.get("percent")
        if self.last and percent is not None and percent < self.last.percent and not values.get("problem"):
            words = gettext("完成率比上期（%(percent)d%%）低，请说明原因。") % {"percent": self.last.percent}
            self.add_error("problem", words)
        return values


class ReasonForm(OwnWords, forms.Form):
    """Why an assignment is handed back or taken back, or what a report lacks."""

    reason = forms.CharField(label=_("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ResendForm(OwnWords, forms.Form):
    """Sending again: the deadline as it was, to be changed or emptied."""

    deadline = forms.DateField(
        label=_("完成时限"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("留空表示不定时限，不亮灯。"),
    )

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, initial={"deadline": assignment.deadline}, **kwargs)

    def clean_deadline(self) -> Any:
        deadline = self.cleaned_data["deadline"]
        if deadline and deadline < timezone.localdate():
            raise ValidationError(gettext("时限已经过去，请改到今天或以后。"))
        return deadline
