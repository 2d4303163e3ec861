"""提请督查: the register, ordering, preparing, and a referral's page with what the government told of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.tables import Choice, Column, DateRange, Search, Table
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.measures import Act, hand_in, left_over, paper_response
from luodi_web.staff.views.tasks import task_address
from luodi_web.supervision.domain.assignments_history import Event, events_about
from luodi_web.supervision.domain.referrals import (
    approve_referral,
    ask_review,
    may_order,
    may_prepare,
    open_order,
    order_referral,
    prepare_referral,
    record_stage,
    red_days,
    refuse_referral,
    withdraw_referral,
)
from luodi_web.supervision.domain.referrals_scope import (
    assignments_to_order,
    assignments_to_refer,
    own_referrals,
    referrals_approved_by,
    referrals_edited_by,
    referrals_visible_to,
    stages_visible_to,
)
from luodi_web.supervision.enums import ReferralGround, ReferralResult, ReferralState
from luodi_web.supervision.forms.measures import NoteForm, ReviewForm, StageForm, WordsForm
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
    empty = gettext_lazy("还没有提请督查。红灯时间过长的任务，可以在任务页准备提请材料。")
    filters = [
        Search("assignment__unit__name", "assignment__unit__short_name", "assignment__task__text", "words"),
        Choice("state", gettext_lazy("状态"), ReferralState.choices),
        Choice("ground", gettext_lazy("提请事由"), ReferralGround.choices),
        Choice("result", gettext_lazy("督查结果"), ReferralResult.choices),
        DateRange("prepared", gettext_lazy("拟办日期"), "prepared_at__date"),
    ]
    columns = [
        Column(
            "task",
            gettext_lazy("工作任务"),
            value=lambda row: row.assignment.task.text,
            link=lambda row: reverse("staff:referral", args=[row.pk]),
            template="staff/tasks/cell_task.html",
            width=50,
        ),
        Column(
            "unit",
            gettext_lazy("承办机构"),
            value=lambda row: row.assignment.unit.name,
            sort="assignment__unit__path",
            width=24,
        ),
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


@permission(Permission.SIGN_OFF)
@require_http_methods(["GET", "POST"])
def referral_order(request: HttpRequest, pk: int) -> HttpResponse:
    """A leader's words; what is to be prepared from them is the office's work."""
    rows = assignments_to_order(request.rights).select_related("unit", "task__workstream__plan")
    assignment = get_object_or_404(rows, pk=pk)
    verdict = may_order(assignment)
    if not verdict:
        messages.warning(request, verdict.reason)
        return redirect(task_address(assignment))
    form = WordsForm(request.POST or None, label=_("批示内容"), limit=300)

    def again(form: Form) -> HttpResponse:
        return _form_page(
            request,
            assignment,
            form,
            _("批示提请督查"),
            _("批示"),
            _("批示后由办公室准备提请材料，再报批准。"),
        )

    if request.method == "GET":
        return again(form)
    return hand_in(
        request,
        form,
        lambda values: order_referral(assignment, values["words"], by=request.actor),
        _("批示已交办公室办理。"),
        task_address(assignment),
        again,
    )


@permission(Permission.REFERRALS_EDIT)
@require_http_methods(["GET", "POST"])
def referral_new(request: HttpRequest, pk: int) -> HttpResponse:
    rows = assignments_to_refer(request.rights).select_related(
        "unit", "task__workstream__plan__owner", "task__workstream__plan__version__policy", "task__provision"
    )
    assignment = get_object_or_404(rows, pk=pk)
    verdict = may_prepare(assignment)
    if not verdict:
        messages.warning(request, verdict.reason)
        return redirect(task_address(assignment))
    form = WordsForm(request.POST or None, label=_("提请理由"))

    def again(form: Form) -> HttpResponse:
        help_text = _(
            "保存时把任务、进展、灯号、函件和答复、延期情况和佐证材料清单定稿成提请材料，报领导批准。"
        )
        return _form_page(request, assignment, form, _("拟提请督查"), _("定稿并报批"), help_text)

    if request.method == "GET":
        return again(form)
    return hand_in(
        request,
        form,
        lambda values: prepare_referral(assignment, values["words"], by=request.actor),
        _("提请材料已定稿，等待领导批准。"),
        task_address(assignment),
        again,
    )


def _form_page(
    request: HttpRequest, assignment: Any, form: Form, title: str, button: str, help_text: str
) -> HttpResponse:
    order = open_order(assignment)
    facts = [
        (_("工作任务"), assignment.task.text),
        (_("承办机构"), assignment.unit.name),
        (_("灯号原因"), assignment.light_reason),
        (_("红灯工作日"), red_days(assignment).days),
    ]
    if order is not None:
        facts.append((_("领导批示"), f"{order.words}（{order.by or ''}）"))
    url = task_address(assignment)
    context = {
        "page_title": title,
        "form": form,
        "facts": facts,
        "button": button,
        "help": help_text,
        "notice": WHOSE,
        "cancel_url": url,
        "breadcrumb": [
            {"label": _("提请督查"), "url": reverse("staff:referrals")},
            {"label": _("任务"), "url": url},
            {"label": title, "url": ""},
        ],
    }
    return render(request, "staff/measures/form.html", context, status=422 if form.errors else 200)


@permission(Permission.TASKS_VIEW)
@require_GET
def referral(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


def _page(request: HttpRequest, pk: int, status: int = 200, **forms: Form) -> HttpResponse:
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


def _hand_in(request: HttpRequest, pk: int, name: str, form: Form, do: Any, said: str) -> HttpResponse:
    url = reverse("staff:referral", args=[pk])
    return hand_in(request, form, do, said, url, lambda form: _page(request, pk, 422, **{name: form}))


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
