"""Milestones (季度节点): the steps a task is measured by where a percentage would be a guess."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.supervision.models.plans import Task


class Milestone(models.Model):
    """One step of a task; all steps weigh the same.

    due: the day by which it should be reached, null where the plan names none.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="milestones", verbose_name=_("任务"))
    order = models.PositiveIntegerField(_("顺序"), default=0)
    due = models.DateField(_("节点时限"), null=True, blank=True)
    text = models.CharField(_("节点内容"), max_length=200)

    class Meta:
        verbose_name = _("季度节点")
        verbose_name_plural = _("季度节点")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text
