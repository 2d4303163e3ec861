"""问题线索: what a unit tells the office is wrong, and what became of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.common.models import StoredFile
from luodi_web.people.models import Unit
from luodi_web.policies.models import Policy, Provision
from luodi_web.supervision.enums import ClueState, Satisfaction
from luodi_web.supervision.models.plans import Task


class Clue(models.Model):
    """One clue of a unit.

    office: who handles it; null in a draft. no: given when it is sent, empty before.
    accept_due, answer_due: the days promised; they are set when their term begins and stay, whatever
    happens to the holiday table. anonymous: other units are not told whose it is, the office is.
    referred_to: the unit that was asked to handle it; null while the office does itself.
    about: the task it complains of; task: the task it became. Of both the clue outlives the row.
    reopened: the sender was not satisfied once; a second time the clue stays closed.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="clues", verbose_name=_("反映单位"))
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("反映人")
    )
    office = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="clues_received", verbose_name=_("受理机构")
    )
    no = models.CharField(_("编号"), max_length=40, blank=True)
    subject = models.CharField(_("主题"), max_length=100)
    text = models.TextField(_("问题"))
    wish = models.CharField(_("希望怎样解决"), max_length=500, blank=True)
    anonymous = models.BooleanField(_("对其他单位匿名"), default=False)
    policy = models.ForeignKey(
        Policy, models.SET_NULL, null=True, blank=True, related_name="clues", verbose_name=_("涉及政策")
    )
    provision = models.ForeignKey(
        Provision, models.SET_NULL, null=True, blank=True, related_name="clues", verbose_name=_("涉及条款")
    )
    about = models.ForeignKey(
        Task, models.SET_NULL, null=True, blank=True, related_name="complaints", verbose_name=_("涉及任务")
    )
    state = models.CharField(_("状态"), max_length=12, choices=ClueState, default=ClueState.DRAFT)
    created_at = models.DateTimeField(_("填写时间"), auto_now_add=True)
    sent_at = models.DateTimeField(_("反映时间"), null=True)
    accept_due = models.DateField(_("受理期限"), null=True)
    accepted_at = models.DateTimeField(_("受理时间"), null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("受理人")
    )
    answer_due = models.DateField(_("答复期限"), null=True)
    referred_to = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="clues_referred", verbose_name=_("转办单位")
    )
    reply = models.TextField(_("转办单位反馈"), blank=True)
    replied_at = models.DateTimeField(_("反馈时间"), null=True)
    task = models.ForeignKey(
        Task, models.SET_NULL, null=True, related_name="clues", verbose_name=_("转成的任务")
    )
    answer = models.TextField(_("答复"), blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    reason = models.CharField(_("不予受理的原因"), max_length=300, blank=True)
    turn_to = models.CharField(_("可以向哪里反映"), max_length=200, blank=True)
    satisfaction = models.CharField(_("评价"), max_length=12, choices=Satisfaction, blank=True)
    rating_note = models.CharField(_("评价说明"), max_length=300, blank=True)
    reopened = models.BooleanField(_("重新办理过"), default=False)
    closed_at = models.DateTimeField(_("办结时间"), null=True)

    class Meta:
        verbose_name = _("问题线索")
        verbose_name_plural = _("问题线索")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["office", "state"], name="clue_office_state"),
            models.Index(fields=["unit", "state"], name="clue_unit_state"),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.subject}".strip()


class ClueFile(models.Model):
    """A file that shows what a clue says."""

    clue = models.ForeignKey(Clue, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("文件名"), max_length=200)

    class Meta:
        verbose_name = _("线索附件")
        verbose_name_plural = _("线索附件")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class ClueTerms(models.Model):
    """Within how many working days an office accepts and answers; without a row: the defaults."""

    office = models.OneToOneField(Unit, models.CASCADE, related_name="clue_terms", verbose_name=_("受理机构"))
    accept_days = models.PositiveSmallIntegerField(_("受理期限（工作日）"), default=5)
    answer_days = models.PositiveSmallIntegerField(_("答复期限（工作日）"), default=15)

    class Meta:
        verbose_name = _("线索办理期限")
        verbose_name_plural = _("线索办理期限")

    def __str__(self) -> str:
        return str(self.office)
