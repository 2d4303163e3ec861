"""What was changed in a draft plan, kept so that it can be undone."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.supervision.models.plans import Plan


class PlanEdit(models.Model):
    """One edit of a draft: the rows it touched as they were before and after it.

    before, after: the plan's content as ``supervision.domain.snapshots`` writes and restores it.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="edits")
    label = models.CharField(_("修改"), max_length=100)
    before = models.JSONField()
    after = models.JSONField()
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta:
        verbose_name = _("修改记录")
        verbose_name_plural = _("修改记录")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.label
