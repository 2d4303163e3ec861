"""What a confirmed text says that can be checked, each fact open to a person's decision."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.policies.enums import FactKind, FactSource, FactState
from luodi_web.policies.models.policies import PolicyVersion
from luodi_web.policies.models.provisions import Provision
from luodi_web.policies.models.steps import Step


class Fact(models.Model):
    """``version.text[start:end]`` reads ``words`` and says ``values``.

    values: keys by kind (``policies.domain.fact_values``); decimals and dates as text, so that money stays
    exact. start = end = 0: no words of the text say it, the title does (试行).
    provision: the innermost numbered one that the words stand in; null before the first.
    read_values: what the engine read; null for a fact that a person added.
    carried_from: the fact of an earlier version that this one is; is_carried: its decision is that one's.
    """

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="facts")
    provision = models.ForeignKey(Provision, models.SET_NULL, null=True, related_name="facts")
    kind = models.CharField(_("类别"), max_length=12, choices=FactKind)
    values = models.JSONField(_("内容"))
    words = models.TextField(_("原文文字"), blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    source = models.CharField(_("来源"), max_length=8, choices=FactSource, default=FactSource.ENGINE)
    state = models.CharField(_("状态"), max_length=12, choices=FactState, default=FactState.PROPOSED)
    read_values = models.JSONField(null=True)
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="carried_to")
    is_carried = models.BooleanField(_("沿用上一版"), default=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("核对时间"), null=True)

    class Meta:
        ordering = ["start", "end", "pk"]
        indexes = [
            models.Index(fields=["version", "start"], name="fact_by_place"),
            models.Index(fields=["version", "kind", "state"], name="fact_by_kind"),
        ]
        verbose_name = _("要素")
        verbose_name_plural = _("要素")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.words}"


class FactStep(Step):
    """One act on a version's facts. made: keys of facts."""

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="fact_steps")

    class Meta(Step.Meta):
        verbose_name = _("核对步骤")
        verbose_name_plural = _("核对步骤")
