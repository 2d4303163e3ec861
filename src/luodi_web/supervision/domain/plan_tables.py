"""A plan as rows: the 任务分解表 and the 责任分工表 that the workbook, the print and the copy share.

No cell of ours is merged, and the header is the first row: filters and sorting keep working in Excel, and
what goes out comes in again unchanged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.policies.domain.places import place_words
from luodi_web.supervision.domain.milestones import milestones_of, milestones_text
from luodi_web.supervision.domain.outline import deadline_in_force, numbered, units_in_force
from luodi_web.supervision.domain.plan_units import FOR_UNITS
from luodi_web.supervision.domain.plans import chinese_number, tasks_of
from luodi_web.supervision.enums import UnitRole
from luodi_web.supervision.models import Plan, Task, TaskUnit

# Column, header, width in characters. The importer reads the same headers.
COLUMNS = (
    ("no", gettext_lazy("序号"), 7),
    ("workstream", gettext_lazy("工作板块"), 16),
    ("text", gettext_lazy("工作任务"), 44),
    ("measures", gettext_lazy("具体举措"), 34),
    ("target", gettext_lazy("目标值"), 18),
    ("deliverable", gettext_lazy("成果形式"), 18),
    ("lead", gettext_lazy("牵头单位"), 16),
    ("joint", gettext_lazy("配合单位"), 26),
    ("leader", gettext_lazy("分管领导"), 12),
    ("responsible", gettext_lazy("责任处室／责任人"), 18),
    ("phone", gettext_lazy("联系人电话"), 16),
    ("deadline", gettext_lazy("完成时限"), 13),
    ("deadline_text", gettext_lazy("时限原文"), 14),
    ("milestones", gettext_lazy("季度节点"), 30),
    ("provision", gettext_lazy("依据条款"), 14),
    ("note", gettext_lazy("备注"), 18),
)
_BY_NAME = {column[0]: column for column in COLUMNS}
# Who does what: the units first, the rows by lead.
DUTY_COLUMNS = tuple(
    _BY_NAME[name]
    for name in (
        *("no", "lead", "joint", "leader", "responsible", "phone", "workstream", "text", "measures"),
        *("target", "deliverable", "deadline", "deadline_text", "milestones", "provision", "note"),
    )
)


class Layout(TextChoices):
    TASKS = "tasks", gettext_lazy("任务分解表")
    DUTIES = "duties", gettext_lazy("责任分工表")


@dataclass(frozen=True)
class PlanRow:
    """One task as the table shows it. lead, joint: names joined by 、; measures, milestones: one a line.

    lead, joint, deadline are its own; ``…_above`` what a sub-task has from its parent, empty or null
    otherwise. percent: null unless somebody sets it (``progress_by_task``).
    provision: the clause it comes from as one cites it, 第一部分第（三）项.
    """

    task: Task
    no: str
    workstream: str
    text: str
    measures: str
    target: str
    deliverable: str
    lead: str
    joint: str
    leader: str
    responsible: str
    phone: str
    deadline: date | None
    deadline_text: str
    milestones: str
    provision: str
    note: str
    lead_above: str = ""
    joint_above: str = ""
    deadline_above: date | None = None
    percent: int | None = None

    def cells(self, layout: str = Layout.TASKS) -> list[Any]:
        """Values in the order of the layout's columns. Several measures are numbered."""
        return [
            _lines(self.task.measures) if name == "measures" else getattr(self, name)
            for name, _label, _width in columns_of(layout)
        ]


def columns_of(layout: str) -> tuple[tuple[str, Any, int], ...]:
    return DUTY_COLUMNS if layout == Layout.DUTIES else COLUMNS


def plan_rows(plan: Plan) -> Iterator[PlanRow]:
    """The plan's tasks in reading order, numbered 1.1, 1.1.1, 1.2, 2.1 …"""
    places = place_words(plan.version.provisions.defer("text", "heading")) if plan.version else {}
    streams: dict[int, list[Task]] = {}
    tasks = tasks_of(plan).select_related("workstream")
    for task in tasks.prefetch_related(
        *FOR_UNITS, "milestones", "task_units__group", "parent__task_units__group"
    ):
        streams.setdefault(task.workstream_id, []).append(task)
    order = list(plan.workstreams.values_list("pk", flat=True))
    for pk, rows in streams.items():
        number = order.index(pk) + 1
        for no, task in numbered(rows, number):
            yield _row(no, f"{chinese_number(number)}、{task.workstream.name}", task, places)


def rows_in_layout(plan: Plan, layout: str) -> list[PlanRow]:
    """All rows in the layout's order: by reading order, or by the tree of lead units, who has none last."""
    rows = list(plan_rows(plan))
    if layout != Layout.DUTIES:
        return rows
    return sorted(rows, key=lambda row: _lead_place(row.task))


def unit_names(task: Task, role: str) -> str:
    """Names joined by 、 in full, so that they are read back without doubt."""
    return _joined(task.task_units.all(), role)


def plan_markdown(plan: Plan) -> str:
    """The plan as Markdown: a heading for each workstream, a table of its tasks."""
    names = ("no", "text", "measures", "target", "deliverable", "lead", "joint", "deadline", "note")
    labels = [str(label) for name, label, _width in COLUMNS if name in names]
    lines = [f"# {plan.title}", ""]
    stream = None
    for row in plan_rows(plan):
        if row.workstream != stream:
            stream = row.workstream
            lines += ["", f"## {stream}", "", _line(labels), _line(["---"] * len(labels))]
        lines.append(_line([_deadline_words(row) if n == "deadline" else getattr(row, n) for n in names]))
    return "\n".join(lines) + "\n"


def _row(no: str, workstream: str, task: Task, places: dict[int, str]) -> PlanRow:
    above = [entry for entry in units_in_force(task) if entry.task_id != task.pk]
    return PlanRow(
        task=task,
        no=no,
        workstream=workstream,
        text=task.text,
        measures="\n".join(task.measures),
        target=task.target,
        deliverable=task.deliverable,
        lead=unit_names(task, UnitRole.LEAD),
        joint=unit_names(task, UnitRole.JOINT),
        leader=task.leader,
        responsible=task.responsible,
        phone=task.phone,
        deadline=task.deadline,
        deadline_text=task.deadline_text,
        milestones=milestones_text(milestones_of(task)),
        provision=places.get(task.provision_id or 0, ""),
        note=task.note,
        lead_above=_joined(above, UnitRole.LEAD),
        joint_above=_joined(above, UnitRole.JOINT),
        deadline_above=None if task.deadline else deadline_in_force(task),
    )


def _joined(entries: Sequence[TaskUnit] | Any, role: str) -> str:
    return "、".join(str(entry) for entry in entries if entry.role == role)


def _lines(measures: list[str]) -> str:
    return "\n".join(f"（{number}）{line}" for number, line in enumerate(measures, start=1))


def _lead_place(task: Task) -> tuple[int, str]:
    lead = next((entry for entry in units_in_force(task) if entry.role == UnitRole.LEAD), None)
    if lead is None:
        return 3, ""
    if lead.unit is not None:
        return 0, lead.unit.path
    return (1, lead.group.name) if lead.group is not None else (2, lead.written)


def _deadline_words(row: PlanRow) -> str:
    return row.deadline.isoformat() if row.deadline else row.deadline_text or _("未定")


def _line(cells: list[str]) -> str:
    # A pipe or a line break inside a cell would end it.
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "；") for cell in cells) + " |"
