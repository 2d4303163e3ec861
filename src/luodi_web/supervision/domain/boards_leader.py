"""The leader's page: what moves, what is stuck, with which unit and since when. Never a ranking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from luodi_web.supervision.domain.unsigned import unsigned_late
from luodi_web.supervision.enums import AssignmentState, Light, ReportState
from luodi_web.supervision.models import Assignment, Report, Task, Workstream
from luodi_web.supervision.rules import FINISHED_STATES

# What moved is looked at over this many days.
RECENT_DAYS = 30
# Tasks in a list, and units named with each: a page that is read, not scrolled.
TASKS_SHOWN = 5
UNITS_SHOWN = 3


@dataclass(frozen=True)
class Summary:
    """Figures at the top. percent is None while nothing is dispatched."""

    total: int
    done: int
    unsigned: int
    returned: int
    red: int
    percent: int | None


def summary(assignments: QuerySet[Assignment]) -> Summary:
    figures = assignments.aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(state__in=FINISHED_STATES)),
        unsigned=Count("pk", filter=Q(state=AssignmentState.SENT)),
        returned=Count("pk", filter=Q(state=AssignmentState.RETURNED)),
        red=Count("pk", filter=Q(light=Light.RED)),
        percent=Avg("percent"),
    )
    percent = figures.pop("percent")
    return Summary(**figures, percent=None if percent is None else int(percent))


@dataclass(frozen=True)
class Stuck:
    """A task that stands still in ``count`` units, the longest since ``since``; the first few of them.

    Each assignment carries ``last_problem``: what its newest report says is in the way, or None.
    """

    task: Task
    since: date | datetime
    count: int
    assignments: list[Assignment]

    @property
    def words(self) -> str:
        """What one of them says of the cause: the reason of a return, the problem of a report; or nothing."""
        said = (row.reason or row.last_problem for row in self.assignments)
        return next((text for text in said if text), "")


def overdue(assignments: QuerySet[Assignment]) -> list[Stuck]:
    return _stuck(assignments.filter(light=Light.RED), "deadline")


def unsigned(assignments: QuerySet[Assignment], today: date) -> list[Stuck]:
    """Not signed for within their plan's term; overdue ones are listed as that."""
    return _stuck(unsigned_late(assignments, today).exclude(light=Light.RED), "sent_at")


def returned(assignments: QuerySet[Assignment]) -> list[Stuck]:
    return _stuck(assignments.filter(state=AssignmentState.RETURNED), "returned_at")


def _stuck(rows: QuerySet[Assignment], since: str) -> list[Stuck]:
    """Tasks in the order of how long they have stood still; two queries whatever their number."""
    groups = list(
        rows.order_by()
        .values("task")
        .annotate(since=Min(since), count=Count("pk", distinct=True))
        .order_by("since", "task")[:TASKS_SHOWN]
    )
    place = Window(RowNumber(), partition_by=F("task"), order_by=[F(since).asc(), F("pk").asc()])
    problem = Report.objects.filter(assignment=OuterRef("pk")).exclude(state=ReportState.RETURNED)
    shown = (
        rows.filter(task__in=[group["task"] for group in groups])
        .annotate(place=place, last_problem=Subquery(problem.order_by("-period").values("problem")[:1]))
        .filter(place__lte=UNITS_SHOWN)
        .select_related("task__workstream", "unit")
        .order_by("task", "place")
    )
    by_task: dict[int, list[Assignment]] = {}
    for assignment in shown:
        by_task.setdefault(assignment.task_id, []).append(assignment)
    return [
        Stuck(by_task[group["task"]][0].task, group["since"], group["count"], by_task[group["task"]])
        for group in groups
    ]


@dataclass(frozen=True)
class Moving:
    """A task in which units reported news lately."""

    task: Task
    units: int
    latest: datetime


def moving(assignments: QuerySet[Assignment], days: int = RECENT_DAYS) -> list[Moving]:
    """Tasks with reports of the last ``days`` that are more than "no change", newest first."""
    since = timezone.now() - timedelta(days=days)
    groups = list(
        Report.objects.filter(assignment__in=assignments, submitted_at__gte=since, no_change=False)
        .exclude(state=ReportState.RETURNED)
        .order_by()
        .values("assignment__task")
        .annotate(units=Count("assignment", distinct=True), latest=Max("submitted_at"))
        .order_by("-latest", "assignment__task")[:TASKS_SHOWN]
    )
    tasks = Task.objects.select_related("workstream").in_bulk([group["assignment__task"] for group in groups])
    return [Moving(tasks[group["assignment__task"]], group["units"], group["latest"]) for group in groups]


@dataclass(frozen=True)
class Progress:
    """How far a workstream is: its units' mean completion rate and how many are done."""

    workstream: Workstream
    percent: int
    done: int
    total: int
    red: int


def progress(assignments: QuerySet[Assignment]) -> list[Progress]:
    """Every workstream in the order of the plans, newest plan first."""
    groups = {
        row["task__workstream"]: row
        for row in assignments.order_by()
        .values("task__workstream")
        .annotate(
            percent=Avg("percent"),
            total=Count("pk"),
            done=Count("pk", filter=Q(state__in=FINISHED_STATES)),
            red=Count("pk", filter=Q(light=Light.RED)),
        )
    }
    workstreams = Workstream.objects.filter(pk__in=groups).select_related("plan")
    return [
        Progress(
            workstream,
            int(groups[workstream.pk]["percent"]),
            groups[workstream.pk]["done"],
            groups[workstream.pk]["total"],
            groups[workstream.pk]["red"],
        )
        for workstream in workstreams.order_by("-plan", "order", "pk")
    ]
