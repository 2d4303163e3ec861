"""A plan (任务分解表): workstreams, tasks, and the units each task names."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi_web.common.periods import PeriodKind
from luodi_web.people.models import Unit, UnitGroup
from luodi_web.policies.models import Package, PolicyVersion, Provision
from luodi_web.supervision.enums import PlanState, UnitRole


class Plan(models.Model):
    """A task decomposition of a policy text, or one made by hand.

    report_day: the day of a period's last month by which its report is due (conventions.md 4.3: counties
    report by the 25th). makeup_periods: how many skipped periods back a report is still taken, marked late.

    revision grows with every edit: an editor that still shows an older one is told so and loses nothing.
    """

    package = models.ForeignKey(Package, models.PROTECT, related_name="plans", verbose_name=_("政策包"))
    version = models.ForeignKey(
        PolicyVersion, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name=_("依据文本")
    )
    title = models.CharField(_("标题"), max_length=200)
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="plans", verbose_name=_("编制机构"))
    state = models.CharField(_("状态"), max_length=12, choices=PlanState, default=PlanState.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    blue_days = models.PositiveSmallIntegerField(_("蓝灯提前工作日"), default=10)
    yellow_days = models.PositiveSmallIntegerField(_("黄灯提前工作日"), default=3)
    # How the plan's tasks are supervised: may be changed after dispatch, too.
    letter_word = models.CharField(_("函件发文代字"), max_length=20, default="鄂科创督")
    extension_limit = models.PositiveSmallIntegerField(_("每项任务可延期次数"), default=1)
    referral_days = models.PositiveSmallIntegerField(_("红灯超过多少个工作日可提请督查"), default=10)
    lookback_months = models.PositiveSmallIntegerField(
        _("销号后几个月回头看"), null=True, blank=True, default=6
    )
    office_closes = models.BooleanField(_("由科技创新办公室批准销号"), default=False)
    period_kind = models.CharField(_("报送周期"), max_length=10, choices=PeriodKind, default=PeriodKind.MONTH)
    report_day = models.PositiveSmallIntegerField(_("报送日"), default=25)
    makeup_periods = models.PositiveSmallIntegerField(_("可补报期数"), default=1)
    # Percentage points that the completion rate may lag behind the share of time gone; null: not looked at.
    behind_points = models.PositiveSmallIntegerField(_("滞后亮黄灯百分点"), null=True, blank=True, default=30)
    yellow_when_owed = models.BooleanField(_("逾期未报进展亮黄灯"), default=False)
    acknowledge_days = models.PositiveSmallIntegerField(_("签收期限工作日"), default=3)
    own_ladder = models.BooleanField(_("自定提醒规则"), default=False)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("编制人")
    )
    published_at = models.DateTimeField(_("下达时间"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("下达人"),
    )

    class Meta:
        verbose_name = _("任务分解表")
        verbose_name_plural = _("任务分解表")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class Workstream(models.Model):
    """工作板块: the plan's first level, e.g. 一、抓宣传推介. Its number is its order."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="workstreams", verbose_name=_("任务分解表"))
    order = models.PositiveIntegerField(_("顺序"))
    name = models.CharField(_("名称"), max_length=200)

    class Meta:
        verbose_name = _("工作板块")
        verbose_name_plural = _("工作板块")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Task(models.Model):
    """One thing that a unit can be held to.

    order: place in the workstream, sub-tasks right behind their parent, which has none itself (one level).
    A sub-task without units or deadline has its parent's until it is dispatched, when they become its own.
    leader, responsible, phone: as the sheet that the task came from names them.
    start, end: code points of the plan's version text, null for a task written by hand.
    deadline is null when the text gives none, or one that no day can be read from (``deadline_text``).
    """

    workstream = models.ForeignKey(
        Workstream, models.CASCADE, related_name="tasks", verbose_name=_("工作板块")
    )
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级任务"),
    )
    order = models.PositiveIntegerField(_("顺序"))
    text = models.TextField(_("工作任务"))
    kind = models.CharField(_("类别"), max_length=20, blank=True)
    measures = models.JSONField(_("具体举措"), default=list, blank=True)
    target = models.CharField(_("目标值"), max_length=300, blank=True)
    deliverable = models.CharField(_("成果形式"), max_length=300, blank=True)
    deadline = models.DateField(_("完成时限"), null=True, blank=True)
    deadline_text = models.CharField(_("时限原文"), max_length=100, blank=True)
    leader = models.CharField(_("分管领导"), max_length=60, blank=True)
    responsible = models.CharField(_("责任处室／责任人"), max_length=120, blank=True)
    phone = models.CharField(_("联系人电话"), max_length=60, blank=True)
    note = models.CharField(_("备注"), max_length=300, blank=True)
    provision = models.ForeignKey(
        Provision, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("依据条款")
    )
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("任务")
        verbose_name_plural = _("任务")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class TaskUnit(models.Model):
    """A unit or group that a task names, before it is dispatched.

    Both null: the text's words (``written``) that no unit answers to; such a plan cannot be published.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="task_units")
    role = models.CharField(_("分工"), max_length=8, choices=UnitRole)
    order = models.PositiveIntegerField(default=0)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(UnitGroup, models.PROTECT, null=True, blank=True, related_name="+")
    written = models.CharField(_("原文名称"), max_length=120, blank=True)

    class Meta:
        ordering = ["-role", "order", "pk"]  # lead before joint
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True) | Q(group__isnull=True), name="task_unit_one_thing"
            )
        ]

    def __str__(self) -> str:
        return str(self.unit or self.group or self.written)
