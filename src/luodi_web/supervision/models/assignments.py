"""A dispatched task as one unit has it: acknowledgement, reports, light."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.common.models import StoredFile
from luodi_web.common.periods import period_words
from luodi_web.people.models import Unit
from luodi_web.supervision.enums import AssignmentState, Light, ReportState, UnitRole
from luodi_web.supervision.models.milestones import Milestone
from luodi_web.supervision.models.plans import Task


class Assignment(models.Model):
    """One unit's share of a task.

    light and light_reason are kept, not computed on the page: they are what was shown, with a history.
    percent is the latest report's that was not returned. returned_at is set while it is returned; reason is
    why it was returned or withdrawn, empty in every other state.
    position: where its task stands among all plans, written by ``supervision.domain.positions``: the register
    is sorted by it without joining three tables for every row.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="assignments", verbose_name=_("任务"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name=_("机构"))
    role = models.CharField(_("分工"), max_length=8, choices=UnitRole)
    deadline = models.DateField(_("完成时限"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=AssignmentState, default=AssignmentState.SENT)
    sent_at = models.DateTimeField(_("下达时间"))
    acknowledged_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("签收人"),
    )
    returned_at = models.DateTimeField(_("退回时间"), null=True, blank=True)
    reason = models.CharField(_("退回或撤回原因"), max_length=300, blank=True)
    percent = models.PositiveSmallIntegerField(_("完成率"), default=0)
    light = models.CharField(_("灯号"), max_length=8, choices=Light, default=Light.GREY)
    light_reason = models.CharField(_("灯号原因"), max_length=200, blank=True)
    light_since = models.DateTimeField(_("灯号起始"), null=True, blank=True)
    done_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    # Set when a look-back took the task up again: older reports no longer say how far it is.
    reopened_at = models.DateTimeField(_("重新办理时间"), null=True, blank=True)
    reopened_percent = models.PositiveSmallIntegerField(_("重新核定完成率"), default=0)
    position = models.CharField(max_length=24, blank=True, editable=False)

    class Meta:
        verbose_name = _("承办任务")
        verbose_name_plural = _("承办任务")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="one_assignment_per_unit")]
        # Each is an order or a filter of the register; the key makes the order complete.
        indexes = [
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["position", "id"], name="assignment_position"),
            models.Index(fields=["deadline", "id"], name="assignment_deadline"),
            models.Index(fields=["percent", "id"], name="assignment_percent"),
            models.Index(fields=["light", "position", "id"], name="assignment_light_position"),
            models.Index(fields=["state", "position", "id"], name="assignment_state_position"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}：{self.task}"


class Report(models.Model):
    """One unit's report on an assignment in one period; one a period, corrected in place until accepted.

    period: a key of ``common.periods``. no_change: the last report repeated in one click. is_late: first sent
    after the reporting day. reached: the task's milestones reached, which percent is then computed from.
    """

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="reports", verbose_name=_("承办任务")
    )
    period = models.CharField(_("报送期"), max_length=10)
    percent = models.PositiveSmallIntegerField(_("完成率"))
    text = models.TextField(_("进展情况"))
    problem = models.TextField(_("存在问题"), blank=True)
    next_step = models.TextField(_("下步措施"), blank=True)
    no_change = models.BooleanField(_("无变化"), default=False)
    is_late = models.BooleanField(_("迟报"), default=False)
    reached = models.ManyToManyField(
        Milestone, blank=True, related_name="reports", verbose_name=_("已达到的节点")
    )
    state = models.CharField(_("审核"), max_length=12, choices=ReportState, default=ReportState.SUBMITTED)
    submitted_at = models.DateTimeField(_("报送时间"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("报送人")
    )
    decided_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("审核人"),
    )
    decision_note = models.CharField(_("审核意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("进展报送")
        verbose_name_plural = _("进展报送")
        ordering = ["-period", "-pk"]
        constraints = [models.UniqueConstraint(fields=["assignment", "period"], name="one_report_per_period")]

    def __str__(self) -> str:
        return f"{self.assignment} {self.period_words}"

    @property
    def period_words(self) -> str:
        return period_words(self.period)


class Evidence(models.Model):
    """A file that shows what a report says."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("文件名"), max_length=200)

    class Meta:
        verbose_name = _("佐证材料")
        verbose_name_plural = _("佐证材料")

    def __str__(self) -> str:
        return self.name


class LightChange(models.Model):
    """When an assignment's light changed, and why in words."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="light_changes")
    at = models.DateTimeField(_("时间"))
    old = models.CharField(_("原灯号"), max_length=8, choices=Light)
    new = models.CharField(_("新灯号"), max_length=8, choices=Light)
    reason = models.CharField(_("原因"), max_length=200)

    class Meta:
        verbose_name = _("灯号变化")
        verbose_name_plural = _("灯号变化")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.old}→{self.new}"
