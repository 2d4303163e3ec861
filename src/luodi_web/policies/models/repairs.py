"""What the repair changed in a text, each change open to a person's decision."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.policies.models.policies import PolicyVersion
from luodi_web.policies.models.steps import Step


class RepairEdit(models.Model):
    """``original[start:end]`` reads ``was`` and became ``now``; taken back when not ``accepted``.

    ``kind`` is a key of ``luodi.repair.kinds`` or ``"person"`` for a correction made by hand.
    covered_by: the accepted correction by hand that stands for this edit; taken back, this one counts again.
    decided_at: null until a person decides; what the repair proposes is ``accepted`` meanwhile.
    carried_from: the edit of an earlier version that this one is; is_carried: its decision is that one's.
    """

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="edits")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    was = models.TextField(_("原为"))
    now = models.TextField(_("改为"), blank=True)
    kind = models.CharField(_("种类"), max_length=20)
    is_certain = models.BooleanField(_("确定"), default=True)
    accepted = models.BooleanField(_("采纳"), default=True)
    covered_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="covered")
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="carried_to")
    is_carried = models.BooleanField(_("沿用上一版"), default=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["start", "pk"]
        indexes = [
            models.Index(fields=["version", "start"], name="edit_by_place"),
            models.Index(fields=["version", "kind", "is_certain"], name="edit_by_kind"),
        ]
        verbose_name = _("修复处")
        verbose_name_plural = _("修复处")

    def __str__(self) -> str:
        return f"{self.was}→{self.now}"


class LostCharacter(models.Model):
    """A character the damage destroyed; U+FFFD in the text until a person fills it in.

    start: offset in the original. edit: the one whose ``now`` holds it; null where the text came with the
    gap. The first U+FFFD of an edit is the first lost character in it, and so on. candidates: best first.
    chosen: null until decided; U+FFFD where a person said that it stays lost. covered_by: a correction
    by hand that holds its place now.
    """

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="lost")
    edit = models.ForeignKey(RepairEdit, models.CASCADE, null=True, related_name="lost")
    start = models.PositiveIntegerField()
    near = models.CharField(_("上下文"), max_length=60)
    candidates = models.JSONField(_("候选"), default=list)
    chosen = models.CharField(_("补为"), max_length=20, null=True, blank=True)
    covered_by = models.ForeignKey(RepairEdit, models.SET_NULL, null=True, related_name="covered_lost")
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="carried_to")
    is_carried = models.BooleanField(_("沿用上一版"), default=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["start"]
        verbose_name = _("缺字")
        verbose_name_plural = _("缺字")

    def __str__(self) -> str:
        return self.near

    @property
    def shown(self) -> str:
        """What a person sees in its place: a box while it is a gap."""
        return "□" if self.chosen in (None, "\ufffd") else self.chosen

    @property
    def context(self) -> tuple[str, str]:
        """The words before and after it; where ``near`` has several gaps, the middle one is it."""
        gaps = [at for at, char in enumerate(self.near) if char == "\ufffd"]
        if not gaps:
            return self.near, ""
        at = min(gaps, key=lambda gap: abs(gap - len(self.near) / 2))
        return self.near[:at].replace("\ufffd", "□"), self.near[at + 1 :].replace("\ufffd", "□")


class ReviewStep(Step):
    """One act of a review. made: keys of edits."""

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="steps")

    class Meta(Step.Meta):
        verbose_name = _("校订步骤")
        verbose_name_plural = _("校订步骤")
