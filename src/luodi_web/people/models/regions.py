"""Administrative divisions (GB/T 2260)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.people.enums import RegionLevel


class Region(models.Model):
    """A province, prefecture or county. Loaded from the package's own table of Hubei.

    Four counties under the province (仙桃、潜江、天门、神农架) count at both levels: they are kept once,
    as prefecture, with ``is_county_too``.
    """

    code = models.CharField(_("行政区划代码"), max_length=6, primary_key=True)
    name = models.CharField(_("名称"), max_length=40)
    level = models.CharField(_("层级"), max_length=12, choices=RegionLevel)
    kind = models.CharField(_("类型"), max_length=20)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级")
    )
    is_county_too = models.BooleanField(_("兼县级"), default=False)

    class Meta:
        verbose_name = _("行政区划")
        verbose_name_plural = _("行政区划")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
