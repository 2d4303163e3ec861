"""Posts in units, and who holds them from when to when."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi_web.people.enums import Duty
from luodi_web.people.models.units import Unit


class Post(models.Model):
    """A position in a unit. Tasks go to units and posts, so they outlive the people in them."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("机构"))
    name = models.CharField(_("岗位"), max_length=60)
    duty = models.CharField(_("职责"), max_length=20, choices=Duty)

    class Meta:
        verbose_name = _("岗位")
        verbose_name_plural = _("岗位")
        ordering = ["unit__path", "pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="post_once_in_unit")]

    def __str__(self) -> str:
        return self.name


class PostHoldingQuerySet(models.QuerySet["PostHolding"]):
    def on(self, day: date) -> PostHoldingQuerySet:
        """Holdings that a day falls into."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class PostHolding(models.Model):
    """A person in a post, both days included; no last day means still there."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings", verbose_name=_("岗位"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="holdings", verbose_name=_("人员")
    )
    starts_on = models.DateField(_("任职起"))
    ends_on = models.DateField(_("任职止"), null=True, blank=True)

    objects = PostHoldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        ordering = ["-starts_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.post}"
