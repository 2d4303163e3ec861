"""延期: wishes for more time, and every deadline that an assignment had before."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi_web.supervision.enums import ExtensionState
from luodi_web.supervision.models.assignments import Assignment


class Extension(models.Model):
    """One wish for more time. granted: the day agreed to, which may be another than the one wanted."""

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="extensions", verbose_name=_("承办任务")
    )
    old_deadline = models.DateField(_("原时限"))
    wanted = models.DateField(_("申请延至"))
    reason = models.TextField(_("延期理由"))
    state = models.CharField(_("状态"), max_length=12, choices=ExtensionState, default=ExtensionState.WAITING)
    asked_at = models.DateTimeField(_("申请时间"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("申请人")
    )
    granted = models.DateField(_("同意延至"), null=True, blank=True)
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("审批人"),
    )
    note = models.CharField(_("审批意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("延期申请")
        verbose_name_plural = _("延期申请")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(state=ExtensionState.WAITING),
                name="one_extension_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.old_deadline}→{self.wanted}"


class DeadlineChange(models.Model):
    """A deadline an assignment had, the one that took its place, and why."""

    assignment = models.ForeignKey(
        Assignment, models.CASCADE, related_name="deadline_changes", verbose_name=_("承办任务")
    )
    at = models.DateTimeField(_("时间"))
    old = models.DateField(_("原时限"), null=True)
    new = models.DateField(_("新时限"), null=True)
    reason = models.CharField(_("原因"), max_length=300)

    class Meta:
        verbose_name = _("时限变化")
        verbose_name_plural = _("时限变化")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.old}→{self.new}"
