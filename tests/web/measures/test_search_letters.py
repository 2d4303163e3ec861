"""Letters in search: the office's own, and a unit's once they were issued."""

import pytest

from luodi_web.people.domain.searching import rebuild
from luodi_web.supervision.domain.letters import acknowledge_letter, answer_letter, issue_letter
from tests.web.factories import actor
from tests.web.measures.test_letters import draft, issued
from tests.web.tasks.test_search import ask, found

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def index(settings, tmp_path):
    settings.SEARCH_DIR = tmp_path / "search"


def test_a_letter_is_found_by_its_unit_from_its_issue_on(client, people, late):
    body = "海绵试验段尚未动工。"
    letter = draft(late, body=body)
    rebuild()

    assert "letters" not in found(ask(client, people.county, "海绵试验段"))

    letter = issue_letter(letter, by=actor())

    assert found(ask(client, people.county, "海绵试验段"))["letters"] == [str(letter)]
    assert "letters" not in found(ask(client, people.other_city, "海绵试验段"))


def test_what_a_unit_answered_is_found(client, people, late):
    letter = acknowledge_letter(issued(late), by=actor(people.county, people.hanyang))
    rebuild()
    answer_letter(letter, "已请监理单位驻场。", by=actor(people.county, people.hanyang))

    assert found(ask(client, people.county, "监理单位"))["letters"] == [str(letter)]
