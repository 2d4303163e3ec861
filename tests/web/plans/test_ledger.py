"""督办台账: one matter a row, with the work of those units only that the reader may see."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import Role
from luodi_web.supervision.domain.outline_progress import progress_shown_to
from luodi_web.supervision.domain.plan_ledger import LEDGER_COLUMNS, ledger_rows
from luodi_web.supervision.models import Task
from tests.web.factories import make_assignment, make_plan, make_report, make_task, make_unit, make_user

pytestmark = pytest.mark.django_db


def maker(plan) -> Rights:
    return Rights.of(make_user(role=Role.INNOVATION_OFFICE, unit=plan.owner))


def ledger(plan, rights: Rights) -> list[dict[str, object]]:
    labels = [str(label) for label, _width in LEDGER_COLUMNS]
    return [dict(zip(labels, row, strict=True)) for row in ledger_rows(plan, rights)]


def test_ledger_has_one_row_a_matter_and_the_leads_words():
    task = Task.objects.get(pk=make_assignment(deadline=date(2026, 12, 31)).task_id)
    lead = task.assignments.get()
    make_report(lead, problem="缺人", next_step="招人")
    joint = make_assignment(task, role="joint")
    make_report(joint, problem="不在此列")
    plan = task.workstream.plan

    [row] = ledger(plan, maker(plan))

    assert (row["督办事项"], row["本期进展"], row["存在问题"], row["下步措施"], row["签收"]) == (
        "建设实验室",
        "已完成选址。",
        "缺人",
        "招人",
        "待签收",
    )
    assert (row["办理时限"], row["完成率"]) == (date(2026, 12, 31), "0%")


def test_ledger_shows_another_department_the_plan_and_not_what_units_reported():
    ours, theirs = make_unit(), make_unit()
    plan = make_plan({"抓平台": []})
    for text, unit in (("我们的事", ours), ("别人的事", theirs)):
        row = make_assignment(make_task(plan, text=text), unit, deadline=date(2026, 12, 31), percent=40)
        make_report(row, text=f"{text}的进展", problem="缺人", next_step="招人", decision_note="再报")
    rights = Rights.of(make_user(role=Role.PROVINCE, unit=ours))

    mine, other = ledger(plan, rights)

    assert (mine["督办事项"], mine["本期进展"], mine["完成率"]) == ("我们的事", "我们的事的进展", "40%")
    kept = ("本期进展", "完成率", "存在问题", "下步措施", "灯号", "佐证", "审核意见", "签收", "责任人")
    assert other["督办事项"] == "别人的事"
    assert {name: other[name] for name in kept} == dict.fromkeys(kept, "")
    assert len(progress_shown_to(maker(plan), plan)) == 2
    assert len(progress_shown_to(rights, plan)) == 1


def test_a_parents_progress_is_shown_to_who_sees_all_of_its_parts():
    ours, theirs = make_unit(), make_unit()
    plan = make_plan({"抓平台": []})
    above = make_task(plan, text="上级任务")
    rows = [make_assignment(make_task(plan), unit, percent=50) for unit in (ours, theirs)]
    Task.objects.filter(assignments__in=rows).update(parent=above)
    mine = Rights.of(make_user(role=Role.PROVINCE, unit=ours))

    assert progress_shown_to(mine, plan) == {rows[0].task_id: 50}
    assert progress_shown_to(maker(plan), plan) == {rows[0].task_id: 50, rows[1].task_id: 50, above.pk: 50}


def test_ledger_costs_the_same_for_many_tasks():
    plan = make_report(make_assignment()).assignment.task.workstream.plan
    rights = maker(plan)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            list(ledger_rows(plan, rights))
        return len(found)

    one = cost()
    for number in range(3):
        make_report(make_assignment(make_task(plan, text=f"任务{number}")))

    assert cost() == one
