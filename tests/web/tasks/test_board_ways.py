"""The register as cards, calendar and Gantt chart: what stands where, and that the filters hold."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from luodi_web.common.models import Holiday
from luodi_web.people.enums import Duty
from luodi_web.staff.views.board import BoardTable
from luodi_web.supervision.domain.positions import keep_positions, position_of
from luodi_web.supervision.domain.register_calendar import span_of
from luodi_web.supervision.enums import AssignmentState, Light, UnitRole
from luodi_web.supervision.models import Assignment
from tests.web.factories import (
    make_assignment,
    make_plan,
    make_post,
    make_report,
    make_task,
    signed_in,
)

URL = "/board/"


def texts(rows):
    return [row.task.text for row in rows]


@pytest.fixture
def two(people):
    plan = make_plan({"抓平台建设": []}, people.department)
    first, second = make_task(plan, "建设实验室"), make_task(plan, "兑现政策")
    make_assignment(first, people.wuhan, deadline=date(2026, 3, 25), light=Light.RED)
    make_assignment(
        second,
        people.huangshi,
        state=AssignmentState.ACKNOWLEDGED,
        deadline=date(2026, 3, 25),
        light=Light.GREEN,
    )
    make_assignment(second, people.hanyang, UnitRole.JOINT, deadline=None)
    return first, second


def test_cards_stand_by_state_or_by_light_and_lead_to_the_table(client, people, two):
    office = signed_in(client, people.office)

    by_state = office.get(URL, {"view": "cards"}).context["columns"]
    by_light = office.get(URL, {"view": "cards", "by": "light"}).context["columns"]

    assert [(str(c["label"]), c["count"], texts(c["rows"])) for c in by_state] == [
        ("待签收", 2, ["建设实验室", "兑现政策"]),
        ("办理中", 1, ["兑现政策"]),
        ("已退回", 0, []),
        ("已完成待销号", 0, []),
        ("已销号", 0, []),
    ]
    assert [(c["light"], c["count"]) for c in by_light] == [
        ("red", 1),
        ("yellow", 0),
        ("blue", 0),
        ("green", 1),
        ("grey", 1),
    ]
    assert by_light[0]["url"] == "?light=red"


def test_only_ones_own_cards_can_be_signed_for(client, people, two):
    response = signed_in(client, people.city).get(URL, {"view": "cards"})

    mine = Assignment.objects.get(unit=people.wuhan)
    assert response.context["to_sign"] == {mine.pk}
    assert response.content.decode().count('name="row"') == 1


def test_calendar_shows_deadlines_report_day_and_holidays(client, people, two):
    Holiday.objects.create(day=date(2026, 3, 27), is_workday=False, name="假")
    Holiday.objects.create(day=date(2026, 3, 28), is_workday=True, name="班")

    response = signed_in(client, people.office).get(URL, {"view": "calendar", "day": "2026-03-10"})

    days = {day.day: day for day in response.context["days"]}
    due = days[date(2026, 3, 25)]
    assert [(item.task.text, item.units, item.light) for item in due.due] == [
        ("建设实验室", 1, Light.RED),
        ("兑现政策", 1, Light.GREEN),
    ]
    assert (min(days), max(days)) == (date(2026, 2, 23), date(2026, 4, 5))
    assert [day.day for day in days.values() if day.is_report_day] == [date(2026, 2, 25), date(2026, 3, 25)]
    assert (days[date(2026, 3, 27)].holiday, days[date(2026, 3, 27)].is_workday) == ("rest", False)
    assert (days[date(2026, 3, 28)].holiday, days[date(2026, 3, 28)].is_workday) == ("work", True)
    assert due.url == "?deadline_from=2026-03-25&deadline_to=2026-03-25"
    filtered = client.get(URL, {"view": "calendar", "day": "2026-03-10", "light": "red"})
    found = {day.day: day.due for day in filtered.context["days"]}
    assert [item.task.text for item in found[date(2026, 3, 25)]] == ["建设实验室"]


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("month", "2026-02-14", (date(2026, 1, 26), date(2026, 3, 1))),
        ("week", "2026-01-01", (date(2025, 12, 29), date(2026, 1, 4))),
        ("无", "无此日", (date(2026, 5, 1) - timedelta(days=4), date(2026, 5, 31))),
        ("month", "0001-01-01", (date(1990, 1, 1), date(1990, 2, 4))),
        ("week", "9999-12-31", (date(2100, 12, 27), date(2101, 1, 2))),
    ],
)
def test_spans_are_whole_weeks_whatever_is_asked(name, day, expected):
    span = span_of(name, day, date(2026, 5, 6))

    assert (span.first, span.last) == expected
    assert span.previous < span.next


def test_gantt_draws_rows_with_a_deadline_and_names_the_others(client, people, two):
    response = signed_in(client, people.office).get(URL, {"view": "gantt"})

    sent = timezone.localdate().isoformat()
    first = Assignment.objects.get(unit=people.wuhan)
    bars = response.context["bars"]
    assert [bar["name"] for bar in bars] == ["武汉市科技创新局：建设实验室", "黄石市科学技术局：兑现政策"]
    assert (bars[0]["start"], bars[0]["end"]) == (min(sent, "2026-03-25"), "2026-03-25")
    assert bars[0]["url"] == f"/tasks/{first.task_id}/?unit={first.pk}"
    assert texts(response.context["untimed"]) == ["兑现政策"]


def test_names_are_data_not_markup(client, people):
    task = make_task(text="<script>alert(1)</script>", owner=people.department)
    make_assignment(task, people.wuhan, deadline=date(2026, 3, 25))

    for view in ("cards", "calendar", "gantt", "table"):
        response = signed_in(client, people.office).get(URL, {"view": view, "day": "2026-03-10"})

        assert "<script>alert" not in response.content.decode()


def test_columns_of_the_register_can_be_chosen(client, people, two):
    make_post(people.wuhan, "处长", Duty.RESPONSIBLE, people.city)
    row = Assignment.objects.get(unit=people.wuhan)
    report = make_report(row, problem="缺地")
    asked = {"col": ["responsible", "problem", "evidence_count", "无此列"], "light": "red"}

    response = signed_in(client, people.office).get(URL, asked)

    table = response.context["table"]
    assert [head.column.name for head in table.headers] == [
        "task",
        "responsible",
        "problem",
        "evidence_count",
    ]
    [(shown, cells)] = table.rows
    assert [str(cell.text).strip() for cell in cells[1:]] == [people.city.name, "缺地", "0"]
    assert ("col", "problem") in table.kept_params
    assert shown == row and report.problem == "缺地"


def test_positions_follow_the_plan(people):
    plan = make_plan({"甲": ["一", "二"], "乙": ["三"]}, people.department)
    tasks = list(plan.workstreams.first().tasks.all()) + list(plan.workstreams.last().tasks.all())
    for task in reversed(tasks):
        make_assignment(task, people.wuhan)

    written = keep_positions()

    assert written == 3
    assert texts(Assignment.objects.order_by("position")) == ["一", "二", "三"]
    assert position_of(tasks[0]) < position_of(tasks[1]) < position_of(tasks[2])
    assert keep_positions() == 0


def test_a_long_register_is_counted_to_a_limit_and_its_figures_come_after(client, people, two, monkeypatch):
    monkeypatch.setattr(BoardTable, "count_limit", 2)

    page = signed_in(client, people.office).get(URL)
    figures = client.get(URL + page.context["figures_url"])

    words = page.content.decode()
    assert "超过 2 条" in words
    assert len(page.context["table"].page.object_list) == 2
    assert "tiles" not in page.context
    assert {tile["light"]: tile["count"] for tile in figures.context["tiles"]}["red"] == 1
    assert "<html" not in figures.content.decode()
