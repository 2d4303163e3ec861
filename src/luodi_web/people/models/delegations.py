"""Acting for a colleague who is away: from one day to another, tasks only."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def on(self, day: date) -> DelegationQuerySet:
        """Those that hold on a day; one that was taken back holds no more from that moment on."""
        return self.filter(starts_on__lte=day, ends_on__gte=day, ended_at__isnull=True)

    def in_force(self) -> DelegationQuerySet:
        return self.on(timezone.localdate())

    def overlapping(self, first: date, last: date) -> DelegationQuerySet:
        """Not taken back and sharing a day with first..last."""
        return self.filter(starts_on__lte=last, ends_on__gte=first, ended_at__isnull=True)


class Delegation(models.Model):
    """One person's task rights lent to another, both days included. Ends by itself; never deleted.

    What is lent is said in ``people.rules.DELEGABLE``; ended_at: when the person took it back early.
    """

    from_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="delegations_given",
        verbose_name=_("委托人"),
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="delegations_taken",
        verbose_name=_("代办人"),
    )
    starts_on = models.DateField(_("委托起"))
    ends_on = models.DateField(_("委托止"))
    reason = models.CharField(_("委托事由"), max_length=100)
    created_at = models.DateTimeField(_("委托时间"), auto_now_add=True)
    ended_at = models.DateTimeField(_("收回时间"), null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("外出委托")
        verbose_name_plural = _("外出委托")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_user=F("to_user")), name="delegation_to_another"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="delegation_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.from_user}→{self.to_user}"
