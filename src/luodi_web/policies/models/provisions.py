"""The structure of a confirmed text: its provisions, each with a stable address."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.policies.models.policies import PolicyVersion


class Provision(models.Model):
    """A numbered part of a version's text.

    path: the bare numerals as written, joined by "/", e.g. ``一/三/5`` (docs/reference/formats.md); those
    of an annex begin with its label. Where a text repeats a number, later ones get ``#2``, ``#3``.
    start, end: from the label to the end of the last part below.
    Both are code points of the version's ``text``.
    """

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="provisions")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="parts")
    order = models.PositiveIntegerField()
    path = models.CharField(_("位置"), max_length=300)
    label = models.CharField(_("标号"), max_length=60)
    level = models.PositiveSmallIntegerField(_("层级"))
    heading = models.TextField(_("标题"), blank=True)
    text = models.TextField(_("内容"), blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["version", "order"]
        verbose_name = _("条款")
        verbose_name_plural = _("条款")

    def __str__(self) -> str:
        return f"{self.label}{self.heading or self.text[:30]}"
