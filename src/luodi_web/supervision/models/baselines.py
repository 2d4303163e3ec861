"""A plan kept to compare with, or as a pattern for other years; and clauses that need no task."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.people.models import Unit
from luodi_web.policies.models import Provision
from luodi_web.supervision.models.plans import Plan


class Baseline(models.Model):
    """What a plan promised at a moment. Never changed: ``digest`` is the SHA-256 of ``content``.

    content: ``supervision.domain.plan_content`` writes it.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="baselines", verbose_name=_("任务分解表"))
    name = models.CharField(_("基线名称"), max_length=100)
    at = models.DateTimeField(_("冻结时间"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("冻结人")
    )
    content = models.JSONField()
    digest = models.CharField(_("摘要"), max_length=64)

    class Meta:
        verbose_name = _("任务基线")
        verbose_name_plural = _("任务基线")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="baseline_name_in_plan")]

    def __str__(self) -> str:
        return self.name


class PlanTemplate(models.Model):
    """A pattern for plans of other years. year: the one that its days and texts speak of."""

    name = models.CharField(_("模板名称"), max_length=200)
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("编制机构"))
    year = models.PositiveSmallIntegerField(_("年度"))
    content = models.JSONField()
    at = models.DateTimeField(_("保存时间"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("保存人")
    )

    class Meta:
        verbose_name = _("任务分解模板")
        verbose_name_plural = _("任务分解模板")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class ProvisionExemption(models.Model):
    """A clause that needs no task, with the reason: a heading, a definition, an appeal."""

    provision = models.OneToOneField(
        Provision, models.CASCADE, related_name="exemption", verbose_name=_("条款")
    )
    reason = models.CharField(_("原因"), max_length=200)
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("标注人")
    )

    class Meta:
        verbose_name = _("不需任务的条款")
        verbose_name_plural = _("不需任务的条款")

    def __str__(self) -> str:
        return f"{self.provision}：{self.reason}"
