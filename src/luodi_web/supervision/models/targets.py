"""Indicators with targets by year and region, and the values reached."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi_web.people.models import Region, Unit
from luodi_web.policies.models import Package, Provision
from luodi_web.supervision.enums import TargetOperator

# Enough for yuan of a province and for shares of a thousandth.
DIGITS = {"max_digits": 18, "decimal_places": 4}


class Indicator(models.Model):
    """What is counted. source: the document that sets it, in words; provision where it is on the platform."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="indicators", verbose_name=_("政策包"))
    name = models.CharField(_("指标"), max_length=120)
    unit = models.CharField(_("计量单位"), max_length=20)
    measured_by = models.CharField(_("统计口径"), max_length=300, blank=True)
    source = models.CharField(_("来源文件"), max_length=300, blank=True)
    provision = models.ForeignKey(
        Provision,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("依据条款"),
    )
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="indicators", verbose_name=_("责任机构"))

    class Meta:
        verbose_name = _("指标")
        verbose_name_plural = _("指标")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["package", "name"], name="indicator_in_package")]

    def __str__(self) -> str:
        return self.name


class IndicatorTarget(models.Model):
    """What an indicator should reach in a year. region: null for the province."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets", verbose_name=_("指标"))
    year = models.PositiveSmallIntegerField(_("年度"))
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("地区")
    )
    op = models.CharField(_("要求"), max_length=2, choices=TargetOperator, default=TargetOperator.AT_LEAST)
    value = models.DecimalField(_("目标值"), **DIGITS)

    class Meta:
        verbose_name = _("指标目标")
        verbose_name_plural = _("指标目标")
        ordering = ["year", "region_id"]
        constraints = [
            # Two of each: SQLite counts nulls as different from each other.
            models.UniqueConstraint(fields=["indicator", "year", "region"], name="one_target_a_year"),
            models.UniqueConstraint(
                fields=["indicator", "year"],
                condition=Q(region__isnull=True),
                name="one_target_a_year_of_province",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}：{self.get_op_display()} {self.value}"


class IndicatorValue(models.Model):
    """A figure reached in a year. A correction is a new row; ``replaced_by`` marks the old one, which stays.

    as_of: the day up to which it counts. source: who published it and where.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values", verbose_name=_("指标"))
    year = models.PositiveSmallIntegerField(_("年度"))
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("地区")
    )
    value = models.DecimalField(_("数值"), **DIGITS)
    source = models.CharField(_("数据来源"), max_length=300)
    as_of = models.DateField(_("截止日期"))
    at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("更正为")
    )
    reason = models.CharField(_("更正原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("指标数值")
        verbose_name_plural = _("指标数值")
        ordering = ["-as_of", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year", "region", "as_of"],
                condition=Q(replaced_by__isnull=True),
                name="one_value_a_day",
            ),
            models.UniqueConstraint(
                fields=["indicator", "year", "as_of"],
                condition=Q(replaced_by__isnull=True, region__isnull=True),
                name="one_value_a_day_of_province",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}：{self.value}"
