"""Report form, one-click report, review queue."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi_web.supervision.enums import AssignmentState, ReportState
from luodi_web.supervision.models import Report
from luodi_web.supervision.rules import period_of
from tests.web.factories import make_assignment, make_report, make_task, signed_in

UNDER_WAY = AssignmentState.ACKNOWLEDGED
GOOD = {"percent": "40", "text": "已完成选址。", "problem": "", "next_step": ""}


@pytest.fixture
def row(people):
    return make_assignment(make_task(owner=people.department), people.hanyang, state=UNDER_WAY)


def test_form_starts_from_the_last_report(client, people, row):
    make_report(row, "2020-01", 35, ReportState.ACCEPTED, problem="缺地")

    form = signed_in(client, people.county).get(f"/assignments/{row.pk}/report/").context["form"]

    assert form.initial == {"percent": 35, "text": "已完成选址。", "problem": "缺地", "next_step": ""}


def test_form_sends_a_report_with_files(client, people, row):
    files = [
        SimpleUploadedFile("照片.png", b"\x89PNG\r\n\x1a\n1"),
        SimpleUploadedFile("清单.pdf", b"%PDF-1.7"),
    ]

    response = signed_in(client, people.county).post(
        f"/assignments/{row.pk}/report/", {**GOOD, "files": files}
    )

    report = Report.objects.get()
    month = period_of(timezone.localdate())
    assert response["Location"] == f"/tasks/{row.task_id}/?unit={row.pk}&sent={month}"
    assert (report.period, report.percent, report.submitted_by) == (month, 40, people.county)
    assert sorted(report.evidence.values_list("name", flat=True)) == ["清单.pdf", "照片.png"]


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"percent": "101"}, {"percent": ["完成率填 0 到 100 的整数。"]}),
        ({"percent": "-1"}, {"percent": ["完成率填 0 到 100 的整数。"]}),
        ({"percent": "9" * 40}, {"percent": ["完成率填 0 到 100 的整数。"]}),
        ({"percent": "四成"}, {"percent": ["完成率填 0 到 100 的整数。"]}),
        ({"text": "  "}, {"text": ["请填写“进展情况”。"]}),
        ({"percent": "10"}, {"problem": ["完成率比上期（35%）低，请说明原因。"]}),
        (
            {"files": [SimpleUploadedFile("照片.jpg", b"MZ\x90\x00")]},
            {"files": ["“照片.jpg”：这是程序文件，不能上传。"]},
        ),
        (
            {"files": [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)]},
            {"files": ["一次最多上传 10 个文件。"]},
        ),
    ],
)
def test_form_says_at_the_field_what_is_wrong_and_keeps_the_rest(client, people, row, fields, errors):
    make_report(row, "2020-01", 35, ReportState.ACCEPTED)

    response = signed_in(client, people.county).post(f"/assignments/{row.pk}/report/", {**GOOD, **fields})

    assert response.status_code == 422
    assert response.context["form"].errors == errors
    assert Report.objects.count() == 1
    if "text" not in fields:
        assert "已完成选址。" in response.content.decode()


def test_lower_rate_with_an_explanation_is_taken(client, people, row):
    make_report(row, "2020-01", 35, ReportState.ACCEPTED)

    signed_in(client, people.county).post(
        f"/assignments/{row.pk}/report/", {**GOOD, "percent": "10", "problem": "重新招标"}
    )

    assert Report.objects.get(period=period_of(timezone.localdate())).percent == 10


def test_evidence_can_be_taken_off_only_from_the_own_report(client, people, row):
    county = signed_in(client, people.county)
    county.post(f"/assignments/{row.pk}/report/", {**GOOD, "files": SimpleUploadedFile("甲.txt", b"x")})
    other = make_report(make_assignment(row.task, people.huangshi, state=UNDER_WAY))
    mine = Report.objects.get(assignment=row)
    evidence = mine.evidence.get()
    foreign = other.evidence.create(file=evidence.file, name="乙.txt")

    refused = county.post(f"/assignments/{row.pk}/report/", {**GOOD, "dropped_evidence": foreign.pk})
    county.post(f"/assignments/{row.pk}/report/", {**GOOD, "dropped_evidence": evidence.pk})

    assert refused.status_code == 422
    assert (mine.evidence.count(), other.evidence.count()) == (0, 1)


def test_city_cannot_report_for_its_county(client, people, row):
    city = signed_in(client, people.city)

    assert city.get(f"/tasks/{row.task_id}/").status_code == 200
    assert city.get(f"/assignments/{row.pk}/report/").status_code == 404
    assert city.post(f"/assignments/{row.pk}/report/", GOOD).status_code == 404
    assert city.post(f"/assignments/{row.pk}/no-change/").status_code == 404


@pytest.mark.parametrize("period", ["2026-13", "2026-1", "abc", "0000-01"])
def test_impossible_period_is_not_found(client, people, row, period):
    assert signed_in(client, people.county).get(f"/assignments/{row.pk}/report/{period}/").status_code == 404


def test_form_before_signing_leads_back_with_words(client, people, row):
    row.state = AssignmentState.SENT
    row.save()

    response = signed_in(client, people.county).get(f"/assignments/{row.pk}/report/", follow=True)

    assert "任务还没有签收，请先签收。" in response.content.decode()


def test_no_change_in_one_click(client, people, row):
    make_report(row, "2020-01", 35, ReportState.ACCEPTED)

    response = signed_in(client, people.county).post(f"/assignments/{row.pk}/no-change/", {"next": "/"})

    report = Report.objects.get(period=period_of(timezone.localdate()))
    assert (response["Location"], report.no_change, report.percent) == ("/", True, 35)


def test_review_leads_on_to_the_next_report(client, people, row):
    first, second = (
        make_report(row, by=people.county),
        make_report(make_assignment(row.task, people.wuhan, state=UNDER_WAY)),
    )
    office = signed_in(client, people.office)

    one = office.post(f"/reports/{first.pk}/accept/", {"note": "很好"})
    two = office.post(f"/reports/{second.pk}/return/", {"reason": "请附佐证"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (one["Location"], two["Location"]) == (f"/reports/{second.pk}/", "/reports/")
    assert (first.state, first.decision_note, first.decided_by) == ("accepted", "很好", people.office)
    assert (second.state, second.decision_note) == ("returned", "请附佐证")


def test_return_of_a_report_needs_a_reason(client, people, row):
    report = make_report(row)

    response = signed_in(client, people.office).post(f"/reports/{report.pk}/return/", {"reason": ""})

    report.refresh_from_db()
    assert (response.status_code, report.state) == (422, "submitted")
    assert response.context["form"].errors == {"reason": ["请填写“原因”。"]}


def test_second_decision_says_that_it_is_too_late(client, people, row):
    report = make_report(row, state=ReportState.ACCEPTED)

    response = signed_in(client, people.office).post(f"/reports/{report.pk}/accept/", follow=True)

    assert "这份进展已经审核过了。" in response.content.decode()


def test_accept_many_takes_only_what_one_reviews(client, people, row):
    mine = make_report(row)
    foreign = make_report(make_assignment(state=UNDER_WAY))

    signed_in(client, people.office).post("/reports/accept/", {"row": [mine.pk, foreign.pk]})

    mine.refresh_from_db()
    foreign.refresh_from_db()
    assert (mine.state, foreign.state) == ("accepted", "submitted")


def test_evidence_is_a_download_for_those_who_see_the_report(client, people, row):
    county = signed_in(client, people.county)
    county.post(
        f"/assignments/{row.pk}/report/",
        {**GOOD, "files": SimpleUploadedFile("页面.html", b"<script>alert(1)</script>")},
    )
    evidence = Report.objects.get().evidence.get()

    mine = county.get(f"/evidence/{evidence.pk}/")
    # The other city has a share in the same task: still not its report.
    make_assignment(row.task, people.huangshi)
    row.role = "lead"
    row.save()
    other = signed_in(client, people.other_city).get(f"/evidence/{evidence.pk}/")

    assert (mine.status_code, mine["X-Content-Type-Options"]) == (200, "nosniff")
    assert mine["Content-Disposition"].startswith("attachment")
    assert other.status_code == 404


def test_queue_queries_do_not_grow_with_the_reports(client, people, row):
    def count():
        with CaptureQueriesContext(connection) as queries:
            office.get("/reports/")
        return len(queries)

    make_report(row)
    office = signed_in(client, people.office)
    count()
    with_one = count()
    for unit in (people.wuhan, people.huangshi):
        make_report(make_assignment(row.task, unit, state=UNDER_WAY))

    assert count() == with_one
