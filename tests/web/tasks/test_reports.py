"""Progress reports: one a period, corrected in place, decided on by the office."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry, Notification
from luodi_web.supervision.domain.boards_today import reports_owed
from luodi_web.supervision.domain.lights import refreshed_once
from luodi_web.supervision.domain.notices import told_once
from luodi_web.supervision.domain.reports import (
    accept_report,
    accept_reports,
    last_report,
    report_no_change,
    return_report,
    submit_report,
)
from luodi_web.supervision.enums import AssignmentState, Light, ReportState, SupervisionVerb, UnitRole
from luodi_web.supervision.models import Assignment, Evidence, Report
from luodi_web.supervision.rules import period_of
from tests.web.factories import actor, make_assignment, make_report, make_task, make_unit, make_user

pytestmark = pytest.mark.django_db
UNDER_WAY = AssignmentState.ACKNOWLEDGED


def this_month():
    return period_of(timezone.localdate())


def submit(assignment, by=None, **fields):
    values = {"period": this_month(), "percent": 30, "text": "已启动。", **fields}
    return submit_report(assignment, by=by or actor(), **values)


def test_submit_sets_the_rate_and_writes_the_trail():
    assignment = make_assignment(state=UNDER_WAY)

    report = submit(assignment, percent=30, problem="缺经费", next_step="申请预算")

    assignment.refresh_from_db()
    assert assignment.percent == 30
    assert (report.state, report.no_change) == (ReportState.SUBMITTED, False)
    assert AuditEntry.objects.get(verb=SupervisionVerb.REPORTED).after == {
        "period": this_month(),
        "percent": 30,
        "text": "已启动。",
        "problem": "缺经费",
        "next_step": "申请预算",
    }


def test_submit_again_corrects_in_place():
    assignment = make_assignment(state=UNDER_WAY)
    first = submit(assignment, percent=30)

    second = submit(assignment, percent=45, text="已完成选址。")

    assignment.refresh_from_db()
    assert (first.pk, Report.objects.count()) == (second.pk, 1)
    assert assignment.percent == 45
    assert AuditEntry.objects.order_by("-pk").first().before["percent"] == 30


@pytest.mark.parametrize("state", ["sent", "returned", "withdrawn", "done"])
def test_submit_is_refused_unless_under_way(state):
    assignment = make_assignment(state=state)

    with pytest.raises(ValidationError):
        submit(assignment)

    assert not Report.objects.exists()


def test_submit_is_refused_once_accepted():
    assignment = make_assignment(state=UNDER_WAY)
    make_report(assignment, state=ReportState.ACCEPTED, text="原文")

    with pytest.raises(ValidationError, match="本期进展已审核通过"):
        submit(assignment)

    assert Report.objects.get().text == "原文"


@pytest.mark.parametrize("period", ["2020-01", "2099-01"])
def test_submit_of_another_month_is_refused(period):
    with pytest.raises(ValidationError, match=r"不能再补报|还没有开始"):
        submit(make_assignment(state=UNDER_WAY), period=period)


def test_returned_report_of_a_past_month_can_be_corrected():
    assignment = make_assignment(state=UNDER_WAY)
    make_report(assignment, "2020-01", state=ReportState.RETURNED)

    report = submit(assignment, period="2020-01")

    assert (report.period, report.state) == ("2020-01", ReportState.SUBMITTED)


def test_month_begins_at_midnight_in_shanghai():
    assignment = make_assignment(state=UNDER_WAY)
    last_second = datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)
    midnight = datetime(2026, 11, 30, 16, 0, 0, tzinfo=UTC)

    with patch.object(timezone, "now", return_value=last_second):
        submit(assignment, period="2026-11")
    with patch.object(timezone, "now", return_value=midnight):
        submit(assignment, period="2026-12")

    assert sorted(Report.objects.values_list("period", flat=True)) == ["2026-11", "2026-12"]


def test_evidence_is_kept_by_content_and_can_be_taken_off():
    assignment = make_assignment(state=UNDER_WAY)
    files = [SimpleUploadedFile(name, b"%PDF-1.7 the same") for name in ("甲.pdf", "乙.pdf")]
    report = submit(assignment, files=files)
    dropped = report.evidence.get(name="甲.pdf")

    submit(assignment, dropped_evidence=[dropped.pk])

    kept = Evidence.objects.get()
    assert (kept.name, kept.file.kind, kept.file_id) == ("乙.pdf", "pdf", dropped.file_id)


def test_refused_evidence_leaves_nothing_half_done():
    assignment = make_assignment(state=UNDER_WAY)

    with pytest.raises(ValidationError):
        submit(assignment, files=[SimpleUploadedFile("照片.jpg", b"MZ\x90\x00 a program")])

    assignment.refresh_from_db()
    assert (assignment.percent, Report.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_no_change_repeats_the_last_report():
    assignment = make_assignment(state=UNDER_WAY)
    make_report(assignment, "2020-01", 20, ReportState.ACCEPTED)
    make_report(assignment, "2020-02", 35, ReportState.ACCEPTED, problem="缺地")
    make_report(assignment, "2020-03", 90, ReportState.RETURNED)

    report = report_no_change(assignment, by=actor())

    assert (report.period, report.percent, report.text, report.problem, report.no_change) == (
        this_month(),
        35,
        "已完成选址。",
        "缺地",
        True,
    )


def test_no_change_without_an_earlier_report_is_refused():
    with pytest.raises(ValidationError, match="还没有往期进展"):
        report_no_change(make_assignment(state=UNDER_WAY), by=actor())


def test_return_takes_the_rate_back_and_tells_the_unit(django_capture_on_commit_callbacks):
    unit = make_unit()
    person = make_user("wang", Role.CITY, unit)
    assignment = make_assignment(unit=unit, state=UNDER_WAY)
    make_report(assignment, "2020-01", 20, ReportState.ACCEPTED)
    report = submit(assignment, percent=60, by=actor(person, unit))

    with django_capture_on_commit_callbacks(execute=True):
        returned = return_report(report, "请附佐证", by=actor(make_user()))

    assignment.refresh_from_db()
    assert (returned.state, returned.decision_note, assignment.percent) == ("returned", "请附佐证", 20)
    assert Notification.objects.get(user=person).text == "进展被退回，请修改后再报：建设实验室"


def test_accept_of_all_done_finishes_the_assignment():
    assignment = make_assignment(state=UNDER_WAY, deadline=timezone.localdate().replace(year=2020, day=1))
    report = submit(assignment, percent=100)

    accept_report(report, "", by=actor(make_user()))

    assignment.refresh_from_db()
    assert (assignment.state, assignment.light, assignment.light_reason) == ("done", Light.GREEN, "已完成")
    assert assignment.done_at == Report.objects.get().decided_at


@pytest.mark.parametrize(("percent", "note", "told"), [(100, "", 1), (40, "请补充照片", 1), (40, "", 0)])
def test_accept_tells_the_unit_when_it_is_done_or_remarked_on(
    django_capture_on_commit_callbacks, percent, note, told
):
    unit = make_unit()
    person = make_user(role=Role.CITY, unit=unit)
    row = make_assignment(unit=unit, state=AssignmentState.ACKNOWLEDGED)
    report = make_report(row, percent=percent)

    with django_capture_on_commit_callbacks(execute=True):
        accept_report(report, note, by=actor())

    words = list(Notification.objects.filter(user=person).values_list("text", flat=True))
    assert words == [f"进展已审核通过：{row.task}"] * told


def test_accept_of_an_older_report_does_not_finish_what_a_newer_one_reopened():
    assignment = make_assignment(state=UNDER_WAY)
    old = make_report(assignment, "2020-01", 100)
    submit(assignment, percent=80)

    accept_report(old, "", by=actor(make_user()))

    assignment.refresh_from_db()
    assert (assignment.state, assignment.percent) == (UNDER_WAY, 80)


def test_accept_twice_is_refused_with_words():
    assignment = make_assignment(state=UNDER_WAY)
    report = submit(assignment)
    accept_report(report, "", by=actor(make_user()))

    with pytest.raises(ValidationError, match="已经审核过了"):
        return_report(report, "再看看", by=actor(make_user()))

    assert Report.objects.get().state == ReportState.ACCEPTED


def test_nobody_decides_on_their_own_report():
    person = make_user()
    report = submit(make_assignment(state=UNDER_WAY), by=actor(person))

    with pytest.raises(ValidationError, match="不能审核自己报送的进展"):
        accept_report(report, "", by=actor(person))


def test_accept_many_goes_on_after_one_refusal():
    person = make_user()
    own = submit(make_assignment(state=UNDER_WAY), by=actor(person))
    others = [submit(make_assignment(state=UNDER_WAY)) for _number in range(2)]

    result = accept_reports([own, *others], by=actor(person))

    assert [report.pk for report in result.accepted] == [report.pk for report in others]
    assert result.refused == [(own, "不能审核自己报送的进展。")]
    assert sorted(Report.objects.values_list("state", flat=True)) == ["accepted", "accepted", "submitted"]


def test_office_hears_of_many_reports_in_one_unread_notice(django_capture_on_commit_callbacks):
    department = make_unit("省科学技术厅")
    office = make_user("office", Role.INNOVATION_OFFICE, department)
    task = make_task(owner=department)

    with django_capture_on_commit_callbacks(execute=True):
        for _number in range(3):
            submit(make_assignment(task, state=UNDER_WAY))

    assert list(Notification.objects.values_list("user", "text", "url")) == [
        (office.pk, "有 3 份进展待审核", "/reports/")
    ]


def test_a_long_run_of_reports_is_told_and_lit_once(django_capture_on_commit_callbacks):
    department = make_unit("省科学技术厅")
    office = make_user("office", Role.INNOVATION_OFFICE, department)
    leader = make_unit("武汉市科技创新局")
    make_user("lead", Role.CITY, leader)
    task = make_task(owner=department)
    make_assignment(task, leader, state=UNDER_WAY, role=UnitRole.LEAD)
    due = timezone.localdate() + timedelta(days=40)
    joint = [
        make_assignment(task, state=UNDER_WAY, role=UnitRole.JOINT, deadline=due) for _number in range(3)
    ]

    with django_capture_on_commit_callbacks(execute=True) as sent, told_once(), refreshed_once():
        for assignment in joint:
            submit(assignment)
        lights = set(Assignment.objects.values_list("light", flat=True))

    assert lights == {Light.GREY}
    assert Light.GREY not in set(
        Assignment.objects.filter(role=UnitRole.JOINT).values_list("light", flat=True)
    )
    texts = dict(Notification.objects.values_list("user__username", "text"))
    assert texts[office.username] == "有 3 份进展待审核"
    assert texts["lead"].startswith("3 家配合机构已报送")
    assert len(sent) == 2


def test_office_is_told_again_after_reading(django_capture_on_commit_callbacks):
    department = make_unit("省科学技术厅")
    make_user("office", Role.INNOVATION_OFFICE, department)
    task = make_task(owner=department)
    for _number in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            submit(make_assignment(task, state=UNDER_WAY))
        Notification.objects.update(read_at=timezone.now())

    assert list(Notification.objects.order_by("pk").values_list("text", flat=True)) == [
        "有 1 份进展待审核",
        "有 2 份进展待审核",
    ]


def test_owed_are_those_without_this_months_report():
    unit = make_unit()
    rights = Rights.of(make_user("wang", Role.CITY, unit))
    owing = make_assignment(unit=unit, state=UNDER_WAY)
    returned = make_assignment(unit=unit, state=UNDER_WAY)
    make_report(returned, state=ReportState.RETURNED)
    make_report(make_assignment(unit=unit, state=UNDER_WAY))
    make_assignment(unit=unit, state=AssignmentState.SENT)
    make_assignment(unit=unit, state=UNDER_WAY, percent=100)
    make_assignment(state=UNDER_WAY)

    assert list(reports_owed(rights, timezone.localdate())) == [owing, returned]


def test_last_report_is_the_newest_before_the_period_that_stands():
    assignment = make_assignment()
    make_report(assignment, "2026-01")
    february = make_report(assignment, "2026-02")
    make_report(assignment, "2026-03", state=ReportState.RETURNED)
    make_report(assignment, "2026-04")

    assert last_report(assignment, "2026-04") == february
