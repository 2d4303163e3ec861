"""The plan editor: what an edit answers, what two editors are told."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from luodi_web.supervision.domain.plans import tasks_of
from luodi_web.supervision.enums import PlanState
from luodi_web.supervision.models import Plan, Task
from tests.web.factories import make_plan, make_unit, make_version
from tests.web.plans.screen import outline, said, send, words

pytestmark = pytest.mark.django_db


def test_saved_field_renews_the_line_and_not_the_fields(editor, office):
    plan = make_plan({"甲": ["制定方案"]}, owner=office)
    task = tasks_of(plan).get()

    answer = send(editor, "plan_task_save", plan, task.pk, **{f"t{task.pk}-text": "制定实施方案"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="task-{task.pk}-line"' in page and "制定实施方案" in page
    assert 'data-revision="1"' in page
    assert "<textarea" not in page
    assert outline(plan) == {"甲": ["制定实施方案"]}


def test_right_fields_are_saved_though_another_is_wrong(editor, office):
    plan = make_plan({"甲": ["制定方案"]}, owner=office)
    task = tasks_of(plan).get()
    prefix = f"t{task.pk}"

    answer = send(
        editor,
        "plan_task_save",
        plan,
        task.pk,
        **{
            f"{prefix}-text": "新内容",
            f"{prefix}-deadline": "2026-02-30",
            f"{prefix}-measures": "甲\n\n 乙 ",
        },
    )

    task.refresh_from_db()
    assert answer.status_code == 422
    assert "日期不存在" in words(answer)
    assert (task.text, task.deadline, task.measures) == ("新内容", None, ["甲", "乙"])


def test_units_are_saved_and_a_new_lead_leaves_the_joint_units(editor, office):
    plan = make_plan({"甲": ["制定方案"]}, owner=office)
    task = tasks_of(plan).get()
    other = make_unit("省财政厅")
    task.task_units.create(role="joint", unit=office)
    prefix = f"t{task.pk}"

    answer = send(
        editor,
        "plan_task_save",
        plan,
        task.pk,
        **{
            f"{prefix}-text": "制定方案",
            f"{prefix}-units": "1",
            f"{prefix}-lead": [f"unit:{office.pk}"],
            f"{prefix}-joint": [f"unit:{office.pk}", f"unit:{other.pk}"],
        },
    )

    assert answer.status_code == 200
    assert [(u.role, u.unit) for u in task.task_units.all()] == [("lead", office), ("joint", other)]
    assert f'id="{prefix}-joint-field" hx-swap-oob' in answer.content.decode()
    assert f'id="{prefix}-lead-field" hx-swap-oob' not in answer.content.decode()


def test_two_leads_are_refused_at_the_field(editor, office):
    plan = make_plan({"甲": ["制定方案"]}, owner=office)
    task = tasks_of(plan).get()
    prefix = f"t{task.pk}"
    leads = [f"unit:{office.pk}", f"unit:{make_unit().pk}"]

    answer = send(
        editor,
        "plan_task_save",
        plan,
        task.pk,
        **{f"{prefix}-text": "制定方案", f"{prefix}-units": "1", f"{prefix}-lead": leads},
    )

    assert answer.status_code == 422
    assert "只能有一个牵头单位" in words(answer)
    assert not task.task_units.exists()


def test_field_saved_too_late_says_what_is_there_now_and_may_be_saved_again(editor, office):
    plan = make_plan({"甲": ["制定方案"]}, owner=office)
    task = tasks_of(plan).get()
    field = f"t{task.pk}-text"
    send(editor, "plan_task_save", plan, task.pk, revision=0, **{field: "先到的"})

    late = send(editor, "plan_task_save", plan, task.pk, revision=0, **{field: "后到的"})

    assert late.status_code == 409
    assert "先到的" in words(late) and "您的输入还在下面，没有保存。" in words(late)
    assert "<textarea" not in late.content.decode()
    assert outline(plan) == {"甲": ["先到的"]}
    again = send(editor, "plan_task_save", plan, task.pk, revision=1, **{field: "后到的"})
    assert again.status_code == 200
    assert outline(plan) == {"甲": ["后到的"]}


def test_field_of_a_task_deleted_meanwhile_is_said_to_be_gone(editor, office):
    plan = make_plan({"甲": ["一", "二"]}, owner=office)
    task = tasks_of(plan).first()
    send(editor, "plan_task_delete", plan, task.pk)

    late = send(editor, "plan_task_save", plan, task.pk, revision=0, **{f"t{task.pk}-text": "改"})

    assert late.status_code == 409
    assert "已被他人删除" in words(late)


def test_act_too_late_shows_the_present_tree_and_changes_nothing(editor, office):
    plan = make_plan({"甲": ["一", "二"]}, owner=office)
    first, second = tasks_of(plan)
    send(editor, "plan_task_delete", plan, first.pk, revision=0)

    late = send(editor, "plan_task_merge", plan, first.pk, revision=0)

    assert late.status_code == 409
    assert "请再操作一次" in said(late)
    assert f'id="task-{second.pk}"' in late.content.decode()
    assert outline(plan) == {"甲": ["二"]}


@pytest.mark.parametrize("shown", ["", "x", "-1", "9" * 30, "²"])
def test_act_without_a_readable_revision_changes_nothing(editor, office, shown):
    plan = make_plan({"甲": ["一"]}, owner=office)
    url = reverse("staff:plan_task_delete", args=[plan.pk, tasks_of(plan).get().pk])

    answer = editor.post(url, headers={"X-Plan-Revision": shown})

    assert answer.status_code == 409
    assert outline(plan) == {"甲": ["一"]}


def test_acts_of_the_editor_end_to_end(editor, office):
    plan = make_plan({"甲": ["争创国家实验室，加强建设", "完善机制"], "乙": []}, owner=office)
    first = tasks_of(plan).first()
    a, b = plan.workstreams.all()

    send(editor, "plan_task_split", plan, first.pk, at="8")
    assert outline(plan) == {"甲": ["争创国家实验室", "加强建设", "完善机制"], "乙": []}
    send(editor, "plan_task_merge", plan, first.pk)
    assert outline(plan) == {"甲": ["争创国家实验室；加强建设", "完善机制"], "乙": []}
    send(editor, "plan_undo", plan)
    assert outline(plan) == {"甲": ["争创国家实验室", "加强建设", "完善机制"], "乙": []}
    send(editor, "plan_redo", plan)
    send(editor, "plan_task_duplicate", plan, first.pk)
    last = Task.objects.get(text="完善机制")
    send(editor, "plan_task_shift", plan, last.pk, step="down")
    assert outline(plan)["乙"] == ["完善机制"]
    send(editor, "plan_move", plan, moved=f"t{last.pk}", parent=f"w{a.pk}", order=f"t{last.pk},t{first.pk}")
    assert outline(plan)["甲"][0] == "完善机制"
    send(editor, "plan_move", plan, moved=f"w{b.pk}", parent="", order=f"w{b.pk},w{a.pk}")
    assert list(outline(plan)) == ["乙", "甲"]
    send(editor, "plan_workstream_add", plan, name="丙")
    send(editor, "plan_workstream_rename", plan, b.pk, name="丁")
    send(editor, "plan_workstream_shift", plan, b.pk, step="down")
    assert list(outline(plan)) == ["甲", "丁", "丙"]
    send(editor, "plan_workstream_delete", plan, a.pk)
    assert outline(plan) == {"丁": [], "丙": []}


def test_new_task_stands_below_and_takes_the_focus(editor, office):
    plan = make_plan({"甲": ["一", "二"]}, owner=office)
    first = tasks_of(plan).first()

    answer = send(editor, "plan_task_add", plan, workstream=first.workstream_id, after=first.pk)

    assert outline(plan) == {"甲": ["一", "", "二"]}
    new = Task.objects.get(text="")
    assert json.loads(answer["HX-Trigger"])["plan-focus"]["task"] == new.pk


def test_task_from_a_passage_of_the_text_keeps_its_place(editor, office):
    source = "一是抓平台。争创国家实验室，加强建设。"
    plan = make_plan({"甲": []}, owner=office, version=make_version(source, owner=office))
    stream = plan.workstreams.get()

    send(editor, "plan_task_add", plan, workstream=stream.pk, start="5", end="14")

    task = tasks_of(plan).get()
    assert (task.text, source[task.start : task.end]) == ("争创国家实验室", "争创国家实验室")


@pytest.mark.parametrize(("start", "end"), [("5", "5"), ("9", "5"), ("5", "99"), ("x", "7"), ("18", "19")])
def test_task_from_no_passage_is_refused(editor, office, start, end):
    version = make_version("一是抓平台。争创国家实验室，加强建设。", owner=office)
    plan = make_plan({"甲": []}, owner=office, version=version)

    answer = send(editor, "plan_task_add", plan, workstream=plan.workstreams.get().pk, start=start, end=end)

    assert answer.status_code == 422
    assert not tasks_of(plan).exists()


def test_drop_of_a_task_outside_any_workstream_puts_the_tree_back(editor, office):
    plan = make_plan({"甲": ["一"]}, owner=office)
    task = tasks_of(plan).get()

    answer = send(editor, "plan_move", plan, moved=f"t{task.pk}", parent="", order=f"t{task.pk}")

    assert answer.status_code == 422
    assert f'id="task-{task.pk}"' in answer.content.decode()
    assert outline(plan) == {"甲": ["一"]}


def test_bulk_sets_lead_joint_deadline_and_moves(editor, office):
    plan = make_plan({"甲": ["一", "二", "三"], "乙": []}, owner=office)
    other = make_unit()
    rows = [t.pk for t in tasks_of(plan)][:2]
    b = plan.workstreams.get(name="乙")

    send(editor, "plan_bulk", plan, action="lead", row=rows, bulk_lead=[f"unit:{office.pk}"])
    send(editor, "plan_bulk", plan, action="joint_add", row=rows, bulk_joint=[f"unit:{other.pk}"])
    send(editor, "plan_bulk", plan, action="deadline", row=rows, bulk_deadline="2026-12-31")
    send(editor, "plan_bulk", plan, action="move", row=rows, bulk_workstream=b.pk)

    assert outline(plan) == {"甲": ["三"], "乙": ["一", "二"]}
    for task in b.tasks.all():
        assert [(u.role, u.unit) for u in task.task_units.all()] == [("lead", office), ("joint", other)]
        assert task.deadline.isoformat() == "2026-12-31"
    plan.refresh_from_db()
    assert plan.revision == 4


@pytest.mark.parametrize(
    "data",
    [
        {"action": "delete"},
        {"action": "", "row": ["1"]},
        {"action": "delete", "row": ["x"]},
        {"action": "delete", "row": ["9" * 25]},
        {"action": "deadline", "row": ["1"], "bulk_deadline": "2026-13-01"},
        {"action": "lead", "row": ["1"], "bulk_lead": ["unit:0"]},
    ],
)
def test_bulk_with_nonsense_is_refused_in_words(editor, office, data):
    plan = make_plan({"甲": ["一"]}, owner=office)

    answer = send(editor, "plan_bulk", plan, **data)

    assert answer.status_code == 422
    assert said(answer)
    assert outline(plan) == {"甲": ["一"]}


def test_opened_tasks_stay_open_after_an_act(editor, office):
    plan = make_plan({"甲": ["一", "二"]}, owner=office)
    first, second = tasks_of(plan)
    url = reverse("staff:plan_task_delete", args=[plan.pk, second.pk])

    answer = editor.post(url, headers={"X-Plan-Revision": "0", "X-Plan-Open": f"{first.pk},{second.pk},x"})

    assert f'id="task-{first.pk}-form"' in answer.content.decode()


def test_editor_of_a_dispatched_plan_leads_to_its_page(editor, office):
    plan = make_plan({"甲": ["一"]}, owner=office)
    Plan.objects.update(state=PlanState.PUBLISHED)

    page = editor.get(reverse("staff:plan_edit", args=[plan.pk]))
    act = send(editor, "plan_task_delete", plan, tasks_of(plan).get().pk)

    assert page.url == reverse("staff:plan", args=[plan.pk])
    assert (act.status_code, outline(plan)) == (422, {"甲": ["一"]})


def test_side_shows_checks_and_what_text_and_tasks_do_not_share(editor, office):
    plan = make_plan({"甲": ["手写任务"]}, owner=office, version=make_version("一是抓平台。", owner=office))
    url = reverse("staff:plan_side", args=[plan.pk])

    assert "没有牵头单位" in words(editor.get(url, {"tab": "checks"}))
    assert "没有依据条款的任务（1） 手写任务" in words(editor.get(url, {"tab": "coverage"}))
    assert "一是抓平台。" in words(editor.get(url, {"tab": "nonsense"}))
