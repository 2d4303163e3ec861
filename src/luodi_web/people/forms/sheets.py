"""The form of a workbook to be imported."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi_web.common.domain.files import check_upload
from luodi_web.common.forms.words import OwnWords


class SheetForm(OwnWords, forms.Form):
    file = forms.FileField(
        label=_("Excel 表格"),
        help_text=_("用下载的模板，或用列表导出的表格。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"empty": _("文件是空的。"), "required": _("请选择文件。")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        check_upload(file)
        return file
