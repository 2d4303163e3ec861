"""议定事项: typed one by one, read from pasted minutes, corrected, and the ledger of all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.tables import Column, DateRange, Search, Switch, Table
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.acts import exported
from luodi_web.staff.views.clue_acts import kept_picks, read_picks
from luodi_web.staff.views.meetings import meeting_page
from luodi_web.staff.views.plan_outline import pick_labels
from luodi_web.staff.views.tasks import key_of
from luodi_web.supervision.domain.calendar_days import holiday_table
from luodi_web.supervision.domain.editing_units import Pick
from luodi_web.supervision.domain.meetings import (
    DecisionValues,
    StaleMeeting,
    add_decisions,
    change_decision,
    delete_decision,
    move_decision,
    picks_of,
)
from luodi_web.supervision.domain.meetings_reading import Reading, propose_decisions, read_decision
from luodi_web.supervision.domain.meetings_scope import decisions_visible_to, meetings_edited_by
from luodi_web.supervision.enums import MeetingState, SupervisionVerb, UnitRole
from luodi_web.supervision.forms.meetings import DecisionForm, PasteForm, QuickForm
from luodi_web.supervision.models import Meeting, MeetingDecision

MAX_ROWS = 60


def units_words(row: MeetingDecision, role: str) -> str:
    return _("、").join(str(one) for one in row.units.all() if one.role == role)


def _tasked_words(row: MeetingDecision) -> str:
    """A confidential decision becomes no task: that it has none is nothing left to do."""
    if row.confidential:
        return _("不公开")
    return _("是") if row.task_id else _("否")


class DecisionTable(Table):
    title = gettext_lazy("议定事项台账")
    empty = gettext_lazy("还没有议定事项。")
    order = "-meeting__held_at,order"
    filters = [
        Search("text", "meeting__title"),
        DateRange("held", gettext_lazy("会议时间"), lookup="meeting__held_at__date"),
        DateRange("deadline", gettext_lazy("完成时限")),
        Switch("untasked", gettext_lazy("未转为任务"), lambda: Q(task__isnull=True, confidential=False)),
    ]
    columns = [
        Column(
            "text",
            gettext_lazy("议定事项"),
            link=lambda row: f"{reverse('staff:meeting', args=[row.meeting_id])}#decision-{row.pk}",
            width=50,
        ),
        Column("meeting", gettext_lazy("会议"), value=lambda row: row.meeting.title, width=30),
        Column("held_at", gettext_lazy("会议时间"), value=lambda row: row.meeting.held_at, fit=True),
        Column("lead", gettext_lazy("牵头单位"), value=lambda row: units_words(row, UnitRole.LEAD)),
        Column("joint", gettext_lazy("配合单位"), value=lambda row: units_words(row, UnitRole.JOINT)),
        Column("deadline", gettext_lazy("完成时限"), sort="deadline", fit=True),
        Column(
            "tasked",
            gettext_lazy("转为任务"),
            value=_tasked_words,
            fit=True,
            width=10,
        ),
        Column("note", gettext_lazy("备注"), screen=False, width=30),
    ]


@permission(Permission.TASKS_VIEW)
@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    rows = decisions_visible_to(request.rights).select_related("meeting")
    table = DecisionTable(request.GET, rows.prefetch_related("units__unit", "units__group"))
    if table.wants_export:
        return exported(request, table, SupervisionVerb.EXPORTED)
    context = {
        "page_title": table.title,
        "table": table,
        "breadcrumb": [
            {"label": _("会议"), "url": reverse("staff:meetings")},
            {"label": _("议定事项"), "url": ""},
        ],
    }
    return render(request, "staff/meetings/decisions.html", context)


@permission(Permission.MEETINGS_EDIT)
@require_POST
def decision_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One sentence, its units and deadline read from it; back to the page for the next."""
    found = _open_meeting(request, pk)
    form = QuickForm(request.POST)
    if form.is_valid():
        reading = read_decision(form.cleaned_data["text"], held_on(found), holiday_table())
        try:
            [row] = add_decisions(found, [_values(reading)], by=request.actor)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if reading.doubtful:
                messages.warning(request, _("单位是按名册从文字中找出的，请核对。"))
            return redirect(f"{reverse('staff:meeting', args=[pk])}?added={row.pk}")
    return meeting_page(request, found, quick=form, status=422)


