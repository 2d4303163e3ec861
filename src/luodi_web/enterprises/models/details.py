"""明细: what an enterprise has several of, a row each, every row with where it comes from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.enterprises.models.enterprises import Enterprise
from luodi_web.enterprises.models.entries import Entry
from luodi_web.enterprises.rules import VALUE_CHARS
from luodi_web.fields.models import DetailList


class DetailRow(Entry):
    """One row of a detail of an enterprise.

    values: by the column's name, each as ``ProfileValue.text`` keeps it; a column that is not there is
    unknown. key: the content of the detail's key column, "" where it has none or nothing is said there.
    What counts on a day is what is neither withdrawn nor past its valid_to then, and of rows with the same
    key the newest by as_of, then by entry.
    """

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="details")
    detail = models.ForeignKey(DetailList, models.PROTECT, related_name="+", verbose_name=_("明细"))
    key = models.CharField(max_length=VALUE_CHARS, blank=True)
    values = models.JSONField(_("内容"), default=dict)

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
