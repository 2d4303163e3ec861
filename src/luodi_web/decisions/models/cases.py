"""Saved cases: what is handed in and what must come out."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.decisions.models.versions import ModelVersion


class SavedCase(models.Model):
    """One case of a version; it goes along to the next draft, and is frozen with a released version.

    as_of: the day for which it is decided; null: the version's first.
    xml: a file of this one case in the format of the DMN TCK, so that nothing an imported case says is lost.
    """

    version = models.ForeignKey(ModelVersion, models.CASCADE, related_name="cases")
    name = models.CharField(_("名称"), max_length=200)
    xml = models.TextField()
    as_of = models.DateField(_("按哪一天计算"), null=True, blank=True)
    created_at = models.DateTimeField(_("添加时间"), auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("案例")
        verbose_name_plural = _("案例")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
