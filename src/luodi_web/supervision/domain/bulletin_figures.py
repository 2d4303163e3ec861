"""The figures of a bulletin: one consistent look at the assignments in its scope, kept as plain data.

The data (``Bulletin.data``) hold every row as it was and, for each figure, the filter that finds its rows
among them: nothing has to be asked of the living tables later. Layout, ids are database keys:

    {"taken_at", "period", "month", "plans": [{id, title}],
     "streams": [{id, name}], "units": [{id, name, full, city}], "tasks": {id: {no, text, deadline}},
     "rows": [{id, task, stream, unit, role, state, light, reason, percent, deadline, done, owed, unsigned,
               problem}],
     "candidates": [{id, row, unit, no, text, early}],
     "previous": {pk, issue, period, day, figures: {key: value}} or null,
     "problems": {kind: [{key, units, nos}]},
     "figures": {key: {label, value, share, filter}}}

Units are in the order of the tree and never in that of their figures; people appear nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from luodi_web.people.enums import RegionLevel
from luodi_web.people.models import Region, Unit
from luodi_web.policies.models import Package
from luodi_web.supervision.domain.boards import in_force
from luodi_web.supervision.domain.bulletin_counts import PROBLEMS, Data, figures_of, problem_groups
from luodi_web.supervision.domain.bulletin_periods import months_of, report_periods, reports_asked
from luodi_web.supervision.domain.bulletin_rows import Row
from luodi_web.supervision.domain.unsigned import late_condition
from luodi_web.supervision.enums import AssignmentState, BulletinState, Light, PlanState, ReportState
from luodi_web.supervision.models import Assignment, Bulletin, Plan, Report, Task, Workstream
from luodi_web.supervision.rules import FINISHED_STATES

# An official document is Chinese, whatever language its writer's screen speaks.
DOCUMENT_LANGUAGE = "zh-hans"
# Accepted reports offered as good practice: a list to choose from, not an archive.
CANDIDATES = 40
CANDIDATE_CHARS = 400
PROBLEM_CHARS = 200

# What is compared with the bulletin before.
COMPARED = ("tasks", "total", "state.done", "light.red", "light.yellow", "owed")


@dataclass(frozen=True)
class Scope:
    """What a bulletin is about: a plan or all plans of a package below ``owner``, narrowed or not."""

    owner: Unit
    package: Package
    plan: Plan | None = None
    workstream: Workstream | None = None
    unit: Unit | None = None

    @classmethod
    def of(cls, bulletin: Bulletin) -> Scope:
        return cls(bulletin.owner, bulletin.package, bulletin.plan, bulletin.workstream, bulletin.unit)

    def plans(self) -> QuerySet[Plan]:
        rows = Plan.objects.filter(package=self.package, owner__path__startswith=self.owner.path)
        rows = rows.exclude(state=PlanState.DRAFT)
        return rows.filter(pk=self.plan.pk) if self.plan else rows

    def assignments(self) -> QuerySet[Assignment]:
        rows = in_force(Assignment.objects.filter(task__workstream__plan__in=self.plans()))
        if self.workstream:
            rows = rows.filter(task__workstream=self.workstream)
        if self.unit:
            rows = rows.filter(unit__path__startswith=self.unit.path)
        return rows


@contextmanager
def consistent_read() -> Iterator[None]:
    """A transaction in which every query sees the same moment, however many reports arrive meanwhile.

    PostgreSQL: REPEATABLE READ. SQLite: its one writer waits. Not inside another transaction, which would
    have begun with a weaker promise (RuntimeError); a test's own around it is let through.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(durable=True):
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def read_figures(
    scope: Scope,
    *,
    template: str,
    period: str,
    corrects: Bulletin | None = None,
    practices: Sequence[int] = (),
) -> Data:
    """The data of a bulletin as of now. corrects: the comparison is then with the one before that one.

    practices: reports chosen as good practice; they stay among the candidates while they are accepted.
    """
    with consistent_read(), override(DOCUMENT_LANGUAGE):
        now = timezone.now()
        month = reports_asked(period, timezone.localdate(now))
        plans = list(scope.plans().order_by("pk"))
        data: Data = {
            "taken_at": now.isoformat(),
            "period": period,
            "month": month,
            "plans": [{"id": plan.pk, "title": plan.title} for plan in plans],
            **_read_tasks(plans, scope),
            **_read_rows(scope, month, now),
            "previous": _read_previous(scope, template, corrects),
        }
        data["candidates"] = _read_candidates(scope, period, data, practices)
    # Only what the rows speak of: the rest of the plan served the numbering.
    asked = {row["task"] for row in data["rows"]}
    data["tasks"] = {key: task for key, task in data["tasks"].items() if int(key) in asked}
    streams = {row["stream"] for row in data["rows"]}
    data["streams"] = [stream for stream in data["streams"] if stream["id"] in streams]
    with override(DOCUMENT_LANGUAGE):
        data["problems"] = {kind: problem_groups(data, kind, where) for kind, where in PROBLEMS.items()}
        data["figures"] = figures_of(data)
    return data


