"""Closed lists of the fields app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FieldType(TextChoices):
    """What values a field takes. The stored value is the type as FEEL writes it."""

    NUMBER = "number", _("数值")
    STRING = "string", _("文本")
    BOOLEAN = "boolean", _("是否")
    DATE = "date", _("日期")
    DATE_TIME = "date and time", _("日期时间")
    MONTHS = "years and months duration", _("时长（年、月）")
    DAYS = "days and time duration", _("时长（天、时、分）")
    NUMBERS = "list<number>", _("数值列表")
    STRINGS = "list<string>", _("文本列表")
    DATES = "list<date>", _("日期列表")


class FieldSubject(TextChoices):
    """Whom or what a field describes."""

    ENTERPRISE = "enterprise", _("企业")
    PERSON = "person", _("人才")
    PLATFORM = "platform", _("创新平台")
    PROJECT = "project", _("项目和成果")


class FieldVerb(TextChoices):
    CREATED = "fields.created", _("新建字段")
    CHANGED = "fields.changed", _("修改字段")
    RETIRED = "fields.retired", _("停用字段")
    RESTORED = "fields.restored", _("恢复字段")
    IMPORTED = "fields.imported", _("导入字段字典")
    EXPORTED = "fields.exported", _("导出字段字典")
    LIST_CREATED = "fields.list_created", _("新建明细")
    LIST_CHANGED = "fields.list_changed", _("修改明细")
    LIST_RETIRED = "fields.list_retired", _("停用明细")
    LIST_RESTORED = "fields.list_restored", _("恢复明细")
