"""What goes with a report: figures asked for and given, joint units' parts taken in, what is half typed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi_web.supervision.models.assignments import Assignment, Report
from luodi_web.supervision.models.plans import Task


class FigureRequest(models.Model):
    """A figure that the reports of a task must give in every period.

    key: the name without what does not tell two data apart; a second request for it is found by this.
    indicator: the name of a measured indicator of ``common.indicators``, empty for none. source: the request
    that already holds this datum, whose values are shown here and not asked for again.
    closed_at: from then on it is no longer asked; what was given stays.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="figure_requests", verbose_name=_("任务"))
    name = models.CharField(_("数据名称"), max_length=60)
    key = models.CharField(max_length=60, db_index=True)
    measure = models.CharField(_("计量单位"), max_length=20)
    indicator = models.CharField(_("系统统计指标"), max_length=40, blank=True)
    source = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reuses", verbose_name=_("引用的数据")
    )
    created_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("提出人")
    )
    closed_at = models.DateTimeField(_("停止时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("填报数据要求")
        verbose_name_plural = _("填报数据要求")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "key"], condition=Q(closed_at__isnull=True), name="figure_asked_once_a_task"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.measure}）"


class ReportFigure(models.Model):
    """One figure of one report, as it was when the report was sent.

    measured: counted by the platform, not typed. source: the figure of another report it was taken from.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="figures", verbose_name=_("进展报送"))
    request = models.ForeignKey(
        FigureRequest, models.PROTECT, related_name="values", verbose_name=_("填报数据要求")
    )
    value = models.DecimalField(_("数值"), max_digits=20, decimal_places=4)
    measured = models.BooleanField(_("系统统计"), default=False)
    source = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("引自")
    )

    class Meta:
        verbose_name = _("填报数据")
        verbose_name_plural = _("填报数据")
        ordering = ["request", "pk"]
        constraints = [models.UniqueConstraint(fields=["report", "request"], name="figure_once_a_report")]

    def __str__(self) -> str:
        return f"{self.request}：{self.value.normalize():f}"


class Contribution(models.Model):
    """A joint unit's report that the lead's report took in.

    at: when it was taken; a source sent again after that has words that the lead has not seen.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="contributions")
    source = models.ForeignKey(
        Report, models.PROTECT, related_name="taken_into", verbose_name=_("配合机构进展")
    )
    at = models.DateTimeField(_("并入时间"))

    class Meta:
        verbose_name = _("并入的进展")
        verbose_name_plural = _("并入的进展")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "source"], name="taken_in_once")]

    def __str__(self) -> str:
        return str(self.source)


class ReportDraft(models.Model):
    """A report that a person has begun and not sent; gone once it is sent.

    values: field name → list of what was typed or chosen, as the form posts it. version: counts the savings,
    so that a device that still shows an older one is told.
    """

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="drafts")
    period = models.CharField(_("报送期"), max_length=10)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    values = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("进展草稿")
        verbose_name_plural = _("进展草稿")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "period", "user"], name="one_draft_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.period}"
