"""提请督查: approving, withdrawing, and writing down what the government told of it."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.measures import hand_in, paper_response
from luodi_web.staff.views.referrals import referral_page
from luodi_web.supervision.domain.referrals import (
    approve_referral,
    ask_review,
    record_stage,
    refuse_referral,
    withdraw_referral,
)
from luodi_web.supervision.domain.referrals_scope import (
    own_referrals,
    referrals_approved_by,
    referrals_edited_by,
)
from luodi_web.supervision.enums import ReferralState
from luodi_web.supervision.forms.measures import NoteForm, ReviewForm, StageForm
from luodi_web.supervision.forms.reports import ReasonForm
from luodi_web.supervision.rules_referral import (
    NEXT_STAGES,
)


def _hand_in(request: HttpRequest, pk: int, name: str, form: Form, do: Any, said: str) -> HttpResponse:
    url = reverse("staff:referral", args=[pk])
    return hand_in(request, form, do, said, url, lambda form: referral_page(request, pk, 422, **{name: form}))


def _with_task(rows: Any) -> Any:
    return rows.select_related("assignment__unit", "assignment__task__workstream__plan__owner")


@permission(Permission.SIGN_OFF)
@require_POST
def referral_approve(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_with_task(referrals_approved_by(request.rights)), pk=pk)
    form = NoteForm(request.POST, prefix="approve")

    def do(values: dict[str, Any]) -> None:
        approve_referral(found, values["note"], by=request.actor)

    return _hand_in(request, pk, "approve", form, do, _("已批准提请督查。"))


@permission(Permission.SIGN_OFF)
@require_POST
def referral_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_with_task(referrals_approved_by(request.rights)), pk=pk)
    form = ReasonForm(request.POST, prefix="refuse")

    def do(values: dict[str, Any]) -> None:
        refuse_referral(found, values["reason"], by=request.actor)

    return _hand_in(request, pk, "refuse", form, do, _("未批准，办公室会收到通知。"))


@permission(Permission.REFERRALS_EDIT)
@require_POST
def referral_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_with_task(referrals_edited_by(request.rights)), pk=pk)
    form = ReasonForm(request.POST, prefix="withdraw")

    def do(values: dict[str, Any]) -> None:
        withdraw_referral(found, values["reason"], by=request.actor)

    return _hand_in(request, pk, "withdraw", form, do, _("已撤回提请。"))


@permission(Permission.REFERRALS_EDIT)
@require_POST
def referral_stage(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_with_task(referrals_edited_by(request.rights)), pk=pk)
    stages = NEXT_STAGES[ReferralState(found.state)]
    form = StageForm(request.POST, request.FILES, prefix="stage", stages=stages)

    def do(values: dict[str, Any]) -> None:
        record_stage(found, by=request.actor, **values)

    return _hand_in(request, pk, "stage", form, do, _("已记录。"))


@permission(Permission.TASKS_VIEW)
@require_POST
def referral_review(request: HttpRequest, pk: int) -> HttpResponse:
    """By the inspected unit itself, or by the office for it: others do not find it."""
    rows = own_referrals(request.rights) | referrals_edited_by(request.rights)
    found = get_object_or_404(_with_task(rows), pk=pk)
    form = ReviewForm(request.POST, request.FILES, prefix="review")

    def do(values: dict[str, Any]) -> None:
        ask_review(found, by=request.actor, **values)

    return _hand_in(request, pk, "review", form, do, _("复核申请已登记。"))


@permission(Permission.TASKS_VIEW)
@require_GET
def referral_paper(request: HttpRequest, pk: int, kind: str) -> FileResponse:
    """The packet: for those who prepare and approve, not for the unit it is about."""
    rows = referrals_edited_by(request.rights) | referrals_approved_by(request.rights)
    found = get_object_or_404(rows.select_related("paper", "assignment__unit"), pk=pk)
    return paper_response(
        found.paper, kind, _("提请督查材料 %(unit)s") % {"unit": found.assignment.unit.label}
    )
