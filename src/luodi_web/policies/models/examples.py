"""What people decided about what the engine said, kept beside the document as examples."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.policies.enums import ExampleKind
from luodi_web.policies.models.facts import Fact
from luodi_web.policies.models.policies import PolicyVersion
from luodi_web.policies.models.repairs import LostCharacter, RepairEdit


class Example(models.Model):
    """``before`` + ``words`` + ``after`` stand in the text; the engine said one thing, a person another.

    The text is the version's original for repairs, and its confirmed text for facts; start counts its code
    points. engine, person: what each said; null where it said nothing. One row a decision, renewed with
    it and gone with it: exactly one of edit, lost and fact is set.
    is_carried: the decision is an earlier version's, taken over.
    """

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="examples")
    kind = models.CharField(_("类别"), max_length=20, choices=ExampleKind)
    edit = models.OneToOneField(RepairEdit, models.CASCADE, null=True, related_name="example")
    lost = models.OneToOneField(LostCharacter, models.CASCADE, null=True, related_name="example")
    fact = models.OneToOneField(Fact, models.CASCADE, null=True, related_name="example")
    before = models.CharField(_("前文"), max_length=60, blank=True)
    words = models.TextField(_("原文文字"), blank=True)
    after = models.CharField(_("后文"), max_length=60, blank=True)
    start = models.PositiveIntegerField()
    engine = models.JSONField(_("系统的判断"), null=True)
    person = models.JSONField(_("人的判断"), null=True)
    is_carried = models.BooleanField(_("沿用上一版"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("校订人")
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        ordering = ["start", "pk"]
        indexes = [models.Index(fields=["version", "start"], name="example_by_place")]
        constraints = [
            models.CheckConstraint(
                name="example_of_one_thing",
                condition=(
                    models.Q(edit__isnull=False, lost__isnull=True, fact__isnull=True)
                    | models.Q(edit__isnull=True, lost__isnull=False, fact__isnull=True)
                    | models.Q(edit__isnull=True, lost__isnull=True, fact__isnull=False)
                ),
            )
        ]
        verbose_name = _("校订样例")
        verbose_name_plural = _("校订样例")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.words[:40]}"
