"""The reminder ladder of a plan, and every reminder that was due and sent."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi_web.supervision.enums import ReminderEvent, ReminderStep
from luodi_web.supervision.models.assignments import Assignment, LightChange
from luodi_web.supervision.models.plans import Plan


class ReminderRule(models.Model):
    """One rung: so many working days before or after something, whoever stands on that step is reminded.

    days: working days; every_days: said again after each so many working days, 0 for once.
    A plan's rows count only where it has a ladder of its own (``Plan.own_ladder``).
    """

    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="reminder_rules", verbose_name=_("任务分解表")
    )
    event = models.CharField(_("时点"), max_length=10, choices=ReminderEvent)
    days = models.PositiveSmallIntegerField(_("工作日数"), default=0)
    step = models.CharField(_("提醒对象"), max_length=12, choices=ReminderStep)
    every_days = models.PositiveSmallIntegerField(_("重复间隔"), default=0)

    class Meta:
        verbose_name = _("提醒规则")
        verbose_name_plural = _("提醒规则")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "event", "days", "step"], name="one_rung_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.days} {self.get_step_display()}"


class Reminder(models.Model):
    """A rung of the ladder reached by one assignment, for one person; made once, whatever restarts.

    event, days, step, round, about: which rung, the how-manyth time, and of which deadline, dispatch or
    period (``2026-12-31``, ``2026-11``): another deadline begins the ladder again.
    user: null when nobody could be reminded. sent_at: null until it went out; dropped_at: set instead
    where it was settled before it went out.
    """

    assignment = models.ForeignKey(
        Assignment, models.CASCADE, related_name="reminders", verbose_name=_("承办任务")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="reminders",
        verbose_name=_("提醒对象"),
    )
    post_name = models.CharField(_("岗位"), max_length=60, blank=True)
    event = models.CharField(_("时点"), max_length=10, choices=ReminderEvent)
    days = models.PositiveSmallIntegerField(_("工作日数"))
    step = models.CharField(_("提醒层级"), max_length=12, choices=ReminderStep)
    round = models.PositiveSmallIntegerField(_("次数"), default=1)
    about = models.CharField(_("对应时限"), max_length=10)
    due_at = models.DateTimeField(_("应提醒时间"))
    sent_at = models.DateTimeField(_("提醒时间"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("取消时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("提醒记录")
        verbose_name_plural = _("提醒记录")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "user", "event", "days", "step", "round", "about"],
                name="reminded_once",
            )
        ]
        indexes = [models.Index(fields=["user", "sent_at"])]

    def __str__(self) -> str:
        return f"{self.assignment} {self.get_event_display()}"


class LightNotice(models.Model):
    """A light that turned overnight, to be told to a person once they may be reminded; gone when it was.

    for_review: told as one whose right to review reaches the assignment, not as one of its unit.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="light_notices")
    change = models.ForeignKey(LightChange, models.CASCADE, related_name="notices")
    for_review = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("待发灯号通知")
        verbose_name_plural = _("待发灯号通知")
        constraints = [
            models.UniqueConstraint(fields=["user", "change", "for_review"], name="one_light_notice_each")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.change}"
