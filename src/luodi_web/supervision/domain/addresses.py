"""Where a notice leads: the staff's screens by name."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode

from luodi_web.supervision.models import Report, Task


def task_url(task: Task) -> str:
    return reverse("staff:task", args=[task.pk])


def board_url(**filters: str | int) -> str:
    """The board showing only what the filters let through, e.g. ``light="red"``."""
    return reverse("staff:board") + (f"?{urlencode(filters)}" if filters else "")


def review_url() -> str:
    return reverse("staff:report_reviews")


def report_url(report: Report) -> str:
    return reverse("staff:report", args=[report.pk])
