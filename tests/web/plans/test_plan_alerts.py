"""The plan's own alerts: term to sign, delay, ladder; and the pages that show them."""

from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi.workdays import HolidayTable
from luodi_web.common.models import Holiday
from luodi_web.people.enums import Role, UnitKind
from luodi_web.people.models import AuditEntry
from luodi_web.supervision.domain.calendar_days import calendar_warning
from luodi_web.supervision.domain.ladders import change_alerts, ladder_of
from luodi_web.supervision.domain.unsigned import last_late_day, unsigned_late
from luodi_web.supervision.enums import Light, ReminderEvent, ReminderStep
from luodi_web.supervision.models import Assignment, Plan, Reminder
from luodi_web.supervision.rules_reminders import DEFAULT_LADDER, Rung
from tests.web.factories import actor, make_assignment, make_plan, make_task, make_unit, make_user, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def department():
    return make_unit("湖北省科学技术厅", UnitKind.DEPARTMENT)


@pytest.fixture
def office(department):
    return make_user("office", Role.INNOVATION_OFFICE, department)


@pytest.fixture
def plan(department):
    return make_plan(owner=department)


def posted(rungs, **values):
    data = {"acknowledge_days": 5, "behind_points": 20, **values}
    data |= {"rung-TOTAL_FORMS": len(rungs), "rung-INITIAL_FORMS": 0}
    for number, rung in enumerate(rungs):
        data |= {
            f"rung-{number}-{name}": value
            for name, value in zip(("event", "days", "step", "every_days"), rung, strict=True)
        }
    return data


def test_ladder_of_ones_own_is_saved_and_may_be_empty(client, office, plan):
    signed_in(client, office)

    done = client.post(
        f"/plans/{plan.pk}/alerts/", posted([("after", 2, "leader", 3), ("", "", "liaison", "")])
    )

    stored = Plan.objects.get(pk=plan.pk)
    assert done.status_code == 302
    assert (stored.acknowledge_days, stored.behind_points, stored.yellow_when_owed) == (5, 20, False)
    assert ladder_of(stored) == [Rung(ReminderEvent.AFTER, 2, ReminderStep.LEADER, 3)]
    client.post(f"/plans/{plan.pk}/alerts/", posted([]))
    assert ladder_of(Plan.objects.get(pk=plan.pk)) == []
    assert AuditEntry.objects.filter(verb="supervision.alerts_changed").count() == 2


def test_page_shows_the_default_ladder_and_keeps_following_it(client, office, plan):
    signed_in(client, office)
    page = client.get(f"/plans/{plan.pk}/alerts/")
    rungs = [tuple(rung) for rung in DEFAULT_LADDER]

    client.post(f"/plans/{plan.pk}/alerts/", posted(rungs, behind_points=""))

    stored = Plan.objects.get(pk=plan.pk)
    assert [form.initial for form in page.context["rungs"].initial_forms] == [
        rung._asdict() for rung in DEFAULT_LADDER
    ]
    assert (stored.own_ladder, stored.behind_points) == (False, None)
    assert ladder_of(stored) == list(DEFAULT_LADDER)


@pytest.mark.parametrize(
    ("rungs", "values", "words"),
    [
        ([("after", "", "leader", "")], {}, "请填写工作日数"),
        ([("after", 0, "leader", "")], {}, "至少 1 个工作日"),
        ([("after", 61, "leader", "")], {}, "0 到 60 的整数"),
        ([("before", 2, "leader", 1)], {}, "期限前的提醒只发一次"),
        ([("never", 2, "leader", 0)], {}, "never"),
        ([("after", 2, "leader", 0), ("after", 2, "leader", 1)], {}, "与上面一条重复"),
        ([], {"acknowledge_days": 0}, "签收期限填 1 到 60 的整数"),
        ([], {"behind_points": 101}, "滞后亮黄灯填 1 到 100 的整数"),
    ],
)
def test_wrong_values_are_said_at_the_field_and_nothing_is_stored(client, office, plan, rungs, values, words):
    answer = signed_in(client, office).post(f"/plans/{plan.pk}/alerts/", posted(rungs, **values))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not AuditEntry.objects.filter(verb="supervision.alerts_changed").exists()


def test_forged_number_of_rows_is_an_error_not_a_fault(client, office, plan):
    data = posted([]) | {"rung-TOTAL_FORMS": "x"}

    assert signed_in(client, office).post(f"/plans/{plan.pk}/alerts/", data).status_code == 422


def test_alerts_of_a_dispatched_plan_change_its_lights(office, department):
    task = make_task(owner=department)
    row = make_assignment(
        task,
        deadline=date(2099, 1, 1),
        state="acknowledged",
        sent_at=datetime(2000, 1, 1, tzinfo=UTC),
        percent=10,
    )

    change_alerts(
        task.workstream.plan,
        acknowledge_days=3,
        behind_points=5,
        yellow_when_owed=False,
        ladder=DEFAULT_LADDER,
        by=actor(office),
    )

    assert Assignment.objects.get(pk=row.pk).light == Light.YELLOW


