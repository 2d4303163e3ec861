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
    # Reported as 100 % and accepted; struck off the register (销号) only after a check and a sign-off.
    DONE = "done", _("已完成待销号")
    CLOSED = "closed", _("已销号")


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


class LetterKind(TextChoices):
    """提醒函: the office's own. 督办函: signed by a leader."""

    REMINDER = "reminder", _("提醒函")
    SUPERVISION = "supervision", _("督办函")


class LetterState(TextChoices):
    DRAFT = "draft", _("草拟")
    SIGNING = "signing", _("待签发")
    ISSUED = "issued", _("已发出")
    ACKNOWLEDGED = "acknowledged", _("已签收")
    ANSWERED = "answered", _("已答复")
    CLOSED = "closed", _("已办结")
    VOID = "void", _("已作废")


class ExtensionState(TextChoices):
    WAITING = "waiting", _("待批")
    AGREED = "agreed", _("同意")
    REFUSED = "refused", _("不同意")
    TAKEN_BACK = "taken_back", _("已撤回")


class ClosingState(TextChoices):
    ASKED = "asked", _("待核查")
    CHECKED = "checked", _("待签批")
    CLOSED = "closed", _("已销号")
    REFUSED = "refused", _("已退回")
    TAKEN_BACK = "taken_back", _("已撤回")


class LookBack(TextChoices):
    """What a look-back (回头看) found: the result holds, or the problem is back."""

    HOLDS = "holds", _("巩固")
    RELAPSED = "relapsed", _("反弹")


class ReferralGround(TextChoices):
    OVERDUE = "overdue", _("长期红灯")
    LEADER = "leader", _("领导批示")


class ReferralState(TextChoices):
    """How far a referral is: first ours, from 立项 on the government's, which we only write down."""

    PREPARED = "prepared", _("待批准")
    REFERRED = "referred", _("已提请")
    FILED = "filed", _("立项")
    PLANNED = "planned", _("方案")
    CONCLUDED = "concluded", _("结论")
    FEEDBACK = "feedback", _("反馈")
    REVIEW = "review", _("复核申请")
    REVIEWED = "reviewed", _("复核决定")
    RECTIFYING = "rectifying", _("整改")
    VERIFIED = "verified", _("核查")
    FINISHED = "finished", _("结束")
    NOT_FILED = "not_filed", _("未予立项")
    REFUSED = "refused", _("未批准")
    WITHDRAWN = "withdrawn", _("已撤回")


class ReferralResult(TextChoices):
    RECTIFIED = "rectified", _("已整改")
    NOT_RECTIFIED = "not_rectified", _("整改不到位")
    NO_FAULT = "no_fault", _("未发现问题")


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


class ReminderEvent(TextChoices):
    """What a reminder's working days are counted from."""

    BEFORE = "before", _("完成时限前")
    AFTER = "after", _("超过完成时限后")
    UNSIGNED = "unsigned", _("超过签收期限后")
    OWED = "owed", _("超过报送日后")


class ReminderStep(TextChoices):
    """Who is reminded, from the bottom of the ladder up."""

    LIAISON = "liaison", _("联络员")
    RESPONSIBLE = "responsible", _("责任人、责任处室")
    LEADER = "leader", _("分管领导")


class BulletinTemplate(TextChoices):
    """What a bulletin is made as. The brief is the leader's one page; the others are 通报."""

    MONTHLY = "monthly", _("月度通报")
    QUARTERLY = "quarterly", _("季度通报")
    SPECIAL = "special", _("专项通报")
    BRIEF = "brief", _("领导专报")


class BulletinState(TextChoices):
    DRAFT = "draft", _("编写中")
    REVIEW = "review", _("审核中")
    COUNTERSIGN = "countersign", _("会签中")
    READY = "ready", _("待签发")
    ISSUED = "issued", _("已签发")
    VOID = "void", _("已作废")


class SignStep(TextChoices):
    REVIEW = "review", _("审核")
    COUNTERSIGN = "countersign", _("会签")
    ISSUE = "issue", _("签发")


class SignVerdict(TextChoices):
    WAITING = "waiting", _("待办理")
    AGREED = "agreed", _("同意")
    RETURNED = "returned", _("退回修改")


