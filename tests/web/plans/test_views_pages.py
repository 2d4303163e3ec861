"""A plan too long for one page of the editor: which tasks are shown, and where an act leads."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luodi_web.staff.views import plan_outline
from luodi_web.supervision.domain.plans import tasks_of
from tests.web.factories import make_plan, make_version
from tests.web.plans.screen import outline, send

pytestmark = pytest.mark.django_db

SIX = {"甲": ["一", "二", "三"], "乙": [], "丙": ["四", "五", "六"]}


@pytest.fixture(autouse=True)
def two_a_page(monkeypatch):
    monkeypatch.setattr(plan_outline, "PAGE_TASKS", 2)


def shown(response) -> list[tuple[str, int, list[str]]]:
    """Each workstream of the page: its name, how many tasks it has, its lines as number and text."""
    return [
        (stream.row.name, stream.count, [f"{line.no} {line.task.text}" for line in stream.lines])
        for stream in response.context["streams"]
    ]


def edit(editor, plan, **query):
    return editor.get(reverse("staff:plan_edit", args=[plan.pk]), query)


def test_page_has_its_tasks_with_their_numbers_and_streams(editor, office):
    plan = make_plan(SIX, owner=office)

    assert shown(edit(editor, plan)) == [("甲", 3, ["1.1 一", "1.2 二"])]
    assert shown(edit(editor, plan, page=2)) == [("甲", 3, ["1.3 三"]), ("乙", 0, []), ("丙", 3, ["3.1 四"])]
    assert shown(edit(editor, plan, page=3)) == [("丙", 3, ["3.2 五", "3.3 六"])]
    assert shown(edit(editor, plan, page=99)) == shown(edit(editor, plan, page=3))


def test_empty_streams_at_the_end_and_of_an_empty_plan_are_shown(editor, office):
    assert shown(edit(editor, make_plan({"甲": []}, owner=office))) == [("甲", 0, [])]
    plan = make_plan({"甲": ["一", "二"], "乙": []}, owner=office)
    assert shown(edit(editor, plan)) == [("甲", 2, ["1.1 一", "1.2 二"]), ("乙", 0, [])]


def test_task_in_the_address_opens_its_page(editor, office):
    plan = make_plan(SIX, owner=office)
    task = tasks_of(plan).get(text="五")

    assert edit(editor, plan, task=task.pk).context["page"].number == 3


def test_act_is_answered_by_the_page_that_its_task_is_on(editor, office):
    plan = make_plan(SIX, owner=office)
    task = tasks_of(plan).get(text="三")

    up = send(editor, "plan_task_shift", plan, task.pk, step="up")

    assert outline(plan)["甲"] == ["一", "三", "二"]
    assert shown(up) == [("甲", 3, ["1.1 一", "1.2 三"])]
    assert up["HX-Replace-Url"] == f"/plans/{plan.pk}/edit/?page=1"


def test_act_without_a_task_keeps_the_page_shown(editor, office):
    plan = make_plan(SIX, owner=office)
    url = reverse("staff:plan_workstream_add", args=[plan.pk])
    headers = {
        "X-Plan-Revision": "0",
        "HX-Request": "true",
        "HX-Current-URL": f"http://testserver/plans/{plan.pk}/edit/?page=2",
    }

    answer = editor.post(url, {"name": "丁"}, headers=headers)

    assert answer.context["page"].number == 2
    assert [stream.row.name for stream in answer.context["all_streams"]] == ["甲", "乙", "丙", "丁"]


def test_drop_on_a_later_page_counts_the_tasks_before_it(editor, office):
    plan = make_plan({"甲": ["一", "二", "三", "四"]}, owner=office)
    third, fourth = list(tasks_of(plan))[2:]
    stream = plan.workstreams.get()

    order = f"t{fourth.pk},t{third.pk}"
    send(editor, "plan_move", plan, moved=f"t{fourth.pk}", parent=f"w{stream.pk}", order=order)

    assert outline(plan)["甲"] == ["一", "二", "四", "三"]


def test_check_of_a_task_elsewhere_leads_to_its_page(editor, office):
    plan = make_plan(SIX, owner=office)
    first, last = tasks_of(plan).first(), tasks_of(plan).last()

    side = editor.get(reverse("staff:plan_side", args=[plan.pk]), {"tab": "checks"}).content.decode()

    assert f'href="#task-{first.pk}" data-goto-task="{first.pk}"' in side
    assert f'href="/plans/{plan.pk}/edit/?task={last.pk}#task-{last.pk}"' in side


def test_source_is_the_part_that_the_page_s_tasks_were_read_from(editor, office):
    text = "引言。\n一句话。\n二句话。\n三句话。\n四句话。\n五句话。\n"
    plan = make_plan({"甲": ["一句话", "二句话", "三句话", "四句话", "五句话"]}, owner=office)
    plan.version = make_version(text)
    plan.save()
    for task in tasks_of(plan):
        task.start = text.index(task.text)
        task.end = task.start + 3
        task.save()

    parts = [
        "".join(piece.text for line in page.context["coverage"].paragraphs for piece in line)
        for page in (edit(editor, plan, page=number) for number in (1, 2, 3))
    ]

    assert parts == ["引言。一句话。二句话。", "三句话。四句话。", "五句话。"]


def test_queries_do_not_grow_with_the_plan(editor, office):
    few = make_plan({"甲": ["一", "二", "三"]}, owner=office)
    many = make_plan({name: ["一", "二", "三"] for name in "甲乙丙丁戊"}, owner=office)
    edit(editor, few)

    def queries(plan) -> int:
        with CaptureQueriesContext(connection) as caught:
            edit(editor, plan)
        return len(caught)

    assert queries(many) == queries(few)
