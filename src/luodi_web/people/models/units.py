"""Organisations as one tree, the names they go by, and groups such as 各市、州."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from luodi_web.people.enums import UnitKind


class Unit(MP_Node):
    """An organisation. Its place in the tree decides who may see what is its own.

    ``path`` (treebeard's materialised path) makes "this unit and all below it" one indexed prefix.
    """

    name = models.CharField(_("名称"), max_length=80, unique=True)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    # First letters of the names' pinyin, so that "skjt" finds 省科技厅; empty for names never searched so.
    initials = models.CharField(max_length=130, blank=True, editable=False)
    kind = models.CharField(_("类别"), max_length=20, choices=UnitKind)
    region = models.ForeignKey(
        "people.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name=_("所在地区"),
    )
    is_active = models.BooleanField(_("启用"), default=True)
    # Whom its work and its name passed to when it was dissolved or merged (撤并).
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("继任机构"),
    )

    node_order_by = ()

    class Meta:
        verbose_name = _("机构")
        verbose_name_plural = _("机构")

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.short_name or self.name


class UnitGroup(models.Model):
    """A name for several units at once, as documents use them: 各市、州, 有关省直部门."""

    name = models.CharField(_("名称"), max_length=80, unique=True)
    members = models.ManyToManyField(Unit, related_name="groups", verbose_name=_("成员"))

    class Meta:
        verbose_name = _("机构组")
        verbose_name_plural = _("机构组")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class UnitName(models.Model):
    """An alias that resolves to one unit or one group; every alias means one thing only."""

    name = models.CharField(_("别名"), max_length=80, unique=True)
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="aliases", verbose_name=_("机构")
    )
    group = models.ForeignKey(
        UnitGroup, models.CASCADE, null=True, blank=True, related_name="aliases", verbose_name=_("机构组")
    )

    class Meta:
        verbose_name = _("机构别名")
        verbose_name_plural = _("机构别名")
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True) ^ Q(group__isnull=True), name="alias_of_one_thing"
            )
        ]

    def __str__(self) -> str:
        return self.name
