"""Plans from patterns: saved ones, or the plan of another year, with every day and year moved in sight."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import Unit, UnitGroup
from luodi_web.people.rules import Permission
from luodi_web.policies.models import Package
from luodi_web.supervision.domain.plan_content import Content, day_of, plan_content, rows_of
from luodi_web.supervision.enums import SupervisionVerb, UnitRole
from luodi_web.supervision.models import Milestone, Plan, PlanTemplate, Task, TaskUnit, Workstream

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# Words in which a year may stand.
SHIFTED_WORDS = ("text", "target", "deliverable", "deadline_text", "note")


@dataclass(frozen=True)
class Shift:
    """One thing that would change with the year. key: to accept or refuse it by; field in words."""

    key: str
    no: str
    task: str
    field: str
    was: str
    now: str


def templates_visible_to(rights: Rights) -> QuerySet[PlanTemplate]:
    """Those of the units whose plans the person edits."""
    return PlanTemplate.objects.filter(rights.scope(Permission.PLANS_EDIT, "owner"))


@transaction.atomic
def save_template(plan: Plan, name: str, year: int, *, by: Actor) -> PlanTemplate:
    """The plan as it is now as a pattern of ``year``. Raises ValidationError for a plan without tasks."""
    locked = Plan.objects.select_for_update(of=("self",)).select_related("version").get(pk=plan.pk)
    content = plan_content(locked)
    if not any(True for _row in rows_of(content)):
        raise ValidationError(_("任务分解表里还没有任务，不能存为模板。"))
    made = PlanTemplate.objects.create(
        name=name.strip(), owner=locked.owner, year=year, content=content, by=by.user
    )
    record(by, SupervisionVerb.TEMPLATE_SAVED, locked, after={"name": made.name, "year": year})
    return made


@transaction.atomic
def delete_template(template: PlanTemplate, *, by: Actor) -> None:
    record(by, SupervisionVerb.TEMPLATE_DELETED, template, before={"name": template.name})
    template.delete()


def year_of(plan: Plan) -> int:
    """The year a plan is for: that in its title, else of most deadlines, else of its making."""
    if found := _YEAR.search(plan.title):
        return int(found[1])
    years = list(
        Task.objects.filter(workstream__plan=plan, deadline__isnull=False).values_list(
            "deadline__year", flat=True
        )
    )
    return max(set(years), key=years.count) if years else plan.created_at.year


def read_shifts(content: Content, old: int, new: int) -> list[Shift]:
    """Everything that names the old year or lies in it or later, and what it would become.

    Days and years move by the difference; 2月29日 becomes the 28th where there is none. A year of the past
    (a document's number, what was reached then) stays.
    """
    if old == new:
        return []
    by = new - old
    found: list[Shift] = []
    for stream in content["workstreams"]:
        if (now := _moved_words(stream["name"], old, by)) != stream["name"]:
            key = f"w:{stream['name']}"
            found.append(Shift(key, "", stream["name"], _("工作板块"), stream["name"], now))
    for _stream, row in rows_of(content):
        found += _row_shifts(row, old, by)
    return found


@transaction.atomic
def plan_from_content(
    content: Content,
    *,
    old: int,
    new: int,
    refused: Collection[str] = (),
    package: Package,
    title: str,
    owner: Unit,
    by: Actor,
) -> Plan:
    """A new draft with the content's tasks, its years moved but for the ``refused`` keys of shifts.

    A unit or group that is gone since comes as words, to be decided before dispatch. Ties to clauses are
    not taken over: they are those of another text.
    """
    shifts = {shift.key: shift.now for shift in read_shifts(content, old, new) if shift.key not in refused}
    plan = Plan.objects.create(package=package, title=title, owner=owner, created_by=by.user)
    names = _Names(content)
    steps: list[Milestone] = []
    units: list[TaskUnit] = []
    count = 0
    for order, stream in enumerate(content["workstreams"]):
        name = shifts.get(f"w:{stream['name']}", stream["name"])
        made = Workstream.objects.create(plan=plan, order=order, name=name[:200])
        parents: dict[int, Task] = {}
        subs: list[Task] = []
        for place, row in enumerate(stream["tasks"]):
            task = _task(made, place, row, shifts)
            if row["parent"] is None:
                task.save()
                parents[row["key"]] = task
            else:
                task.parent = parents.get(row["parent"])
                subs.append(task)
            units += names.units(task, row["own_units"])
            steps += _steps(task, row, shifts)
            count += 1
        Task.objects.bulk_create(subs)
    TaskUnit.objects.bulk_create(units)
    Milestone.objects.bulk_create(steps)
    after = {"title": title, "tasks": count, "year": new}
    record(by, SupervisionVerb.PLAN_CREATED, plan, after=after)
    return plan


class _Names:
    """Which of the content's units and groups there still are."""

    def __init__(self, content: Content) -> None:
        entries = [entry for _stream, row in rows_of(content) for entry in row["own_units"]]
        self._units = set(
            Unit.objects.filter(pk__in={e[1] for e in entries if e[1]}, is_active=True).values_list(
                "pk", flat=True
            )
        )
        self._groups = set(
            UnitGroup.objects.filter(pk__in={e[2] for e in entries if e[2]}).values_list("pk", flat=True)
        )

    def units(self, task: Task, entries: list[list[Any]]) -> list[TaskUnit]:
        return [
            TaskUnit(
                task=task,
                role=UnitRole(role),
                order=order,
                unit_id=unit if unit in self._units else None,
                group_id=group if group in self._groups else None,
                written="" if unit in self._units or group in self._groups else name[:120],
            )
            for order, (role, unit, group, name) in enumerate(entries)
        ]


def _row_shifts(row: dict[str, Any], old: int, by: int) -> list[Shift]:
    labels = {name: str(Task._meta.get_field(name).verbose_name) for name in SHIFTED_WORDS}
    head = (row["no"], row["text"][:40])
    found = []
    for name in SHIFTED_WORDS:
        if (now := _moved_words(row[name], old, by)) != row[name]:
            found.append(Shift(f"{row['key']}:{name}", *head, labels[name], row[name], now))
    for place, measure in enumerate(row["measures"]):
        if (now := _moved_words(measure, old, by)) != measure:
            found.append(Shift(f"{row['key']}:measure{place}", *head, _("具体举措"), measure, now))
    day = day_of(row["own_deadline"])
    if day and day.year >= old:
        now = _moved_day(day, by).isoformat()
        found.append(Shift(f"{row['key']}:deadline", *head, _("完成时限"), day.isoformat(), now))
    for place, (due, words) in enumerate(row["milestones"]):
        day = day_of(due)
        moved = _moved_day(day, by).isoformat() if day and day.year >= old else due
        was, now = (
            " ".join(filter(None, (due, words))),
            " ".join(filter(None, (moved, _moved_words(words, old, by)))),
        )
        if was != now:
            found.append(Shift(f"{row['key']}:step{place}", *head, _("季度节点"), was, now))
    return found


def _moved_words(words: str, old: int, by: int) -> str:
    return _YEAR.sub(lambda m: str(int(m[1]) + by) if int(m[1]) >= old and not _in_number(m) else m[1], words)


def _in_number(found: re.Match[str]) -> bool:
    """Whether a year is that of a document's number: 鄂政发〔2026〕8号."""
    text, at = found.string, found.start()
    return (
        at > 0 and text[at - 1] in "〔[（(" and text[found.end() : found.end() + 1] in ("〕", "]", "）", ")")
    )


def _moved_day(day: date, by: int) -> date:
    try:
        return day.replace(year=day.year + by)
    except ValueError:
        return day.replace(year=day.year + by, day=28)


def _task(stream: Workstream, order: int, row: dict[str, Any], shifts: dict[str, str]) -> Task:
    key = row["key"]
    words = {name: shifts.get(f"{key}:{name}", row[name]) for name in SHIFTED_WORDS}
    return Task(
        workstream=stream,
        order=order,
        kind=row["kind"],
        measures=[shifts.get(f"{key}:measure{place}", line) for place, line in enumerate(row["measures"])],
        deadline=day_of(shifts.get(f"{key}:deadline", row["own_deadline"])),
        leader=row["leader"],
        responsible=row["responsible"],
        phone=row["phone"],
        **words,
    )


def _steps(task: Task, row: dict[str, Any], shifts: dict[str, str]) -> list[Milestone]:
    found = []
    for order, (due, words) in enumerate(row["milestones"]):
        moved = shifts.get(f"{row['key']}:step{order}")
        if moved is not None and due:
            due, _space, words = moved.partition(" ")
        elif moved is not None:
            words = moved
        found.append(Milestone(task=task, order=order, due=day_of(due), text=words))
    return found
