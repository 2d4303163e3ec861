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


class Punctuation(TextChoices):
    """The engine's option of the same name: what becomes of half-width marks in Chinese text."""

    KEEP = "keep", _("保留原文标点")
    FULL = "full", _("恢复全角标点")


class FactsState(TextChoices):
    """How far the reading of a confirmed version's facts is."""

    NONE = "none", _("未识别")
    QUEUED = "queued", _("等待识别")
    RUNNING = "running", _("正在识别")
    DONE = "done", _("已识别")
    FAILED = "failed", _("识别未完成")


class FactKind(TextChoices):
    """Sorts of facts; those of ``luodi.facts``, in the order of filters and lists."""

    UNIT = "unit", _("责任单位")
    DEADLINE = "deadline", _("时限")
    TARGET = "target", _("目标")
    AMOUNT = "amount", _("金额与比例")
    STACKING = "stacking", _("叠加规则")
    REFERENCE = "reference", _("引用文件")
    REPEAL = "repeal", _("废止文件")
    VALIDITY = "validity", _("有效期")


class FactSource(TextChoices):
    ENGINE = "engine", _("系统识别")
    PERSON = "person", _("人工添加")


class FactState(TextChoices):
    PROPOSED = "proposed", _("待核对")
    ACCEPTED = "accepted", _("已认可")
    CORRECTED = "corrected", _("已更正")
    REJECTED = "rejected", _("不认可")


class ExampleKind(TextChoices):
    """What a person said of what the engine said."""

    EDIT_REJECTED = "edit_rejected", _("不采纳的修复")
    EDIT_ACCEPTED = "edit_accepted", _("采纳的不确定修复")
    TEXT_CORRECTED = "text_corrected", _("更正的文字")
    LOST_FILLED = "lost_filled", _("补全的缺字")
    FACT_CORRECTED = "fact_corrected", _("更正的要素")
    FACT_REJECTED = "fact_rejected", _("不认可的要素")
    FACT_ADDED = "fact_added", _("补充的要素")
    FACT_ACCEPTED = "fact_accepted", _("认可的要素")


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
    PUNCTUATION_CHANGED = "policies.punctuation_changed", _("切换全角标点")
    VERSION_UPLOADED = "policies.version_uploaded", _("上传新版文本")
    CARRIED_OVER = "policies.carried_over", _("沿用上一版的校订")
    FACTS_READ = "policies.facts_read", _("识别要素")
    FACTS_FAILED = "policies.facts_failed", _("要素识别未完成")
    FACTS_DECIDED = "policies.facts_decided", _("核对要素")
    FACT_CORRECTED = "policies.fact_corrected", _("更正要素")
    FACT_ADDED = "policies.fact_added", _("补充要素")
    FACT_STEP_UNDONE = "policies.fact_step_undone", _("撤销要素核对")
    FACTS_CARRIED = "policies.facts_carried", _("沿用上一版的要素核对")
