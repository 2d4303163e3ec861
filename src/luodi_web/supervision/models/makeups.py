"""补报: that one unit may still send the report of a period it skipped."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.supervision.models.assignments import Assignment


class MakeupLeave(models.Model):
    """Leave to make up for one period of one assignment, up to and including a day; given anew it moves."""

    assignment = models.ForeignKey(
        Assignment, models.CASCADE, related_name="makeup_leaves", verbose_name=_("承办任务")
    )
    period = models.CharField(_("报送期"), max_length=10)
    until = models.DateField(_("有效期至"))
    reason = models.CharField(_("原因"), max_length=150)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("办理人")
    )

    class Meta:
        verbose_name = _("允许补报")
        verbose_name_plural = _("允许补报")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "period"], name="one_makeup_leave_a_period")
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.period}"
