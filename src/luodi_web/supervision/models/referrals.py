"""提请督查: what is handed to the government's inspection, and what comes back from it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi_web.supervision.enums import ReferralGround, ReferralResult, ReferralState
from luodi_web.supervision.models.assignments import Assignment
from luodi_web.supervision.models.papers import Paper
from luodi_web.supervision.rules_referral import OVER_STATES


def _person(words: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=words
    )


class ReferralOrder(models.Model):
    """A leader's decision that a matter is to be referred, whatever its light; used by one referral."""

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="referral_orders", verbose_name=_("承办任务")
    )
    words = models.CharField(_("批示内容"), max_length=300)
    at = models.DateTimeField(_("批示时间"))
    by = _person(_("批示人"))

    class Meta:
        verbose_name = _("提请督查批示")
        verbose_name_plural = _("提请督查批示")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.words


class Referral(models.Model):
    """One referral of one assignment. Of a task and unit there is one open at a time.

    paper: the packet with history and evidence as they were when it was prepared.
    review_by: until when the inspected unit may ask for a review, or the review is to be decided.
    """

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="referrals", verbose_name=_("承办任务")
    )
    ground = models.CharField(_("提请事由"), max_length=12, choices=ReferralGround)
    order = models.OneToOneField(
        ReferralOrder, models.PROTECT, null=True, blank=True, related_name="referral", verbose_name=_("批示")
    )
    words = models.TextField(_("提请理由"))
    state = models.CharField(_("状态"), max_length=12, choices=ReferralState, default=ReferralState.PREPARED)
    paper = models.OneToOneField(Paper, models.PROTECT, related_name="referral", verbose_name=_("提请材料"))
    prepared_at = models.DateTimeField(_("拟办时间"))
    prepared_by = _person(_("拟办人"))
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    decided_by = _person(_("审批人"))
    note = models.CharField(_("审批意见"), max_length=300, blank=True)
    review_by = models.DateField(_("复核期限"), null=True, blank=True)
    rectify_by = models.DateField(_("整改期限"), null=True, blank=True)
    result = models.CharField(_("督查结果"), max_length=16, choices=ReferralResult, blank=True)

    class Meta:
        verbose_name = _("提请督查")
        verbose_name_plural = _("提请督查")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=~Q(state__in=OVER_STATES), name="one_open_referral"
            )
        ]

    def __str__(self) -> str:
        return str(self.assignment)


class ReferralStage(models.Model):
    """One step of an inspection as the government told of it. day: when it happened there."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="stages", verbose_name=_("提请督查"))
    stage = models.CharField(_("环节"), max_length=12, choices=ReferralState)
    day = models.DateField(_("日期"))
    words = models.TextField(_("内容"))
    at = models.DateTimeField(_("记录时间"))
    by = _person(_("记录人"))

    class Meta:
        verbose_name = _("督查进展")
        verbose_name_plural = _("督查进展")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.day}"
