"""Joint units contribute, the lead consolidates, the office decides on both at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi_web.common.periods import period_words
from luodi_web.people.domain.audit_words import entry_changes
from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import AuditEntry, Notification
from luodi_web.supervision.domain.assignments_scope import reports_waiting_for
from luodi_web.supervision.domain.reports import accept_report, return_report, submit_report
from luodi_web.supervision.domain.reports_joint import contributions_for, joint_without_report
from luodi_web.supervision.enums import AssignmentState, ReportState, SupervisionVerb, UnitRole
from luodi_web.supervision.models import Contribution, Report
from luodi_web.supervision.rules import period_of
from tests.web.factories import actor, make_assignment, make_report, make_task, signed_in

pytestmark = pytest.mark.django_db
UNDER_WAY = AssignmentState.ACKNOWLEDGED
MONTH = period_of(timezone.localdate())
GOOD = {"percent": "40", "text": "已完成选址。", "problem": "", "next_step": ""}


@pytest.fixture
def task(people):
    return make_task(owner=people.department)


@pytest.fixture
def lead(people, task):
    return make_assignment(task, people.wuhan, UnitRole.LEAD, UNDER_WAY)


@pytest.fixture
def joint(people, task):
    return make_assignment(task, people.huangshi, UnitRole.JOINT, UNDER_WAY)


def submit(assignment, **fields):
    values = {"period": MONTH, "percent": 30, "text": "已启动。", "by": actor(), **fields}
    return submit_report(assignment, **values)


def states():
    return dict(Report.objects.values_list("assignment__unit__name", "state"))


def test_the_lead_sees_the_joint_reports_of_the_period_and_who_is_missing(people, task, lead, joint):
    report = make_report(joint, MONTH)
    make_report(joint, "2020-01")
    waiting = make_assignment(task, people.hanyang, UnitRole.JOINT, UNDER_WAY)
    other_task = make_assignment(make_task(), people.huangshi, UnitRole.JOINT, UNDER_WAY)
    make_report(other_task, MONTH)

    assert list(contributions_for(lead, MONTH)) == [report]
    assert list(joint_without_report(lead, MONTH)) == [waiting]
    assert list(contributions_for(joint, MONTH)) == []


def test_accepting_the_leads_report_accepts_what_it_took_in(people, lead, joint):
    part = submit(joint)
    report = submit(lead, taken=[part.pk])

    accept_report(report, "", by=actor(people.office))

    assert states() == {"武汉市科技创新局": "accepted", "黄石市科学技术局": "accepted"}


def test_the_trail_says_what_the_report_holds_besides_its_words(people, lead, joint):
    part = submit(joint)

    submit(lead, taken=[part.pk])

    entry = AuditEntry.objects.filter(verb=SupervisionVerb.REPORTED).latest("pk")
    changes = {name: after for name, _before, after in entry_changes(entry)}
    assert changes["并入的进展"] == "黄石市科学技术局"
    assert changes["报送期"] == period_words(MONTH)


def test_what_was_not_taken_in_waits_for_itself(people, lead, joint):
    submit(joint)
    report = submit(lead, taken=[])

    accept_report(report, "", by=actor(people.office))

    assert states() == {"武汉市科技创新局": "accepted", "黄石市科学技术局": "submitted"}


def test_a_joint_unit_that_is_finished_is_done_with_the_leads_report(people, lead, joint):
    part = submit(joint, percent=100)
    report = submit(lead, percent=60, taken=[part.pk])

    accept_report(report, "", by=actor(people.office))

    lead.refresh_from_db()
    joint.refresh_from_db()
    assert (lead.state, joint.state) == (UNDER_WAY, AssignmentState.DONE)


def test_words_that_the_lead_has_not_seen_are_not_accepted_with_it(people, lead, joint):
    part = submit(joint)
    seen = timezone.now() - timedelta(minutes=5)
    report = submit(lead, taken=[part.pk], seen_at=seen)
    waiting = set(reports_waiting_for(Rights.of(people.office)))

    accept_report(report, "", by=actor(people.office))

    assert waiting == {report, part}
    assert states()["黄石市科学技术局"] == "submitted"


def test_the_queue_holds_a_taken_report_only_through_the_leads(people, lead, joint):
    part = submit(joint)
    report = submit(lead, taken=[part.pk])
    rights = Rights.of(people.office)

    with_lead = list(reports_waiting_for(rights))
    return_report(report, "请汇总", by=actor(people.office))

    assert (with_lead, list(reports_waiting_for(rights))) == ([report], [part])


def test_returning_the_leads_report_can_return_one_part(people, task, lead, joint):
    other = make_assignment(task, people.hanyang, UnitRole.JOINT, UNDER_WAY)
    part, kept = submit(joint, percent=50), submit(other, percent=50)
    report = submit(lead, taken=[part.pk, kept.pk])

    return_report(report, "黄石的数字不对", contributions=[part.pk], by=actor(people.office))

    joint.refresh_from_db()
    assert states() == {
        "武汉市科技创新局": "returned",
        "黄石市科学技术局": "returned",
        "汉阳区科学技术局": "submitted",
    }
    assert (joint.percent, Report.objects.get(assignment=joint).decision_note) == (0, "黄石的数字不对")


def test_returning_reaches_no_report_that_was_not_taken_in(people, lead, joint):
    part = submit(joint)
    report = submit(lead, taken=[])

    return_report(report, "请并入", contributions=[part.pk], by=actor(people.office))

    assert states()["黄石市科学技术局"] == "submitted"


def test_nobody_accepts_their_own_part_by_way_of_the_leads(people, lead, joint):
    part = submit(joint, by=actor(people.office))
    report = submit(lead, taken=[part.pk])

    accept_report(report, "", by=actor(people.office))

    assert states()["黄石市科学技术局"] == "submitted"


def test_a_foreign_report_cannot_be_taken_in(people, lead):
    foreign = make_report(make_assignment(make_task(), people.huangshi, UnitRole.JOINT, UNDER_WAY), MONTH)

    submit(lead, taken=[foreign.pk])

    assert not Contribution.objects.exists()


def test_the_lead_hears_once_of_all_that_reported(
    django_capture_on_commit_callbacks, people, task, lead, joint
):
    other = make_assignment(task, people.hanyang, UnitRole.JOINT, UNDER_WAY)

    with django_capture_on_commit_callbacks(execute=True):
        submit(joint)
        submit(other)

    told = Notification.objects.get(user=people.city)
    assert told.text.startswith("2 家配合机构已报送")
    assert told.url == f"/assignments/{lead.pk}/report/{MONTH}/"


def test_taking_in_without_the_script_keeps_what_is_typed(client, people, lead, joint):
    part = make_report(joint, MONTH, text="黄石已签约两家。", problem="缺经费")
    city = signed_in(client, people.city)

    page = city.post(f"/assignments/{lead.pk}/report/{MONTH}/", {**GOOD, "take": part.pk})

    form = page.context["form"]
    assert form["text"].value() == "已完成选址。\n【黄石市科学技术局】黄石已签约两家。"
    assert form["problem"].value() == "【黄石市科学技术局】缺经费"
    assert (form["percent"].value(), form["taken"].value()) == ("40", [str(part.pk)])
    assert not Report.objects.filter(assignment=lead).exists()


def test_the_form_takes_in_what_was_ticked(client, people, lead, joint):
    part = make_report(joint, MONTH)
    city = signed_in(client, people.city)
    opened = city.get(f"/assignments/{lead.pk}/report/").context["opened"]

    city.post(f"/assignments/{lead.pk}/report/{MONTH}/", {**GOOD, "taken": part.pk, "opened": opened})

    assert Report.objects.get(assignment=lead).contributions.get().source == part


def test_a_part_returned_meanwhile_is_said_and_nothing_lost(client, people, lead, joint):
    part = make_report(joint, MONTH)
    make_report(make_assignment(lead.task, people.hanyang, UnitRole.JOINT, UNDER_WAY), MONTH)
    city = signed_in(client, people.city)
    Report.objects.filter(pk=part.pk).update(state=ReportState.RETURNED)

    page = city.post(f"/assignments/{lead.pk}/report/{MONTH}/", {**GOOD, "taken": part.pk})

    assert (page.status_code, page.context["form"].errors) == (
        422,
        {"taken": ["有配合机构的进展已被退回或撤回，请核对后再报。"]},
    )
    assert page.context["form"]["text"].value() == "已完成选址。"


def test_the_report_page_names_the_parts_and_offers_to_return_one(client, people, lead, joint):
    part = submit(joint)
    report = submit(lead, taken=[part.pk])
    office = signed_in(client, people.office)

    page = office.get(f"/reports/{report.pk}/")
    of_part = office.get(f"/reports/{part.pk}/")
    office.post(f"/reports/{report.pk}/return/", {"reason": "请核对", "row": part.pk})

    assert [item.source for item in page.context["contributions"]] == [part]
    assert "随它一并审核" in of_part.content.decode()
    assert not of_part.context["may_decide"]
    assert set(states().values()) == {"returned"}


def test_queries_of_form_and_page_do_not_grow_with_the_parts(client, people, task, lead, joint):
    def count(url, person):
        with CaptureQueriesContext(connection) as queries:
            assert signed_in(client, person).get(url).status_code == 200
        return len(queries)

    def parts_of(*units):
        rows = [make_assignment(task, unit, UnitRole.JOINT, UNDER_WAY) for unit in units]
        return [submit(row) for row in rows]

    form, page = f"/assignments/{lead.pk}/report/", "/reports/{}/"
    parts = [submit(joint)]
    report = submit(lead, taken=[parts[0].pk])
    count(form, people.city), count(page.format(report.pk), people.office)
    with_one = count(form, people.city), count(page.format(report.pk), people.office)
    parts += parts_of(people.hanyang, people.department)
    submit(lead, taken=[part.pk for part in parts])

    assert (count(form, people.city), count(page.format(report.pk), people.office)) == with_one
