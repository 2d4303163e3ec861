"""What every entry of a profile has, be it one value or one row of a detail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.common.models import StoredFile
from luodi_web.enterprises.rules import SOURCE_CHARS
from luodi_web.people.models import Unit


class Entry(models.Model):
    """Something that a source said of an enterprise for a day. Nothing here is overwritten.

    as_of: the day that it is true of. valid_to: the last day on which it may be used; null: until a newer.
    file: the table it was imported from. withdrawn: it was wrong, counts no more and stays to be seen.
    """

    source = models.CharField(_("数据来源"), max_length=SOURCE_CHARS)
    as_of = models.DateField(_("数据日期"))
    valid_to = models.DateField(_("有效期至"), null=True, blank=True)
    entered_at = models.DateTimeField(_("登记时间"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    entered_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("登记机构")
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("文件"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(_("撤回原因"), max_length=200, blank=True)

    class Meta:
        abstract = True
