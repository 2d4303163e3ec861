"""今日 by role, the leader's page and the unit page."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi_web.common.models import Holiday
from luodi_web.common.periods import period_words
from luodi_web.people.enums import Role
from luodi_web.policies.enums import VersionState
from luodi_web.policies.models import PolicyVersion
from luodi_web.supervision.domain import boards_leader
from luodi_web.supervision.enums import AssignmentState, Light, ReportState, UnitRole
from luodi_web.supervision.models import Assignment, Plan
from tests.web.factories import (
    make_assignment,
    make_plan,
    make_post,
    make_report,
    make_task,
    make_unit,
    make_user,
    make_version,
    signed_in,
)

UNDER_WAY = AssignmentState.ACKNOWLEDGED


def queues(response):
    return {queue.name: [str(row) for row in queue.rows] for queue in response.context["queues"]}


def test_county_sees_its_own_queues(client, people):
    plan = make_task(owner=people.department).workstream.plan
    unit = people.hanyang
    make_assignment(make_task(plan, "待签收任务"), unit)
    owed = make_assignment(make_task(plan, "待报任务"), unit, state=UNDER_WAY, light=Light.YELLOW)
    returned = make_assignment(make_task(plan, "退回进展"), unit, state=UNDER_WAY)
    make_report(owed, "2020-01", state=ReportState.ACCEPTED)
    make_report(returned, state=ReportState.RETURNED)
    make_assignment(make_task(plan, "别人的"), people.huangshi)

    response = signed_in(client, people.county).get("/")

    name = "汉阳区科学技术局："
    month = period_words(f"{timezone.localdate():%Y-%m}")
    assert queues(response) == {
        "acknowledge": [f"{name}待签收任务"],
        "returned_reports": [f"{name}退回进展 {month}"],
        "owed": [f"{name}待报任务", f"{name}退回进展"],
        "due": [f"{name}待报任务"],
    }
    has_last = [
        row.has_last for queue in response.context["queues"] if queue.name == "owed" for row in queue.rows
    ]
    assert has_last == [True, False]


def test_office_sees_what_it_must_decide(client, people):
    plan = make_task(owner=people.department).workstream.plan
    make_assignment(make_task(plan, "没签"), people.wuhan)
    make_assignment(
        make_task(plan, "退回"), people.wuhan, state=AssignmentState.RETURNED, returned_at=timezone.now()
    )
    red = make_assignment(make_task(plan, "变红"), people.wuhan, state=UNDER_WAY, light=Light.RED)
    old = make_assignment(make_task(plan, "早红"), people.wuhan, state=UNDER_WAY, light=Light.RED)
    Assignment.objects.filter(pk=red.pk).update(light_since=timezone.now())
    Assignment.objects.filter(pk=old.pk).update(light_since=timezone.now() - timedelta(days=8))
    make_report(make_assignment(make_task(plan, "已报"), people.wuhan, state=UNDER_WAY))
    make_plan(owner=people.department, title="草稿表")

    response = signed_in(client, people.office).get("/")

    name = "武汉市科技创新局："
    assert queues(response) == {
        "reviews": [f"{name}已报 {period_words(f'{timezone.localdate():%Y-%m}')}"],
        "handed_back": [f"{name}退回"],
        "unsigned": [f"{name}没签"],
        "red": [f"{name}变红"],
        "plans": ["草稿表"],
    }


def test_what_is_past_its_day_comes_first(client, people):
    plan = make_task(owner=people.department).workstream.plan
    today = timezone.localdate()
    make_assignment(make_task(plan, "刚下达"), people.hanyang)
    for text, light, days in (("还早", Light.GREEN, 90), ("逾期", Light.RED, -2), ("临近", Light.BLUE, 5)):
        row = make_assignment(
            make_task(plan, text),
            people.hanyang,
            state=UNDER_WAY,
            light=light,
            deadline=today + timedelta(days),
        )
        make_report(row)

    found = signed_in(client, people.county).get("/")

    assert [queue.name for queue in found.context["queues"]] == ["due", "acknowledge"]
    assert [queue.is_late for queue in found.context["queues"]] == [True, False]
    assert queues(found)["due"] == ["汉阳区科学技术局：逾期", "汉阳区科学技术局：临近"]
    assert "有超期" in found.content.decode()


def test_task_signed_for_too_late_comes_before_a_near_deadline(client, people):
    plan = make_task(owner=people.department).workstream.plan
    today = timezone.localdate()
    near = make_assignment(
        make_task(plan, "临近"), people.hanyang, state=UNDER_WAY, light=Light.YELLOW, deadline=today
    )
    make_report(near)
    make_assignment(make_task(plan, "久未签"), people.hanyang, sent_at=timezone.now() - timedelta(days=40))

    found = signed_in(client, people.county).get("/")

    assert [(queue.name, queue.is_late) for queue in found.context["queues"]] == [
        ("acknowledge", True),
        ("due", False),
    ]


def test_reports_on_the_worst_lights_are_reviewed_first(client, people):
    plan = make_task(owner=people.department).workstream.plan
    for text, light in (("绿", Light.GREEN), ("红", Light.RED), ("黄", Light.YELLOW)):
        make_report(make_assignment(make_task(plan, text), people.wuhan, state=UNDER_WAY, light=light))

    found = signed_in(client, people.office).get("/")

    [reviews] = [queue for queue in found.context["queues"] if queue.name == "reviews"]
    assert [row.assignment.task.text for row in reviews.rows] == ["红", "黄", "绿"]


def test_policy_staff_sees_texts_in_review_and_drafts(client, people):
    version = make_version(owner=people.department)
    PolicyVersion.objects.filter(pk=version.pk).update(state=VersionState.REVIEW)
    make_version(owner=people.department)
    foreign = make_version(owner=make_unit("省教育厅"))
    PolicyVersion.objects.filter(pk=foreign.pk).update(state=VersionState.REVIEW)
    make_plan(owner=people.department, title="草稿表")

    response = signed_in(client, people.staff).get("/")

    assert queues(response) == {"versions": [str(version)], "plans": ["草稿表"]}


def test_nothing_waits(client, people):
    response = signed_in(client, people.county).get("/")

    assert "今天没有等您办理的事项" in response.content.decode()


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_administrators_see_figures_of_their_own_work_only(client, people, role):
    make_assignment(unit=people.wuhan)

    response = signed_in(client, make_user(None, role, people.department)).get("/")

    assert response.context["queues"] == []
    assert all(client.get(item["url"]).status_code == 200 for item in response.context["figures"])
    assert len(response.context["figures"]) >= 2


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.ENTERPRISE, "政策匹配、申领和拨付查询尚未开通。"),
        (Role.EXPERT, "评审任务尚未开通。"),
        (Role.FINANCE, "预算和拨付尚未开通。"),
    ],
)
def test_guests_are_told_honestly_what_is_there(client, people, role, words):
    response = signed_in(client, make_user(None, role, people.department)).get("/")

    assert words in response.content.decode()


def test_holiday_warning_is_shown_to_those_who_can_mend_it(client, people):
    Holiday.objects.create(day=date(2020, 1, 1), name="元旦")
    make_assignment(unit=people.hanyang, deadline=date(2099, 1, 1))

    admin = signed_in(client, make_user(None, Role.SYSTEM_ADMIN, people.department)).get("/")
    county = signed_in(client, people.county).get("/")

    assert "节假日表只到 2020-12-31" in admin.content.decode()
    assert "节假日表只到" not in county.content.decode()


def test_today_queries_do_not_grow(client, people):
    def count():
        with CaptureQueriesContext(connection) as queries:
            office.get("/")
        return len(queries)

    def add():
        task = make_task(plan)
        make_assignment(task, people.wuhan)
        make_report(make_assignment(task, people.hanyang, state=UNDER_WAY, light=Light.RED))
        make_assignment(task, people.huangshi, state=AssignmentState.RETURNED)

    plan = make_task(owner=people.department).workstream.plan
    add()
    office = signed_in(client, people.office)
    count()
    with_one = count()
    add()
    add()

    assert count() == with_one


def test_leader_page_says_what_is_stuck_with_whom_since_when(client, people):
    today = timezone.localdate()
    plan = make_task(owner=people.department).workstream.plan
    late, later = make_task(plan, "晚"), make_task(plan, "更晚")
    red = {"state": UNDER_WAY, "light": Light.RED}
    make_assignment(late, people.wuhan, deadline=today - timedelta(days=2), **red)
    stuck = make_assignment(later, people.hanyang, deadline=today - timedelta(days=9), **red)
    make_assignment(later, people.huangshi, UnitRole.JOINT, deadline=today - timedelta(days=3), **red)
    make_report(stuck, problem="缺地")
    waiting = make_task(plan, "没签")
    make_assignment(waiting, people.wuhan, sent_at=timezone.now() - timedelta(days=30))
    make_assignment(waiting, people.huangshi, sent_at=timezone.now())

    context = signed_in(client, people.leader).get("/").context

    overdue = [(group.task.text, group.since, group.count, group.words) for group in context["overdue"]]
    assert overdue == [
        ("更晚", today - timedelta(days=9), 2, "缺地"),
        ("晚", today - timedelta(days=2), 1, ""),
    ]
    assert [(group.task.text, group.count) for group in context["unsigned"]] == [("没签", 1)]
    assert context["returned"] == []
    assert [(item.task.text, item.units) for item in context["moving"]] == [("更晚", 1)]
    assert context["summary"] == boards_leader.Summary(5, 0, 2, 0, 3, 0)


def test_leader_page_counts_the_days_to_sign_that_the_plan_gives(client, people):
    patient, strict = (
        make_task(text="宽", owner=people.department),
        make_task(text="严", owner=people.department),
    )
    for task, days in ((patient, 60), (strict, 3)):
        Plan.objects.filter(pk=task.workstream.plan_id).update(acknowledge_days=days)
        make_assignment(task, people.wuhan, sent_at=timezone.now() - timedelta(days=30))

    response = signed_in(client, people.leader).get("/")

    assert [group.task.text for group in response.context["unsigned"]] == ["严"]
    assert "signing=late" in response.content.decode()


def test_leader_page_without_tasks_says_so(client, people):
    assert "还没有下达的任务" in signed_in(client, people.leader).get("/overview/").content.decode()


def test_leader_page_queries_do_not_grow(client, people):
    def count():
        with CaptureQueriesContext(connection) as queries:
            leader.get("/overview/")
        return len(queries)

    def add():
        task = make_task(plan)
        row = make_assignment(task, people.wuhan, state=UNDER_WAY, light=Light.RED, deadline=date(2020, 1, 1))
        make_report(row, problem="缺地")
        make_assignment(task, people.hanyang, state=AssignmentState.RETURNED, returned_at=timezone.now())
        make_assignment(task, people.huangshi, sent_at=timezone.now() - timedelta(days=30))

    plan = make_task(owner=people.department).workstream.plan
    add()
    leader = signed_in(client, people.leader)
    count()
    with_one = count()
    add()
    add()

    assert count() == with_one


def test_unit_page_shows_tasks_lights_people_and_counties(client, people):
    task = make_task(owner=people.department)
    make_assignment(task, people.wuhan, light=Light.RED)
    make_assignment(task, people.hanyang, UnitRole.JOINT, light=Light.BLUE)
    make_assignment(make_task(task.workstream.plan), people.wuhan, state=AssignmentState.WITHDRAWN)
    make_post(people.wuhan, "创新科", holder=people.city)

    context = signed_in(client, people.city).get(f"/offices/{people.wuhan.pk}/").context

    assert [row.task for row in context["table"].page.object_list] == [task]
    assert {tile["light"]: tile["count"] for tile in context["tiles"] if tile["count"]} == {"red": 1}
    assert [(child.name, lights.counts) for child, lights in context["below"]] == [
        ("汉阳区科学技术局", {"blue": 1})
    ]
    assert [holding.user for holding in context["holdings"]] == [people.city]


def test_unit_page_of_another_city_is_not_found(client, people):
    make_assignment(unit=people.huangshi)

    assert signed_in(client, people.city).get(f"/offices/{people.huangshi.pk}/").status_code == 404
    assert signed_in(client, people.county).get(f"/offices/{people.wuhan.pk}/").status_code == 404


def test_unit_page_of_a_lead_shows_no_other_task_to_the_joint_unit(client, people):
    task = make_task(owner=people.department)
    make_assignment(task, people.huangshi)
    make_assignment(task, people.hanyang, UnitRole.JOINT)

    assert signed_in(client, people.county).get(f"/offices/{people.huangshi.pk}/").status_code == 404
