"""延期: asking for it from the task page, and the office's decision on a page of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.tables import Choice, Column, Search, Table
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.measure_columns import task_column, unit_column
from luodi_web.staff.views.measures import Act, hand_in, left_over, press
from luodi_web.staff.views.tasks import task_address
from luodi_web.supervision.domain.addresses import board_url
from luodi_web.supervision.domain.assignments_scope import own_assignments
from luodi_web.supervision.domain.extensions import (
    agree_extension,
    ask_extension,
    extensions_decided_by,
    extensions_visible_to,
    may_ask_extension,
    own_extensions,
    refuse_extension,
    take_extension_back,
)
from luodi_web.supervision.enums import AssignmentState, ExtensionState
from luodi_web.supervision.forms.measures import AgreeForm, ExtensionForm
from luodi_web.supervision.forms.reports import ReasonForm
from luodi_web.supervision.models import Extension
from luodi_web.supervision.rules_closing import can_decide_extension, can_take_extension_back


class ExtensionTable(Table):
    """Wishes for more time, those that wait first."""

    title = gettext_lazy("延期申请")
    empty = gettext_lazy("还没有延期申请")
    empty_text = gettext_lazy("承办机构在完成时限之前，从任务页申请；同意后原时限仍然保留。")
    empty_act = gettext_lazy("看办理中的任务")
    order = "-state,-asked_at"  # "waiting" sorts last of all states
    filters = [
        Search("assignment__unit__name", "assignment__task__text", "reason"),
        Choice("state", gettext_lazy("状态"), ExtensionState.choices),
    ]
    columns = [
        task_column("extension"),
        unit_column(gettext_lazy("申请机构")),
        Column("old_deadline", gettext_lazy("原时限"), sort="old_deadline", fit=True),
        Column("wanted", gettext_lazy("申请延至"), sort="wanted", fit=True),
        Column("granted", gettext_lazy("同意延至"), sort="granted", fit=True),
        Column(
            "state",
            gettext_lazy("状态"),
            value=lambda row: ExtensionState(row.state).label,
            template="staff/measures/extension_state.html",
            fit=True,
        ),
        Column("asked_at", gettext_lazy("申请时间"), sort="asked_at", fit=True),
        Column("reason", gettext_lazy("延期理由"), screen=False, width=40),
        Column("note", gettext_lazy("审批意见"), screen=False, width=40),
    ]


@permission(Permission.TASKS_VIEW)
@require_GET
def extensions(request: HttpRequest) -> HttpResponse:
    rows = extensions_visible_to(request.rights).select_related("assignment__task", "assignment__unit")
    table = ExtensionTable(request.GET, rows)
    if table.wants_export:
        return table.export(by_name=request.actor.name)
    table.empty_url = board_url(state=AssignmentState.ACKNOWLEDGED.value, sort="deadline")
    context = {
        "page_title": _("延期申请"),
        "page_lead": _("承办机构在完成时限之前申请，办公室审批；同意后改时限，原时限保留。"),
        "table": table,
    }
    return render(request, "staff/measures/list.html", context)


@permission(Permission.TASKS_REPORT)
@require_http_methods(["GET", "POST"])
def extension_new(request: HttpRequest, pk: int) -> HttpResponse:
    rows = own_assignments(request.rights).select_related("unit", "task__workstream__plan")
    assignment = get_object_or_404(rows, pk=pk)
    url = task_address(assignment)
    verdict = may_ask_extension(assignment, timezone.localdate())
    if not verdict:
        messages.warning(request, verdict.reason)
        return redirect(url)
    form = ExtensionForm(request.POST or None, request.FILES or None)

    def again(form: Form) -> HttpResponse:
        facts = [
            (_("工作任务"), assignment.task.text),
            (_("完成时限"), assignment.deadline),
            (_("灯号原因"), assignment.light_reason),
        ]
        context = {
            "page_title": _("申请延期"),
            "form": form,
            "facts": facts,
            "button": _("提交申请"),
            "help": _("由科技创新办公室审批；批准之前时限和灯号不变。"),
            "cancel_url": url,
            "draft_key": f"extension-{assignment.pk}",
            "breadcrumb": [{"label": _("任务"), "url": url}, {"label": _("申请延期"), "url": ""}],
        }
        return render(request, "staff/measures/form.html", context, status=422 if form.errors else 200)

    if request.method == "GET":
        return again(form)
    return hand_in(
        request,
        form,
        lambda values: ask_extension(assignment, by=request.actor, **values),
        _("延期申请已提交，等待审批。"),
        url,
        again,
    )


@permission(Permission.TASKS_VIEW)
@require_GET
def extension(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


def _page(request: HttpRequest, pk: int, status: int = 200, **forms: Form) -> HttpResponse:
    rows = extensions_visible_to(request.rights).select_related(
        "assignment__unit", "assignment__task__workstream__plan", "asked_by", "decided_by"
    )
    found = get_object_or_404(rows, pk=pk)
    assignment = found.assignment
    acts = _acts(request, found, forms)
    context = {
        "page_title": _("%(unit)s申请延期") % {"unit": assignment.unit.label},
        "extension": found,
        "assignment": assignment,
        "task_url": task_address(assignment),
        "files": found.files.select_related("file"),
        "acts": acts,
        "refused": left_over(acts, forms),
        "earlier": assignment.extensions.exclude(pk=pk),
        "breadcrumb": [
            {"label": _("延期申请"), "url": reverse("staff:extensions")},
            {"label": assignment.unit.label, "url": ""},
        ],
    }
    return render(request, "staff/measures/extension.html", context, status=status)


def _acts(request: HttpRequest, found: Extension, forms: dict[str, Form]) -> list[Act]:
    acts = []
    decides = extensions_decided_by(request.rights).filter(pk=found.pk).exists()
    if decides and can_decide_extension(found.state, found.asked_by_id, request.user.pk):
        agree = forms.get("agree") or AgreeForm(prefix="agree", extension=found)
        refuse = forms.get("refuse") or ReasonForm(prefix="refuse")
        url = reverse("staff:extension_agree", args=[found.pk])
        words = _("时限改为同意的日期，原时限仍会显示在任务页。")
        acts.append(Act(_("同意延期"), url, agree, words, "check", "primary", is_open=True))
        url = reverse("staff:extension_refuse", args=[found.pk])
        acts.append(Act(_("不同意"), url, refuse, _("时限不变，灯号照常。"), tone="danger"))
    if own_extensions(request.rights).filter(pk=found.pk).exists() and can_take_extension_back(found.state):
        url = reverse("staff:extension_take_back", args=[found.pk])
        acts.append(Act(_("撤回申请"), url, icon="undo-2", confirm=_("撤回这份延期申请？")))
    return acts


@permission(Permission.TASKS_REVIEW)
@require_POST
def extension_agree(request: HttpRequest, pk: int) -> HttpResponse:
    found = _decidable(request, pk)
    form = AgreeForm(request.POST, prefix="agree", extension=found)

    def do(values: dict[str, Any]) -> None:
        agree_extension(found, values["granted"], values["note"], by=request.actor)

    return _decided(request, found, "agree", form, do, _("已同意延期，对方会收到通知。"))


@permission(Permission.TASKS_REVIEW)
@require_POST
def extension_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    found = _decidable(request, pk)
    form = ReasonForm(request.POST, prefix="refuse")

    def do(values: dict[str, Any]) -> None:
        refuse_extension(found, values["reason"], by=request.actor)

    return _decided(request, found, "refuse", form, do, _("未同意延期，对方会收到通知。"))


def _decidable(request: HttpRequest, pk: int) -> Extension:
    rows = extensions_decided_by(request.rights).select_related("assignment__task__workstream__plan")
    return get_object_or_404(rows, pk=pk)


def _decided(
    request: HttpRequest, found: Extension, name: str, form: Form, do: Any, said: str
) -> HttpResponse:
    url = reverse("staff:extension", args=[found.pk])
    return hand_in(request, form, do, said, url, lambda form: _page(request, found.pk, 422, **{name: form}))


@permission(Permission.TASKS_REPORT)
@require_POST
def extension_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(own_extensions(request.rights).select_related("assignment"), pk=pk)
    url = reverse("staff:extension", args=[pk])
    return press(request, lambda: take_extension_back(found, by=request.actor), _("已撤回。"), url)
