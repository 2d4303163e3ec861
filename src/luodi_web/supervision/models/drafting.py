"""Drafts that the worker makes of long texts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.policies.models import PolicyVersion
from luodi_web.supervision.enums import DraftingState
from luodi_web.supervision.models.plans import Plan


class Drafting(models.Model):
    """One request to draft a plan from a text. plan: null until it is done, or once the plan was deleted.

    started_at: when it was last queued or begun; a run writes only while it finds its own time here.
    """

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="draftings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("起草进度"), max_length=8, choices=DraftingState, default=DraftingState.QUEUED)
    started_at = models.DateTimeField(_("开始时间"))
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("起草")
        verbose_name_plural = _("起草")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.version}：{self.get_state_display()}"
