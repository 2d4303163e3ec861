"""Versions of a model: a draft that is edited, then a frozen text that holds in a period."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luodi_web.decisions.enums import ModelState, SaveSource
from luodi_web.decisions.models.models import DecisionModel


class ModelVersion(models.Model):
    """One version.

    xml: the model as the engine writes DMN. digest: SHA-256 of it in UTF-8; renewed with every save, checked
    at every use of a released version.
    readings: cells of the file it came from that were read otherwise than written (``domain.read_cells``).
    revision: grows with every save of content or cases; who saves on an older one is refused.
    effective_from, effective_to: the period in which it holds, both days included; null: open.
    applied_to: the last day on which a released version holds: effective_to, or the day before the version
    that took its place.
    editors: all who changed the draft; none of them may release it.
    reason: why it was returned; gone once it is sent again.
    """

    model = models.ForeignKey(
        DecisionModel, models.CASCADE, related_name="versions", verbose_name=_("判定模型")
    )
    number = models.PositiveIntegerField(_("版次"))
    state = models.CharField(_("状态"), max_length=10, choices=ModelState, default=ModelState.DRAFT)
    xml = models.TextField(_("内容"))
    digest = models.CharField(_("摘要"), max_length=64)
    revision = models.PositiveIntegerField(default=0)
    source = models.CharField(_("来源"), max_length=10, choices=SaveSource, default=SaveSource.TABLE)
    file_name = models.CharField(_("文件名"), max_length=200, blank=True)
    readings = models.JSONField(default=list)
    effective_from = models.DateField(_("生效日期"), null=True, blank=True)
    effective_to = models.DateField(_("失效日期"), null=True, blank=True)
    applied_to = models.DateField(_("适用至"), null=True, blank=True)
    change_note = models.CharField(_("修改说明"), max_length=500, blank=True)
    started_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    editors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("建立人")
    )
    saved_at = models.DateTimeField(_("保存时间"), null=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(_("送复核时间"), null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("退回原因"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("复核时间"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("复核人")
    )

    class Meta:
        verbose_name = _("模型版本")
        verbose_name_plural = _("模型版本")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["model", "number"], name="model_version_number_once")]
        indexes = [models.Index(fields=["model", "state"], name="model_version_state")]

    def __str__(self) -> str:
        return gettext("%(model)s 第 %(number)d 版") % {"model": self.model, "number": self.number}


class PendingSave(models.Model):
    """Content that a person handed in and that is not saved yet: it would lose something, or came too late.

    revision: the one it was made on. notes: what was read differently from how it was written.
    One a person and version; a newer one takes its place.
    """

    version = models.ForeignKey(ModelVersion, models.CASCADE, related_name="pending")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    xml = models.TextField()
    revision = models.PositiveIntegerField()
    source = models.CharField(max_length=10, choices=SaveSource)
    file_name = models.CharField(max_length=200, blank=True)
    notes = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("待确认的保存")
        verbose_name_plural = _("待确认的保存")
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="one_pending_save_each")]

    def __str__(self) -> str:
        return str(self.version)
