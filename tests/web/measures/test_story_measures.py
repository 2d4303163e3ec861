"""Letters in a task's whole story: from their issue on, and none that is only drafted."""

import pytest

from luodi_web.supervision.domain.letters import acknowledge_letter, answer_letter
from luodi_web.supervision.domain.story import Matter, story_of
from luodi_web.supervision.models import Assignment
from tests.web.factories import actor
from tests.web.measures.test_letters import draft, issued

pytestmark = pytest.mark.django_db


def told(assignment):
    matter = Matter(assignment.task, Assignment.objects.filter(task=assignment.task))
    return [(event.what, event.unit) for event in story_of(matter, only="letters")]


def test_a_letter_is_told_from_its_issue_to_its_answer(people, late):
    letter = issued(late)
    acknowledge_letter(letter, by=actor(people.city, people.wuhan))
    answer_letter(letter, "已补报。", by=actor(people.city, people.wuhan))

    unit = late.unit.label
    assert told(late) == [
        (f"发出提醒函 {letter.doc_no}", unit),
        ("签收提醒函", unit),
        ("答复提醒函", unit),
    ]


def test_a_letter_that_is_only_drafted_is_not_told(late):
    draft(late)

    assert told(late) == []
