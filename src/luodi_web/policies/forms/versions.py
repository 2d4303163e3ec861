"""The form of a new version's text."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi_web.common.forms.words import OwnWords
from luodi_web.people.models import User
from luodi_web.policies.forms.sources import SourceFields
from luodi_web.policies.models import PolicyVersion


class VersionForm(OwnWords, SourceFields):
    """The new text of a policy, by file or pasted. last: the version it comes after."""

    def __init__(self, *args: Any, user: User, last: PolicyVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.last = user, last

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.read_source(data)
        if self.source is not None and self.source.digest == self.last.digest:
            words = _("这份文本和上一版的原文相同。要改校订结果，请用“重新校订”。")
            self.add_error(self.source_field, ValidationError(words, code="same"))
        return data
