"""Tasks and reports, as search finds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.common.periods import period_words
from luodi_web.common.search.kinds import Entry, Kind, Shown, path_words, register
from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import Unit
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.addresses import report_page_url, task_url
from luodi_web.supervision.domain.assignments_scope import reports_visible_to, tasks_visible_to
from luodi_web.supervision.enums import UnitRole
from luodi_web.supervision.models import Assignment, Plan, Report, Task

# Scope words: of the units that have the task, and of the unit that made its plan.
_UNIT, _PLAN = "u", "p"
CHUNK = 1000


def _scopes(rights: Rights) -> list[str]:
    return [
        *(f"{_UNIT}{unit.path}" for unit in rights.units(Permission.TASKS_VIEW)),
        *(f"{_PLAN}{unit.path}" for unit in rights.units(Permission.PLANS_VIEW)),
    ]


def _words(units: Iterable[Unit], owner: Unit) -> tuple[str, ...]:
    found = set(path_words(_PLAN, owner.path, Unit.steplen))
    for unit in units:
        found.update(path_words(_UNIT, unit.path, Unit.steplen))
    return tuple(sorted(found))


def _tasks(keys: Iterable[int] | None) -> Iterator[Entry]:
    """Tasks that were dispatched; what they ask for is searched with them."""
    rows = Task.objects.filter(assignments__isnull=False).distinct()
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    shares = Prefetch("assignments", Assignment.objects.select_related("unit"))
    rows = rows.select_related("workstream__plan__owner").prefetch_related(shares)
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        units = [share.unit for share in row.assignments.all()]
        yield Entry(row.pk, row.text, _task_words(row), _words(units, row.workstream.plan.owner))


def _task_words(task: Task) -> str:
    parts = [task.workstream.name, task.target, task.deliverable, *task.measures, task.note]
    return "\n".join(part for part in parts if part)


def _show_task(task: Task) -> Shown:
    text = _task_words(task)
    return Shown(task.text, task_url(task), text, task.workstream.plan.title)


def _visible_tasks(rights: Rights) -> QuerySet[Task]:
    return tasks_visible_to(rights).select_related("workstream__plan")


def _reports(keys: Iterable[int] | None) -> Iterator[Entry]:
    rows = Report.objects.select_related(
        "assignment__task__workstream__plan__owner", "assignment__unit"
    ).order_by("pk")
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    found = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        leads = _leads({row.assignment.task_id for row in chunk})
        for row in chunk:
            share = row.assignment
            # A lead reads what its joint units report.
            also = leads.get(share.task_id, []) if share.role == UnitRole.JOINT else []
            scopes = _words([share.unit, *also], share.task.workstream.plan.owner)
            yield Entry(row.pk, "", _report_words(row), scopes)


def _leads(tasks: set[int]) -> dict[int, list[Unit]]:
    units: dict[int, list[Unit]] = {}
    for share in Assignment.objects.filter(task__in=tasks, role=UnitRole.LEAD).select_related("unit"):
        units.setdefault(share.task_id, []).append(share.unit)
    return units


def _report_words(report: Report) -> str:
    parts = (report.text, report.problem, report.next_step, report.decision_note)
    return "\n".join(part for part in parts if part)


def _show_report(report: Report) -> Shown:
    share = report.assignment
    title = _("%(unit)s %(period)s 进展") % {"unit": share.unit.label, "period": period_words(report.period)}
    return Shown(title, report_page_url(report), _report_words(report), share.task.text[:60])


def _visible_reports(rights: Rights) -> QuerySet[Report]:
    return reports_visible_to(rights).select_related("assignment__task", "assignment__unit")


def _same(keys: list[int]) -> Iterable[int]:
    return keys


def _tasks_of_assignments(keys: list[int]) -> Iterable[int]:
    return Assignment.objects.filter(pk__in=keys).values_list("task", flat=True)


def _tasks_of_plans(keys: list[int]) -> Iterable[int]:
    return Task.objects.filter(workstream__plan__in=keys).values_list("pk", flat=True)


def _reports_of_assignments(keys: list[int]) -> Iterable[int]:
    return Report.objects.filter(assignment__in=keys).values_list("pk", flat=True)


def _reports_of_tasks(keys: list[int]) -> Iterable[int]:
    """New units of a task are new readers of its reports."""
    return Report.objects.filter(assignment__task__in=keys).values_list("pk", flat=True)


def _shares_below(keys: list[int]) -> QuerySet[Assignment]:
    """Assignments of these units and all below them: where a unit moves, so do they."""
    below = Q(pk__in=[])
    for path in Unit.objects.filter(pk__in=keys).values_list("path", flat=True):
        below |= Q(unit__path__startswith=path) | Q(task__workstream__plan__owner__path__startswith=path)
    return Assignment.objects.filter(below)


def _tasks_of_units(keys: list[int]) -> Iterable[int]:
    return _shares_below(keys).values_list("task", flat=True).distinct()


def _reports_of_units(keys: list[int]) -> Iterable[int]:
    return Report.objects.filter(assignment__in=_shares_below(keys)).values_list("pk", flat=True)


_ASSIGNMENT, _TASK, _PLANS, _UNITS = (model._meta.label_lower for model in (Assignment, Task, Plan, Unit))

register(
    Kind(
        "tasks",
        gettext_lazy("任务"),
        entries=_tasks,
        visible=_visible_tasks,
        show=_show_task,
        scopes=_scopes,
        follows={
            _ASSIGNMENT: _tasks_of_assignments,
            _TASK: _same,
            _PLANS: _tasks_of_plans,
            _UNITS: _tasks_of_units,
        },
    )
)
register(
    Kind(
        "reports",
        gettext_lazy("进展"),
        entries=_reports,
        visible=_visible_reports,
        show=_show_report,
        scopes=_scopes,
        follows={_ASSIGNMENT: _reports_of_assignments, _TASK: _reports_of_tasks, _UNITS: _reports_of_units},
    )
)
