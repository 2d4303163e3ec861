"""Editing a draft: every act, and that undo and redo bring back exactly what there was."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from luodi_web.people.enums import UnitKind
from luodi_web.people.models import AuditEntry, UnitGroup
from luodi_web.supervision.domain import editing_tasks, editing_units, editing_workstreams
from luodi_web.supervision.domain.editing import EditRefused, StaleRevision, redo_edit, undo_edit
from luodi_web.supervision.domain.editing_units import Pick, parse_picks
from luodi_web.supervision.domain.plans import tasks_of
from luodi_web.supervision.domain.snapshots import read_content
from luodi_web.supervision.enums import PlanState, SupervisionVerb, UnitRole
from luodi_web.supervision.models import Plan, Task
from tests.web.at_once import at_once
from tests.web.factories import actor, make_plan, make_unit, make_version

pytestmark = pytest.mark.django_db
BY = actor()


def outline(plan: Plan) -> dict[str, list[str]]:
    return {s.name: [t.text for t in s.tasks.all()] for s in plan.workstreams.all()}


def task(plan: Plan, text: str) -> Task:
    return Task.objects.get(workstream__plan=plan, text=text)


def act(function, plan, *args, **kwargs):
    plan.refresh_from_db()
    return function(plan, *args, revision=plan.revision, by=BY, **kwargs)


def test_change_task_sets_fields_and_writes_one_edit_and_one_audit_entry():
    plan = make_plan({"甲": ["制定方案"]})
    one = task(plan, "制定方案")

    act(editing_tasks.change_task, plan, one.pk, {"text": "制定实施方案", "deadline": date(2026, 12, 31)})

    one.refresh_from_db()
    edit = plan.edits.get()
    assert (one.text, one.deadline) == ("制定实施方案", date(2026, 12, 31))
    assert edit.label == "修改“制定方案”的工作任务、完成时限"
    assert edit.before == {f"t{one.pk}": {"text": "制定方案", "deadline": None}}
    assert edit.after == {f"t{one.pk}": {"text": "制定实施方案", "deadline": "2026-12-31"}}
    entry = AuditEntry.objects.get(verb=SupervisionVerb.PLAN_EDITED, object_id=str(plan.pk))
    assert entry.before == {"content": ["任务“制定方案”：工作任务 制定方案，完成时限 （空）"]}
    assert entry.after == {
        "content": ["任务“制定实施方案”：工作任务 制定实施方案，完成时限 2026-12-31"],
        "edit": "修改“制定方案”的工作任务、完成时限",
    }
    assert plan.revision == 1


def test_change_task_to_the_same_value_leaves_no_trace():
    plan = make_plan({"甲": ["制定方案"]})

    act(editing_tasks.change_task, plan, task(plan, "制定方案").pk, {"text": "制定方案"})

    plan.refresh_from_db()
    assert (plan.revision, plan.edits.count()) == (0, 0)
    assert not AuditEntry.objects.filter(verb=SupervisionVerb.PLAN_EDITED).exists()


def test_edit_with_an_older_revision_is_refused_and_changes_nothing():
    plan = make_plan({"甲": ["一", "二"]})
    act(editing_tasks.change_task, plan, task(plan, "一").pk, {"text": "一改"})

    with pytest.raises(StaleRevision) as caught:
        editing_tasks.change_task(plan, task(plan, "二").pk, {"text": "二改"}, revision=0, by=BY)

    assert caught.value.revision == 1
    assert caught.value.last.label == "修改“一”的工作任务"
    assert outline(plan) == {"甲": ["一改", "二"]}


def test_edit_of_a_dispatched_plan_is_refused():
    plan = make_plan({"甲": ["一"]})
    Plan.objects.update(state=PlanState.PUBLISHED)

    with pytest.raises(EditRefused):
        act(editing_tasks.change_task, plan, task(plan, "一").pk, {"text": "改"})

    assert outline(plan) == {"甲": ["一"]}


def test_task_of_another_plan_is_not_found():
    plan, other = make_plan({"甲": ["一"]}), make_plan({"乙": ["二"]})

    with pytest.raises(Task.DoesNotExist):
        act(editing_tasks.change_task, plan, task(other, "二").pk, {"text": "改"})


def test_add_task_stands_after_the_named_one():
    plan = make_plan({"甲": ["一", "二"]})

    act(editing_tasks.add_task, plan, plan.workstreams.get().pk, after_id=task(plan, "一").pk, text="新")

    assert outline(plan) == {"甲": ["一", "新", "二"]}
    assert [t.order for t in tasks_of(plan)] == [0, 1, 2]


def test_delete_then_undo_brings_back_the_same_rows_with_their_units():
    plan = make_plan({"甲": ["一", "二", "三"]})
    one = task(plan, "二")
    unit, group = make_unit(), UnitGroup.objects.create(name="各市、州")
    act(editing_units.set_units, plan, [one.pk], UnitRole.LEAD, [Pick(unit_id=unit.pk)])
    act(
        editing_units.set_units,
        plan,
        [one.pk],
        UnitRole.JOINT,
        [Pick(group_id=group.pk), Pick(written="某处")],
    )
    before = read_content(plan)

    deleted = act(editing_tasks.delete_tasks, plan, [one.pk, task(plan, "三").pk])
    assert (deleted, outline(plan)) == (2, {"甲": ["一"]})
    act(undo_edit, plan)

    assert read_content(plan) == before
    assert [str(u) for u in one.task_units.all()] == [unit.name, "各市、州", "某处"]


def test_undo_of_a_unit_deleted_since_keeps_a_mark_that_somebody_must_decide():
    plan = make_plan({"甲": ["一"]})
    group = UnitGroup.objects.create(name="临时组")
    act(editing_units.set_units, plan, [task(plan, "一").pk], UnitRole.LEAD, [Pick(group_id=group.pk)])
    act(editing_tasks.delete_tasks, plan, [task(plan, "一").pk])
    group.delete()

    act(undo_edit, plan)

    assert [str(u) for u in task(plan, "一").task_units.all()] == ["已删除的机构"]


def test_duplicate_stands_below_with_its_own_units():
    plan = make_plan({"甲": ["一", "二"]})
    unit = make_unit()
    act(editing_units.set_units, plan, [task(plan, "一").pk], UnitRole.LEAD, [Pick(unit_id=unit.pk)])

    twin = act(editing_tasks.duplicate_task, plan, task(plan, "一").pk)

    assert outline(plan) == {"甲": ["一", "一", "二"]}
    assert [u.unit for u in twin.task_units.all()] == [unit]


def with_span(source: str, text: str) -> tuple[Plan, Task]:
    plan = make_plan({"甲": [text]}, version=make_version(source))
    one = task(plan, text)
    one.start = source.index(text)
    one.end = one.start + len(text)
    one.save()
    return plan, one


def test_split_cuts_text_and_span_at_the_cursor_and_merge_joins_them_again():
    source = "一是抓平台。争创国家实验室，加强湖北实验室建设；推进平台建设。"
    plan, one = with_span(source, "争创国家实验室，加强湖北实验室建设")
    before = read_content(plan)

    other = act(editing_tasks.split_task, plan, one.pk, one.text.index("加强"))

    one.refresh_from_db()
    assert outline(plan) == {"甲": ["争创国家实验室", "加强湖北实验室建设"]}
    assert source[one.start : one.end] == "争创国家实验室"
    assert source[other.start : other.end] == "加强湖北实验室建设"

    act(editing_tasks.merge_with_next, plan, one.pk)
    assert read_content(plan) == before


@pytest.mark.parametrize("at", [0, 6, 7, 99])
def test_split_that_leaves_one_half_empty_is_refused(at):
    plan = make_plan({"甲": ["制定方案，。"]})

    with pytest.raises(EditRefused):
        act(editing_tasks.split_task, plan, task(plan, "制定方案，。").pk, at)

    assert outline(plan) == {"甲": ["制定方案，。"]}


def test_merge_keeps_the_first_lead_and_deadline_and_loses_nothing_else():
    plan = make_plan({"甲": ["一", "二"]})
    first, second = task(plan, "一"), task(plan, "二")
    a, b, c = make_unit(), make_unit(), make_unit()
    Task.objects.filter(pk=first.pk).update(measures=["甲法"], target="10家", deadline=date(2026, 6, 30))
    Task.objects.filter(pk=second.pk).update(
        measures=["甲法", "乙法"], target="20家", deadline=date(2026, 12, 31)
    )
    act(editing_units.set_units, plan, [first.pk], UnitRole.LEAD, [Pick(unit_id=a.pk)])
    act(editing_units.set_units, plan, [second.pk], UnitRole.LEAD, [Pick(unit_id=b.pk)])
    act(editing_units.set_units, plan, [second.pk], UnitRole.JOINT, [Pick(unit_id=a.pk), Pick(unit_id=c.pk)])

    joined = act(editing_tasks.merge_with_next, plan, first.pk)

    joined.refresh_from_db()
    assert (joined.text, joined.measures, joined.target) == ("一；二", ["甲法", "乙法"], "10家；20家")
    assert joined.deadline == date(2026, 6, 30)
    assert [(u.role, u.unit) for u in joined.task_units.all()] == [("lead", a), ("joint", b), ("joint", c)]


def test_merge_of_the_last_task_is_refused():
    plan = make_plan({"甲": ["一"], "乙": ["二"]})

    with pytest.raises(EditRefused):
        act(editing_tasks.merge_with_next, plan, task(plan, "一").pk)


def test_move_tasks_to_another_workstream_keeps_their_reading_order():
    plan = make_plan({"甲": ["一", "二", "三"], "乙": ["四", "五"]})
    target = plan.workstreams.get(name="乙")

    act(editing_tasks.move_tasks, plan, [task(plan, "三").pk, task(plan, "一").pk], target.pk, 1)

    assert outline(plan) == {"甲": ["二"], "乙": ["四", "一", "三", "五"]}
    assert [t.order for t in tasks_of(plan)] == [0, 0, 1, 2, 3]


def test_set_units_moves_a_unit_out_of_the_other_role():
    plan = make_plan({"甲": ["一"]})
    one, a, b = task(plan, "一"), make_unit(), make_unit()
    act(editing_units.set_units, plan, [one.pk], UnitRole.JOINT, [Pick(unit_id=a.pk), Pick(unit_id=b.pk)])

    act(editing_units.set_units, plan, [one.pk], UnitRole.LEAD, [Pick(unit_id=a.pk)])

    assert [(u.role, u.unit) for u in one.task_units.all()] == [("lead", a), ("joint", b)]


def test_lead_named_as_joint_stays_lead():
    plan = make_plan({"甲": ["一"]})
    one, a, b = task(plan, "一"), make_unit(), make_unit()
    act(editing_units.set_units, plan, [one.pk], UnitRole.LEAD, [Pick(unit_id=a.pk)])

    act(editing_units.set_units, plan, [one.pk], UnitRole.JOINT, [Pick(unit_id=a.pk), Pick(unit_id=b.pk)])

    assert [(u.role, u.unit) for u in one.task_units.all()] == [("lead", a), ("joint", b)]


def test_set_units_refuses_two_leads():
    plan = make_plan({"甲": ["一"]})

    with pytest.raises(EditRefused):
        picks = [Pick(unit_id=make_unit().pk), Pick(unit_id=make_unit().pk)]
        act(editing_units.set_units, plan, [task(plan, "一").pk], UnitRole.LEAD, picks)


def test_parse_picks_knows_units_groups_and_words_and_drops_doubles():
    unit = make_unit("省某某厅", short_name="某厅")
    group = UnitGroup.objects.create(name="各市、州")

    picks = parse_picks(
        [f"unit:{unit.pk}", "written:某厅", f"group:{group.pk}", "written:各市、州", "written:无此处"]
    )

    assert picks == [Pick(unit_id=unit.pk), Pick(group_id=group.pk), Pick(written="无此处")]


@pytest.mark.parametrize(
    "value", ["", "unit:", "unit:x", "unit:999999", "group:999999", "person:1", "unit:²", "written: "]
)
def test_parse_picks_refuses_what_is_no_choice(value):
    with pytest.raises(EditRefused):
        parse_picks([value])


@pytest.mark.parametrize("kind", [UnitKind.ENTERPRISE, UnitKind.INSTITUTION])
@pytest.mark.parametrize("value", ["unit:%(pk)d", "written:%(name)s"])
def test_parse_picks_refuses_who_never_signs(kind, value):
    unit = make_unit(kind=kind)

    with pytest.raises(EditRefused, match="不能签收"):
        parse_picks([value % {"pk": unit.pk, "name": unit.name}])


def test_parse_picks_refuses_a_disabled_unit():
    unit = make_unit()
    unit.is_active = False
    unit.save()

    with pytest.raises(EditRefused):
        parse_picks([f"unit:{unit.pk}"])


def test_workstreams_are_added_renamed_moved_and_deleted():
    plan = make_plan({"甲": ["一"], "乙": ["二"]})

    new = act(editing_workstreams.add_workstream, plan, "丙")
    act(editing_workstreams.move_workstream, plan, new.pk, 0)
    act(editing_workstreams.rename_workstream, plan, new.pk, "丁")
    act(editing_workstreams.delete_workstream, plan, plan.workstreams.get(name="甲").pk)

    assert outline(plan) == {"丁": [], "乙": ["二"]}
    assert [s.order for s in plan.workstreams.all()] == [0, 1]


def test_undo_is_recorded_in_words_with_both_sides():
    plan = make_plan({"甲": ["一"], "乙": []})
    unit = make_unit("省财政厅")
    one = task(plan, "一")
    act(editing_units.set_units, plan, [one.pk], UnitRole.LEAD, [Pick(unit_id=unit.pk)])
    act(editing_tasks.move_tasks, plan, [one.pk], plan.workstreams.get(name="乙").pk, 0)
    act(editing_tasks.delete_tasks, plan, [one.pk])

    act(undo_edit, plan)

    entry = AuditEntry.objects.get(verb=SupervisionVerb.EDIT_UNDONE)
    assert entry.before == {"content": ["任务“一”：没有"]}
    assert entry.after == {
        "content": ["任务“一”：工作板块 乙，顺序 1，工作任务 一，承办单位 省财政厅（牵头）"],
        "edit": "删除“一”",
    }


def test_redo_is_gone_after_a_new_edit():
    plan = make_plan({"甲": ["一"]})
    one = task(plan, "一")
    act(editing_tasks.change_task, plan, one.pk, {"text": "二"})
    act(undo_edit, plan)
    act(editing_tasks.change_task, plan, one.pk, {"text": "三"})

    with pytest.raises(EditRefused):
        act(redo_edit, plan)

    assert outline(plan) == {"甲": ["三"]}
    assert plan.edits.count() == 1


def test_undo_with_nothing_to_undo_is_refused():
    with pytest.raises(EditRefused):
        act(undo_edit, make_plan())


@pytest.mark.django_db(transaction=True)
def test_two_people_who_edit_at_once_lose_nothing():
    plan = make_plan({"甲": ["一", "二"]})
    first, second = tasks_of(plan)

    def edit(pk: int) -> None:
        editing_tasks.change_task(plan, pk, {"note": "改"}, revision=0, by=BY)

    outcomes = at_once(partial(edit, first.pk), partial(edit, second.pk), refusals=(StaleRevision,))

    late = [outcome for outcome in outcomes if isinstance(outcome, StaleRevision)]
    assert [stale.revision for stale in late] == [1]
    assert sorted(t.note for t in tasks_of(plan)) == ["", "改"]
    assert plan.edits.count() == 1


STEPS = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=14
)


class AnyEdits(TestCase):
    """Whatever is done, undoing all of it gives the beginning, and redoing all of it the end."""

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=STEPS)
    def test_undo_all_and_redo_all_restore_exactly(self, steps):
        source = "争创国家实验室，加强建设；推进改革，完善机制。"
        plan = make_plan(
            {"甲": [source[:12], "推进改革"], "乙": ["二"], "丙": []}, version=make_version(source)
        )
        Task.objects.filter(workstream__plan=plan, text=source[:12]).update(start=0, end=12)
        units = [Pick(unit_id=make_unit().pk), Pick(unit_id=make_unit().pk), Pick(written="某单位")]
        states = [read_content(plan)]
        for kind, a, b in steps:
            self.step(plan, kind, a, b, units)
            now = read_content(plan)
            if now != states[-1]:
                states.append(now)

        for state in reversed(states[:-1]):
            act(undo_edit, plan)
            assert read_content(plan) == state
        for state in states[1:]:
            act(redo_edit, plan)
            assert read_content(plan) == state
        plan.refresh_from_db()
        assert plan.edits.count() == len(states) - 1
        assert plan.revision == 3 * (len(states) - 1)

    def step(self, plan: Plan, kind: int, a: int, b: int, units: list[Pick]) -> None:
        tasks, streams = list(tasks_of(plan)), list(plan.workstreams.all())
        one = tasks[a % len(tasks)].pk if tasks else None
        some = [t.pk for t in tasks[a % 3 :: 2]]
        stream = streams[b % len(streams)].pk if streams else None
        acts = {
            0: lambda: act(
                editing_tasks.change_task, plan, one, {"text": f"改{b}", "measures": ["甲", f"{a}"]}
            ),
            1: lambda: act(editing_tasks.add_task, plan, stream, after_id=one, text=f"新{a}，加{b}"),
            2: lambda: act(editing_tasks.delete_tasks, plan, some),
            3: lambda: act(editing_tasks.duplicate_task, plan, one),
            4: lambda: act(editing_tasks.split_task, plan, one, b % 10),
            5: lambda: act(editing_tasks.merge_with_next, plan, one),
            6: lambda: act(editing_tasks.move_tasks, plan, some, stream, a % 4),
            7: lambda: act(editing_tasks.set_deadline, plan, some, date(2026, 1 + a % 12, 1)),
            8: lambda: act(editing_units.set_units, plan, some, UnitRole.LEAD, [units[b % 3]]),
            9: lambda: act(
                editing_units.set_units, plan, some, UnitRole.JOINT, units[: b % 4], keep=a % 2 == 0
            ),
            10: lambda: act(editing_workstreams.move_workstream, plan, stream, a % 4),
            11: lambda: act(editing_workstreams.delete_workstream, plan, stream),
        }
        if (kind in (0, 3, 4, 5) and one is None) or (kind in (1, 6, 10, 11) and stream is None):
            act(editing_workstreams.add_workstream, plan, f"板块{a}")
            return
        with suppress(EditRefused):
            acts[kind]()
