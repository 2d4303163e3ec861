"""Lights that the office set by hand, and what the rule said meanwhile."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi_web.supervision.enums import Light
from luodi_web.supervision.models.assignments import Assignment


class LightOverride(models.Model):
    """A light shown instead of the rule's, up to and including a day; one in force per assignment.

    lifted_at: when it ended, null while it is in force; lifted_by: null when it ended by itself.
    """

    assignment = models.ForeignKey(
        Assignment, models.CASCADE, related_name="light_overrides", verbose_name=_("承办任务")
    )
    light = models.CharField(_("灯号"), max_length=8, choices=Light)
    # Room for the words around it in Assignment.light_reason.
    reason = models.CharField(_("调整原因"), max_length=150)
    until = models.DateField(_("有效期至"))
    at = models.DateTimeField(_("调整时间"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("调整人")
    )
    lifted_at = models.DateTimeField(_("恢复时间"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("恢复人"),
    )

    class Meta:
        verbose_name = _("人工调整灯号")
        verbose_name_plural = _("人工调整灯号")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(lifted_at__isnull=True), name="one_override_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment}：{self.get_light_display()}"


class RuleReading(models.Model):
    """What the rule says while another light is shown: a row for each turn of it, the newest is now's."""

    override = models.ForeignKey(LightOverride, models.CASCADE, related_name="readings")
    at = models.DateTimeField(_("时间"))
    light = models.CharField(_("规则灯号"), max_length=8, choices=Light)
    reason = models.CharField(_("原因"), max_length=200)

    class Meta:
        verbose_name = _("规则灯号")
        verbose_name_plural = _("规则灯号")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_light_display()}：{self.reason}"
