"""销号: the register, asking, and a closing's page with its check, signature and look-back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.tables import Choice, Column, DateRange, Search, Switch, Table
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.measure_columns import task_column, unit_column
from luodi_web.staff.views.measures import Act, hand_in, left_over, press
from luodi_web.staff.views.tasks import task_address
from luodi_web.supervision.domain.assignments_scope import own_assignments
from luodi_web.supervision.domain.closings import (
    ask_closing,
    check_closing,
    involved_in,
    look_back,
    refuse_closing,
    sign_closing,
    take_closing_back,
)
from luodi_web.supervision.domain.closings_scope import (
    assignments_to_close,
    closings_checked_by,
    closings_refused_by,
    closings_signed_by,
    closings_visible_to,
)
from luodi_web.supervision.enums import ClosingState, LookBack
from luodi_web.supervision.forms.measures import CheckForm, ClosingForm, LookBackForm, NoteForm
from luodi_web.supervision.forms.reports import ReasonForm
from luodi_web.supervision.models import Closing, Report
from luodi_web.supervision.models.closings import UNDECIDED
from luodi_web.supervision.rules_closing import (
    can_ask_closing,
    can_check_closing,
    can_look_back,
    can_refuse_closing,
    can_sign_closing,
    can_take_closing_back,
)


def _due_now() -> Q:
    return Q(state=ClosingState.CLOSED, look_back="", look_back_on__lte=timezone.localdate())


class ClosingTable(Table):
    """Closings one may see, those that wait first."""

    title = gettext_lazy("销号")
    empty = gettext_lazy("还没有销号申请。完成率 100% 的进展审核通过后，可以在任务页申请销号。")
    order = "-asked_at"
    filters = [
        Search("assignment__unit__name", "assignment__unit__short_name", "assignment__task__text"),
        Choice("state", gettext_lazy("状态"), ClosingState.choices),
        Choice("look_back", gettext_lazy("回头看结果"), LookBack.choices),
        Switch("due", gettext_lazy("只看到期应回头看的"), _due_now),
        DateRange("asked", gettext_lazy("申请日期"), "asked_at__date"),
    ]
    columns = [
        task_column("closing"),
        unit_column(gettext_lazy("承办机构")),
        Column(
            "state",
            gettext_lazy("状态"),
            value=lambda row: ClosingState(row.state).label,
            template="staff/measures/closing_state.html",
            fit=True,
        ),
        Column("text", gettext_lazy("完成情况"), screen=False, width=50),
        Column("asked_at", gettext_lazy("申请时间"), sort="asked_at", fit=True),
        Column("checked_at", gettext_lazy("核查时间"), screen=False),
        Column("check_note", gettext_lazy("核查意见"), screen=False, width=40),
        Column("decided_at", gettext_lazy("签批时间"), sort="decided_at", fit=True),
        Column("decision_note", gettext_lazy("签批意见"), screen=False, width=40),
        Column("look_back_on", gettext_lazy("回头看日期"), sort="look_back_on", fit=True),
        Column(
            "look_back",
            gettext_lazy("回头看结果"),
            value=lambda row: LookBack(row.look_back).label if row.look_back else "",
            fit=True,
        ),
        Column("look_back_note", gettext_lazy("回头看情况"), screen=False, width=40),
    ]


@permission(Permission.TASKS_VIEW)
@require_GET
def closings(request: HttpRequest) -> HttpResponse:
    rows = closings_visible_to(request.rights).select_related("assignment__task", "assignment__unit")
    table = ClosingTable(request.GET, rows)
    if table.wants_export:
        return table.export(by_name=request.actor.name)
    context = {
        "page_title": _("销号"),
        "page_lead": _("任务完成后经核查、签批才销号；销号后按时回头看，反弹的重新办理。"),
        "table": table,
    }
    return render(request, "staff/measures/list.html", context)


@permission(Permission.TASKS_VIEW)
@require_http_methods(["GET", "POST"])
def closing_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked for by the unit or the office: whoever may only look finds no such page."""
    rows = assignments_to_close(request.rights).select_related("unit", "task__workstream__plan")
    assignment = get_object_or_404(rows, pk=pk)
    url = task_address(assignment)
    undecided = assignment.closings.filter(state__in=UNDECIDED).exists()
    verdict = can_ask_closing(assignment.state, undecided)
    if not verdict:
        messages.warning(request, verdict.reason)
        return redirect(url)
    last = assignment.reports.order_by("-period").first()
    initial = {"text": last.text} if last else {}
    form = ClosingForm(request.POST or None, request.FILES or None, initial=initial)

    def again(form: Form) -> HttpResponse:
        facts = [
            (_("工作任务"), assignment.task.text),
            (_("承办机构"), assignment.unit.name),
            (_("目标值"), assignment.task.target or None),
            (_("成果形式"), assignment.task.deliverable or None),
        ]
        context = {
            "page_title": _("申请销号"),
            "form": form,
            "facts": facts,
            "button": _("提交申请"),
            "help": _("报送进展时交过的佐证材料不用再交，核查时一并查看。"),
            "cancel_url": url,
            "draft_key": f"closing-{assignment.pk}",
            "breadcrumb": [{"label": _("任务"), "url": url}, {"label": _("申请销号"), "url": ""}],
        }
        return render(request, "staff/measures/form.html", context, status=422 if form.errors else 200)

    if request.method == "GET":
        return again(form)

    def do(values: dict[str, Any]) -> None:
        ask_closing(assignment, values["text"], values["files"], by=request.actor)

    return hand_in(request, form, do, _("销号申请已提交，等待核查。"), url, again)


