"""Dispatch: who gets what, once; and what may be adjusted afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry, Notification, UnitGroup
from luodi_web.supervision.domain.editing import EditRefused, StaleRevision
from luodi_web.supervision.domain.editing_tasks import change_task
from luodi_web.supervision.domain.editing_units import Pick
from luodi_web.supervision.domain.plan_units import plan_dispatch
from luodi_web.supervision.domain.plans import tasks_of
from luodi_web.supervision.domain.publishing import publish_plan
from luodi_web.supervision.domain.publishing_changes import Adjustment, adjust_task
from luodi_web.supervision.enums import AssignmentState, Light, PlanState, SupervisionVerb
from luodi_web.supervision.models import Assignment, Plan, Task
from tests.web.at_once import at_once
from tests.web.factories import actor, make_plan, make_unit, make_user

pytestmark = pytest.mark.django_db
FAR = timezone.localdate() + timedelta(days=200)


def ready_plan(tasks: list[str] | None = None) -> tuple[Plan, list, UnitGroup]:
    """Tasks led by the first of three units, joined by a group of all three."""
    plan = make_plan({"甲": tasks or ["建设实验室"]})
    units = [make_unit() for _ in range(3)]
    group = UnitGroup.objects.create(name="各市、州")
    group.members.set(units)
    for task in tasks_of(plan):
        task.task_units.create(role="lead", unit=units[0])
        task.task_units.create(role="joint", group=group, order=1)
    Task.objects.update(deadline=FAR)
    return plan, units, group


def sent(plan: Plan) -> list[tuple]:
    rows = Assignment.objects.filter(task__workstream__plan=plan).order_by("task", "unit__path")
    return [(a.task.text, a.unit, a.role, a.state, a.deadline) for a in rows.select_related("task", "unit")]


def test_dispatch_preview_counts_a_unit_named_twice_once_as_lead():
    plan, units, _group = ready_plan(["一", "二"])

    dispatch = plan_dispatch(plan)

    assert [(s.unit, len(s.lead), len(s.joint)) for s in dispatch.shares] == [
        (units[0], 2, 0),
        (units[1], 0, 2),
        (units[2], 0, 2),
    ]
    assert (dispatch.task_count, len(dispatch.entries)) == (2, 6)


def test_publish_creates_one_assignment_for_each_task_and_unit():
    plan, units, _group = ready_plan()

    count = publish_plan(plan, actor())

    assert count == 3
    assert sent(plan) == [
        ("建设实验室", units[0], "lead", AssignmentState.SENT, FAR),
        ("建设实验室", units[1], "joint", AssignmentState.SENT, FAR),
        ("建设实验室", units[2], "joint", AssignmentState.SENT, FAR),
    ]
    assert set(Assignment.objects.values_list("light", flat=True)) == {Light.GREEN}
    assert plan.state == PlanState.PUBLISHED and plan.published_at is not None
    entry = AuditEntry.objects.get(verb=SupervisionVerb.PLAN_PUBLISHED)
    assert entry.after == {"state": "已下达", "tasks": 1, "units": 3, "assignments": 3}


def test_publish_leaves_out_disabled_members_of_a_group():
    plan, units, _group = ready_plan()
    units[2].is_active = False
    units[2].save()

    publish_plan(plan, actor())

    assert [row[1] for row in sent(plan)] == units[:2]


def test_publish_tells_the_people_of_each_unit_once(django_capture_on_commit_callbacks):
    plan, units, _group = ready_plan(["一", "二"])
    county = make_user(role=Role.COUNTY, unit=units[1])
    stranger = make_user(role=Role.COUNTY, unit=make_unit())

    with django_capture_on_commit_callbacks(execute=True):
        publish_plan(plan, actor())

    assert [n.text for n in Notification.objects.filter(user=county)] == [
        f"收到2项新任务，请签收：{plan.title}"
    ]
    assert not Notification.objects.filter(user=stranger).exists()


def test_publish_with_errors_is_refused_and_stores_nothing():
    plan, _units, _group = ready_plan()
    tasks_of(plan).get().task_units.filter(role="lead").delete()

    with pytest.raises(ValidationError, match="没有牵头单位"):
        publish_plan(plan, actor())

    assert not Assignment.objects.exists()
    assert Plan.objects.get(pk=plan.pk).state == PlanState.DRAFT


def test_publish_of_a_plan_changed_since_the_preview_is_refused():
    plan, _units, _group = ready_plan()
    change_task(plan, tasks_of(plan).get().pk, {"text": "改"}, revision=0, by=actor())

    with pytest.raises(StaleRevision):
        publish_plan(plan, actor(), revision=0)

    assert not Assignment.objects.exists()


def test_publish_twice_is_refused_the_second_time():
    plan, _units, _group = ready_plan()
    publish_plan(plan, actor())

    with pytest.raises(EditRefused):
        publish_plan(plan, actor())

    assert Assignment.objects.count() == 3


def test_publish_of_many_tasks_to_many_units_takes_few_queries():
    plan = make_plan({"甲": [f"任务{n}" for n in range(20)]})
    lead = make_unit()
    group = UnitGroup.objects.create(name="全省科技管理部门")
    group.members.set([make_unit() for _ in range(116)])
    for task in tasks_of(plan):
        task.task_units.create(role="lead", unit=lead)
        task.task_units.create(role="joint", group=group, order=1)
    Task.objects.update(deadline=FAR)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        count = publish_plan(plan, actor())

    assert count == 20 * 117
    # Lights of 500 at a time, each with what is set by hand, owed and reported; not one a task or unit.
    assert len(queries) < 150


@pytest.mark.django_db(transaction=True)
def test_two_people_who_publish_at_once_dispatch_once():
    plan, _units, _group = ready_plan()

    def go() -> None:
        publish_plan(Plan.objects.get(pk=plan.pk), actor(), revision=0)

    outcomes = at_once(go, go, refusals=(EditRefused, StaleRevision))

    assert [outcome is None for outcome in outcomes].count(False) == 1
    assert Assignment.objects.count() == 3


def adjust(task: Task, **changes):
    values = {
        "deadline": task.deadline,
        "lead": [Pick(u.unit_id, u.group_id) for u in task.task_units.filter(role="lead")],
        "joint": [Pick(u.unit_id, u.group_id) for u in task.task_units.filter(role="joint")],
        "reason": "工作需要",
    }
    return adjust_task(task, **{**values, **changes}, by=actor())


def published() -> tuple[Task, list]:
    plan, units, _group = ready_plan()
    publish_plan(plan, actor())
    return tasks_of(plan).select_related("workstream").get(), units


def test_adjust_moves_the_deadline_of_all_that_is_open():
    task, units = published()
    Assignment.objects.filter(unit=units[2]).update(state=AssignmentState.DONE)
    later = FAR + timedelta(days=30)

    done = adjust(task, deadline=later)

    assert done == Adjustment(added=0, withdrawn=0, changed=2)
    assert [(unit, day) for _t, unit, _r, _s, day in sent(task.workstream.plan)] == [
        (units[0], later),
        (units[1], later),
        (units[2], FAR),
    ]
    entry = AuditEntry.objects.get(verb=SupervisionVerb.TASK_ADJUSTED)
    assert (entry.before["deadline"], entry.after["deadline"]) == (FAR.isoformat(), later.isoformat())
    assert entry.after["reason"] == "工作需要"


def test_adjust_tells_the_units_that_keep_the_task(django_capture_on_commit_callbacks):
    task, units = published()
    county = make_user(role=Role.COUNTY, unit=units[1])

    with django_capture_on_commit_callbacks(execute=True):
        adjust(task, deadline=FAR + timedelta(days=30))

    assert [n.text for n in Notification.objects.filter(user=county)] == [
        "任务有调整（工作需要）：建设实验室"
    ]


def test_adjust_of_units_adds_withdraws_and_changes_roles():
    task, units = published()
    new = make_unit()

    done = adjust(
        task, lead=[Pick(unit_id=units[1].pk)], joint=[Pick(unit_id=units[0].pk), Pick(unit_id=new.pk)]
    )

    assert done == Adjustment(added=1, withdrawn=1, changed=2)
    assert [(unit, role, state) for _t, unit, role, state, _d in sent(task.workstream.plan)] == [
        (units[0], "joint", AssignmentState.SENT),
        (units[1], "lead", AssignmentState.SENT),
        (units[2], "joint", AssignmentState.WITHDRAWN),
        (new, "joint", AssignmentState.SENT),
    ]


def test_adjust_that_names_a_withdrawn_unit_again_sends_it_again():
    task, units = published()
    adjust(task, joint=[Pick(unit_id=units[1].pk)])

    done = adjust(task, joint=[Pick(unit_id=units[1].pk), Pick(unit_id=units[2].pk)])

    assert done == Adjustment(added=1, withdrawn=0, changed=0)
    assert [state for _t, _u, _r, state, _d in sent(task.workstream.plan)] == [AssignmentState.SENT] * 3


@pytest.mark.parametrize("changes", [{}, {"lead": []}, {"joint": [Pick(written="某处")]}])
def test_adjust_without_change_or_with_unknown_units_is_refused(changes):
    task, _units = published()

    with pytest.raises(ValidationError):
        adjust(task, **changes)

    assert Assignment.objects.filter(state=AssignmentState.SENT).count() == 3
    assert not AuditEntry.objects.filter(verb=SupervisionVerb.TASK_ADJUSTED).exists()


def test_adjust_of_a_draft_is_refused():
    plan, _units, _group = ready_plan()

    with pytest.raises(ValidationError):
        adjust(tasks_of(plan).select_related("workstream").get(), deadline=FAR + timedelta(days=1))
