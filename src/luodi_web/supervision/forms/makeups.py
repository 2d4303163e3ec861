"""Leave to make up for a skipped period."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi_web.common.forms.words import OwnWords
from luodi_web.people.forms.fields import DayField


class MakeupForm(OwnWords, forms.Form):
    until = DayField(label=_("有效期至"))
    reason = forms.CharField(label=_("原因"), max_length=150, widget=forms.Textarea(attrs={"rows": 2}))