def test_who_may_not_edit_plans_finds_none(client, plan):
    other = make_user("other", Role.PROVINCE, make_unit("省财政厅"))

    assert signed_in(client, other).get(f"/plans/{plan.pk}/alerts/").status_code == 404
    city = make_user("city", Role.CITY, make_unit("武汉市", UnitKind.CITY))
    assert signed_in(client, city).get(f"/plans/{plan.pk}/alerts/").status_code == 403


TABLE = HolidayTable(covers=(date(2026, 1, 1), date(2026, 12, 31)))


@pytest.mark.parametrize(
    ("days", "today", "expected"),
    [
        # Sent on Monday with three days: until Thursday; late on Friday.
        (3, date(2026, 11, 20), date(2026, 11, 16)),
        (3, date(2026, 11, 19), date(2026, 11, 15)),
        # Beyond the table weekdays count.
        (3, date(2027, 1, 8), date(2027, 1, 4)),
    ],
)
def test_last_day_of_dispatch_that_is_late(days, today, expected):
    assert last_late_day(days, today, TABLE) == expected


def test_late_to_sign_by_each_plans_own_term(client, office, department):
    quick, slow = make_task(owner=department), make_task(owner=department)
    Plan.objects.filter(pk=slow.workstream.plan_id).update(acknowledge_days=10)
    sent = datetime(2026, 11, 16, 1, tzinfo=UTC)
    late = make_assignment(quick, sent_at=sent)
    patient = make_assignment(slow, sent_at=sent)
    make_assignment(quick, sent_at=sent, state="returned")
    recent = make_assignment(quick, sent_at=datetime(2026, 11, 18, 1, tzinfo=UTC))

    assert list(unsigned_late(Assignment.objects.all(), date(2026, 11, 20))) == [late]
    with patch.object(timezone, "now", return_value=datetime(2026, 11, 20, 2, tzinfo=UTC)):
        signed_in(client, office)
        today = client.get("/").content.decode()
        board = client.get("/board/", {"signing": "late"})
        waiting = client.get("/board/", {"signing": "in_time"})
        page = client.get(f"/tasks/{quick.pk}/", {"unit": late.pk}).content.decode()
    assert "未按时签收" in today
    assert set(waiting.context["table"].page.object_list) == {patient, recent}
    assert list(board.context["table"].page.object_list) == [late]
    assert "已超过 1 个工作日" in page


def test_warning_when_the_day_itself_is_past_the_table():
    Holiday.objects.create(day=date(2026, 1, 1), name="元旦")

    with patch.object(timezone, "localdate", return_value=date(2027, 1, 4)):
        assert calendar_warning() == (
            "节假日表只到 2026-12-31，今天已经超出：工作日按周一至周五计算，灯号、期限和提醒可能有出入。"
        )


def remind(user, number, department):
    for _again in range(number):
        row = make_assignment(make_task(owner=department), user.grants.get().unit, state="acknowledged")
        Reminder.objects.create(
            assignment=row,
            user=user,
            post_name="联络员",
            event="before",
            days=5,
            step="liaison",
            about="2026-12-04",
            due_at=timezone.now(),
            sent_at=timezone.now(),
        )


def test_own_reminders_only_and_the_figures_lead_to_their_rows(client, department):
    unit = make_unit("武汉市科技创新局", UnitKind.CITY)
    person, other = make_user("a", Role.CITY, unit), make_user("b", Role.CITY, unit)
    remind(person, 2, department)
    remind(other, 1, department)
    done = Reminder.objects.filter(user=person).first().assignment
    Assignment.objects.filter(pk=done.pk).update(state="done")

    signed_in(client, person)
    page = client.get("/reminders/")
    figure = next(item for item in page.context["figures"] if item["label"] == "即将到期")
    rows = client.get(figure["url"]).context["table"].page.object_list

    assert len(page.context["table"].page.object_list) == 2
    assert figure["figure"] == len(rows) == 1


def test_reminders_need_as_many_queries_for_many(client, department):
    unit = make_unit("武汉市科技创新局", UnitKind.CITY)
    counts = []
    for number in (1, 3):
        person = make_user(f"p{number}", Role.CITY, unit)
        remind(person, number, department)
        signed_in(client, person)
        with CaptureQueriesContext(connection) as queries:
            client.get("/reminders/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_task_page_shows_who_was_reminded_of_what(client, office, department):
    unit = make_unit("武汉市科技创新局", UnitKind.CITY, department)
    person = make_user("city", Role.CITY, unit)
    remind(person, 1, department)
    row = Reminder.objects.get()

    page = signed_in(client, office).get(f"/tasks/{row.assignment.task_id}/").content.decode()

    assert "完成时限前 5 个工作日" in page
    assert "人员city" in page
