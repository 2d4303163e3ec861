"""Two people at the same moment: one report, one request for a datum, one draft; nobody waits for ever."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from luodi_web.people.models import AuditEntry
from luodi_web.supervision.domain.figures import DuplicateFigure, request_figure
from luodi_web.supervision.domain.reports import accept_report, submit_report
from luodi_web.supervision.domain.reports_drafts import StaleDraft, save_draft
from luodi_web.supervision.enums import AssignmentState, PlanState, ReportState, SupervisionVerb, UnitRole
from luodi_web.supervision.models import FigureRequest, Plan, Report, ReportDraft
from luodi_web.supervision.rules import period_of
from tests.web.at_once import at_once, needs_row_locks
from tests.web.factories import actor, make_assignment, make_task, make_unit, make_user

pytestmark = pytest.mark.django_db(transaction=True)
UNDER_WAY = AssignmentState.ACKNOWLEDGED


@pytest.fixture(autouse=True)
def _row_locks():
    needs_row_locks()


def submit(assignment, **fields):
    values = {"period": period_of(timezone.localdate()), "percent": 30, "text": "已启动。", "by": actor()}
    return submit_report(assignment, **{**values, **fields})


def test_a_double_click_sends_one_report():
    assignment = make_assignment(state=UNDER_WAY)

    first, second = at_once(lambda: submit(assignment), lambda: submit(assignment))

    assert first.pk == second.pk
    assert Report.objects.count() == 1
    before = [entry.before for entry in AuditEntry.objects.filter(verb=SupervisionVerb.REPORTED)]
    assert sorted(value is None for value in before) == [False, True]


@pytest.mark.parametrize("_round", range(3))
def test_a_part_sent_again_while_the_leads_report_is_accepted(_round):
    task = make_task()
    lead = make_assignment(task, role=UnitRole.LEAD, state=UNDER_WAY)
    joint = make_assignment(task, role=UnitRole.JOINT, state=UNDER_WAY)
    part = submit(joint)
    report = submit(lead, taken=[part.pk])
    office = actor(make_user())

    _accepted, again = at_once(
        lambda: accept_report(report, "", by=office), lambda: submit(joint, text="改过的。")
    )

    report.refresh_from_db()
    part.refresh_from_db()
    assert report.state == ReportState.ACCEPTED
    # Either it was accepted as the lead saw it, or it is new and waits for itself.
    seen = (part.text, part.state)
    assert seen in {("已启动。", ReportState.ACCEPTED), ("改过的。", ReportState.SUBMITTED)}
    assert isinstance(again, ValidationError) == (part.state == ReportState.ACCEPTED)


def test_two_offices_ask_for_the_same_datum():
    unit = make_unit()
    tasks = [make_task(), make_task()]
    for task in tasks:
        make_assignment(task, unit, state=UNDER_WAY)
    Plan.objects.update(state=PlanState.PUBLISHED)
    tasks = [type(task).objects.select_related("workstream__plan").get(pk=task.pk) for task in tasks]

    def ask(task):
        return request_figure(task, name="技术合同成交额", measure="万元", by=actor())

    results = at_once(lambda: ask(tasks[0]), lambda: ask(tasks[1]))

    assert sorted(isinstance(result, DuplicateFigure) for result in results) == [False, True]
    assert FigureRequest.objects.count() == 1


def test_two_devices_save_their_first_draft():
    assignment = make_assignment(state=UNDER_WAY)
    person = actor(make_user())

    def save(text):
        return save_draft(assignment, "2026-11", {"text": [text]}, 0, by=person)

    results = at_once(lambda: save("甲"), lambda: save("乙"), refusals=(StaleDraft,))

    kept = ReportDraft.objects.get()
    assert sorted(isinstance(result, StaleDraft) for result in results) == [False, True]
    assert kept in results
