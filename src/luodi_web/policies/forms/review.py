"""What a reviewer's clicks send."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.policies.domain.review import EditGroup, Passage
from luodi_web.policies.enums import Decision, Punctuation
from luodi_web.policies.rules import CORRECTION_CHARS

# A page shows at most some thousands of edits; a longer list did not come from it.
MAX_KEYS = 5_000


class SeenForm(forms.Form):
    """The revision the reviewer's page shows, and the page of the text they are on."""

    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    page = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)

    @property
    def shown_page(self) -> int:
        return self.cleaned_data.get("page") or 1


class DecideForm(SeenForm):
    edits = forms.CharField()
    decision = forms.ChoiceField(choices=Decision.choices)

    def clean_edits(self) -> list[int]:
        keys = self.cleaned_data["edits"].split(",")
        if len(keys) > MAX_KEYS or not all(key.isascii() and key.isdigit() and len(key) < 19 for key in keys):
            raise forms.ValidationError(_("选中的修复处无效，请刷新页面。"), code="invalid")
        return [int(key) for key in keys]


class GroupForm(SeenForm):
    kind = forms.CharField(max_length=20)
    was = forms.CharField(required=False, strip=False, empty_value=None)
    now = forms.CharField(required=False, strip=False)
    decision = forms.ChoiceField(choices=Decision.choices)

    @property
    def group(self) -> EditGroup:
        data = self.cleaned_data
        return EditGroup(data["kind"], data["was"], data["now"])


class PunctuationForm(SeenForm):
    full = forms.BooleanField(required=False)

    @property
    def punctuation(self) -> Punctuation:
        return Punctuation.FULL if self.cleaned_data["full"] else Punctuation.KEEP


class LostForm(SeenForm):
    lost = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    words = forms.CharField(required=False, strip=False, label=gettext_lazy("补为"))
    reset = forms.BooleanField(required=False)

    @property
    def chosen(self) -> str | None:
        return None if self.cleaned_data["reset"] else self.cleaned_data["words"]


class CorrectForm(SeenForm):
    block = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    start = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    end = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    passage = forms.CharField(strip=False)
    words = forms.CharField(
        required=False,
        strip=False,
        label=gettext_lazy("更正为"),
        widget=forms.Textarea({"rows": 3, "maxlength": CORRECTION_CHARS}),
    )

    @property
    def selected(self) -> Passage:
        data = self.cleaned_data
        words = data["passage"].replace("\r\n", "\n")
        return Passage(data["block"], data["start"], data["end"], words)

    @property
    def right_words(self) -> str:
        return self.cleaned_data["words"].replace("\r\n", "\n")
