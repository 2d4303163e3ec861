"""Units, people and grants from a sheet."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from luodi_web.people.domain.imports import (
    GRANTS_SHEET,
    UNITS_SHEET,
    USERS_SHEET,
    import_grants,
    import_units,
    import_users,
)
from luodi_web.people.rules import Permission
from luodi_web.staff.views.sheet_imports import Import

UNITS = Import(
    "units",
    Permission.UNITS_EDIT,
    gettext_lazy("导入机构"),
    UNITS_SHEET,
    import_units,
    "staff:units",
    gettext_lazy("机构"),
    gettext_lazy("按名称认机构：没有的新建，已有的更新；上级机构可以在同一张表里。导入不移动、不停用机构。"),
)
USERS = Import(
    "users",
    Permission.USERS_EDIT,
    gettext_lazy("导入用户"),
    USERS_SHEET,
    import_users,
    "staff:users",
    gettext_lazy("用户"),
    gettext_lazy(
        "按登录名认人：没有的新建，已有的更新姓名和联系方式。导入后在用户列表中批量生成激活链接，并请安全管理员授予角色。"
    ),
)
GRANTS = Import(
    "grants",
    Permission.GRANTS_EDIT,
    gettext_lazy("导入授权"),
    GRANTS_SHEET,
    import_grants,
    "staff:grants",
    gettext_lazy("授权"),
    gettext_lazy("用户和机构都要已经存在。已有的同样授权保持不变；互斥的角色会指出，整表不生效。"),
)
