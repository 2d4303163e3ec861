"""One unit makes up for a period that its plan no longer takes: by leave, up to a day, marked late."""

from __future__ import annotations

from datetime import date, datetime
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from luodi_web.people.models import AuditEntry, Notification
from luodi_web.supervision.domain.makeups import allow_makeup
from luodi_web.supervision.domain.reports import submit_report
from luodi_web.supervision.domain.reports_periods import Missed, missed_periods
from luodi_web.supervision.enums import AssignmentState, SupervisionVerb
from luodi_web.supervision.models import MakeupLeave
from tests.web.at_once import at_once
from tests.web.factories import actor, make_assignment, make_report, make_task, signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 10)


def at(*moment: int):
    moved = datetime(*moment, 9, tzinfo=timezone.get_fixed_timezone(480))
    return patch.object(timezone, "now", return_value=moved)


@pytest.fixture
def row(people):
    """The county's, under way since August; September and October were skipped, one period can be made up."""
    task = make_task(owner=people.department)
    sent = datetime(2026, 8, 3, 9, tzinfo=timezone.get_fixed_timezone(480))
    made = make_assignment(task, people.hanyang, state=AssignmentState.ACKNOWLEDGED, sent_at=sent)
    make_report(made, "2026-08")
    return made


def allow(row, people, period="2026-09", until=date(2026, 11, 20), reason="机构改革期间漏报"):
    with at(2026, 11, 10):
        return allow_makeup(row, period, until=until, reason=reason, by=actor(people.office))


def send(row, day, period="2026-09"):
    with at(2026, 11, day):
        return submit_report(row, period=period, percent=20, text="九月的进展。", by=actor())


def test_leave_opens_one_period_of_one_assignment_up_to_its_day(
    people, row, django_capture_on_commit_callbacks
):
    other = make_assignment(row.task, people.wuhan, "joint", row.state, sent_at=row.sent_at)

    with pytest.raises(ValidationError, match="不能再补报"):
        send(row, 10)
    with django_capture_on_commit_callbacks(execute=True):
        allow(row, people)

    assert missed_periods(row, TODAY) == [Missed("2026-10", True), Missed("2026-09", True)]
    assert Missed("2026-09", False) in missed_periods(other, TODAY)
    [notice] = Notification.objects.filter(user=people.county)
    assert notice.url == reverse("staff:report_edit", args=[row.pk, "2026-09"])
    with pytest.raises(ValidationError, match="不能再补报"):
        send(row, 21)
    report = send(row, 20)
    assert (report.period, report.is_late) == ("2026-09", True)
    entry = AuditEntry.objects.get(verb=SupervisionVerb.MAKEUP_ALLOWED)
    assert entry.after == {"period": "2026-09", "until": "2026-11-20", "reason": "机构改革期间漏报"}


def test_leave_that_ran_out_is_given_again(people, row):
    allow(row, people, until=TODAY)

    with at(2026, 11, 12):
        allow_makeup(row, "2026-09", until=date(2026, 11, 13), reason="再给一次", by=actor(people.office))

    assert MakeupLeave.objects.get().until == date(2026, 11, 13)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"period": "2026-10"}, "现在就可以补报"),
        ({"period": "2026-08"}, "没有漏报"),
        ({"period": "2026-11"}, "没有漏报"),
        ({"period": "2026-07"}, "没有漏报"),
        ({"until": date(2026, 11, 9)}, "不能早于今天"),
        ({"until": date(2027, 1, 1)}, "不能超过 31 天"),
    ],
)
def test_leave_is_refused_with_the_reason(people, row, values, words):
    with pytest.raises(ValidationError, match=words):
        allow(row, people, **values)

    assert not MakeupLeave.objects.exists()


def test_nothing_is_opened_once_the_task_is_done(people, row):
    row.state = AssignmentState.DONE
    row.save()

    with pytest.raises(ValidationError, match="不在办理中"):
        allow(row, people)


@pytest.mark.django_db(transaction=True)
def test_leave_given_twice_at_once_is_one(people, row):
    by = actor(people.office)

    def give():
        return allow_makeup(row, "2026-09", until=date(2026, 11, 20), reason="漏报", by=by)

    with at(2026, 11, 10):
        at_once(give, give)

    assert MakeupLeave.objects.count() == 1


def test_office_allows_it_on_the_task_page_and_the_unit_sends(client, people, row):
    url = reverse("staff:makeup_allow", args=[row.pk, "2026-09"])
    task = f"/tasks/{row.task_id}/?unit={row.pk}"

    with at(2026, 11, 10):
        office = signed_in(client, people.office)
        before = office.get(task).content.decode()
        empty = office.post(url, {"until": "2026-11-20", "reason": ""})
        done = office.post(url, {"until": "2026-11-20", "reason": "漏报"}, follow=True).content.decode()
        county = signed_in(client, people.county)
        page = county.get(task).content.decode()
        refused = county.get(url)

    assert url in before
    assert reverse("staff:makeup_allow", args=[row.pk, "2026-10"]) not in before
    assert (empty.status_code, 'value="2026-11-20"' in empty.content.decode()) == (422, True)
    assert "已允许补报" in done and url not in done
    assert reverse("staff:report_edit", args=[row.pk, "2026-09"]) in page
    assert refused.status_code == 403


def test_a_form_opened_on_the_last_day_is_still_sent_after_midnight(people, row):
    allow(row, people, until=date(2026, 11, 12))
    values = {"period": "2026-09", "percent": 20, "text": "九月的进展。", "by": actor()}
    opened = datetime(2026, 11, 12, 23, 50, tzinfo=timezone.get_fixed_timezone(480))

    with at(2026, 11, 14), pytest.raises(ValidationError, match="不能再补报"):
        submit_report(row, opened_at=opened, **values)
    with at(2026, 11, 13):
        report = submit_report(row, opened_at=opened, **values)

    assert report.period == "2026-09"
