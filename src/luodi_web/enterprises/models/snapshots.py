"""Snapshots: what was known of all enterprises of an area at a moment, in one file that never changes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.common.models import StoredFile
from luodi_web.enterprises.enums import SnapshotSource, SnapshotState
from luodi_web.enterprises.rules import PLACE_CHARS, PROBLEM_CHARS
from luodi_web.people.models import Region, Unit


class Snapshot(models.Model):
    """One Parquet file with a row an enterprise; once done, neither the row nor the file changes.

    region: the area that it covers; who governs none of it does not see it.
    digest: SHA-256 of the file's bytes, checked at every use. columns: [name, kind, nulls] in order; kind is
    a FEEL type. key: the column that names a row; city, county: those that say where it is, "" for none.
    as_of: the day whose values were taken.
    """

    name = models.CharField(_("名称"), max_length=100)
    source = models.CharField(_("来源"), max_length=10, choices=SnapshotSource)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("覆盖地区"))
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    as_of = models.DateField(_("数据日期"))
    note = models.CharField(_("说明"), max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=SnapshotState, default=SnapshotState.MAKING)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("数据文件")
    )
    digest = models.CharField(_("摘要"), max_length=64, blank=True)
    rows = models.PositiveBigIntegerField(_("行数"), default=0)
    columns = models.JSONField(_("列"), default=list)
    key = models.CharField(_("主键列"), max_length=60, blank=True)
    city_column = models.CharField(max_length=60, blank=True)
    county_column = models.CharField(max_length=60, blank=True)
    name_column = models.CharField(max_length=60, blank=True)
    is_sample = models.BooleanField(_("示例"), default=False)
    problem = models.CharField(_("未完成的原因"), max_length=PROBLEM_CHARS, blank=True)
    started_at = models.DateTimeField(_("开始时间"))
    made_at = models.DateTimeField(_("固定时间"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("生成人")
    )

    class Meta:
        verbose_name = _("数据快照")
        verbose_name_plural = _("数据快照")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class SnapshotPlace(models.Model):
    """How many rows of a snapshot lie in one place, so that lists tell each their own without its file.

    city, county: as the file's columns say, "" where it has none or says nothing. Counted when the snapshot
    is frozen; the rows of a snapshot add up to its own.
    """

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="places")
    city = models.CharField(max_length=PLACE_CHARS, blank=True)
    county = models.CharField(max_length=PLACE_CHARS, blank=True)
    rows = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("快照按地区的行数")
        verbose_name_plural = _("快照按地区的行数")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "city", "county"], name="snapshot_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.city} {self.county}"


class SnapshotUpload(models.Model):
    """A detail's file that was brought with a snapshot's own, until the worker has looked through both."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="uploads")
    name = models.CharField(_("明细"), max_length=60)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("数据文件"))

    class Meta:
        verbose_name = _("快照的明细文件")
        verbose_name_plural = _("快照的明细文件")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class SnapshotList(models.Model):
    """One detail of a snapshot: a Parquet file with any number of rows an enterprise; never changed.

    name: of the list input that it is for. key: the column with the enterprise's key. columns: as the
    snapshot's, without the key. enterprises: that have a row.
    """

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="lists")
    name = models.CharField(_("明细"), max_length=60)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("数据文件"))
    digest = models.CharField(_("摘要"), max_length=64)
    key = models.CharField(_("主键列"), max_length=60)
    rows = models.PositiveBigIntegerField(_("行数"))
    enterprises = models.PositiveBigIntegerField(_("企业数"))
    columns = models.JSONField(_("列"), default=list)

    class Meta:
        verbose_name = _("快照的明细")
        verbose_name_plural = _("快照的明细")
        ordering = ["snapshot", "pk"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "name"], name="snapshot_list_once")]

    def __str__(self) -> str:
        return self.name
