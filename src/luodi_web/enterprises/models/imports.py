"""Imports of profiles: a table that is looked through by the worker, seen by a person, then kept."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.common.models import StoredFile
from luodi_web.enterprises.enums import ImportState
from luodi_web.enterprises.rules import SOURCE_CHARS
from luodi_web.fields.models import DetailList
from luodi_web.people.models import Unit


class ProfileImport(models.Model):
    """One table: of profiles, a row an enterprise, or of one detail, any number of rows each.

    source, as_of: of all rows that do not say their own. counts: rows by what they would do or did
    (created, changed, same, wrong) and values; of a detail, rows that are new, that take another's place or
    are there already. faults: the first ones, [row, column, words, value].
    done_rows, all_rows: how far the worker is. started_at: when this run began; a later one takes over.
    """

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("文件"))
    detail = models.ForeignKey(
        DetailList, models.PROTECT, null=True, related_name="+", verbose_name=_("明细")
    )
    file_name = models.CharField(_("文件名"), max_length=200)
    source = models.CharField(_("数据来源"), max_length=SOURCE_CHARS)
    as_of = models.DateField(_("数据日期"))
    state = models.CharField(_("状态"), max_length=10, choices=ImportState, default=ImportState.CHECKING)
    counts = models.JSONField(_("结果"), default=dict)
    faults = models.JSONField(_("问题"), default=list)
    notes = models.JSONField(_("提示"), default=list)
    done_rows = models.PositiveIntegerField(default=0)
    all_rows = models.PositiveIntegerField(default=0)
    problem = models.CharField(_("未完成的原因"), max_length=300, blank=True)
    started_at = models.DateTimeField(_("开始时间"))
    finished_at = models.DateTimeField(_("完成时间"), null=True)
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("上传人")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("机构"))

    class Meta:
        verbose_name = _("企业数据导入")
        verbose_name_plural = _("企业数据导入")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name
