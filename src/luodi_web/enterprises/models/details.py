"""明细: what an enterprise has several of, a row each, every row with where it comes from."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.common.models import StoredFile
from luodi_web.enterprises.models.enterprises import Enterprise
from luodi_web.enterprises.rules import SOURCE_CHARS, VALUE_CHARS
from luodi_web.fields.models import DetailList
from luodi_web.people.models import Unit


class DetailRow(models.Model):
    """One row of a detail of an enterprise, as a source said it for a day. Nothing here is overwritten.

    values: by the column's name, each as ``ProfileValue.text`` keeps it; a column that is not there is
    unknown. key: the content of the detail's key column, "" where it has none or nothing is said there.
    as_of, valid_to: as in ``ProfileValue``. What counts on a day is what is neither withdrawn nor past its
    valid_to then, and of rows with the same key the newest by as_of, then by entry. file: the table it was
    imported from.
    """

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="details")
    detail = models.ForeignKey(DetailList, models.PROTECT, related_name="+", verbose_name=_("明细"))
    key = models.CharField(max_length=VALUE_CHARS, blank=True)
    values = models.JSONField(_("内容"), default=dict)
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
        verbose_name = _("企业明细")
        verbose_name_plural = _("企业明细")
        ordering = ["enterprise", "detail", "-as_of", "-pk"]
        indexes = [
            models.Index(fields=["enterprise", "detail", "-as_of", "-id"], name="detail_row_newest"),
            models.Index(fields=["detail", "-as_of", "-id"], name="detail_row_of_detail"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.detail}"
