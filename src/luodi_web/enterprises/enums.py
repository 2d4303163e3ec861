"""Closed lists of the enterprises app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImportState(TextChoices):
    """An import's way: looked through first, kept only after a person has seen what it would do."""

    CHECKING = "checking", _("正在检查")
    READY = "ready", _("待确认")
    IMPORTING = "importing", _("正在导入")
    DONE = "done", _("已导入")
    FAILED = "failed", _("未完成")
    CANCELLED = "cancelled", _("已放弃")


class SnapshotState(TextChoices):
    MAKING = "making", _("正在生成")
    DONE = "done", _("已固定")
    FAILED = "failed", _("未完成")


class SnapshotSource(TextChoices):
    PROFILES = "profiles", _("企业档案")
    FILE = "file", _("数据文件")


class EnterpriseVerb(TextChoices):
    CREATED = "enterprises.created", _("新建企业档案")
    CHANGED = "enterprises.changed", _("修改企业信息")
    VALUE_KEPT = "enterprises.value_kept", _("登记企业数据")
    VALUE_WITHDRAWN = "enterprises.value_withdrawn", _("撤回企业数据")
    DETAIL_KEPT = "enterprises.detail_kept", _("登记企业明细")
    DETAIL_WITHDRAWN = "enterprises.detail_withdrawn", _("撤回企业明细")
    IMPORT_BEGUN = "enterprises.import_begun", _("上传企业数据表")
    IMPORT_CONFIRMED = "enterprises.import_confirmed", _("确认导入企业数据")
    IMPORTED = "enterprises.imported", _("导入企业数据")
    IMPORT_CANCELLED = "enterprises.import_cancelled", _("放弃导入企业数据")
    IMPORT_RETRIED = "enterprises.import_retried", _("重新处理企业数据表")
    EXPORTED = "enterprises.exported", _("导出企业档案")
    SNAPSHOT_BEGUN = "enterprises.snapshot_begun", _("开始生成数据快照")
    SNAPSHOT_MADE = "enterprises.snapshot_made", _("固定数据快照")
    SNAPSHOT_FAILED = "enterprises.snapshot_failed", _("数据快照未能生成")
    SNAPSHOT_RETRIED = "enterprises.snapshot_retried", _("重新生成数据快照")
    SNAPSHOT_DOWNLOADED = "enterprises.snapshot_downloaded", _("下载数据快照")
