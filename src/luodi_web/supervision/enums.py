"""Closed lists of the supervision app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlanState(TextChoices):
    DRAFT = "draft", _("编制中")
    PUBLISHED = "published", _("已下达")
    CLOSED = "closed", _("已办结")


class DraftingState(TextChoices):
    """How far the drafting of a long text is."""

    QUEUED = "queued", _("等待起草")
    RUNNING = "running", _("正在起草")
    DONE = "done", _("已起草")
    FAILED = "failed", _("起草未完成")


class ExportState(TextChoices):
    """How far a workbook made in the background is."""

    QUEUED = "queued", _("等待生成")
    RUNNING = "running", _("正在生成")
    DONE = "done", _("已生成")
    FAILED = "failed", _("没有生成")


class UnitRole(TextChoices):
    LEAD = "lead", _("牵头")
    JOINT = "joint", _("配合")


class AssignmentState(TextChoices):
    SENT = "sent", _("待签收")
    ACKNOWLEDGED = "acknowledged", _("办理中")
    RETURNED = "returned", _("已退回")
    WITHDRAWN = "withdrawn", _("已撤回")
    DONE = "done", _("已完成")


class ReportState(TextChoices):
    SUBMITTED = "submitted", _("已报送")
    ACCEPTED = "accepted", _("已通过")
    RETURNED = "returned", _("已退回")


class Light(TextChoices):
    """灯号. Grey: not under way (returned, withdrawn) or without a deadline to be measured by."""

    GREY = "grey", _("未亮灯")
    GREEN = "green", _("绿灯")
    BLUE = "blue", _("蓝灯")
    YELLOW = "yellow", _("黄灯")
    RED = "red", _("红灯")


class SupervisionVerb(TextChoices):
    PLAN_DRAFTED = "supervision.plan_drafted", _("起草任务分解表")
    PLAN_DRAFT_FAILED = "supervision.plan_draft_failed", _("起草任务分解表未完成")
    PLAN_CREATED = "supervision.plan_created", _("新建任务分解表")
    PLAN_EDITED = "supervision.plan_edited", _("修改任务分解表")
    EDIT_UNDONE = "supervision.edit_undone", _("撤销修改")
    EDIT_REDONE = "supervision.edit_redone", _("重做修改")
    PLAN_IMPORTED = "supervision.plan_imported", _("导入任务分解表")
    PLAN_PUBLISHED = "supervision.plan_published", _("下达任务")
    TASK_ADJUSTED = "supervision.task_adjusted", _("调整已下达任务")
    PLAN_DELETED = "supervision.plan_deleted", _("删除任务分解表草稿")
    ACKNOWLEDGED = "supervision.acknowledged", _("签收任务")
    RETURNED = "supervision.returned", _("退回任务")
    RESENT = "supervision.resent", _("重新下达")
    WITHDRAWN = "supervision.withdrawn", _("撤回任务")
    REPORTED = "supervision.reported", _("报送进展")
    REPORT_ACCEPTED = "supervision.report_accepted", _("通过进展")
    REPORT_RETURNED = "supervision.report_returned", _("退回进展")
    EXPORTED = "supervision.exported", _("导出")
