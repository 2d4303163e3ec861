"""The audit trail: who did what to what, when and from where; sealed into a hash chain."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.people.models.units import Unit


class AuditEntry(models.Model):
    """One act. Written in the act's own transaction; sealed in order afterwards by a job.

    Names are kept as words beside the keys: an entry must read the same after a unit is renamed.
    ``proof`` is the HMAC-SHA-256 of the content, made in the insert itself under a key that is not in
    the database: a row put in behind our back has none. ``sequence`` and ``digest`` are empty until
    sealed; ``digest`` covers the entry, its place and the digest before it.
    """

    at = models.DateTimeField(_("时间"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("用户")
    )
    user_name = models.CharField(_("姓名"), max_length=80)
    post_name = models.CharField(_("岗位"), max_length=60, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("机构"))
    unit_name = models.CharField(_("机构名称"), max_length=80, blank=True)
    address = models.GenericIPAddressField(_("地址"), null=True)
    verb = models.CharField(_("动作"), max_length=40, db_index=True)
    object_type = models.CharField(_("对象类型"), max_length=60, blank=True)
    object_id = models.CharField(_("对象编号"), max_length=40, blank=True)
    object_name = models.CharField(_("对象"), max_length=200, blank=True)
    before = models.JSONField(_("改前"), null=True)
    after = models.JSONField(_("改后"), null=True)
    proof = models.CharField(_("写入凭证"), max_length=64, blank=True)
    sequence = models.PositiveBigIntegerField(_("序号"), null=True, unique=True)
    digest = models.CharField(_("摘要"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["-at"]),
            models.Index(fields=["object_type", "object_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.user_name} {self.verb} {self.object_name}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Entries are added, never changed; the sealing job writes its two columns by query."""
        if self.pk is not None:
            raise TypeError("an audit entry cannot be changed")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> None:
        raise TypeError("an audit entry cannot be deleted")


class AuditHead(models.Model):
    """How far the chain reaches: cutting off its end shows as a head that the entries do not meet."""

    sequence = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.sequence)
