"""Figures that cities' reports give: how many enterprises were trained, what was deducted for research."""

from __future__ import annotations

import random
from decimal import Decimal

from luodi_web.people.actor import Actor
from luodi_web.supervision.domain.figures import request_figure
from luodi_web.supervision.models import Assignment, FigureRequest, Plan, Task

# Beginning of the task, what is asked for, its unit, the most that a city reaches, the smallest step.
ASKED = [
    ("组织各市、州", "累计培训企业数", "家", 320, "1"),
    ("落实研发费用", "享受加计扣除企业数", "家", 900, "1"),
    ("落实研发费用", "研发费用加计扣除额", "亿元", 60, "0.1"),
]

# By task: each figure with the most that a unit gives and its step.
Requests = dict[int, list[tuple[FigureRequest, int, Decimal]]]


def ask_for_figures(plan: Plan, *, by: Actor) -> Requests:
    """Ask the cities for them, before the first report; tasks that the plan does not have are left out."""
    asked: Requests = {}
    for start, name, measure, most, step in ASKED:
        task = Task.objects.filter(workstream__plan=plan, text__startswith=start).first()
        if task is not None:
            request = request_figure(task, name=name, measure=measure, by=by)
            asked.setdefault(task.pk, []).append((request, most, Decimal(step)))
    return asked


def figures_of(row: Assignment, percent: int, requests: Requests) -> dict[int, Decimal]:
    """What a unit gives at that rate of completion: an invented share of the most, always the same."""
    given = {}
    for request, most, step in requests.get(row.task_id, []):
        share = random.Random(f"{request.name}{row.unit.name}").uniform(0.3, 1)
        given[request.pk] = Decimal(most * share * percent / 100).quantize(step)
    return given