@permission(Permission.MEETINGS_EDIT)
@require_http_methods(["GET", "POST"])
def decision_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _decision(request, pk)
    if found.meeting.state != MeetingState.DRAFT:
        messages.warning(request, _("会议纪要已经定稿，不能再改；需要时先退回修改。"))
        return redirect("staff:meeting", pk=found.meeting_id)
    form = DecisionForm(request.POST or None, instance=found)
    errors: dict[str, str] = {}
    if request.method == "POST":
        picks = read_picks(request, errors)
        if form.is_valid() and not errors:
            values = DecisionValues(**form.cleaned_data, **picks)
            revision = key_of(request.POST.get("revision", "")) or 0
            try:
                change_decision(found, values, revision=revision, by=request.actor)
            except StaleMeeting as stale:
                found.refresh_from_db()
                add_domain_error(form, stale)
            except ValidationError as error:
                add_domain_error(form, error)
            else:
                return redirect(f"{reverse('staff:meeting', args=[found.meeting_id])}#decision-{pk}")
        lead, joint = kept_picks(request, "lead"), kept_picks(request, "joint")
    else:
        lead, joint = (choices(picks) for picks in picks_of(found))
    context = {
        "page_title": _("第%(no)d项议定事项") % {"no": found.order + 1},
        "page_lead": found.meeting.title,
        "decision": found,
        "form": form,
        "errors": errors,
        "lead": lead,
        "joint": joint,
        "breadcrumb": [
            {"label": _("会议"), "url": reverse("staff:meetings")},
            {"label": found.meeting.title, "url": reverse("staff:meeting", args=[found.meeting_id])},
            {"label": _("议定事项"), "url": ""},
        ],
    }
    return render(
        request, "staff/meetings/decision.html", context, status=422 if form.errors or errors else 200
    )


@permission(Permission.MEETINGS_EDIT)
@require_POST
def decision_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = _decision(request, pk)
    try:
        delete_decision(found, by=request.actor)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    return redirect(f"{reverse('staff:meeting', args=[found.meeting_id])}#decisions")


@permission(Permission.MEETINGS_EDIT)
@require_POST
def decision_move(request: HttpRequest, pk: int) -> HttpResponse:
    found = _decision(request, pk)
    try:
        move_decision(found, -1 if request.POST.get("step") == "-1" else 1, by=request.actor)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    return redirect(f"{reverse('staff:meeting', args=[found.meeting_id])}#decisions")


