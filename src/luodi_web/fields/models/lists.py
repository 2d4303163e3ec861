"""Details (明细): what one subject has several of, such as contracts, described once for all rules."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.fields.enums import FieldSubject
from luodi_web.fields.rules import COLUMN_TYPES, NAME_CHARS
from luodi_web.people.models import Unit


class DetailList(models.Model):
    """One kind of detail: any number of rows an enterprise, all with the same columns.

    name: a FEEL name, that of a model's input whose value is a list of contexts; no field has it.
    One that is no longer in use takes no more rows and stays, for the models that ask for it.
    """

    name = models.CharField(_("名称"), max_length=NAME_CHARS, unique=True)
    subject = models.CharField(
        _("描述对象"), max_length=12, choices=FieldSubject, default=FieldSubject.PROJECT
    )
    source = models.CharField(_("数据来源"), max_length=300, blank=True)
    description = models.TextField(_("说明"), blank=True)
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("主管机构"))
    is_active = models.BooleanField(_("在用"), default=True)
    retired_reason = models.CharField(_("停用原因"), max_length=200, blank=True)
    is_sample = models.BooleanField(_("示例"), default=False)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("明细")
        verbose_name_plural = _("明细")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class DetailName(models.Model):
    """A name that a detail had: models that ask for it get the detail still, and nothing else has it."""

    name = models.CharField(_("名称"), max_length=NAME_CHARS, unique=True)
    detail = models.ForeignKey(
        DetailList, models.CASCADE, related_name="former_names", verbose_name=_("明细")
    )

    class Meta:
        verbose_name = _("明细用过的名称")
        verbose_name_plural = _("明细用过的名称")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class DetailColumnName(models.Model):
    """A name that a column of a detail had: models that ask for it get the column still.

    now: the column's name, by which it is known though columns are written anew with every change. One of a
    column that is gone stays, for snapshots that have it.
    """

    name = models.CharField(_("名称"), max_length=NAME_CHARS)
    now = models.CharField(_("现在的名称"), max_length=NAME_CHARS)
    detail = models.ForeignKey(
        DetailList, models.CASCADE, related_name="former_columns", verbose_name=_("明细")
    )

    class Meta:
        verbose_name = _("明细的列用过的名称")
        verbose_name_plural = _("明细的列用过的名称")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["detail", "name"], name="detail_column_name_once")]

    def __str__(self) -> str:
        return self.name


class DetailColumn(models.Model):
    """One column of a detail: what a field is to a profile.

    allowed: as ``Field.allowed``. is_key: the column that tells an enterprise's rows apart, at most one in a
    list; a newer row with the same content there takes the older one's place.
    kept_as: the name by which rows keep what is said there, where that is not the column's own any more.
    """

    detail = models.ForeignKey(DetailList, models.CASCADE, related_name="columns")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(_("名称"), max_length=NAME_CHARS)
    type = models.CharField(
        _("类型"), max_length=30, choices=[(each.value, each.label) for each in COLUMN_TYPES]
    )
    measure = models.CharField(_("计量单位"), max_length=20, blank=True)
    allowed = models.TextField(_("取值范围"), blank=True)
    description = models.CharField(_("说明"), max_length=300, blank=True)
    is_key = models.BooleanField(_("用来区分"), default=False)
    kept_as = models.CharField(max_length=NAME_CHARS, blank=True)

    class Meta:
        verbose_name = _("明细的列")
        verbose_name_plural = _("明细的列")
        ordering = ["detail", "order"]
        constraints = [models.UniqueConstraint(fields=["detail", "name"], name="detail_column_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def kept_name(self) -> str:
        """The name by which rows keep what is said there."""
        return self.kept_as or self.name
