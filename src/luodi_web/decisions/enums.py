"""Closed lists of the decisions app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ModelState(TextChoices):
    """A version's way: only RELEASED ones are applied, each in its own period."""

    DRAFT = "draft", _("草稿")
    REVIEW = "review", _("待复核")
    RETURNED = "returned", _("已退回")
    RELEASED = "released", _("已发布")
    REPLACED = "replaced", _("已被替代")


class SaveSource(TextChoices):
    """Where a draft's present content came from."""

    TABLE = "table", _("空白判定表")
    DMN = "dmn", _("DMN 文件")
    WORKBOOK = "workbook", _("Excel 工作簿")
    EDITOR = "editor", _("在线编辑")
    COPY = "copy", _("沿用上一版")


class ModelVerb(TextChoices):
    CREATED = "decisions.created", _("新建判定模型")
    CHANGED = "decisions.changed", _("修改判定模型信息")
    DELETED = "decisions.deleted", _("删除判定模型")
    DRAFTED = "decisions.drafted", _("新建模型版本")
    SAVED = "decisions.saved", _("修改模型内容")
    READ_OVER = "decisions.read_over", _("核对文件的读法")
    DISCARDED = "decisions.discarded", _("删除模型草稿")
    SENT = "decisions.sent", _("送复核模型版本")
    RECALLED = "decisions.recalled", _("撤回送复核的模型版本")
    RETURNED = "decisions.returned", _("退回模型版本")
    RELEASED = "decisions.released", _("发布模型版本")
    REPLACED = "decisions.replaced", _("替代模型版本")
    CASE_ADDED = "decisions.case_added", _("添加模型案例")
    CASE_CHANGED = "decisions.case_changed", _("修改模型案例")
    CASE_DELETED = "decisions.case_deleted", _("删除模型案例")
    CASES_IMPORTED = "decisions.cases_imported", _("导入模型案例")
    DOWNLOADED = "decisions.downloaded", _("下载模型文件")
    EXPORTED = "decisions.exported", _("导出模型清单")
