"""The task page and what is done on it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi_web.supervision.domain.reports import submit_report
from luodi_web.supervision.enums import AssignmentState, ReportState, UnitRole
from luodi_web.supervision.models import Assignment, Task
from luodi_web.supervision.rules import period_of
from tests.web.factories import (
    actor,
    make_assignment,
    make_plan,
    make_report,
    make_task,
    make_version,
    signed_in,
)


def page(client, task, **query):
    return client.get(f"/tasks/{task.pk}/", query)


@pytest.fixture
def task(people):
    return make_task(text="建设实验室", owner=people.department)


def test_own_share_is_detailed_and_fellows_do_not_show(client, people, task):
    mine = make_assignment(task, people.hanyang, UnitRole.JOINT)
    make_assignment(task, people.huangshi, UnitRole.JOINT)
    response = page(signed_in(client, people.county), task)

    assert response.context["chosen"] == mine
    assert list(response.context["table"].page.object_list) == [mine]
    assert "黄石市科学技术局" not in response.content.decode()


def test_detail_of_a_fellow_is_not_found(client, people, task):
    make_assignment(task, people.hanyang, UnitRole.JOINT)
    other = make_assignment(task, people.huangshi, UnitRole.JOINT)

    assert page(signed_in(client, people.county), task, unit=other.pk).status_code == 404


@pytest.mark.parametrize("pk", [0, 2**63, 2**70])
def test_unknown_task_is_not_found(client, people, task, pk):
    make_assignment(task, people.hanyang)

    assert signed_in(client, people.county).get(f"/tasks/{pk}/").status_code == 404
    assert page(signed_in(client, people.county), task, unit=pk).status_code == 404


def test_task_of_others_is_not_found(client, people, task):
    make_assignment(task, people.huangshi)

    assert page(signed_in(client, people.county), task).status_code == 404


def test_lead_reads_the_joint_units_reports(client, people, task):
    make_assignment(task, people.huangshi, UnitRole.LEAD)
    joint = make_assignment(task, people.hanyang, UnitRole.JOINT, AssignmentState.ACKNOWLEDGED)
    report = make_report(joint, text="汉阳区已完成选址。")
    lead = signed_in(client, people.other_city)

    assert "汉阳区已完成选址。" in page(lead, task, unit=joint.pk).content.decode()
    assert lead.get(f"/reports/{report.pk}/").status_code == 200
    assert lead.post(f"/reports/{report.pk}/accept/").status_code == 403


def test_source_clause_stands_in_its_paragraph(client, people):
    text = "一、总则\n抓好平台建设。建设实验室，年底建成。\n二、附则"
    plan = make_plan({"抓平台": []}, people.department, make_version(text, people.department))
    task = make_task(plan, "建设实验室")
    start = text.index("建设实验室")
    Task.objects.filter(pk=task.pk).update(start=start, end=start + 5)
    make_assignment(task, people.hanyang)

    source = page(signed_in(client, people.county), task).context["source"]

    assert (source.before, source.passage, source.after) == ("抓好平台建设。", "建设实验室", "，年底建成。")


def test_history_shows_acts_and_lights_newest_first(client, people, task):
    row = make_assignment(
        task,
        people.hanyang,
        deadline=timezone.localdate() - timedelta(days=1),
        sent_at=timezone.now() - timedelta(days=9),
    )
    county = signed_in(client, people.county)
    county.post("/assignments/acknowledge/", {"row": row.pk})
    submit_report(
        row, period=period_of(timezone.localdate()), percent=30, text="已启动", by=actor(people.county)
    )

    events = page(county, task).context["events"]

    assert [event.what for event in events] == ["红灯", "报送进展", "签收任务", "下达任务"]
    assert events[2].who == "汉阳区科学技术局 · 人员hanyang"


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (None, True),
        (ReportState.RETURNED, True),
        (ReportState.SUBMITTED, False),
        (ReportState.ACCEPTED, False),
    ],
)
def test_report_is_offered_until_this_months_is_sent(client, people, task, state, offered):
    row = make_assignment(task, people.hanyang, state=AssignmentState.ACKNOWLEDGED)
    if state:
        make_report(row, state=state)

    shown = page(signed_in(client, people.county), task).content.decode()

    correctable = state in (ReportState.RETURNED, ReportState.SUBMITTED)
    assert ("报送本期进展" in shown, "修改后再报" in shown) == (offered, correctable)


def test_rows_to_sign_are_ones_own_that_wait(client, people, task):
    mine = make_assignment(task, people.wuhan)
    make_assignment(make_task(owner=people.department), people.wuhan, state=AssignmentState.ACKNOWLEDGED)
    below = make_assignment(task, people.hanyang)
    city = signed_in(client, people.city)

    ticks = re.findall(r'name="row" value="(\d+)"', city.get("/board/").content.decode())
    refused = city.post("/assignments/acknowledge/", {"row": below.pk, "next": "/"}, follow=True)

    assert ticks == [str(mine.pk)]
    assert "所选任务不是本机构的，只能由承办机构签收。" in refused.content.decode()


def test_acknowledge_goes_back_to_where_it_was_done(client, people, task):
    row = make_assignment(task, people.hanyang)

    response = signed_in(client, people.county).post(
        "/assignments/acknowledge/", {"row": row.pk, "next": "/board/?state=sent"}
    )

    row.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, "/board/?state=sent")
    assert (row.state, row.acknowledged_by) == ("acknowledged", people.county)


def test_acknowledge_never_leads_to_another_site(client, people, task):
    row = make_assignment(task, people.hanyang)

    response = signed_in(client, people.county).post(
        "/assignments/acknowledge/", {"row": row.pk, "next": "//evil.example/"}
    )

    assert response["Location"] == "/"


def test_acknowledge_all_takes_only_the_own_unit(client, people, task):
    mine = [make_assignment(unit=people.wuhan) for _number in range(3)]
    below = make_assignment(unit=people.hanyang)

    signed_in(client, people.city).post("/assignments/acknowledge/", {"all": "1"})

    assert set(Assignment.objects.filter(state=AssignmentState.ACKNOWLEDGED)) == set(mine)
    below.refresh_from_db()
    assert below.state == AssignmentState.SENT


def test_acknowledge_for_the_county_below_is_ignored(client, people, task):
    below = make_assignment(task, people.hanyang)

    response = signed_in(client, people.city).post(
        "/assignments/acknowledge/", {"row": [below.pk, "x", 2**70]}, follow=True
    )

    below.refresh_from_db()
    assert below.state == AssignmentState.SENT
    assert "所选任务不是本机构的" in response.content.decode()


def test_return_needs_a_reason_and_keeps_the_page(client, people, task):
    row = make_assignment(task, people.hanyang)
    county = signed_in(client, people.county)

    empty = county.post(f"/assignments/{row.pk}/return/", {"return-reason": " "})
    done = county.post(f"/assignments/{row.pk}/return/", {"return-reason": "不属于本单位职责。"})

    row.refresh_from_db()
    assert empty.status_code == 422
    assert empty.context["return_form"].errors == {"reason": ["请填写“原因”。"]}
    assert (done.status_code, row.state, row.reason) == (302, "returned", "不属于本单位职责。")


def test_return_after_signing_says_why_not(client, people, task):
    row = make_assignment(task, people.hanyang, state=AssignmentState.ACKNOWLEDGED)

    response = signed_in(client, people.county).post(
        f"/assignments/{row.pk}/return/", {"return-reason": "太忙"}
    )

    assert response.status_code == 422
    assert response.context["return_form"].non_field_errors() == ["任务已经签收。"]


def test_office_withdraws_and_sends_again(client, people, task):
    row = make_assignment(task, people.hanyang)
    office = signed_in(client, people.office)

    office.post(f"/assignments/{row.pk}/withdraw/", {"withdraw-reason": "重复"})
    row.refresh_from_db()
    withdrawn = (row.state, row.reason)
    past = office.post(f"/assignments/{row.pk}/resend/", {"resend-deadline": "2020-01-01"})
    office.post(f"/assignments/{row.pk}/resend/", {"resend-deadline": "2099-01-01"})
    row.refresh_from_db()

    assert withdrawn == ("withdrawn", "重复")
    assert past.context["resend_form"].errors == {"deadline": ["时限已经过去，请改到今天或以后。"]}
    assert (row.state, str(row.deadline)) == ("sent", "2099-01-01")


@pytest.mark.parametrize("act", ["withdraw", "resend"])
def test_a_unit_cannot_do_the_offices_acts(client, people, task, act):
    row = make_assignment(task, people.hanyang)

    assert signed_in(client, people.county).post(f"/assignments/{row.pk}/{act}/").status_code == 403


def test_queries_do_not_grow_with_the_units(client, people, task):
    def count():
        with CaptureQueriesContext(connection) as queries:
            page(office, task, unit=first.pk)
        return len(queries)

    first = make_assignment(task, people.wuhan, state=AssignmentState.ACKNOWLEDGED)
    make_report(first, "2026-01", state=ReportState.ACCEPTED)
    make_assignment(task, people.hanyang)
    office = signed_in(client, people.office)
    count()
    with_one = count()
    make_assignment(task, people.huangshi)
    make_report(first, "2026-02")
    make_report(first, "2026-03")

    assert count() == with_one
