"""今日: what waits for me, by right. Every queue is short, says its number and where the rest is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luodi_web.common.periods import current_periods, period_words, previous_period
from luodi_web.people.domain.locks import current_locks
from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import PeopleVerb, Role
from luodi_web.people.models import AuditEntry, AuditHead, Grant, User
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.leader import leader
from luodi_web.staff.views.today_measures import measure_queues
from luodi_web.staff.views.today_order import by_urgency
from luodi_web.staff.views.today_queues import Queue, make_queue
from luodi_web.supervision.domain import boards_clues, boards_today
from luodi_web.supervision.domain.addresses import board_url, review_url
from luodi_web.supervision.domain.bulletins_scope import signs_waiting_for, unread_by
from luodi_web.supervision.domain.calendar_days import calendar_warning
from luodi_web.supervision.domain.reports_periods import due_on, present_period
from luodi_web.supervision.enums import AssignmentState, Light, ReportState
from luodi_web.supervision.models import Report

# Administrators look back and ahead this far.
LOOK_BACK_DAYS = 7
LOOK_AHEAD_DAYS = 30


@permission(Permission.HOME)
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    rights: Rights = request.rights
    if rights.roles == {Role.LEADER}:
        return leader(request)
    day = timezone.localdate()
    queues = [queue for part in _PARTS for queue in part(rights, day)]
    queues += _bulletin_queues(rights, request.user)
    queues = by_urgency(queues, day)
    context = {
        "page_title": _("今日"),
        "today": day,
        "queues": [queue for queue in queues if queue.count],
        "clear": [queue.empty for queue in queues if not queue.count and queue.empty],
        "figures": _administration(rights),
        "guests": [words for role, words in _GUEST_WORDS.items() if role in rights.roles],
        "warning": calendar_warning() if _keeps_calendar(rights) else "",
        "warning_url": reverse("staff:holidays") if rights.may(Permission.HOLIDAYS_EDIT) else "",
        "saved": request.GET.get("saved", ""),
    }
    return render(request, "staff/today/today.html", context)


def _unit_queues(rights: Rights, day: date) -> list[Queue]:
    if not rights.may(Permission.TASKS_REPORT):
        return []
    earlier = Report.objects.filter(assignment=OuterRef("pk")).exclude(period__in=current_periods(day))
    owed = boards_today.reports_owed(rights, day).annotate(
        has_last=Exists(earlier.exclude(state=ReportState.RETURNED))
    )
    return [
        make_queue(
            "acknowledge",
            _("待签收"),
            _("没有待签收的任务。"),
            boards_today.to_acknowledge(rights),
            board_url(state=AssignmentState.SENT.value),
        ),
        make_queue("returned_reports", _("被退回的进展"), "", boards_today.reports_returned(rights)),
        _with_periods(
            make_queue(
                "owed",
                _("本期待报"),
                _("本期进展已全部报送。"),
                owed,
                board_url(state=AssignmentState.ACKNOWLEDGED.value),
            ),
            day,
        ),
        _with_periods(
            make_queue("skipped", _("上期漏报，可补报"), "", boards_today.reports_skipped(rights, day)),
            day,
            back=1,
        ),
        make_queue(
            "due",
            _("临近和超过时限"),
            _("没有临近时限的任务。"),
            boards_today.due_soon(rights),
            board_url(state=AssignmentState.ACKNOWLEDGED.value, sort="deadline"),
        ),
    ]


def _with_periods(queue: Queue, day: date, back: int = 0) -> Queue:
    """Each row with the period it owes, that one's words and the day it is due."""
    for row in queue.rows:
        row.period = present_period(row, day)
        for _step in range(back):
            row.period = previous_period(row.period)
        row.period_words = period_words(row.period)
        row.due_on = due_on(row, row.period)
    return queue


def _office_queues(rights: Rights, day: date) -> list[Queue]:
    if not rights.may(Permission.TASKS_REVIEW):
        return []
    return [
        make_queue(
            "reviews",
            _("待审核进展"),
            _("没有待审核的进展。"),
            boards_today.reports_to_review(rights),
            review_url(),
        ),
        make_queue(
            "handed_back",
            _("被退回的任务"),
            "",
            boards_today.handed_back(rights),
            board_url(state=AssignmentState.RETURNED.value),
        ),
        make_queue(
            "late",
            _("未按时签收"),
            _("没有超过签收期限的任务。"),
            boards_today.unsigned_too_long(rights, day),
            board_url(signing="late"),
        ),
        make_queue(
            "unsigned",
            _("期限内尚未签收"),
            _("没有在签收期限内等待签收的任务。"),
            boards_today.unacknowledged(rights, day),
            board_url(signing="in_time"),
        ),
        make_queue(
            "red",
            _("近七天新亮红灯"),
            _("近七天没有新亮红灯的任务。"),
            boards_today.newly_red(rights),
            board_url(light=Light.RED.value),
        ),
    ]


