"""What people keep of the register: filters under a name, and workbooks too large to wait for."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.common.models import StoredFile
from luodi_web.supervision.enums import ExportState


class SavedView(models.Model):
    """One person's filters, columns, order and way of looking, under a name.

    query: the address's, without the page.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(max_length=1000)
    saved_at = models.DateTimeField(_("保存时间"), auto_now=True)

    class Meta:
        verbose_name = _("常用筛选")
        verbose_name_plural = _("常用筛选")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name


class RegisterExport(models.Model):
    """One workbook made in the background. total is null until it is begun; file until it is done.

    query: what was on the page; the rows are those its person may see when it is written.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="register_exports")
    query = models.CharField(max_length=1000)
    state = models.CharField(_("进度"), max_length=8, choices=ExportState, default=ExportState.QUEUED)
    asked_at = models.DateTimeField(_("申请时间"))
    written = models.PositiveIntegerField(_("已写行数"), default=0)
    total = models.PositiveIntegerField(_("总行数"), null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("台账导出")
        verbose_name_plural = _("台账导出")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def percent(self) -> int:
        return 100 * self.written // self.total if self.total else 0
