"""A unit ends or a post changes hands: letters and clues are not left behind."""

import pytest

from luodi_web.people.domain.mergers import merge_unit, preview_merger
from luodi_web.people.enums import UnitKind
from luodi_web.supervision.domain.handing_over import waiting_letters
from luodi_web.supervision.domain.letters import acknowledge_letter, answer_letter, close_letter
from luodi_web.supervision.models import Letter
from tests.web.factories import actor, make_unit
from tests.web.measures.test_letters import draft, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def successor(people):
    return make_unit("汉阳区科技创新局", UnitKind.COUNTY, people.wuhan)


def test_open_letters_pass_to_the_successor_and_closed_ones_stay(people, late, successor):
    old = issued(late)
    acknowledge_letter(old, by=actor(people.county, people.hanyang))
    answer_letter(old, "已补报。", by=actor(people.county, people.hanyang))
    close_letter(old, "", by=actor())
    paper = issued(late).paper_id
    letter = Letter.objects.get(paper=paper)
    moves = {str(move.label): move.count for move in preview_merger(people.hanyang, successor).moves}

    merge_unit(people.hanyang, successor, "示例〔2026〕1号", actor())

    letter.refresh_from_db()
    old.refresh_from_db()
    assert moves["未办结的函件"] == 1
    assert (letter.unit, letter.paper_id) == (successor, paper)
    assert old.unit == people.hanyang


def test_letters_to_answer_are_named_when_a_post_changes_hands(people, late):
    assert waiting_letters(people.hanyang).count == 0

    draft(late)
    assert waiting_letters(people.hanyang).count == 0

    Letter.objects.all().delete()
    issued(late)
    assert waiting_letters(people.hanyang).count == 1
