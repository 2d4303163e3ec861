"""Frozen official papers, and files that people hand in with their acts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi_web.common.models import StoredFile


class Paper(models.Model):
    """An official document as it was made: its data and the files rendered from them; never written again.

    digest: SHA-256 of the data file's bytes, in hexadecimal. pdf is null where this machine could make
    none; ``pdf_note`` says why, or what
    the PDF lacks, in words.
    """

    data = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("数据"))
    docx = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("Word 文件"))
    pdf = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("PDF 文件")
    )
    pdf_note = models.CharField(_("PDF 说明"), max_length=300, blank=True)
    digest = models.CharField(_("文件摘要"), max_length=64)
    made_at = models.DateTimeField(_("生成时间"))

    class Meta:
        verbose_name = _("公文")
        verbose_name_plural = _("公文")

    def __str__(self) -> str:
        return self.digest[:12]


class Attachment(models.Model):
    """A file handed in with one act: an answer to a letter, a wish for more time, a closing, a stage."""

    answer = models.ForeignKey(
        "supervision.LetterAnswer",
        models.CASCADE,
        null=True,
        related_name="files",
        verbose_name=_("函件答复"),
    )
    extension = models.ForeignKey(
        "supervision.Extension", models.CASCADE, null=True, related_name="files", verbose_name=_("延期申请")
    )
    closing = models.ForeignKey(
        "supervision.Closing", models.CASCADE, null=True, related_name="files", verbose_name=_("销号")
    )
    stage = models.ForeignKey(
        "supervision.ReferralStage",
        models.CASCADE,
        null=True,
        related_name="files",
        verbose_name=_("督查进展"),
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("文件名"), max_length=200)

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = _("附件")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__isnull=False)
                | Q(extension__isnull=False)
                | Q(closing__isnull=False)
                | Q(stage__isnull=False),
                name="attachment_of_something",
            )
        ]

    def __str__(self) -> str:
        return self.name