def _read_tasks(plans: list[Plan], scope: Scope) -> Data:
    """Tasks numbered as in their plan (1.1, 1.2, 2.1); with several plans the plan's place in front."""
    streams = Workstream.objects.filter(plan__in=plans).order_by("plan", "order", "pk")
    place_of_plan = {plan.pk: place for place, plan in enumerate(plans, start=1)}
    numbers: dict[int, str] = {}
    counts: dict[int, int] = defaultdict(int)
    for stream in streams:
        counts[stream.plan_id] += 1
        front = _("表%(place)d-") % {"place": place_of_plan[stream.plan_id]} if len(plans) > 1 else ""
        numbers[stream.pk] = f"{front}{counts[stream.plan_id]}"
    tasks: dict[str, Row] = {}
    places: dict[int, int] = defaultdict(int)
    for task in (
        Task.objects.filter(workstream__plan__in=plans)
        .order_by("workstream__plan", "workstream__order", "workstream", "order", "pk")
        .values("pk", "workstream", "text", "deadline")
    ):
        places[task["workstream"]] += 1
        tasks[str(task["pk"])] = {
            "no": f"{numbers[task['workstream']]}.{places[task['workstream']]}",
            "text": task["text"],
            "deadline": _day(task["deadline"]),
        }
    return {"streams": [{"id": stream.pk, "name": stream.name} for stream in streams], "tasks": tasks}


def _read_rows(scope: Scope, month: str, now: datetime) -> Data:
    report = Report.objects.filter(assignment=OuterRef("pk"), period__in=report_periods(month))
    newest = Report.objects.filter(assignment=OuterRef("pk")).exclude(state=ReportState.RETURNED)
    found = (
        scope.assignments()
        .annotate(
            stream=F("task__workstream"),
            month_state=Subquery(report.values("state")[:1]),
            last_problem=Subquery(newest.order_by("-period").values("problem")[:1]),
            is_term_over=Case(When(late_condition(timezone.localdate(now)), then=True), default=False),
        )
        .order_by("unit__path", "task__workstream__plan", "task__workstream__order", "task__order", "pk")
        .values(
            *("pk", "task", "stream", "unit", "role", "state", "light", "light_reason", "percent"),
            *("deadline", "done_at", "month_state", "last_problem", "is_term_over"),
        )
    )
    rows = [
        {
            "id": row["pk"],
            **{name: row[name] for name in ("task", "stream", "unit", "role", "light", "percent")},
            # Struck off after having been done counts as done.
            "state": AssignmentState.DONE.value if row["state"] in FINISHED_STATES else row["state"],
            "reason": row["light_reason"],
            "deadline": _day(row["deadline"]),
            "done": _day(timezone.localdate(row["done_at"])) if row["done_at"] else None,
            "owed": row["state"] == AssignmentState.ACKNOWLEDGED
            and row["percent"] < 100
            and row["month_state"] in (None, ReportState.RETURNED),
            # Neither signed for nor returned within the plan's term.
            "unsigned": row["is_term_over"] and row["state"] == AssignmentState.SENT,
            "problem": (row["last_problem"] or "")[:PROBLEM_CHARS],
        }
        for row in found
    ]
    units = Unit.objects.filter(pk__in={row["unit"] for row in rows}).select_related("region")
    cities = dict(Region.objects.filter(level=RegionLevel.PREFECTURE).values_list("code", "name"))
    return {
        "rows": rows,
        "units": [
            {"id": unit.pk, "name": unit.label, "full": unit.name, "city": _city_of(unit, cities)}
            for unit in units.order_by("path")
        ],
    }


def _city_of(unit: Unit, cities: dict[str, str]) -> str:
    """The prefecture-level place of a unit; empty for the province's own."""
    if unit.region is None:
        return ""
    return cities.get(unit.region_id) or cities.get(unit.region.parent_id) or ""


def _read_candidates(scope: Scope, period: str, data: Data, practices: Sequence[int]) -> list[Row]:
    """Accepted reports of the period to choose good practice from: chosen ones, then what was done early."""
    rows = {row["id"]: row for row in data["rows"]}
    reports = Report.objects.filter(
        assignment__in=scope.assignments(),
        period__in=report_periods(*months_of(period)),
        state=ReportState.ACCEPTED,
    )
    found = []
    for report in reports.order_by("-period", "pk").values("pk", "assignment", "text", "no_change"):
        row = rows[report["assignment"]]
        early = _days_early(row)
        # Repeated in one click: it says nothing new.
        if report["no_change"] and report["pk"] not in practices:
            continue
        found.append(
            {
                "id": report["pk"],
                "row": row["id"],
                "unit": row["unit"],
                "no": data["tasks"][str(row["task"])]["no"],
                "text": report["text"][:CANDIDATE_CHARS],
                "early": early,
            }
        )
    found.sort(key=lambda item: (item["id"] not in practices, not item["early"]))
    return found[: max(CANDIDATES, len(practices))]


def _days_early(row: Row) -> int:
    """Days between a task's completion and its deadline; 0 where it was not early."""
    if not row["done"] or not row["deadline"]:
        return 0
    done, deadline = (date.fromisoformat(row[name]) for name in ("done", "deadline"))
    return max((deadline - done).days, 0)


def _read_previous(scope: Scope, template: str, corrects: Bulletin | None) -> Data | None:
    """The last issued one of the same kind and scope: its figures, and what is needed to say what moved."""
    issued = Bulletin.objects.filter(
        state=BulletinState.ISSUED,
        template=template,
        owner=scope.owner,
        package=scope.package,
        plan=scope.plan,
        workstream=scope.workstream,
        unit=scope.unit,
    )
    if corrects is not None:
        issued = issued.filter(issued_at__lt=corrects.issued_at)
    last = issued.order_by("-issued_at", "-pk").first()
    if last is None:
        return None
    return {
        "pk": last.pk,
        "issue": last.issue_words,
        "period": last.period,
        "day": timezone.localdate(last.taken_at).isoformat(),
        "figures": {key: last.data["figures"][key]["value"] for key in COMPARED},
        "done": [row["id"] for row in last.data["rows"] if row["state"] == AssignmentState.DONE],
        "red": [row["id"] for row in last.data["rows"] if row["light"] == Light.RED],
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
