"""会议: the register, one meeting, its facts, and when it is final."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.tables import Choice, Column, DateRange, Search, Table
from luodi_web.people.domain.scope import Rights
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.acts import done_by_button, exported
from luodi_web.staff.views.tasks import key_of
from luodi_web.supervision.domain.assignments_scope import tasks_visible_to
from luodi_web.supervision.domain.meetings import (
    StaleMeeting,
    begin_meeting,
    change_meeting,
    finish_meeting,
    participants_text,
    take_back_meeting,
)
from luodi_web.supervision.domain.meetings_scope import (
    decisions_visible_to,
    meetings_edited_by,
    meetings_visible_to,
)
from luodi_web.supervision.domain.meetings_tasks import FollowUp, follow_up
from luodi_web.supervision.enums import MeetingKind, MeetingState, SupervisionVerb
from luodi_web.supervision.forms.meetings import MeetingForm, QuickForm
from luodi_web.supervision.models import Meeting, MeetingDecision


class MeetingSearch(Search):
    """Words in a meeting or in those of its decisions that the person may read."""

    def __init__(self, decisions: QuerySet[MeetingDecision]) -> None:
        super().__init__("title", "no", "place", "chair")
        self.decisions = decisions

    def narrow(self, rows: QuerySet[Any], params: QueryDict) -> QuerySet[Any]:
        for word in self._words(params):
            condition = Q(pk__in=self.decisions.filter(text__icontains=word).values("meeting"))
            for name in self.fields:
                condition |= Q(**{f"{name}__icontains": word})
            rows = rows.filter(condition)
        return rows


class MeetingTable(Table):
    title = gettext_lazy("会议")
    empty = gettext_lazy("还没有会议。")
    order = "-held_at"
    columns = [
        Column(
            "title",
            gettext_lazy("会议名称"),
            link=lambda row: reverse("staff:meeting", args=[row.pk]),
            sort="title",
            width=40,
        ),
        Column("kind", gettext_lazy("类型"), value=lambda row: row.get_kind_display(), fit=True, width=10),
        Column("held_at", gettext_lazy("召开时间"), sort="held_at", fit=True),
        Column("chair", gettext_lazy("主持人"), fit=True),
        Column("owner", gettext_lazy("主办机构"), value=lambda row: row.owner.label),
        Column("decision_count", gettext_lazy("议定事项"), align="end", width=10),
        Column("task_count", gettext_lazy("已转任务"), align="end", width=10),
        Column(
            "state",
            gettext_lazy("状态"),
            value=lambda row: row.get_state_display(),
            template="staff/meetings/cell_state.html",
            fit=True,
            width=10,
        ),
        Column("no", gettext_lazy("纪要编号"), fit=True),
    ]

    def __init__(self, params: QueryDict, rows: QuerySet[Any], rights: Rights) -> None:
        super().__init__(params, rows)
        self.filters = [  # type: ignore[misc]  # the search depends on who asks
            MeetingSearch(decisions_visible_to(rights)),
            Choice("kind", gettext_lazy("类型"), MeetingKind.choices),
            Choice("state", gettext_lazy("状态"), MeetingState.choices),
            DateRange("held", gettext_lazy("召开时间"), lookup="held_at__date"),
        ]


@permission(Permission.TASKS_VIEW)
@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    seen = Q(decisions__in=decisions_visible_to(request.rights))
    rows = meetings_visible_to(request.rights).select_related("owner")
    rows = rows.annotate(
        decision_count=Count("decisions", filter=seen, distinct=True),
        task_count=Count("decisions", filter=seen & Q(decisions__task__isnull=False), distinct=True),
    )
    table = MeetingTable(request.GET, rows, request.rights)
    if table.wants_export:
        return exported(request, table, SupervisionVerb.EXPORTED)
    context = {
        "page_title": _("会议"),
        "table": table,
        "may_edit": request.rights.may(Permission.MEETINGS_EDIT),
    }
    return render(request, "staff/meetings/list.html", context)


@permission(Permission.TASKS_VIEW)
@require_GET
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        meetings_visible_to(request.rights).select_related("owner", "previous", "issued_by"), pk=pk
    )
    return meeting_page(request, found)


def meeting_page(
    request: HttpRequest, found: Meeting, *, quick: QuickForm | None = None, status: int = 200
) -> HttpResponse:
    """What was decided last time and what came of it, then this meeting."""
    rights: Rights = request.rights
    seen = decisions_visible_to(rights)
    rows = follow_up(seen.filter(meeting=found))
    earlier = follow_up(seen.filter(meeting=found.previous)) if found.previous else []
    may_edit = meetings_edited_by(rights).filter(pk=found.pk).exists()
    tasks = {row.decision.task_id for row in (*rows, *earlier)} - {None}
    participants = list(found.participants.select_related("unit"))
    context = {
        "page_title": found.title,
        "meeting": found,
        "earlier": earlier,
        "decisions": rows,
        "hidden_count": found.decisions.count() - len(rows),
        "readable": set(tasks_visible_to(rights).filter(pk__in=tasks).values_list("pk", flat=True)),
        "present": [one for one in participants if not one.absent],
        "absent": [one for one in participants if one.absent],
        "may_edit": may_edit,
        "may_change": may_edit and found.state == MeetingState.DRAFT,
        "may_make_tasks": may_edit and found.state != MeetingState.DRAFT and _untasked(rows),
        "quick": quick or QuickForm(),
        "breadcrumb": [
            {"label": _("会议"), "url": reverse("staff:meetings")},
            {"label": found.title, "url": ""},
        ],
        "page_keys": [("n", _("写新的议定事项"))] if may_edit else [],
    }
    return render(request, "staff/meetings/meeting.html", context, status=status)


def _untasked(rows: list[FollowUp]) -> bool:
    return any(row.decision.task_id is None and not row.decision.confidential for row in rows)


@permission(Permission.MEETINGS_EDIT)
@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest) -> HttpResponse:
    """A meeting to be kept; ``?previous=`` goes on from an earlier one."""
    start: dict[str, Any] = {}
    earlier = meetings_edited_by(request.rights)
    last = earlier.filter(pk=key_of(request.GET.get("previous", "")) or 0).first()
    if last is not None:
        names = ("title", "kind", "place", "chair", "recorder", "owner")
        start = {name: getattr(last, name) for name in names} | {"previous": last}
        # Who was asked last time is asked again; why somebody was absent then is not carried over.
        start["present"] = "\n".join(last.participants.values_list("written", flat=True))
    form = MeetingForm(request.POST or None, initial=start, rights=request.rights)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            found = begin_meeting(
                values["owner"], form.facts(), values["present"], values["absent"], by=request.actor
            )
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            return redirect(f"{reverse('staff:meeting', args=[found.pk])}?saved=new")
    return _form_page(request, form, None)


@permission(Permission.MEETINGS_EDIT)
@require_http_methods(["GET", "POST"])
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(meetings_edited_by(request.rights), pk=pk)
    if found.state != MeetingState.DRAFT:
        messages.warning(request, _("会议纪要已经定稿，不能再改；需要时先退回修改。"))
        return redirect("staff:meeting", pk=pk)
    present, absent = participants_text(found)
    start = {"present": present, "absent": absent}
    form = MeetingForm(request.POST or None, instance=found, initial=start, rights=request.rights)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        revision = key_of(request.POST.get("revision", "")) or 0
        try:
            change_meeting(
                found,
                form.facts(),
                values["present"],
                values["absent"],
                revision=revision,
                by=request.actor,
            )
        except StaleMeeting as stale:
            # Saving again is then allowed: the person has been told.
            found.refresh_from_db()
            add_domain_error(form, stale)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            return redirect(f"{reverse('staff:meeting', args=[pk])}?saved={pk}")
    return _form_page(request, form, found)


def _form_page(request: HttpRequest, form: MeetingForm, found: Meeting | None) -> HttpResponse:
    crumbs = [{"label": _("会议"), "url": reverse("staff:meetings")}]
    if found is not None:
        crumbs.append({"label": found.title, "url": reverse("staff:meeting", args=[found.pk])})
    context = {
        "page_title": _("修改会议") if found else _("新建会议"),
        "form": form,
        "meeting": found,
        "revision": found.revision if found else 0,
        "breadcrumb": [*crumbs, {"label": _("修改") if found else _("新建"), "url": ""}],
    }
    return render(request, "staff/meetings/form.html", context, status=422 if form.errors else 200)


def act_on_meeting(request: HttpRequest, pk: int, do: Callable[..., Any], done: str) -> HttpResponse:
    """Call a domain function on a meeting one edits, say what was done or why not, and show the meeting."""
    found = get_object_or_404(meetings_edited_by(request.rights), pk=pk)
    done_by_button(request, lambda: do(found, by=request.actor), done)
    return redirect("staff:meeting", pk=pk)


@permission(Permission.MEETINGS_EDIT)
@require_POST
def meeting_finish(request: HttpRequest, pk: int) -> HttpResponse:
    return act_on_meeting(request, pk, finish_meeting, _("会议纪要已定稿，参会单位可以查看。"))


@permission(Permission.MEETINGS_EDIT)
@require_POST
def meeting_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    return act_on_meeting(request, pk, take_back_meeting, _("已退回修改。"))
