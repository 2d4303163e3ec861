"""What the repair changed in a text, each change open to a person's decision."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.policies.models.policies import PolicyVersion


class RepairEdit(models.Model):
    """``original[start:end]`` reads ``was`` and became ``now``; taken back when not ``accepted``.

    ``kind`` is a key of ``luodi.repair.kinds`` or ``"person"`` for a correction made by hand.
    """

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="edits")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    was = models.TextField(_("原为"))
    now = models.TextField(_("改为"), blank=True)
    kind = models.CharField(_("种类"), max_length=20)
    is_certain = models.BooleanField(_("确定"), default=True)
    accepted = models.BooleanField(_("采纳"), default=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["start", "pk"]
        verbose_name = _("修复处")
        verbose_name_plural = _("修复处")

    def __str__(self) -> str:
        return f"{self.was}→{self.now}"


class LostCharacter(models.Model):
    """A character the damage destroyed; U+FFFD in the text until a person fills it in.

    start: offset in the original. candidates: best first. chosen: null until decided.
    """

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="lost")
    start = models.PositiveIntegerField()
    near = models.CharField(_("上下文"), max_length=60)
    candidates = models.JSONField(_("候选"), default=list)
    chosen = models.CharField(_("补为"), max_length=20, null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["start"]
        verbose_name = _("缺字")
        verbose_name_plural = _("缺字")

    def __str__(self) -> str:
        return self.near
