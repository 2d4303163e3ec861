"""The form of a report: milestones, the next owed one, midnight, drafts on two devices."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from luodi_web.people.models import AuditEntry
from luodi_web.supervision.domain.reports import report_no_change, submit_report
from luodi_web.supervision.enums import AssignmentState, ReportState
from luodi_web.supervision.jobs import forget_old_drafts
from luodi_web.supervision.models import Milestone, Plan, Report, ReportDraft
from luodi_web.supervision.rules import period_of
from tests.web.factories import actor, make_assignment, make_report, make_task, signed_in

pytestmark = pytest.mark.django_db
UNDER_WAY = AssignmentState.ACKNOWLEDGED
MONTH = period_of(timezone.localdate())
GOOD = {"percent": "40", "text": "已完成选址。", "problem": "", "next_step": ""}


@pytest.fixture
def row(people):
    return make_assignment(make_task(owner=people.department), people.hanyang, state=UNDER_WAY)


@pytest.fixture
def steps(row):
    texts = ("方案", "选址", "开工")
    return [
        Milestone.objects.create(task=row.task, order=order, text=text) for order, text in enumerate(texts)
    ]


@pytest.fixture
def county(client, people):
    return signed_in(client, people.county)


def shanghai(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=timezone.get_fixed_timezone(480))


def form_url(row, period=MONTH):
    return f"/assignments/{row.pk}/report/{period}/"


def test_milestones_take_the_percentages_place(county, row, steps):
    Milestone.objects.filter(pk=steps[0].pk).update(due=date(2026, 9, 30))
    page = county.get(form_url(row))

    county.post(form_url(row), {"text": "已选址。", "reached": [steps[0].pk, steps[1].pk], "percent": "99"})

    report = Report.objects.get()
    assert "percent" not in page.context["form"].fields
    assert "2026-09-30前：方案" in page.content.decode()
    assert (report.percent, list(report.reached.all())) == (66, steps[:2])


def test_all_milestones_make_a_hundred_and_none_nought(row, steps):
    values = {"period": MONTH, "text": "进展", "by": actor()}

    nought = submit_report(row, reached=[], **values).percent
    hundred = submit_report(row, reached=[step.pk for step in steps], **values).percent

    assert (nought, hundred) == (0, 100)


def test_a_milestone_taken_back_needs_a_reason(county, row, steps):
    last = make_report(row, "2020-01", 66, ReportState.ACCEPTED)
    last.reached.set(steps[:2])

    page = county.post(form_url(row), {"text": "返工。", "reached": [steps[0].pk]})

    assert page.context["form"].errors == {"problem": ["完成率比上期（66%）低，请说明原因。"]}


def test_a_foreign_milestone_is_refused(county, row, steps):
    foreign = Milestone.objects.create(task=make_task(), text="别的任务的")

    page = county.post(form_url(row), {"text": "进展", "reached": [foreign.pk]})

    assert page.context["form"].errors == {"reached": ["任务的节点已经调整，请刷新页面后再报。"]}
    with pytest.raises(ValidationError, match="节点已经调整"):
        submit_report(row, period=MONTH, text="进展", reached=[foreign.pk], by=actor())


def test_no_change_repeats_the_milestones(row, steps):
    last = make_report(row, "2020-01", 66, ReportState.ACCEPTED)
    last.reached.set(steps[:2])
    Milestone.objects.create(task=row.task, order=9, text="验收")

    report = report_no_change(row, by=actor())

    assert (report.percent, list(report.reached.all())) == (50, steps[:2])


def test_sending_leads_to_the_next_owed_report(county, people, row):
    following = make_assignment(make_task(owner=people.department), people.hanyang, state=UNDER_WAY)

    first = county.post(form_url(row), {**GOOD, "then": "next"})
    last = county.post(form_url(following), {**GOOD, "then": "next"})

    assert first["Location"] == f"{form_url(following)}?saved={row.pk}-{MONTH}"
    assert last["Location"] == f"/?saved={following.pk}-{MONTH}"


def test_the_form_of_a_quarter_is_the_plans_period(client, people, row):
    Plan.objects.update(period_kind="quarter")

    with patch.object(timezone, "now", return_value=shanghai(2026, 11, 26, 9)):
        county = signed_in(client, people.county)
        page = county.get(f"/assignments/{row.pk}/report/")
        refused = county.get(form_url(row, "2026-11"), follow=True)

    assert (page.context["period"], page.context["due_on"]) == ("2026Q4", date(2026, 12, 25))
    assert "2026年四季度 进展" in page.content.decode()
    assert "这项任务每季度报送一次进展。" in refused.content.decode()


def test_a_form_opened_before_midnight_is_sent_for_its_period(client, people, row):
    Plan.objects.update(makeup_periods=0)
    with patch.object(timezone, "now", return_value=shanghai(2026, 11, 30, 23, 58)):
        county = signed_in(client, people.county)
        opened = county.get(form_url(row, "2026-11")).context["opened"]

    with patch.object(timezone, "now", return_value=shanghai(2026, 12, 1, 0, 3)):
        forged = county.post(form_url(row, "2026-11"), {**GOOD, "opened": opened[:-2] + "xx"})
        wrong = county.post(form_url(row, "2026-11"), {**GOOD, "percent": "", "opened": opened})
        county.post(form_url(row, "2026-11"), {**GOOD, "opened": wrong.context["opened"]})

    # Without our signature it is a form opened now, and a correction at the field does not lose the time.
    assert (forged.status_code, wrong.status_code) == (302, 422)
    assert Report.objects.get().period == "2026-11"


def test_a_draft_is_there_on_the_next_device_and_gone_once_sent(county, row):
    url = f"{form_url(row)}draft/"

    first = county.post(url, {"version": "0", "percent": "4", "text": "半句", "csrfmiddlewaretoken": "x"})
    second = county.post(url, {"version": "1", "percent": "45", "text": "整句。"})
    page = county.get(form_url(row))
    county.post(form_url(row), GOOD)

    assert (first.json()["version"], second.json()["version"]) == (1, 2)
    form = page.context["form"]
    assert (form["percent"].value(), form["text"].value()) == ("45", "整句。")
    assert (page.context["draft_version"], ReportDraft.objects.count()) == (2, 0)
    assert AuditEntry.objects.filter(verb__startswith="supervision").count() == 1  # the report's, no draft's


def test_an_older_device_overwrites_nothing(county, row):
    url = f"{form_url(row)}draft/"
    county.post(url, {"version": "0", "text": "甲"})
    county.post(url, {"version": "1", "text": "乙"})

    stale = county.post(url, {"version": "1", "text": "丙"})
    first = county.post(url, {"version": "0", "text": "丁"})

    assert (stale.status_code, first.status_code) == (409, 409)
    assert ReportDraft.objects.get().values == {"text": ["乙"]}


def test_a_saving_that_comes_after_the_report_revives_no_draft(county, row):
    url = f"{form_url(row)}draft/"
    county.post(url, {"version": "0", "text": "半句"})
    county.post(form_url(row), GOOD)

    late = county.post(url, {"version": "1", "text": "半句多"})

    assert (late.status_code, ReportDraft.objects.count()) == (409, 0)


def test_a_draft_with_milestones_figures_and_nul_is_kept_as_typed(county, row, steps):
    county.post(
        f"{form_url(row)}draft/", {"version": "0", "text": "甲\x00乙", "reached": [steps[0].pk, steps[2].pk]}
    )

    form = county.get(form_url(row)).context["form"]

    assert form["text"].value() == "甲乙"
    assert form["reached"].value() == [str(steps[0].pk), str(steps[2].pk)]


def test_a_draft_too_long_is_refused_with_words(county, row):
    answer = county.post(f"{form_url(row)}draft/", {"version": "0", "text": "长" * 50_000})

    assert (answer.status_code, answer.json()) == (422, {"error": "内容太长，草稿没有保存。"})


def test_nobody_sees_or_writes_another_persons_draft(client, people, row):
    signed_in(client, people.county).post(f"{form_url(row)}draft/", {"version": "0", "text": "半句"})
    city = signed_in(client, people.city)

    assert city.post(f"{form_url(row)}draft/", {"version": "0", "text": "x"}).status_code == 404
    assert city.post(f"{form_url(row)}discard/").status_code == 404
    assert ReportDraft.objects.get().user == people.county


def test_a_draft_can_be_given_up(county, row):
    county.post(f"{form_url(row)}draft/", {"version": "0", "text": "半句"})

    answer = county.post(f"{form_url(row)}discard/")

    assert (answer["Location"], ReportDraft.objects.count()) == (
        f"{form_url(row)}?saved={row.pk}-{MONTH}",
        0,
    )


def test_task_page_shows_gaps_and_where_to_make_up(client, people, row):
    row.sent_at = shanghai(2026, 9, 1, 9)
    row.save()

    with patch.object(timezone, "now", return_value=shanghai(2026, 11, 10, 9)):
        county = signed_in(client, people.county)
        page = county.get(f"/tasks/{row.task_id}/").content.decode()

    assert "2026年9月 未报送" in page and "2026年10月 未报送" in page
    assert form_url(row, "2026-10") in page
    assert form_url(row, "2026-09") not in page


def test_drafts_that_nobody_touched_for_half_a_year_are_forgotten(people, row):
    for period, days in (("2026-01", 185), ("2026-02", 183)):
        ReportDraft.objects.create(
            assignment=row,
            period=period,
            user=people.county,
            values={},
            saved_at=timezone.now() - timedelta(days=days),
        )

    deleted = forget_old_drafts.call()

    assert (deleted, ReportDraft.objects.get().period) == (1, "2026-02")
