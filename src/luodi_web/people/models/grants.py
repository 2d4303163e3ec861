"""What people may do: roles granted in a unit for a time; and the links that let them in."""

from __future__ import annotations

from datetime import date, datetime, time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from luodi_web.people.enums import InvitationPurpose, Role
from luodi_web.people.models.units import Unit


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self) -> GrantQuerySet:
        """Grants that give rights at this moment: a revocation counts at once, not from tomorrow."""
        return self.on(timezone.localdate()).filter(revoked_at__isnull=True)

    def on(self, day: date) -> GrantQuerySet:
        """Grants that gave rights at some time of a day: what the record says, revoked since or not."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            Q(revoked_at__isnull=True) | Q(revoked_at__gte=start_of_day(day)),
            starts_on__lte=day,
        )

    def overlapping(self, first: date, last: date | None) -> GrantQuerySet:
        """Grants not revoked that share a day with first..last (last None: open-ended)."""
        rows = self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first), revoked_at__isnull=True)
        return rows if last is None else rows.filter(starts_on__lte=last)


def start_of_day(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class Grant(models.Model):
    """A role in a unit and everything below it, both days included; no last day means open-ended.

    Grants are never deleted: revoked_at ends one early, and the record of who could do what stays.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants", verbose_name=_("用户")
    )
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants", verbose_name=_("机构"))
    starts_on = models.DateField(_("生效日期"))
    ends_on = models.DateField(_("截止日期"), null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("授权人")
    )
    revoked_at = models.DateTimeField(_("收回时间"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("收回人")
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("授权")
        verbose_name_plural = _("授权")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"


class Invitation(models.Model):
    """A one-time link to set a password. Only the token's digest is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations", verbose_name=_("用户")
    )
    purpose = models.CharField(_("用途"), max_length=12, choices=InvitationPurpose)
    token_sha256 = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(_("有效期至"))
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)
    created_at = models.DateTimeField(_("发出时间"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("发出人")
    )

    class Meta:
        verbose_name = _("激活链接")
        verbose_name_plural = _("激活链接")

    def __str__(self) -> str:
        return f"{self.user} {self.get_purpose_display()}"


class PasswordHistory(models.Model):
    """Earlier password hashes, so that the last few are not used again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="password_history")
    password = models.CharField(max_length=128)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.created_at)