@permission(Permission.TASKS_VIEW)
@require_GET
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


def _page(request: HttpRequest, pk: int, status: int = 200, **forms: Form) -> HttpResponse:
    rows = closings_visible_to(request.rights).select_related(
        "assignment__unit",
        "assignment__task__workstream__plan__owner",
        "asked_by",
        "checked_by",
        "decided_by",
        "looked_back_by",
    )
    found = get_object_or_404(rows, pk=pk)
    assignment = found.assignment
    reports = Report.objects.filter(assignment=assignment).select_related("submitted_by", "decided_by")
    acts = _acts(request, found, forms)
    context = {
        "page_title": _("销号：%(unit)s") % {"unit": assignment.unit.label},
        "closing": found,
        "assignment": assignment,
        "task": assignment.task,
        "task_url": task_address(assignment),
        "files": found.files.select_related("file"),
        "reports": reports.prefetch_related("evidence__file")[:3],
        "acts": acts,
        "refused": left_over(acts, forms),
        "why_not": _why_not(request, found),
        "breadcrumb": [
            {"label": _("销号"), "url": reverse("staff:closings")},
            {"label": assignment.unit.label, "url": ""},
        ],
    }
    return render(request, "staff/measures/closing.html", context, status=status)


def _why_not(request: HttpRequest, found: Closing) -> str:
    """To who could check or sign but for a hand they had in it: why there is no button."""
    people = involved_in(found)
    if found.state == ClosingState.ASKED and closings_checked_by(request.rights).filter(pk=found.pk).exists():
        return can_check_closing(found.state, people, request.user.pk).reason
    if (
        found.state == ClosingState.CHECKED
        and closings_signed_by(request.rights).filter(pk=found.pk).exists()
    ):
        return can_sign_closing(found.state, people, request.user.pk).reason
    return ""


def _acts(request: HttpRequest, found: Closing, forms: dict[str, Form]) -> list[Act]:
    rights, me, people = request.rights, request.user.pk, involved_in(found)
    acts = []

    def url(name: str) -> str:
        return reverse(f"staff:closing_{name}", args=[found.pk])

    checks = closings_checked_by(rights).filter(pk=found.pk).exists()
    if checks and can_check_closing(found.state, people, me):
        form = forms.get("check") or CheckForm(prefix="check")
        words = _("核对完成情况和佐证材料；通过后送签批。")
        acts.append(Act(_("核查通过"), url("check"), form, words, "check", "primary", is_open=True))
    if closings_signed_by(rights).filter(pk=found.pk).exists() and can_sign_closing(found.state, people, me):
        form = forms.get("sign") or NoteForm(prefix="sign")
        acts.append(Act(_("批准销号"), url("sign"), form, "", "stamp", "primary", is_open=True))
    if closings_refused_by(rights).filter(pk=found.pk).exists() and can_refuse_closing(
        found.state, people, me
    ):
        form = forms.get("refuse") or ReasonForm(prefix="refuse")
        words = _("任务退回办理中，报完成的进展退回修改。")
        acts.append(Act(_("退回"), url("refuse"), form, words, tone="danger"))
    if checks and can_look_back(found.state, found.look_back_on, found.look_back, timezone.localdate()):
        form = forms.get("look_back") or LookBackForm(prefix="look_back")
        words = _("看成果是否巩固；反弹的任务重新办理。")
        acts.append(Act(_("记录回头看"), url("look_back"), form, words, "eye", "primary", is_open=True))
    if _may_take_back(request, found):
        acts.append(Act(_("撤回申请"), url("take_back"), icon="undo-2", confirm=_("撤回这份销号申请？")))
    return acts


