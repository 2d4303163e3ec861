"""Where a notice leads: the staff's screens by name."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode

from luodi_web.supervision.models import Assignment, Closing, Extension, Letter, Plan, Referral, Report, Task


def task_url(task: Task) -> str:
    return reverse("staff:task", args=[task.pk])


def board_url(**filters: str | int) -> str:
    """The board showing only what the filters let through, e.g. ``light="red"``."""
    return reverse("staff:board") + (f"?{urlencode(filters)}" if filters else "")


def report_url(assignment: Assignment, period: str) -> str:
    """The form of a period's report."""
    return reverse("staff:report_edit", args=[assignment.pk, period])


def review_url() -> str:
    return reverse("staff:report_reviews")


def assignment_url(assignment: Assignment) -> str:
    """The task's page with this unit's share open."""
    return f"{task_url(assignment.task)}?unit={assignment.pk}"


def letter_url(letter: Letter) -> str:
    return reverse("staff:letter", args=[letter.pk])


def extension_url(extension: Extension) -> str:
    return reverse("staff:extension", args=[extension.pk])


def closing_url(closing: Closing) -> str:
    return reverse("staff:closing", args=[closing.pk])


def referral_url(referral: Referral) -> str:
    return reverse("staff:referral", args=[referral.pk])


def reminders_url() -> str:
    return reverse("staff:reminders")


def plan_url(plan: Plan) -> str:
    return reverse("staff:plan", args=[plan.pk])


def report_page_url(report: Report) -> str:
    return reverse("staff:report", args=[report.pk])
