"""One act of a person on a version, with what undoes it: the shape that every kind of work shares."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.policies.enums import PolicyVerb


class Step(models.Model):
    """before: what the touched rows were, by what was kept of them (``policies.domain.steps``):
    ``{"edits": [[…state, keys], …]}``, so that an act on thousands of rows that were all the same stays
    small. made: keys of the rows that the act created.
    """

    verb = models.CharField(max_length=40, choices=PolicyVerb)
    words = models.CharField(_("内容"), max_length=200)
    before = models.JSONField(default=dict)
    made = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words

    def keys(self, name: str) -> list[Any]:
        """Keys of the rows of which ``before`` keeps this."""
        return [pk for *_state, pks in self.before.get(name, []) for pk in pks]
