"""销号: striking a finished assignment off the register, and looking back at it later."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi_web.supervision.enums import ClosingState, LookBack
from luodi_web.supervision.models.assignments import Assignment

UNDECIDED = (ClosingState.ASKED, ClosingState.CHECKED)


def _person(words: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=words
    )


class Closing(models.Model):
    """One request to close, checked by a second person and signed by a third.

    look_back_on: null where the plan wants none; look_back: what was found on or after that day.
    """

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="closings", verbose_name=_("承办任务")
    )
    text = models.TextField(_("完成情况"))
    state = models.CharField(_("状态"), max_length=12, choices=ClosingState, default=ClosingState.ASKED)
    asked_at = models.DateTimeField(_("申请时间"))
    asked_by = _person(_("申请人"))
    checked_at = models.DateTimeField(_("核查时间"), null=True, blank=True)
    checked_by = _person(_("核查人"))
    check_note = models.CharField(_("核查意见"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("签批时间"), null=True, blank=True)
    decided_by = _person(_("签批人"))
    decision_note = models.CharField(_("签批意见"), max_length=300, blank=True)
    look_back_on = models.DateField(_("回头看日期"), null=True, blank=True)
    look_back = models.CharField(_("回头看结果"), max_length=12, choices=LookBack, blank=True)
    looked_back_at = models.DateTimeField(_("回头看时间"), null=True, blank=True)
    looked_back_by = _person(_("回头看人员"))
    look_back_note = models.CharField(_("回头看情况"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("销号")
        verbose_name_plural = _("销号")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(state__in=UNDECIDED), name="one_closing_undecided"
            )
        ]
        indexes = [models.Index(fields=["state", "look_back_on"])]

    def __str__(self) -> str:
        return str(self.assignment)