@permission(Permission.MEETINGS_EDIT)
@require_http_methods(["GET", "POST"])
def decision_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Paste minutes; then each decision read in them, to be ticked and corrected; then they are recorded."""
    found = _open_meeting(request, pk)
    form = PasteForm(request.POST or None)
    rows: list[dict[str, Any]] = []
    wrong = False
    if request.method == "POST" and "rows" in request.POST:
        rows, values = _accepted(request)
        wrong = any(row["errors"] for row in rows)
        if not wrong and not values:
            messages.warning(request, _("请至少勾选一项。"))
            wrong = True
        if not wrong:
            try:
                add_decisions(found, values, by=request.actor)
            except ValidationError as error:
                messages.error(request, error.messages[0])
                wrong = True
            else:
                messages.success(request, _("已记入 %(count)d 项议定事项。") % {"count": len(values)})
                return redirect(f"{reverse('staff:meeting', args=[pk])}?saved=paste-{pk}#decisions")
        form = PasteForm(initial={"text": request.POST.get("text", "")})
    elif request.method == "POST" and form.is_valid():
        readings = propose_decisions(form.cleaned_data["text"], held_on(found), holiday_table())
        rows = [_row(number, reading) for number, reading in enumerate(readings)]
        if not rows:
            form.add_error("text", _("没有从这段文字中读出议定事项，请逐项录入。"))
    context = {
        "page_title": _("从纪要文字读出议定事项"),
        "page_lead": found.title,
        "meeting": found,
        "form": form,
        "rows": rows,
        "breadcrumb": [
            {"label": _("会议"), "url": reverse("staff:meetings")},
            {"label": found.title, "url": reverse("staff:meeting", args=[pk])},
            {"label": _("粘贴纪要"), "url": ""},
        ],
    }
    status = 422 if wrong or (form.is_bound and form.errors) else 200
    return render(request, "staff/meetings/paste.html", context, status=status)


def held_on(found: Meeting) -> Any:
    return timezone.localtime(found.held_at).date()


def choices(picks: list[Pick]) -> list[dict[str, str]]:
    """What a unit picker holds."""
    values = [
        f"unit:{one.unit_id}"
        if one.unit_id
        else f"group:{one.group_id}"
        if one.group_id
        else f"written:{one.written}"
        for one in picks
    ]
    labels = pick_labels(values)
    return [
        {
            "value": value,
            "label": _("%(name)s（名册中没有）") % {"name": labels[value]}
            if value.startswith("written:")
            else labels[value],
        }
        for value in values
        if value in labels
    ]


def _open_meeting(request: HttpRequest, pk: int) -> Meeting:
    return get_object_or_404(meetings_edited_by(request.rights).select_related("owner", "previous"), pk=pk)


def _decision(request: HttpRequest, pk: int) -> MeetingDecision:
    """One that the person may read, of a meeting they keep."""
    rows = decisions_visible_to(request.rights).filter(meeting__in=meetings_edited_by(request.rights))
    return get_object_or_404(rows.select_related("meeting").prefetch_related("units"), pk=pk)


def _values(reading: Reading) -> DecisionValues:
    # The words of a deadline are kept only where no day came of them: the text has them anyway.
    words = "" if reading.deadline else reading.deadline_text
    return DecisionValues(reading.text, reading.lead, reading.joint, reading.deadline, words)


def _row(number: int, reading: Reading) -> dict[str, Any]:
    values = _values(reading)
    form = DecisionForm(initial=values.__dict__, prefix=f"d{number}")
    return {
        "number": number,
        "prefix": f"d{number}-",
        "form": form,
        "lead": choices(list(reading.lead)),
        "joint": choices(list(reading.joint)),
        "lead_name": f"d{number}-lead",
        "joint_name": f"d{number}-joint",
        "doubtful": reading.doubtful,
        "taken": True,
        "errors": {},
    }


def _accepted(request: HttpRequest) -> tuple[list[dict[str, Any]], list[DecisionValues]]:
    """The proposed rows as the person left them, and the values of those that are ticked and right."""
    count = min(key_of(request.POST.get("rows", "")) or 0, MAX_ROWS)
    rows, values = [], []
    for number in range(count):
        prefix = f"d{number}"
        form = DecisionForm(request.POST, prefix=prefix)
        taken = f"{prefix}-take" in request.POST
        errors: dict[str, str] = {}
        picks = read_picks(request, errors, f"{prefix}-")
        is_right = form.is_valid()
        if taken and is_right and not errors:
            values.append(replace(DecisionValues(**form.cleaned_data), **picks))
        wrong = dict(errors) if taken else {}
        if taken and not is_right:
            wrong["form"] = "1"
        lead_name, joint_name = f"{prefix}-lead", f"{prefix}-joint"
        rows.append(
            {
                "number": number,
                "prefix": f"{prefix}-",
                "form": form,
                "lead": kept_picks(request, lead_name),
                "joint": kept_picks(request, joint_name),
                "lead_name": lead_name,
                "joint_name": joint_name,
                "lead_error": errors.get(lead_name, ""),
                "joint_error": errors.get(joint_name, ""),
                "taken": taken,
                "errors": wrong,
            }
        )
    return rows, values
