"""判定模型: the rule of one or several provisions, and which provisions these are."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.people.models import Unit
from luodi_web.policies.models import Provision


class DecisionModel(models.Model):
    """A rule under one name through all its versions. What it says lives in the versions."""

    name = models.CharField(_("名称"), max_length=100)
    summary = models.TextField(_("说明"), blank=True)
    owner = models.ForeignKey(
        Unit, models.PROTECT, related_name="decision_models", verbose_name=_("主管机构")
    )
    is_sample = models.BooleanField(_("示例"), default=False)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("创建人")
    )

    class Meta:
        verbose_name = _("判定模型")
        verbose_name_plural = _("判定模型")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="model_name_once_in_unit")]

    def __str__(self) -> str:
        return self.name


class ModelProvision(models.Model):
    """A provision that a model puts into effect.

    policy_title, label: as they were when it was linked, so that the link says what it was about when the
    policy's text is gone. provision is null then, and for a document that the platform never had.
    """

    model = models.ForeignKey(DecisionModel, models.CASCADE, related_name="links")
    provision = models.ForeignKey(
        Provision, models.SET_NULL, null=True, related_name="model_links", verbose_name=_("条款")
    )
    policy_title = models.CharField(_("政策"), max_length=200)
    label = models.CharField(_("条款"), max_length=200)

    class Meta:
        verbose_name = _("对应条款")
        verbose_name_plural = _("对应条款")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["model", "provision"], name="provision_once_in_model")]

    def __str__(self) -> str:
        return f"{self.policy_title} {self.label}"
