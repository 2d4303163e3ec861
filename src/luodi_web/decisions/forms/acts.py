"""Forms of small acts: returning, releasing, keeping a case, importing cases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi_web.common.forms.words import OwnWords
from luodi_web.decisions.forms.models import check_size


class ReturnForm(OwnWords, forms.Form):
    reason = forms.CharField(label=_("退回原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ReleaseForm(OwnWords, forms.Form):
    """digest: of what the person looked at."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class CaseNameForm(OwnWords, forms.Form):
    case_name = forms.CharField(
        label=_("案例名称"), max_length=200, help_text=_("例如“研发占比刚好 3%，应给 10%”。")
    )


class ImportCasesForm(OwnWords, forms.Form):
    file = forms.FileField(label=_("案例文件（DMN TCK 格式的 XML）"))

    def clean_file(self) -> Any:
        return check_size(self.cleaned_data["file"])
