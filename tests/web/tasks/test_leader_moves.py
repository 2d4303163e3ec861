"""The leader's page: what moved, regions by what is done, and that every figure leads to its rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi_web.supervision.enums import AssignmentState, Light, ReportState, UnitRole
from tests.web.factories import make_assignment, make_report, make_task, make_unit, signed_in

URL = "/overview/"
DONE = AssignmentState.DONE


@pytest.fixture
def moved(people):
    now = timezone.now()
    task = make_task(owner=people.department)
    other = make_task(task.workstream.plan, "兑现政策")
    make_assignment(task, people.wuhan, state=DONE, done_at=now - timedelta(days=3))
    make_assignment(other, people.wuhan, state=DONE, done_at=now - timedelta(days=20))
    county = make_assignment(
        task, people.hanyang, UnitRole.JOINT, light=Light.RED, light_since=now - timedelta(days=9)
    )
    make_report(county, text="新", submitted_at=now - timedelta(days=2))
    quiet = make_assignment(task, people.huangshi, UnitRole.JOINT, AssignmentState.ACKNOWLEDGED)
    make_report(quiet, no_change=True)
    returned = make_assignment(other, people.huangshi, UnitRole.JOINT, AssignmentState.ACKNOWLEDGED)
    make_report(returned, state=ReportState.RETURNED)
    return task


@pytest.mark.parametrize(
    ("span", "expected"),
    [("week", (1, 1, 0)), ("month", (2, 1, 1)), ("无", (2, 1, 1))],
)
def test_what_moved_is_counted_and_leads_to_those_rows(client, people, moved, span, expected):
    leader = signed_in(client, people.leader)

    response = leader.get(URL, {"span": span})
    moves = response.context["moves"]
    shown = response.context["span"]
    rows = {
        name: len(leader.get("/board/", {"moved": f"{name}-{shown}"}).context["table"].page.object_list)
        for name in ("done", "news", "red")
    }

    assert (moves.done, moves.news, moves.red) == expected
    assert tuple(rows.values()) == expected
    for name in rows:
        assert f'href="/board/?moved={name}-{shown}"' in response.content.decode()


def test_regions_are_compared_by_what_is_done_in_the_order_of_codes(client, people, moved):
    response = signed_in(client, people.leader).get(URL)

    assert [
        (row.region.name, row.total, row.done, row.percent, row.red) for row in response.context["regions"]
    ] == [("武汉市", 3, 2, 66, 1), ("黄石市", 2, 0, 0, 0)]
    found = client.get("/board/", {"city": "420100", "state": "done"})
    assert len(found.context["table"].page.object_list) == 2
    assert 'href="/board/?city=420100&amp;state=done"' in response.content.decode()


def test_unit_page_shows_its_newest_reports_within_a_fixed_number_of_queries(client, people, moved):
    signed = signed_in(client, people.office)
    url = f"/offices/{people.hanyang.pk}/"

    def count():
        with CaptureQueriesContext(connection) as queries:
            response = signed.get(url)
        return len(queries), [report.text for report in response.context["reports"]]

    count()
    one, texts = count()
    for text in ("二", "三"):
        make_report(make_assignment(make_task(moved.workstream.plan), people.hanyang), text=text)

    assert texts == ["新"]
    assert count() == (one, ["三", "二", "新"])


def test_reports_of_a_unit_outside_ones_scope_stay_there(client, people, moved):
    stranger = make_unit(parent=people.department)

    assert signed_in(client, people.other_city).get(f"/offices/{people.hanyang.pk}/").status_code == 404
    assert list(signed_in(client, people.office).get(f"/offices/{stranger.pk}/").context["reports"]) == []
