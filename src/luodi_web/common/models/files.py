"""Uploaded and generated files, kept by content."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """One file's bytes, stored once under their SHA-256 in ``settings.FILES_DIR``.

    Never executed, never served inline: ``common.domain.files`` is the only way in and out.
    ``kind`` is what the content is, by looking at it; ``name`` is only what the user called it.
    """

    sha256 = models.CharField(_("摘要"), max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("字节数"))
    kind = models.CharField(_("类型"), max_length=20)
    # The last time somebody stored these bytes: what is young is never swept away unused.
    stored_at = models.DateTimeField(_("存入时间"), default=timezone.now)

    class Meta:
        verbose_name = _("文件")
        verbose_name_plural = _("文件")

    def __str__(self) -> str:
        return self.sha256[:12]
