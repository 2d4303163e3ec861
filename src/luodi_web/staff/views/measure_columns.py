"""Columns that the registers of extensions, closings and referrals share: of each row's assignment."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from luodi_web.common.tables import Column


def task_column(page: str) -> Column:
    """What the row is about, leading to its own page of this name."""
    return Column(
        "task",
        gettext_lazy("工作任务"),
        value=lambda row: row.assignment.task.text,
        link=lambda row: reverse(f"staff:{page}", args=[row.pk]),
        template="staff/tasks/cell_task.html",
        width=50,
    )


def unit_column(title: str | Promise) -> Column:
    """Whose assignment it is, sorted as the tree of units is."""
    return Column(
        "unit",
        title,
        value=lambda row: row.assignment.unit.name,
        sort="assignment__unit__path",
        width=24,
    )
