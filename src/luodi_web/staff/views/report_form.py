"""A unit writes its report: the form of a period, its draft, and a period without change in one click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luodi_web.common.periods import is_period, period_words
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.going_back import back
from luodi_web.staff.views.tasks import key_of, task_address
from luodi_web.supervision.domain.addresses import report_url
from luodi_web.supervision.domain.assignments_scope import own_assignments
from luodi_web.supervision.domain.boards_today import reports_owed
from luodi_web.supervision.domain.figures_values import slots_for
from luodi_web.supervision.domain.reports import last_report, report_no_change, submit_report
from luodi_web.supervision.domain.reports_drafts import StaleDraft, drop_draft, find_draft, save_draft
from luodi_web.supervision.domain.reports_joint import contributions_for, joint_without_report
from luodi_web.supervision.domain.reports_periods import due_on, may_report, present_period, would_be_late
from luodi_web.supervision.forms.report_form import ReportForm
from luodi_web.supervision.models import Assignment, Report, ReportDraft

# Of a posted form, what is no part of the draft.
_NOT_TYPED = frozenset({"csrfmiddlewaretoken", "opened", "then", "take", "files", "version"})


@dataclass(frozen=True)
class Opened:
    """When a form was opened, and when its present page was drawn: signed, so that nobody can claim another.

    first decides the period when midnight has passed; seen what the joint units had said by then.
    """

    first: datetime
    seen: datetime

    @classmethod
    def read(cls, request: HttpRequest, assignment: Assignment, period: str) -> Opened:
        """As the posted form says; now, where it says nothing that we signed for this report."""
        now = timezone.now()
        try:
            told = signing.loads(request.POST.get("opened", ""), salt=_salt(assignment, period))
            first, seen = (parse_datetime(text) for text in told)
        except (signing.BadSignature, ValueError, TypeError):
            return cls(now, now)
        return cls(first or now, seen or now)

    def sign(self, assignment: Assignment, period: str) -> str:
        """For the form, drawn now."""
        times = [self.first.isoformat(), timezone.now().isoformat()]
        return signing.dumps(times, salt=_salt(assignment, period))


def _salt(assignment: Assignment, period: str) -> str:
    return f"report-form-{assignment.pk}-{period}"


def _own(request: HttpRequest, pk: int) -> Assignment:
    rows = own_assignments(request.rights).select_related("unit", "task__workstream__plan")
    return get_object_or_404(rows, pk=pk)


@permission(Permission.TASKS_REPORT)
@require_http_methods(["GET", "POST"])
def edit_report(request: HttpRequest, pk: int, period: str = "") -> HttpResponse:
    """The form of one period, the present one by default; a past one to correct it or to make up for it."""
    assignment = _own(request, pk)
    period = period or present_period(assignment)
    if not is_period(period):
        raise Http404
    opened = Opened.read(request, assignment, period)
    report = assignment.reports.filter(period=period).first()
    verdict = may_report(assignment, report, period, timezone.localdate(), timezone.localdate(opened.first))
    if not verdict:
        messages.warning(request, verdict.reason)
        return redirect(task_address(assignment))
    draft = None if request.method == "POST" else find_draft(assignment, period, request.actor)
    if request.method == "POST" and "take" in request.POST:
        values = _taken_over(request, assignment, period)
        return _page(request, assignment, period, report, opened, values=values)
    if request.method != "POST":
        return _page(request, assignment, period, report, opened, draft=draft)
    form = _form(assignment, period, report, request.POST, request.FILES)
    if form.is_valid():
        try:
            submit_report(
                assignment,
                period=period,
                opened_at=opened.first,
                seen_at=opened.seen,
                by=request.actor,
                **form.report_values(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _sent(request, assignment, period)
    return _page(request, assignment, period, report, opened, form=form)


def _form(
    assignment: Assignment, period: str, report: Report | None, *posted: Any, **options: Any
) -> ReportForm:
    return ReportForm(
        *posted,
        report=report,
        last=last_report(assignment, period),
        slots=slots_for(assignment, period),
        milestones=assignment.task.milestones.all(),
        contributions=contributions_for(assignment, period),
        **options,
    )


def _page(
    request: HttpRequest,
    assignment: Assignment,
    period: str,
    report: Report | None,
    opened: Opened,
    *,
    form: ReportForm | None = None,
    draft: ReportDraft | None = None,
    values: dict[str, list[str]] | None = None,
) -> HttpResponse:
    form = form or _form(assignment, period, report, values=values or (draft.values if draft else None))
    typed = form.figure_fields()
    context = {
        "page_title": _("报送进展"),
        "assignment": assignment,
        "report": report,
        "last": form.last,
        "period": period,
        "period_words": period_words(period),
        "due_on": due_on(assignment, period),
        "is_past_due": report is None and would_be_late(assignment, period),
        "form": form,
        "figures": [(slot, typed.get(slot.request.pk)) for slot in slots_for(assignment, period)],
        "contributions": contributions_for(assignment, period),
        "waiting_joint": joint_without_report(assignment, period),
        "taken": {str(key) for key in form["taken"].value() or []} if "taken" in form.fields else set(),
        "opened": opened.sign(assignment, period),
        "draft": draft,
        "draft_version": _version(request, assignment, period, draft),
        "saved": request.GET.get("saved", ""),
        "more_owed": _next_owed(request, assignment) is not None,
        "breadcrumb": [
            {"label": _("任务台账"), "url": reverse("staff:board")},
            {"label": _("任务"), "url": task_address(assignment)},
            {"label": _("报送进展"), "url": ""},
        ],
    }
    return render(request, "staff/reports/form.html", context, status=422 if form.errors else 200)


def _version(request: HttpRequest, assignment: Assignment, period: str, draft: ReportDraft | None) -> int:
    """What this page has seen of the draft; after a refused form, what is there now."""
    if request.method == "POST":
        draft = find_draft(assignment, period, request.actor)
    return draft.version if draft else 0


def _next_owed(request: HttpRequest, assignment: Assignment) -> Assignment | None:
    return reports_owed(request.rights, timezone.localdate()).exclude(pk=assignment.pk).first()


def _sent(request: HttpRequest, assignment: Assignment, period: str) -> HttpResponse:
    """On to the next report that is owed where that was asked for; else to the task."""
    messages.success(request, _("%(period)s的进展已报送。") % {"period": period_words(period)})
    saved = f"{assignment.pk}-{period}"
    if request.POST.get("then") != "next":
        return redirect(task_address(assignment) + f"&sent={period}")
    following = _next_owed(request, assignment)
    if following is None:
        messages.success(request, _("本期进展已全部报送。"))
        return redirect(f"{reverse('staff:today')}?{urlencode({'saved': saved})}")
    address = report_url(following, present_period(following))
    return redirect(f"{address}?{urlencode({'saved': saved})}")


def _taken_over(request: HttpRequest, assignment: Assignment, period: str) -> dict[str, list[str]]:
    """What was typed, with a joint unit's words put below and its report ticked: 并入 without the script."""
    values = _typed(request)
    key = key_of(request.POST["take"]) or 0
    source = contributions_for(assignment, period).filter(pk=key).first()
    if source is None:
        messages.warning(request, _("这份进展已被退回或撤回，不能并入。"))
        return values
    for name in ("text", "problem", "next_step"):
        said = getattr(source, name).strip()
        if said:
            before = (values.get(name) or [""])[0].rstrip()
            part = f"【{source.assignment.unit.label}】{said}"
            values[name] = [f"{before}\n{part}" if before else part]
    values["taken"] = sorted({*values.get("taken", []), str(source.pk)})
    return values


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    """The form's fields. Without NUL, which no JSON column of PostgreSQL takes."""
    return {
        name.replace("\x00", ""): [text.replace("\x00", "") for text in request.POST.getlist(name)]
        for name in request.POST
        if name not in _NOT_TYPED
    }


