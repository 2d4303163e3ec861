"""The board: figures, filters, places, workbook, and how many queries it takes."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi_web.people.models import AuditEntry
from luodi_web.supervision.enums import AssignmentState, Light, ReportState, SupervisionVerb, UnitRole
from tests.web.factories import make_assignment, make_plan, make_report, make_task, signed_in

URL = "/board/"


def rows_of(response):
    return {(row.task.text, row.unit.name) for row in response.context["table"].page.object_list}


def tiles_of(response):
    return {tile["light"]: tile["count"] for tile in response.context["tiles"]}


@pytest.fixture
def board(people):
    task = make_task(text="建设实验室", owner=people.department)
    other = make_task(task.workstream.plan, "兑现政策")
    make_assignment(task, people.wuhan, light=Light.GREEN, deadline=timezone.localdate())
    make_assignment(task, people.hanyang, UnitRole.JOINT, light=Light.RED)
    make_assignment(task, people.huangshi, UnitRole.JOINT, light=Light.BLUE)
    make_assignment(
        other, people.huangshi, light=Light.RED, deadline=timezone.localdate() - timedelta(days=1)
    )
    make_assignment(other, people.hanyang, UnitRole.JOINT, AssignmentState.WITHDRAWN)
    return task.workstream.plan


def test_office_sees_the_province_by_light_and_place(client, people, board):
    response = signed_in(client, people.office).get(URL, {"view": "map"})

    assert tiles_of(response) == {"red": 2, "yellow": 0, "blue": 1, "green": 1, "grey": 0}
    assert [(row["name"], row["light"], row["text"]) for row in response.context["map_rows"]] == [
        ("武汉市", "red", "红灯 1 项，绿灯 1 项"),
        ("黄石市", "red", "红灯 1 项，蓝灯 1 项"),
    ]
    assert "counties" not in response.context


def test_a_city_chosen_lists_its_own_office_and_its_counties(client, people, board):
    response = signed_in(client, people.office).get(URL, {"city": "420100", "view": "map"})

    assert [(row["name"], row["light"]) for row in response.context["counties"]] == [
        ("武汉市（市本级）", "green"),
        ("汉阳区", "red"),
    ]
    assert rows_of(response) == {("建设实验室", "武汉市科技创新局"), ("建设实验室", "汉阳区科学技术局")}
    # The map goes on showing the whole province.
    assert len(response.context["map_rows"]) == 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"light": "red"}, {("建设实验室", "汉阳区科学技术局"), ("兑现政策", "黄石市科学技术局")}),
        ({"role": "lead"}, {("建设实验室", "武汉市科技创新局"), ("兑现政策", "黄石市科学技术局")}),
        ({"overdue": "1"}, {("兑现政策", "黄石市科学技术局")}),
        ({"state": "withdrawn"}, {("兑现政策", "汉阳区科学技术局")}),
        ({"city": "420100", "county": "420105"}, {("建设实验室", "汉阳区科学技术局")}),
        ({"q": "兑现 黄石"}, {("兑现政策", "黄石市科学技术局")}),
        ({"light": "pink", "city": "x", "page": "9" * 30}, None),
    ],
)
def test_filters(client, people, board, query, expected):
    response = signed_in(client, people.office).get(URL, query)

    everything = {
        ("建设实验室", "武汉市科技创新局"),
        ("建设实验室", "汉阳区科学技术局"),
        ("建设实验室", "黄石市科学技术局"),
        ("兑现政策", "黄石市科学技术局"),
    }
    assert rows_of(response) == (everything if expected is None else expected)


def test_tiles_keep_counting_the_other_lights(client, people, board):
    response = signed_in(client, people.office).get(URL, {"light": "red", "city": "420200"})

    assert tiles_of(response) == {"red": 1, "yellow": 0, "blue": 1, "green": 0, "grey": 0}


def test_filter_by_plan_and_workstream(client, people, board):
    second = make_plan({"抓宣传推介": []}, people.department, title="另一张表")
    make_assignment(make_task(second, "办宣传月"), people.wuhan)

    office = signed_in(client, people.office)
    response = office.get(URL, {"plan": second.pk})
    stream = office.get(URL, {"plan": board.pk, "workstream": board.workstreams.get().pk})

    assert rows_of(response) == {("办宣传月", "武汉市科技创新局")}
    assert len(rows_of(stream)) == 4


def test_city_sees_itself_and_its_counties_without_a_map(client, people, board):
    response = signed_in(client, people.city).get(URL, {"view": "map"})

    assert rows_of(response) == {("建设实验室", "武汉市科技创新局"), ("建设实验室", "汉阳区科学技术局")}
    assert "map_rows" not in response.context
    assert [row["name"] for row in response.context["counties"]] == ["武汉市（市本级）", "汉阳区"]


def test_county_sees_itself_even_when_it_asks_for_others(client, people, board):
    response = signed_in(client, people.county).get(
        URL, {"city": "420200", "county": "420200", "view": "map"}
    )

    assert rows_of(response) == {("建设实验室", "汉阳区科学技术局")}
    assert tiles_of(response) == {"red": 1, "yellow": 0, "blue": 0, "green": 0, "grey": 0}
    assert [name for name in ("map_rows", "counties") if name in response.context] == []


def test_workbook_holds_the_filtered_rows_with_their_reports_and_is_on_record(client, people, board):
    row = people.huangshi.assignments.get(light=Light.BLUE)
    make_report(row, "2026-01", 20, ReportState.ACCEPTED, text="旧的", decision_note="好")
    make_report(row, "2026-02", 50, text="新的", problem="缺地", next_step="协调")

    response = signed_in(client, people.office).get(URL, {"light": "blue", "export": "xlsx"})

    sheet = openpyxl.load_workbook(BytesIO(response.getvalue())).active
    head, values = list(sheet.values)
    found = dict(zip(head, values, strict=True))
    names = ("工作任务", "承办机构", "最近报送", "进展情况", "存在问题", "下步措施", "灯号")
    assert [found[name] for name in names] == [
        "建设实验室",
        "黄石市科学技术局",
        "2026年2月",
        "新的",
        "缺地",
        "协调",
        "蓝灯",
    ]
    assert AuditEntry.objects.get(verb=SupervisionVerb.EXPORTED).after["filter"] == "light=blue&export=xlsx"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"city": "420100", "view": "map"},
        {"view": "cards"},
        {"view": "cards", "by": "light"},
        {"view": "calendar"},
        {"view": "gantt"},
        {"col": ["measures", "responsible", "evidence_count", "text", "extensions", "closed_at"]},
    ],
)
def test_queries_do_not_grow_with_the_rows(client, people, query):
    def count():
        with CaptureQueriesContext(connection) as queries:
            signed.get(URL, query)
        return len(queries)

    signed = signed_in(client, people.office)
    plan = make_task(owner=people.department).workstream.plan
    make_report(make_assignment(make_task(plan), people.wuhan))
    count()
    with_one = count()
    for unit in (people.hanyang, people.huangshi):
        make_report(make_assignment(make_task(plan), unit))

    assert count() == with_one


def test_nothing_dispatched_says_so(client, people):
    response = signed_in(client, people.office).get(URL)

    assert "还没有下达的任务" in response.content.decode()
