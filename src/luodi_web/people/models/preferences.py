"""When a person wants to be reminded."""

from datetime import time

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.people.enums import NoticeMode


class NoticePreference(models.Model):
    """A person's way of being reminded; without a row the defaults hold.

    Between quiet_from and quiet_until, across midnight where the first is the later one, nobody is
    reminded; nor on a day that is no working day.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preference", verbose_name=_("用户")
    )
    mode = models.CharField(_("提醒方式"), max_length=10, choices=NoticeMode, default=NoticeMode.IMMEDIATE)
    quiet_from = models.TimeField(_("免打扰起"), default=time(20, 0))
    quiet_until = models.TimeField(_("免打扰止"), default=time(8, 0))

    class Meta:
        verbose_name = _("提醒设置")
        verbose_name_plural = _("提醒设置")

    def __str__(self) -> str:
        return f"{self.user}：{self.get_mode_display()}"
