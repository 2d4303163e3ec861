"""提请督查: the register, and a referral's page with what the government told of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from luodi_web.common.tables import Choice, Column, DateRange, Search, Table
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.measure_columns import task_column, unit_column
from luodi_web.staff.views.measures import Act, left_over
from luodi_web.staff.views.tasks import task_address
from luodi_web.supervision.domain.assignments_history import Event, events_about
from luodi_web.supervision.domain.referrals_scope import (
    own_referrals,
    referrals_approved_by,
    referrals_edited_by,
    referrals_visible_to,
    stages_visible_to,
)
from luodi_web.supervision.enums import ReferralGround, ReferralResult, ReferralState
from luodi_web.supervision.forms.measures import NoteForm, ReviewForm, StageForm
from luodi_web.supervision.forms.reports import ReasonForm
from luodi_web.supervision.models import Referral
from luodi_web.supervision.rules_referral import (
    NEXT_STAGES,
    REVIEW_DAYS,
    can_approve,
    can_ask_review,
    can_withdraw_referral,
)

# Said on every page of this subject (政府督查工作条例 art. 7).
WHOSE = gettext_lazy("督查由政府督查机构实施，本系统只准备提请材料、记录结果。")


class ReferralTable(Table):
    """Referrals one may see, the newest first."""

    title = gettext_lazy("提请督查")
    empty = gettext_lazy("还没有提请督查")
    empty_text = gettext_lazy("红灯时间过长的任务，可以在任务页准备提请材料。")
    filters = [
        Search("assignment__unit__name", "assignment__unit__short_name", "assignment__task__text", "words"),
        Choice("state", gettext_lazy("状态"), ReferralState.choices),
        Choice("ground", gettext_lazy("提请事由"), ReferralGround.choices),
        Choice("result", gettext_lazy("督查结果"), ReferralResult.choices),
        DateRange("prepared", gettext_lazy("拟办日期"), "prepared_at__date"),
    ]
    columns = [
        task_column("referral"),
        unit_column(gettext_lazy("承办机构")),
        Column(
            "ground", gettext_lazy("提请事由"), value=lambda row: ReferralGround(row.ground).label, fit=True
        ),
        Column(
            "state",
            gettext_lazy("状态"),
            value=lambda row: ReferralState(row.state).label,
            template="staff/measures/referral_state.html",
            fit=True,
        ),
        Column("prepared_at", gettext_lazy("拟办时间"), sort="prepared_at", fit=True),
        Column("decided_at", gettext_lazy("批准时间"), sort="decided_at", fit=True),
        Column("review_by", gettext_lazy("复核期限"), sort="review_by", fit=True),
        Column("rectify_by", gettext_lazy("整改期限"), sort="rectify_by", fit=True),
        Column(
            "result",
            gettext_lazy("督查结果"),
            value=lambda row: ReferralResult(row.result).label if row.result else "",
            fit=True,
        ),
        Column("words", gettext_lazy("提请理由"), screen=False, width=50),
        Column("note", gettext_lazy("审批意见"), screen=False, width=40),
    ]


@permission(Permission.TASKS_VIEW)
@require_GET
def referrals(request: HttpRequest) -> HttpResponse:
    rows = referrals_visible_to(request.rights).select_related("assignment__task", "assignment__unit")
    table = ReferralTable(request.GET, rows)
    if table.wants_export:
        return table.export(by_name=request.actor.name)
    context = {"page_title": _("提请督查"), "page_lead": WHOSE, "table": table}
    return render(request, "staff/measures/list.html", context)


@permission(Permission.TASKS_VIEW)
@require_GET
def referral(request: HttpRequest, pk: int) -> HttpResponse:
    return referral_page(request, pk)


def referral_page(request: HttpRequest, pk: int, status: int = 200, **forms: Form) -> HttpResponse:
    rows = referrals_visible_to(request.rights).select_related(
        "assignment__unit",
        "assignment__task__workstream__plan",
        "paper__pdf",
        "paper__docx",
        "order__by",
        "prepared_by",
        "decided_by",
    )
    found = get_object_or_404(rows, pk=pk)
    is_ours = _is_ours(request, found)
    acts = _acts(request, found, forms)
    context = {
        "page_title": _("提请督查：%(unit)s") % {"unit": found.assignment.unit.label},
        "referral": found,
        "assignment": found.assignment,
        "task_url": task_address(found.assignment),
        "is_ours": is_ours,
        "whose": WHOSE,
        "stages": stages_visible_to(request.rights).filter(referral=found).prefetch_related("files__file"),
        "steps": _steps(found),
        "acts": acts,
        "refused": left_over(acts, forms),
        "events": _story(found) if is_ours else [],
        "breadcrumb": [
            {"label": _("提请督查"), "url": reverse("staff:referrals")},
            {"label": found.assignment.unit.label, "url": ""},
        ],
    }
    return render(request, "staff/measures/referral.html", context, status=status)


def _is_ours(request: HttpRequest, found: Referral) -> bool:
    rows = referrals_edited_by(request.rights) | referrals_approved_by(request.rights)
    return rows.filter(pk=found.pk).exists()


def _story(found: Referral) -> list[Event]:
    events = events_about(found)
    if found.order is not None:
        events += events_about(found.order)
    return sorted(events, key=lambda event: event.at, reverse=True)


def _steps(found: Referral) -> list[dict[str, Any]]:
    """The way from 提请 to 结束 with where it stands; a review only where one was asked for."""
    states = [row.stage for row in found.stages.all()]
    way = [
        ReferralState.REFERRED,
        ReferralState.FILED,
        ReferralState.PLANNED,
        ReferralState.CONCLUDED,
        ReferralState.FEEDBACK,
        ReferralState.REVIEW,
        ReferralState.REVIEWED,
        ReferralState.RECTIFYING,
        ReferralState.VERIFIED,
        ReferralState.FINISHED,
    ]
    optional = {ReferralState.REVIEW, ReferralState.REVIEWED}
    return [
        {"label": state.label, "done": state in states, "current": found.state == state}
        for state in way
        if state not in optional or ReferralState.REVIEW in states
    ]


def _acts(request: HttpRequest, found: Referral, forms: dict[str, Form]) -> list[Act]:
    rights, acts = request.rights, []
    edits = referrals_edited_by(rights).filter(pk=found.pk).exists()
    approves = referrals_approved_by(rights).filter(pk=found.pk).exists()

    def url(name: str) -> str:
        return reverse(f"staff:referral_{name}", args=[found.pk])

    if approves and can_approve(found.state, found.prepared_by_id, request.user.pk):
        form = forms.get("approve") or NoteForm(prefix="approve")
        words = _("批准后把提请材料送政府督查机构。")
        acts.append(Act(_("批准提请"), url("approve"), form, words, "stamp", "primary", is_open=True))
        form = forms.get("refuse") or ReasonForm(prefix="refuse")
        acts.append(Act(_("不批准"), url("refuse"), form, _("写明理由，办公室会收到通知。"), tone="danger"))
    stages = NEXT_STAGES[ReferralState(found.state)]
    if edits and stages:
        form = forms.get("stage") or StageForm(prefix="stage", stages=stages)
        words = _("按政府督查机构告知的情况记录，日期是那边的日期。")
        acts.append(Act(_("记录下一环节"), url("stage"), form, words, "plus", "primary", is_open=True))
    if (edits or own_referrals(rights).filter(pk=found.pk).exists()) and _may_ask_review(found):
        form = forms.get("review") or ReviewForm(prefix="review")
        words = _("对督查结论有异议的，可在 %(day)s 前向作出结论的人民政府申请复核；这里只作登记。")
        acts.append(Act(_("登记复核申请"), url("review"), form, words % {"day": found.review_by}))
    if edits and can_withdraw_referral(found.state):
        form = forms.get("withdraw") or ReasonForm(prefix="withdraw")
        acts.append(Act(_("撤回提请"), url("withdraw"), form, _("政府立项之前可以撤回。"), tone="danger"))
    return acts


def _may_ask_review(found: Referral) -> bool:
    if found.review_by is None:
        return False
    stages = [row.stage for row in found.stages.all()]
    feedback, today = found.review_by - timedelta(days=REVIEW_DAYS), timezone.localdate()
    return bool(can_ask_review(found.state, feedback, ReferralState.REVIEW in stages, today, feedback, today))
