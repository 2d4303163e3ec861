"""Packages, the policies in them, and each policy's versions of its text."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luodi_web.common.models import StoredFile
from luodi_web.people.models import Unit
from luodi_web.policies.enums import FactsState, PolicyKind, Punctuation, RepairState, VersionState


class Package(models.Model):
    """Policies that are put into effect together, such as a "1+4"."""

    name = models.CharField(_("名称"), max_length=80, unique=True)
    summary = models.TextField(_("说明"), blank=True)
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="packages", verbose_name=_("主管机构"))
    is_sample = models.BooleanField(_("示例"), default=False)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("政策包")
        verbose_name_plural = _("政策包")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class Policy(models.Model):
    """A document or article of a package. Its text lives in its versions."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="policies", verbose_name=_("政策包"))
    title = models.CharField(_("标题"), max_length=200)
    doc_no = models.CharField(_("文号"), max_length=60, blank=True)
    issuer = models.CharField(_("发文机关"), max_length=200, blank=True)
    issued_on = models.DateField(_("成文日期"), null=True, blank=True)
    kind = models.CharField(_("文种"), max_length=12, choices=PolicyKind, default=PolicyKind.OTHER)
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="policies", verbose_name=_("主管机构"))
    source_note = models.CharField(_("来源说明"), max_length=300, blank=True)
    is_sample = models.BooleanField(_("示例"), default=False)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("政策")
        verbose_name_plural = _("政策")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class PolicyVersion(models.Model):
    """One text of a policy: as read from the file, and as repaired and corrected by people.

    original: what ``luodi.intake`` read; never changed. Every span of edits and lost characters counts
    its code points. text: once confirmed, the original with the accepted edits; it is what provisions' spans
    count. Until then it is what the repair gave, and ``policies.domain.pieces`` composes the present one.
    Confirmed is frozen: later corrections make a new version.
    read_notes: what the engine could not read of the file: [{"code", "values"}], put into words by
    ``policies.domain.reading.notes_in_words``.
    digest: SHA-256 of ``original`` in UTF-8; the same text under another name is found by it.
    revision: grows with every decision; who acts on an older one is told and changes nothing.
    started_from: the version whose decisions this one took over, where it was uploaded or opened after it.
    """

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="versions", verbose_name=_("政策"))
    number = models.PositiveIntegerField(_("版次"))
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("原文件")
    )
    file_name = models.CharField(_("文件名"), max_length=200, blank=True)
    charset = models.CharField(_("字符编码"), max_length=20, blank=True)
    read_notes = models.JSONField(_("读取提醒"), default=list)
    original = models.TextField(_("原文"))
    text = models.TextField(_("修复后文本"))
    digest = models.CharField(_("原文摘要"), max_length=64, blank=True, db_index=True)
    revision = models.PositiveIntegerField(default=0)
    repair_state = models.CharField(
        _("修复进度"), max_length=8, choices=RepairState, default=RepairState.DONE
    )
    punctuation = models.CharField(_("标点"), max_length=4, choices=Punctuation, default=Punctuation.KEEP)
    repair_total = models.PositiveIntegerField(default=0)
    repair_saved = models.PositiveIntegerField(default=0)
    repair_started_at = models.DateTimeField(null=True, blank=True)
    facts_state = models.CharField(_("要素识别"), max_length=8, choices=FactsState, default=FactsState.NONE)
    facts_started_at = models.DateTimeField(null=True, blank=True)
    started_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    state = models.CharField(_("状态"), max_length=12, choices=VersionState, default=VersionState.REVIEW)
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("上传人")
    )
    confirmed_at = models.DateTimeField(_("定稿时间"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("定稿人"),
    )

    class Meta:
        verbose_name = _("文本版本")
        verbose_name_plural = _("文本版本")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return gettext("%(policy)s 第 %(number)d 版") % {"policy": self.policy, "number": self.number}
