"""Match runs: a released model over a snapshot, kept with what it was made from."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luodi_web.benefits.enums import RunState
from luodi_web.common.models import StoredFile
from luodi_web.decisions.models import ModelVersion
from luodi_web.enterprises.models import Snapshot
from luodi_web.enterprises.rules import PLACE_CHARS
from luodi_web.people.models import Unit


class MatchRun(models.Model):
    """One run. What is done stays: neither the row nor the file of results changes any more.

    model_digest, snapshot_digest: of what it was run on, as they were at the start; list_digests: by name, of
    the snapshot's details that the model asks for. engine: name and version of what computed it. as_of: the
    day that ``today()`` stands for.
    file: Parquet, a row an enterprise: key, name, city, county where the snapshot has them, one column a
    decision, ``<decision>#missing`` and ``<decision>#rule``. result_digest: SHA-256 of its bytes.
    decisions: [name, kind, is_result] in the order of the columns; kind is number, boolean, string, date,
    list or context. summary: docs/reference/match-runs.md.
    notes: what was said of the data, in words, each once.
    percent: of the rows that are computed, while it runs; null where the engine cannot tell.
    """

    version = models.ForeignKey(
        ModelVersion, models.PROTECT, related_name="match_runs", verbose_name=_("模型版本")
    )
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, related_name="match_runs", verbose_name=_("数据快照")
    )
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    as_of = models.DateField(_("计算日期"))
    state = models.CharField(_("状态"), max_length=10, choices=RunState, default=RunState.WAITING)
    model_digest = models.CharField(_("模型摘要"), max_length=64)
    snapshot_digest = models.CharField(_("快照摘要"), max_length=64)
    list_digests = models.JSONField(_("明细摘要"), default=dict)
    engine = models.CharField(_("计算引擎"), max_length=100, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("结果文件")
    )
    result_digest = models.CharField(_("结果摘要"), max_length=64, blank=True)
    rows = models.PositiveBigIntegerField(_("企业数"), default=0)
    percent = models.PositiveSmallIntegerField(null=True)
    decisions = models.JSONField(_("结果列"), default=list)
    summary = models.JSONField(_("汇总"), default=dict)
    notes = models.JSONField(_("提示"), default=list)
    problem = models.CharField(_("未完成的原因"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("提交时间"), auto_now_add=True)
    started_at = models.DateTimeField(_("开始时间"))
    finished_at = models.DateTimeField(_("完成时间"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("提交人")
    )

    class Meta:
        verbose_name = _("政策匹配")
        verbose_name_plural = _("政策匹配")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return gettext("%(model)s × %(snapshot)s") % {"model": self.version, "snapshot": self.snapshot}


class RunPlace(models.Model):
    """What a run's first result comes to in one place, so that lists tell each their own without its file.

    city, county: as ``SnapshotPlace``'s. won: rows that it gives something. amount: its sum over settled
    rows as a text, which stays exact; "" where it is no number, or none is settled.
    """

    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="places")
    city = models.CharField(max_length=PLACE_CHARS, blank=True)
    county = models.CharField(max_length=PLACE_CHARS, blank=True)
    won = models.PositiveBigIntegerField()
    amount = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("政策匹配按地区的结果")
        verbose_name_plural = _("政策匹配按地区的结果")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "city", "county"], name="run_place_once")]

    def __str__(self) -> str:
        return f"{self.city} {self.county}"
