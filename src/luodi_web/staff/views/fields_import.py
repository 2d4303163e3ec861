"""The field dictionary from a workbook: choose a file, see what it would do, then confirm."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.fields.domain.imports import FIELDS_SHEET, import_fields
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.people_imports import Import, confirm_import, import_template, upload_page

FIELDS = Import(
    "fields",
    gettext_lazy("导入字段字典"),
    FIELDS_SHEET,
    import_fields,
    "staff:fields",
    gettext_lazy("字段字典"),
    gettext_lazy(
        "按名称认字段：没有的新建，已有的更新。别名和状态不填的保持不变；列表导出的表格可以改好再导入。"
    ),
)


@permission(Permission.FIELDS_EDIT)
@require_http_methods(["GET", "POST"])
def fields_import(request: HttpRequest) -> HttpResponse:
    return upload_page(request, FIELDS)


@permission(Permission.FIELDS_EDIT)
@require_POST
def fields_import_confirm(request: HttpRequest) -> HttpResponse:
    return confirm_import(request, FIELDS)


@permission(Permission.FIELDS_EDIT)
@require_GET
def fields_import_template(request: HttpRequest) -> HttpResponse:
    return import_template(FIELDS)