class TargetOperator(TextChoices):
    """How a value is held against its target."""

    AT_LEAST = "ge", _("不低于")
    MORE_THAN = "gt", _("高于")
    AT_MOST = "le", _("不高于")
    EXACTLY = "eq", _("等于")


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
    LETTER_DRAFTED = "supervision.letter_drafted", _("草拟函件")
    LETTER_EDITED = "supervision.letter_edited", _("修改函件")
    LETTER_SUBMITTED = "supervision.letter_submitted", _("报请签发函件")
    LETTER_SENT_BACK = "supervision.letter_sent_back", _("退回函件修改")
    LETTER_ISSUED = "supervision.letter_issued", _("发出函件")
    LETTER_VOIDED = "supervision.letter_voided", _("作废函件")
    LETTER_ACKNOWLEDGED = "supervision.letter_acknowledged", _("签收函件")
    LETTER_ANSWERED = "supervision.letter_answered", _("答复函件")
    LETTER_ANSWER_RETURNED = "supervision.letter_answer_returned", _("退回函件答复")
    LETTER_CLOSED = "supervision.letter_closed", _("办结函件")
    EXTENSION_ASKED = "supervision.extension_asked", _("申请延期")
    EXTENSION_AGREED = "supervision.extension_agreed", _("同意延期")
    EXTENSION_REFUSED = "supervision.extension_refused", _("不同意延期")
    EXTENSION_TAKEN_BACK = "supervision.extension_taken_back", _("撤回延期申请")
    CLOSING_ASKED = "supervision.closing_asked", _("申请销号")
    CLOSING_CHECKED = "supervision.closing_checked", _("核查销号")
    CLOSING_SIGNED = "supervision.closing_signed", _("批准销号")
    CLOSING_REFUSED = "supervision.closing_refused", _("退回销号")
    CLOSING_TAKEN_BACK = "supervision.closing_taken_back", _("撤回销号申请")
    LOOKED_BACK = "supervision.looked_back", _("回头看")
    REOPENED = "supervision.reopened", _("重新办理")
    REFERRAL_ORDERED = "supervision.referral_ordered", _("批示提请督查")
    REFERRAL_PREPARED = "supervision.referral_prepared", _("拟提请督查")
    REFERRAL_APPROVED = "supervision.referral_approved", _("批准提请督查")
    REFERRAL_REFUSED = "supervision.referral_refused", _("不批准提请督查")
    REFERRAL_WITHDRAWN = "supervision.referral_withdrawn", _("撤回提请督查")
    REFERRAL_STAGE = "supervision.referral_stage", _("记录督查进展")
    PLAN_RULES = "supervision.plan_rules", _("修改督办规则")
    FIGURE_REQUESTED = "supervision.figure_requested", _("要求填报数据")
    FIGURE_CLOSED = "supervision.figure_closed", _("停止填报数据")
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
    LIGHT_SET = "supervision.light_set", _("人工调整灯号")
    LIGHT_LIFTED = "supervision.light_lifted", _("恢复规则灯号")
    ALERTS_CHANGED = "supervision.alerts_changed", _("修改灯号与提醒规则")
    UNIT_TAKEN_OVER = "supervision.unit_taken_over", _("机构撤并，任务转交")
    BULLETIN_CREATED = "supervision.bulletin_created", _("新建通报")
    BULLETIN_EDITED = "supervision.bulletin_edited", _("修改通报")
    BULLETIN_REFRESHED = "supervision.bulletin_refreshed", _("刷新通报数据")
    BULLETIN_SUBMITTED = "supervision.bulletin_submitted", _("通报送审")
    BULLETIN_AGREED = "supervision.bulletin_agreed", _("同意通报")
    BULLETIN_RETURNED = "supervision.bulletin_returned", _("退回通报")
    BULLETIN_ISSUED = "supervision.bulletin_issued", _("签发通报")
    BULLETIN_VOIDED = "supervision.bulletin_voided", _("作废通报")
    BULLETIN_READ = "supervision.bulletin_read", _("阅知通报")
    BASELINE_FROZEN = "supervision.baseline_frozen", _("冻结任务基线")
    PROVISION_EXEMPTED = "supervision.provision_exempted", _("标为不需任务")
    PROVISION_NEEDED = "supervision.provision_needed", _("取消不需任务")
    TEMPLATE_SAVED = "supervision.template_saved", _("另存为模板")
    TEMPLATE_DELETED = "supervision.template_deleted", _("删除模板")
    INDICATOR_EDITED = "supervision.indicator_edited", _("编辑指标")
    TARGET_SET = "supervision.target_set", _("设定指标目标")
    VALUE_ENTERED = "supervision.value_entered", _("登记指标数值")
    TARGETS_IMPORTED = "supervision.targets_imported", _("导入目标台账")
    MAKEUP_ALLOWED = "supervision.makeup_allowed", _("允许补报")
