"""Which revision of a row the page showed, so that a change of another person is not overwritten."""

from __future__ import annotations

from django import forms


class Revised(forms.Form):
    """A form of a row that has a revision."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)

    @property
    def seen_revision(self) -> int:
        """That of the page; one that no page shows where it is missing."""
        given = self.cleaned_data.get("revision")
        return -1 if given is None else given
