"""A unit's open supervision work, as the next holder of a post finds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.domain.handover import Passing
from luodi_web.people.models import Unit
from luodi_web.supervision.domain.addresses import letter_url, plan_url, task_url
from luodi_web.supervision.domain.owing import reporting_day
from luodi_web.supervision.enums import AssignmentState, LetterState, PlanState, ReportState
from luodi_web.supervision.models import Assignment, Letter, Plan, Report
from luodi_web.supervision.rules import FINISHED_STATES

SHOWN = 5


def open_tasks(unit: Unit) -> Passing:
    over = (*FINISHED_STATES, AssignmentState.WITHDRAWN)
    rows = Assignment.objects.filter(unit=unit).exclude(state__in=over)
    return _passing(_("承办任务"), rows.select_related("task").order_by("deadline", "pk"), _assignment)


def owed_reports(unit: Unit) -> Passing:
    """This period's reports that are not sent yet, whether their day has passed or not."""
    today = timezone.localdate()
    rows = Assignment.objects.filter(unit=unit, state=AssignmentState.ACKNOWLEDGED, percent__lt=100)
    plans = Plan.objects.filter(
        state=PlanState.PUBLISHED, workstreams__tasks__assignments__in=rows
    ).distinct()
    owed = Assignment.objects.none()
    for plan in plans:
        period, _due_on = reporting_day(plan, today)
        sent = Report.objects.filter(assignment=OuterRef("pk"), period=period)
        owed |= rows.filter(~Exists(sent.exclude(state=ReportState.RETURNED)), task__workstream__plan=plan)
    return _passing(_("本期待报进展"), owed.select_related("task").order_by("deadline", "pk"), _assignment)


def returned_reports(unit: Unit) -> Passing:
    rows = Report.objects.filter(
        assignment__unit=unit, assignment__state=AssignmentState.ACKNOWLEDGED, state=ReportState.RETURNED
    )
    return _passing(
        _("被退回的进展"),
        rows.select_related("assignment__task").order_by("-pk"),
        lambda row: _assignment(row.assignment),
    )


def draft_plans(unit: Unit) -> Passing:
    rows = Plan.objects.filter(owner=unit, state=PlanState.DRAFT).order_by("-pk")
    return _passing(_("任务分解表草稿"), rows, lambda row: (row.title, plan_url(row)))


def waiting_letters(unit: Unit) -> Passing:
    """Letters that the unit has yet to sign for or to answer."""
    rows = Letter.objects.filter(unit=unit, state__in=(LetterState.ISSUED, LetterState.ACKNOWLEDGED))
    return _passing(_("待办函件"), rows.order_by("answer_by", "pk"), lambda row: (str(row), letter_url(row)))


def _assignment(row: Assignment) -> tuple[str, str]:
    return str(row.task), f"{task_url(row.task)}?unit={row.pk}"


def _passing(label: str, rows: QuerySet[Any], words: Callable[[Any], tuple[str, str]]) -> Passing:
    return Passing(label, rows.count(), [words(row) for row in rows[:SHOWN]])
