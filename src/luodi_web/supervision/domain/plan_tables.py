"""A plan as a 任务分解表: one row a task, in the columns that the workbook, the print and the copy share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.policies.domain.places import place_words
from luodi_web.supervision.domain.plans import chinese_number, tasks_of
from luodi_web.supervision.enums import UnitRole
from luodi_web.supervision.models import Plan, Task

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
    ("deadline", gettext_lazy("完成时限"), 13),
    ("deadline_text", gettext_lazy("时限原文"), 14),
    ("provision", gettext_lazy("依据条款"), 14),
    ("note", gettext_lazy("备注"), 18),
)


@dataclass(frozen=True)
class PlanRow:
    """One task as the table shows it. lead, joint: names joined by 、; measures: one a line.

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
    deadline: date | None
    deadline_text: str
    provision: str
    note: str

    def cells(self) -> list[Any]:
        """Values in the order of COLUMNS."""
        return [getattr(self, name) for name, _label, _width in COLUMNS]


def plan_rows(plan: Plan) -> Iterator[PlanRow]:
    """The plan's tasks in reading order, numbered 1.1, 1.2, 2.1 …"""
    streams = {stream.pk: number for number, stream in enumerate(plan.workstreams.all(), start=1)}
    tasks = tasks_of(plan).select_related("workstream")
    places = place_words(plan.version.provisions.defer("text", "heading")) if plan.version else {}
    place, last = 0, None
    for task in tasks.prefetch_related("task_units__unit", "task_units__group"):
        place = place + 1 if task.workstream_id == last else 1
        last = task.workstream_id
        number = streams[task.workstream_id]
        yield PlanRow(
            task=task,
            no=f"{number}.{place}",
            workstream=f"{chinese_number(number)}、{task.workstream.name}",
            text=task.text,
            measures="\n".join(task.measures),
            target=task.target,
            deliverable=task.deliverable,
            lead=unit_names(task, UnitRole.LEAD),
            joint=unit_names(task, UnitRole.JOINT),
            deadline=task.deadline,
            deadline_text=task.deadline_text,
            provision=places.get(task.provision_id or 0, ""),
            note=task.note,
        )


def unit_names(task: Task, role: str) -> str:
    """Names joined by 、 in full, so that they are read back without doubt."""
    entries = [entry for entry in task.task_units.all() if entry.role == role]
    return "、".join(str(entry) for entry in entries)


def plan_markdown(plan: Plan) -> str:
    """The plan as Markdown: a heading for each workstream, a table of its tasks."""
    names = ("no", "text", "measures", "target", "deliverable", "lead", "joint", "deadline", "note")
    labels = [str(label) for name, label, _width in COLUMNS if name in names]
    lines = [f"# {plan.title}", ""]
    stream = None
    for row in plan_rows(plan):
        if row.workstream != stream:
            stream = row.workstream
            lines += ["", f"## {stream}", "", _row(labels), _row(["---"] * len(labels))]
        lines.append(_row([_deadline_words(row) if n == "deadline" else getattr(row, n) for n in names]))
    return "\n".join(lines) + "\n"


def _deadline_words(row: PlanRow) -> str:
    return row.deadline.isoformat() if row.deadline else row.deadline_text or _("未定")


def _row(cells: list[str]) -> str:
    # A pipe or a line break inside a cell would end it.
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "；") for cell in cells) + " |"
