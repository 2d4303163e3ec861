"""Words that go with an act: of a return, a withdrawal, a decision; a new deadline; and a list of files."""

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
from luodi_web.supervision.models import Assignment

MAX_FILES = 10


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
