"""The fields of the dictionary and the other names they go by."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi_web.fields.enums import FieldSubject, FieldType
from luodi_web.fields.rules import NAME_CHARS
from luodi_web.people.models import Unit


class FieldQuerySet(models.QuerySet["Field"]):
    def in_use(self) -> FieldQuerySet:
        return self.filter(is_active=True)


class Field(models.Model):
    """One figure or property that rules may ask for, described once for all of them.

    name: a FEEL name, with one space between words; the name of the input data in a DMN model.
    measure: unit of measure (元, 万元, %, 人 …), for numbers. allowed: FEEL unary tests that a value must
    pass, as in DMN's ``allowedValues``; empty for all values of the type.
    source: where the figure comes from. owner: the unit that answers for its meaning.
    A field that is no longer in use stays, for the models that asked for it; successor: what replaces it.
    revision: grows with every change; who acts on an older one is told and changes nothing.
    """

    name = models.CharField(_("名称"), max_length=NAME_CHARS, unique=True)
    subject = models.CharField(
        _("描述对象"), max_length=12, choices=FieldSubject, default=FieldSubject.ENTERPRISE
    )
    type = models.CharField(_("类型"), max_length=30, choices=FieldType)
    measure = models.CharField(_("计量单位"), max_length=20, blank=True)
    allowed = models.TextField(_("取值范围"), blank=True)
    source = models.CharField(_("数据来源"), max_length=300, blank=True)
    description = models.TextField(_("说明"), blank=True)
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="fields", verbose_name=_("主管机构"))
    is_active = models.BooleanField(_("在用"), default=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("替代字段"),
    )
    is_sample = models.BooleanField(_("示例"), default=False)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    objects = FieldQuerySet.as_manager()

    class Meta:
        verbose_name = _("字段")
        verbose_name_plural = _("字段")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(is_active=False), name="field_in_use_has_no_successor"
            )
        ]

    def __str__(self) -> str:
        return self.name


class FieldName(models.Model):
    """Another name for a field, by which authors find it; it means one field only and is no field's name."""

    name = models.CharField(_("别名"), max_length=NAME_CHARS, unique=True)
    field = models.ForeignKey(Field, models.CASCADE, related_name="aliases", verbose_name=_("字段"))

    class Meta:
        verbose_name = _("字段别名")
        verbose_name_plural = _("字段别名")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
