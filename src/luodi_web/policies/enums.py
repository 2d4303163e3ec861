"""Closed lists of the policies app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VersionState(TextChoices):
    REVIEW = "review", _("待校订")
    CONFIRMED = "confirmed", _("已定稿")


class RepairState(TextChoices):
    """How far the repair of a version's text is; only long texts are ever seen before DONE."""

    QUEUED = "queued", _("等待修复")
    RUNNING = "running", _("正在修复")
    DONE = "done", _("已修复")
    FAILED = "failed", _("修复未完成")


class Decision(TextChoices):
    """What a reviewer says of an edit; RESET takes the word back."""

    ACCEPT = "accept", _("采纳")
    REJECT = "reject", _("不采纳")
    RESET = "reset", _("重新待定")


class PolicyKind(TextChoices):
    ARTICLE = "article", _("新闻报道")
    OPINION = "opinion", _("意见")
    MEASURES = "measures", _("措施")
    RULES = "rules", _("办法")
    PLAN = "plan", _("方案")
    NOTICE = "notice", _("通知")
    OTHER = "other", _("其他")


class PolicyVerb(TextChoices):
    PACKAGE_CREATED = "policies.package_created", _("新建政策包")
    PACKAGE_CHANGED = "policies.package_changed", _("修改政策包")
    UPLOADED = "policies.uploaded", _("上传政策文本")
    CHANGED = "policies.changed", _("修改政策信息")
    EDITS_DECIDED = "policies.edits_decided", _("校订修复处")
    LOST_FILLED = "policies.lost_filled", _("补全缺字")
    DECISION_UNDONE = "policies.decision_undone", _("撤销校订")
    TEXT_CORRECTED = "policies.text_corrected", _("更正文字")
    CONFIRMED = "policies.confirmed", _("定稿")
    REOPENED = "policies.reopened", _("重新校订")
    REVIEW_DISCARDED = "policies.review_discarded", _("放弃重新校订")
    REPAIRED = "policies.repaired", _("完成文本修复")
    REPAIR_FAILED = "policies.repair_failed", _("文本修复未完成")
    DELETED = "policies.deleted", _("删除政策")
    DOWNLOADED = "policies.downloaded", _("下载原文件")
