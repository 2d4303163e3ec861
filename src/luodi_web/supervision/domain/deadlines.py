"""An assignment's deadline, moved with its old one kept."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from luodi_web.supervision.models import Assignment, DeadlineChange


def keep_deadline(assignment: Assignment, new: date | None, reason: str) -> None:
    """Note the deadline that is about to be replaced by ``new``; nothing where it stays the same."""
    if assignment.deadline != new:
        DeadlineChange.objects.create(
            assignment=assignment, at=timezone.now(), old=assignment.deadline, new=new, reason=reason[:300]
        )


def move_deadline(assignment: Assignment, new: date | None, reason: str) -> None:
    """Give a locked assignment another deadline. The caller refreshes its light."""
    keep_deadline(assignment, new, reason)
    assignment.deadline = new
    assignment.save(update_fields=["deadline"])
