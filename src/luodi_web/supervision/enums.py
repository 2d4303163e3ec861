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


class ClueState(TextChoices):
    """How far a clue is. Tasked: it became a task, and closes with it."""

    DRAFT = "draft", _("草稿")
    SENT = "sent", _("待受理")
    ACCEPTED = "accepted", _("办理中")
    TASKED = "tasked", _("已转为任务")
    ANSWERED = "answered", _("已答复")
    CLOSED = "closed", _("已办结")
    REFUSED = "refused", _("不予受理")


class Satisfaction(TextChoices):
    SATISFIED = "satisfied", _("满意")
    DISSATISFIED = "dissatisfied", _("不满意")


class MeetingKind(TextChoices):
    SPECIAL = "special", _("专题会")
    DISPATCH = "dispatch", _("调度会")
    JOINT = "joint", _("联席会")


class MeetingState(TextChoices):
    DRAFT = "draft", _("编写中")
    FINAL = "final", _("已定稿")
    ISSUED = "issued", _("已印发")


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
    TASK_ADDED = "supervision.task_added", _("增补任务")
    CLUE_SENT = "supervision.clue_sent", _("反映问题线索")
    CLUE_ACCEPTED = "supervision.clue_accepted", _("受理线索")
    CLUE_REFERRED = "supervision.clue_referred", _("转办线索")
    CLUE_REFUSED = "supervision.clue_refused", _("不予受理线索")
    CLUE_REPLIED = "supervision.clue_replied", _("反馈线索办理情况")
    CLUE_HANDED_BACK = "supervision.clue_handed_back", _("退回转办线索")
    CLUE_TASKED = "supervision.clue_tasked", _("线索转为任务")
    CLUE_ANSWERED = "supervision.clue_answered", _("答复线索")
    CLUE_RATED = "supervision.clue_rated", _("评价线索答复")
    CLUE_REOPENED = "supervision.clue_reopened", _("线索重新办理")
    CLUE_CLOSED = "supervision.clue_closed", _("线索办结")
    CLUE_TERMS = "supervision.clue_terms", _("设定线索办理期限")
    MEETING_CREATED = "supervision.meeting_created", _("新建会议")
    MEETING_EDITED = "supervision.meeting_edited", _("修改会议")
    MEETING_FINAL = "supervision.meeting_final", _("会议纪要定稿")
    MEETING_BACK = "supervision.meeting_back", _("会议纪要退回修改")
    MEETING_TASKED = "supervision.meeting_tasked", _("议定事项转为任务")
    MINUTES_ISSUED = "supervision.minutes_issued", _("印发会议纪要")