def _may_take_back(request: HttpRequest, found: Closing) -> bool:
    """Who asked, or any of the unit it is about."""
    if not can_take_closing_back(found.state):
        return False
    mine = found.asked_by_id is not None and found.asked_by_id == request.user.pk
    return mine or own_assignments(request.rights).filter(pk=found.assignment_id).exists()


def _checkable(request: HttpRequest, pk: int) -> Closing:
    rows = closings_checked_by(request.rights).select_related("assignment__task__workstream__plan")
    return get_object_or_404(rows, pk=pk)


def _hand_in(request: HttpRequest, pk: int, name: str, form: Form, do: Any, said: str) -> HttpResponse:
    url = reverse("staff:closing", args=[pk])
    return hand_in(request, form, do, said, url, lambda form: _page(request, pk, 422, **{name: form}))


@permission(Permission.TASKS_REVIEW)
@require_POST
def closing_check(request: HttpRequest, pk: int) -> HttpResponse:
    found = _checkable(request, pk)
    form = CheckForm(request.POST, prefix="check")

    def do(values: dict[str, Any]) -> None:
        check_closing(found, values["note"], by=request.actor)

    return _hand_in(request, pk, "check", form, do, _("核查通过，已送签批。"))


@permission(Permission.TASKS_VIEW)
@require_POST
def closing_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Whose signature it needs is the plan's to say: ``closings_signed_by`` finds it for no one else."""
    rows = closings_signed_by(request.rights).select_related("assignment__task__workstream__plan")
    found = get_object_or_404(rows, pk=pk)
    form = NoteForm(request.POST, prefix="sign")

    def do(values: dict[str, Any]) -> None:
        sign_closing(found, values["note"], by=request.actor)

    return _hand_in(request, pk, "sign", form, do, _("任务已销号。"))


@permission(Permission.TASKS_VIEW)
@require_POST
def closing_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """By who could check it or, once checked, sign it: ``closings_refused_by`` finds it for no one else."""
    rows = closings_checked_by(request.rights) | closings_signed_by(request.rights)
    found = get_object_or_404(rows.select_related("assignment__task__workstream__plan"), pk=pk)
    form = ReasonForm(request.POST, prefix="refuse")
    if form.is_valid() and not closings_refused_by(request.rights).filter(pk=pk).exists():
        form.add_error(None, _("这份销号申请现在不由您退回。"))

    def do(values: dict[str, Any]) -> None:
        refuse_closing(found, values["reason"], by=request.actor)

    return _hand_in(request, pk, "refuse", form, do, _("已退回，任务继续办理。"))


@permission(Permission.TASKS_VIEW)
@require_POST
def closing_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(closings_visible_to(request.rights).select_related("assignment"), pk=pk)
    url = reverse("staff:closing", args=[pk])
    if not _may_take_back(request, found):
        messages.warning(request, can_take_closing_back(found.state).reason or _("只有申请方可以撤回。"))
        return redirect(url)
    return press(request, lambda: take_closing_back(found, by=request.actor), _("已撤回。"), url)


@permission(Permission.TASKS_REVIEW)
@require_POST
def closing_look_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = _checkable(request, pk)
    form = LookBackForm(request.POST, prefix="look_back")

    def do(values: dict[str, Any]) -> None:
        look_back(found, by=request.actor, **values)

    return _hand_in(request, pk, "look_back", form, do, _("回头看已记录。"))
