"""一企一档: an enterprise and what is known of it, each value with where it comes from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.enterprises.models.entries import Entry
from luodi_web.enterprises.rules import CODE_CHARS, NAME_CHARS
from luodi_web.fields.models import Field
from luodi_web.people.models import Region


class Enterprise(models.Model):
    """One enterprise. Who sees it hangs on its region.

    revision: grows with every change of the row itself; who acts on an older one is told.
    """

    code = models.CharField(_("统一社会信用代码"), max_length=CODE_CHARS, unique=True)
    name = models.CharField(_("企业名称"), max_length=NAME_CHARS)
    region = models.ForeignKey(Region, models.PROTECT, related_name="enterprises", verbose_name=_("注册地区"))
    is_sample = models.BooleanField(_("示例"), default=False)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("建档时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("企业")
        verbose_name_plural = _("企业")
        ordering = ["code"]
        indexes = [models.Index(fields=["name"], name="enterprise_name")]

    def __str__(self) -> str:
        return self.name


class ProfileValue(Entry):
    """One value of one field.

    text: the value as it is kept: a number's digits, ``true`` or ``false``, a day as 2026-01-31, or words.
    Shown is the newest by as_of, then by entry, that is neither withdrawn nor past its valid_to. No value is
    "unknown", which is neither no nor zero.
    """

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="values")
    field = models.ForeignKey(Field, models.PROTECT, related_name="+", verbose_name=_("字段"))
    text = models.CharField(_("内容"), max_length=500)

    class Meta:
        verbose_name = _("企业数据")
        verbose_name_plural = _("企业数据")
        ordering = ["field", "-as_of", "-pk"]
        indexes = [
            models.Index(fields=["enterprise", "field", "-as_of", "-id"], name="profile_value_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.field}"
