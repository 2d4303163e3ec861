"""Files that were uploaded with a form that is not finished yet."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.common.models import StoredFile


class PendingUpload(models.Model):
    """A readable file kept while its form is corrected, so that nobody chooses it twice; gone after a day."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("待保存的文件")
        verbose_name_plural = _("待保存的文件")

    def __str__(self) -> str:
        return self.name
