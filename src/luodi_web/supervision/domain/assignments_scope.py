"""Who sees which assignments, signs for them and decides on them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from luodi_web.people.domain.scope import Rights
from luodi_web.people.rules import Permission
from luodi_web.supervision.enums import AssignmentState, ReportState, UnitRole
from luodi_web.supervision.models import Assignment, Contribution, Report, Task

PLAN_OWNER = "task__workstream__plan__owner"


def assignments_visible_to(rights: Rights) -> QuerySet[Assignment]:
    """Those of the units below one's own, and those of plans one may view as their maker.

    The second half reaches units outside the maker's tree: the finance department's share of a plan
    of the science department.
    """
    return Assignment.objects.filter(
        rights.scope(Permission.TASKS_VIEW, "unit") | rights.scope(Permission.PLANS_VIEW, PLAN_OWNER)
    )


def own_assignments(rights: Rights) -> QuerySet[Assignment]:
    """Those the person may sign for and report on: of the very units of their grants, not of those below."""
    units = [unit.pk for unit in rights.units(Permission.TASKS_REPORT)]
    return Assignment.objects.filter(unit__in=units)


def assignments_reviewed_by(rights: Rights) -> QuerySet[Assignment]:
    """Those whose reports and returns the person decides on."""
    return Assignment.objects.filter(
        rights.scope(Permission.TASKS_REVIEW, "unit") | rights.scope(Permission.TASKS_REVIEW, PLAN_OWNER)
    )


def reports_reviewed_by(rights: Rights) -> QuerySet[Report]:
    """Reports, decided or not, on assignments that the person reviews."""
    return Report.objects.filter(assignment__in=assignments_reviewed_by(rights))


def reports_waiting_for(rights: Rights) -> QuerySet[Report]:
    """Reports the person may decide on now.

    Without those of joint units that a lead's waiting report took in: they are decided with it.
    """
    taken = Contribution.objects.filter(
        source=OuterRef("pk"),
        report__state=ReportState.SUBMITTED,
        report__assignment__state=AssignmentState.ACKNOWLEDGED,
        at__gte=OuterRef("submitted_at"),
    )
    return reports_reviewed_by(rights).filter(
        ~Exists(taken), assignment__state=AssignmentState.ACKNOWLEDGED, state=ReportState.SUBMITTED
    )


def tasks_visible_to(rights: Rights) -> QuerySet[Task]:
    """Dispatched tasks of which at least one assignment is visible."""
    mine = assignments_visible_to(rights).filter(task=OuterRef("pk"))
    return Task.objects.filter(Exists(mine))


def assignments_on_task(rights: Rights, task: Task) -> QuerySet[Assignment]:
    """The task's assignments one may see: one's own scope, and the joint ones of what one's unit leads."""
    led = Q(Exists(_leads(rights).filter(task=task)), role=UnitRole.JOINT)
    return Assignment.objects.filter(Q(pk__in=assignments_visible_to(rights).values("pk")) | led, task=task)


def reports_visible_to(rights: Rights) -> QuerySet[Report]:
    """Reports on the assignments that ``assignments_on_task`` shows, of all tasks."""
    led = Q(Exists(_leads(rights).filter(task=OuterRef("assignment__task"))), assignment__role=UnitRole.JOINT)
    return Report.objects.filter(Q(assignment__in=assignments_visible_to(rights)) | led)


def _leads(rights: Rights) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(rights.scope(Permission.TASKS_VIEW, "unit"), role=UnitRole.LEAD)
    return rows.exclude(state=AssignmentState.WITHDRAWN)
