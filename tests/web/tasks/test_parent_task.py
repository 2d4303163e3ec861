"""The page of a task that its sub-tasks carry out."""

import pytest

from luodi_web.supervision.enums import Light, UnitRole
from luodi_web.supervision.models import Task
from tests.web.factories import make_assignment, make_plan, make_task, signed_in
from tests.web.measures.screen import UNDER_WAY, count_queries, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent(people):
    """平台 with 选址 (武汉 leads, 汉阳 joins) and 建设 (黄石 leads)."""
    plan = make_plan({"抓平台": ["平台", "选址", "建设"]}, people.department)
    tasks = {task.text: task for task in Task.objects.filter(workstream__plan=plan)}
    Task.objects.filter(text__in=["选址", "建设"]).update(parent=tasks["平台"])
    lead, joint = UnitRole.LEAD, UnitRole.JOINT
    make_assignment(tasks["选址"], people.wuhan, lead, UNDER_WAY, day(9), percent=60, light=Light.GREEN)
    make_assignment(tasks["选址"], people.hanyang, joint, UNDER_WAY, day(5), light=Light.RED)
    make_assignment(tasks["建设"], people.huangshi, lead, UNDER_WAY, day(30), percent=20, light=Light.BLUE)
    return tasks["平台"]


def shown(response):
    return [
        (row.task.text, [unit.name for unit in row.leads], row.units, row.deadline, row.percent, row.light)
        for row in response.context["subtasks"]
    ]


def test_office_sees_all_sub_tasks_and_how_far_they_are(client, people, parent):
    response = signed_in(client, people.office).get(f"/tasks/{parent.pk}/")

    assert shown(response) == [
        ("选址", [people.wuhan.name], 2, day(5), 60, Light.RED),
        ("建设", [people.huangshi.name], 1, day(30), 20, Light.BLUE),
    ]
    assert (response.context["percent"], response.context["count"]) == (40, 2)
    first = Task.objects.get(text="选址")
    assert f'href="/tasks/{first.pk}/"' in response.content.decode()


def test_unit_sees_its_own_part(client, people, parent):
    response = signed_in(client, people.county).get(f"/tasks/{parent.pk}/")

    assert shown(response) == [("选址", [], 1, day(5), None, Light.RED)]
    assert "共 2 项子任务，这里是您能看到的 1 项" in response.content.decode()


def test_stranger_does_not_find_it(client, people, parent):

    hidden = signed_in(client, people.other_city)
    Task.objects.filter(text="建设").update(parent=None)

    assert hidden.get(f"/tasks/{parent.pk}/").status_code == 404


def test_sub_task_and_plan_lead_to_it(client, people, parent):
    office = signed_in(client, people.office)
    below = Task.objects.get(text="选址")

    address = f'href="/tasks/{parent.pk}/"'
    assert address in office.get(f"/tasks/{below.pk}/").content.decode()
    plan = parent.workstream.plan
    plan.state = "published"
    plan.save()
    assert address in office.get(f"/plans/{plan.pk}/").content.decode()


def test_queries_do_not_grow_with_the_sub_tasks(client, people, parent):
    office = signed_in(client, people.office)
    few = count_queries(lambda: office.get(f"/tasks/{parent.pk}/"))
    for number in range(3):
        task = make_task(parent.workstream.plan, f"再建{number}")
        Task.objects.filter(pk=task.pk).update(parent=parent)
        make_assignment(task, people.wuhan, UnitRole.LEAD, UNDER_WAY)

    assert count_queries(lambda: office.get(f"/tasks/{parent.pk}/")) == few
