"""The field dictionary from a workbook."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from luodi_web.fields.domain.imports import FIELDS_SHEET, import_fields
from luodi_web.people.rules import Permission
from luodi_web.staff.views.sheet_imports import Import

FIELDS = Import(
    "fields",
    Permission.FIELDS_EDIT,
    gettext_lazy("导入字段字典"),
    FIELDS_SHEET,
    import_fields,
    "staff:fields",
    gettext_lazy("字段字典"),
    gettext_lazy(
        "按名称认字段：没有的新建，已有的更新。别名和状态不填的保持不变；列表导出的表格可以改好再导入。"
    ),
)
