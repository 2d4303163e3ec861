"""The sample plan: drafted from the article, its tasks given to units, dispatched some weeks ago."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import TypeVar

from django.db import connection
from django.db.models import Q

from demo.days import Days, clock_at
from luodi_web.people.actor import Actor
from luodi_web.people.domain.names import resolve_names
from luodi_web.policies.models import PolicyVersion
from luodi_web.supervision.domain.drafting import draft_plan
from luodi_web.supervision.domain.editing_tasks import set_deadline
from luodi_web.supervision.domain.editing_units import Pick, set_units
from luodi_web.supervision.domain.plan_rules import change_plan_rules
from luodi_web.supervision.domain.publishing import publish_plan
from luodi_web.supervision.enums import UnitRole
from luodi_web.supervision.models import Assignment, Plan, Task

Given = TypeVar("Given", bound=Hashable)

CITIES, COUNTIES = "各市、州", "各县（市、区）"
# Who leads, who joins, and days from today to the deadline, by the beginning of the task.
DISPATCH = {
    "编制“1+4”创新政策问答手册": ("省科技厅", ["省财政厅", "省税务局"], 60),
    "扩大政策知晓面": ("省科技厅", [CITIES, COUNTIES], -3),
    "组织各市、州": ("省科技厅", [CITIES], 4),
    "支持湖北实验室": ("省科技厅", ["省教育厅"], -33),
    "新建一批": ("省科技厅", ["省经信厅"], 90),
    "推动大型科学仪器": ("省科技厅", [CITIES], 25),
    "争取国家重大": ("省发改委", ["省科技厅"], 120),
    "建立高新技术企业": ("省科技厅", [CITIES, COUNTIES], 12),
    "开展“一对一”": ("省科技厅", [COUNTIES], 3),
    "落实研发费用": ("省税务局", [CITIES], 75),
    "选派科技副总": ("省科技厅", [CITIES, COUNTIES], 45),
}
# For every other task, and for a report of one's own: in turn.
OTHERS = [
    ("省科技厅", ["省财政厅"], 60),
    ("省科技厅", [CITIES], 25),
    ("省财政厅", ["省科技厅"], -5),
    ("省科技厅", [CITIES, COUNTIES], 40),
]
DRAFTED_DAYS_AGO, PUBLISHED_DAYS_AGO = 52, 50
# So that what was finished first has been looked back at today.
LOOKBACK_MONTHS = 1


def dispatch(version: PolicyVersion, days: Days, *, drafted_by: Actor, published_by: Actor) -> Plan:
    """The plan of the version; left a draft where the text has no task."""
    with clock_at(days.ago(DRAFTED_DAYS_AGO)):
        plan = draft_plan(version, drafted_by)
        tasks = list(Task.objects.filter(workstream__plan=plan).order_by("workstream__order", "order"))
        given = [_dispatch(task, index) for index, task in enumerate(tasks)]
        for lead, keys in _alike(tasks, [(one[0],) for one in given]):
            _set(plan, set_units, keys, UnitRole.LEAD, _picks(lead), by=drafted_by)
        for joint, keys in _alike(tasks, [tuple(one[1]) for one in given]):
            _set(plan, set_units, keys, UnitRole.JOINT, _picks(joint), by=drafted_by)
        for left, keys in _alike(tasks, [one[2] for one in given]):
            _set(plan, set_deadline, keys, days.ahead(left), by=drafted_by)
    plan.refresh_from_db()
    if tasks:
        with clock_at(days.ago(PUBLISHED_DAYS_AGO)):
            publish_plan(plan, published_by)
            change_plan_rules(
                plan,
                letter_word=plan.letter_word,
                extension_limit=plan.extension_limit,
                referral_days=plan.referral_days,
                lookback_months=LOOKBACK_MONTHS,
                office_closes=plan.office_closes,
                by=published_by,
            )
        fresh_statistics()
    return plan


def part_of(plan: Plan, unit: str, task: str) -> Assignment | None:
    """What that unit has of the task that begins so; None where the plan, of another article, has no such."""
    rows = Assignment.objects.filter(task__workstream__plan=plan, task__text__startswith=task)
    rows = rows.filter(Q(unit__name=unit) | Q(unit__short_name=unit))
    return rows.select_related("task__workstream__plan", "unit").first()


def fresh_statistics() -> None:
    """Have PostgreSQL count its tables: it plans by what it knows, and they were empty a moment ago.

    Its own counting waits for the end of the transaction; an update of a few thousand rows took minutes.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _dispatch(task: Task, index: int) -> tuple[str, list[str], int]:
    known = (given for start, given in DISPATCH.items() if task.text.startswith(start))
    return next(known, OTHERS[index % len(OTHERS)])


def _alike(tasks: list[Task], given: list[Given]) -> list[tuple[Given, list[int]]]:
    """Each different thing given, with the keys of the tasks that it is given to."""
    keys: dict[Given, list[int]] = defaultdict(list)
    for task, one in zip(tasks, given, strict=True):
        keys[one].append(task.pk)
    return list(keys.items())


def _set(plan: Plan, change: object, *args: object, by: Actor) -> None:
    plan.refresh_from_db()
    change(plan, *args, revision=plan.revision, by=by)


def _picks(names: Iterable[str]) -> list[Pick]:
    return [
        Pick(
            unit_id=found.unit.pk if found.unit else None,
            group_id=found.group.pk if found.group else None,
            written="" if found.is_known else found.name,
        )
        for found in resolve_names(list(names))
    ]
