"""A letter begun from the register of letters: which units, and about which of their tasks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from luodi_web.supervision.enums import AssignmentState, Light
from luodi_web.supervision.models import Letter
from tests.web.factories import make_assignment, make_task, make_unit, signed_in
from tests.web.measures.screen import UNDER_WAY, count_queries, day, letter_form

pytestmark = pytest.mark.django_db
BEGIN = "/letters/begin/"


def units(response):
    return [(row.name, row.red, row.yellow, row.unsigned) for row in response.context["table"].page]


def test_units_with_late_tasks_are_offered_and_no_others(client, people, late):
    plan = late.task.workstream.plan
    long_ago = timezone.now() - timedelta(days=40)
    make_assignment(make_task(plan, "没签"), people.hanyang, sent_at=long_ago)
    make_assignment(make_task(plan, "慢"), people.wuhan, state=UNDER_WAY, light=Light.YELLOW)
    make_assignment(make_task(plan, "顺利"), people.huangshi, state=UNDER_WAY, light=Light.GREEN)
    make_assignment(make_task(plan, "已完成"), people.huangshi, state=AssignmentState.DONE, light=Light.RED)
    make_assignment(make_task(owner=make_unit("省教育厅")), people.huangshi, state=UNDER_WAY, light=Light.RED)
    office = signed_in(client, people.office)

    assert units(office.get(BEGIN)) == [
        ("武汉市科技创新局", 0, 1, 0),
        ("汉阳区科学技术局", 1, 0, 1),
    ]
    assert 'href="/letters/begin/"' in office.get("/letters/").content.decode()


def test_figures_lead_to_the_rows_they_count(client, people, late):
    make_assignment(make_task(late.task.workstream.plan), people.wuhan, state=UNDER_WAY, light=Light.RED)
    make_assignment(late.task, people.department, state=UNDER_WAY, light=Light.RED)
    office = signed_in(client, people.office)

    rows = office.get(BEGIN).context["table"].rows
    links = {row.name: [cell.url for cell in cells[1:4]] for row, cells in rows}

    assert set(links) == {people.hanyang.name, people.wuhan.name}  # nobody writes to themselves
    red, yellow, unsigned = links[people.hanyang.name]
    assert (yellow, unsigned) == (None, None)
    assert [row.pk for row in office.get(red).context["table"].page] == [late.pk]


def test_letter_begins_with_the_units_worst_tasks(client, people, late):
    plan = late.task.workstream.plan
    red = make_assignment(
        make_task(plan, "更晚"), people.hanyang, state=UNDER_WAY, light=Light.RED, deadline=day(-90)
    )
    slow = make_assignment(make_task(plan, "慢"), people.hanyang, state=UNDER_WAY, light=Light.YELLOW)
    office = signed_in(client, people.office)

    page = office.get("/letters/new/", {"unit": people.hanyang.pk})
    made = office.post("/letters/new/", letter_form(kind="reminder", assignment=[red.pk, late.pk]))

    assert page.context["chosen"] == [red, late]
    assert slow in page.context["choices"]
    assert "下列2项任务" in page.context["form"]["body"].value()
    assert made["Location"] == f"/letters/{Letter.objects.get().pk}/"


@pytest.mark.parametrize("asked", ["0", "x", str(2**70)])
def test_unit_without_late_tasks_leads_back(client, people, late, asked):
    response = signed_in(client, people.office).get("/letters/new/", {"unit": asked}, follow=True)

    assert response.redirect_chain == [(BEGIN, 302)]
    assert "请重新选择" in response.content.decode()


def test_only_who_writes_letters_begins_one(client, people, late):
    county = signed_in(client, people.county)

    assert county.get(BEGIN).status_code == 403
    page = county.get("/letters/").content.decode()
    assert BEGIN not in page
    assert "发给本机构的函件会列在这里" in page


def test_queries_do_not_grow_with_the_units(client, people, late):
    office = signed_in(client, people.office)
    one = count_queries(lambda: office.get(BEGIN))
    for unit in (people.wuhan, people.huangshi):
        make_assignment(make_task(late.task.workstream.plan), unit, state=UNDER_WAY, light=Light.RED)

    assert count_queries(lambda: office.get(BEGIN)) == one