@permission(Permission.TASKS_REPORT)
@require_POST
def keep_draft(request: HttpRequest, pk: int, period: str) -> JsonResponse:
    """What the form's script posts while somebody types. Answers the new version and the time, in words.

    409: another device has a newer draft, or the report has been sent.
    """
    assignment = _own(request, pk)
    if not is_period(period):
        raise Http404
    version = key_of(request.POST.get("version", "0")) or 0
    try:
        draft = save_draft(assignment, period, _typed(request), version, by=request.actor)
    except StaleDraft:
        return JsonResponse({"error": _("另一台设备上有更新的草稿，刷新页面后查看。")}, status=409)
    except ValidationError as error:
        return JsonResponse({"error": error.messages[0]}, status=422)
    return JsonResponse({"version": draft.version, "at": f"{timezone.localtime(draft.saved_at):%H:%M}"})


@permission(Permission.TASKS_REPORT)
@require_POST
def discard_draft(request: HttpRequest, pk: int, period: str) -> HttpResponse:
    assignment = _own(request, pk)
    if not is_period(period):
        raise Http404
    drop_draft(assignment, period, by=request.actor)
    return redirect(f"{report_url(assignment, period)}?{urlencode({'saved': f'{pk}-{period}'})}")


@permission(Permission.TASKS_REPORT)
@require_POST
def no_change(request: HttpRequest, pk: int) -> HttpResponse:
    """The period is the one that the button was drawn for: a page left open over midnight means that one."""
    assignment = _own(request, pk)
    period = request.POST.get("period", "")
    if period and not is_period(period):
        raise Http404
    try:
        report_no_change(assignment, period=period, by=request.actor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("已按“无变化”报送本期进展：%(task)s") % {"task": assignment.task})
    return back(request)
