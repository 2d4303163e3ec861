"""Figures: asked for once, measured where the platform can, typed where it cannot, exported."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from luodi_web.common.indicators import all_indicators, find_indicator, register
from luodi_web.common.periods import period_days, period_words
from luodi_web.people.models import AuditEntry
from luodi_web.policies.enums import VersionState
from luodi_web.policies.models import Policy, PolicyVersion
from luodi_web.supervision.domain.figures import (
    DuplicateFigure,
    close_figure,
    figure_key,
    request_figure,
    reuse_figure,
)
from luodi_web.supervision.domain.figures_values import slots_for
from luodi_web.supervision.domain.reports import report_no_change, submit_report
from luodi_web.supervision.enums import AssignmentState, PlanState, ReportState, SupervisionVerb
from luodi_web.supervision.models import FigureRequest, Plan, Report, ReportFigure
from luodi_web.supervision.rules import period_of
from tests.web.factories import (
    actor,
    make_assignment,
    make_report,
    make_task,
    make_unit,
    make_version,
    signed_in,
)

pytestmark = pytest.mark.django_db
UNDER_WAY = AssignmentState.ACKNOWLEDGED
MONTH = period_of(timezone.localdate())
GOOD = {"percent": "40", "text": "已完成选址。", "problem": "", "next_step": ""}


def published(*units, **plan):
    """A dispatched task of these units and its assignments, under way."""
    task = make_task(**({"owner": plan.pop("owner")} if "owner" in plan else {}))
    Plan.objects.filter(pk=task.workstream.plan_id).update(state=PlanState.PUBLISHED, **plan)
    task.workstream.plan.refresh_from_db()
    return task, [make_assignment(task, unit, state=UNDER_WAY) for unit in units]


def ask(task, name="技术合同成交额", measure="万元", **fields):
    return request_figure(task, name=name, measure=measure, by=actor(), **fields)


def submit(assignment, figures=None, period=MONTH, **fields):
    values = {"percent": 30, "text": "已启动。", "by": actor(), **fields}
    return submit_report(assignment, period=period, figures=figures, **values)


@pytest.mark.parametrize(
    "name",
    [
        "技术合同成交额",
        " 技术合同 成交额",
        "技术合同成交额（万元）",
        "技术合同成交额(单位:万元)",
        "“技术合同”成交额：",
    ],
)
def test_key_is_the_same_however_it_is_written(name):
    assert figure_key(name, "万元") == "技术合同成交额"


def test_key_keeps_what_tells_two_data_apart():
    keys = {
        figure_key(name, "万元")
        for name in ("技术合同成交额", "技术合同成交额（其中：高校）", "累计技术合同成交额", "R&D 经费", "RD")
    }

    assert len(keys) == 5


def test_typed_figure_is_kept_with_its_report():
    task, [assignment] = published(make_unit())
    request = ask(task)

    report = submit(assignment, {request.pk: Decimal("1234.5")})

    kept = ReportFigure.objects.get()
    assert (kept.report, kept.value, kept.measured) == (report, Decimal("1234.5"), False)


def test_missing_figure_refuses_the_report_and_keeps_nothing():
    task, [assignment] = published(make_unit())
    ask(task)

    with pytest.raises(ValidationError, match="本期要填报“技术合同成交额”"):
        submit(assignment)

    assert not Report.objects.exists()


def test_measured_figure_is_counted_not_typed():
    unit = make_unit()
    task, [assignment] = published(unit)
    request = ask(task, "发布政策数", "项")
    version = make_version(owner=unit)
    Policy.objects.filter(pk=version.policy_id).update(issued_on=period_days(MONTH)[0])
    make_version(owner=make_unit())

    submit(assignment, {request.pk: Decimal("99")})

    kept = ReportFigure.objects.get()
    assert (request.indicator, kept.value, kept.measured) == ("policies_published", Decimal(1), True)


def test_policies_are_counted_by_issue_or_confirmation_and_only_confirmed_ones():
    unit = make_unit()
    below = make_unit(parent=unit)
    first, last = date(2026, 11, 1), date(2026, 11, 30)
    by_issue, by_confirming, early, draft = (make_version(owner=owner) for owner in (unit, below, unit, unit))
    Policy.objects.filter(pk=by_issue.policy_id).update(issued_on=last)
    Policy.objects.filter(pk=early.policy_id).update(issued_on=first - timedelta(days=1))
    # The last second of the month in Shanghai is still the day before in UTC.
    moment = datetime(2026, 11, 30, 23, 59, 59, tzinfo=timezone.get_fixed_timezone(480))
    PolicyVersion.objects.filter(pk=by_confirming.pk).update(confirmed_at=moment)
    PolicyVersion.objects.filter(pk=draft.pk).update(state=VersionState.REVIEW)
    Policy.objects.filter(pk=draft.policy_id).update(issued_on=first)

    figure = find_indicator("policies_published").figure(unit, first, last)

    assert figure.value == 2
    assert {row.pk for row in figure.rows} == {by_issue.policy_id, by_confirming.policy_id}


def test_tasks_are_counted_by_unit_and_by_region(people):
    day = timezone.localdate()
    done = make_assignment(unit=people.hanyang, state=AssignmentState.DONE, done_at=timezone.now())
    make_assignment(unit=people.hanyang, state=AssignmentState.WITHDRAWN)
    make_assignment(unit=people.huangshi)
    city = people.wuhan.region

    values = {
        item.name: [item.figure(place, day, day).value for place in (people.hanyang, people.wuhan, city)]
        for item in all_indicators()
        if item.name.startswith("tasks_")
    }

    assert values == {"tasks_dispatched": [1, 0, 1], "tasks_done": [1, 0, 1]}
    assert [row.pk for row in find_indicator("tasks_done").figure(city, day, day).rows] == [done.pk]


def test_second_request_for_a_held_datum_is_refused_and_points_to_it():
    unit = make_unit()
    task, [assignment] = published(unit, make_unit())[0], published(unit)[1]
    held = ask(assignment.task)
    report = submit(assignment, {held.pk: Decimal(5)})

    with pytest.raises(DuplicateFigure, match="不能重复要求填报") as refusal:
        ask(task, " 技术合同成交额（万元）")

    assert (refusal.value.held, refusal.value.last.report) == (held, report)
    assert FigureRequest.objects.count() == 1


@pytest.mark.parametrize("why", ["units", "kind", "closed", "finished"])
def test_request_is_taken_where_the_datum_is_not_the_same(why):
    unit = make_unit()
    task, [assignment] = published(unit)
    held = ask(task)
    if why == "finished":
        assignment.state = AssignmentState.DONE
        assignment.save()
    if why == "closed":
        close_figure(held, by=actor())
    other = {"period_kind": "quarter"} if why == "kind" else {}
    second, _rows = published(make_unit() if why == "units" else unit, **other)

    assert ask(second).source is None


def test_same_indicator_under_another_name_is_the_same_datum():
    unit = make_unit()
    ask(published(unit)[0], "发布政策数", "项")

    with pytest.raises(DuplicateFigure):
        ask(published(unit)[0], "出台文件数", "件", indicator="policies_published")


def test_asking_twice_in_one_task_is_refused():
    task, _rows = published(make_unit())
    ask(task)

    with pytest.raises(ValidationError, match="已经要求填报这项数据"):
        ask(task)


def test_draft_plan_cannot_ask():
    with pytest.raises(ValidationError, match="下达以后"):
        ask(make_task())


def test_reused_figure_is_shown_from_the_report_that_holds_it():
    unit, alone = make_unit(), make_unit()
    task, [holding] = published(unit)
    held = ask(task)
    second, [same, other] = published(unit, alone)
    reused = reuse_figure(second, held, by=actor())
    before = slots_for(same, MONTH)[0]
    submit(holding, {held.pk: Decimal("8.5")})

    submit(same)
    submit(other, {reused.pk: Decimal(3)})

    assert (before.held, before.typed, before.value) == (True, False, None)
    values = {(row.report.assignment, row.value, row.source_id is not None) for row in reused.values.all()}
    assert values == {(same, Decimal("8.5"), True), (other, Decimal(3), False)}


def test_held_figure_is_not_closed_while_another_task_shows_it():
    unit = make_unit()
    held = ask(published(unit)[0])
    second, _rows = published(unit)
    reused = reuse_figure(second, held, by=actor())

    with pytest.raises(ValidationError, match="引用了这项数据"):
        close_figure(held, by=actor())
    close_figure(reused, by=actor())

    assert close_figure(held, by=actor()).closed_at is not None


def test_no_change_repeats_typed_figures_and_counts_measured_ones_anew():
    unit = make_unit()
    task, [assignment] = published(unit)
    typed, counted = ask(task), ask(task, "下达任务数", "项")
    last = make_report(assignment, "2020-01")
    for request, value in ((typed, "7.25"), (counted, "99")):
        ReportFigure.objects.create(report=last, request=request, value=Decimal(value))

    report = report_no_change(assignment, by=actor())

    assert dict(report.figures.values_list("request", "value")) == {
        typed.pk: Decimal("7.25"),
        counted.pk: Decimal(1),
    }


def test_no_change_with_a_figure_never_given_says_which():
    task, [assignment] = published(make_unit())
    make_report(assignment, "2020-01")
    ask(task)

    with pytest.raises(ValidationError, match="“技术合同成交额”，请打开填报页填写"):
        report_no_change(assignment, by=actor())


@pytest.fixture
def asked(people):
    task, [row] = published(people.hanyang, owner=people.department)
    return row, ask(task)


@pytest.mark.parametrize(
    ("typed", "value"), [("1,234.5", "1234.5"), ("１２３４．５", "1234.5"), ("-3", "-3"), (" 0 ", "0")]
)
def test_form_takes_numbers_as_people_type_them(client, people, asked, typed, value):
    row, request = asked

    signed_in(client, people.county).post(
        f"/assignments/{row.pk}/report/", {**GOOD, f"figure_{request.pk}": typed}
    )

    assert ReportFigure.objects.get().value == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "请填写“技术合同成交额”。"),
        ("约三千", "“技术合同成交额”填数字，例如 1234.5。"),
        ("NaN", "“技术合同成交额”填数字，例如 1234.5。"),
        ("1e30", "“技术合同成交额”最多 16 位整数、4 位小数。"),
        ("1.23456", "“技术合同成交额”最多 16 位整数、4 位小数。"),
    ],
)
def test_form_says_at_the_figure_what_is_wrong(client, people, asked, typed, words):
    row, request = asked
    name = f"figure_{request.pk}"

    page = signed_in(client, people.county).post(f"/assignments/{row.pk}/report/", {**GOOD, name: typed})

    assert (page.status_code, page.context["form"].errors) == (422, {name: [words]})
    assert page.context["form"]["text"].value() == "已完成选址。"


def test_form_shows_the_last_value_and_the_measured_one_leads_to_its_rows(client, people, asked):
    row, request = asked
    ask(row.task, "下达任务数", "项")
    last = make_report(row, "2020-01", state=ReportState.ACCEPTED)
    ReportFigure.objects.create(report=last, request=request, value=Decimal("1234.50"))
    county = signed_in(client, people.county)

    page = county.get(f"/assignments/{row.pk}/report/").content.decode()
    rows = county.get(f"/assignments/{row.pk}/measured/{MONTH}/tasks_dispatched/")

    assert "上期 1,234.5" in page
    assert "系统统计" in page and f"/assignments/{row.pk}/measured/{MONTH}/tasks_dispatched/" in page
    assert [item.words for item in rows.context["rows"]] == [f"汉阳区科学技术局：{row.task.text}"]


def test_rows_of_a_foreign_unit_are_not_found(client, people, asked):
    row, _request = asked

    page = signed_in(client, people.other_city).get(f"/assignments/{row.pk}/measured/{MONTH}/tasks_done/")

    assert page.status_code == 404


def test_office_asks_on_the_tasks_page_and_is_refused_with_the_held_value(client, people, asked):
    row, held = asked
    submit(row, {held.pk: Decimal("12.5")})
    second, _rows = published(people.hanyang, owner=people.department)
    office = signed_in(client, people.office)

    refused = office.post(f"/tasks/{second.pk}/figures/", {"name": "技术合同成交额", "measure": "万元"})
    office.post(f"/tasks/{second.pk}/figures/", {"reuse": held.pk})

    page = refused.content.decode()
    assert refused.status_code == 422
    assert f"汉阳区科学技术局 {period_words(MONTH)}：12.5 万元" in page
    assert f"/reports/{held.values.get().report_id}/" in page
    assert FigureRequest.objects.get(task=second).source == held


def test_county_cannot_ask(client, people, asked):
    row, _request = asked

    assert signed_in(client, people.county).get(f"/tasks/{row.task_id}/figures/").status_code == 403


def test_export_has_units_periods_and_numbers(client, people, asked):
    row, request = asked
    submit(row, {request.pk: Decimal("12.5")})
    foreign_task, [foreign] = published(make_unit())
    submit(foreign, {ask(foreign_task).pk: Decimal(1)})

    response = signed_in(client, people.office).get("/figures/?export=xlsx")

    sheet = load_workbook(
        BytesIO(response.getvalue() if hasattr(response, "getvalue") else b"".join(response))
    )
    rows = [[cell.value for cell in line[:6]] for line in sheet.active.iter_rows()]
    found = [line for line in rows if "技术合同成交额" in line]
    assert found == [["技术合同成交额", "汉阳区科学技术局", period_words(MONTH), 12.5, "万元", "机构填报"]]
    assert AuditEntry.objects.filter(verb=SupervisionVerb.EXPORTED).count() == 1


def test_list_queries_do_not_grow_with_the_figures(client, people, asked):
    def count():
        with CaptureQueriesContext(connection) as queries:
            office.get("/figures/")
        return len(queries)

    row, request = asked
    submit(row, {request.pk: Decimal(1)})
    office = signed_in(client, people.office)
    count()
    with_one = count()
    for unit in (people.wuhan, people.huangshi):
        assignment = make_assignment(row.task, unit, state=UNDER_WAY)
        submit(assignment, {request.pk: Decimal(2)})

    assert count() == with_one


def test_two_indicators_of_one_name_are_refused():
    known = find_indicator("tasks_done")

    register(known)
    with pytest.raises(ValueError, match="tasks_done"):
        register(replace(known, measure="件"))

    assert find_indicator("tasks_done") is known
