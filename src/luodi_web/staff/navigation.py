"""What the shell around every page shows: navigation by right, unread notices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from luodi_web.people.rules import Permission

# label, url name, icon, the permission that shows it, the group it opens
ENTRIES = [
    (_("今日"), "staff:today", "house", Permission.HOME, ""),
    (_("任务分解"), "staff:plans", "list-tree", Permission.PLANS_VIEW, ""),
    (_("政策"), "staff:policies", "scroll-text", Permission.POLICIES_VIEW, ""),
    (_("任务台账"), "staff:board", "clipboard-list", Permission.TASKS_VIEW, ""),
    (_("填报数据"), "staff:figures", "table-2", Permission.TASKS_VIEW, ""),
    (_("待审核进展"), "staff:report_reviews", "stamp", Permission.TASKS_REVIEW, ""),
    (_("目标台账"), "staff:targets", "target", Permission.TASKS_VIEW, ""),
    (_("判定模型"), "staff:models", "split", Permission.MODELS_VIEW, ""),
    (_("字段字典"), "staff:fields", "book-open-text", Permission.FIELDS_VIEW, ""),
    (_("企业档案"), "staff:enterprises", "archive", Permission.ENTERPRISES_VIEW, _("惠企兑现")),
    (_("数据快照"), "staff:snapshots", "layers", Permission.ENTERPRISES_VIEW, _("惠企兑现")),
    (_("政策匹配"), "staff:matches", "wallet", Permission.MATCHES_VIEW, _("惠企兑现")),
    (_("政策沙盘"), "staff:sandbox", "sliders-horizontal", Permission.SANDBOX, _("惠企兑现")),
    (_("督办函件"), "staff:letters", "mail", Permission.TASKS_VIEW, _("督办")),
    (_("延期申请"), "staff:extensions", "calendar-clock", Permission.TASKS_VIEW, _("督办")),
    (_("提请督查"), "staff:referrals", "flag", Permission.OVERVIEW, _("督办")),
    (_("销号"), "staff:closings", "badge-check", Permission.TASKS_VIEW, _("督办")),
    (_("问题线索"), "staff:clues", "message-square-text", Permission.TASKS_VIEW, _("督办")),
    (_("会议"), "staff:meetings", "briefcase-business", Permission.TASKS_VIEW, _("会商与通报")),
    (_("通报"), "staff:bulletins", "megaphone", Permission.TASKS_VIEW, _("会商与通报")),
    (_("领导视图"), "staff:leader", "landmark", Permission.OVERVIEW, _("会商与通报")),
    (_("机构"), "staff:units", "building-2", Permission.UNITS_VIEW, _("管理")),
    (_("用户"), "staff:users", "users-round", Permission.USERS_VIEW, _("管理")),
    (_("授权"), "staff:grants", "key-round", Permission.GRANTS_VIEW, _("管理")),
    (_("节假日"), "staff:holidays", "calendar-days", Permission.HOLIDAYS_EDIT, _("管理")),
    (_("审计记录"), "staff:audit", "history", Permission.AUDIT_VIEW, _("管理")),
]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of ``base/shell.html``: nav_items and unread_count. Empty for strangers."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    items = []
    last_group = ""
    for label, name, icon, needed, group in ENTRIES:
        if not request.rights.may(needed):
            continue
        url = reverse(name)
        # A group's name stands above the first of its entries that the person has.
        heading = group if group != last_group else ""
        items.append({"label": label, "url": url, "icon": icon, "current": "", "group": heading})
        last_group = group
    _mark_current(items, request.path)
    return {
        "nav_items": items,
        "unread_count": request.user.notifications.filter(read_at__isnull=True).count(),
    }


def _mark_current(items: list[dict[str, Any]], path: str) -> None:
    """What ``aria-current`` says: "page" on the entry's own page, "true" on the pages below it."""
    if path.startswith(reverse("staff:today") + "tasks/"):
        path = reverse("staff:board") + path
    below = [item for item in items if path.startswith(item["url"]) and item["url"] != reverse("staff:today")]
    for item in items:
        if item["url"] == path:
            item["current"] = "page"
    if below and not any(item["current"] for item in items):
        max(below, key=lambda item: len(item["url"]))["current"] = "true"
