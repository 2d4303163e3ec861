"""What the review and facts screens share: undoing leads back to what it put back, one set of keys."""

from __future__ import annotations

import json
import re

import pytest

from luodi_web.people.enums import Role
from luodi_web.policies.domain.fact_deciding import FactGroup, accept_facts, decide_fact
from luodi_web.policies.domain.review import (
    EditGroup,
    Passage,
    correct_passage,
    decide_edits,
    decide_group,
    fill_lost,
)
from luodi_web.policies.domain.steps import FACT_CHECK, REVIEW, undo_step
from luodi_web.policies.enums import Decision, FactKind, FactState
from luodi_web.policies.models import PolicyVersion
from tests.web.factories import actor, make_unit, make_user, signed_in
from tests.web.policies.fact_texts import fact, make_read
from tests.web.policies.texts import LOST_AT, edit, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit("省科技厅")


@pytest.fixture
def user(unit):
    return make_user("policy", Role.PROVINCE, unit, name="李文")


@pytest.fixture
def office(client, user):
    return signed_in(client, user)


def undo(client, version: PolicyVersion, screen: str, **fields):
    version.refresh_from_db()
    data = {"revision": version.revision, "page": 1, **fields}
    return client.post(f"/versions/{version.pk}/{screen}/undo/", data, headers={"HX-Request": "true"})


def led_to(response) -> str:
    """The mark that the page returns to."""
    return json.loads(response.headers["HX-Trigger"])["step-undone"]["mark"]


# The domain


def test_undone_tells_what_was_put_back_in_the_order_of_the_text(user, unit):
    version = make_version(unit)
    decide_group(version, 0, EditGroup("script"), Decision.REJECT, by=actor(user))

    undone = undo_step(REVIEW, version, 1, by=actor(user))

    rows = version.edits.filter(kind="script").order_by("start")
    assert undone.places == tuple((row.start, "edits", row.pk) for row in rows)
    assert undone.nearest(LOST_AT, LOST_AT + 5)[2] == edit(version, "項").pk
    assert undone.nearest(900, 950)[2] == edit(version, "廳").pk


def test_undone_correction_of_plain_words_tells_only_where_it_stood(user, unit):
    version = make_version(unit)
    made = correct_passage(version, 0, Passage(0, 0, 1, "省"), "本省", by=actor(user))

    undone = undo_step(REVIEW, version, 1, by=actor(user))

    assert undone.places == ((0, "", made.pk),)


# The screens


def test_undoing_a_decision_leads_back_to_its_edit(office, user, unit):
    version = make_version(unit)
    row = edit(version, "縣")
    decide_edits(version, 0, [row.pk], Decision.REJECT, by=actor(user))

    response = undo(office, version, "review")

    assert (response.status_code, led_to(response)) == (200, f"e{row.pk}")


def test_undoing_a_filled_gap_leads_back_to_the_gap(office, user, unit):
    version = make_version(unit)
    gap = version.lost.get()
    fill_lost(version, 0, gap.pk, "三", by=actor(user))

    assert led_to(undo(office, version, "review")) == f"l{gap.pk}"


def test_undoing_with_nothing_done_leads_nowhere(office, unit):
    version = make_version(unit)

    response = undo(office, version, "review")

    assert (response.status_code, "HX-Trigger" in response.headers) == (200, False)


def test_undoing_a_decision_on_a_fact_leads_back_to_it(office, user, unit):
    version = make_read(unit)
    row = fact(version, "最高100万元")
    decide_fact(version, 0, row.pk, Decision.REJECT, by=actor(user))

    response = undo(office, version, "facts")

    row.refresh_from_db()
    assert (led_to(response), row.state) == (f"f{row.pk}", FactState.PROPOSED)


def test_undone_fact_stays_on_a_page_that_does_not_ask_for_it(office, user, unit):
    version = make_read(unit)
    row = fact(version, "最高100万元")
    decide_fact(version, 0, row.pk, Decision.ACCEPT, by=actor(user))

    response = undo(office, version, "facts", state_shown="accepted")

    assert f'id="f{row.pk}"' in response.content.decode()


def test_undoing_what_stands_on_another_page_opens_that_page(office, user, unit):
    rows = "".join(f"{number}. 支持企业，给予最高{number}万元补助。\n" for number in range(1, 201))
    version = make_read(unit, f"关于支持企业的若干措施\n\n一、支持\n{rows}")
    last = version.facts.order_by("start").last()
    decide_fact(version, 0, last.pk, Decision.REJECT, by=actor(user))

    response = undo(office, version, "facts")

    address = response.headers["HX-Redirect"]
    assert re.fullmatch(rf"/versions/{version.pk}/facts/\?page=\d+#f{last.pk}", address)
    assert f'id="f{last.pk}"' in office.get(address.partition("#")[0]).content.decode()


def test_undone_batch_leads_to_the_first_of_it_on_the_page(office, user, unit):
    version = make_read(unit)
    accept_facts(version, 0, FactGroup(kind=FactKind.AMOUNT), by=actor(user))

    assert led_to(undo(office, version, "facts")) == f"f{fact(version, '最高500万元').pk}"


def test_undoing_a_correction_gives_the_values_back(user, unit):
    version = make_read(unit)
    row = fact(version, "最高100万元")
    decide_fact(version, 0, row.pk, Decision.ACCEPT, by=actor(user))

    step = version.fact_steps.get()
    undo_step(FACT_CHECK, version, 1, by=actor(user))

    assert step.before == {
        "facts": [["proposed", None, None, False, [row.pk]]],
        "values": [[row.values, [row.pk]]],
    }
    assert fact(version, "最高100万元").values == row.values


def test_both_screens_have_one_set_of_keys(office, unit):
    review = office.get(f"/versions/{make_version(unit).pk}/review/")
    facts = office.get(f"/versions/{make_read(unit).pk}/facts/")

    assert [key for key, _words in review.context["page_keys"]] == ["J", "K", "A", "X", "E", "Z", "1—9"]
    assert [key for key, _words in facts.context["page_keys"]] == ["J", "K", "A", "X", "E", "Z", "N"]
    for page in (review, facts):
        pressed = set(" ".join(re.findall(r'data-key="([^"]*)"', page.content.decode())).split())
        assert pressed >= {"j", "ArrowDown", "k", "ArrowUp", "a", "Enter", "x", "e", "z"}
        assert not pressed & {"r", "c", "u"}
