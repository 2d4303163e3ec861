"""Closed lists of the benefits app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RunState(TextChoices):
    """A match run's way; one that is done never changes."""

    WAITING = "waiting", _("排队中")
    CHECKING = "checking", _("正在核对数据")
    RUNNING = "running", _("正在计算")
    COUNTING = "counting", _("正在汇总")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未完成")
    CANCELLED = "cancelled", _("已取消")


class BenefitVerb(TextChoices):
    RUN_BEGUN = "benefits.run_begun", _("开始政策匹配")
    RUN_DONE = "benefits.run_done", _("完成政策匹配")
    RUN_FAILED = "benefits.run_failed", _("政策匹配未能完成")
    RUN_CANCELLED = "benefits.run_cancelled", _("取消政策匹配")
    RUN_RETRIED = "benefits.run_retried", _("重新运行政策匹配")
    EXPORTED = "benefits.exported", _("导出匹配结果")
    DRAFTED = "benefits.drafted", _("由沙盘另存模型新版本")