def _policy_queues(rights: Rights, _day: date) -> list[Queue]:
    queues = []
    if rights.may(Permission.POLICIES_EDIT):
        rows = boards_today.versions_in_review(rights)
        queues.append(
            make_queue(
                "versions", _("待校订的政策"), _("没有待校订的政策。"), rows, reverse("staff:policies")
            )
        )
    if rights.may(Permission.PLANS_EDIT):
        rows = boards_today.draft_plans(rights)
        queues.append(
            make_queue(
                "plans", _("编制中的任务分解表"), _("没有编制中的任务分解表。"), rows, reverse("staff:plans")
            )
        )
    return queues


def _clue_queues(rights: Rights, _day: date) -> list[Queue]:
    """Clues and meetings that wait for somebody's next step."""
    return [
        make_queue(name, title, "", rows, reverse(url))
        for name, title, rows, url in (
            *boards_clues.clue_queues(rights),
            ("meetings", _("会议待定稿和印发"), boards_clues.meetings_under_way(rights), "staff:meetings"),
        )
    ]


def _bulletin_queues(rights: Rights, user: User) -> list[Queue]:
    """Bulletins that wait for the person's signature, and those sent to their units and not yet read."""
    return [
        make_queue(
            "bulletin_signs",
            _("待审核、会签和签发的通报"),
            "",
            signs_waiting_for(rights, user.pk),
            reverse("staff:bulletins"),
        ),
        make_queue("bulletins", _("待阅通报"), "", unread_by(rights), reverse("staff:bulletins")),
    ]


_PARTS: tuple[Callable[[Rights, date], list[Queue]], ...] = (
    _unit_queues,
    measure_queues,
    _office_queues,
    _clue_queues,
    _policy_queues,
)


def _keeps_calendar(rights: Rights) -> bool:
    return rights.may(Permission.HOLIDAYS_EDIT) or rights.may(Permission.PLANS_PUBLISH)


def _administration(rights: Rights) -> list[dict[str, Any]]:
    """Figures of the administrators' own work, each leading to its list."""
    figures: list[dict[str, Any]] = []
    now = timezone.now()
    if rights.may(Permission.USERS_EDIT):
        waiting = User.objects.filter(is_active=True, activated_at__isnull=True).count()
        figures += [
            {"label": _("未激活的账号"), "figure": waiting, "url": reverse("staff:users")},
            {"label": _("锁定中的账号"), "figure": len(current_locks()), "url": reverse("staff:locks")},
        ]
    if rights.may(Permission.GRANTS_EDIT):
        in_force = Grant.objects.in_force()
        without = User.objects.filter(is_active=True).exclude(pk__in=in_force.values("user")).count()
        ending = in_force.filter(ends_on__lte=timezone.localdate() + timedelta(days=LOOK_AHEAD_DAYS)).count()
        figures += [
            {"label": _("没有角色的用户"), "figure": without, "url": reverse("staff:users")},
            {"label": _("三十天内到期的授权"), "figure": ending, "url": reverse("staff:grants")},
        ]
    if rights.may(Permission.AUDIT_VIEW):
        recent = AuditEntry.objects.filter(at__gte=now - timedelta(days=LOOK_BACK_DAYS))
        head = AuditHead.objects.filter(pk=1).first()
        figures += [
            {
                "label": _("近七天越权访问"),
                "figure": recent.filter(verb=PeopleVerb.DENIED).count(),
                "url": f"{reverse('staff:audit')}?verb={PeopleVerb.DENIED.value}",
            },
            {
                "label": _("近七天登录失败"),
                "figure": recent.filter(verb=PeopleVerb.SIGN_IN_FAILED).count(),
                "url": f"{reverse('staff:audit')}?verb={PeopleVerb.SIGN_IN_FAILED.value}",
            },
            {
                "label": _("已封存的审计记录"),
                "figure": head.sequence if head else 0,
                "url": reverse("staff:audit"),
            },
        ]
    return figures


# What is honestly there for those whose own rooms are not built yet.
_GUEST_WORDS = {
    Role.ENTERPRISE: "enterprise",
    Role.EXPERT: "expert",
    Role.FINANCE: "finance",
}
