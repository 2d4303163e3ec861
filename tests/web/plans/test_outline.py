"""Sub-tasks and milestones: one level, kept together, inherited until dispatch."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from luodi_web.supervision.domain import editing_tasks as edit
from luodi_web.supervision.domain.completeness import can_publish
from luodi_web.supervision.domain.drafting_units import link_units
from luodi_web.supervision.domain.editing import EditRefused, redo_edit, undo_edit
from luodi_web.supervision.domain.editing_units import Pick
from luodi_web.supervision.domain.milestones import Step, milestones_of, milestones_text, parse_milestones
from luodi_web.supervision.domain.outline_progress import progress_by_task
from luodi_web.supervision.domain.plan_tables import plan_rows
from luodi_web.supervision.domain.publishing import publish_plan
from luodi_web.supervision.domain.publishing_changes import adjust_task
from luodi_web.supervision.domain.snapshots import read_content
from luodi_web.supervision.enums import AssignmentState
from luodi_web.supervision.models import Assignment, Plan, Task
from tests.web.factories import actor, make_plan, make_unit
from tests.web.plans.screen import said, send, words

pytestmark = pytest.mark.django_db
BY = actor()


def act(function, plan: Plan, *args, **kwargs):
    plan.refresh_from_db()
    return function(plan, *args, revision=plan.revision, by=BY, **kwargs)


def named(plan: Plan, text: str) -> Task:
    return Task.objects.get(workstream__plan=plan, text=text)


def numbers(plan: Plan) -> list[tuple[str, str]]:
    return [(row.no, row.text) for row in plan_rows(plan)]


def nested() -> Plan:
    """甲: 一 (with 一甲, 一乙), 二."""
    plan = make_plan({"甲": ["一", "一甲", "一乙", "二"]})
    one = named(plan, "一")
    Task.objects.filter(text__in=["一甲", "一乙"]).update(parent=one)
    return plan


def test_indent_and_outdent_keep_the_reading_order():
    plan = make_plan({"甲": ["一", "二", "三"]})

    act(edit.indent_task, plan, named(plan, "二").pk)
    act(edit.indent_task, plan, named(plan, "三").pk)
    assert numbers(plan) == [("1.1", "一"), ("1.1.1", "二"), ("1.1.2", "三")]

    act(edit.outdent_task, plan, named(plan, "二").pk)
    assert numbers(plan) == [("1.1", "一"), ("1.1.1", "三"), ("1.2", "二")]


@pytest.mark.parametrize(
    ("text", "function"), [("一", "indent_task"), ("一甲", "indent_task"), ("一", "outdent_task")]
)
def test_level_that_cannot_change_is_refused(text, function):
    plan = nested()

    with pytest.raises(EditRefused):
        act(getattr(edit, function), plan, named(plan, text).pk)

    assert [no for no, _text in numbers(plan)] == ["1.1", "1.1.1", "1.1.2", "1.2"]


def test_task_with_sub_tasks_cannot_become_one():
    plan = nested()
    act(edit.move_tasks, plan, [named(plan, "二").pk], plan.workstreams.get().pk, 0)
    assert numbers(plan)[0] == ("1.1", "二")

    with pytest.raises(EditRefused):
        act(edit.indent_task, plan, named(plan, "一").pk)


def test_moving_a_task_takes_its_sub_tasks_along_and_undo_brings_them_back():
    plan = nested()
    other = plan.workstreams.create(order=1, name="乙")
    before = read_content(plan)

    act(edit.move_tasks, plan, [named(plan, "一").pk], other.pk, 0)

    assert numbers(plan) == [("1.1", "二"), ("2.1", "一"), ("2.1.1", "一甲"), ("2.1.2", "一乙")]
    act(undo_edit, plan)
    assert read_content(plan) == before


def test_deleting_a_task_deletes_its_sub_tasks_and_undo_brings_them_back():
    plan = nested()
    before = read_content(plan)

    assert act(edit.delete_tasks, plan, [named(plan, "一").pk]) == 3
    assert numbers(plan) == [("1.1", "二")]

    act(undo_edit, plan)
    assert read_content(plan) == before


def test_copy_of_a_task_has_sub_tasks_and_milestones_of_its_own():
    plan = nested()
    named(plan, "一甲").milestones.create(order=0, due=date(2026, 3, 31), text="完成选址")

    twin = act(edit.duplicate_task, plan, named(plan, "一").pk)

    assert [no for no, _text in numbers(plan)] == ["1.1", "1.1.1", "1.1.2", "1.2", "1.2.1", "1.2.2", "1.3"]
    first = twin.children.first()
    assert milestones_of(first) == [Step(date(2026, 3, 31), "完成选址")]


def test_merging_joins_neighbours_of_one_level_and_keeps_their_sub_tasks():
    plan = nested()

    act(edit.merge_with_next, plan, named(plan, "一").pk)
    assert numbers(plan) == [("1.1", "一；二"), ("1.1.1", "一甲"), ("1.1.2", "一乙")]

    act(edit.merge_with_next, plan, named(plan, "一甲").pk)
    assert numbers(plan) == [("1.1", "一；二"), ("1.1.1", "一甲；一乙")]
    with pytest.raises(EditRefused):
        act(edit.merge_with_next, plan, named(plan, "一甲；一乙").pk)


def test_sub_task_of_a_sub_task_is_refused():
    plan = nested()

    with pytest.raises(EditRefused):
        act(edit.add_task, plan, plan.workstreams.get().pk, parent_id=named(plan, "一甲").pk)


def test_meeting_can_add_a_task_with_units_and_deadline():
    plan = make_plan({"会议决定": []})
    unit = make_unit()

    task = act(
        edit.add_task,
        plan,
        plan.workstreams.get().pk,
        text="提出方案",
        deadline=date(2027, 1, 31),
        lead=[Pick(unit_id=unit.pk)],
    )

    assert (task.text, task.deadline, [str(u) for u in task.task_units.all()]) == (
        "提出方案",
        date(2027, 1, 31),
        [unit.name],
    )


class EditsOfTrees(TestCase):
    """Whatever is done to a tree, sub-tasks stay behind their parent, and undo gives back what there was."""

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 20), st.integers(0, 4)), max_size=8))
    def test_any_acts_keep_the_tree_whole(self, acts):
        plan = nested()
        plan.workstreams.create(order=1, name="乙")
        streams = list(plan.workstreams.all())
        seen = [read_content(plan)]
        for kind, which, place in acts:
            tasks = list(Task.objects.filter(workstream__plan=plan).order_by("workstream__order", "order"))
            if not tasks:
                break
            task = tasks[which % len(tasks)]
            plan.refresh_from_db()
            common = {"revision": plan.revision, "by": BY}
            try:
                if kind == 0:
                    edit.indent_task(plan, task.pk, **common)
                elif kind == 1:
                    edit.outdent_task(plan, task.pk, **common)
                elif kind == 2:
                    edit.move_tasks(plan, [task.pk], streams[place % 2].pk, place, **common)
                elif kind == 3:
                    edit.duplicate_task(plan, task.pk, **common)
                elif kind == 4:
                    edit.merge_with_next(plan, task.pk, **common)
                else:
                    edit.delete_tasks(plan, [task.pk], **common)
            except EditRefused:
                continue
            content = read_content(plan)
            if content != seen[-1]:
                seen.append(content)
            for stream in plan.workstreams.all():
                last = None
                for order, row in enumerate(stream.tasks.all()):
                    assert row.order == order
                    if row.parent_id is None:
                        last = row.pk
                    else:
                        assert row.parent_id == last
        for content in reversed(seen[:-1]):
            plan.refresh_from_db()
            undo_edit(plan, revision=plan.revision, by=BY)
            assert read_content(plan) == content
        for content in seen[1:]:
            plan.refresh_from_db()
            redo_edit(plan, revision=plan.revision, by=BY)
            assert read_content(plan) == content


def dispatched() -> tuple[Plan, dict[str, Task]]:
    plan = nested()
    make_unit("省科学技术厅")
    make_unit("省财政厅")
    tasks = {task.text: task for task in Task.objects.filter(workstream__plan=plan)}
    link_units(
        [
            (tasks["一"], ["省科学技术厅"], ["省财政厅"]),
            (tasks["一乙"], ["省财政厅"], []),
            (tasks["二"], ["省财政厅"], []),
        ]
    )
    day = timezone.localdate() + timedelta(days=60)
    Task.objects.filter(pk__in=[tasks["一"].pk, tasks["二"].pk]).update(deadline=day)
    Task.objects.filter(pk=tasks["一乙"].pk).update(deadline=day - timedelta(days=30))
    publish_plan(plan, BY)
    return plan, {task.text: task for task in Task.objects.filter(workstream__plan=plan)}


def test_publishing_sends_sub_tasks_with_what_they_inherit_and_not_their_parent():
    _plan, tasks = dispatched()

    rows = Assignment.objects.order_by("task__order", "-role").values_list(
        "task__text", "unit__name", "role", "deadline"
    )
    day = tasks["一"].deadline
    assert list(rows) == [
        ("一甲", "省科学技术厅", "lead", day),
        ("一甲", "省财政厅", "joint", day),
        ("一乙", "省财政厅", "lead", day - timedelta(days=30)),
        ("二", "省财政厅", "lead", day),
    ]
    assert tasks["一甲"].deadline == day
    with pytest.raises(ValidationError, match="子任务"):
        adjust_task(tasks["一"], deadline=day, lead=[Pick(unit_id=1)], joint=[], reason="改", by=BY)


def test_progress_of_a_task_is_the_mean_of_its_sub_tasks():
    plan, tasks = dispatched()
    Assignment.objects.filter(task=tasks["一甲"], role="lead").update(
        percent=61, state=AssignmentState.ACKNOWLEDGED
    )
    Assignment.objects.filter(task=tasks["一乙"]).update(percent=80, state=AssignmentState.RETURNED)

    found = progress_by_task(plan)

    assert found == {tasks["一甲"].pk: 61, tasks["一乙"].pk: 0, tasks["一"].pk: 30, tasks["二"].pk: 0}


def test_lead_that_would_get_no_part_of_its_task_is_warned_of():
    plan = nested()
    make_unit("省科学技术厅", short_name="省科技厅")
    make_unit("省财政厅")
    link_units(
        [(named(plan, "一"), ["省科技厅"], [])]
        + [(named(plan, text), ["省财政厅"], []) for text in ("一甲", "一乙", "二")]
    )

    found = can_publish(plan)

    assert found.errors == []
    assert "牵头单位“省科技厅”没有承办任何子任务，收不到任务" in [f.message for f in found.warnings]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("2026-03-31 完成选址", [Step(date(2026, 3, 31), "完成选址")]),
        ("（1）2026年3月底前：完成选址；2026年第二季度，开工", [
            Step(date(2026, 3, 31), "完成选址"),
            Step(date(2026, 6, 30), "开工"),
        ]),
        ("一季度：出台方案\n四季度 验收", [
            Step(date(2027, 3, 31), "出台方案"),
            Step(date(2027, 12, 31), "验收"),
        ]),
        ("出台方案", [Step(None, "出台方案")]),
    ],
)  # fmt: skip
def test_milestones_are_read_as_people_write_them(text, steps):
    assert parse_milestones(text, 2027) == steps


@pytest.mark.parametrize("text", ["2026-02-30 完成", "2026年13月 完成", "2026-03-31", "字" * 201])
def test_milestone_that_cannot_be_is_refused(text):
    with pytest.raises(ValidationError):
        parse_milestones(text, 2026)


@given(st.lists(st.text(max_size=30), max_size=5), st.none() | st.integers(2020, 2030))
def test_milestones_written_are_read_again_the_same(lines, year):
    try:
        steps = parse_milestones("\n".join(lines), year)
    except ValidationError:
        return
    assert parse_milestones(milestones_text(steps), year) == steps


def test_editor_shows_levels_and_moves_by_drop(editor, office):
    plan = make_plan({"甲": ["一", "二", "三"]}, owner=office)
    one, two = named(plan, "一"), named(plan, "二")

    done = send(editor, "plan_task_level", plan, two.pk, level="down")
    assert (done.status_code, numbers(plan)[1]) == (200, ("1.1.1", "二"))
    assert f'data-id="t{two.pk}"' in done.content.decode()

    three = named(plan, "三")
    order = f"t{three.pk},t{two.pk}"
    send(editor, "plan_move", plan, moved=f"t{three.pk}", parent=f"t{one.pk}", order=order)
    assert numbers(plan) == [("1.1", "一"), ("1.1.1", "三"), ("1.1.2", "二")]

    wrong = send(editor, "plan_move", plan, moved=f"t{one.pk}", parent=f"t{three.pk}", order=f"t{one.pk}")
    assert (wrong.status_code, said(wrong)) == (422, "子任务下面不能再有子任务。")

    stream = plan.workstreams.get()
    send(
        editor,
        "plan_move",
        plan,
        moved=f"t{three.pk}",
        parent=f"w{stream.pk}",
        order=f"t{one.pk},t{three.pk}",
    )
    assert numbers(plan) == [("1.1", "一"), ("1.1.1", "二"), ("1.2", "三")]


def test_editor_saves_milestones_and_names_a_wrong_day(editor, office):
    plan = make_plan({"甲": ["一"]}, owner=office)
    task = named(plan, "一")
    key = f"t{task.pk}"

    good = send(
        editor,
        "plan_task_save",
        plan,
        task.pk,
        **{f"{key}-text": "一", f"{key}-milestones": "2026-03-31 选址\n验收"},
    )
    assert good.status_code == 200
    assert milestones_of(task) == [Step(date(2026, 3, 31), "选址"), Step(None, "验收")]

    wrong = send(
        editor,
        "plan_task_save",
        plan,
        task.pk,
        **{f"{key}-text": "一", f"{key}-milestones": "2026-02-30 选址"},
    )
    assert wrong.status_code == 422
    assert "日期不存在" in words(wrong)
    assert len(milestones_of(task)) == 2


def test_editor_costs_the_same_for_many_sub_tasks(editor, office):
    def cost(count: int) -> int:
        plan = make_plan({"甲": ["一", *(f"子{n}" for n in range(count))]}, owner=office)
        Task.objects.filter(workstream__plan=plan, text__startswith="子").update(parent=named(plan, "一"))
        with CaptureQueriesContext(connection) as found:
            editor.get(reverse("staff:plan_edit", args=[plan.pk]))
        return len(found)

    assert cost(1) == cost(6)
