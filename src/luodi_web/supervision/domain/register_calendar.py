"""A month or a week of the register: which deadlines fall on which day, and which days are worked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Min, QuerySet

from luodi.workdays import HolidayTable
from luodi_web.supervision.enums import Light
from luodi_web.supervision.models import Assignment, Plan, Task
from luodi_web.supervision.rules import FINISHED_STATES, WORST_FIRST, period_of, report_due_on

# Tasks named on a day; the others are a number that leads to them.
SHOWN = 4
# The years a calendar can be turned to: the ends of what every date type holds are far outside.
FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Span:
    """What is on the page: name "month" or "week", first and last day of the grid, both included.

    anchor: a day inside it, by which it is asked for. previous, next: days in the spans beside it.
    """

    name: str
    anchor: date
    first: date
    last: date

    @property
    def previous(self) -> date:
        day = self.anchor.replace(day=1) if self.name == "month" else self.first
        return max(day - timedelta(days=1), FIRST)

    @property
    def next(self) -> date:
        if self.name == "week":
            return min(self.last + timedelta(days=1), LAST)
        return min((self.anchor.replace(day=28) + timedelta(days=4)).replace(day=1), LAST)


def span_of(name: str, day: str, today: date) -> Span:
    """The month (as whole weeks from Monday) or week around a day; around today for what is no day."""
    try:
        anchor = date.fromisoformat(day)
    except ValueError:
        anchor = today
    anchor = min(max(anchor, FIRST), LAST)
    if name == "week":
        first = anchor - timedelta(days=anchor.weekday())
        return Span("week", anchor, first, first + timedelta(days=6))
    first = anchor.replace(day=1)
    end = (anchor.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return Span(
        "month", anchor, first - timedelta(days=first.weekday()), end + timedelta(days=6 - end.weekday())
    )


@dataclass(frozen=True)
class Due:
    """A task due on a day, in so many units; light: the worst of theirs; assignment: one of them."""

    task: Task
    units: int
    light: Light
    assignment: int
    is_done: bool


@dataclass
class Day:
    """A cell. holiday: "rest" for a weekday off, "work" for a weekend worked, or ""; url: all that is due."""

    day: date
    is_inside: bool
    is_today: bool
    is_workday: bool
    holiday: str
    is_report_day: bool
    due: list[Due] = field(default_factory=list)
    more: int = 0
    url: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.due or self.is_report_day or self.holiday)


def days_of(span: Span, assignments: QuerySet[Assignment], holidays: HolidayTable, today: date) -> list[Day]:
    """The days of the span in order, with what is due. Two queries, whatever the number of rows."""
    groups: dict[tuple[date, int], list[dict]] = {}
    rows = assignments.filter(deadline__range=(span.first, span.last)).order_by()
    for row in rows.values("deadline", "task", "light", "state").annotate(
        count=Count("pk", distinct=True), first=Min("pk")
    ):
        groups.setdefault((row["deadline"], row["task"]), []).append(row)
    shown: dict[date, list[tuple[int, list[dict]]]] = {}
    for (day, task), parts in groups.items():
        shown.setdefault(day, []).append((task, parts))
    for due in shown.values():
        due.sort(key=lambda pair: (_worst(pair[1]), pair[0]))
    named = {task for due in shown.values() for task, _parts in due[:SHOWN]}
    tasks = Task.objects.in_bulk(named)
    reporting = _reporting_days(assignments, span)
    days = []
    for number in range((span.last - span.first).days + 1):
        day = span.first + timedelta(days=number)
        due = shown.get(day, [])
        days.append(
            Day(
                day,
                span.name == "week" or day.month == span.anchor.month,
                day == today,
                holidays.is_workday(day),
                "rest" if day in holidays.rest else "work" if day in holidays.work else "",
                day in reporting,
                [_due(tasks[task], parts) for task, parts in due[:SHOWN]],
                max(0, len(due) - SHOWN),
            )
        )
    return days


def _reporting_days(assignments: QuerySet[Assignment], span: Span) -> set[date]:
    """The days by which some of these owe a report, by their plans' own periods."""
    plans = Plan.objects.filter(workstreams__tasks__assignments__in=assignments).order_by()
    days = set()
    for kind, report_day in plans.values_list("period_kind", "report_day").distinct():
        periods = {period_of(day, kind) for day in (span.first, span.anchor, span.last)}
        days.update(report_due_on(period, report_day) for period in periods)
    return days


def _worst(parts: list[dict]) -> int:
    return min(WORST_FIRST.index(Light(part["light"])) for part in parts)


def _due(task: Task, parts: list[dict]) -> Due:
    return Due(
        task,
        sum(part["count"] for part in parts),
        WORST_FIRST[_worst(parts)],
        min(part["first"] for part in parts),
        all(part["state"] in FINISHED_STATES for part in parts),
    )
