"""Bulletins (通报, 领导专报): written over one snapshot, signed by several, frozen when issued."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi_web.common.models import StoredFile
from luodi_web.people.models import Unit, UnitGroup
from luodi_web.policies.models import Package
from luodi_web.supervision.enums import BulletinState, BulletinTemplate, SignStep, SignVerdict
from luodi_web.supervision.models.plans import Plan, Workstream

FROZEN_WORDS = "an issued bulletin cannot be changed or deleted"


class FrozenWhenIssued(models.QuerySet["Any"]):
    """Refuses to write over or delete what belongs to an issued bulletin; ``path`` leads to its state."""

    path = "state"

    def _insist(self) -> None:
        if self.filter(**{self.path: BulletinState.ISSUED}).exists():
            raise TypeError(FROZEN_WORDS)

    def update(self, **values: Any) -> int:
        self._insist()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._insist()
        return super().delete()


class OfIssuedBulletin(FrozenWhenIssued):
    path = "bulletin__state"


class Bulletin(models.Model):
    """A bulletin or a leader's brief, from its draft to its issue.

    Scope: one dispatched plan, or all of a package's; narrowed to a workstream, to a unit's subtree.
    period: ``2026-11`` or ``2026-Q4``. taken_at: the moment of the snapshot in ``data``.
    parts: what people edit: for each section ``auto`` (written by the platform, with the places of its
    figures in ``marks``) and ``text`` (as it stands). document: the gazette's JSON made of parts and data.
    data: rows and figures (``domain.bulletin_figures``). changes: what the last refresh brought, for the
    editor. revision grows with every edit: whoever still shows an older one is told so.
    number, year, issued_at, digest, docx are set at issue; pdf is null where no Chinese font is installed.
    digest: SHA-256 over document and data. corrects: the issued one that this one puts right.
    """

    template = models.CharField(_("种类"), max_length=12, choices=BulletinTemplate)
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="bulletins", verbose_name=_("编写机构"))
    package = models.ForeignKey(Package, models.PROTECT, related_name="bulletins", verbose_name=_("政策包"))
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="bulletins", verbose_name=_("任务分解表")
    )
    workstream = models.ForeignKey(
        Workstream, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("工作板块")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("机构范围")
    )
    period = models.CharField(_("通报期"), max_length=10)
    title = models.CharField(_("标题"), max_length=120)
    state = models.CharField(_("状态"), max_length=12, choices=BulletinState, default=BulletinState.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    parts = models.JSONField(default=dict)
    document = models.JSONField(default=dict)
    data = models.JSONField(default=dict)
    changes = models.JSONField(default=dict, blank=True)
    practices = models.JSONField(default=list, blank=True)
    taken_at = models.DateTimeField(_("数据时点"))
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("更正")
    )
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("编写人"))
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("起草人")
    )
    void_reason = models.CharField(_("作废原因"), max_length=300, blank=True)
    number = models.PositiveIntegerField(_("期号"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("年度"), null=True, blank=True)
    issued_at = models.DateTimeField(_("签发时间"), null=True, blank=True)
    digest = models.CharField(_("数据摘要"), max_length=64, blank=True)
    docx = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    preview = models.ForeignKey(StoredFile, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = FrozenWhenIssued.as_manager()

    class Meta:
        verbose_name = _("通报")
        verbose_name_plural = _("通报")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "-issued_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=BulletinState.ISSUED)
                | (Q(number__isnull=False) & Q(issued_at__isnull=False) & ~Q(digest="")),
                name="issued_bulletin_is_numbered",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_brief(self) -> bool:
        return self.template == BulletinTemplate.BRIEF

    @property
    def issue_words(self) -> str:
        """第3期; empty before the issue."""
        return f"第{self.number}期" if self.number else ""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What is issued stays: asked of the database, since somebody may have issued it meanwhile."""
        if self.pk and Bulletin.objects.filter(pk=self.pk, state=BulletinState.ISSUED).exists():
            raise TypeError(FROZEN_WORDS)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        if Bulletin.objects.filter(pk=self.pk, state=BulletinState.ISSUED).exists():
            raise TypeError(FROZEN_WORDS)
        return super().delete(*args, **kwargs)


class BulletinAddressee(models.Model):
    """A unit or a group under 主送, or with ``is_copy`` under 抄送, in the order chosen."""

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="addressees")
    is_copy = models.BooleanField(_("抄送"), default=False)
    order = models.PositiveIntegerField(default=0)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(UnitGroup, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OfIssuedBulletin.as_manager()

    class Meta:
        ordering = ["is_copy", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True) ^ Q(group__isnull=True), name="addressee_is_one_thing"
            )
        ]

    def __str__(self) -> str:
        return str(self.unit or self.group)

    @property
    def value(self) -> str:
        """What a picker calls it."""
        return f"unit:{self.unit_id}" if self.unit_id else f"group:{self.group_id}"


class BulletinSign(models.Model):
    """One step that one unit is asked for: waiting, then agreed or returned, by whom, when, with what words.

    round: how often the bulletin had been sent for review; earlier rounds stay as history.
    """

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="signs")
    round = models.PositiveSmallIntegerField(default=1)
    step = models.CharField(_("环节"), max_length=12, choices=SignStep)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    verdict = models.CharField(_("意见"), max_length=12, choices=SignVerdict, default=SignVerdict.WAITING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("办理人"),
    )
    at = models.DateTimeField(_("办理时间"), null=True, blank=True)
    note = models.CharField(_("具体意见"), max_length=300, blank=True)

    objects = OfIssuedBulletin.as_manager()

    class Meta:
        verbose_name = _("通报签批")
        verbose_name_plural = _("通报签批")
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "round", "step", "unit"], name="one_sign_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.unit}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if Bulletin.objects.filter(pk=self.bulletin_id, state=BulletinState.ISSUED).exists():
            raise TypeError(FROZEN_WORDS)
        super().save(*args, **kwargs)


class BulletinReceipt(models.Model):
    """An issued bulletin as one addressed unit has it; read_by: who marked it as read for the unit."""

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="receipts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    is_copy = models.BooleanField(_("抄送"), default=False)
    read_at = models.DateTimeField(_("阅知时间"), null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("通报接收")
        verbose_name_plural = _("通报接收")
        ordering = ["is_copy", "pk"]
        constraints = [models.UniqueConstraint(fields=["bulletin", "unit"], name="one_receipt_a_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.bulletin}"
