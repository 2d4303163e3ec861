"""Letters, extensions and closings handled for a colleague who is away: the trail says for whom."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from luodi_web.people.domain.actors import actor_for
from luodi_web.people.domain.delegations import delegate
from luodi_web.people.models import AuditEntry
from luodi_web.supervision.domain.closings import ask_closing, check_closing, sign_closing
from luodi_web.supervision.domain.extensions import agree_extension, ask_extension, refuse_extension
from luodi_web.supervision.domain.letters import acknowledge_letter, answer_letter, issue_letter
from luodi_web.supervision.enums import AssignmentState, SupervisionVerb
from luodi_web.supervision.models import Plan
from tests.web.factories import actor, make_assignment, make_post, make_task, make_user
from tests.web.measures.screen import day, finished, write

pytestmark = pytest.mark.django_db


def stand_in(user, unit, username):
    """A colleague of the unit without rights of their own, whom the person has lent theirs for today."""
    other = make_user(username, None, name=f"代办{username}")
    make_post(unit, "科员", holder=other)
    today = timezone.localdate()
    delegate(user, other, starts_on=today, ends_on=today, reason="出差", by=actor(user))
    return actor_for(other, None)


@pytest.fixture
def row(people):
    task = make_task(owner=people.department)
    return make_assignment(task, people.hanyang, state=AssignmentState.ACKNOWLEDGED, deadline=day(2))


def who(verb):
    return AuditEntry.objects.filter(verb=verb).latest("pk").user_name


def test_unit_signs_for_and_answers_a_letter(people, row):
    letter = issue_letter(write(row), by=actor())
    colleague = stand_in(people.county, people.hanyang, "li")

    acknowledge_letter(letter, by=colleague)
    answer_letter(letter, "已经办理。", by=colleague)

    name = f"代办li（代{people.county.name}办理）"
    assert [who(SupervisionVerb.LETTER_ACKNOWLEDGED), who(SupervisionVerb.LETTER_ANSWERED)] == [name, name]


def test_extension_is_asked_and_decided_by_stand_ins(people, row):
    wish = ask_extension(
        row, wanted=day(60), reason="用地审批", by=stand_in(people.county, people.hanyang, "li")
    )
    agree_extension(wish, day(50), "", by=stand_in(people.office, people.department, "wang"))

    assert who(SupervisionVerb.EXTENSION_ASKED) == f"代办li（代{people.county.name}办理）"
    assert who(SupervisionVerb.EXTENSION_AGREED) == f"代办wang（代{people.office.name}办理）"


def test_stand_in_does_not_decide_on_what_the_absent_one_asked(people, row):
    wish = ask_extension(row, wanted=day(60), reason="用地审批", by=actor(people.office))
    colleague = stand_in(people.office, people.department, "wang")

    for decide in (
        lambda: agree_extension(wish, day(50), "", by=colleague),
        lambda: refuse_extension(wish, "不同意", by=colleague),
    ):
        with pytest.raises(ValidationError, match="不能审批自己提出的延期申请"):
            decide()


def test_closing_is_asked_and_checked_by_stand_ins(people, row):
    closing = ask_closing(finished(people, row), "已办结", by=stand_in(people.county, people.hanyang, "li"))

    check_closing(closing, "属实", by=stand_in(people.office, people.department, "wang"))

    assert who(SupervisionVerb.CLOSING_ASKED) == f"代办li（代{people.county.name}办理）"
    assert who(SupervisionVerb.CLOSING_CHECKED) == f"代办wang（代{people.office.name}办理）"


def test_stand_in_does_not_sign_what_the_absent_one_checked(people, row):
    Plan.objects.update(office_closes=True)
    closing = ask_closing(finished(people, row), "已办结", by=actor())
    check_closing(closing, "属实", by=actor(people.office))

    with pytest.raises(ValidationError, match="报送、申请或核查的人不能签批"):
        sign_closing(closing, by=stand_in(people.office, people.department, "wang"))


def test_own_right_is_not_signed_for_another(people, row):
    wish = ask_extension(row, wanted=day(60), reason="用地审批", by=actor(people.county))
    today = timezone.localdate()
    second = make_user("second", "innovation_office", people.department, "钱二")
    delegate(
        people.office,
        second,
        starts_on=today,
        ends_on=today + timedelta(days=1),
        reason="出差",
        by=actor(people.office),
    )

    agree_extension(wish, day(50), "", by=actor_for(second, None))

    assert who(SupervisionVerb.EXTENSION_AGREED) == "钱二"
