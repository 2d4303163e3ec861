"""会议: who met, what was decided, and the minutes as they were issued."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi_web.common.models import StoredFile
from luodi_web.people.models import Unit, UnitGroup
from luodi_web.supervision.enums import MeetingKind, MeetingState, UnitRole
from luodi_web.supervision.models.plans import Task


class Meeting(models.Model):
    """A meeting and its minutes.

    previous: the meeting whose decisions this one looks back on; null for the first.
    agenda: one item a line. summary: what was said beside the decisions; paragraphs by line.
    revision grows with every edit. no, document, digest, docx: set when the minutes are issued, and
    frozen then; document is the JSON of ``luodi.gazette``, digest the SHA-256 of its bytes.
    """

    title = models.CharField(_("会议名称"), max_length=120)
    kind = models.CharField(_("类型"), max_length=12, choices=MeetingKind, default=MeetingKind.SPECIAL)
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="meetings", verbose_name=_("主办机构"))
    previous = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="following", verbose_name=_("上次会议")
    )
    held_at = models.DateTimeField(_("召开时间"))
    place = models.CharField(_("地点"), max_length=100, blank=True)
    chair = models.CharField(_("主持人"), max_length=60)
    recorder = models.CharField(_("记录人"), max_length=60)
    agenda = models.TextField(_("议题"), blank=True)
    summary = models.TextField(_("会议情况"), blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=MeetingState, default=MeetingState.DRAFT)
    revision = models.PositiveIntegerField(_("修改次数"), default=0)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("创建人")
    )
    no = models.CharField(_("纪要编号"), max_length=40, blank=True)
    issued_at = models.DateTimeField(_("印发时间"), null=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("印发人")
    )
    document = models.TextField(_("纪要数据"), blank=True)
    digest = models.CharField(_("文件摘要"), max_length=64, blank=True)
    docx = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("会议")
        verbose_name_plural = _("会议")
        ordering = ["-held_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class Participant(models.Model):
    """A unit or person that was asked to a meeting. unit and user null: only the written words are known.

    reason: why they were absent; empty for who came.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="participants")
    order = models.PositiveIntegerField(default=0)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("机构"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written = models.CharField(_("单位和姓名"), max_length=120)
    absent = models.BooleanField(_("请假"), default=False)
    reason = models.CharField(_("请假原因"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("参会单位和人员")
        verbose_name_plural = _("参会单位和人员")
        ordering = ["absent", "order", "pk"]

    def __str__(self) -> str:
        return self.written


class MeetingDecision(models.Model):
    """议定事项. confidential: shown to nobody outside the participants, and left out of the minutes.

    deadline is null when none was set, or one that no day can be read from (``deadline_text``).
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions", verbose_name=_("会议"))
    order = models.PositiveIntegerField(_("顺序"))
    text = models.TextField(_("议定事项"))
    deadline = models.DateField(_("完成时限"), null=True, blank=True)
    deadline_text = models.CharField(_("时限原文"), max_length=100, blank=True)
    note = models.CharField(_("备注"), max_length=300, blank=True)
    confidential = models.BooleanField(_("不公开"), default=False)
    revision = models.PositiveIntegerField(_("修改次数"), default=0)
    task = models.ForeignKey(
        Task, models.SET_NULL, null=True, related_name="decisions", verbose_name=_("转成的任务")
    )

    class Meta:
        verbose_name = _("议定事项")
        verbose_name_plural = _("议定事项")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class DecisionUnit(models.Model):
    """A unit or group that a decision names. Both null: words that no unit answers to."""

    decision = models.ForeignKey(MeetingDecision, models.CASCADE, related_name="units")
    role = models.CharField(_("分工"), max_length=8, choices=UnitRole)
    order = models.PositiveIntegerField(default=0)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    group = models.ForeignKey(UnitGroup, models.PROTECT, null=True, related_name="+")
    written = models.CharField(_("原文名称"), max_length=120, blank=True)

    class Meta:
        ordering = ["-role", "order", "pk"]  # lead before joint
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True) | Q(group__isnull=True), name="decision_unit_one_thing"
            )
        ]

    def __str__(self) -> str:
        return str(self.unit.label if self.unit else self.group or self.written)
