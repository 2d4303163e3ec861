"""Acts on the rows of 今日: passing a report where it stands."""

import pytest

from luodi_web.supervision.enums import AssignmentState, ReportState
from tests.web.factories import make_assignment, make_report, make_task, signed_in

ACCEPT = "/reports/accept/"


def test_a_report_is_read_and_passed_on_todays_page(client, people):
    task = make_task(owner=people.department)
    share = make_assignment(task, people.wuhan, state=AssignmentState.ACKNOWLEDGED)
    report = make_report(share, text="实验室已选址。", problem="缺地", by=people.city)
    office = signed_in(client, people.office)

    page = office.get("/").content.decode()
    answer = office.post(ACCEPT, {"row": report.pk, "next": "/"})
    again = office.post(ACCEPT, {"row": report.pk, "next": "/"}, follow=True)

    assert "实验室已选址。" in page and "存在问题：缺地" in page
    assert (answer.status_code, answer["Location"]) == (302, "/")
    report.refresh_from_db()
    assert report.state == ReportState.ACCEPTED
    assert "这份进展已经审核过了" in again.content.decode()


@pytest.mark.parametrize(
    "next_", ["https://elsewhere.invalid/", "//elsewhere.invalid/", "板块", "1\x00", "%"]
)
def test_what_is_no_address_of_ours_is_not_gone_to(client, people, next_):
    answer = signed_in(client, people.office).post(ACCEPT, {"row": "1", "next": next_})

    assert answer["Location"] == "/"


def test_a_city_cannot_pass_anything(client, people):
    share = make_assignment(make_task(), people.wuhan, state=AssignmentState.ACKNOWLEDGED)
    report = make_report(share)

    assert signed_in(client, people.city).post(ACCEPT, {"row": report.pk, "next": "/"}).status_code == 403
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
